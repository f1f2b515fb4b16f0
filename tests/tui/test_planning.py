"""The year planned, and a drill followed to its last corrective action, key by key."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from anwei.engine import services
from anwei.tui.jobs import drill_steps, drills
from anwei.tui.jobs.office import Office
from anwei.tui.screens.drill_page import DrillPage
from anwei.tui.screens.drill_plan import PlanPage
from anwei.tui.screens.drills import Drills
from anwei.tui.widgets.vtable import VTable
from anwei.tui.words import use
from anwei.tui.work import Setup
from tests.tui.driving import press, running, screen_text, type_in, until

pytestmark = pytest.mark.asyncio


def kept(place: str, name: str) -> list[dict[str, object]]:
    """The documents of a collection."""
    with services.Workspace.open(Path(place)) as workspace:
        return [k.body for k in services.Collection(workspace, name).all() if isinstance(k.body, dict)]


async def fill_in(pilot: Pilot[None], *texts: str) -> None:
    """The fields of a form one after another, each typed over; then it is sent."""
    for text in texts:
        await press(pilot, "ctrl+u")
        await type_in(pilot, text)
        await press(pilot, "enter")
    await press(pilot, "f8")


async def test_the_plan_of_the_solver_is_a_difference_to_accept_in_parts(place: str) -> None:
    async with running(place, size=(140, 40)) as (app, pilot):
        await press(pilot, "4")
        page = app.page
        assert isinstance(page, Drills)
        await until(pilot, lambda: page.model is not None and page.model.duties is not None)
        await press(pilot, "right_square_bracket")
        await until(pilot, lambda: page.model is not None and page.model.year == 2027)
        await press(pilot, "f8")
        await until(pilot, lambda: isinstance(app.page, PlanPage))
        plan = app.page
        assert isinstance(plan, PlanPage)
        assert not kept(place, "drill")  # nothing is written before
        offered = len(plan.left)
        assert offered and "新增" in screen_text(app)
        await press(pilot, "space", "f4")  # the one that is marked
        await until(pilot, lambda: len(kept(place, "drill")) == 1)
        assert len(plan.left) == offered - 1
        await press(pilot, "f6")  # the week of the cursor
        await until(pilot, lambda: len(kept(place, "drill")) > 1)
        taken = len(kept(place, "drill"))
        assert len(plan.left) == offered - taken
        await press(pilot, "ctrl+z")
        await until(pilot, lambda: len(kept(place, "drill")) == 1)
        await press(pilot, "ctrl+z")
        await until(pilot, lambda: not kept(place, "drill"))


async def test_findings_become_actions_that_are_followed_to_the_end(place: str) -> None:
    use("zh")
    office = Office(Setup(place))
    owed = drills.duties(office, 2026).duties
    assert owed is not None
    duty = min((d for d in owed if d.first <= office.day), key=lambda d: (d.last < office.day, d.last, d.id))
    drill_steps.place(office, duty.unit, duty.id, 2026, office.day)
    (drill,) = drills.book_of(office).drills
    drill_steps.step(office, drill.id, "hold_now", {"by": "张", "heads0": "12", "on": "2026-11-21"})
    count = len(drills.drill(office, drill.id).form)
    async with running(place, size=(120, 40)) as (app, pilot):
        await app.open_page("drill_page:DrillPage", drill.id)
        await until(pilot, lambda: "已实施" in screen_text(app))
        await press(pilot, "f8", "enter")
        await fill_in(pilot, "李评估", "2026-11-21", *(["90"] * count), "通道堵塞")
        await until(pilot, lambda: "通道堵塞" in screen_text(app))
        page = app.page
        assert isinstance(page, DrillPage) and page.found is not None and page.found.state == "evaluated"
        await press(pilot, "f8")
        table = app.screen.query_one(VTable)
        table.move([str(k) for k in table.keys].index("correct"))
        await press(pilot, "enter")
        await fill_in(pilot, "01", "清理通道", "王主任", "2026-12-01")
        await until(pilot, lambda: "清理通道" in screen_text(app))
        assert [a.get("state", "open") for a in kept(place, "drill_action")] == ["open"]
        for step, state in (("done_claimed", "done_claimed"), ("verified", "verified")):
            await press(pilot, "f8")
            table = app.screen.query_one(VTable)
            table.move([str(k) for k in table.keys].index("advance"))
            await press(pilot, "enter", "enter")
            table = app.screen.query_one(VTable)
            table.move([str(k) for k in table.keys].index(step))
            await press(pilot, "enter")
            await until(pilot, lambda s=state: [a.get("state", "open") for a in kept(place, "drill_action")] == [s])  # type: ignore[misc]
        await press(pilot, "ctrl+z")
        await until(pilot, lambda: [a.get("state", "open") for a in kept(place, "drill_action")] == ["done_claimed"])
