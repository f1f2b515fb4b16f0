"""A waiver of a requirement that was given long ago is taken back where it shows: on the subject and in the matrix."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from textual.pilot import Pilot

from anwei.engine import services
from anwei.engine.workspace.papers import revoke_waiver
from anwei.tui.app import AnweiApp
from anwei.tui.index.build import refresh
from anwei.tui.index.query import Index
from anwei.tui.index.schema import WAIVED
from anwei.tui.jobs.office import Office
from anwei.tui.jobs.subject import assign
from anwei.tui.jobs.waivers import waive
from anwei.tui.jobs.writes import recompute
from anwei.tui.screens.gap_list import GapList
from anwei.tui.screens.subject_page import SubjectPage
from anwei.tui.widgets.matrix import Matrix
from anwei.tui.work import Setup
from tests.tui.driving import notices, press, running, screen_text, type_in, until

pytestmark = pytest.mark.asyncio


@dataclass(frozen=True)
class Old:
    """A waiver: of whom, of which rule, and its id."""

    kind: str
    id: str
    rule: str
    paper: str


def papers(place: str) -> dict[str, str]:
    """Why each waiver was revoked, by id; empty of one that stands."""
    with services.Workspace.open(Path(place)) as workspace:
        listed = services.list_waivers(workspace, services.demo_day(workspace) or 0)
    return {w.id: w.paper.revoked for w in listed}


@pytest.fixture
def old(place: str, tmp_path: Path) -> Old:
    """The first gap waived and judged anew, and then another command: undo alone would not reach the waiver."""
    office = Office(Setup(place))
    refresh(office, str(tmp_path / "made.index"))
    index = Index.open(tmp_path / "made.index")
    assert index is not None
    (subject, rule, *_), *_ = index.top(1)
    index.close()
    keys, before = ((subject.kind, subject.id),), papers(place)
    waive(office, keys, rule.id, {"reason": "改造停产", "by": "县安委会", "until": "2027-03-31"})
    recompute(office)
    assign(office, keys, {"who": "王科长", "until": "2026-12-31", "note": ""})
    office.workspace.close()
    (paper,) = papers(place).keys() - before.keys()
    return Old(subject.kind, subject.id, rule.id, paper)


async def on_its_subject(app: AnweiApp, pilot: Pilot[None], old: Old) -> SubjectPage:
    await app.open_page("subject_page:SubjectPage", old.kind, old.id, old.rule)
    page = app.page
    assert isinstance(page, SubjectPage)
    await until(pilot, lambda: page.waived)
    return page


async def test_a_waiver_is_revoked_on_the_page_of_its_subject(place: str, old: Old) -> None:
    async with running(place, size=(150, 44)) as (app, pilot):
        page = await on_its_subject(app, pilot, old)
        shown = screen_text(app)
        assert "县安委会" in shown and "改造停产" in shown
        assert shown.splitlines()[-1].count("Alt+W 撤回豁免") == 1
        await press(pilot, "alt+w", "f8")
        assert papers(place)[old.paper] == ""  # not without a reason
        await type_in(pilot, "改造完成")
        await press(pilot, "f8")
        await until(pilot, lambda: papers(place)[old.paper] == "改造完成")
        await until(pilot, lambda: not page.waived)
        assert old.paper in notices(app) and "Alt+W 撤回豁免" not in screen_text(app)
        await press(pilot, "ctrl+z")
        await until(pilot, lambda: page.waived)
        assert papers(place)[old.paper] == ""


@pytest.mark.parametrize("way", [("alt+w",), ("f8", "down", "down", "enter")])
async def test_a_waiver_is_revoked_in_the_matrix(place: str, old: Old, way: tuple[str, ...]) -> None:
    async with running(place, size=(150, 44)) as (app, pilot):
        await app.open_page("gap_list:GapList", {"verdict": WAIVED, "kind": old.kind})
        page = app.page
        assert isinstance(page, GapList)
        matrix = page.query_one(Matrix)
        assert app.index is not None
        heads = [app.index.rules[int(str(h.key))].id for h in matrix.heads]
        matrix.to_column(heads.index(old.rule))
        row = next(i for i in range(matrix.rows) if matrix.at(i).value.id == old.id)
        matrix.move(row)
        await until(pilot, lambda: "Alt+W 撤回豁免" in screen_text(app))
        await press(pilot, *way)
        await type_in(pilot, "不再符合条件")
        await press(pilot, "f8")
        await until(pilot, lambda: papers(place)[old.paper] != "")
        assert {i: r for i, r in papers(place).items() if r} == {old.paper: "不再符合条件"}
        matrix.to_column((matrix.column + 1) % len(heads))
        await until(pilot, lambda: ("撤回豁免" in screen_text(app)) == page.waived)


async def test_what_was_revoked_meanwhile_is_told_and_the_reason_is_kept(place: str, old: Old) -> None:
    async with running(place, size=(150, 44)) as (app, pilot):
        await on_its_subject(app, pilot, old)
        await press(pilot, "W")
        await type_in(pilot, "改造完成")
        with services.Workspace.open(Path(place)) as workspace:
            revoke_waiver(workspace, old.paper, "由别人", services.source("waiver", "other"))
        await press(pilot, "f8")
        await until(pilot, lambda: "WSP-034" in notices(app))
        assert papers(place)[old.paper] == "由别人"
        assert app.state.get("draft", "revoke") == {"reason": "改造完成"}
