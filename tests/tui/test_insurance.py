"""Insurance: policies by their end beside the least that the law asks, and call-ups that are noted."""

from __future__ import annotations

from pathlib import Path

import pytest

from anwei.engine import services
from anwei.tui.insurance.calls import COLLECTION
from anwei.tui.insurance.jobs import ledger
from anwei.tui.jobs.office import Office
from anwei.tui.screens.insurance import Insurance
from anwei.tui.screens.subject_page import SubjectPage
from anwei.tui.widgets.vtable import VTable
from anwei.tui.words import use
from anwei.tui.work import Setup
from tests.tui.driving import press, running


def test_the_least_is_that_of_the_parameter_in_force(place: str) -> None:
    use("zh")
    office = Office(Setup(place))
    found = {v.name: v for v in ledger(office).views}
    asked = [x for x in found["all"].lines if x.texts[5]]
    assert asked, "the demo has policies that the rule looks at"
    value = office.opened.catalogue.parameters["liability.per_person"].in_force("999901", office.day)
    assert value is not None and value.amount == 40_000_000
    assert {x.texts[5] for x in asked} == {"40万"}
    for line in found["short"].lines:
        assert line.texts[0] == "fail" and line.texts[4] != line.texts[5]


def test_lines_come_by_their_end_and_the_last_of_a_sort_counts(place: str) -> None:
    found = {v.name: v for v in ledger(Office(Setup(place))).views}
    ends = [x.texts[6] for x in found["current"].lines]
    assert ends == sorted(ends)
    assert len(found["all"].lines) >= len(found["current"].lines) >= len(found["ending"].lines)
    replaced = [x for x in found["all"].lines if x.texts[0] == "not_applicable"]
    assert all(x.quiet and not x.texts[7] for x in replaced)


def test_money_in_both_languages(place: str) -> None:
    office = Office(Setup(place))
    try:
        use("en")
        assert "400,000" in {x.texts[5] for v in ledger(office).views for x in v.lines if v.name == "all"}
    finally:
        use("zh")


@pytest.mark.asyncio
async def test_the_call_up_list_is_one_key_and_its_notes_go_with_one(place: str) -> None:
    async with running(place) as (app, pilot):
        await press(pilot, "6")
        page = app.page
        assert isinstance(page, Insurance) and page.view is not None
        assert page.view.name == "ending"
        first = page.lines()[0]
        await press(pilot, "space")
        assert list(app.screen.query_one("#list", VTable).marked) == [first.key]
        await press(pilot, "f8")
        written = list(Path.cwd().glob("*.docx"))
        assert len(written) == 1 and str(written[0]) in app.notices.kept[-1].words
        assert not app.screen.query_one("#list", VTable).marked
        again = next(x for x in page.lines() if x.key == first.key)
        assert again.texts[8] == "1"
        await press(pilot, "ctrl+z")
        assert next(x for x in page.lines() if x.key == first.key).texts[8] == ""
        with services.Workspace.open(Path(place)) as workspace:
            assert services.Collection(workspace, COLLECTION).all() == []


@pytest.mark.asyncio
async def test_from_a_policy_to_its_subject(place: str) -> None:
    async with running(place) as (app, pilot):
        await press(pilot, "6")
        page = app.page
        assert isinstance(page, Insurance) and page.line is not None
        wanted = page.line.value[1]
        await press(pilot, "enter")
        assert isinstance(app.page, SubjectPage) and app.page.id_ == wanted
        await press(pilot, "escape")
        assert app.page is page
        await press(pilot, "f6", "down", "down", "down", "enter")
        assert page.view is not None and page.view.name == "open"
        states = [x.texts[0] for x in page.lines()]
        assert states == sorted(states, key=lambda s: s != "fail")
