"""A gap closed by a drill, key by key: planned, held, evaluated, confirmed, judged anew, and all of it taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from anwei.drills.record.book import Book
from anwei.engine import services
from anwei.tui.app import AnweiApp
from anwei.tui.index.query import NOTHING
from anwei.tui.index.schema import FAIL
from anwei.tui.screens.drill_page import DrillPage
from anwei.tui.screens.drills import Drills
from anwei.tui.screens.gap_list import GapList
from anwei.tui.screens.subject_page import SubjectPage
from anwei.tui.widgets.matrix import Matrix
from anwei.tui.widgets.vtable import VTable
from tests.tui.driving import press, running, screen_text, type_in, until

pytestmark = pytest.mark.asyncio
RULE = "drill.necessary.village"


def states(place: str) -> list[str]:
    with services.Workspace.open(Path(place)) as workspace:
        kept = services.Collection(workspace, "drill").all()
        return [str(k.body["drill"]["state"]) for k in kept if isinstance(k.body, dict)]


async def at_a_gap(app: AnweiApp) -> SubjectPage:
    """The page of the first subject whose drill of this requirement is a gap, with the cursor on it."""
    assert app.index is not None
    rule = next(r for r in app.index.rules.values() if r.id == RULE)
    lines = app.index.page(app.index.ids(NOTHING.but(family="drill", verdict=FAIL)))
    wanted = min(n for n, s in lines.items() if s.code(rule) == FAIL)
    await app.open_page("subject_page:SubjectPage", "village", lines[wanted].id, RULE)
    assert isinstance(app.page, SubjectPage)
    return app.page


async def fill_in(pilot: Pilot[None], *texts: str) -> None:
    """The fields of a form one after another, each typed over; then it is sent."""
    for text in texts:
        for _ in range(12):
            await pilot.press("backspace")
        await type_in(pilot, text)
        await press(pilot, "enter")
    await press(pilot, "f8")


async def test_a_gap_is_planned_held_evaluated_closed_and_all_taken_back(place: str) -> None:
    async with running(place, size=(140, 40)) as (app, pilot):
        page = await at_a_gap(app)
        await until(pilot, lambda: "p 排入演练计划" in screen_text(app))
        await press(pilot, "o")
        await until(pilot, lambda: RULE in screen_text(app))
        await press(pilot, "escape", "p")
        await until(pilot, lambda: "排在哪一天" in screen_text(app))
        await press(pilot, "enter")
        await until(pilot, lambda: "已排 " in screen_text(app))
        assert states(place) == ["planned"]
        assert app.index is not None
        (planned,) = app.index.planned.values()
        assert not planned.held and planned.day >= app.index.meta["today"]

        await press(pilot, "a")  # there is a drill for it already: its page opens
        assert isinstance(app.page, DrillPage) and app.page.id_ == planned.drill
        await until(pilot, lambda: "已计划" in screen_text(app))
        await press(pilot, "f8", "down", "down", "enter")
        await fill_in(pilot, "村主任", "2026-11-20", "12")
        assert states(place) == ["planned"]  # its day has not come: refused, and what was typed is kept
        assert "DRL-105" in app.notices.kept[-1].words
        await press(pilot, "f8", "down", "enter")
        await fill_in(pilot, "2026-11-21")
        await until(pilot, lambda: "已排 2026-11-21" in app.notices.kept[-1].words or "2026-11-21" in screen_text(app))
        await press(pilot, "f8", "down", "down", "enter")
        assert "已恢复" in screen_text(app) and "村主任" in screen_text(app)
        await fill_in(pilot, "村主任", "2026-11-21", "12")
        await until(pilot, lambda: states(place) == ["held"])
        await press(pilot, "escape")
        assert app.page is page
        await until(pilot, lambda: "待评估确认" in screen_text(app))

        await press(pilot, "a")
        await until(pilot, lambda: isinstance(app.page, DrillPage) and "评估" in screen_text(app))
        await press(pilot, "a", "enter")
        await fill_in(pilot, "李评估", "2026-11-21", "90")
        await until(pilot, lambda: states(place) == ["evaluated"])
        await press(pilot, "a", "enter")
        await until(pilot, lambda: not app.index.planned if app.index is not None else False)
        await press(pilot, "escape", "f5")
        await until(pilot, lambda: not app.stale)
        table = page.query_one(VTable)
        assert {table.at(i).key: table.at(i).texts[0] for i in range(table.rows)}[RULE] == "pass"
        while states(place):
            await press(pilot, "ctrl+z")
        await press(pilot, "f5")
        await until(pilot, lambda: not app.stale)
        assert {table.at(i).key: table.at(i).texts[0] for i in range(table.rows)}[RULE] == "fail"


async def test_a_drill_held_already_is_recorded_in_one_command(place: str) -> None:
    async with running(place, size=(120, 40)) as (app, pilot):
        await at_a_gap(app)
        await until(pilot, lambda: "登记已做的演练" in screen_text(app))
        await press(pilot, "a")
        await until(pilot, lambda: "实施日期" in screen_text(app))
        await fill_in(pilot, "2026-11-18", "30", "村主任")
        await until(pilot, lambda: isinstance(app.page, DrillPage))
        assert states(place) == ["held"]
        await press(pilot, "escape", "u")
        assert states(place) == []


async def test_another_day_is_chosen_on_the_calendar(place: str) -> None:
    async with running(place, size=(140, 40)) as (app, pilot):
        await at_a_gap(app)
        await until(pilot, lambda: "排入演练计划" in screen_text(app))
        await press(pilot, "p", "end", "enter")
        await until(pilot, lambda: isinstance(app.page, Drills) and app.page.carried is not None)
        page = app.page
        assert isinstance(page, Drills)
        assert "拿起" in screen_text(app)
        await press(pilot, "right", "enter")
        await until(pilot, lambda: states(place) == ["planned"])
        with services.Workspace.open(Path(place)) as workspace:
            (drill,) = Book(workspace, app_vocabulary(place)).drills
        assert drill.day == page.board.day


def app_vocabulary(place: str) -> object:
    from anwei.tui.jobs.office import Office
    from anwei.tui.work import Setup

    return Office(Setup(place)).law.vocabulary


async def test_the_matrix_marks_what_is_planned(place: str) -> None:
    async with running(place, size=(140, 40)) as (app, pilot):
        page = await at_a_gap(app)
        line = page.line
        assert line is not None
        await until(pilot, lambda: "排入演练计划" in screen_text(app))
        await press(pilot, "p", "enter")
        await until(pilot, lambda: bool(app.index is not None and app.index.planned))
        await app.open_page("gap_list:GapList", {"family": "drill", "kind": "village"})
        matrix = app.screen.query_one(Matrix)
        assert isinstance(app.page, GapList)
        shown = {c for n in range(matrix.rows) for c in matrix.at(n).cells}
        assert ("fail", "排") in shown
        assert "缺排" in screen_text(app)
