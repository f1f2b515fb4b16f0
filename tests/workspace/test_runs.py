"""Runs keep every verdict, compactly and reproducibly."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.record.finding import Verdict
from anwei.engine.workspace.runs import (
    CODES,
    Detail,
    Judged,
    RunInfo,
    SubjectVerdicts,
    latest_run,
    list_runs,
    load_run,
    load_verdicts,
    save_run,
    stored_digest,
)
from anwei.engine.workspace.store import Workspace
from anwei.engine.workspace.verify import verify
from tests.workspace.support import made, plant, put, source

RULES = ("r.one", "r.two", "r.three")
INFO = RunInfo(739000, 2, "ruleset", "evidence", {"plant": RULES}, meta={"by": "county"})


def judged(id_: str, *verdicts: tuple[str, Verdict], detail: Detail = Detail()) -> SubjectVerdicts:  # noqa: B008
    return SubjectVerdicts("plant", id_, "ab" * 16, tuple(Judged(r, v, v, detail) for r, v in verdicts))


def test_every_verdict_comes_back(workspace: Workspace) -> None:
    put(workspace, plant("A"), plant("B"))
    detail = Detail(739100, CODES.index(Verdict.FAIL), 739050, 739090, "W-0001", "gap.x", "short by 3", ("people",))
    given = [
        judged("A", ("r.one", Verdict.PASS), ("r.three", Verdict.UNKNOWN), detail=detail),
        SubjectVerdicts("plant", "B", "cd" * 16, (Judged("r.two", Verdict.WAIVED, Verdict.FAIL),)),
    ]
    saved = save_run(workspace, INFO, iter(given), source("run"))
    assert saved.counts == {"pass": 1, "unknown": 1, "waived": 1} and saved.by == "张三"
    assert list(load_verdicts(workspace, saved.run)) == given
    assert list(load_verdicts(workspace, saved.run, [("plant", "B")])) == given[1:]
    assert latest_run(workspace) == saved == load_run(workspace, saved.run)
    assert verify(workspace).sound


def test_a_run_is_not_undone_by_undoing(workspace: Workspace) -> None:
    put(workspace, plant("A"))
    put(workspace, plant("A", people=1))
    save_run(workspace, INFO, [judged("A", ("r.one", Verdict.PASS))], source("run"))
    workspace.undo(source())
    assert len(list_runs(workspace)) == 1 and verify(workspace).sound


def test_unknown_subjects_rules_and_runs(workspace: Workspace) -> None:
    put(workspace, plant("A"))
    with pytest.raises(AnweiError, match="WSP-012"):
        save_run(workspace, INFO, [judged("X", ("r.one", Verdict.PASS))], source("run"))
    with pytest.raises(ValueError, match=r"r\.nine"):
        save_run(workspace, INFO, [judged("A", ("r.nine", Verdict.PASS))], source("run"))
    with pytest.raises(AnweiError, match="WSP-024"):
        load_run(workspace, 2)
    assert list_runs(workspace) == [] and verify(workspace).sound


verdict = st.sampled_from(list(Verdict))
details = st.builds(
    Detail,
    st.integers(0, 800000),
    st.integers(-1, 5),
    st.integers(0, 800000),
    st.integers(0, 800000),
    st.text(max_size=3),
    st.text(max_size=3),
    st.text(max_size=3),
    st.lists(st.text(max_size=3), max_size=2).map(tuple),
)


@settings(max_examples=30)
@given(st.dictionaries(st.sampled_from(RULES), st.tuples(verdict, verdict, details)))
def test_any_verdicts_come_back(tmp_path_factory: pytest.TempPathFactory, found: dict[str, tuple]) -> None:
    path = tmp_path_factory.mktemp("run") / "w.anwei"
    with made(path) as workspace:
        put(workspace, plant("A"))
        inner = tuple(Judged(r, *found[r]) for r in RULES if r in found)
        given_verdicts = SubjectVerdicts("plant", "A", "00" * 16, inner)
        saved = save_run(workspace, INFO, [given_verdicts], source("run"))
        assert list(load_verdicts(workspace, saved.run)) == [given_verdicts]


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    """Whatever else was written, and in whatever order the subjects came on file."""
    digests = []
    for name, order in (("a", "AB"), ("b", "BA")):
        with made(tmp_path / f"{name}.anwei") as workspace:
            for id_ in order:
                put(workspace, plant(id_))
            found = [judged(i, ("r.one", Verdict.PASS), ("r.two", Verdict.FAIL)) for i in order]
            digests.append(stored_digest(workspace, save_run(workspace, INFO, found, source("run", by=name)).run))
            found[0] = judged(order[0], ("r.one", Verdict.FAIL))
            assert stored_digest(workspace, save_run(workspace, INFO, found, source("run")).run) != digests[-1]
    assert digests[0] == digests[1]
