"""Days marked in a row on the calendar: begun, stretched, turned round, kept, exported, taken away; halves of a day."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment

import anwei.tui.screens.drills
from anwei.tui.calendar import drawing
from anwei.tui.calendar.board import Board
from anwei.tui.calendar.drawing import Look, Picture
from anwei.tui.calendar.model import DutyLine, Year
from anwei.tui.calendar.reasons import Carried
from anwei.tui.calendar.span import Span
from anwei.tui.calendar.telling import MOST, day_entries, span_entries
from anwei.tui.jobs import drill_steps, drills
from anwei.tui.jobs.office import Office
from anwei.tui.screens.drills import Drills
from anwei.tui.shelf.reader import Reader
from anwei.tui.theme import NAMES, Inks
from anwei.tui.widgets.keybar import here
from anwei.tui.words import use, width
from anwei.tui.work import Setup
from tests.tui.driving import press, running, screen_text, type_in, until
from tests.tui.test_drills import TODAY, a_drill, a_year

assert anwei.tui.screens.drills  # declares the keys that the texts name


# -- the days ------------------------------------------------------------------------------------------------------


@given(st.integers(1, 99), st.lists(st.integers(1, 99)), st.data())
def test_a_span_reaches_from_the_end_that_stays_to_the_cursor(
    start: int, moves: list[int], data: st.DataObject
) -> None:
    span, ends = Span(start, start), [start, start]
    for day in moves:
        if data.draw(st.booleans()):
            span, ends = span.swapped, ends[::-1]
        span, ends = span.to(day), [ends[0], day]
        assert [span.stays, span.moving] == ends
        assert set(span.days) == set(range(min(ends), max(ends) + 1))
        assert "".join(span.sign(d) for d in range(101)) == "[" + "=" * (len(span.days) - 2) + "]"
        assert span.kept.to(1).days == span.days


# -- the picture ---------------------------------------------------------------------------------------------------


def cell(picture: Picture, day: int) -> list[Segment]:
    """The segments of the first line of a day."""
    line, start, end, _ = next(s for s in picture.spots if s[3] == day)
    found, x = [], 0
    for segment in picture.lines[line]:
        if start <= x < end:
            found.append(segment)
        x += width(segment.text)
    return found


@pytest.mark.parametrize("theme", NAMES)
@pytest.mark.parametrize("view", ["month", "week"])
def test_marked_days_the_cursor_and_today_are_told_apart(theme: str, view: str) -> None:
    use("zh")
    span = Span(TODAY + 1, TODAY + 3)
    look = Look(a_year(), TODAY + 2, None, Inks(theme), True, span=span)
    picture = {"month": drawing.month, "week": drawing.week}[view](look, 150, 50)
    inks = [look.style(d) for d in (TODAY, TODAY + 1, TODAY + 2, TODAY + 4)]
    assert len(set(inks)) == len(inks)
    heads = {d: "".join(s.text for s in cell(picture, TODAY + d)) for d in range(5)}
    signs = {d: next((s for s in "[=]" if s in told), "") for d, told in heads.items()}
    assert signs == {0: "", 1: "[", 2: "=", 3: "]", 4: ""}
    assert "<" in heads[0]
    both = replace(look, span=Span(TODAY, TODAY + 3))
    assert both.style(TODAY) not in (look.style(TODAY), both.style(TODAY + 1))


@pytest.mark.parametrize("theme", NAMES)
@pytest.mark.parametrize(("lang", "words"), [("zh", ("上", "下")), ("en", ("am", "pm"))])
def test_the_halves_of_a_day_have_their_own_places_and_inks(theme: str, lang: str, words: tuple[str, str]) -> None:
    use(lang)  # type: ignore[arg-type]
    halves = {TODAY: "am", TODAY + 1: "pm", TODAY + 2: ""}
    year = a_year(*(a_drill(str(d), d, half=h) for d, h in halves.items()), a_drill("x", TODAY, half="pm"))
    look = Look(year, TODAY + 20, None, Inks(theme), True)
    picture = drawing.month(look, 120, 30)
    texts = {d: [s.text for s in cell(picture, d)] for d in halves}
    assert texts[TODAY][1:3] == list(words)
    assert texts[TODAY + 1][1:3] == ["  ", words[1]]
    assert not set(words) & set(texts[TODAY + 2])
    morning, afternoon = (s.style for s in cell(picture, TODAY)[1:3])
    assert morning != afternoon
    shown = drawing.week(look := replace(look, cursor=TODAY), 80, 21)
    first = cell(shown, TODAY)
    assert first[1].text.strip() == words[0] and first[1].style == look.half(TODAY, "am")
    for made in (picture, shown, drawing.month(look, 76, 8)):  # narrow and low, too
        assert {sum(width(s.text) for s in line) for line in made.lines} <= {120, 80, 76}
    use(lang)  # type: ignore[arg-type]
    assert any({"zh": "上午", "en": "morning"}[lang] in told for _, told in day_entries(year, TODAY))


# -- what is told --------------------------------------------------------------------------------------------------


def owed(id_: str, last: int) -> DutyLine:
    return DutyLine(id_, id_, f"enterprise {id_}", f"单位{id_}", "消防演练", TODAY - 9, last, 1, "open", "")


def full() -> Year:
    """Drills on two days, a duty of two of which one ends within them, and two on record."""
    duties = (owed("a", TODAY + 2), owed("b", TODAY + 40))
    lines = (a_drill("1", TODAY), a_drill("2", TODAY + 2, half="pm"), a_drill("3", TODAY + 2), a_drill("4", TODAY + 9))
    return a_year(*lines, duties=duties, recorded={TODAY + 1: 2})


def test_marked_days_are_told_one_by_one_with_their_counts() -> None:
    use("zh")
    told = span_entries(full(), Span(TODAY + 3, TODAY).kept)
    assert told[0] == ("日期段", "2026-03-02 – 2026-03-05 共 4 天  演练 3  台账 2  待排到期 1")
    assert told[1][0] == "操作" and "F7" in told[1][1]
    heads = [h for h, _ in told[2:]]
    assert heads == ["2026-03-02", "演练", "2026-03-03", "2026-03-04", "演练", "演练", "待排"]
    assert told[5][1].endswith("演练 2  待排到期 1")
    assert "下午" in told[6][1] and "单位a" in told[8][1]
    nothing = span_entries(full(), Span(TODAY + 20, TODAY + 21))
    assert len(nothing) == 2 and "没有演练" in nothing[0][1] and "Ins" in nothing[1][1]


def test_of_very_many_the_first_are_told_and_all_are_counted() -> None:
    use("zh")
    year = a_year(*(a_drill(str(n), TODAY + n % 2) for n in range(MOST + 50)))
    told = span_entries(year, Span(TODAY, TODAY + 1))
    assert f"演练 {MOST + 50}" in told[0][1]
    assert sum(h == "演练" for h, _ in told) == MOST + 1 and "50" in told[-1][1]


# -- keys ----------------------------------------------------------------------------------------------------------


def keys_of_board(app: object) -> set[str]:
    return {a.id for a in here(app) if a.id.startswith("board.")}  # type: ignore[arg-type]


def test_no_other_action_of_the_calendar_has_these_keys() -> None:
    from anwei.tui.app import AnweiApp

    mine = {k for a in Board.ACTIONS if a.id in ("board.range", "board.swap") for k in a.keys}
    others = [
        a for owner in (Board, Drills, AnweiApp) for a in owner.actions() if a.id not in ("board.range", "board.swap")
    ]
    assert len(mine) == 4
    assert not mine & {k for a in others for k in a.keys}


@pytest.mark.asyncio
@pytest.mark.parametrize(("begin", "turn"), [("insert", "alt+o"), ("r", "o")])
async def test_days_are_marked_turned_kept_and_taken_away(place: str, begin: str, turn: str) -> None:
    async with running(place, size=(140, 40)) as (app, pilot):
        await press(pilot, "4")
        page = app.page
        assert isinstance(page, Drills)
        await until(pilot, lambda: page.model is not None and page.model.duties is not None)
        board, start = page.query_one(Board), page.board.day
        assert board.span is None and "board.swap" not in keys_of_board(app)
        await press(pilot, begin)
        assert board.span == Span(start, start) and "[]" in screen_text(app)
        assert {"board.range", "board.swap"} <= keys_of_board(app)
        assert "日期段" in screen_text(app)
        await press(pilot, "right")
        assert board.span == Span(start, start + 1) and "共 2 天" in screen_text(app)
        await press(pilot, "down")
        assert board.span == Span(start, start + 8) and "共 9 天" in screen_text(app)
        await press(pilot, turn)
        assert board.day == start and board.span == Span(start + 8, start)
        await press(pilot, "left")
        assert board.day == start - 1 and board.span == Span(start + 8, start - 1)
        await press(pilot, "end", "right")  # over the other end
        assert board.span is not None and board.span.moving == board.day
        kept = board.span.kept
        await press(pilot, begin)
        assert board.span == kept and "board.swap" not in keys_of_board(app)
        await press(pilot, turn)
        assert board.span == kept
        await press(pilot, "up", "f4")
        assert board.span == kept and page.view == "week"
        assert "日期段" in screen_text(app)
        await press(pilot, "escape")
        assert board.span is None and app.current_mode == "drills" and "日期段" not in screen_text(app)
        await press(pilot, begin, begin, begin)
        assert board.span == Span(board.day, board.day)  # a third time begins anew


@pytest.mark.asyncio
async def test_marks_stay_within_their_year_and_end_when_something_is_carried(place: str) -> None:
    async with running(place, size=(140, 40)) as (app, pilot):
        await press(pilot, "4")
        page = app.page
        assert isinstance(page, Drills)
        await until(pilot, lambda: page.model is not None and page.model.duties is not None)
        board, model = page.query_one(Board), page.model
        assert model is not None
        start = board.day
        await press(pilot, "insert", *["pagedown"] * 3)
        assert board.day == model.last and board.span == Span(start, model.last)
        await press(pilot, "right")
        assert page.model is not None and page.model.year == model.year and board.day == model.last
        await press(pilot, "f3", "space")
        assert page.carried is not None and board.span == Span(start, model.last, growing=False)
        assert not {"board.range", "board.swap"} & keys_of_board(app)
        before = board.day
        await press(pilot, "insert", "right")
        assert board.span == Span(start, model.last, growing=False) and board.day == before + 1
        await press(pilot, "escape")
        assert page.carried is None and board.span is not None
        await press(pilot, "right_square_bracket")
        await until(pilot, lambda: page.model is not None and page.model.year == model.year + 1)
        assert board.span is None


def test_carrying_ends_the_growth_of_marks() -> None:
    board = Board()
    board.span = Span(5, 6)
    board.carry(Carried("x", drill=a_drill("1", 5)))
    assert board.span == Span(5, 6, growing=False)


# -- export --------------------------------------------------------------------------------------------------------


def test_only_the_drills_of_marked_days_are_written(place: str, tmp_path: Path) -> None:
    use("zh")
    office = Office(Setup(place))
    owed = drills.duties(office, 2026).duties
    assert owed is not None
    soon = [d for d in owed if d.first <= office.day <= d.last]
    one, other = soon[0], next(d for d in soon if d.unit != soon[0].unit)
    drill_steps.place(office, one.unit, one.id, 2026, office.day + 2)
    drill_steps.place(office, other.unit, other.id, 2026, office.day + 5)
    books = {d.on: d.id for d in drills.book_of(office).drills}
    assert len(books) == 2
    days = (office.day + 4, office.day + 5)
    (listed,) = drills.export(office, "list", 2026, 11, "", str(tmp_path), days)
    assert [d["id"] for d in json.loads(Path(listed).read_bytes())["drills"]] == [books[office.day + 5]]
    first, last = (date.fromordinal(d).isoformat() for d in days)
    assert Path(listed).name == f"drills-{first}-{last}.json"
    (ics,) = drills.export(office, "calendar", 2026, 11, "", str(tmp_path), days)
    assert Path(ics).read_bytes().count(b"BEGIN:VEVENT") == 1
    (whole,) = drills.export(office, "calendar", 2026, 11, "", str(tmp_path))
    assert Path(whole).read_bytes().count(b"BEGIN:VEVENT") == 2
    drills.export(office, "calendars", 2026, 11, "", str(tmp_path / "none"), (office.day + 3, office.day + 4))
    assert not (tmp_path / "none").exists()


@pytest.mark.asyncio
async def test_the_export_of_marked_days_is_asked_for_with_its_days(place: str, tmp_path: Path) -> None:
    async with running(place, size=(140, 40)) as (app, pilot):
        await press(pilot, "4")
        page = app.page
        assert isinstance(page, Drills)
        await until(pilot, lambda: page.model is not None and page.model.duties is not None)
        await press(pilot, "f3", "space", "enter")
        await until(pilot, lambda: page.model is not None and len(page.model.drills) == 1)
        assert page.model is not None
        day = page.model.drills[0].day
        page.board.focus()
        assert page.board.day == day
        await press(pilot, "insert", "right", "insert")
        shown = page.query_one("#why", Reader).entries
        assert "演练 1" in shown[0][1] and page.model.drills[0].title in " ".join(t for _, t in shown)
        told = await press(pilot, "f7")
        first, last = (date.fromordinal(d).isoformat() for d in (day, day + 1))
        assert f"{first} – {last}" in told and "年度计划" not in told
        await press(pilot, "enter")
        for _ in range(len(str(Path.cwd()))):
            await pilot.press("backspace")
        await type_in(pilot, str(tmp_path / "out"))
        written = tmp_path / "out" / f"drills-{first}-{last}.ics"
        await press(pilot, "f8")
        await until(pilot, written.exists)
        assert written.read_bytes().count(b"BEGIN:VEVENT") == 1
