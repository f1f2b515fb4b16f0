"""Each lint finds its own fault and nothing else; the shipped catalogue is clean."""

from __future__ import annotations

import pytest

from anwei.engine.catalogue.files import Sources
from anwei.engine.catalogue.load import compile_catalogue
from anwei.engine.catalogue.open import sources_of
from anwei.engine.catalogue.testing import prepare_all
from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.documents.nodes import parse_documents
from anwei.engine.language.lint import lint
from tests.conftest import opened_catalogue

BASE = """
laws: t
instruments:
  law-a: {title: {zh: 甲法, en: Law A}, rank: law, in_force: 2020-01-01, repealed: 2030-01-01}
---
facts: t
subjects:
  enterprise:
    label: {zh: 企业, en: Enterprise}
    fields: {employees: {type: integer, min: 0, label: {zh: 人数, en: Employees}}}
---
parameters: t
least: {label: {zh: 下限, en: Least}, values: [{from: 2020-01-01, value: 10, cites: [{law: law-a}]}]}
---
ruleset: t
title: {zh: 甲, en: A}
version: "1"
subject: enterprise
rules:
  - id: r
    title: {zh: 甲, en: A}
    severity: major
    cites: [{law: law-a}]
    require: {fact: employees, at_least: {param: least}}
    remedy: {zh: 改, en: Mend}
    evidence: {zh: 据, en: Proof}
---
tests: t
cases:
  - rule: r
    as_of: 2026-01-01
    given: {employees: 10}
    expect: pass
    vary: [{set: {employees: 9}, expect: fail}, {set: {employees: null}, expect: unknown}]
"""


def found(text: str) -> list[str]:
    diagnostics, sources = Diagnostics(), Sources()
    for document in parse_documents(text.encode(), "t.yaml"):
        sources.documents[next(k for k, _ in document.items())].append(document)
    catalogue = compile_catalogue(sources, diagnostics)
    diagnostics.raise_errors()
    return [d.code for d in lint(catalogue, prepare_all(catalogue, sources.documents["tests"]))]


FAULTS = {
    "LNT-003": ("{from: 2020-01-01, value: 10", "{from: 2020-01-01, until: 2019-01-01, value: 10"),
    "LNT-004": (
        "values: [{from: 2020-01-01, value: 10, cites: [{law: law-a}]}]",
        "values: [{from: 2020-01-01, until: 2020-12-31, value: 10, cites: [{law: law-a}]}, "
        "{from: 2022-01-01, value: 10, cites: [{law: law-a}]}]",
    ),
    "LNT-005": (
        "values: [{from: 2020-01-01, value: 10, cites: [{law: law-a}]}]",
        "values: [{from: 2020-01-01, value: 10, cites: [{law: law-a}]}, "
        "{from: 2020-01-01, value: 11, cites: [{law: law-a}]}]",
    ),
    "LNT-006": ("{from: 2020-01-01, value: 10", "{from: 2019-12-31, value: 10"),
    "LNT-007": ("{from: 2020-01-01, value: 10", "{from: 2030-01-01, value: 10"),
    "LNT-009": (
        "require: {fact: employees, at_least: {param: least}}",
        "measures: {one: {add: [1, 1]}}\n"
        "    require: {all: [{fact: employees, at_least: {param: least}}, {exists: attestations, at_least: 1}, "
        "{any: []}]}",
    ),
    "LNT-010": (
        "    require: {fact",
        "    measures: {spare: {fact: employees}}\n    require: {fact",
    ),
    "LNT-013": (
        "parameters: t\n",
        "parameters: t\nspare: {label: {zh: 闲, en: Spare}, values: "
        "[{from: 2020-01-01, value: 1, cites: [{law: law-a}]}]}\n",
    ),
}


def test_the_base_is_clean() -> None:
    assert found(BASE) == []


@pytest.mark.parametrize("code", [c for c in FAULTS if c != "LNT-009"])
def test_a_seeded_fault_is_found(code: str) -> None:
    before, after = FAULTS[code]
    assert before in BASE
    assert found(BASE.replace(before, after)) == [code]


def test_a_condition_that_never_changes_is_found() -> None:
    assert "LNT-009" in found(BASE.replace(*FAULTS["LNT-009"]))


def test_a_rule_whose_tests_show_too_little_is_found() -> None:
    plain = BASE.replace("at_least: {param: least}}", "at_least: 10}")
    silent = plain.replace(", {set: {employees: null}, expect: unknown}", "")
    assert "LNT-011" in found(silent)


MENTIONED = BASE.replace("{employees: 10}", "{employees: 10, name: 'employees null'}").replace(
    ", {set: {employees: null}, expect: unknown}", ", {coverage: {attestations: complete}, expect: pass}"
)


def test_a_fact_that_is_mentioned_but_never_unknown_is_found() -> None:
    assert "employees" in MENTIONED
    assert "LNT-012" in found(MENTIONED)


def test_a_fact_that_is_left_out_is_unknown() -> None:
    left_out = BASE.replace("{set: {employees: null}, expect: unknown}]", "{set: {employees: '?'}, expect: unknown}]")
    assert "LNT-012" not in found(left_out)
    assert "LNT-012" not in found(
        BASE.replace("given: {employees: 10}", "given: {}").replace("expect: pass", "expect: unknown")
    )


RECORDS = (
    BASE.replace(
        "employees: {type: integer, min: 0, label: {zh: 人数, en: Employees}}}",
        "employees: {type: integer, min: 0, label: {zh: 人数, en: Employees}}}\n"
        "    tables:\n      drills:\n        label: {zh: 演练, en: Drills}\n        fields:\n"
        "          date: {type: date, blank: not_yet, label: {zh: 日期, en: Date}}",
    )
    .replace(
        "require: {fact: employees, at_least: {param: least}}",
        "require: {all: [{fact: employees, at_least: {param: least}}, "
        "{exists: drills, where: {fact: date, blank: false}}]}",
    )
    .replace("given: {employees: 10}", "given: {employees: 10, drills: [{date: 2025-01-01}]}")
)


def test_a_date_that_has_not_happened_is_not_unknown() -> None:
    """Blank, left out, and not known are three things in a record of what may not have happened."""
    blank = RECORDS.replace("expect: unknown}]", "expect: unknown}, {set: {'drills[0].date': null}, expect: fail}]")
    asked = RECORDS.replace("expect: unknown}]", "expect: unknown}, {set: {'drills[0].date': '?'}, expect: unknown}]")
    assert found(blank) == ["LNT-012"]
    assert found(asked) == []


def test_tiers_and_brackets_that_do_not_ascend_are_found() -> None:
    tiers = (
        "scale: {label: {zh: 档, en: Scale}, values: [{from: 2020-01-01, tiers: [{from: 9, value: 1}, "
        "{from: 5, value: 2}], cites: [{law: law-a}]}]}\n"
    )
    slices = (
        "slices: {label: {zh: 级, en: Slices}, values: [{from: 2020-01-01, brackets: [{up_to: 9, rate: 1 %}, "
        "{up_to: 5, rate: 2 %}, {rate: 3 %}], cites: [{law: law-a}]}]}\n"
    )
    codes = found(BASE.replace("parameters: t\n", "parameters: t\n" + tiers + slices))
    assert {"LNT-001", "LNT-002"} <= set(codes)


def test_the_shipped_catalogue_is_clean() -> None:
    opened = opened_catalogue()
    trials = prepare_all(opened.catalogue, sources_of((), opened.plugins).documents["tests"])
    assert [d.line("en") for d in lint(opened.catalogue, trials)] == []
