"""The generator of missing cases: what it expects comes from known facts, and what it writes can be read back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anwei.engine.catalogue.assess import Environment
from anwei.engine.catalogue.boundaries import Boundaries, Proposal
from anwei.engine.catalogue.case_files import files_with
from anwei.engine.catalogue.case_text import flow, scalar
from anwei.engine.catalogue.edges import EFFORT, Edges
from anwei.engine.catalogue.files import Sources
from anwei.engine.catalogue.load import compile_catalogue
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.catalogue.mutation import edges, survivors, thresholds
from anwei.engine.catalogue.testing import Trial, prepare_all
from anwei.engine.documents.diagnostics import AnweiError, Diagnostics
from anwei.engine.documents.nodes import Node, parse_documents
from anwei.engine.language.leaves import Spot, leaves, never_unknown
from anwei.engine.record.finding import Verdict

LAW = """
laws: t
instruments:
  law-a: {title: {zh: 甲法, en: Law A}, rank: law, in_force: 2015-01-01}
---
facts: t
subjects:
  enterprise:
    label: {zh: 企业, en: Enterprise}
    fields:
      employees: {type: integer, min: 0, label: {zh: 人数, en: Employees}}
      ratio: {type: decimal, unit: "%", scale: 4, min: 0, label: {zh: 比例, en: Ratio}}
      risky: {type: boolean, label: {zh: 高危, en: Risky}}
      closed_on: {type: date, blank: not_yet, label: {zh: 关闭日期, en: Closed on}}
    tables:
      people:
        label: {zh: 人员, en: People}
        key: person_id
        fields:
          person_id: {type: text, label: {zh: 编号, en: Id}}
          full_time: {type: boolean, label: {zh: 专职, en: Full time}}
          until: {type: date, label: {zh: 有效期, en: Until}}
  county:
    label: {zh: 县, en: County}
---
parameters: t
least:
  label: {zh: 下限, en: Least}
  values:
    - {from: 2020-01-01, until: 2023-12-31, value: 10, cites: [{law: law-a}]}
    - {from: 2024-01-01, value: 20, cites: [{law: law-a}]}
---
ruleset: t
title: {zh: 甲, en: A}
version: "1"
subject: enterprise
rules:
  - id: staff
    title: {zh: 甲, en: A}
    severity: major
    effective: {from: 2020-01-01}
    cites: [{law: law-a}]
    applies: {all: [{fact: employees, at_least: {param: least}}, {fact: closed_on, blank: true}]}
    require: {exists: people, where: {all: [{fact: full_time, is: true}, {fact: until, on_or_after: as_of}]}}
    remedy: {zh: 改, en: Mend}
    evidence: {zh: 据, en: Proof}
  - id: ratio
    title: {zh: 乙, en: B}
    severity: major
    cites: [{law: law-a}]
    applies: {any: [{fact: risky, is: true}, {not: {fact: risky, is: true}}]}
    require: {fact: ratio, at_least: 1.5 %}
    remedy: {zh: 改, en: Mend}
    evidence: {zh: 据, en: Proof}
  - id: joined
    subject: county
    title: {zh: 丙, en: C}
    severity: major
    cites: [{law: law-a}]
    measures: {safe: {share: enterprise, where: {fact: closed_on, blank: true}, satisfies: {rule: staff}}}
    require: {measure: safe, at_least: 50 %}
    remedy: {zh: 改, en: Mend}
    evidence: {zh: 据, en: Proof}
"""
TESTS = """tests: t
cases:
  - rule: staff
    as_of: 2026-06-01
    given:
      employees: 300
      people: [{person_id: P1, full_time: true, until: 2027-01-01}]   # one officer
    expect: pass
    vary:
      - {set: {"people[0].full_time": false}, expect: fail}
  - rule: ratio
    as_of: 2026-06-01
    given: {ratio: 2 %, risky: true}
    expect: pass

  - rule: joined
    as_of: 2026-06-01
    subject: county
    division: "340100"
    given: {}
    coverage: {enterprise: complete}
    others:
      - {subject: enterprise, id: E1, division: "340101", facts: {employees: 5}}
      - subject: enterprise
        id: E2
        division: "340101"
        facts: {employees: 300}
        tables: {people: []}
        coverage: {people: complete}
    expect: pass
