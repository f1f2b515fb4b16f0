"""One document for each authoring mistake, with the full message that the author reads."""

from __future__ import annotations

import pytest

from anwei.engine.catalogue.files import KINDS, Sources
from anwei.engine.catalogue.load import compile_catalogue
from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.documents.nodes import parse_documents

BASE = """
laws: t
instruments:
  law-a: {title: {zh: 甲法, en: Law A}, rank: law, in_force: 2020-01-01}
---
facts: t
codes:
  sector: {mine: {zh: 矿山, en: Mines}, coal: {zh: 煤矿, en: Coal, broader: mine}}
subjects:
  enterprise:
    label: {zh: 企业, en: Enterprise}
    fields:
      employees: {type: integer, unit: person, min: 0, label: {zh: 人数, en: Employees}}
      revenue: {type: money, label: {zh: 收入, en: Revenue}}
      sectors: {type: codes, of: sector, label: {zh: 行业, en: Sectors}}
      opened_on: {type: date, label: {zh: 开业, en: Opened}}
      closed_on: {type: date, blank: not_yet, label: {zh: 关闭, en: Closed}}
    tables:
      people: {label: {zh: 人员, en: People}, fields: {name: {type: text, label: {zh: 姓名, en: Name}}}}
      trainings: {parent: people, label: {zh: 培训, en: Trainings}, fields: {hours: {type: decimal, unit: h, label: {zh: 学时, en: Hours}}}}
---
parameters: t
staff.least: {label: {zh: 下限, en: Least}, unit: person, stricter: higher, values: [{from: 2020-01-01, value: 1, cites: [{law: law-a}]}]}
staff.tiers: {label: {zh: 分档, en: Tiers}, values: [{from: 2020-01-01, tiers: [{from: 0, value: 1}], cites: [{law: law-a}]}]}
"""

RULE = """
ruleset: t
title: {{zh: 甲, en: A}}
version: "1"
subject: enterprise
rules:
  - id: r
    title: {{zh: 甲, en: A}}
    severity: major
    cites: [{{law: law-a}}]
    require: {require}
    remedy: {{zh: 改, en: Mend}}
    evidence: {{zh: 据, en: Proof}}
{extra}"""


def problems(text: str) -> list[str]:
    """What the loader says about the base and a further document, one line a problem without the file's path."""
    diagnostics = Diagnostics()
    sources = Sources()
    for name, body in (("base.yaml", BASE), ("t.yaml", text)):
        for document in parse_documents(body.encode(), name):
            kind = next(k for k, _ in document.items())
            assert kind in KINDS
            sources.documents[kind].append(document)
    compile_catalogue(sources, diagnostics)
    return [d.line("en") for d in diagnostics.items]


def of_rule(require: str, extra: str = "") -> list[str]:
    return problems(RULE.format(require=require, extra=extra))


REQUIREMENTS = [
    ("{fact: employes, above: 1}", "t.yaml:11:21: RUL-001 [r] no fact 'employes'; did you mean: employees"),
    ("{fact: employees, obove: 1}", "t.yaml:11:32: SHP-002 [r] unknown key 'obove'; allowed: above"),
    ("{fact: employees, after: 2020-01-01}", "t.yaml:11:32: RUL-008 [r] fact 'employees' (number) cannot take 'after'"),
    (
        "{fact: employees}",
        "t.yaml:11:14: RUL-009 [r] no comparison given; allowed: above, at_least, below, at_most, "
        "equals, differs_from, blank",
    ),
    ("{fact: employees, above: 3 h}", "t.yaml:11:39: INP-012 [r] unit 'h' does not convert to 'person'"),
    ("{fact: revenue, above: {fact: employees}}", "t.yaml:11:37: RUL-006 [r] units do not compare: CNY and person"),
    (
        "{fact: opened_on, after: {param: staff.least}}",
        "t.yaml:11:39: RUL-005 [r] these do not compare: date and number",
    ),
    ("{fact: opened_on, after: 2020-02-30}", "t.yaml:11:39: INP-013 [r] not a date: '2020-02-30'"),
    (
        "{fact: opened_on, blank: true}",
        "t.yaml:11:39: RUL-012 [r] only `blank: not_yet` facts may be asked whether they are blank: 'opened_on'",
    ),
    ("{fact: sectors, includes: cole}", "t.yaml:11:40: RUL-010 [r] code 'cole' is not in sector; did you mean 'coal'?"),
    ("{measure: missing, above: 1}", "t.yaml:11:14: RUL-011 [r] no measure 'missing'"),
    (
        "{fact: employees, at_least: {param: staff.last}}",
        "t.yaml:11:50: RUL-004 [r] no parameter 'staff.last'; did you mean 'staff.least'?",
    ),
    (
        "{fact: employees, at_least: {param: staff.tiers}}",
        "t.yaml:11:42: RUL-017 [r] parameter 'staff.tiers' holds tiers, needed here: number | date",
    ),
    ("{exists: peeple}", "t.yaml:11:23: RUL-002 [r] no table, view or subject 'peeple'; did you mean: people"),
    (
        "{exists: trainings}",
        "t.yaml:11:23: RUL-003 [r] records of 'trainings' belong to 'people' and can only be used inside one of those",
    ),
    ("{every: people, satisfies: {fact: name, is: x}}", "t.yaml:11:14: SHP-003 [r] missing key 'if_none'"),
    (
        "{all: [{every: people, satisfies: {fact: name, is: x}, if_none: not_applicable}]}",
        "t.yaml:11:78: RUL-016 [r] `if_none: not_applicable` is only for a whole `require`",
    ),
    ("{rule: q}", "t.yaml:11:21: RUL-014 [r] no rule 'q'"),
    ("{checklist: q}", "t.yaml:11:26: RUL-015 [r] no checklist 'q'"),
    ("{held: people, at_least: 1}", "t.yaml:11:14: RUL-024 [r] held needs exactly one of every, ahead_of, after"),
    ("{fact: opened_on, within_last: soon}", "t.yaml:11:45: RUL-013 [r] not a length of time: 'soon'"),
    (
        "{fact: employees, at_least: {item: x}}",
        "t.yaml:11:42: RUL-018 [r] item 'x' can only be used inside for_each",
    ),
    ("{sometimes: true}", "t.yaml:11:14: RUL-007 [r] no such form; allowed: "),
]


