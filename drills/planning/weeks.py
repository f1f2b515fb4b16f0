"""The year as segments: weeks from Monday to Sunday, cut where a legal window begins or ends inside a week.

A segment lies wholly inside or wholly outside each window (30 June cuts week 26), so that choosing a segment settles
the legal side and the days can be picked later. Where windows have so many ends that the weeks would fall to pieces,
only those at month ends cut, and those of windows that would hold no whole segment with a working day; the others lose
the part of a week at their ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from anwei.drills.calendar import WorkCalendar
from anwei.drills.periods import Span, year_span

EDGES = 80  # ends of windows up to which each of them cuts its week


@dataclass(frozen=True)
class Segment:
    """A part of a week with its working days; ``week`` counts from 0, ``month`` is the calendar month (1-12)."""

    index: int
    first: int
    last: int
    week: int
    month: int
    days: tuple[int, ...]


@dataclass(frozen=True)
class Weeks:
    """The segments of the part of a year that can still be planned."""

    segments: tuple[Segment, ...]
    weeks: int

    def inside(self, span: Span, barred: frozenset[int] = frozenset()) -> int:
        """The segments wholly inside a span with a working day that is not barred, as bits."""
        bits = 0
        for s in self.segments:
            if span.first <= s.first and s.last <= span.last and any(d not in barred for d in s.days):
                bits |= 1 << s.index
        return bits

    def near(self, index: int, days: int) -> int:
        """The segments that may hold a day less than ``days`` away from a day of a segment, as bits."""
        here, bits = self.segments[index], 0
        for s in self.segments:
            if s.first - here.last < days and here.first - s.last < days:
                bits |= 1 << s.index
        return bits


def bits_of(bits: int) -> list[int]:
    """The indices of the bits that are set, ascending."""
    found = []
    while bits:
        low = bits & -bits
        found.append(low.bit_length() - 1)
        bits ^= low
    return found


def make_weeks(year: int, start: int, spans: Iterable[Span], calendar: WorkCalendar) -> Weeks:
    """The segments of a year from ``start`` on, cut for the given windows."""
    whole = year_span(year)
    first = max(whole.first, start)
    cuts = {first, *(d for d in range(whole.first, whole.last + 1) if (d - 1) % 7 == 0 and d > first)}
    known = list(spans)
    edges = {d for s in known for d in (s.first, s.last + 1) if first < d <= whole.last}
    cuts |= edges if len(edges) <= EDGES else edges & _month_starts(year)
    ordered = sorted(cuts)
    bounds = list(zip(ordered, [*(c - 1 for c in ordered[1:]), whole.last], strict=True))
    usable = [(a, b) for a, b in bounds if any(map(_free(calendar), range(a, b + 1)))]
    narrow = [s for s in known if not any(s.first <= a and b <= s.last for a, b in usable)]
    cuts |= {d for s in narrow for d in (s.first, s.last + 1) if first < d <= whole.last}
    return _segments(sorted(cuts), whole, calendar)


def _free(calendar: WorkCalendar) -> Callable[[int], bool]:
    """Whether something may be planned on a day."""
    return lambda day: calendar.is_workday(day) and not calendar.likely_off(day)


def _segments(cuts: Sequence[int], whole: Span, calendar: WorkCalendar) -> Weeks:
    found: list[Segment] = []
    weeks: dict[int, int] = {}
    for index, (first, last) in enumerate(zip(cuts, [*(c - 1 for c in cuts[1:]), whole.last], strict=True)):
        week = weeks.setdefault((first - 1) // 7, len(weeks))
        days = tuple(filter(_free(calendar), range(first, last + 1)))
        found.append(Segment(index, first, last, week, date.fromordinal(first).month, days))
    return Weeks(tuple(found), len(weeks))


def _month_starts(year: int) -> frozenset[int]:
    return frozenset(date(y, m, 1).toordinal() for y in (year, year + 1) for m in range(1, 13))
