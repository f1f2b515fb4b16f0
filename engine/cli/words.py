"""The command-line library's own words, in the user's language."""

from __future__ import annotations

import sys

import click

from anwei.engine.messages import Lang
from anwei.engine.messages.click_words import CLICK_ZH


def _one(message: str) -> str:
    return CLICK_ZH.get(message, message)


def _many(singular: str, plural: str, count: int) -> str:
    return CLICK_ZH.get(singular, singular if count == 1 else plural)


def speak(lang: Lang) -> None:
    """Let click speak ``lang``. It looks its words up through gettext's functions, bound in each of its modules."""
    if lang != "zh":
        return
    for name, module in list(sys.modules.items()):
        if name == click.__name__ or name.startswith(click.__name__ + "."):
            words = vars(module)
            words.update({n: f for n, f in (("_", _one), ("ngettext", _many)) if n in words})
