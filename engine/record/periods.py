"""Legal periods: months, quarters, half-years, years, seasons, parts of a year, and terms counted from an event.

Days are ordinals; both ends of a period belong to it. A term of n months from an event ends on the corresponding day
n months later, or on the last day of a month that has no such day (Civil Code, articles 200-202).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, Protocol

from anwei.engine.ir.parameters import FOREVER


class Period(NamedTuple):
    """First and last day."""

    start: int
    end: int


class Windows(NamedTuple):
    """The last period closed before a day, the one open on it (or next to open), and the one after that."""

    closed: Period
    open: Period
    after: Period


class Calendar(Protocol):
    """Working days, with the basis on which they are known."""

    def add_working_days(self, day: int, count: int) -> int:
        """The day that is ``count`` working days after ``day`` (before, if negative)."""
        ...


class Weekdays:
    """An estimate: Monday to Friday. Used when no calendar is installed."""

    basis = "estimated"

    def add_working_days(self, day: int, count: int) -> int:
        step = 1 if count >= 0 else -1
        left = abs(count)
        while left:
            day += step
            if (day - 1) % 7 < 5:  # ordinal 1 was a Monday
                left -= 1
        return day


@lru_cache(maxsize=1 << 14)
def add_months(day: int, count: int) -> int:
    """The corresponding day ``count`` months later."""
    start = date.fromordinal(day)
    months = start.year * 12 + start.month - 1 + count
    year, month = divmod(months, 12)
    if year > 9999:
        return FOREVER
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1])).toordinal()


def add(day: int, count: int, unit: str, calendar: Calendar) -> int:
    """A day moved by days, working days, months or years."""
    match unit:
        case "months":
            return add_months(day, count)
        case "years":
            return add_months(day, 12 * count)
        case "working_days":
            return calendar.add_working_days(day, count)
    return min(day + count, FOREVER)


def complete_years(start: int, end: int) -> int:
    """Complete years from one day to another (negative if it runs backwards)."""
    a, b = date.fromordinal(start), date.fromordinal(end)
    return b.year - a.year - ((b.month, b.day) < (a.month, a.day))


_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


@lru_cache(maxsize=4096)
def periods_around(kind: str, day: int) -> tuple[Period, ...]:
    """The calendar periods of a kind from two before the day to three after it."""
    length = _MONTHS[kind]
    today = date.fromordinal(day)
    index = (today.year * 12 + today.month - 1) // length
    return tuple(_calendar_period((index + i) * length, length) for i in range(-2, 4))


def _calendar_period(first_month: int, length: int) -> Period:
    def first_day(months: int) -> int:
        year, month = divmod(months, 12)
        return date(year, month + 1, 1).toordinal()

    return Period(first_day(first_month), first_day(first_month + length) - 1)


def month_day(year: int, value: int) -> int:
    """The day of a month*100+day in a year; 29 February becomes the 28th in other years."""
    month, day = divmod(value, 100)
    return date(year, month, min(day, monthrange(year, month)[1])).toordinal()


def yearly(day: int, spans: tuple[tuple[int, int], ...]) -> list[Period]:
    """The parts of the year given by month-days (one may run over New Year), from two years before to three after."""
    year = date.fromordinal(day).year
    return sorted(
        Period(month_day(y, start), month_day(y if start <= end else y + 1, end))
        for y in range(year - 2, year + 4)
        for start, end in spans
    )


def anchored(day: int, anchor: int, count: int, unit: str, calendar: Calendar) -> list[Period]:
    """Consecutive terms that end on ``anchor`` and every ``count`` units after and before it."""
    size = max(1, count * {"days": 1, "working_days": 1, "months": 30, "years": 365}[unit])
    base = (day - anchor) // size
    ends = sorted({add(anchor, (base + i) * count, unit, calendar) for i in range(-4, 5)})
    return [Period(a + 1, b) for a, b in pairwise(ends)]


def windows(periods: Sequence[Period], day: int) -> Windows | None:
    """The closed, open and following periods on a day; None if the list does not reach far enough."""
    ordered = sorted(periods)
    index = next((i for i, p in enumerate(ordered) if p.end >= day), None)
    if index is None or index == 0 or index + 1 >= len(ordered):
        return None
    return Windows(ordered[index - 1], ordered[index], ordered[index + 1])
