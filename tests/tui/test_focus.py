"""The focus is seen wherever it can be, and is nowhere where there is nothing to do; what is beside goes with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.segment import Segment
from textual.widget import Widget

from anwei.tui.app import AnweiApp
from anwei.tui.calendar.page import Waiting
from anwei.tui.dialogs.jump import panes, seen
from anwei.tui.screens.drills import Drills
from anwei.tui.shelf.reader import Reader
from anwei.tui.shots import lines_of
from anwei.tui.widgets.keybar import here
from anwei.tui.widgets.vtable import Column, Row, VTable
from anwei.tui.words import say
from tests.tui.driving import press, running, screen_text, settled, until
from tests.tui.screens import SCREENS, shown

pytestmark = pytest.mark.asyncio
TEXTS = ("甲化工有限公司", "乙镇物资储备库", "丙矿业（集团）有限公司")


def drawn(app: AnweiApp, pane: Widget) -> list[list[Segment]]:
    """What stands in a pane, with its frame."""
    region = seen(pane)
    found = []
    for line in lines_of(app)[region.y : region.bottom]:
        _, inside, *_ = [*Segment.divide(line, [region.x, region.right, app.size.width]), []]
        found.append(list(inside))
    return found


@pytest.mark.parametrize("texts", [TEXTS, ()], ids=["full", "empty"])
@pytest.mark.parametrize("name", sorted(SCREENS))
async def test_a_pane_with_the_focus_looks_otherwise_even_without_colours(
    name: str, texts: tuple[str, ...], figures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with shown(SCREENS[name], texts, figures, monkeypatch, theme="mono") as (app, pilot):
        await settled(pilot)
        for pane in panes(app.screen):
            app.screen.set_focus(None)
            await settled(pilot)
            before = drawn(app, pane)
            app.screen.set_focus(pane)
            await settled(pilot)
            assert drawn(app, pane) != before, f"{pane}\n{screen_text(app)}"


async def test_a_text_bears_the_mark_of_a_cursor_and_an_empty_one_takes_no_focus(place: str) -> None:
    async with running(place, size=(140, 40)) as (app, pilot):
        await press(pilot, "4")
        page = app.page
        assert isinstance(page, Drills)
        await until(pilot, lambda: page.model is not None and page.model.duties is not None)
        reader = page.query_one("#why", Reader)
        await press(pilot, "tab", "tab")
        assert page.focused is reader
        assert drawn(app, reader)[0][0].text.startswith("▸")
        await press(pilot, "tab")
        reader.read(())
        assert reader not in panes(page)
        await press(pilot, "shift+tab")
        assert page.focused is not reader


async def test_an_empty_list_bears_the_mark_beside_its_words(figures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with shown(SCREENS["plugins"], (), figures, monkeypatch) as (app, pilot):
        await settled(pilot)
        assert isinstance(app.focused, VTable)
        assert f"▸{say('plugins.empty')}" in screen_text(app)
        assert "grid.open" not in {a.id for a in here(app)}  # nor is there anything to open


async def test_the_key_bar_knows_when_a_list_has_rows(figures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with shown(SCREENS["plugins"], TEXTS, figures, monkeypatch) as (app, pilot):
        table = app.screen.query_one("#list", VTable)
        for keys, offered in (([], False), (["a"], True)):
            table.show((Column("A"),), keys, lambda found: [Row(k, (str(k),)) for k in found])
            await settled(pilot)
            assert (f"Enter {say('act.grid.open')}" in screen_text(app).splitlines()[-1]) is offered


async def test_tab_to_the_duties_tells_about_the_one_of_the_cursor(place: str) -> None:
    async with running(place, size=(140, 40)) as (app, pilot):
        await press(pilot, "4")
        page = app.page
        assert isinstance(page, Drills)
        await until(pilot, lambda: page.model is not None and page.model.duties is not None)
        reader, waiting = page.query_one("#why", Reader), page.query_one("#waiting", Waiting)
        of_day = reader.entries
        await press(pilot, "f3")
        of_duty = reader.entries
        assert of_duty != of_day
        await press(pilot, "f3")
        assert reader.entries == of_day
        await press(pilot, "tab")
        assert page.focused is waiting and reader.entries == of_duty
        await press(pilot, "tab")
        assert page.focused is reader and reader.entries == of_duty  # it is gone to in order to be read
        await press(pilot, "tab")
        assert page.focused is page.board and reader.entries == of_day
