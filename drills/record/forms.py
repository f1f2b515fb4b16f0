"""Evaluation forms as data: items with weights, what vetoes, bands of grades. Read from YAML, ours or an office's own.

The forms that come with anwei are a working proposal of ours. Their weights and bands are no law: an office replaces
the file with the form that its province or its own rules prescribe.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from anwei.drills.record.errors import refuse
from anwei.engine.api import Place, Text

SHIPPED = Path(__file__).parent / "forms.yaml"
TOP = 100


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a form. ``veto``: no points here fail the drill, whatever the rest."""

    id: str
    section: Text
    text: Text
    weight: int
    veto: bool = False


class Band(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A grade from so many points (of 100) on."""

    grade: str
    title: Text
    at_least: int
    passed: bool = True


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A form. ``words`` are marks that evaluators may write instead of points (HSEEP's P, S, M, U) and their points.

    ``redo_within`` is the number of days in which a failed drill has to be done again; 0 where nobody set it.
    """

    id: str
    version: int
    mode: Literal["live", "tabletop"]
    title: Text
    items: tuple[Item, ...]
    bands: tuple[Band, ...]
    words: dict[str, int] = {}
    redo_within: int = 0
    note: Text = Text("", "")

    def item(self, id_: str) -> Item | None:
        return next((i for i in self.items if i.id == id_), None)

    def band(self, tenths: int, vetoed: bool) -> Band:
        """The band of a total in tenths of a point; the lowest where something vetoes."""
        from_top = sorted(self.bands, key=lambda b: -b.at_least)
        if vetoed:
            return from_top[-1]
        return next(b for b in from_top if tenths >= 10 * b.at_least)


def read_forms(path: Path) -> dict[str, Form]:
    """The forms of a YAML file (a list under ``forms``). Raises AnweiError with the place (DOC-…, DRL-114)."""
    from anwei.engine.api import read_documents

    found: dict[str, Form] = {}
    for document in read_documents(path):
        listed = document.get("forms")
        if listed is None or not listed.is_list:
            refuse("DRL-114", document.place, reason="forms: []")
        for node in listed.elements():
            form = _form(node.plain(), node.place)
            if form.id in found:
                refuse("DRL-114", node.place, reason=f"{form.id}: 2 ×")
            found[form.id] = form
    return found


def _form(plain: object, place: Place) -> Form:
    try:
        form = msgspec.convert(_texts(plain), Form)
    except msgspec.ValidationError as error:
        refuse("DRL-114", place, reason=str(error))
    ids = [i.id for i in form.items]
    problems = (
        (not ids or len(set(ids)) != len(ids), "items"),
        (any(i.weight <= 0 for i in form.items), "weight"),
        (not any(b.at_least == 0 for b in form.bands), "bands: at_least 0"),
        (any(not 0 <= b.at_least <= TOP for b in form.bands), "bands: 0 … 100"),
        (any(not 0 <= p <= TOP for p in form.words.values()), "words: 0 … 100"),
    )
    for wrong, reason in problems:
        if wrong:
            refuse("DRL-114", place, reason=reason)
    return form


def _texts(plain: object) -> object:
    """``{zh, en}`` as the pair that a Text is."""
    if isinstance(plain, dict):
        if set(plain) == {"zh", "en"}:
            return [plain["zh"], plain["en"]]
        return {k: _texts(v) for k, v in plain.items()}
    return [_texts(v) for v in plain] if isinstance(plain, list) else plain


@cache
def shipped_forms() -> dict[str, Form]:
    """The forms that come with anwei."""
    return read_forms(SHIPPED)


def form_for(mode: str) -> Form:
    """The shipped form for a mode of drill: a combined one is evaluated like a live one."""
    wanted = "tabletop" if mode == "tabletop" else "live"
    return next(f for f in shipped_forms().values() if f.mode == wanted)
