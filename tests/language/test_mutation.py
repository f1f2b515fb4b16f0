"""Mutants: a rule whose boundaries are tested leaves none of them alive; with a case less, one lives."""

from __future__ import annotations

from anwei.engine.catalogue.mutation import mutants, survivors
from tests.conftest import opened_catalogue, shipped_cases

RULE = "drill.comprehensive-or-special"


def test_every_mutant_differs_from_its_rule() -> None:
    opened = opened_catalogue()
    rule = opened.catalogue.rules[RULE]
    found = list(mutants(rule, opened.catalogue.parameters))
    assert len(found) > 10
    assert all(m.rule != rule or m.parameter is not None for m in found)
    assert len({(m.change, str(m.rule), str(m.parameter)) for m in found}) == len(found)


def test_fewer_cases_notice_fewer_mutants() -> None:
    opened = opened_catalogue()
    rule = opened.catalogue.rules[RULE]
    own = [c for c in shipped_cases() if c.rule == RULE]
    total, alive = survivors(opened.catalogue, rule, own, opened.environment)
    again, more = survivors(opened.catalogue, rule, own[:1], opened.environment)
    assert total == again
    assert len(alive) < len(more) <= total
    assert survivors(opened.catalogue, rule, [], opened.environment)[1] != alive