"""


@dataclass
class World:
    catalogue: Catalogue
    documents: list[Node]
    trials: dict[str, list[Trial]]


def world(tests: str = TESTS, law: str = LAW, name: str = "t.tests.yaml") -> World:
    diagnostics, sources = Diagnostics(), Sources()
    for text, file in ((law, "t.yaml"), (tests, name)):
        for document in parse_documents(text.encode(), file):
            sources.documents[next(k for k, _ in document.items())].append(document)
    catalogue = compile_catalogue(sources, diagnostics)
    diagnostics.raise_errors()
    documents = sources.documents["tests"]
    return World(catalogue, documents, prepare_all(catalogue, documents))


def boundaries(found: World, rule: str) -> Boundaries:
    return Boundaries(found.catalogue.rules[rule], found.trials[rule], found.catalogue, Environment())


def by_fact(proposals: list[Proposal]) -> dict[str, Proposal]:
    return {p.about: p for p in proposals}


def test_the_facts_of_a_rule_are_those_it_reads_by_itself() -> None:
    catalogue = world().catalogue
    assert {x.path for x in leaves(catalogue.rules["staff"])} == {
        "employees", "closed_on", "people.full_time", "people.until"
    }  # fmt: skip
    assert [(x.kind, x.path) for x in leaves(catalogue.rules["joined"])] == [("enterprise", "closed_on")]


def test_a_blank_of_what_has_not_happened_is_not_unknown() -> None:
    found = world()
    staff = found.catalogue.rules["staff"]
    assert "closed_on" in {x.path for x in never_unknown(staff, [t.subjects for t in found.trials["staff"]])}
    closed = TESTS.replace("employees: 300", 'employees: 300\n      closed_on: "?"', 1)
    asked = world(closed.replace("pass", "unknown", 1))
    known = never_unknown(staff, [t.subjects for t in asked.trials["staff"]])
    assert "closed_on" not in {x.path for x in known}


def test_each_fact_that_decides_is_unknown_once_and_named_as_missing() -> None:
    found = by_fact(list(boundaries(world(), "staff").unknown_facts()))
    assert set(found) == {"employees", "closed_on", "people.full_time", "people.until"}
    assert all(p.expected is Verdict.UNKNOWN for p in found.values())
    assert found["people.until"].missing == ("people[P1].until",)
    assert found["employees"].missing == ("employees",)


def test_a_fact_of_another_subject_is_named_with_its_owner() -> None:
    found = by_fact(list(boundaries(world(), "joined").unknown_facts()))
    assert found["closed_on"].expected is Verdict.UNKNOWN
    assert found["closed_on"].missing == ("enterprise:E1.closed_on",)


def test_completions_decide_where_the_engine_does_not() -> None:
    """Risky or not risky is always so, which bounds cannot see: the generator says pass, and tells the difference."""
    mine = boundaries(world(), "ratio")
    risky = by_fact(list(mine.unknown_facts()))["risky"]
    assert risky.expected is Verdict.PASS
    disagreement = mine.disagreement(risky)
    assert disagreement is not None and disagreement.said is Verdict.UNKNOWN
    assert disagreement.missing == ("risky",)


def test_a_number_is_stood_upon_from_both_sides_in_every_period() -> None:
    found = world()
    mine = boundaries(found, "staff")
    rule = found.catalogue.rules["staff"]
    wrong = list(thresholds(rule, found.catalogue.parameters))
    total, alive = survivors(found.catalogue, wrong, found.trials["staff"], Environment())
    assert total == len(alive) == 4  # 10 and 20, one less and one more
    search = Edges(mine)
    proposals = list(search.proposals(alive, EFFORT))
    assert search.unreached == []
    sides = {(p.as_of >= 738886, {s.name: v for s, v in p.edits}.get("employees"), p.expected) for p in proposals}
    assert {(True, 19, Verdict.NOT_APPLICABLE), (True, 20, Verdict.PASS)} <= sides
    assert {v for later, v, _ in sides if not later} >= {9, 10}


def test_days_are_stood_upon_from_both_sides() -> None:
    found = world()
    mine = boundaries(found, "staff")
    wrong = list(edges(found.catalogue.rules["staff"], found.catalogue.parameters))
    alive = survivors(found.catalogue, wrong, found.trials["staff"], Environment())[1]
    assert {m.change for m in alive} >= {"effective: start -1 day", "effective: start +1 day", "require: as_of +1 day"}
    search = Edges(mine)
    list(search.proposals(alive, EFFORT))
    assert not [m.change for m in search.unreached if m.kind == "day"]


def test_a_value_that_never_counts_for_a_rule_is_no_threshold() -> None:
    later = LAW.replace("effective: {from: 2020-01-01}", "effective: {from: 2024-01-01}")
    catalogue = world(law=later).catalogue
    changes = [m.change for m in thresholds(catalogue.rules["staff"], catalogue.parameters)]
    assert changes == ["least: 20 -> 19", "least: 20 -> 21"]


def written(tmp_path: Path, tests: str = TESTS) -> tuple[dict[str, str], World]:
    """Everything the generator writes for the tests, by file name, and the world with it."""
    path = tmp_path / "t.tests.yaml"
    path.write_text(tests, encoding="utf-8")
    found = world(tests, name=str(path))
    proposals: list[Proposal] = []
    for rule in ("staff", "joined"):
        mine = boundaries(found, rule)
        proposals += mine.unknown_facts()
        wrong = thresholds(mine.rule, found.catalogue.parameters)
        proposals += Edges(mine).proposals(survivors(found.catalogue, wrong, mine.trials, Environment())[1], EFFORT)
    texts = {p.name: text for p, text, _ in files_with(proposals, found.documents, found.catalogue.vocabulary)}
    texts = {"t.tests.yaml": tests, **texts}
    joined = "\n---\n".join(texts.values())
    return texts, world(joined)


def check(found: World) -> None:
    for rule in ("staff", "joined"):
        for trial in found.trials[rule]:
            assert trial.outcome(found.catalogue).problems == (), trial.case.place
        subjects = [t.subjects for t in found.trials[rule]]
        assert never_unknown(found.catalogue.rules[rule], subjects) == []
        wrong = thresholds(found.catalogue.rules[rule], found.catalogue.parameters)
        assert survivors(found.catalogue, wrong, found.trials[rule], Environment())[1] == []


def test_what_is_written_passes_and_leaves_nothing_untested(tmp_path: Path) -> None:
    texts, found = written(tmp_path)
    check(found)
    kept = [line for line in TESTS.splitlines() if line.strip()]
    lines = iter(texts["t.tests.yaml"].splitlines())
    assert all(line in lines for line in kept)  # every line that was there is there, in its order


def test_a_full_file_is_continued_in_another(tmp_path: Path) -> None:
    texts, found = written(tmp_path, TESTS + "# full\n" * 366)
    assert set(texts) == {"t.tests.yaml", "t-2.tests.yaml"}
    assert len(texts["t.tests.yaml"].splitlines()) < 400
    check(found)


def test_others_are_set_by_their_place() -> None:
    vary = '    vary: [{set: {"others[0].facts.employees": 300}, expect: fail}]\n'
    found = world(TESTS + vary)
    assert found.trials["joined"][1].subjects[1].values["employees"] == 300
    assert found.trials["joined"][0].subjects[1].values["employees"] == 5


@pytest.mark.parametrize("path", ["others", "others[7].facts.employees", "employees[0]", "people[5].until"])
def test_a_path_that_leads_nowhere_is_refused(path: str) -> None:
    with pytest.raises(AnweiError) as raised:
        world(TESTS + f'    vary: [{{set: {{"{path}": 1}}, expect: pass}}]\n')
    assert [d.code for d in raised.value.diagnostics] == ["TST-001"]


@settings(max_examples=300)
@given(st.text(st.characters(blacklist_categories=("Cs", "Cc", "Co", "Cn")), max_size=20))
def test_a_scalar_is_read_back_as_it_was(text: str) -> None:
    (node,) = parse_documents(f"key: {scalar(text)}\nlist: {flow([text, {text: text}])}\n".encode(), "t")
    assert node.plain() == {"key": text, "list": [text, {text: text}]}


ALONE = """
  - rule: joined
    as_of: 2026-06-01
    subject: county
    division: "340100"
    given: {}
    coverage: {enterprise: complete}
    others: [{subject: enterprise, id: E1, division: "340101", facts: {employees: 5}}]
    expect: pass
    vary:
      - name: one of two
        others:
          - {subject: enterprise, id: E1, division: "340101", facts: {employees: 5}}
          - {subject: enterprise, id: E2, division: "340101", facts: {employees: 300, closed_on: 2026-01-01}}
        expect: pass
"""


def test_a_population_of_its_own_is_written_as_a_case_after_all_variations(tmp_path: Path) -> None:
    path = tmp_path / "t.tests.yaml"
    tests = TESTS[: TESTS.index("\n  - rule: joined")] + ALONE
    path.write_text(tests, encoding="utf-8")
    found = world(tests, name=str(path))
    first, second = found.trials["joined"]
    proposals = [
        Proposal(base, name, ((Spot(1, (), "employees"), 6),), base.case.as_of, base.expected)
        for base, name in ((second, "alone"), (first, "beside"))
    ]
    ((_, text, count),) = files_with(proposals, found.documents, found.catalogue.vocabulary)
    cases = {t.case.name: t for t in world(text).trials["joined"]}
    assert count == 2
    assert [len(cases[name].subjects) for name in ("beside", "alone")] == [2, 3]
    assert all(cases[name].subjects[1].values["employees"] == 6 for name in ("beside", "alone"))
