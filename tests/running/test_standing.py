"""A saved run stands in for judging only while it says what judging now would."""

from __future__ import annotations

from pathlib import Path

from anwei.engine.workspace.changes import SetRecord
from anwei.engine.workspace.papers import WaiverPaper, add_waiver
from anwei.engine.workspace.running.evidence import Evidence
from anwei.engine.workspace.running.law import LawBook
from anwei.engine.workspace.running.run import run_workspace
from anwei.engine.workspace.running.standing import saved_run, standing
from anwei.engine.workspace.store import Workspace
from tests.running.support import TODAY, changed_law, law, office, put, source


def used(workspace: Workspace, by: LawBook, day: int = TODAY, ahead: int = 30) -> int:
    info = saved_run(by, Evidence(workspace, by.vocabulary), day, ahead)
    return info.run if info is not None else 0


def kept(workspace: Workspace, day: int = TODAY, ahead: int = 30) -> int:
    return run_workspace(workspace, law(), day, source("run"), ahead=ahead)[0].info.run


def test_only_a_run_of_the_day_that_looked_far_enough_is_used(tmp_path: Path) -> None:
    with office(tmp_path / "office.anwei") as workspace:
        assert not used(workspace, law())
        run = kept(workspace)
        assert used(workspace, law()) == used(workspace, law(), ahead=0) == run
        assert not used(workspace, law(), TODAY + 1) and not used(workspace, law(), TODAY - 1)
        assert not used(workspace, law(), ahead=31)
        kept(workspace, TODAY + 1, 60)
        assert used(workspace, law()) == run, "a later run of another day is in nobody's way"


def test_other_rules_are_judged_anew(tmp_path: Path) -> None:
    with office(tmp_path / "office.anwei") as workspace:
        kept(workspace)
        other = changed_law(tmp_path, ("value: 3,", "value: 9,"))
        assert not used(workspace, other)


def test_new_facts_and_waivers_make_it_stale_and_undoing_waivers_does_not(tmp_path: Path) -> None:
    with office(tmp_path / "office.anwei") as workspace:
        run = kept(workspace)
        add_waiver(
            workspace, WaiverPaper("firm", "C", next(iter(law().rules)), "检修", "某", TODAY, TODAY + 9), source()
        )
        assert not used(workspace, law())
        workspace.undo(source())
        assert used(workspace, law()) == run
        put(workspace, SetRecord("firm", "A", {"staff": 6}))
        assert not used(workspace, law())
        second = run_workspace(workspace, law(), TODAY, source("run"), incremental=True)[0].info.run
        assert used(workspace, law()) == second


def test_what_is_taken_from_a_run_is_what_judging_finds(tmp_path: Path) -> None:
    with office(tmp_path / "office.anwei") as workspace:
        kept(workspace)
        evidence, keys = Evidence(workspace, law().vocabulary), [("firm", "B"), ("area", "Z")]
        for some in (keys, None):
            taken, now = standing(law(), evidence, TODAY, 30, some), standing(law(), evidence, TODAY, 31, some)
            assert taken.run is not None and now.run is None
            found, judged = ({(v.kind, v.id): v for v in one.verdicts} for one in (taken, now))
            assert found == judged
            assert found.keys() == (set(keys) if some else {*keys, ("firm", "A"), ("firm", "C")})
