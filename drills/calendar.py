"""Working days: the State Council's yearly holiday tables for the years they exist, Monday to Friday outside them.

Every answer says on which of the two it rests (``basis``), so that a date worked out on estimated days can be printed
as an estimate. The tables come from the ``chinesecalendar`` package, which is imported at the first question; without
it, or for a year it does not know, everything is estimated. Nothing here raises and nothing reads a clock.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from importlib import import_module
from typing import Literal, NamedTuple

from anwei.engine.api import FOREVER, Text

Basis = Literal["official", "estimated"]

#: The notice of a year may still move the last days of December before it (2006, 2007, 2018: from the 29th on), so in
#: the last year of the tables the days after this one are not settled yet.
SETTLED_UNTIL = (12, 28)

WEEKEND = Text("周末", "weekend")
WORKING = Text("工作日", "working day")


class Day(NamedTuple):
    """One day: whether it is worked, what it is called, and on which basis this is known."""

    workday: bool
    name: Text
    basis: Basis


class Table(NamedTuple):
    """The official days from ``first`` to ``last`` (day ordinals): those that differ from Monday to Friday."""

    first: int
    last: int
    days: dict[int, tuple[bool, Text]]


NO_TABLE = Table(FOREVER, 0, {})


class WorkCalendar:
    """The calendar of working days. Days are ordinals (``date.toordinal()``) or dates."""

    @cached_property
    def table(self) -> Table:
        """The official tables, read once; empty if they cannot be had."""
        return load_table()

    def day(self, day: int | date) -> Day:
        """Whether a day is worked, its name (holiday, make-up day, weekend) and the basis."""
        ordinal = _ordinal(day)
        weekday = (ordinal - 1) % 7 < 5  # ordinal 1 was a Monday
        usual = WORKING if weekday else WEEKEND
        if not self.table.first <= ordinal <= self.table.last:
            return Day(weekday, usual, "estimated")
        workday, name = self.table.days.get(ordinal, (weekday, usual))
        return Day(workday, name, "official")

    def is_workday(self, day: int | date) -> bool:
        """Whether a day is worked."""
        return self.day(day).workday

    def basis(self, day: int | date) -> Basis:
        """``official`` where a State Council table covers the day, else ``estimated``."""
        return self.day(day).basis

    def add_working_days(self, day: int, count: int) -> int:
        """The day that is ``count`` working days after ``day`` (before, if negative); ``day`` itself for 0.

        The result stays between the first and the last day that a date can have.
        """
        step, left = (1, count) if count >= 0 else (-1, -count)
        current = _ordinal(day)
        while left:
            weeks = self._free_weeks(current, step, left)
            if weeks:
                current, left = current + 7 * step * weeks, left - 5 * weeks
                continue
            current += step
            if not 1 <= current <= FOREVER:
                return _ordinal(current)
            left -= self.day(current).workday
        return current

    def _free_weeks(self, day: int, step: int, left: int) -> int:
        """Whole weeks (five working days each) that may be jumped without touching an official day or an end.

        One day at least is left to walk, so that the walk ends on a working day.
        """
        weeks = (left - 1) // 5
        if step > 0:
            end = FOREVER if day > self.table.last else min(self.table.first, FOREVER) - 1
            return max(0, min(weeks, (end - day) // 7))
        start = 1 if day < self.table.first else self.table.last + 1
        return max(0, min(weeks, (day - start) // 7))

    def estimated(self, start: int, end: int) -> bool:
        """Whether any day of a stretch (both ends included) rests on an estimate."""
        return start < self.table.first or end > self.table.last


def load_table() -> Table:
    """The tables of the ``chinesecalendar`` package, or an empty one if it is missing or not as expected."""
    try:
        constants = import_module("chinese_calendar.constants")
        holidays, workdays = dict(constants.holidays), dict(constants.workdays)
        names = {h.value: Text(h.chinese, h.value) for h in constants.Holiday}
        return _table(holidays, workdays, names)
    except (ImportError, AttributeError, TypeError, ValueError):
        return NO_TABLE


def _table(holidays: dict[date, str], workdays: dict[date, str], names: dict[str, Text]) -> Table:
    """A table from days off and make-up days by date, each with the holiday it belongs to."""

    def name(word: str) -> Text:
        return names.get(word, Text(word, word))

    days = {d.toordinal(): (False, name(w)) for d, w in holidays.items()}
    days |= {
        d.toordinal(): (True, Text(f"{name(w).zh}调休上班", f"make-up day for {name(w).en}"))
        for d, w in workdays.items()
    }
    years = [d.year for d in holidays]
    month, last = SETTLED_UNTIL
    return Table(date(min(years), 1, 1).toordinal(), date(max(years), month, last).toordinal(), days)


def _ordinal(day: int | date) -> int:
    """A day as an ordinal that a date can have."""
    ordinal = day.toordinal() if isinstance(day, date) else int(day)
    return min(max(ordinal, 1), FOREVER)
