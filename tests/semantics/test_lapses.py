"""``lapses_on`` is the first day on which the verdict changes with no new evidence: a day-by-day scan agrees."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from anwei.engine.catalogue.assess import judge_for
from anwei.engine.catalogue.testing import Case, subjects_of
from anwei.engine.facts.values import show_date
from tests.conftest import opened_catalogue, shipped_cases

HORIZON = 800


def scanned(case: Case, as_of: int) -> tuple[int | None, int | None]:
    """The lapse date as computed, and as found by judging every day."""
    opened = opened_catalogue()
    rule = opened.catalogue.rules[case.rule]
    subjects = subjects_of(case, opened.catalogue)
    judge = judge_for(opened.catalogue, subjects, opened.environment)
    finding = judge.finding(rule, subjects[0], as_of, horizon=HORIZON)
    verdict, _ = judge.verdict(rule, subjects[0], as_of)
    days = range(as_of + 1, as_of + HORIZON + 1)
    found = next((d for d in days if judge.verdict(rule, subjects[0], d)[0] is not verdict), None)
    return finding.lapses_on, found


@settings(max_examples=250)
@given(data=st.data(), shift=st.integers(-400, 400))
def test_lapse_date_equals_a_scan(data: st.DataObject, shift: int) -> None:
    case = data.draw(st.sampled_from(shipped_cases()))
    computed, found = scanned(case, case.as_of + shift)
    assert (computed and show_date(computed)) == (found and show_date(found)), f"{case.place} {case.rule}"


def test_lapse_dates_of_one_case_of_every_rule() -> None:
    first = {case.rule: case for case in reversed(shipped_cases())}
    wrong = []
    for case in first.values():
        computed, found = scanned(case, case.as_of)
        if computed != found:
            wrong.append(
                f"{case.place} {case.rule}: {computed and show_date(computed)}, scan {found and show_date(found)}"
            )
    assert wrong == []
