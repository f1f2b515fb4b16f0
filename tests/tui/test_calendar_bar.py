"""The key bar of the calendar: at most eight keys of its own, marking days among them, and only what can be done."""

from __future__ import annotations

from pathlib import Path

import pytest

from anwei.engine.services import Lang
from anwei.tui.app import AnweiApp
from anwei.tui.calendar.board import Board
from anwei.tui.screens.drills import Drills
from anwei.tui.widgets.keybar import KeyBar
from anwei.tui.words import use
from tests.tui.driving import press, running, screen_text, settled, until
from tests.tui.screens import SCREENS, shown

pytestmark = pytest.mark.asyncio
WORDS = {"zh": ("Ins 标日期", "Alt+O 换一端"), "en": ("Ins range", "Alt+O other end")}


def bar(app: AnweiApp) -> str:
    return " ".join(screen_text(app).splitlines()[-1].split())


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 48)])
async def test_marking_days_is_in_the_bar_of_every_picture(
    size: tuple[int, int], lang: Lang, figures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark, turn = WORDS[lang]
    async with shown(SCREENS["month"], ("甲", "乙"), figures, monkeypatch, size=size, lang=lang) as (app, pilot):
        await settled(pilot)
        for key in ("alt+2", "alt+3", "alt+1"):
            await press(pilot, key)
            assert mark in bar(app) and turn not in bar(app)
            own = [a for a in app.screen.query_one(KeyBar).actions() if a.id.startswith(("board.", "drills."))]
            assert len(own) == 8
            await press(pilot, "insert")
            assert mark in bar(app) and turn in bar(app)  # the other end can be moved now
            await press(pilot, "insert")
            assert mark in bar(app) and turn not in bar(app)
            await press(pilot, "escape")
    use("zh")


async def test_what_cannot_be_done_while_something_is_carried_leaves_the_bar(place: str) -> None:
    async with running(place, size=(140, 40)) as (app, pilot):
        await press(pilot, "4")
        page = app.page
        assert isinstance(page, Drills)
        await until(pilot, lambda: page.model is not None and page.model.duties is not None)
        assert WORDS["zh"][0] in bar(app)
        await press(pilot, "f3", "space")
        assert page.carried is not None and page.query_one(Board).has_focus
        assert WORDS["zh"][0] not in bar(app)
        await press(pilot, "right")
        assert WORDS["zh"][0] not in bar(app)
        await press(pilot, "escape")
        assert page.carried is None and WORDS["zh"][0] in bar(app)
