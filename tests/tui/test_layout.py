"""The ladder of sizes: what stands beside, above or in place of what; words are cut where least is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.segment import Segment

from anwei.tui.dialogs.choose import Tell
from anwei.tui.screens.gap_list import GapList
from anwei.tui.screens.subject_page import SubjectPage
from anwei.tui.theme import Inks
from anwei.tui.widgets.grid import filled
from anwei.tui.widgets.matrix import Matrix
from anwei.tui.widgets.vtable import VTable
from tests.tui.driving import press, running, screen_text, settled
from tests.tui.test_drawing import ANSWERS

pytestmark = pytest.mark.asyncio


async def test_what_changed_stands_beside_the_list_or_above_it(figures: Path) -> None:
    async with running("made.anwei", index=figures, answers=ANSWERS, size=(140, 40)) as (app, pilot):
        table = app.screen.query_one("#first", VTable)
        wide = screen_text(app)
        assert table.region.x > 20 and "自 2026-11-20 以来" in wide
        for size in ((80, 24), (109, 30)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            assert table.region.x == 0 and table.region.width == size[0]
            (line,) = [x for x in screen_text(app).splitlines() if "缺口合计" in x]
            assert "已补齐 1" in line and "待核实(疑) 72" in line
            assert "应急值班5" in screen_text(app)  # the requirement is not crowded out
        await pilot.resize_terminal(140, 40)
        await settled(pilot)
        assert screen_text(app) == wide


async def test_the_verdict_takes_the_place_of_the_list_where_there_is_no_room_beside(figures: Path) -> None:
    async with running("made.anwei", index=figures, answers=ANSWERS, size=(120, 40)) as (app, pilot):
        await app.open_page("subject_page:SubjectPage", "enterprise", "E-000001")
        page = app.page
        assert isinstance(page, SubjectPage)
        await settled(pilot)
        card, table = page.query_one("#card-side"), page.query_one(VTable)
        assert card.region.width > 40 and "第三十三条第一款" in screen_text(app)
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert not card.region.width and table.region.width == 80 and "第三十三条第一款" not in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, Tell) and "第三十三条第一款" in screen_text(app)
        await press(pilot, "escape")
        await pilot.resize_terminal(120, 40)
        await settled(pilot)
        assert "第三十三条第一款" in screen_text(app)
        await press(pilot, "f6", "f6")  # the history takes the whole width
        assert not card.region.width and table.region.width == 120
        await press(pilot, "f6", "f6")
        assert card.region.width > 40


async def test_a_long_path_ends_where_one_is(figures: Path) -> None:
    async with running("made.anwei", index=figures, answers=ANSWERS, size=(80, 24)) as (app, pilot):
        await press(pilot, "2")
        await app.open_page("gap_list:GapList", {"place": "999901001", "family": "drill", "verdict": 1})
        await app.open_page("subject_page:SubjectPage", "enterprise", "E-000035")
        await settled(pilot)
        assert screen_text(app).splitlines()[1].rstrip().endswith("› 第35号企业有限公司")
        assert "…" in screen_text(app).splitlines()[1]


async def test_a_matrix_in_which_nothing_fits_says_so(figures: Path) -> None:
    async with running("made.anwei", index=figures, answers=ANSWERS) as (app, pilot):
        await app.open_page("gap_list:GapList", {"text": "没有这家"})
        await settled(pilot)
        assert isinstance(app.page, GapList) and app.page.query_one(Matrix).rows == 0
        assert "没有符合条件的单位；按 F3 改筛选" in screen_text(app)


async def test_reverse_video_marks_a_word_and_the_cursor_a_cell() -> None:
    inks = Inks("mono")
    fail, plain = inks.verdict("fail"), inks.plain
    assert filled("缺 12", 10, fail, plain) == [Segment("缺 12", fail), Segment(" " * 5, plain)]
    assert filled("很长的名称", 4, fail, plain)[0].text == "很…"
