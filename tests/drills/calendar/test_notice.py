"""Imported holiday notices, estimates, and days far in the future."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from anwei.drills.calendar import FEASTS, SPRING_FESTIVAL, Notice, WorkCalendar, read_notice
from anwei.engine.api import AnweiError

LINES = "日期,休/班,名称,文号\n" + "".join(
    f"2029-{m:02}-{d:02},{w},{n},通知\n"
    for m, d, w, n in [
        (1, 1, "休", "元旦"),
        (2, 12, "休", "春节"),
        (2, 13, "休", "春节"),
        (2, 14, "休", "春节"),
        (2, 15, "休", "春节"),
        (2, 16, "休", "春节"),
        (2, 17, "班", "春节"),
        (4, 4, "休", "清明"),
        (5, 1, "休", "劳动节"),
        (5, 2, "休", "劳动节"),
        (10, 1, "休", "国庆"),
        (10, 2, "休", "国庆"),
    ]
)


@pytest.fixture
def notice(tmp_path: Path) -> Notice:
    path = tmp_path / "notice.csv"
    path.write_text(LINES, encoding="utf-8")
    return read_notice(path)


def test_a_notice_counts_in_its_year_and_says_so(notice: Notice) -> None:
    calendar = WorkCalendar(notice)
    off, made_up, usual = (date(2029, 2, 13), date(2029, 2, 17), date(2029, 3, 1))
    assert [calendar.is_workday(d) for d in (off, made_up, usual)] == [False, True, True]
    assert {calendar.basis(d) for d in (off, made_up, usual)} == {"notice"}
    assert calendar.basis(date(2030, 3, 1)) == "estimated"
    assert calendar.day(off).name.zh == "春节"


def test_working_days_pass_over_the_days_of_a_notice(notice: Notice) -> None:
    calendar = WorkCalendar(notice)
    start = date(2029, 2, 9).toordinal()  # Friday; the week after is off, Saturday the 17th is worked
    assert calendar.add_working_days(start, 1) == date(2029, 2, 17).toordinal()
    walked = start
    for _ in range(60):
        walked += 1
        while not calendar.is_workday(walked):
            walked += 1
    assert calendar.add_working_days(start, 60) == walked


def test_the_digest_changes_with_the_notice(notice: Notice) -> None:
    first, last = date(2029, 1, 1).toordinal(), date(2029, 12, 31).toordinal()
    assert WorkCalendar(notice).digest(first, last) != WorkCalendar().digest(first, last)
    assert WorkCalendar().digest(first, last) == WorkCalendar().digest(first, last)


def test_gbk_is_read_too(tmp_path: Path, notice: Notice) -> None:
    path = tmp_path / "gbk.csv"
    path.write_bytes(LINES.encode("gb18030"))
    assert read_notice(path) == notice


def test_every_bad_line_is_told(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(
        "2029-02-30,休,春节,x\n2029-01-01,maybe,元旦,x\n2029-01-02,休,元旦\n2029-05-01,休,a,b\n2029-05-01,班,a,b\n"
    )
    with pytest.raises(AnweiError) as caught:
        read_notice(path)
    assert [(d.code, d.place.line) for d in caught.value.diagnostics] == [
        ("DRL-006", 1),
        ("DRL-006", 2),
        ("DRL-006", 3),
        ("DRL-007", 5),
    ]


def test_no_day_up_to_2150_raises_and_each_has_a_basis() -> None:
    calendar = WorkCalendar()
    for day in range(date(2027, 1, 1).toordinal(), date(2150, 12, 31).toordinal(), 3):
        found = calendar.day(day)
        assert found.basis == "estimated"
        assert found.workday == ((day - 1) % 7 < 5)
    assert calendar.is_workday(3652059) in (True, False)


@pytest.mark.parametrize(
    "day",
    ["2027-01-01", "2027-02-08", "2027-05-03", "2027-10-07", "2027-04-05", "2027-06-09", "2027-09-15", "2029-06-18"],
)
def test_nothing_is_planned_on_days_that_will_probably_be_off(day: str) -> None:
    assert WorkCalendar().likely_off(date.fromisoformat(day).toordinal())


def test_the_days_around_a_feast_in_the_week_are_worked() -> None:
    days = ("2027-04-06", "2027-06-08", "2027-06-10", "2027-09-14", "2027-09-16", "2029-06-19")
    assert not any(WorkCalendar().likely_off(date.fromisoformat(d).toordinal()) for d in days)


def test_a_short_notice_counts_for_the_days_that_it_names() -> None:
    day, other = (date(2029, *x).toordinal() for x in ((6, 18), (6, 20)))
    short = Notice(((day, False, "端午", "通知"), (other + 3, True, "端午", "通知")))
    calendar = WorkCalendar(short)
    assert (calendar.is_workday(day), calendar.basis(day)) == (False, "notice")
    assert (calendar.is_workday(other + 3), calendar.basis(other)) == (True, "estimated")
    assert calendar.estimated(day, other) and not calendar.estimated(day, day)
    assert (short.named_in(2029), short.named_in(2028), short.years) == (2, 0, frozenset())


def test_an_official_working_day_is_never_doubted() -> None:
    calendar = WorkCalendar()
    days = range(date(2025, 1, 1).toordinal(), date(2025, 12, 28).toordinal())
    assert not any(calendar.likely_off(d) for d in days)


def lunar_new_year(year: int) -> date:
    """The first day of the lunar year, worked out day by day by an independent library."""
    from cnlunar import Lunar

    days = (datetime.combine(date(year, 1, 20) + timedelta(days=n), time()) for n in range(40))
    told = ((d, Lunar(d)) for d in days)
    return next(
        d.date() for d, moon in told if (moon.lunarMonth, moon.lunarDay) == (1, 1) and not moon.isLunarLeapMonth
    )


@pytest.mark.parametrize("year", SPRING_FESTIVAL)
def test_the_spring_festival_is_where_an_independent_library_finds_it(year: int) -> None:
    assert lunar_new_year(year) == date(year, *SPRING_FESTIVAL[year])
    first = lunar_new_year(year).toordinal()
    assert all(WorkCalendar().likely_off(d) for d in range(first - 1, first + 7) if WorkCalendar().is_workday(d))


@pytest.mark.parametrize("year", FEASTS)
def test_the_feasts_are_where_an_independent_library_finds_them(year: int) -> None:
    from cnlunar import Lunar

    bright, dragon, autumn = (date(year, *x) for x in FEASTS[year])
    assert Lunar(datetime.combine(bright, time(12))).todaySolarTerms == "清明"
    moons = [Lunar(datetime.combine(d, time(12))) for d in (dragon, autumn)]
    assert [(m.lunarMonth, m.lunarDay, m.isLunarLeapMonth) for m in moons] == [(5, 5, False), (8, 15, False)]


def test_the_typed_dates_begin_where_the_official_table_ends() -> None:
    last = date.fromordinal(WorkCalendar().table.last).year
    assert sorted(SPRING_FESTIVAL) == list(range(min(SPRING_FESTIVAL), max(SPRING_FESTIVAL) + 1))
    assert sorted(FEASTS) == sorted(SPRING_FESTIVAL)
    assert min(SPRING_FESTIVAL) <= last + 1
