"""Too few of a unit came: the drill's page says so, the confirmation leaves it out by name, and can name it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from anwei.engine.catalogue.model import Catalogue
from anwei.tui.app import AnweiApp
from anwei.tui.jobs.drill_checks import against
from anwei.tui.jobs.drill_steps import step
from anwei.tui.jobs.drills import drill
from anwei.tui.jobs.office import Office
from anwei.tui.screens.drill_clashes import Clashes
from anwei.tui.screens.drill_page import DrillPage
from anwei.tui.words import use
from anwei.tui.work import Setup
from tests.drills.record.support import day, office
from tests.drills.record.test_attendance import MARKS, POLICY
from tests.drills.record.test_commands import Desk
from tests.tui.driving import notices, press, running, screen_text, until

LATER = "2028-01-01"


@pytest.fixture
def desk(tmp_path: Path, catalogue: Catalogue) -> Desk:
    """An office with a plan that asks for 90 percent and names shifts."""
    office(tmp_path / "office.anwei", catalogue).close()
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "marks.yaml").write_text(MARKS, encoding="utf-8")
    found = Desk(tmp_path)
    found.ok("plan", "2027", "--policy", str(tmp_path / "policy.yaml"), "--rounds", "0")
    found.ok("add", "--from-plan", "2027")
    return found


@pytest.fixture
def joint(desk: Desk) -> dict[str, Any]:
    """A drill of two units that took place: 28 of 30 came, and 3 of 10."""
    found = next(d for d in desk.data("list")["drills"] if {"E-1", "E-2"} <= set(d["units"]))
    desk.ok("add", "--to", found["id"], "--unit", "E-1=30", "--unit", "E-2=10")
    desk.ok("approve", found["id"], "--by", "张局长")
    desk.ok("notify", found["id"])
    shown: dict[str, Any] = desk.data("show", found["id"])["drill"]
    desk.ok("hold", found["id"], "--heads", "E-1=28", "--heads", "E-2=3", on=shown["day"])
    desk.ok("evaluate", found["id"], "--marks", str(desk.folder / "marks.yaml"), on=LATER)
    return shown


def confirmed(desk: Desk, joint: dict[str, Any]) -> set[str]:
    seats = desk.data("show", joint["id"], on=LATER)["drill"]["seats"]
    return {s["unit"] for s in seats if s.get("confirmed_by")}


def test_units_stand_with_their_shift_and_the_one_of_which_too_few_came_is_named(
    desk: Desk, joint: dict[str, Any]
) -> None:
    use("zh")
    bureau = Office(Setup(str(desk.folder / "office.anwei"), day=day(LATER)))
    try:
        found = drill(bureau, joint["id"])
        (shift,) = [s["shift"] for s in joint["seats"] if s["unit"] == "E-1"]
        told = {t for h, t in found.entries if h == "参演单位"}
        assert shift and any(f"甲公司（{shift}）" in t and "未确认" not in t for t in told)
        assert any("实到 3 人" in t and "不足 90 %，未确认" in t for t in told)
        assert [(s.due, bool(s.few)) for s in found.seats if s.key.endswith("E-1")] == [(True, False)]
        assert [(s.due, bool(s.few)) for s in found.seats if s.key.endswith("E-2")] == [(False, True)]
        assert [a.drill for a in against(bureau, int(joint["day"][:4])) if "未确认" in a.why] == [joint["id"]]
        said = step(bureau, joint["id"], "confirm", {})
        assert "未确认" in said and "3/10" in said
    finally:
        bureau.workspace.close()
    assert confirmed(desk, joint) == {"E-1"}


async def opened(app: AnweiApp, pilot: Pilot[None], joint: dict[str, Any]) -> DrillPage:
    await app.open_page("drill_page:DrillPage", joint["id"])
    page = app.page
    assert isinstance(page, DrillPage)
    await until(pilot, lambda: page.found is not None)
    return page


@pytest.mark.asyncio
async def test_the_rest_is_confirmed_then_the_one_that_is_named(desk: Desk, joint: dict[str, Any]) -> None:
    async with running(str(desk.folder / "office.anwei"), size=(140, 40)) as (app, pilot):
        page = await opened(app, pilot, joint)
        shown = await press(pilot, "f8", "enter")
        assert "确认到场足够的 1 个单位" in shown and "仍然确认" in shown and "实到 3/10" in shown
        await press(pilot, "enter")
        await until(pilot, lambda: confirmed(desk, joint) == {"E-1"})
        assert "未确认" in notices(app) and "3/10" in notices(app)
        await until(pilot, lambda: page.found is not None and not any(s.due for s in page.found.seats))
        shown = await press(pilot, "f8", "enter")
        assert "个单位" not in shown.partition("仍然确认")[0].rpartition("确认出勤")[2]
        await press(pilot, "enter")
        await until(pilot, lambda: confirmed(desk, joint) == {"E-1", "E-2"})
        await press(pilot, "u", "u")
        await until(pilot, lambda: confirmed(desk, joint) == set())


@pytest.mark.asyncio
async def test_the_page_of_conflicts_names_it_and_leads_to_the_drill(desk: Desk, joint: dict[str, Any]) -> None:
    async with running(str(desk.folder / "office.anwei"), size=(140, 40)) as (app, pilot):
        await app.open_page("drill_clashes:Clashes", int(joint["day"][:4]))
        page = app.page
        await until(pilot, lambda: isinstance(page, Clashes) and bool(page.items))
        assert isinstance(page, Clashes)
        await press(pilot, "f3", *"3/10", "enter")
        assert "未确认" in screen_text(app) and joint["day"] in screen_text(app)
        await press(pilot, "enter")
        assert isinstance(app.page, DrillPage) and app.page.id_ == joint["id"]
