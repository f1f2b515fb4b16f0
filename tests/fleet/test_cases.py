"""Every shipped rule, on the subjects of its own cases: record and fleet say the same."""

from __future__ import annotations

from functools import cache

import pytest

from anwei.engine.api import open_catalogue
from anwei.engine.catalogue.open import Opened
from anwei.engine.catalogue.open import tests_of as documents_of_tests
from anwei.engine.fleet.case_jobs import Job, of_cases
from anwei.engine.fleet.equivalence import differences
from anwei.engine.fleet.lowering import build
from anwei.engine.fleet.lowering.dispatch import CONDITIONS, NUMBERS
from anwei.engine.record import dispatch

PARTS = 8
CASES = 2400  # spread over all of them; `anwei rules test --equivalence` takes every one


@cache
def opened() -> Opened:
    return open_catalogue()


@cache
def jobs() -> list[Job]:
    catalogue = opened().catalogue
    return list(of_cases(catalogue, list(catalogue.rules.values()), documents_of_tests((), opened().plugins), CASES))


@pytest.mark.parametrize("part", range(PARTS))
def test_shipped_rules_say_the_same_of_their_cases(part: int) -> None:
    for subjects, rules, day in jobs()[part::PARTS]:
        found = next(differences(opened().catalogue, subjects, rules, day, opened().environment), None)
        assert found is None, found


def test_every_rule_has_a_plan() -> None:
    from anwei.engine.fleet.equivalence import plan_for

    rules = list(opened().catalogue.rules.values())
    plan = plan_for(opened().catalogue, rules, 739942, opened().environment, dates=True, bounds=True)
    assert {r.rule.id for r in plan.rules} == {r.id for r in rules}


def test_every_node_has_a_lowering() -> None:
    """No form runs in one engine only."""
    assert build.LOWERING_MODULES
    assert NUMBERS.keys() == dispatch.NUMBERS.keys()
    assert CONDITIONS.keys() == dispatch.CONDITIONS.keys()
