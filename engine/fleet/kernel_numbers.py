"""Arithmetic of the compiled machine: numbers of which two stand for no bound, and days of the calendar."""

from __future__ import annotations

from numba import njit

from anwei.engine.fleet.graph import NO_MOST


@njit
def bounded_sum(x: int, y: int, doubt: int) -> int:
    """A sum in which no bound stays no bound; ``doubt`` is what the two of them together give."""
    if x == doubt or y == doubt:  # noqa: PLR1714 - the compiled form
        return doubt
    if x == -doubt or y == -doubt:
        return -doubt
    return x + y


@njit
def bounded_product(x: int, y: int) -> int:
    if x == 0 or y == 0:
        return 0
    if abs(x) == NO_MOST or abs(y) == NO_MOST:
        return NO_MOST if (x > 0) == (y > 0) else -NO_MOST
    return x * y


@njit
def quotient(x: int, y: int, factor: int) -> int:
    """``x * factor / y`` towards zero; a negative factor rounds away from it."""
    if y == 0 or abs(y) == NO_MOST:
        return 0
    if abs(x) == NO_MOST:
        return x if y > 0 else -x
    size = abs(y)
    amount = abs(x) * abs(factor)
    whole = (amount + size - 1) // size if factor < 0 else amount // size
    return whole if (x < 0) == (y < 0) else -whole


@njit
def to_civil(day: int) -> tuple[int, int, int]:
    """Year, month and day of an ordinal (years counted from 1 March, in cycles of 400)."""
    z = day + 305
    era = z // 146097
    doe = z - era * 146097
    yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
    doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
    mp = (5 * doy + 2) // 153
    month = mp + 3 if mp < 10 else mp - 9
    return yoe + era * 400 + (1 if month <= 2 else 0), month, doy - (153 * mp + 2) // 5 + 1


@njit
def from_civil(year: int, month: int, day: int) -> int:
    y = year - (1 if month <= 2 else 0)
    era = y // 400
    yoe = y - era * 400
    doy = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    return era * 146097 + yoe * 365 + yoe // 4 - yoe // 100 + doy - 305


@njit
def months_later(day: int, months: int) -> int:
    """The corresponding day so many months later, or the last of a month that has no such day."""
    if abs(day) == NO_MOST:
        return day
    year, month, of_month = to_civil(day)
    index = year * 12 + month - 1 + months
    year, month = index // 12, index % 12 + 1
    return from_civil(year, month, min(of_month, month_length(year, month)))


@njit
def month_length(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 + ((month + (month >> 3)) & 1)


@njit
def years_between(start: int, end: int) -> int:
    if abs(start) == NO_MOST or abs(end) == NO_MOST:
        return 0
    y1, m1, d1 = to_civil(start)
    y2, m2, d2 = to_civil(end)
    return y2 - y1 - (1 if m2 < m1 or (m2 == m1 and d2 < d1) else 0)
