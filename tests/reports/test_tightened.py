"""A finding in a division whose overlay tightens the rule shows what the overlay asks for and what it cites."""

from __future__ import annotations

import pytest

from anwei.engine.catalogue.assess import assess
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.catalogue.open import open_catalogue
from anwei.engine.facts.subject import Subject
from anwei.engine.plugins.manager import Plugins
from anwei.engine.reports.plain import finding_object
from anwei.engine.reports.view import Report, View
from tests.language.test_mistakes import BASE, RULE

OVERLAY = """
---
laws: county
instruments: {county-plan: {title: {zh: 县要点, en: County plan}, in_force: 2024-01-01, rank: local_plan}}
---
overlay: county
extends: t
division: "3415"
cites: [{law: county-plan, article: "1"}]
tighten:
  - rule: r
    applies: {fact: sectors, includes: coal}
    measures: {named: {count: people, where: {fact: name, is: x}}}
    require: {measure: named, at_least: 2}
    cites: [{law: county-plan, article: "2"}, {law: law-a}]
"""
DAY = 739_941  # 2026-11-21


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    file = tmp_path_factory.mktemp("rules") / "rules.yaml"
    scope = "    applies: {fact: employees, above: 300}\n"
    file.write_text(f"{BASE}---{RULE.format(require='{exists: people}', extra=scope)}{OVERLAY}", "utf-8")
    return open_catalogue([file], Plugins(()), use_cache=False, base=False).catalogue


def view(catalogue: Catalogue, division: str, employees: int = 400) -> View:
    facts = {"id": "E", "division": division, "employees": employees, "sectors": frozenset({"coal"})}
    subject = Subject("", "", facts, {"people": []}, kind="enterprise")
    (found,) = Report(assess(catalogue, [subject], DAY), catalogue, "en").views()
    return found


def test_in_the_division_both_requirements_and_both_sources(catalogue: Catalogue) -> None:
    found = view(catalogue, "341502", employees=3)
    assert found.articles == "Law A; County plan, art. 2"
    for part in (
        "or Sectors includes Coal",
        "named is at least 2",
        "Here named = the number of People where Name is x.",
    ):
        assert part in found.sentence, found.sentence
    cited = [c["law"] for c in finding_object(found)["citations"]]  # type: ignore[attr-defined]
    assert cited == ["law-a", "county-plan"]
    assert ("named", "the number of People where Name is x") in [(name, what) for name, _, what in found.steps]


def test_elsewhere_the_rule_as_it_is(catalogue: Catalogue) -> None:
    found = view(catalogue, "341602")
    assert found.articles == "Law A"
    assert "Coal" not in found.sentence
    assert found.rule is found.finding.rule
