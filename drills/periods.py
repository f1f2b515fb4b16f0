"""Legal periods as a year's duties need them: every period of a kind that touches a stretch of days, terms from an
anchor, rolling intervals from the last drill, and the year that an obligation belongs to.

Days are ordinals, both ends of a span belong to it. A term of n months runs to the corresponding day n months later,
or to the end of a month that has no such day (Civil Code, articles 200 to 202); it is always counted from its anchor,
never step by step, so that a month end does not drift. The arithmetic of a single period is the engine's own, so that
the dates here are those by which verdicts are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from anwei.engine.api import FOREVER, Calendar
from anwei.engine.services import legal_periods

#: How much of an interval is left as leeway between the first and the last day of a rolling obligation that has a
#: successor: a sixth, so a month for an interval of half a year. A planning choice, not law.
LEEWAY = 6
LONGEST_YEAR = 366


class Span(NamedTuple):
    """First and last day."""

    first: int
    last: int


def year_of(day: int) -> int:
    """The calendar year of a day."""
    return date.fromordinal(day).year


def year_span(year: int) -> Span:
    """A calendar year."""
    return Span(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal())


def calendar_spans(kind: str, first: int, last: int) -> list[Span]:
    """The months, quarters, half-years or years (``kind``) that touch a stretch of days."""
    found: list[Span] = []
    day = first
    while day <= last:
        period = next(p for p in legal_periods.periods_around(kind, day) if p.start <= day <= p.end)
        found.append(Span(period.start, period.end))
        day = period.end + 1
    return found


def yearly_spans(parts: Sequence[tuple[int, int]], first: int, last: int) -> list[Span]:
    """The parts of each year given as month*100+day (one may run over New Year) that touch a stretch of days."""
    years = range(year_of(first) - 1, year_of(last) + 1)
    spans = {Span(p.start, p.end) for y in years for p in legal_periods.yearly(date(y, 7, 1).toordinal(), tuple(parts))}
    return sorted(s for s in spans if s.first <= last and s.last >= first)


def anchored_spans(anchor: int, count: int, unit: str, first: int, last: int, calendar: Calendar) -> list[Span]:
    """The consecutive terms that end on ``anchor`` and every ``count`` units after and before it."""
    found: list[Span] = []
    day = first
    while day <= last:
        period = next(
            (p for p in legal_periods.anchored(day, anchor, count, unit, calendar) if p.start <= day <= p.end), None
        )
        if period is None:
            return found
        found.append(Span(period.start, period.end))
        day = period.end + 1
    return found


def corresponding_day(day: int, count: int, unit: str, calendar: Calendar) -> int:
    """The day ``count`` days, working days, months or years after ``day``."""
    return legal_periods.add(day, count, unit, calendar)


def rolling_spans(done: int, count: int, unit: str, until: int, calendar: Calendar) -> list[Span]:
    """Obligations of an interval that must never be exceeded, counted from the last drill, due up to ``until``.

    The first one is due on the corresponding day after ``done``. A later one is due one interval after the first day
    on which the one before it may be held: whichever days are chosen inside the spans, no interval is exceeded.
    """
    found: list[Span] = []
    first, due = done + 1, corresponding_day(done, count, unit, calendar)
    while due <= until and due < FOREVER:
        leeway = max(1, (due - first + 1) // LEEWAY)
        following = corresponding_day(due - leeway, count, unit, calendar)
        found.append(Span(due - leeway if following <= until else first, due))
        if following <= due:
            return found
        first, due = due + 1, following
    return found


def belongs_to(span: Span) -> int:
    """The year in whose plan an obligation is listed: that of its last day.

    A period of up to a year that runs over New Year (a school term) belongs to the year that holds more of it.
    """
    year = year_of(span.last)
    if year_of(span.first) == year or span.last - span.first >= LONGEST_YEAR:
        return year
    inside = span.last - year_span(year).first + 1
    return year if inside * 2 >= span.last - span.first + 1 else year - 1
