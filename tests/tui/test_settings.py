"""Settings: what is so, what can be changed, and keys of one's own that are checked for clashes."""

from __future__ import annotations

import pytest

from anwei.tui.dialogs.find import Notices
from anwei.tui.glyphs import safe
from anwei.tui.screens.keymap import Keymap, PressKey, clashes
from anwei.tui.screens.settings import Settings
from anwei.tui.state import State
from anwei.tui.widgets.keybar import here
from anwei.tui.widgets.vtable import VTable
from anwei.tui.words import lang
from tests.tui.driving import press, running, screen_text, type_in, until

pytestmark = pytest.mark.asyncio


async def go_to(pilot: object, table: VTable, key: str) -> None:
    table.move(list(table.keys).index(key))
    await pilot.pause()  # type: ignore[attr-defined]


async def test_workspace_and_terminal_are_told_and_choices_change(place: str) -> None:
    async with running(place) as (app, pilot):
        await press(pilot, "0")
        page = app.page
        assert isinstance(page, Settings)
        await until(pilot, lambda: page.facts is not None)
        shown = screen_text(app)
        assert "演示青岚县" in shown and "2026-11-21（演示库固定）" in shown
        assert "120x40" in shown and "正常 4，出错 0" in shown
        table = page.query_one(VTable)
        await go_to(pilot, table, "glyphs")
        await press(pilot, "enter")
        assert safe() and "安全符号（ASCII）" in screen_text(app)
        await press(pilot, "enter")
        assert not safe()
        await go_to(pilot, table, "app.language")
        await press(pilot, "enter")
        assert lang() == "en" and "language" in screen_text(app)


async def test_the_journal_is_verified(place: str) -> None:
    async with running(place) as (app, pilot):
        await press(pilot, "0", "f8")
        await until(pilot, lambda: "完好" in screen_text(app))
        await press(pilot, "escape")
        assert isinstance(app.page, Settings)


async def test_a_key_is_changed_clashes_are_shown_and_it_goes_back(place: str) -> None:
    state = State(None)
    async with running(place, state=state) as (app, pilot):
        await press(pilot, "0", "f4")
        page = app.page
        assert isinstance(page, Keymap)
        await until(pilot, lambda: bool(page.items))
        await press(pilot, "f3")
        await type_in(pilot, "app.notices")
        await press(pilot, "enter", "enter")
        assert isinstance(app.screen, PressKey)
        await press(pilot, "f9")
        await until(pilot, lambda: state.get("keys", "app.notices") == "f9")
        assert clashes(app)["app.notices"] == ["app.look"]
        await until(pilot, lambda: "冲突 1" in screen_text(app))
        await press(pilot, "delete")
        await until(pilot, lambda: not state.section("keys"))
        await press(pilot, "enter", "ctrl+s")
        assert not state.section("keys")
        await press(pilot, "enter", "escape")
        assert app.page is page and not state.section("keys")


async def test_help_and_key_bar_say_the_keys_that_were_chosen(place: str) -> None:
    state = State(None)
    state.put("app", "vim", True)
    state.put("keys", "app.notices", "f10")
    async with running(place, state=state) as (app, pilot):
        shown = {a.id: a.keys for a in here(app)}
        assert shown["app.notices"] == ("f10",) and shown["grid.down"] == ("down", "j")
        told = await press(pilot, "f1")
        assert "Down j " in told
        await press(pilot, "escape")
        assert "F10" in await press(pilot, "f2", "n", "o", "t", "i", "c", "e")
        await press(pilot, "escape", "f10")
        assert isinstance(app.screen, Notices)
