"""Working days: the State Council's yearly holiday tables for the years they exist, Monday to Friday outside them.

Every answer says on which of the two it rests (``basis``), so that a date worked out on estimated days can be printed
as an estimate. The tables come from the ``chinesecalendar`` package, which is imported at the first question; without
it, or for a year it does not know, everything is estimated. A holiday notice that an office imported (a CSV file,
``read_notice``) counts before the package in the years it speaks of: the notice of the coming year appears months
before a package has it. Nothing here raises (reading a notice does) and nothing reads a clock.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from datetime import date
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from anwei.engine.api import FOREVER, AnweiError, BadValue, Diagnostic, Diagnostics, Place, Text, parse_date

Basis = Literal["official", "notice", "estimated"]

#: The notice of a year may still move the last days of December before it (2006, 2007, 2018: from the 29th on), so in
#: the last year of the tables the days after this one are not settled yet.
SETTLED_UNTIL = (12, 28)

#: Days in a year from which a notice is taken to settle the whole year (each year has over 20).
WHOLE_YEAR = 10
HEADINGS = frozenset({"日期", "date"})
OFF_OR_WORK = {"休": False, "off": False, "班": True, "work": True}

#: New Year, Labour Day and National Day with the days that are usually joined to them (month, day).
FIXED_HOLIDAYS = (((1, 1), (1, 1)), ((5, 1), (5, 5)), ((10, 1), (10, 7)))
#: The first day of the lunar year (month, day), for the years that plans are soon made for.
SPRING_FESTIVAL = {
    2027: (2, 6),
    2028: (1, 26),
    2029: (2, 13),
    2030: (2, 3),
    2031: (1, 23),
    2032: (2, 11),
    2033: (1, 31),
    2034: (2, 19),
    2035: (2, 8),
}

#: 清明, 端午 and 中秋 (month, day), days off by the Measures on public holidays, for the same years.
FEASTS = {
    2027: ((4, 5), (6, 9), (9, 15)),
    2028: ((4, 4), (5, 28), (10, 3)),
    2029: ((4, 4), (6, 16), (9, 22)),
    2030: ((4, 5), (6, 5), (9, 12)),
    2031: ((4, 5), (6, 24), (10, 1)),
    2032: ((4, 4), (6, 12), (9, 19)),
    2033: ((4, 4), (6, 1), (9, 8)),
    2034: ((4, 5), (6, 20), (9, 27)),
    2035: ((4, 5), (6, 10), (9, 16)),
}

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


class Notice(msgspec.Struct, frozen=True):
    """The days of an imported notice that differ from Monday to Friday: (day ordinal, worked, name, source)."""

    days: tuple[tuple[int, bool, str, str], ...] = ()

    @property
    def years(self) -> frozenset[int]:
        """The years that the notice speaks of: those of most of its days (it may name the last days of December)."""
        counted = Counter(date.fromordinal(d).year for d, *_ in self.days)
        return frozenset(y for y, n in counted.items() if n >= WHOLE_YEAR)

    def named_in(self, year: int) -> int:
        """How many days of a year the notice names; if it settles the year, all others are known as well."""
        return sum(date.fromordinal(d).year == year for d, *_ in self.days)


class WorkCalendar:
    """The calendar of working days. Days are ordinals (``date.toordinal()``) or dates."""

    def __init__(self, notice: Notice | None = None) -> None:
        self._noticed = {d: (worked, Text(name, name)) for d, worked, name, _ in notice.days} if notice else {}
        self._years = notice.years if notice else frozenset()

    @cached_property
    def table(self) -> Table:
        """The official tables, read once; empty if they cannot be had."""
        return load_table()

    def day(self, day: int | date) -> Day:
        """Whether a day is worked, its name (holiday, make-up day, weekend) and the basis."""
        ordinal = _ordinal(day)
        weekday = (ordinal - 1) % 7 < 5  # ordinal 1 was a Monday
        usual = WORKING if weekday else WEEKEND
        if ordinal in self._noticed or (self._years and date.fromordinal(ordinal).year in self._years):
            return Day(*self._noticed.get(ordinal, (weekday, usual)), "notice")
        if not self.table.first <= ordinal <= self.table.last:
            return Day(weekday, usual, "estimated")
        workday, name = self.table.days.get(ordinal, (weekday, usual))
        return Day(workday, name, "official")

    def is_workday(self, day: int | date) -> bool:
        """Whether a day is worked."""
        return self.day(day).workday

    def basis(self, day: int | date) -> Basis:
        """``official`` where a State Council table covers the day, ``notice`` where an imported one does."""
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
        first, last = self._known
        if step > 0:
            end = FOREVER if day > last else min(first, FOREVER) - 1
            return max(0, min(weeks, (end - day) // 7))
        start = 1 if day < first else last + 1
        return max(0, min(weeks, (day - start) // 7))

    @cached_property
    def _known(self) -> tuple[int, int]:
        """The first and last day of which a table or a notice speaks."""
        days = [self.table.first, self.table.last] if self.table.last else []
        days += [date(y, m, d).toordinal() for y in self._years for m, d in ((1, 1), (12, 31))] + list(self._noticed)
        return (min(days), max(days)) if days else (FOREVER, 0)

    def estimated(self, start: int, end: int) -> bool:
        """Whether any day of a stretch (both ends included) rests on an estimate."""
        if not self._noticed:
            return start < self.table.first or end > self.table.last
        return any(self.day(d).basis == "estimated" for d in range(start, end + 1))

    def likely_off(self, day: int) -> bool:
        """Whether an estimated working day will probably be a holiday: nothing is planned on it before the notice.

        The national holidays on fixed dates with the days usually joined to them, the week of the Spring Festival where
        its date is in ``SPRING_FESTIVAL``, and the days of ``FEASTS``, with the Monday that makes up for one at the
        weekend. A caution of planning: it changes no count of working days.
        """
        ordinal = _ordinal(day)
        if self.day(ordinal).basis != "estimated":
            return False
        found = date.fromordinal(ordinal)
        if any(first <= (found.month, found.day) <= last for first, last in FIXED_HOLIDAYS):
            return True
        if any(0 <= ordinal - feast <= _made_up(feast) for feast in _feasts(found.year)):
            return True
        month_day = SPRING_FESTIVAL.get(found.year)
        return month_day is not None and -1 <= ordinal - date(found.year, *month_day).toordinal() <= 6

    def digest(self, start: int, end: int) -> str:
        """What is known of a stretch of days as 16 hex digits: equal as long as no day and no basis changes."""
        told = "".join(f"{int(found.workday)}{found.basis[0]}" for found in map(self.day, range(start, end + 1)))
        return hashlib.sha256(told.encode()).hexdigest()[:16]


def _feasts(year: int) -> list[int]:
    return [date(year, month, day).toordinal() for month, day in FEASTS.get(year, ())]


def _made_up(feast: int) -> int:
    """How many days after a feast the working day is that makes up for it: 0 unless it lies at a weekend."""
    return {5: 2, 6: 1}.get((feast - 1) % 7, 0)


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


def read_notice(path: Path) -> Notice:
    """An imported holiday notice: CSV in UTF-8 or GBK with the columns date, off or work (休, 班), name, source.

    A first line of headings is passed over. Raises AnweiError with every line that cannot be read (DRL-006), and for a
    day that is said to be both off and worked (DRL-007).
    """
    place, diagnostics = Place(str(path)), Diagnostics()
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = Text(error.strerror or "", error.strerror or "")
        raise AnweiError([Diagnostic("DOC-001", place, {"reason": reason})]) from error
    days: dict[int, tuple[int, bool, str, str]] = {}
    for number, row in enumerate(csv.reader(_decoded(data).splitlines()), start=1):
        cells = [c.strip() for c in row]
        if not any(cells) or (number == 1 and cells[0] in HEADINGS):
            continue
        found = _notice_line(cells)
        where = Place(str(path), number, 1)
        if found is None:
            diagnostics.error("DRL-006", where, line=number, text=",".join(row)[:60])
        elif days.setdefault(found[0], found)[1] != found[1]:
            diagnostics.error("DRL-007", where, day=date.fromordinal(found[0]).isoformat())
    diagnostics.raise_errors()
    return Notice(tuple(sorted(days.values())))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")


def _notice_line(cells: list[str]) -> tuple[int, bool, str, str] | None:
    if len(cells) != 4 or cells[1].lower() not in OFF_OR_WORK:
        return None
    try:
        return parse_date(cells[0]), OFF_OR_WORK[cells[1].lower()], cells[2], cells[3]
    except BadValue:
        return None


def _ordinal(day: int | date) -> int:
    """A day as an ordinal that a date can have."""
    ordinal = day.toordinal() if isinstance(day, date) else int(day)
    return min(max(ordinal, 1), FOREVER)
