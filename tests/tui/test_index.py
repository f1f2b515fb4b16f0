"""The index says what the run says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from anwei.engine import services
from anwei.engine.workspace.runs import load_verdicts
from anwei.tui.index.build import refresh
from anwei.tui.index.query import NOTHING, Index, verdict_name
from anwei.tui.index.schema import NEAR, NOT_JUDGED
from anwei.tui.jobs.office import Office
from anwei.tui.work import Setup


def test_every_verdict_of_the_run_is_in_the_index(place: str, tmp_path: Path) -> None:
    target = tmp_path / "made.index"
    meta = refresh(Office(Setup(place)), str(target))
    index = Index(target)
    lines = {(s.kind, s.id): s for s in index.page(index.ids(NOTHING)).values()}
    rules = {(r.kind, r.id): r for r in index.rules.values()}
    with services.Workspace.open(Path(place)) as workspace:
        run = services.list_runs(workspace, 1)[0]
        assert meta["run"] == run.run
        seen: Counter[str] = Counter()
        for subject in load_verdicts(workspace, run.run):
            line = lines[subject.kind, subject.id]
            judged = {(subject.kind, j.rule): j for j in subject.verdicts}
            for key, rule in rules.items():
                if key[0] != subject.kind:
                    continue
                code = line.code(rule)
                if key not in judged:
                    assert code == NOT_JUDGED
                    continue
                seen[verdict_name(code)] += 1
                said = judged[key].verdict.value
                assert verdict_name(code) == said or (code == NEAR and said == "pass" and judged[key].detail.lapses_on)
    assert seen["fail"] == run.counts["fail"] == meta["counts"][1]  # type: ignore[index]
    summed = Counter({verdict_name(c): 0 for c in range(7)})
    for counts in index.summary("place", NOTHING).values():
        summed.update({verdict_name(c): n for c, n in counts.items()})
    assert +summed == seen


def test_raw_bytes_are_those_of_the_run(place: str) -> None:
    with services.Workspace.open(Path(place)) as workspace:
        run = services.list_runs(workspace, 1)[0]
        cards = {c.no: c for c in services.cards(workspace)}
        codes = {(cards[b.no].kind, cards[b.no].id): b for b in services.verdict_bytes(workspace, run.run)}
        for subject in load_verdicts(workspace, run.run):
            found = codes[subject.kind, subject.id]
            places = {r: i for i, r in enumerate(run.rules[subject.kind])}
            for judged in subject.verdicts:
                code = found.codes[places[judged.rule]]
                assert services.CODES[code & 0xF] is judged.verdict
                assert services.CODES[code >> 4] is judged.raw
            details = {run.rules[subject.kind][i]: d for i, d in found.details}
            assert details == {j.rule: j.detail for j in subject.verdicts if j.rule in details}
