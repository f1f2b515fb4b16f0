"""Runs over either database: an incremental run copies what it takes over, and both databases give the same bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from anwei.engine.workspace.changes import RemoveSubject
from anwei.engine.workspace.places import Location
from anwei.engine.workspace.running.run import run_workspace
from anwei.engine.workspace.runs import TakenOver, list_runs, load_verdicts, save_run, stored_digest
from anwei.engine.workspace.store import Workspace
from anwei.engine.workspace.verify import verify
from tests.running.support import TODAY, complete, cover, firm, law, put, rehearsal, source


def filled(location: Location) -> Workspace:
    made = Workspace.create(location, source("system"), name="示例")
    put(made, firm("A", staff=5, risky=True), firm("B", staff=3, risky=True), firm("C", staff=2, risky=False))
    put(made, cover("A", TODAY + 200), cover("B", TODAY + 12), *complete("firm", "A", "covers", "rehearsals"))
    return made


def test_an_incremental_run_equals_a_full_one_on_either_database(location: Location, tmp_path: Path) -> None:
    with filled(location) as workspace, filled(Location(tmp_path / "other.anwei")) as other:
        run_workspace(workspace, law(), TODAY, source("run"))
        for each in (workspace, other):
            put(each, rehearsal("A", TODAY - 3), RemoveSubject("firm", "C"), firm("D", staff=1, risky=True))
        ran, _ = run_workspace(workspace, law(), TODAY + 1, source("run"), incremental=True)
        full, _ = run_workspace(other, law(), TODAY + 1, source("run"))
        assert ran.judged < full.judged == 3 and ran.info.counts == full.info.counts
        assert stored_digest(workspace, ran.info.run) == stored_digest(other, full.info.run)
        assert [v.id for v in load_verdicts(workspace, ran.info.run)] == ["A", "B", "D"]
        assert verify(workspace).sound


def test_verdicts_of_other_rules_are_not_taken_over(workspace: Workspace) -> None:
    put(workspace, firm("A", staff=5, risky=True))
    info = run_workspace(workspace, law(), TODAY, source("run"))[0].info
    head = workspace.head
    other = type(info)(TODAY, info.head, "d", "e", {"firm": tuple(reversed(info.rules["firm"]))})
    with pytest.raises(ValueError, match=f"run {info.run} was made by other rules"):
        save_run(workspace, other, (), source("run"), TakenOver(info.run, ()))
    assert workspace.head == head and len(list_runs(workspace)) == 1
