"""Why a day will do for a drill, will do with a reservation, or will not: thought out at every key, from what is here.

Each reason is one of three: ``pass`` (in order), ``near`` (possible, but ...), ``fail`` (not on this day).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from anwei.tui.calendar.model import DrillLine, DutyLine, Year
from anwei.tui.words import day as shown
from anwei.tui.words import say, weekday

MANY = 4  # drills on one day from which it is said


@dataclass(frozen=True)
class Carried:
    """What was picked up: a drill on the books, or a duty that wants one. Its window, units and duties."""

    title: str
    drill: DrillLine | None = None
    duty: DutyLine | None = None

    @property
    def window(self) -> tuple[int, int]:
        """The days it may lie between; 0 where there is no bound."""
        if self.drill is not None:
            return self.drill.first, self.drill.last
        assert self.duty is not None
        return self.duty.first, self.duty.last

    @property
    def units(self) -> tuple[str, ...]:
        """Who takes part, by key."""
        return self.drill.units if self.drill is not None else (self.duty.unit,) if self.duty is not None else ()

    @property
    def names(self) -> tuple[str, ...]:
        """Who takes part, by name."""
        return self.drill.names if self.drill is not None else (self.duty.name,) if self.duty is not None else ()

    @property
    def area(self) -> str:
        """Where it is."""
        return self.drill.area if self.drill is not None else self.duty.area if self.duty is not None else ""

    @property
    def home(self) -> int:
        """The day it came from; 0 for a duty."""
        return self.drill.day if self.drill is not None else 0

    def keys(self, year: Year) -> set[str]:
        """The duties it serves."""
        if self.duty is not None:
            return {self.duty.key}
        return {year.duty[o].key for o in self.drill.obligations if o in year.duty} if self.drill is not None else set()


@dataclass(frozen=True)
class Reason:
    """One reason: ``pass``, ``near`` or ``fail``, and in words."""

    state: str
    words: str


def reasons(year: Year, carried: Carried, day: int) -> list[Reason]:
    """Everything there is to say of a day, what stands in the way first."""
    found = [
        *_when(year, carried, day),
        *_calendar(year, carried, day),
        *_booked(year, carried, day),
        *_apart(year, carried, day),
    ]
    order = {"fail": 0, "near": 1, "pass": 2}
    return sorted(found, key=lambda r: order[r.state])


def verdict(found: list[Reason]) -> str:
    """The worst of some reasons."""
    states = {r.state for r in found}
    return "fail" if "fail" in states else "near" if "near" in states else "pass"


def _when(year: Year, carried: Carried, day: int) -> Iterator[Reason]:
    first, last = carried.window
    if day < year.today:
        yield Reason("fail", say("why.past"))
    if first and day < first:
        yield Reason("fail", say("why.before", day=shown(first)))
    elif last and day > last:
        overdue = last < year.today
        state = "near" if overdue else "fail"  # what is late already can only be done late
        yield Reason(state, say("why.late" if overdue else "why.after", day=shown(last)))
    elif last:
        yield Reason("pass", say("why.window", first=shown(first) or "…", last=shown(last)))
    if carried.drill is not None and carried.drill.fixed and day != carried.home:
        yield Reason("near", say("why.approved"))


def _calendar(year: Year, carried: Carried, day: int) -> Iterator[Reason]:
    note = year.note(day)
    words = say("why.day", day=weekday(day), name=note.name or say("why.work" if note.workday else "why.off"))
    basis = say(f"basis.{note.basis}")
    yield Reason("pass" if note.workday else "fail", f"{words} ({basis})")
    if note.workday and note.basis == "estimated":
        yield Reason("near", say("why.estimated"))
    for closed in year.closed:
        if closed.bars(day, carried.units, carried.area):
            yield Reason("fail", say("why.closed", reason=closed.reason))


def _booked(year: Year, carried: Carried, day: int) -> Iterator[Reason]:
    others = [d for d in year.by_day.get(day, ()) if carried.drill is None or d.id != carried.drill.id]
    twice = [(n, o) for u, n in zip(carried.units, carried.names, strict=False) for o in others if u in o.units]
    for name, other in twice[:3]:
        yield Reason("fail", say("why.twice", unit=name, drill=other.title))
    if carried.units and not twice:
        yield Reason("pass", say("why.free"))
    near = [o for o in others if o.area and o.area == carried.area]
    if near and not twice:
        yield Reason("near", say("why.same_area", drill=near[0].title))
    if len(others) >= MANY:
        yield Reason("near", say("why.many", count=len(others)))


def _apart(year: Year, carried: Carried, day: int) -> Iterator[Reason]:
    """How far the drills of the same duty lie."""
    own = carried.drill.id if carried.drill is not None else ""
    for key in sorted(carried.keys(year)):
        gaps = [abs(day - d) for d, id_ in year.days_of_duty.get(key, ()) if id_ != own]
        if gaps and min(gaps) < max(1, year.spacing):
            yield Reason("fail", say("why.spacing", days=min(gaps), least=year.spacing))
            return


def good_days(year: Year, carried: Carried, near: int, count: int = 2) -> list[int]:
    """The nearest days on which nothing stands in the way, those without a reservation before the others."""
    first, last = carried.window
    low, high = (
        max(year.today, first or year.first, year.first),
        min(last if last > year.today else year.last, year.last),
    )
    found: list[tuple[bool, int, int]] = []
    for day in range(low, high + 1):
        state = verdict(reasons(year, carried, day))
        if state != "fail" and day != carried.home:
            found.append((state == "near", abs(day - near), day))
    return [d for _, _, d in sorted(found)[:count]]
