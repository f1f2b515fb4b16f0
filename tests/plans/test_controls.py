"""Controls: documents that add up, names that must exist, and what each status must say for itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from anwei.engine.catalogue.files import read_sources
from anwei.engine.catalogue.load import compile_catalogue
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.ir.nodes import All, Within
from anwei.engine.ir.rules import DOMAINS, Rule
from anwei.engine.ir.walk import parameters_of, walk
from anwei.engine.language.papers import STATUSES

GROUND = """\
laws: small
instruments:
  plan: {title: {zh: 规划, en: Plan}, in_force: 2021-01-01, rank: local_plan}
  other: {title: {zh: 通知, en: Notice}, in_force: 2021-01-01, rank: notice}
---
facts: small
subjects:
  city:
    label: {zh: 市, en: City}
    fields:
      ready: {type: boolean, label: {zh: 是否就绪, en: Ready}}
---
ruleset: small
title: {zh: 小, en: Small}
version: "1"
subject: city
rules:
  - id: small.ready
    title: {zh: 就绪, en: Ready}
    severity: minor
    cites: [{law: plan}]
    require: {all: [{fact: ready, is: true}, {attested: small.seen}]}
    evidence: {zh: 台账, en: register}
    remedy: {zh: 补正, en: Correct it}
"""
CLAUSE = "text: {zh: 就绪, en: Ready}, section: 一"


def load(folder: Path, *documents: str) -> tuple[Catalogue, list[str]]:
    """The catalogue of the ground and further documents, and the codes of what is wrong with them."""
    (folder / "small.yaml").write_text("---\n".join([GROUND, *documents]), encoding="utf-8")
    diagnostics = Diagnostics()
    catalogue = compile_catalogue(read_sources([folder / "small.yaml"], diagnostics), diagnostics)
    return catalogue, [d.code for d in diagnostics.items]


def controls(*clauses: str, name: str = "small", source: str = "plan") -> str:
    listed = "".join(f"  - {{{clause}}}\n" for clause in clauses)
    return f"controls: {name}\nsource: {source}\nclauses:\n{listed}"


def test_documents_of_one_plan_add_up_in_order(tmp_path: Path) -> None:
    first = controls(f"id: A-1, {CLAUSE}, status: automated, rules: [small.ready], domain: team, strength: binding")
    second = controls(f"id: A-2, {CLAUSE}, status: attested, items: [small.seen], note: {{zh: 注, en: note}}")
    catalogue, problems = load(tmp_path, first, second)
    assert problems == []
    kept = catalogue.controls["small"]
    assert [c.id for c in kept.clauses] == ["A-1", "A-2"]
    assert (kept.clauses[0].domain, kept.clauses[0].strength) == ("team", "binding")
    assert kept.clauses[1].note is not None and kept.clauses[1].note.en == "note"
    assert kept.clauses[0].place.endswith("small.yaml:29")


@pytest.mark.parametrize(
    ("clause", "codes"),
    [
        ("status: automated", ["CTL-001"]),
        ("status: attested", ["CTL-001"]),
        ("status: parameter_unset", ["CTL-001"]),
        ("status: not_checkable", ["CTL-001"]),
        ("status: pending", []),
        ("status: automated, rules: [small.redy]", ["RUL-014"]),
        ("status: attested, items: [small.sen]", ["CTL-004"]),
        ("status: pending, reading: {zh: 读法, en: reading}", ["CTL-003"]),
        ("status: pending, printed: {zh: 原文, en: printed}, reading: {zh: 读法, en: reading}", []),
        ("status: pending, domain: weather", ["SHP-004"]),
        ("status: done", ["SHP-004"]),
        ("status: pending, strenght: binding", ["SHP-002"]),
    ],
)
def test_each_clause_proves_itself(tmp_path: Path, clause: str, codes: list[str]) -> None:
    assert load(tmp_path, controls(f"id: A-1, {CLAUSE}, {clause}"))[1] == codes


def test_a_clause_id_occurs_once_in_all_plans(tmp_path: Path) -> None:
    pending = f"id: A-1, {CLAUSE}, status: pending"
    assert load(tmp_path, controls(pending, pending))[1] == ["CTL-002"]
    assert load(tmp_path, controls(pending), controls(pending, name="more"))[1] == ["CTL-002"]


def test_one_plan_has_one_source(tmp_path: Path) -> None:
    one, two = (f"id: A-{n}, {CLAUSE}, status: pending" for n in (1, 2))
    assert load(tmp_path, controls(one), controls(two, source="other"))[1] == ["CTL-002"]
    assert load(tmp_path, controls(one, source="plna"))[1] == ["RUL-021"]


def test_a_failed_rule_is_not_told_twice(tmp_path: Path) -> None:
    broken = "ruleset: more\ntitle: {zh: 二, en: More}\nversion: '1'\nsubject: city\nrules:\n  - {id: more.bad}\n"
    codes = load(tmp_path, broken, controls(f"id: A-1, {CLAUSE}, status: attested, items: [small.unseen]"))[1]
    assert codes and "CTL-004" not in codes


# -- the shipped plans ------------------------------------------------------------------------------------------------

PLANS = ("luan", "qingyuan", "qinan", "yixian", "dongqu")
#: How many obligations each plan was found to hold when it was read clause by clause.
CLAUSES = {"luan": 345, "qingyuan": 236, "qinan": 241, "yixian": 188, "dongqu": 446}
DIVISIONS = {"luan": "341500", "qingyuan": "441800", "qinan": "620522", "yixian": "341023", "dongqu": "510402"}
DAY = date(2026, 6, 30).toordinal()


@pytest.mark.parametrize("plan", PLANS)
def test_nothing_is_dropped(catalogue: Catalogue, plan: str) -> None:
    ids = [c.id for c in catalogue.controls[plan].clauses]
    assert ids == [f"{plan.upper()}-{n:03}" for n in range(1, CLAUSES[plan] + 1)]


@pytest.mark.parametrize("plan", PLANS)
def test_every_clause_is_complete(catalogue: Catalogue, plan: str) -> None:
    for clause in catalogue.controls[plan].clauses:
        assert clause.strength and clause.domain in DOMAINS and clause.status in STATUSES
        assert bool(clause.printed) == bool(clause.reading)
        assert clause.status != "pending" or clause.reason


def divisions_of(rule: Rule) -> list[tuple[str, ...]]:
    """The areas outside which the rule never applies; those of an alternative or an exception are none."""
    terms = rule.applies.terms if isinstance(rule.applies, All) else (rule.applies,)
    return [t.areas for t in terms if isinstance(t, Within) and t.depth == 0]


def reaches(areas: tuple[str, ...], division: str) -> bool:
    """Some area holds the division of the plan, or lies in it."""
    ours = division.removesuffix("00")
    return any(ours.startswith(area) or area.startswith(ours) for area in areas)


@pytest.mark.parametrize("plan", PLANS)
def test_the_rules_of_a_clause_apply_where_the_plan_does(catalogue: Catalogue, plan: str) -> None:
    """A rule of another division would never judge the clause."""
    division = DIVISIONS[plan]
    for clause in catalogue.controls[plan].clauses:
        for name in clause.rules:
            rule = catalogue.rules[name]
            assert rule in catalogue.rules_for(rule.subject, division), (clause.id, name)
            assert all(reaches(places, division) for places in divisions_of(rule)), (clause.id, name)


@pytest.mark.parametrize("plan", PLANS)
def test_what_the_text_leaves_open_is_open_in_a_rule(catalogue: Catalogue, plan: str) -> None:
    """``parameter_unset`` rests on a number without a value, or on a name without a definition."""
    for clause in catalogue.controls[plan].clauses:
        if clause.status == "parameter_unset":
            rules = [catalogue.rules[r] for r in clause.rules]
            numbers = {p for rule in rules for p in parameters_of(rule)}
            values = [catalogue.parameters[p].in_force(DIVISIONS[plan], DAY) for p in numbers]
            unset = any(v is not None and v.kind == "unset" for v in values)
            undefined = any(type(n).__name__ == "Undefined" for rule in rules for n in walk(rule))
            assert unset or undefined, clause.id


@pytest.mark.parametrize("plan", PLANS)
def test_an_item_is_asked_by_a_rule_of_its_clause(catalogue: Catalogue, plan: str) -> None:
    for clause in catalogue.controls[plan].clauses:
        asked = {getattr(n, "item", "") for r in clause.rules for n in walk(catalogue.rules[r])}
        assert set(clause.items) <= asked, clause.id
