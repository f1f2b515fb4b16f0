"""Working days: official tables where they exist, an honest estimate elsewhere."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anwei.drills import calendar as module
from anwei.drills.calendar import NO_TABLE, Day, Table, WorkCalendar, load_table
from anwei.drills.plugin import anwei_calendar
from anwei.engine.api import FOREVER, Text
from anwei.engine.record.periods import Weekdays

CALENDAR = WorkCalendar()


def day(year: int, month: int, number: int) -> int:
    return date(year, month, number).toordinal()


@pytest.mark.parametrize(
    ("when", "workday", "name"),
    [
        (date(2026, 9, 24), True, Text("工作日", "working day")),
        (date(2026, 9, 25), False, Text("中秋", "Mid-autumn Festival")),
        (date(2026, 10, 1), False, Text("国庆节", "National Day")),
        (date(2026, 10, 8), True, Text("工作日", "working day")),
        (date(2026, 10, 10), True, Text("国庆节调休上班", "make-up day for National Day")),  # a Saturday
        (date(2026, 10, 11), False, Text("周末", "weekend")),
        (date(2004, 1, 1), False, Text("元旦", "New Year's Day")),
    ],
)
def test_official_days(when: date, workday: bool, name: Text) -> None:
    assert CALENDAR.day(when) == Day(workday, name, "official")
    assert CALENDAR.is_workday(when.toordinal()) is workday


@pytest.mark.parametrize(
    ("when", "workday"),
    [
        (date(2003, 12, 31), True),  # a Wednesday
        (date(2003, 12, 28), False),  # a Sunday
        (date(2027, 10, 1), True),  # a Friday: no table yet, so the holiday is not guessed
        (date(2150, 1, 3), False),  # a Saturday
    ],
)
def test_estimated_days(when: date, workday: bool) -> None:
    assert CALENDAR.day(when).workday is workday
    assert CALENDAR.basis(when) == "estimated"


def test_last_days_of_the_last_table_are_not_settled() -> None:
    """The notice for the next year may still move them, as it did on 31 December 2018."""
    last = date.fromordinal(CALENDAR.table.last)
    assert (last.month, last.day) == (12, 28)
    assert CALENDAR.basis(last) == "official"
    assert CALENDAR.basis(last.toordinal() + 1) == "estimated"


def test_adding_working_days_over_a_holiday() -> None:
    start = day(2026, 9, 24)
    assert CALENDAR.add_working_days(start, 20) == day(2026, 10, 29)
    assert CALENDAR.add_working_days(start, 0) == start
    assert CALENDAR.add_working_days(day(2026, 9, 30), 1) == day(2026, 10, 8)
    assert CALENDAR.add_working_days(day(2026, 10, 8), -1) == day(2026, 9, 30)
    assert CALENDAR.add_working_days(day(2026, 10, 9), 1) == day(2026, 10, 10)  # Saturday, worked


def test_estimate_equals_plain_weekdays() -> None:
    plain = Weekdays()
    for start in range(day(2040, 1, 1), day(2040, 3, 1)):
        for count in (-23, -5, -1, 0, 1, 4, 5, 20, 260):
            assert CALENDAR.add_working_days(start, count) == plain.add_working_days(start, count)


@given(st.integers(day(2003, 6, 1), day(2028, 1, 1)), st.integers(-90, 90))
def test_jumping_weeks_equals_walking_days(start: int, count: int) -> None:
    """Whole weeks are jumped where no official day lies; the result is that of one day at a time."""
    step, left, current = (1 if count >= 0 else -1), abs(count), start
    while left:
        current += step
        left -= CALENDAR.is_workday(current)
    assert CALENDAR.add_working_days(start, count) == current


@given(st.integers(-(10**7), 10**8), st.integers(-(10**6), 10**6))
def test_never_raises(start: int, count: int) -> None:
    assert 1 <= CALENDAR.add_working_days(start, count) <= FOREVER
    assert CALENDAR.day(start).basis in ("official", "estimated")


def test_whether_a_stretch_is_estimated() -> None:
    assert not CALENDAR.estimated(day(2026, 1, 1), day(2026, 12, 28))
    assert CALENDAR.estimated(day(2026, 1, 1), day(2027, 1, 1))
    assert CALENDAR.estimated(day(2003, 12, 31), day(2004, 1, 1))


def test_without_the_package_everything_is_estimated(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_name: str) -> None:
        raise ImportError

    monkeypatch.setattr(module, "import_module", missing)
    assert load_table() == NO_TABLE
    calendar = WorkCalendar()
    assert calendar.day(date(2026, 10, 1)) == Day(True, Text("工作日", "working day"), "estimated")
    assert calendar.add_working_days(day(2026, 9, 24), 20) == day(2026, 10, 22)


def test_a_changed_package_falls_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "import_module", lambda _name: object())
    assert load_table() == NO_TABLE


def test_tables_are_read_when_first_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def table() -> Table:
        asked.append(1)
        return NO_TABLE

    monkeypatch.setattr(module, "load_table", table)
    calendar = anwei_calendar()
    assert not asked
    calendar.add_working_days(1, 1)
    calendar.add_working_days(1, 1)
    assert len(asked) == 1
