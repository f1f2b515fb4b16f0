"""Fast typing: keys that come in one go land where they lead; what was typed for a job that refused is still there."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.events import Key
from textual.widgets import Input

from anwei.tui.app import AnweiApp
from anwei.tui.dialogs.choose import Fill
from anwei.tui.state import State
from anwei.tui.widgets.form import Field
from tests.tui.driving import press, running, screen_text, settled, type_in

pytestmark = pytest.mark.asyncio


def burst(app: AnweiApp, *keys: str) -> None:
    """Keys that arrive together, as from a fast typist on a slow line."""
    for key in keys:
        app.post_message(Key(key, key if len(key) == 1 else None))


async def test_what_follows_enter_lands_in_the_next_field(place: str) -> None:
    async with running(place) as (app, pilot):
        fields = tuple(Field(n, n) for n in ("one", "two", "three"))
        await app.push_screen(Fill("t", fields, app.state, "burst"))
        await settled(pilot)
        burst(app, "a", "x", "backspace", "b", "enter", "县", "z", "ctrl+u", "县", "c", "enter", "d", "enter", "e")
        await settled(pilot)
        typed = {i.id: i.value for i in app.screen.query(Input)}
        assert typed == {"field-one": "ab", "field-two": "县c", "field-three": "de"}


async def test_what_follows_the_key_of_a_dialog_lands_in_it(place: str) -> None:
    async with running(place) as (app, pilot):
        burst(app, "f2", "缺", "口")
        await settled(pilot)
        assert app.screen.query_one(Input).value == "缺口"
        await press(pilot, "escape")
        burst(app, "2", "slash")
        await settled(pilot)
        assert app.current_mode == "gaps" and "筛选" in screen_text(app)


async def test_letters_before_the_sending_key_are_sent(place: str) -> None:
    async with running(place) as (app, pilot):
        got: list[dict[str, str] | None] = []
        await app.push_screen(Fill("t", (Field("one", "one"),), app.state, "burst"), got.append)
        await settled(pilot)
        burst(app, *"abc", "f8")
        await settled(pilot)
        assert got == [{"one": "abc"}]


async def test_a_form_that_the_job_refuses_keeps_what_was_typed(place: str, tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    async with running(place, state=State(state)) as (app, pilot):
        await press(pilot, "f8", "down", "enter")
        for text in ("停产改造", "县安委会"):
            await type_in(pilot, text)
            await press(pilot, "enter")
        await type_in(pilot, "2020-01-01")  # over long ago: the job refuses it
        await press(pilot, "f8")
        assert "WVR-002" in app.notices.kept[-1].words
        await press(pilot, "f8", "down", "enter")
        shown = screen_text(app)
        assert "已恢复" in shown and "停产改造" in shown and "县安委会" in shown
        for _ in range(2):
            await press(pilot, "enter")
        for _ in "2020-01-01":
            await pilot.press("backspace")
        await type_in(pilot, "2027-03-31")
        await press(pilot, "f8")
        assert "已登记 1 份豁免" in app.notices.kept[-1].words
        await press(pilot, "f8", "down", "enter")
        assert "停产改造" not in screen_text(app)  # accepted: the draft is gone
    assert State(state).section("draft") == {}


async def test_a_draft_that_nobody_refused_is_forgotten(place: str) -> None:
    async with running(place) as (app, pilot):
        await press(pilot, "2", "f6", "enter")
        await type_in(pilot, "我的视图")
        await press(pilot, "f8")
        await asyncio.sleep(0)
        await press(pilot, "f6", "down", "enter")
        assert "已恢复" not in screen_text(app)


async def test_a_long_form_begins_at_its_first_field_and_follows_the_focus(place: str) -> None:
    async with running(place, size=(100, 24)) as (app, pilot):
        fields = tuple(Field(f"f{n}", f"字段{n}", required=True, hint=f"说明{n}") for n in range(1, 21))
        await app.push_screen(Fill("长表单", fields, app.state, "long"))
        await settled(pilot)
        assert "字段1 *" in screen_text(app) and "说明1" in screen_text(app)
        for number in range(2, 21):
            shown = await press(pilot, "enter")
            assert f"字段{number} *" in shown and f"说明{number}" in shown
            assert app.focused is not None and app.focused.id == f"field-f{number}"
        for number in range(19, 0, -1):
            shown = await press(pilot, "shift+tab")
            assert f"字段{number} *" in shown
