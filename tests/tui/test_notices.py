"""The history of notices: the latest first, and the one of the cursor in full however long it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from anwei.tui.dialogs.find import Notices
from anwei.tui.widgets.vtable import VTable
from tests.tui.driving import press, running, screen_text, until

LONG = "~/.config/anwei/themes/own.yaml:5:9: " + "很长的一条消息" * 9 + " [/x] 到此为止"


@pytest.mark.asyncio
@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_the_notice_of_the_cursor_stands_below_in_full(size: tuple[int, int], figures: Path) -> None:
    async with running("made.anwei", index=figures, answers={}, size=size) as (app, pilot):
        told = await press(pilot, "ctrl+n")
        assert isinstance(app.screen, Notices) and "到此为止" not in told
        await press(pilot, "escape")
        app.say(LONG, serious=True)
        app.say("较新的")
        told = await press(pilot, "ctrl+n")
        assert told.count("较新的") == 2 and "到此为止" not in told
        told = await press(pilot, "down")
        table = app.screen.query_one(VTable)
        assert table.row == 1 and told.count("较新的") == 1 and "[/x] 到此为止" in told
        await press(pilot, "up", "enter")
        assert not isinstance(app.screen, Notices)


@pytest.mark.asyncio
@pytest.mark.parametrize("before", ["", " "])  # a character begins on even and on odd cells
@pytest.mark.parametrize("keys", [(), ("f8",)])  # over the panes of a page, over a dialog
async def test_no_character_of_a_notice_is_lost_over_the_edge_of_a_pane(
    before: str, keys: tuple[str, ...], figures: Path
) -> None:
    async with running("made.anwei", index=figures, answers={}, shown=True) as (app, pilot):
        await press(pilot, "2", "down", "right", "enter", *keys)
        told = before + "已排入演示恒澜危险化学品储存有限公司"
        app.say(told)
        await until(pilot, lambda: "已排入" in screen_text(app))
        assert told in screen_text(app)
