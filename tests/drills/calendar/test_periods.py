"""Legal periods against brute force over eight years, leap days and month ends included."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anwei.drills.calendar import WorkCalendar
from anwei.drills.periods import (
    Span,
    anchored_spans,
    belongs_to,
    calendar_spans,
    corresponding_day,
    rolling_spans,
    year_span,
    yearly_spans,
)

FIRST, LAST = date(2020, 1, 1), date(2027, 12, 31)
MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
CALENDAR = WorkCalendar()
DAYS = st.integers(FIRST.toordinal(), LAST.toordinal())


@pytest.mark.parametrize("kind", MONTHS)
def test_calendar_periods_tile_eight_years_as_a_walk_over_days_finds_them(kind: str) -> None:
    walked: list[Span] = []
    day = FIRST
    while day <= LAST:
        start = day
        index = (day.year * 12 + day.month - 1) // MONTHS[kind]
        while (day.year * 12 + day.month - 1) // MONTHS[kind] == index:
            day += timedelta(days=1)
        walked.append(Span(start.toordinal(), day.toordinal() - 1))
    assert calendar_spans(kind, FIRST.toordinal(), LAST.toordinal()) == walked


def by_hand(day: date, months: int) -> date:
    """The corresponding day, else the end of the month, written without the engine's arithmetic."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    last = monthrange(year, month)[1]
    return date(year, month, day.day if day.day <= last else last)


def test_corresponding_day_of_every_day_of_eight_years() -> None:
    for offset in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=offset)
        for months in (1, 3, 6, 12, 24, 36):
            assert corresponding_day(day.toordinal(), months, "months", CALENDAR) == by_hand(day, months).toordinal()


@given(anchor=DAYS, years=st.integers(1, 3))
def test_anchored_terms_end_on_the_anchor_and_leave_no_gap(anchor: int, years: int) -> None:
    spans = anchored_spans(anchor, years, "years", FIRST.toordinal(), LAST.toordinal(), CALENDAR)
    assert spans[0].first <= FIRST.toordinal() <= spans[0].last
    assert spans[-1].first <= LAST.toordinal() <= spans[-1].last
    assert all(b.first == a.last + 1 for a, b in pairwise(spans))
    assert anchor in {s.last for s in spans}
    month_day = (date.fromordinal(anchor).month, date.fromordinal(anchor).day)
    for span in spans:
        end = date.fromordinal(span.last)
        assert (end.month, end.day) == month_day or month_day == (2, 29)


@given(done=DAYS, months=st.sampled_from([3, 6, 12, 24]), picks=st.lists(st.floats(0, 1), min_size=12, max_size=12))
def test_whichever_days_are_chosen_no_interval_is_exceeded(done: int, months: int, picks: list[float]) -> None:
    spans = rolling_spans(done, months, "months", LAST.toordinal() + 800, CALENDAR)
    last = done
    for span, pick in zip(spans, picks, strict=False):
        chosen = span.first + round((span.last - span.first) * pick)
        assert last < chosen <= corresponding_day(last, months, "months", CALENDAR)
        last = chosen


def test_the_first_rolling_obligation_is_due_on_the_corresponding_day() -> None:
    done = date(2026, 8, 31).toordinal()
    assert rolling_spans(done, 6, "months", done + 300, CALENDAR)[0].last == date(2027, 2, 28).toordinal()


def test_seasons_over_new_year() -> None:
    year = year_span(2027)
    spans = yearly_spans(((220, 705), (901, 115)), year.first, year.last)
    shown = [(date.fromordinal(s.first).isoformat(), date.fromordinal(s.last).isoformat()) for s in spans]
    assert shown == [("2026-09-01", "2027-01-15"), ("2027-02-20", "2027-07-05"), ("2027-09-01", "2028-01-15")]
    assert [belongs_to(s) for s in spans] == [2026, 2027, 2027]


def test_a_term_of_years_belongs_to_the_year_in_which_it_ends() -> None:
    span = Span(date(2025, 6, 2).toordinal(), date(2028, 6, 1).toordinal())
    assert belongs_to(span) == 2028
