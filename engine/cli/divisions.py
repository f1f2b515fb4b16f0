"""The option that takes a division code: a word that is none is refused, as it would silently leave local rules out."""

from __future__ import annotations

import unicodedata

import click

from anwei.engine.cli.main import LANG
from anwei.engine.messages import error_text, label


def division_code(_context: click.Context, _option: click.Parameter, text: str) -> str:
    """The code as given, or empty; full-width digits do not matter. Raises click.BadParameter (exit 2)."""
    from anwei.engine.facts.values import is_division

    code = unicodedata.normalize("NFKC", text).strip()
    if not code or is_division(code):
        return code
    texts = error_text("INP-017")
    what, todo = texts.what.lang(LANG).format(text=text), texts.help.lang(LANG)
    raise click.BadParameter(label("mark.clause", LANG).join((what, todo)))
