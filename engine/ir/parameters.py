"""Parameters: the numbers of the law, each value dated, cited and, where needed, per division."""

from __future__ import annotations

from typing import Literal

import msgspec

from anwei.engine.facts.subject import significant, within
from anwei.engine.ir.types import Length, Type
from anwei.engine.messages import Text

FOREVER = 3652059  # 9999-12-31
ParameterKind = Literal["number", "date", "length", "tiers", "brackets", "table", "items", "season", "unset"]
Confidence = Literal["seen", "memory", "conflicting"]


class Citation(msgspec.Struct, frozen=True, omit_defaults=True):
    """An article of an instrument of the law register."""

    law: str
    article: str = ""
    section: str = ""
    note: str = ""


class Law(msgspec.Struct, frozen=True, omit_defaults=True):
    """An instrument: title, number, first day in force and first day no longer in force (day ordinals)."""

    id: str
    title: Text
    number: str = ""
    in_force: int = 0
    repealed: int = FOREVER
    rank: str = ""
    checked: bool = False


class Step(msgspec.Struct, frozen=True, omit_defaults=True):
    """One tier from ``start`` (at the scale of the measured number): a fixed value, or a rate of it."""

    start: int | None
    value: int | None = None
    rate: int | None = None
    rate_scale: int = 0
    above: bool = False  # all that is more than ``start - 1``, also by less than one unit


class Slice(msgspec.Struct, frozen=True, omit_defaults=True):
    """One progressive slice up to ``up_to`` (None: no end) at ``rate``."""

    up_to: int | None
    rate: int


ItemValue = int | str | Text


class Value(msgspec.Struct, frozen=True, omit_defaults=True):
    """One dated value. ``start`` and ``end`` are its first and last day; ``division`` is empty for everywhere."""

    start: int
    cites: tuple[Citation, ...]
    kind: ParameterKind
    end: int = FOREVER
    division: str = ""
    amount: int = 0
    strict: bool = False
    length: Length | None = None
    tiers: tuple[Step, ...] = ()
    slices: tuple[Slice, ...] = ()
    table: dict[str, int] = {}
    items: tuple[dict[str, ItemValue], ...] = ()
    seasons: tuple[tuple[int, int], ...] = ()
    confidence: Confidence = "seen"
    facts: tuple[str, ...] = ()
    note: Text | None = None


class Parameter(msgspec.Struct, frozen=True, omit_defaults=True):
    """A named parameter with all its values, in the order written."""

    name: str
    label: Text
    type: Type
    values: tuple[Value, ...]
    stricter: Literal["higher", "lower", ""] = ""
    may_relax: bool = False
    item_types: dict[str, Type] = {}
    bound_scale: int = 0  # decimal digits of tier starts and bracket bounds
    file: str = ""
    line: int = 0

    def in_force(self, division: str, day: int) -> Value | None:
        """The value for a division on a day: nearest division first, then the latest start. None before the first."""
        best: Value | None = None
        rank = (-1, -1, False)
        for value in self.values:
            if value.start <= day <= value.end and (not value.division or within(division, value.division)):
                # a value that somebody has set counts before one that the source leaves unset
                key = (len(significant(value.division)), value.start, value.kind != "unset")
                if key >= rank:
                    best, rank = value, key
        return best

    def next_change(self, division: str, day: int) -> int:
        """The first day after ``day`` on which another value may hold (a sound lower bound)."""
        days = [
            d
            for v in self.values
            if not v.division or within(division, v.division)
            for d in (v.start, v.end + 1)
            if d > day
        ]
        return min(days, default=FOREVER)
