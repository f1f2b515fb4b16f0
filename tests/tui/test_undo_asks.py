"""Ctrl+Z takes one's own last operation back; another user's only where that is chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from anwei.engine import services
from anwei.engine.facts.subject import Coverage
from anwei.tui.dialogs.choose import Choose
from anwei.tui.jobs.office import Office
from anwei.tui.jobs.subject import history
from anwei.tui.work import Setup
from tests.tui.driving import press, running, screen_text


def write(place: str, by: str) -> None:
    """One document more, by somebody."""
    with services.Workspace.open(Path(place)) as workspace:
        source = services.source("entry", by, note=f"{by}的记事")
        workspace.apply(services.Write(source, (services.SetDocument("memo", by, {"text": by}),)))


def memos(place: str) -> list[str]:
    with services.Workspace.open(Path(place)) as workspace:
        return [k.id for k in services.Collection(workspace, "memo").all()]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("keys", "left"),
    [(("enter",), ["tester", "王同事"]), (("down", "enter"), ["王同事"]), (("down", "down", "enter"), ["tester"])],
)
async def test_another_users_operation_is_asked_about(place: str, keys: tuple[str, ...], left: list[str]) -> None:
    write(place, "tester")
    write(place, "王同事")
    async with running(place) as (app, pilot):
        await press(pilot, "ctrl+z")
        assert isinstance(app.screen, Choose)
        shown = screen_text(app)
        assert "王同事 做的" in shown and "王同事的记事" in shown and "tester的记事" in shown
        assert memos(place) == ["tester", "王同事"]
        await press(pilot, *keys)
        assert memos(place) == left


@pytest.mark.asyncio
async def test_ones_own_is_taken_back_at_once(place: str) -> None:
    write(place, "王同事")
    write(place, "tester")
    async with running(place) as (app, pilot):
        await press(pilot, "ctrl+z")
        assert not isinstance(app.screen, Choose)
        assert memos(place) == ["王同事"]


def test_coverage_in_the_history_is_in_words(place: str) -> None:
    office = Office(Setup(place))
    line = services.find_subjects(office.workspace, kind="enterprise")[0]
    change = services.SetCoverage("enterprise", line.id, "drills", Coverage.PARTIAL, office.day)
    office.workspace.apply(services.Write(services.source("entry", "tester"), (change,)), office.law.vocabulary)
    rows = history(office, "enterprise", line.id)
    assert ("演练台账 填报完整性", "部分填报") in [(r[2], r[4]) for r in rows]
    told = " ".join(t for r in rows for t in r)
    assert "@coverage" not in told and "partial" not in told and str(office.day) not in told
