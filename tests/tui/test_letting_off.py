"""A duty of the calendar let off: waived by an authority, or ended with its unit; refused, undone and done again."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from anwei.drills.record.decisions import decisions
from anwei.drills.record.model import Settled
from anwei.engine import services
from anwei.tui.app import AnweiApp
from anwei.tui.calendar.page import Waiting
from anwei.tui.screens.drills import Drills
from tests.tui.driving import notices, press, running, screen_text, type_in, until

pytestmark = pytest.mark.asyncio


def on_file(place: str) -> list[Settled]:
    with services.Workspace.open(Path(place)) as workspace:
        return list(decisions(workspace).values())


async def at_the_duties(app: AnweiApp, pilot: Pilot[None]) -> Drills:
    await press(pilot, "4")
    page = app.page
    assert isinstance(page, Drills)
    await until(pilot, lambda: page.model is not None and page.model.duties is not None)
    await press(pilot, "f3")
    assert isinstance(page.focused, Waiting)
    return page


async def waive(pilot: Pilot[None], reason: str) -> None:
    """Waive the duty of the cursor."""
    await press(pilot, "delete", "enter")
    await type_in(pilot, "县安委会")
    await press(pilot, "enter")
    await type_in(pilot, reason)
    await press(pilot, "f8")


def owed(page: Drills) -> list[str]:
    return [d.id for d in page.model.waiting] if page.model is not None else []


async def test_a_duty_is_waived_undone_and_waived_again(place: str) -> None:
    async with running(place, size=(140, 40)) as (app, pilot):
        page = await at_the_duties(app, pilot)
        before, row = owed(page), page.query_one(Waiting).current
        assert row is not None and "Del 豁免或终止" in screen_text(app)
        duty = row.value
        shown = await press(pilot, "delete")
        assert duty.title[:8] in shown and "经批准豁免到某一天" in shown and "单位已关闭" in shown
        await press(pilot, "enter", "f8")
        assert "批准机关" in screen_text(app) and not on_file(place)  # nothing is written without an authority
        await type_in(pilot, "县安委会")
        await press(pilot, "enter")
        await type_in(pilot, "停产检修")
        await press(pilot, "f8")
        await until(pilot, lambda: duty.id not in owed(page))
        assert len(owed(page)) == len(before) - 1
        (decision,) = on_file(place)
        assert (decision.obligation, decision.standing) == (duty.id, "waived")
        assert (decision.authority, decision.reason) == ("县安委会", "停产检修")
        assert page.model is not None and decision.until == max(page.model.today, duty.last + 1)
        assert "已豁免" in notices(app)
        await press(pilot, "u")
        await until(pilot, lambda: owed(page) == before)
        assert not on_file(place)
        await press(pilot, "U")
        await until(pilot, lambda: duty.id not in owed(page))
        assert on_file(place) == [decision]
    async with running(place, size=(140, 40)) as (app, pilot):  # worked out anew, it is undone all the same
        page = await at_the_duties(app, pilot)
        assert duty.id not in owed(page)
        await press(pilot, "u")
        await until(pilot, lambda: owed(page) == before)


async def test_a_waiver_that_excuses_nothing_is_refused_and_what_was_typed_is_kept(place: str) -> None:
    async with running(place, size=(140, 40)) as (app, pilot):
        page = await at_the_duties(app, pilot)
        before = owed(page)
        await press(pilot, "delete", "enter")
        await type_in(pilot, "县安委会")
        await press(pilot, "enter")
        await type_in(pilot, "停产检修")
        await press(pilot, "enter", *["backspace"] * 10)
        await type_in(pilot, "2020-01-01")
        await press(pilot, "f8")
        await until(pilot, lambda: "DRL-128" in notices(app))
        assert owed(page) == before and not on_file(place)
        shown = await press(pilot, "delete", "enter")
        assert "停产检修" in shown and "2020-01-01" in shown


async def test_a_unit_that_has_closed_owes_nothing_any_more(place: str) -> None:
    async with running(place, size=(140, 40), lang="en") as (app, pilot):
        page = await at_the_duties(app, pilot)
        row = page.query_one(Waiting).current
        assert row is not None
        assert "has closed" in await press(pilot, "e")
        await press(pilot, "down", "enter")
        await type_in(pilot, "struck off")
        await press(pilot, "f8")
        await until(pilot, lambda: row.key not in owed(page))
        (decision,) = on_file(place)
        assert (decision.obligation, decision.standing, decision.reason) == (row.key, "lapsed", "struck off")
        assert "Nothing owed any more" in notices(app)


async def test_an_old_waiver_of_a_duty_is_revoked_where_it_is_seen(place: str) -> None:
    async with running(place, size=(150, 44)) as (app, pilot):
        page = await at_the_duties(app, pilot)
        before = owed(page)
        first = before[0]
        await waive(pilot, "停产检修")
        await until(pilot, lambda: first not in owed(page))
        await waive(pilot, "另一件")  # a later command: undo alone would not reach the first any more
        await until(pilot, lambda: len(on_file(place)) == 2)
    async with running(place, size=(150, 44)) as (app, pilot):
        page = await at_the_duties(app, pilot)
        table = page.query_one(Waiting)
        assert "撤回豁免" not in screen_text(app)
        shown = await press(pilot, "end")
        assert "Alt+W 撤回豁免" in shown and "Del 豁免或终止" not in shown
        table.move(list(table.keys).index(first))
        await until(pilot, lambda: "停产检修" in screen_text(app))
        assert "县安委会" in screen_text(app) and "经批准豁免" in screen_text(app)
        await press(pilot, "enter")
        assert page.carried is None and "不用排" in notices(app)
        await press(pilot, "alt+w", "f8")
        assert len(on_file(place)) == 2  # not without a reason
        await type_in(pilot, "已复产")
        await press(pilot, "f8")
        await until(pilot, lambda: first in owed(page))
        assert [d.reason for d in on_file(place)] == ["另一件"] and "已撤回豁免" in notices(app)
        await press(pilot, "ctrl+z")
        await until(pilot, lambda: first not in owed(page))
        assert len(on_file(place)) == 2 and len(before) == len(owed(page)) + 2


async def test_the_end_of_a_unit_is_seen_but_not_revoked(place: str) -> None:
    async with running(place, size=(150, 44), lang="en") as (app, pilot):
        page = await at_the_duties(app, pilot)
        await press(pilot, "delete", "down", "enter")
        await type_in(pilot, "struck off")
        await press(pilot, "f8")
        await until(pilot, lambda: len(on_file(place)) == 1)
        await press(pilot, "end")
        assert "the unit has closed" in screen_text(app) and "revoke" not in screen_text(app)
        await press(pilot, "alt+w", "delete")
        assert app.screen is page and [d.standing for d in on_file(place)] == ["lapsed"]
