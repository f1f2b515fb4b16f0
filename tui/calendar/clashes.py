"""What is wrong with the drills on the books, each with up to two days that would put it right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from anwei.tui.calendar.model import DrillLine, Year
from anwei.tui.calendar.reasons import Carried, good_days, reasons


@dataclass(frozen=True)
class Clash:
    """A drill of a year that cannot stay where it is, and why."""

    drill: DrillLine
    words: tuple[str, ...]
    year: Year = field(repr=False, compare=False)

    @cached_property
    def fixes(self) -> tuple[int, ...]:
        """Days (ordinals) that would put it right: looked for when they are shown, which takes as long as the rest."""
        return tuple(good_days(self.year, Carried(self.drill.title, drill=self.drill), self.drill.day))


def clashes(year: Year) -> list[Clash]:
    """Every coming drill that something stands against, by day."""
    return list(_found(year))


def _found(year: Year) -> Iterator[Clash]:
    for day in sorted(d for d in year.by_day if d >= year.today):
        for drill in year.by_day[day]:
            if drill.movable:
                carried = Carried(drill.title, drill=drill)
                against = [r.words for r in reasons(year, carried, day) if r.state == "fail"]
                if against:
                    yield Clash(drill, tuple(against), year)


def count(year: Year) -> int:
    """How many there are, without looking for days."""
    return sum(
        any(r.state == "fail" for r in reasons(year, Carried(d.title, drill=d), day))
        for day, drills in year.by_day.items()
        if day >= year.today
        for d in drills
        if d.movable
    )
