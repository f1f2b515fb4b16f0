"""A form asks for what its rules can read, no less, and not for what only other sectors need."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from anwei.engine.catalogue.load import Sources, compile_catalogue
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.documents.nodes import parse_documents
from anwei.engine.forms.needs import Needs, concerned, everything, needed
from anwei.engine.ir import nodes as ir
from tests.forms.support import HERE

COMMON = "severity: minor, cites: [{law: law}], evidence: {zh: 证, en: proof}, remedy: {zh: 改, en: fix}"
RULES = """
laws: test
instruments: {law: {title: {zh: 法, en: Law}, in_force: 2020-01-01, rank: law}}
---
ruleset: test.plant
title: {zh: 测试, en: Test}
version: "1"
subject: plant
rules:
  - {id: mines.note, title: {zh: 甲, en: A}, COMMON,
     applies: {fact: sectors, includes: mine}, require: {fact: people, at_least: 1}}
  - {id: coal.note, title: {zh: 乙, en: B}, COMMON,
     applies: {all: [{fact: sectors, includes: coal_mine}, {fact: open, is: true}]},
     require: {exists: loose, where: {fact: seen_on, on_or_before: as_of}}}
  - {id: not-trade.note, title: {zh: 丙, en: C}, COMMON,
     applies: {not: {fact: sectors, includes: trade}}, require: {fact: budget, at_least: 1}}
  - {id: any.stops, title: {zh: 丁, en: D}, COMMON,
     require: {every: shops, satisfies: {every: lines, satisfies: {exists: stops, where: {fact: until, blank: false}},
       if_none: pass}, if_none: pass}}
  - {id: any.towns, title: {zh: 戊, en: E}, COMMON,
     require: {exists: {subjects: town}, where: {fact: people, above: 5}}}
  - {id: any.seen, title: {zh: 己, en: F}, COMMON,
     require: {all: [{attested: gate.closed}, {rule: mines.note}]}}
"""


@pytest.fixture(scope="module")
def small() -> Catalogue:
    diagnostics = Diagnostics()
    sources = Sources()
    for text in (HERE / "vocabulary.yaml").read_text(encoding="utf-8"), RULES.replace("COMMON", COMMON):
        for document in parse_documents(text.encode(), "test.yaml"):
            sources.documents[next(k for k, _ in document.items())].append(document)
    catalogue = compile_catalogue(sources, diagnostics)
    assert [d.line("en") for d in diagnostics.errors] == []
    return catalogue


def ids(small: Catalogue, *sectors: str) -> set[str]:
    return {r.id for r in concerned(small, small.vocabulary.subjects["plant"], sectors)}


def test_a_rule_plainly_for_other_sectors_is_left_out(small: Catalogue) -> None:
    always = {"any.stops", "any.towns", "any.seen"}
    assert ids(small) == {*always, "mines.note", "coal.note", "not-trade.note"}
    assert ids(small, "trade") == always
    assert ids(small, "coal_mine") == {*always, "mines.note", "coal.note", "not-trade.note"}
    assert ids(small, "mine") == ids(small), "a sector named broadly may be any below it"
    assert ids(small, "trade", "coal_mine") == {*always, "mines.note", "coal.note"}


def asked(small: Catalogue, rule: str) -> Needs:
    spec = small.vocabulary.subjects["plant"]
    return needed(small, spec, [small.rules[rule]])


def test_nested_records_bring_their_owners(small: Catalogue) -> None:
    tables = asked(small, "any.stops").tables
    assert tables == {"shops": {"shop_id"}, "lines": {"number"}, "stops": {"until", "from"}}


def test_facts_of_other_subjects_are_not_asked(small: Catalogue) -> None:
    found = asked(small, "any.towns")
    assert found.fields == {"id", "name", "division", "sectors"}
    assert found.others == {"town"}


def test_attestations_and_the_rules_rested_on_are_asked(small: Catalogue) -> None:
    found = asked(small, "any.seen")
    assert "people" in found.fields
    assert found.tables["attestations"] == {"item", "holds", "seen_on", "valid_until", "by"}


def inside(node: object) -> Iterator[object]:
    """Every part of a rule."""
    yield node
    if isinstance(node, msgspec.Struct):
        for name in node.__struct_fields__:
            yield from inside(getattr(node, name))
    elif isinstance(node, tuple):
        for item in node:
            yield from inside(item)


def test_no_fact_that_a_shipped_rule_reads_is_forgotten(catalogue: Catalogue) -> None:
    """Every fact named in a rule is asked in the form for its kind (rules about other subjects aside)."""
    checked = 0
    for spec in catalogue.vocabulary.subjects.values():
        rules = [r for r in catalogue.rules.values() if r.subject == spec.name]
        found = needed(catalogue, spec, rules)
        for rule in rules:
            parts = list(inside((rule.applies, rule.require, rule.measures, rule.extras)))
            if any(isinstance(p, ir.Source) and p.subjects for p in parts):
                continue
            for field in (p for p in parts if isinstance(p, ir.Field)):
                here = found.tables.get(field.table, set()) if field.table else found.fields
                assert field.name in here, f"{rule.id}: {field.table}.{field.name}"
                checked += 1
    assert checked > 1000


def test_sectors_make_shipped_forms_smaller(catalogue: Catalogue) -> None:
    spec = catalogue.vocabulary.subjects["enterprise"]
    size = {s: len(concerned(catalogue, spec, [s])) for s in ("trade", "hazardous_chemicals")}
    assert size["trade"] < size["hazardous_chemicals"] < len(catalogue.rules_for("enterprise"))
    whole = everything(spec)
    assert whole.fields == set(spec.fields)
    assert set(whole.tables) == set(spec.tables)


def test_local_rules_count_where_the_division_is_given(catalogue: Catalogue) -> None:
    spec = catalogue.vocabulary.subjects["enterprise"]
    assert len(concerned(catalogue, spec, [], "440000")) > len(concerned(catalogue, spec, []))


def test_rules_can_be_chosen(catalogue: Catalogue) -> None:
    spec = catalogue.vocabulary.subjects["enterprise"]
    chosen = concerned(catalogue, spec, [], "", ["insurance.*"])
    assert chosen
    assert all(r.id.startswith("insurance.") for r in chosen)
