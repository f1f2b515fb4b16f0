"""What jobs tell of drills: plain data, apart from the jobs themselves.

The process that draws takes their answers, and must not load the planner and the database behind them for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from anwei.tui.calendar.model import DutyLine

if TYPE_CHECKING:
    from anwei.tui.shelf.reader import Entry


@dataclass(frozen=True)
class WeekLine:
    """A drill of this week: its day, title, how many units take part, its state in words, and whether it clashes."""

    day: int
    title: str
    units: int
    state: str
    clash: bool


@dataclass(frozen=True)
class Seated:
    """A unit's part: its key, name (with its shift), role, and heads planned and present.

    ``due``: a confirmation of attendance would credit it; ``few``: too few came for that, unless it is named.
    """

    key: str
    name: str
    role: str
    planned: int
    actual: int
    due: bool = False
    few: str = ""


@dataclass(frozen=True)
class Marked:
    """One line of the evaluation form that fits the drill: id, what is looked at, its weight, whether 0 fails all."""

    id: str
    text: str
    weight: int
    veto: bool


@dataclass(frozen=True)
class Doing:
    """A corrective action: its state in words, and the states (codes) that may follow."""

    id: str
    measure: str
    owner: str
    due: str
    state_word: str
    following: tuple[str, ...] = ()


@dataclass(frozen=True)
class Whole:
    """One drill with everything its page shows; ``steps`` are the ids of what may be done with it now."""

    id: str
    title: str
    state: str
    day: int
    entries: tuple[Entry, ...]
    steps: tuple[str, ...]
    seats: tuple[Seated, ...]
    form: tuple[Marked, ...]
    form_words: str
    findings: tuple[tuple[str, str], ...]
    actions: tuple[Doing, ...]


@dataclass(frozen=True)
class Against:
    """Something that stands against a drill of the year (its id; empty: against none of them): why, and about whom."""

    drill: str
    why: str
    about: str


@dataclass(frozen=True)
class Offer:
    """One duty that wants a drill: its year, and days (ordinal, ``pass`` or ``near``) that would do."""

    duty: DutyLine
    year: int
    days: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Item:
    """One difference between the books and the plan: a drill ``added``, ``moved`` or ``dropped``. 0: no day."""

    id: str
    what: str
    title: str
    old: int
    new: int
    area: str
    units: int
    estimated: bool


@dataclass(frozen=True)
class Unplanned:
    """A duty that the plan does not meet, and why."""

    unit: str
    title: str
    window: str
    reason: str


@dataclass(frozen=True)
class Proposal:
    """A plan that nobody has accepted yet. ``plan`` is it as JSON, ``head`` the journal number it was made from."""

    year: int
    plan: bytes
    head: int
    items: tuple[Item, ...]
    unmet: tuple[Unplanned, ...]
    bottlenecks: tuple[str, ...]
    quality: str
    estimated: int


def week_of(ordinal: int) -> tuple[int, int]:
    """The ISO year and week of a day."""
    found = date.fromordinal(ordinal).isocalendar()
    return found.year, found.week