@pytest.mark.parametrize(("require", "message"), REQUIREMENTS, ids=[m.split(": ")[1][:16] for _, m in REQUIREMENTS])
def test_a_mistake_in_a_requirement(require: str, message: str) -> None:
    found = of_rule(require)
    assert any(line.startswith(message) for line in found), found
    assert not any("'-'" in line for line in found), found


def test_a_strict_number_is_not_computed_with() -> None:
    """Below 8 means never 8 itself; a sum would forget it."""
    strict = "relief: {label: {zh: 时限, en: Limit}, values: [{from: 2020-01-01, below: 8, cites: [{law: law-a}]}]}"
    rule = RULE.format(require="{measure: m, at_least: 1}", extra="    measures: {m: {add: [{param: relief}, 1]}}\n")
    found = problems(f"parameters: u\n{strict}\n---{rule}")
    assert any("SHP-004" in line and "without below/above" in line for line in found), found


def test_all_problems_of_a_file_at_once() -> None:
    found = of_rule(
        "{all: [{fact: employes, above: 1}, {fact: sectors, includes: cole}, {exists: peeple}]}", "    colour: red\n"
    )
    assert len(found) == 1  # a misshapen rule is not read further
    assert "SHP-002" in found[0]
    assert len(of_rule("{all: [{fact: employes, above: 1}, {fact: sectors, includes: cole}, {exists: peeple}]}")) == 3


