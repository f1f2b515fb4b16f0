"""Fast typing: keys that come in one go land where they lead; what was typed for a job that refused is still there."""

from __future__ import annotations

import asyncio
import gc
import weakref
from functools import partial
from pathlib import Path
from typing import ClassVar

import pytest
from textual.events import Key, Paste
from textual.widgets import Input, Static

from anwei.tui import rest, turns
from anwei.tui.actions import Acting, Action
from anwei.tui.app import AnweiApp
from anwei.tui.dialogs.choose import Fill
from anwei.tui.screens.gap_list import GapList
from anwei.tui.screens.gaps import Gaps
from anwei.tui.screens.subject_page import SubjectPage
from anwei.tui.shelf.background import in_turn
from anwei.tui.state import State
from anwei.tui.widgets.form import Field
from anwei.tui.widgets.matrix import Matrix
from tests.tui.driving import WAIT_S, press, running, screen_text, settled, type_in, until
from tests.tui.test_closing import RULE, at_a_gap
from tests.tui.test_letting_off import at_the_duties

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


async def test_what_follows_enter_in_a_list_lands_in_the_form_it_opens(place: str) -> None:
    async with running(place, size=(140, 40)) as (app, pilot):
        await press(pilot, "enter")
        burst(app, "f8", "down", "enter", "停", "产", "enter", *"a1x", "enter")
        await settled(pilot)
        typed = {i.id: i.value for i in app.screen.query(Input)}
        assert typed == {"field-reason": "停产", "field-by": "a1x", "field-until": ""}
        assert app.current_mode == "today"  # the digit switched no mode, the letter recorded no drill


async def test_what_follows_enter_lands_beyond_two_lists(place: str) -> None:
    async with running(place) as (app, pilot):
        await press(pilot, "2")
        burst(app, "f6", "enter", *"q2", "f8")  # save this view: its name
        await settled(pilot)
        assert "q2" in app.state.section("views") and app.current_mode == "gaps"
        burst(app, "f3", "enter", *"20", "f8", "f8", "escape")  # narrow by text, in a form above a dialog
        await settled(pilot)
        assert isinstance(app.page, Gaps) and app.page.facets.text == "20" and app.current_mode == "gaps"


async def test_what_follows_the_key_that_asks_the_desk_lands_in_its_form(place: str) -> None:
    async with running(place, size=(140, 40)) as (app, pilot):
        page = await at_a_gap(app)
        await until(pilot, lambda: page.rule == RULE)
        burst(app, "a", *["backspace"] * 10, *"2026-11-20", "enter", *"12")
        await settled(pilot)
        await until(pilot, lambda: isinstance(app.screen, Fill))
        await settled(pilot)
        typed = {i.id: i.value for i in app.screen.query(Input)}
        assert (typed["field-on"], typed["field-heads0"]) == ("2026-11-20", "12")


async def test_what_follows_enter_in_a_search_goes_to_what_was_found(place: str) -> None:
    async with running(place) as (app, pilot):
        assert app.index is not None
        names = [s.name for s in app.index.find("有限公司", 50)]
        await app.open_page("gap_list:GapList", {})
        await settled(pilot)
        burst(app, "slash", *"有限公司", "enter", "down", "enter")
        await settled(pilot)
        assert isinstance(app.page, SubjectPage), screen_text(app)
        assert app.page.name_words in names
        await press(pilot, "escape")
        assert isinstance(app.page, GapList) and app.page.query_one(Matrix).row == 1


async def test_what_is_lifted_at_once_is_carried_at_once(place: str) -> None:
    async with running(place, size=(140, 40)) as (app, pilot):
        page = await at_the_duties(app, pilot)
        burst(app, "space", "right", "right")
        await settled(pilot)
        assert page.carried is not None
        first = page.board.day
        burst(app, "left", "left")
        await settled(pilot)
        assert page.board.day == first - 2 and page.board.has_focus


