"""The index says what the run says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from anwei.engine import services
from anwei.engine.workspace.runs import load_verdicts
from anwei.tui.families import FAMILIES
from anwei.tui.index.build import refresh
from anwei.tui.index.query import NOTHING, ORDERS, Facets, Index, verdict_name
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


PARTS = st.fixed_dictionaries(
    {},
    optional={
        "text": st.sampled_from(["企业", "d7", "[", "zz"]),
        "kind": st.sampled_from(["enterprise", "village"]),
        "place": st.sampled_from(["999901001", "999901012", "0"]),
        "sector": st.sampled_from(["chemical", "mines"]),
        "family": st.sampled_from([*FAMILIES]),
        "severity": st.integers(0, 2),
        "pillar": st.sampled_from(["rescue", "training"]),
        "verdict": st.integers(0, 6),
        "within": st.sampled_from([1, 7, 30]),
        "scale": st.sampled_from(["small", "large"]),
        "who": st.sampled_from(["王", ""]),
    },
)


@given(PARTS, st.sampled_from(sorted(ORDERS)), st.sampled_from(["place", "sector", "scale", "who"]))
def test_arrays_and_sql_give_the_same_views_and_maps(figures: Path, parts: dict[str, Any], order: str, by: str) -> None:
    plain, warm = Index(figures), Index(figures)
    warm.warm()
    facets = Facets(**parts)
    assert warm.ids(facets, order) == plain.ids(facets, order)
    assert warm.heads(by, facets) == plain.heads(by, facets)
    assert warm.columns(facets, 1) == plain.columns(facets, 1)
    shown = {k: c for k, c in warm.summary(by, facets).items() if c}
    assert shown == plain.summary(by, facets)
