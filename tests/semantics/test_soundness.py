"""A verdict is pass or fail only if no missing evidence could change it (language design, section 3, point 2)."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from anwei.engine.catalogue.assess import judge_for
from anwei.engine.catalogue.testing import Case, subjects_of
from anwei.engine.facts.subject import Subject
from anwei.engine.record.finding import Verdict
from tests.conftest import opened_catalogue, shipped_cases
from tests.semantics.masking import masked

DECIDED = (Verdict.PASS, Verdict.FAIL, Verdict.NOT_APPLICABLE)


def contradictions(case: Case, seed: int, chance: float) -> Iterator[str]:
    """Where a decided verdict on masked facts differs from the verdict on all of them."""
    opened = opened_catalogue()
    catalogue, rule = opened.catalogue, opened.catalogue.rules[case.rule]
    random = Random(seed)
    full: list[Subject] = subjects_of(case, catalogue)
    less = [masked(s, chance, random) for s in full]
    truth, _ = judge_for(catalogue, full, opened.environment).verdict(rule, full[0], case.as_of)
    finding = judge_for(catalogue, less, opened.environment).finding(rule, less[0], case.as_of, horizon=0)
    if truth in DECIDED and truth not in finding.possible:
        yield f"{case.place} {case.rule} seed {seed}: {finding.raw} {set(finding.possible)}, all facts say {truth}"


@settings(max_examples=1500)
@given(data=st.data(), seed=st.integers(0, 2**32), chance=st.sampled_from([0.05, 0.2, 0.5]))
def test_no_completion_contradicts_a_verdict(data: st.DataObject, seed: int, chance: float) -> None:
    case = data.draw(st.sampled_from(shipped_cases()))
    assert list(contradictions(case, seed, chance)) == []


def test_every_shipped_case_survives_masking() -> None:
    """Once through every case, so that no rule is left to chance."""
    found = [c for i, case in enumerate(shipped_cases()) for c in contradictions(case, i, 0.25)]
    assert found == []
