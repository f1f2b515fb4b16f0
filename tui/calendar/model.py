"""The year as the calendar shows it: its days, the drills on the books, and the duties that are owed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

#: States of a drill in which its day may still change, and those of them in which that takes a reason.
MOVABLE = frozenset({"draft", "planned", "postponed", "approved", "notified", "prepared"})
FIXED = frozenset({"approved", "notified", "prepared"})
GONE = frozenset({"cancelled", "aborted", "failed", "postponed"})
HELD = frozenset({"held", "evaluated", "reported", "closed", "archived"})


@dataclass(frozen=True)
class DayNote:
    """A day: whether it is worked, what it is called, on what that rests, and whether it is made up for or taken off
    (a holiday on a weekday, or a worked weekend)."""

    workday: bool
    name: str
    basis: str
    odd: bool


@dataclass(frozen=True)
class DrillLine:
    """A drill on the books. Days are ordinals, 0 where there is none; ``units`` are keys (``kind id``).

    ``half`` is the half of the day that it takes, ``am`` or ``pm``; empty for the whole day.
    """

    id: str
    title: str
    short: str
    day: int
    state: str
    state_word: str
    first: int = 0
    last: int = 0
    area: str = ""
    units: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    basis: str = ""
    half: str = ""

    @property
    def movable(self) -> bool:
        """Whether its day may still change."""
        return self.state in MOVABLE

    @property
    def fixed(self) -> bool:
        """Whether its day was approved, so that another one takes a reason."""
        return self.state in FIXED


@dataclass(frozen=True)
class DutyLine:
    """What a unit owes: ``needed`` drills from ``first`` to ``last``. ``key`` is the same from year to year; ``never``:
    nothing was ever on file for it, so that the days since its first term measure nothing."""

    id: str
    key: str
    unit: str
    name: str
    title: str
    first: int
    last: int
    needed: int
    status: str
    cites: str
    what: str = ""
    area: str = ""
    record: str = ""
    sort: str = ""  # the kind of drill asked for, in words
    never: bool = False


@dataclass(frozen=True)
class Closed:
    """Days on which a unit (id), an area (division) or a kind of units does not drill; nobody where none is named."""

    first: int
    last: int
    reason: str
    unit: str = ""
    area: str = ""
    kind: str = ""

    def bars(self, day: int, units: tuple[str, ...], area: str) -> bool:
        """Whether it stands against some units (keys) of an area on a day."""
        if not self.first <= day <= self.last or (self.area and not area.startswith(self.area)):
            return False
        named = [u.partition(" ") for u in units]
        return (not self.unit or any(i == self.unit for _, _, i in named)) and (
            not self.kind or any(k == self.kind for k, _, _ in named)
        )


@dataclass(frozen=True)
class Owed:
    """What is owed in a year (None: too much to work out unasked), how many drills the facts show on each day, and of
    each sort of drill how many are asked for and held: (sort in words, asked, held)."""

    duties: tuple[DutyLine, ...] | None
    recorded: tuple[tuple[int, int], ...] = ()
    asked: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True)
class Excuse:
    """Why an obligation is not asked for: in words, and whether it was waived (which can be taken back)."""

    words: str
    waived: bool


@dataclass(frozen=True)
class Year:
    """Everything the calendar knows of a year. ``duties`` is None until they were worked out; ``recorded`` counts by
    day the drills that units have on record without their being on the books; ``let_off`` are the obligations that were
    waived, or ended with their unit, and why."""

    year: int
    today: int
    days: tuple[DayNote, ...]
    drills: tuple[DrillLine, ...]
    closed: tuple[Closed, ...] = ()
    spacing: int = 0
    plan: str = ""
    duties: tuple[DutyLine, ...] | None = None
    recorded: dict[int, int] = field(default_factory=dict)
    asked: tuple[tuple[str, int, int], ...] = ()
    let_off: Mapping[str, Excuse] = field(default_factory=dict)

    @cached_property
    def first(self) -> int:
        """The first of January."""
        return date(self.year, 1, 1).toordinal()

    @cached_property
    def last(self) -> int:
        """The last of December."""
        return date(self.year, 12, 31).toordinal()

    def note(self, day: int) -> DayNote:
        """A day of the year; outside it Monday to Friday is worked."""
        if self.first <= day <= self.last:
            return self.days[day - self.first]
        return DayNote((day - 1) % 7 < 5, "", "estimated", False)

    @cached_property
    def by_day(self) -> dict[int, list[DrillLine]]:
        """The drills that stand, by day."""
        found: dict[int, list[DrillLine]] = defaultdict(list)
        for drill in self.drills:
            if drill.day and drill.state not in GONE:
                found[drill.day].append(drill)
        return dict(found)

    @cached_property
    def given(self) -> Counter[str]:
        """How many drills each obligation has been given."""
        return Counter(o for drills in self.by_day.values() for d in drills for o in d.obligations)

    @property
    def progress(self) -> list[tuple[str, int, int, int]]:
        """Of each sort of drill: how many are held, planned and asked for."""
        planned: Counter[str] = Counter()
        for duty in self.duties or ():
            planned[duty.sort] += min(duty.needed, self.given[duty.id])
        return [(sort, held, planned[sort], whole) for sort, whole, held in self.asked]

    @cached_property
    def waiting(self) -> list[DutyLine]:
        """The duties that still want a drill: overdue, never on file, then those ahead; each the earliest end first."""
        return [d for d in self._wanting if d.id not in self.let_off]

    @cached_property
    def excused(self) -> list[DutyLine]:
        """The duties that would want a drill if they had not been let off."""
        return [d for d in self._wanting if d.id in self.let_off]

    @cached_property
    def _wanting(self) -> list[DutyLine]:
        owed = [d for d in self.duties or () if d.needed > self.given[d.id]]
        return sorted(owed, key=lambda d: (d.last >= self.today, d.never, d.last, d.first, d.name, d.id))

    @cached_property
    def duty(self) -> dict[str, DutyLine]:
        """The duties by obligation."""
        return {d.id: d for d in self.duties or ()}

    @cached_property
    def days_of_duty(self) -> dict[str, list[tuple[int, str]]]:
        """The days and drills of each duty (by its key)."""
        found: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for day, drills in self.by_day.items():
            for drill in drills:
                for id_ in drill.obligations:
                    if id_ in self.duty:
                        found[self.duty[id_].key].append((day, drill.id))
        return dict(found)

    def load(self, day: int) -> int:
        """How many drills there are on a day, planned and on record."""
        return len(self.by_day.get(day, ())) + self.recorded.get(day, 0)

    def drill(self, id_: str) -> DrillLine | None:
        """A drill by id."""
        return next((d for d in self.drills if d.id == id_), None)
