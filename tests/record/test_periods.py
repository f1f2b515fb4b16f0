"""Legal periods against brute force over eight years, and terms that end on the corresponding day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from anwei.engine.record.periods import (
    Period,
    Weekdays,
    add,
    add_months,
    anchored,
    complete_years,
    month_day,
    periods_around,
    windows,
    yearly,
)

DAYS = [date(2023, 1, 1) + timedelta(days=i) for i in range(8 * 366)]
KEYS = {
    "month": lambda d: (d.year, d.month),
    "quarter": lambda d: (d.year, (d.month - 1) // 3),
    "half_year": lambda d: (d.year, d.month > 6),
    "year": lambda d: d.year,
}


@pytest.mark.parametrize("kind", KEYS)
def test_calendar_periods(kind: str) -> None:
    key = KEYS[kind]
    spans: dict[object, list[date]] = {}
    for day in DAYS:
        spans.setdefault(key(day), []).append(day)
    ordered = list(spans.values())
    for closed, current, after in zip(ordered, ordered[1:], ordered[2:], strict=False):
        for day in (current[0], current[len(current) // 2], current[-1]):
            found = windows(periods_around(kind, day.toordinal()), day.toordinal())
            assert found is not None
            expected = [Period(s[0].toordinal(), s[-1].toordinal()) for s in (closed, current, after)]
            if ordered[0] is not closed and ordered[-1] is not after:  # the edges of the sample are cut off
                assert list(found) == expected


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2023-03-30", 11, "2024-02-29"),
        ("2026-05-31", 1, "2026-06-30"),
        ("2026-01-15", -1, "2025-12-15"),
    ],
)
def test_months_end_on_the_corresponding_day(start: str, months: int, end: str) -> None:
    assert date.fromordinal(add_months(date.fromisoformat(start).toordinal(), months)).isoformat() == end


def test_complete_years_by_counting_birthdays() -> None:
    born = date(2000, 2, 29)
    for day in DAYS:
        birthdays = sum(
            (date(2000 + n, 2, 28) if n % 4 else date(2000 + n, 2, 29)) <= day
            and ((day.month, day.day) >= (2, 29) or day.year > 2000 + n)
            for n in range(1, 40)
        )
        assert complete_years(born.toordinal(), day.toordinal()) == birthdays


def test_working_days_skip_weekends_both_ways() -> None:
    calendar = Weekdays()
    for day in DAYS[:60]:
        start = day.toordinal()
        forward = [d for d in range(start + 1, start + 60) if date.fromordinal(d).weekday() < 5]
        backward = [d for d in range(start - 1, start - 60, -1) if date.fromordinal(d).weekday() < 5]
        for n in (1, 5, 20):
            assert add(start, n, "working_days", calendar) == forward[n - 1]
            assert add(start, -n, "working_days", calendar) == backward[n - 1]


def test_a_season_may_run_over_new_year() -> None:
    found = yearly(date(2026, 1, 10).toordinal(), ((1101, 315),))
    assert Period(date(2025, 11, 1).toordinal(), date(2026, 3, 15).toordinal()) in found


def test_a_day_that_a_year_lacks() -> None:
    assert month_day(2025, 229) == date(2025, 2, 28).toordinal()


def test_anchored_terms_touch_and_hold_their_anchor() -> None:
    anchor = date(2024, 2, 29).toordinal()
    for day in DAYS[::97]:
        terms = anchored(day.toordinal(), anchor, 3, "years", Weekdays())
        assert all(a.end + 1 == b.start for a, b in pairwise(terms))
        assert any(t.start <= day.toordinal() <= t.end for t in terms)
        assert windows(terms, day.toordinal()) is not None
