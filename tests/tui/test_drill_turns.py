"""A step of a drill that is still on its way to the books: what is offered next is what follows it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from anwei.engine import services
from anwei.tui.dialogs.choose import Choose, Fill
from anwei.tui.jobs.office import Office
from anwei.tui.screens.drill_page import DrillPage
from anwei.tui.work import Setup
from tests.tui.driving import LocalDesk, press, running, screen_text, settled, until
from tests.tui.test_drills import placed

pytestmark = pytest.mark.asyncio


class SlowDesk(LocalDesk):
    """A desk that writes only once it may, and answers in the order of questions, as the process does."""

    def __init__(self, setup: Setup) -> None:
        super().__init__(setup)
        self.may = asyncio.Event()
        self._turn = asyncio.Lock()

    async def ask(self, job: str, *args: object, limit: float | None = None) -> Any:
        async with self._turn:
            if job.endswith("drill_steps:step"):
                await self.may.wait()
            return await super().ask(job, *args, limit=limit)


async def test_the_steps_wait_for_the_one_that_is_being_written(place: str) -> None:
    id_ = placed(Office(Setup(place)))
    async with running(place) as (app, pilot):
        await app.open_page("drill_page:DrillPage", id_)
        await settled(pilot)
        assert isinstance(app.page, DrillPage)
        app.desk = desk = SlowDesk(Setup(place))
        await press(pilot, "f8")
        assert "批准" in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, Fill)
        await pilot.press("张")
        await pilot.press("f8")
        await until(pilot, lambda: app.screen is app.page)
        for key in ("f8", "enter"):  # typed ahead
            await pilot.press(key)
        for _ in range(20):
            await pilot.pause()
        assert app.screen is app.page  # no menu of the steps before
        desk.may.set()
        await settled(pilot)
        await until(pilot, lambda: isinstance(app.screen, Choose) or "已通知" in screen_text(app))
        await settled(pilot)
        assert "已通知" in screen_text(app), screen_text(app)  # Enter took the first of the new steps


async def test_a_drill_that_is_gone_offers_nothing(place: str) -> None:
    office = Office(Setup(place))
    id_ = placed(office)
    async with running(place) as (app, pilot):
        await app.open_page("drill_page:DrillPage", id_)
        await settled(pilot)
        office.workspace.undo(services.source("entry", "another"))
        await press(pilot, "f8")
        assert app.screen is app.page
        assert id_ in app.notices.kept[-1].words
