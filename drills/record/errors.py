"""Refusing what cannot be done with a drill, with one located message."""

from __future__ import annotations

from typing import NoReturn

from anwei.engine.api import AnweiError, Diagnostic, Place


def refuse(code: str, where: str | Place, /, **params: object) -> NoReturn:
    """Raise AnweiError with one diagnostic; ``where`` names the drill, action or file it is about."""
    place = where if isinstance(where, Place) else Place(where)
    raise AnweiError([Diagnostic(code, place, params)])
