"""Mutants: a rule whose boundaries are tested leaves none of them alive; with a case less, one lives."""

from __future__ import annotations

from anwei.engine.catalogue.mutation import Mutant, mutants, survivors, thresholds
from anwei.engine.catalogue.open import sources_of
from anwei.engine.catalogue.testing import Trial, prepare, unreachable
from anwei.engine.ir.walk import parameters_of
from tests.conftest import opened_catalogue, shipped_cases

RULE = "drill.comprehensive-or-special"


def own_trials() -> list[Trial]:
    catalogue = opened_catalogue().catalogue
    return [prepare(c, catalogue) for c in shipped_cases() if c.rule == RULE]


def alive(trials: list[Trial]) -> tuple[int, list[Mutant]]:
    opened = opened_catalogue()
    rule = opened.catalogue.rules[RULE]
    return survivors(opened.catalogue, mutants(rule, opened.catalogue.parameters), trials, opened.environment)


def test_every_mutant_differs_from_its_rule() -> None:
    opened = opened_catalogue()
    rule = opened.catalogue.rules[RULE]
    found = list(mutants(rule, opened.catalogue.parameters))
    assert len(found) > 10
    assert all(m.rule != rule or m.parameter is not None for m in found)
    assert len({(m.change, str(m.rule), str(m.parameter)) for m in found}) == len(found)


def test_fewer_cases_notice_fewer_mutants() -> None:
    own = own_trials()
    total, living = alive(own)
    again, more = alive(own[:1])
    assert total == again
    assert len(living) < len(more) <= total
    assert len(alive([])[1]) == total


def test_a_threshold_moves_a_number_that_the_rule_reads() -> None:
    catalogue = opened_catalogue().catalogue
    for rule in catalogue.rules.values():
        for mutant in thresholds(rule, catalogue.parameters):
            assert mutant.kind == "number"
            if mutant.parameter is not None:
                assert mutant.parameter.name in parameters_of(rule)
                assert mutant.parameter != catalogue.parameters[mutant.parameter.name]


def test_no_threshold_of_the_shipped_rules_goes_unnoticed() -> None:
    """Each number of law that a rule reads, in each period and place: one off, and a case of the rule fails."""
    opened = opened_catalogue()
    catalogue = opened.catalogue
    excused = unreachable(sources_of((), opened.plugins).documents["tests"])
    trials: dict[str, list[Trial]] = {}
    for case in shipped_cases():
        trials.setdefault(case.rule, []).append(prepare(case, catalogue))
    left = {
        (rule.id, mutant.change)
        for rule in catalogue.rules.values()
        for mutant in survivors(
            catalogue, thresholds(rule, catalogue.parameters), trials.get(rule.id, []), opened.environment
        )[1]
    }
    assert left == excused
