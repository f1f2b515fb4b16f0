"""What changed between two runs and why; whom a change of law will hit; what lapses; what would be if."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.record.finding import Verdict
from anwei.engine.workspace.changes import RemoveSubject
from anwei.engine.workspace.papers import WaiverPaper, add_waiver
from anwei.engine.workspace.running.causes import Cause
from anwei.engine.workspace.running.compare import Compared, compare_runs, impact
from anwei.engine.workspace.running.evidence import Evidence
from anwei.engine.workspace.running.lapsing import lapsing
from anwei.engine.workspace.running.law import LawBook
from anwei.engine.workspace.running.run import run_workspace
from anwei.engine.workspace.running.what_if import what_if, with_settings
from anwei.engine.workspace.store import Workspace
from tests.running.support import TODAY, changed_law, cover, day, firm, law, office, put, rehearsal, source

LATER = day("2026-12-20")
TIME, EVIDENCE, WAIVER = Cause("time"), Cause("evidence"), Cause("waiver")
LATE = Cause("rule", ("office.late",))
PERSONS = Cause("parameter", ("office.persons",))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with office(tmp_path / "office.anwei") as made:
        yield made


def ran(workspace: Workspace, on: int = TODAY, book: LawBook | None = None) -> int:
    return run_workspace(workspace, book or law(), on, source("run"), ahead=0)[0].info.run


def told(compared: Compared) -> dict[tuple[str, str], tuple[str | None, str | None, tuple[Cause, ...]]]:
    return {(f.id, f.rule): (f.before, f.after, f.causes) for f in compared.flips}


def test_equal_runs_do_not_differ(workspace: Workspace) -> None:
    assert compare_runs(workspace, law(), ran(workspace), ran(workspace)).flips == ()


def test_each_cause_is_told(workspace: Workspace) -> None:
    first = ran(workspace)
    put(workspace, cover("C", day("2027-03-31")), firm("D", staff=1))
    paper = WaiverPaper("firm", "B", "office.drilled", "停产", "县安委会", TODAY, LATER)
    add_waiver(workspace, paper, source("waiver"))
    found = told(compare_runs(workspace, law(), first, ran(workspace)))
    assert found["C", "office.covered"] == ("fail", "pass", (EVIDENCE,))
    assert ("Z", "office.share") not in found  # whatever D is, enough are insured
    assert found["B", "office.drilled"] == ("fail", "waived", (WAIVER,))
    assert found["D", "office.persons"] == (None, "unknown", (EVIDENCE,))
    assert ("A", "office.persons") not in found


def test_time_and_law_are_told_apart(workspace: Workspace) -> None:
    put(workspace, cover("B", day("2026-12-05"), 4), firm("A", staff=1))
    found = told(compare_runs(workspace, law(), ran(workspace), ran(workspace, LATER)))
    assert found["B", "office.covered"] == ("pass", "fail", (TIME,))
    assert found["A", "office.persons"] == ("pass", "fail", (PERSONS,))  # 4 insured, 5 from 15 December on
    assert found["B", "office.persons"] == ("pass", "fail", (TIME,))
    assert found["A", "office.late"] == ("not_applicable", "fail", (LATE,))
    assert found["Z", "office.share"] == ("pass", "fail", (TIME,))
    backwards = told(compare_runs(workspace, law(), ran(workspace, LATER), ran(workspace)))
    assert {k: v[2] for k, v in backwards.items()} == {k: v[2] for k, v in found.items()}


def test_what_evidence_makes_good_in_time_is_no_difference(workspace: Workspace) -> None:
    first = ran(workspace)
    put(workspace, cover("A", day("2027-06-30"), 1), cover("A", day("2027-06-30"), 4, "C2"))
    put(workspace, rehearsal("B", day("2026-11-30")))
    found = told(compare_runs(workspace, law(), first, ran(workspace, day("2027-01-05"))))
    assert ("A", "office.persons") not in found  # 5 persons now, 5 asked
    assert found["B", "office.covered"][2] == (TIME,)


def test_changed_words_of_the_law_are_named(workspace: Workspace, tmp_path: Path) -> None:
    first = ran(workspace)
    other = changed_law(
        tmp_path, ("value: 3,", "value: 9,"), ("{fact: staff, at_least: 2}", "{fact: staff, at_least: 8}"),
        ("effective: {from: 2026-12-10}", "effective: {from: 2026-01-01}"),
    )  # fmt: skip
    found = told(compare_runs(workspace, other, first, ran(workspace, book=other)))
    assert found["A", "office.persons"] == ("pass", "fail", (PERSONS,))
    assert found["A", "office.late"] == ("not_applicable", "fail", (LATE,))
    assert found.keys() == {(i, r) for i in "ABC" for r in ("office.persons", "office.late")} - {
        ("C", "office.persons")
    }


def test_without_the_law_at_hand_causes_are_what_differs(workspace: Workspace, tmp_path: Path) -> None:
    other = changed_law(tmp_path, ("value: 3,", "value: 9,"))
    first, second = ran(workspace), ran(workspace, book=other)
    found = told(compare_runs(workspace, law(), first, second))
    assert found["A", "office.persons"] == ("pass", "fail", (PERSONS,))


def test_a_subject_that_was_taken_out_is_told(workspace: Workspace) -> None:
    first = ran(workspace)
    put(workspace, RemoveSubject("firm", "C"))
    found = told(compare_runs(workspace, law(), first, ran(workspace)))
    assert found["C", "office.covered"] == ("fail", None, (EVIDENCE,))


def test_an_unknown_run_is_refused(workspace: Workspace) -> None:
    with pytest.raises(AnweiError, match="WSP-024"):
        compare_runs(workspace, law(), 998, 999)


@settings(max_examples=15)
@given(
    edits=st.lists(
        st.one_of(
            st.builds(lambda i, n: firm(i, staff=n), st.sampled_from("ABC"), st.integers(0, 4)),
            st.builds(
                cover, st.sampled_from("ABC"), st.integers(TODAY - 30, TODAY + 60), st.integers(0, 6), st.just("C1")
            ),
            st.builds(rehearsal, st.sampled_from("ABC"), st.integers(TODAY - 300, TODAY + 60), st.just(0)),
        ),
        max_size=4,
    ),
    days=st.integers(-60, 60),
)
def test_every_difference_has_a_cause_that_may_be_one(
    edits: list[object], days: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with office(tmp_path_factory.mktemp("diff") / "office.anwei") as workspace:
        first = ran(workspace)
        put(workspace, *edits)
        compared = compare_runs(workspace, law(), first, ran(workspace, TODAY + days))
    kinds = {c.kind for f in compared.flips for c in f.causes}
    assert all(f.causes for f in compared.flips)
    assert "waiver" not in kinds
    assert edits or "evidence" not in kinds
    assert days or kinds <= {"evidence"}
    _totals(compared)


def _totals(compared: Compared) -> None:
    """The differences lead from one side's counts to the other's."""
    counts = Counter(compared.before.counts)
    for flip in compared.flips:
        counts[flip.before or ""] -= 1
        counts[flip.after or ""] += 1
    assert {k: n for k, n in counts.items() if n and k} == dict(compared.after.counts)


# -- impact ---------------------------------------------------------------------------------------------------------


def test_impact_of_a_day_equals_two_full_runs(workspace: Workspace) -> None:
    evidence = Evidence(workspace, law().vocabulary)
    compared = impact(evidence, law(), TODAY, law(), LATER)
    assert told(compared) == told(compare_runs(workspace, law(), ran(workspace), ran(workspace, LATER)))
    _totals(compared)
    by_law = {(f.id, f.rule) for f in compared.flips if {c.kind for c in f.causes} & {"rule", "parameter"}}
    assert by_law == {("A", "office.persons"), *((i, "office.late") for i in "ABC")}
    before = len(workspace.entries())
    impact(evidence, law(), TODAY, law(), LATER)
    assert len(workspace.entries()) == before  # nothing is kept


def test_impact_of_new_rules_equals_two_full_runs(workspace: Workspace, tmp_path: Path) -> None:
    other = changed_law(tmp_path, ("value: 3,", "value: 5,"))
    compared = impact(Evidence(workspace, law().vocabulary), law(), TODAY, other, TODAY)
    assert {(f.id, f.causes) for f in compared.flips} == {("A", (PERSONS,)), ("B", (PERSONS,))}
    _totals(compared)


# -- lapsing, what if -----------------------------------------------------------------------------------------------


def test_lapses_are_exact_and_sorted(workspace: Workspace) -> None:
    found = lapsing(law(), Evidence(workspace, law().vocabulary), TODAY, 30)
    assert [(f.on, f.id, f.rule, f.before, f.after) for f in found] == [
        (day("2026-12-06"), "Z", "office.share", Verdict.PASS, Verdict.FAIL),
        (day("2026-12-06"), "B", "office.covered", Verdict.PASS, Verdict.FAIL),
        (day("2026-12-06"), "B", "office.persons", Verdict.PASS, Verdict.FAIL),
        (day("2026-12-15"), "A", "office.persons", Verdict.PASS, Verdict.FAIL),
    ]
    every = lapsing(law(), Evidence(workspace, law().vocabulary), TODAY, 30, every=True)
    assert {(f.id, f.rule, f.on) for f in every} - {(f.id, f.rule, f.on) for f in found} == {
        (i, "office.late", day("2026-12-10")) for i in "ABC"
    }
    assert lapsing(law(), Evidence(workspace, law().vocabulary), TODAY, 14) == []


def test_what_if_keeps_nothing_and_sees_who_asks(workspace: Workspace) -> None:
    evidence = Evidence(workspace, law().vocabulary)
    before = len(workspace.entries())
    subject = evidence.subject("firm", "B")
    assert subject is not None
    found = what_if(law(), evidence, subject, TODAY, ["covers[C1].end=2026-11-01", "rehearsals[0].date=2026-03-03"])
    changes = {(d.after.subject.id, d.after.rule.id): (d.before.verdict, d.after.verdict) for d in found}
    assert changes == {
        ("B", "office.covered"): (Verdict.PASS, Verdict.FAIL),
        ("B", "office.persons"): (Verdict.PASS, Verdict.FAIL),
        ("B", "office.drilled"): (Verdict.FAIL, Verdict.PASS),
        ("Z", "office.share"): (Verdict.PASS, Verdict.FAIL),
    }
    assert len(workspace.entries()) == before
    again = evidence.subject("firm", "B")
    assert again is not None and not again.children.get("rehearsals")


def test_settings_that_cannot_be_understood_are_all_told(workspace: Workspace) -> None:
    vocabulary = law().vocabulary
    subject = Evidence(workspace, vocabulary).subject("firm", "A")
    assert subject is not None
    wrong = [
        "staff",
        "stuff=3",
        "staff=many",
        "coverage.cover=complete",
        "coverage.covers=most",
        "cover[1].end=2026-01-01",
    ]
    with pytest.raises(AnweiError) as caught:
        with_settings(subject, vocabulary, wrong)
    codes = [d.code for d in caught.value.diagnostics]
    assert codes == ["INP-011", "INP-023", "INP-006", "INP-020", "INP-021", "INP-020"]
    assert [d.place.file for d in caught.value.diagnostics] == wrong
    changed = with_settings(subject, vocabulary, ["covers[C9].persons=2", "staff=?", "coverage.covers=partial"])
    assert [r.key for r in changed.children["covers"]] == ["C1", "C9"]
    assert changed.values["staff"] is None and subject.values["staff"] == 5
    assert subject.coverage["covers"] == "complete" and changed.coverage["covers"] == "partial"
