"""What lapses soon lapses within thirty days, however far a run looks ahead."""

from __future__ import annotations

from pathlib import Path

from anwei.engine import services
from anwei.engine.workspace.runs import load_verdicts
from anwei.tui.index.build import refresh
from anwei.tui.index.query import NOTHING, Index, verdict_name
from anwei.tui.index.schema import NEAR
from anwei.tui.jobs.office import Office
from anwei.tui.work import Setup
from tests.cli.run import anwei

DAYS = 30


def test_a_run_that_looks_further_ahead_makes_nothing_near(place: str, tmp_path: Path) -> None:
    assert anwei("run", "--ahead", "45d", "-w", place, ANWEI_USER="tester").code == 0
    target = tmp_path / "made.index"
    refresh(Office(Setup(place)), str(target))
    index = Index(target)
    lines = {(s.kind, s.id): s for s in index.page(index.ids(NOTHING)).values()}
    rules = {(r.kind, r.id): r for r in index.rules.values()}
    with services.Workspace.open(Path(place)) as workspace:
        run = services.list_runs(workspace, 1)[0]
        near = later = 0
        for subject in load_verdicts(workspace, run.run):
            line = lines[subject.kind, subject.id]
            for judged in subject.verdicts:
                code, on, to = (
                    line.code(rules[subject.kind, judged.rule]),
                    judged.detail.lapses_on,
                    judged.detail.lapses_to,
                )
                worse = on and services.CODES[to].value in ("fail", "unknown", "error")
                soon = bool(worse) and on <= run.as_of + DAYS
                if judged.verdict.value == "pass":
                    assert verdict_name(code) == ("near" if soon else "pass")
                    near += soon
                    later += bool(worse) and not soon
    assert near == index.count(NEAR)
    assert later, "the run knows of lapses that are not near"
