"""The facts on file for one subject: fields, child records and declared coverage."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from anwei.engine.documents.diagnostics import NOWHERE, Place
from anwei.engine.facts.values import Value


class Coverage(StrEnum):
    """How much of a table is on file: all of it, some, or nobody has said."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    NOT_REPORTED = "not_reported"


@dataclass(slots=True)
class Record:
    """One record of a child table. ``path`` names it for people: ``people[P-01]``."""

    path: str
    key: str = ""
    values: dict[str, Value] = field(default_factory=dict)
    children: dict[str, list[Record]] = field(default_factory=dict)
    place: Place = NOWHERE


@dataclass(slots=True)
class Subject(Record):
    """One subject with everything recorded about it.

    ``values`` holds its fields (including ``id``, ``name`` and ``division``), ``children`` its own tables,
    ``coverage`` what each table, or each kind of other subjects, is declared to be.
    """

    kind: str = ""
    coverage: dict[str, Coverage] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return str(self.values.get("id") or "")

    @property
    def name(self) -> str:
        return str(self.values.get("name") or self.id)

    @property
    def division(self) -> str:
        return str(self.values.get("division") or "")

    def covered(self, table: str) -> Coverage:
        """The coverage of a table: as declared; undeclared it is partial, or not reported when nothing is there."""
        declared = self.coverage.get(table)
        if declared is not None:
            return declared
        return Coverage.PARTIAL if self.children.get(table) else Coverage.NOT_REPORTED


def within(division: str, area: str) -> bool:
    """Whether a division lies in ``area`` (its own code counts). Trailing zero pairs of a 6-digit code are ignored."""
    return bool(area) and division.startswith(significant(area))


def significant(code: str) -> str:
    """The significant digits of a division code: 340000 -> 34, 341500 -> 3415, 341502001 as it is."""
    if len(code) == 6:
        while len(code) > 2 and code.endswith("00"):
            code = code[:-2]
    return code
