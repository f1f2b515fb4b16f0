"""Every text a user can read, in zh-CN and en, from one catalogue.

``labels`` holds words and short phrases, ``errors`` the diagnostics with their help. Nothing else in the project
spells a sentence for a user; the parity test walks both tables.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Lang = Literal["zh", "en"]
DEFAULT_LANG: Lang = "zh"


class Text(NamedTuple):
    """One text in both languages."""

    zh: str
    en: str

    def lang(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en

    def __format__(self, lang: str) -> str:
        """``{name:en}`` in a template says the text in that language."""
        return self.en if lang == "en" else self.zh


class ErrorText(NamedTuple):
    """A diagnostic: what is wrong, and why it is refused with what to do next."""

    what: Text
    help: Text


def label(key: str, lang: Lang, **params: object) -> str:
    """The label of ``key`` with ``{name}`` slots filled. Raises KeyError for an unknown key."""
    from anwei.engine.messages.labels import LABELS

    template = LABELS[key].lang(lang)
    return template.format(**params) if params else template


def error_text(code: str) -> ErrorText:
    """The texts of a diagnostic code. Raises KeyError for an unknown code."""
    from anwei.engine.messages.errors import ERRORS

    return ERRORS[code]