def test_rules_may_not_go_round_in_circles() -> None:
    second = (
        "  - id: s\n    title: {zh: 乙, en: B}\n    severity: major\n    cites: [{law: law-a}]\n"
        "    require: {rule: r}\n    remedy: {zh: 改, en: Mend}\n    evidence: {zh: 据, en: Proof}\n"
    )
    assert any("RUL-025" in line and "r -> s -> r" in line for line in of_rule("{rule: s}", second))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("facts: u\nsubjects: {enterprise: {fields: {employees: {type: integer, label: {zh: 人, en: P}}}}}", "FCT-001"),
        ("facts: u\nsubjects: {enterprise: {like: [nothing]}}", "FCT-002"),
        (
            "facts: u\nsubjects: {enterprise: {fields: {x: {type: integer, unit: parsec, label: {zh: 甲, en: X}}}}}",
            "FCT-003",
        ),
        ("facts: u\nsubjects: {enterprise: {tables: {t: {label: {zh: 甲, en: T}, parent: nobody}}}}", "FCT-004"),
        (
            "facts: u\nsubjects: {enterprise: {fields: {x: {type: code, of: nothing, label: {zh: 甲, en: X}}}}}",
            "FCT-005",
        ),
        ("parameters: u\np: {label: {zh: 甲, en: P}, values: [{from: 2020-01-01, cites: [{law: law-a}]}]}", "PRM-001"),
        (
            "parameters: u\np: {label: {zh: 甲, en: P}, values: [{from: 2020-01-01, value: 1, cites: [{law: law-a}]}, "
            "{from: 2021-01-01, value: 3 days, cites: [{law: law-a}]}]}",
            "PRM-002",
        ),
        ("parameters: u\np: {label: {zh: 甲, en: P}, values: [{from: 2020-01-01, value: 1, cites: []}]}", "PRM-003"),
        (
            "parameters: u\np: {label: {zh: 甲, en: P}, values: [{from: 2020-01-01, value: 1, cites: [{law: no-law}]}]}",
            "RUL-021",
        ),
        (
            "overlay: o\nextends: t\ndivision: '34'\ncites: [{law: law-a}]\n"
            "set: {staff.least: [{from: 2020-01-01, value: 0, cites: [{law: law-a}]}]}",
            "OVL-001",
        ),
        (
            "overlay: o\nextends: t\ndivision: '34'\ncites: [{law: law-a}]\n"
            "set: {staff.least: [{from: 2020-01-01, value: 2, cites: [{law: law-a}]}]}\n---\n"
            "overlay: q\nextends: t\ndivision: '340000'\ncites: [{law: law-a}]\n"
            "set: {staff.least: [{from: 2020-01-01, value: 3, cites: [{law: law-a}]}]}",
            "OVL-002",
        ),
        ("facts: u\ncodes: {sector: {a: {zh: 甲, en: A, broader: nothing}}}", "t.yaml:2:45: FCT-004"),
        ("facts: u\ncodes: {sector: {a: {zh: 甲, en: A, broader: a}}}", "t.yaml:2:45: FCT-006"),
        (
            "facts: u\ncodes: {sector: {a: {zh: 甲, en: A, broader: b}, b: {zh: 乙, en: B, broader: a}}}",
            "FCT-006 codes of sector are each other's broader code: a -> b -> a",
        ),
        (
            "facts: u\ncodes: {sector: {a: {zh: 甲, en: A, aliases: [ＭＩＮＥＳ]}}}",
            "t.yaml:2:21: FCT-007 in sector 'ＭＩＮＥＳ' already means mine, so it cannot mean a",
        ),
        ("facts: u\ncodes: {sector: {a: {zh: 煤矿, en: A}}}", "FCT-007 in sector '煤矿' already means coal"),
        ("facts: u\nextends: tt", "t.yaml:2:10: FCT-008 no facts document is called 'tt'; did you mean 't'?"),
        (
            "facts: u\nsubjects: {enterprise: {views: {v: {of: peeple, where: {fact: name, is: x}, "
            "label: {zh: 甲, en: V}}}}}",
            "t.yaml:2:41: FCT-004 enterprise refers to 'peeple'",
        ),
        ("overlay: o\nextends: t\ndivision: '41012'\ncites: [{law: law-a}]", "t.yaml:3:11: INP-017"),
        ("overlay: o\nextends: t\ndivision: 中牟县\ncites: [{law: law-a}]", "t.yaml:3:11: INP-017"),
        ("overlay: o\nextends: tt\ndivision: '34'\ncites: [{law: law-a}]", "t.yaml:2:10: OVL-004"),
        (
            "overlay: o\nextends: t\ndivision: '34'\ncites: [{law: law-a}]\n---\n"
            "overlay: o\nextends: t\ndivision: '35'\ncites: [{law: law-a}]",
            "t.yaml:6:10: FCT-001 'o' is already declared in overlay (34)",
        ),
        (
            "waivers: w\nentries: [{rule: r, subject: 'E-*', reason: x, approved_by: y, from: 2020-01-01, until: 2020-02-01}]",
            "WVR-001",
        ),
        (
            "waivers: w\nentries: [{rule: r, subject: E, reason: x, approved_by: y, from: 2020-02-01, until: 2020-01-01}]",
            "WVR-002",
        ),
        (
            "controls: c\nsource: law-a\nclauses: [{id: A, section: '1', text: {zh: 甲, en: A}, status: automated}]",
            "CTL-001",
        ),
    ],
)
def test_a_mistake_in_another_document(text: str, code: str) -> None:
    found = problems(text)
    assert any(code in line for line in found), found


def test_a_rule_over_a_view_without_its_table_is_not_blamed() -> None:
    view = (
        "facts: u\nsubjects: {enterprise: {views: {v: {of: peeple, where: {fact: name, is: x}, "
        "label: {zh: 甲, en: V}}}}}\n---"
    )
    (line,) = problems(view + RULE.format(require="{exists: v}", extra=""))
    assert "FCT-004" in line


@pytest.mark.parametrize("first", ["exclude", "tighten"])
def test_an_overlay_says_one_thing_of_a_rule(first: str) -> None:
    excluded = "exclude: [{rule: r, reason: {zh: 甲, en: A}, cites: [{law: law-a}]}%s]\n"
    again = excluded % ", {rule: r, reason: {zh: 乙, en: B}, cites: [{law: law-a}]}"
    both = "tighten: [{rule: r, require: {exists: people}, cites: [{law: law-a}]}]\n" + excluded % ""
    overlay = "---\noverlay: o\nextends: t\ndivision: '34'\ncites: [{law: law-a}]\n"
    found = problems(
        RULE.format(require="{exists: people}", extra="") + overlay + (again if first == "exclude" else both)
    )
    assert [f"FCT-001 'r' is already declared in o: {first}" in line for line in found] == [True], found
