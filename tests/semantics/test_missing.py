"""For an unknown verdict, any values of the listed facts decide it."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from anwei.engine.catalogue.assess import judge_for
from anwei.engine.catalogue.testing import Case, subjects_of
from anwei.engine.record.finding import Verdict
from tests.conftest import opened_catalogue, shipped_cases
from tests.semantics.filling import filled
from tests.semantics.masking import masked

ROUNDS = 6  # a filled fact may open a further question (a record now counts), which the next finding names


def undecided(case: Case, seed: int, chance: float) -> str:
    """A description of what stays undecided after filling everything that is named; empty if nothing does."""
    opened = opened_catalogue()
    catalogue, rule, random = opened.catalogue, opened.catalogue.rules[case.rule], Random(seed)
    subjects = subjects_of(case, catalogue)
    subject = masked(subjects[0], chance, random)
    for _ in range(ROUNDS):
        judge = judge_for(catalogue, [subject, *subjects[1:]], opened.environment)
        finding = judge.finding(rule, subject, case.as_of, horizon=0)
        if finding.verdict is not Verdict.UNKNOWN:
            return ""
        if not finding.missing:
            return f"{case.place} {case.rule} seed {seed}: unknown, and nothing is named"
        following = filled(subject, finding.missing, catalogue.vocabulary, random)
        if following is None:
            return ""  # a parameter, a definition, an attestation or another subject's fact
        subject = following
    return f"{case.place} {case.rule} seed {seed}: still unknown: {[m.path for m in finding.missing]}"


@settings(max_examples=800)
@given(data=st.data(), seed=st.integers(0, 2**32), chance=st.sampled_from([0.05, 0.2, 0.5]))
def test_listed_facts_decide(data: st.DataObject, seed: int, chance: float) -> None:
    case = data.draw(st.sampled_from(shipped_cases()))
    assert undecided(case, seed, chance) == ""


def test_every_unknown_shipped_case_names_what_decides_it() -> None:
    assert [u for i, case in enumerate(shipped_cases()) if (u := undecided(case, i, 0.2))] == []