async def test_a_paste_waits_like_keys(place: str) -> None:
    async with running(place) as (app, pilot):
        await press(pilot, "enter", "f8", "down")
        burst(app, "enter")
        app.post_message(Paste("改造停产"))
        await settled(pilot)
        assert app.screen.query_one("#field-reason", Input).value == "改造停产"


async def test_keys_are_handed_out_again_whatever_became_of_a_hold(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST_S", 0.05)
    async with running(place) as (app, pilot):
        release = app.hold()
        burst(app, "2")
        assert app.current_mode == "today"
        await until(pilot, lambda: app.current_mode == "gaps")
        release()  # late: nothing happens
        await press(pilot, "3")
        assert app.current_mode == "subject"


class Leaving(Acting, Static, can_focus=True):
    """Enter takes it away, with whatever waits in it."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (Action("grid.open", ("enter",)),)

    def act_open(self) -> None:
        self.call_later(self.remove)


async def test_no_key_waits_in_a_widget_that_is_gone(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST_S", WAIT_S * 10)
    async with running(place) as (app, pilot):
        leaving = Leaving()
        await app.screen.mount(leaving)
        leaving.focus()
        await settled(pilot)
        burst(app, "enter", "2")
        await until(pilot, lambda: app.current_mode == "gaps")
        assert not leaving.is_attached


async def test_a_mark_goes_by_who_no_longer_hears(place: str) -> None:
    async with running(place) as (app, pilot):
        first, second, third = Static(), Static(), Static()
        await app.screen.mount(first, second, third)
        await first.remove()
        came: list[str] = []
        turns.Mark((first, second, app)).go(lambda: came.append("past the first"))
        await until(pilot, lambda: came == ["past the first"])
        leaving = turns.Mark((second, app))
        leaving.go(lambda: came.append("out of the second"))
        await second.remove()
        await until(pilot, lambda: came[1:] == ["out of the second"])
        third.call_later = lambda *_: True  # type: ignore[assignment, method-assign]  # takes it and forgets it
        forgotten = turns.Mark((third, app))
        forgotten.go(came.clear)
        assert not forgotten.lost()
        await third.remove()
        assert forgotten.lost() and len(came) == 2


async def test_no_key_waits_for_what_is_lost(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST_S", WAIT_S * 10)
    async with running(place) as (app, pilot):
        lost: list[bool] = []
        app.hold(lost=lambda: bool(lost))
        burst(app, "2")
        for _ in range(5):
            await asyncio.sleep(turns.LOOK_S)
        assert app.current_mode == "today" and app.held
        lost.append(True)
        await until(pilot, lambda: app.current_mode == "gaps")


async def test_no_key_waits_for_work_that_was_replaced(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST_S", WAIT_S * 10)
    async with running(place) as (app, pilot):
        begun: list[str] = []

        async def work(name: str) -> None:
            begun.append(name)

        assert app.page is not None
        for name in ("one", "two"):  # the second takes the place of the first before that has begun
            in_turn(app.page, partial(work, name), "asking")
        burst(app, "2")
        await until(pilot, lambda: app.current_mode == "gaps")
        assert begun == ["two"]


async def test_what_was_left_behind_goes_when_nobody_types(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(place, size=(140, 40)) as (app, pilot):
        rounds: list[int] = []
        watch = lambda phase, told: rounds.append(told["generation"]) if phase == "start" else None  # noqa: E731
        rest.settle()
        monkeypatch.setattr(turns, "REST_S", WAIT_S)
        gc.callbacks.append(watch)
        try:
            await press(pilot, "enter")
            left = weakref.ref(app.screen)
            assert isinstance(app.screen, SubjectPage)
            await press(pilot, "escape", "enter", "escape")
            gc.collect(1)  # so that there is something to do for a whole round
            rounds.clear()
            app._look()
            assert not app.resting and 2 not in rounds  # somebody types
            monkeypatch.setattr(turns, "REST_S", 0.0)
            app._look()
            assert app.resting and rounds.count(2) == 1 and left() is None
            app._look()
            assert rounds.count(2) == 1  # nothing was made meanwhile
        finally:
            gc.callbacks.remove(watch)
