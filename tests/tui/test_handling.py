"""More stories: the week's drills, people and sizes as facets, call-up lists, evidence, history, credit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from anwei.engine import services
from anwei.tui.calendar.told import WeekLine
from anwei.tui.index.query import NOTHING
from anwei.tui.screens.gaps import Gaps
from anwei.tui.screens.subject_page import SubjectPage
from anwei.tui.screens.today import week_words
from anwei.tui.widgets.matrix import Matrix
from anwei.tui.widgets.vtable import VTable
from anwei.tui.words import use, width
from tests.tui.driving import press, running, screen_text, type_in, until

pytestmark = pytest.mark.asyncio
MONDAY = 739936  # 2026-11-16, of the week of the demo's day


async def test_the_first_screen_names_the_drills_of_the_week(place: str) -> None:
    async with running(place, size=(140, 40)) as (app, pilot):
        await until(pilot, lambda: "本周没有演练" in screen_text(app))
        rule, line = "drill.necessary.village", None
        assert app.index is not None
        for line in app.index.page(app.index.ids(NOTHING.but(kind="village"))).values():
            if rule in [r.id for r in app.index.rules.values() if line.code(r) == 1]:
                break
        assert line is not None
        await app.open_page("subject_page:SubjectPage", "village", line.id, rule)
        await until(pilot, lambda: "登记已做的演练" in screen_text(app))
        await press(pilot, "a")
        await until(pilot, lambda: "实施日期" in screen_text(app))
        for text in ("2026-11-17", "9", "村主任"):
            for _ in range(12):
                await pilot.press("backspace")
            await type_in(pilot, text)
            await press(pilot, "enter")
        await press(pilot, "f8")
        await until(pilot, lambda: len(app.pages) == 3)
        await press(pilot, "escape", "escape")
        await until(pilot, lambda: "本周演练 1：周二" in screen_text(app))
        assert f"{line.name}" in screen_text(app)


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_a_week_fits_its_line_and_says_what_it_leaves_out(lang: str) -> None:
    use(lang)  # type: ignore[arg-type]
    try:
        drills = [WeekLine(MONDAY + n, f"危险化学品泄漏联合演练{n}", n + 1, "", n == 3) for n in range(5)]
        for cells in (60, 76, 120, 400):
            words = week_words(drills, cells)
            assert width(words) <= cells
            left = 5 - sum(f"演练{n}" in words for n in range(5))
            assert (("另有" in words or " more" in words) and str(left) in words) if left else cells == 400
            assert "1" in words.rpartition("(" if lang == "en" else "（")[2]  # one conflict
    finally:
        use("zh")


async def test_who_sees_to_a_subject_is_a_facet_and_a_row_of_the_map(place: str) -> None:
    async with running(place) as (app, pilot):
        await press(pilot, "space", "space", "f8")
        await press(pilot, *(["down"] * (2 if "登记豁免" in screen_text(app) else 1)), "enter")
        await type_in(pilot, "王科长")
        await press(pilot, "f8")
        await until(pilot, lambda: app.index is not None and app.index.codes("who") == ["王科长"])
        await press(pilot, "2", "ctrl+t", "ctrl+t")
        page = app.page
        assert isinstance(page, Gaps) and page.by == "who"
        assert "责任人＼要求" in screen_text(app) and "王科长" in screen_text(app) and "（未指派）" in screen_text(app)
        matrix = page.query_one(Matrix)
        assert {str(matrix.at(i).key): matrix.at(i).note for i in range(matrix.rows)}["王科长"] == "2"
        await press(pilot, "f3", "down", "down", "down", "down", "enter", "end", "enter", "f8")
        assert page.facets.who == "王科长"
        assert matrix.rows == 1
        assert "责任人: 王科长" in screen_text(app)


async def test_the_size_of_an_enterprise_is_a_facet(place: str) -> None:
    async with running(place) as (app, pilot):
        assert app.index is not None
        sizes = app.index.codes("scale")
        assert sizes
        await press(pilot, "2", "f3", "down", "down", "down", "enter", "down", "enter", "f8")
        page = app.page
        assert isinstance(page, Gaps)
        assert page.facets.scale == sizes[0]
        found = app.index.page(app.index.ids(page.facets))
        with services.Workspace.open(Path(place)) as workspace:
            wanted = {c.id for c in services.cards(workspace) if c.facts.get("scale") == sizes[0]}
        assert {s.id for s in found.values()} == wanted
        assert app.index.name("scale", sizes[0]) in screen_text(app)


async def test_a_call_up_list_is_written_for_the_marked(place: str, tmp_path: Path) -> None:
    async with running(place) as (app, pilot):
        await press(pilot, "space", "space", "x")
        await until(pilot, lambda: bool(list(tmp_path.glob("*.docx"))))
        (written,) = tmp_path.glob("*.docx")
        assert written.read_bytes()[:2] == b"PK"
        assert str(written) in app.notices.kept[-1].words


async def test_evidence_history_and_timeline_of_a_subject(place: str) -> None:
    async with running(place, size=(140, 40)) as (app, pilot):
        assert app.index is not None
        with services.Workspace.open(Path(place)) as workspace:
            some = next(c for c in services.cards(workspace) if c.kind == "enterprise")
        line = app.index.subject("enterprise", some.id)
        assert line is not None
        rule = next(r for r in app.index.rules.values() if r.family == "insurance" and line.code(r) in (0, 1, 2, 6))
        await app.open_page("subject_page:SubjectPage", "enterprise", some.id, rule.id)
        await until(pilot, lambda: "e 全部证据" in screen_text(app))
        await press(pilot, "e")
        shown = screen_text(app)
        assert "证据：" in shown and rule.title[:8] in shown
        await press(pilot, "escape", "f6")
        page = app.page
        assert isinstance(page, SubjectPage) and page.side == "timeline"
        days = [page.query_one(VTable).at(i).texts[2] for i in range(page.query_one(VTable).rows)]
        assert days == sorted(days, key=lambda d: d[-10:])
        await press(pilot, "f6")
        assert page.side == "history"
        assert page.query_one(VTable).rows > 0


async def test_search_by_part_of_a_credit_code(place: str) -> None:
    async with running(place) as (app, pilot):
        assert app.index is not None
        rows = app.index.connection.execute("SELECT name, credit FROM subject WHERE credit != ''").fetchall()
        if not rows:  # the small county has none: the id stands in the same column of what is searched
            rows = app.index.connection.execute("SELECT name, id FROM subject WHERE kind = 'enterprise'").fetchall()
        name, code = rows[0]
        await press(pilot, "3", "f3")
        await type_in(pilot, code[3:])
        table = app.screen.query_one(VTable)
        assert name in [table.at(i).texts[0] for i in range(table.rows)]


async def test_a_letter_key_works_without_letters_too(place: str) -> None:
    async with running(place, size=(140, 40)) as (app, pilot):
        await press(pilot, "enter")
        assert isinstance(app.page, SubjectPage)
        rule = app.page.rule
        await press(pilot, "alt+o")
        await until(pilot, lambda: f"[{rule}]" in screen_text(app))
