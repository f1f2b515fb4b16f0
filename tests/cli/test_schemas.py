"""The JSON Schemas for editors: shipped files keep to them, authoring mistakes do not, and nothing is left out."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from anwei.engine.catalogue.files import KINDS
from anwei.engine.catalogue.schemas import GRAMMAR
from anwei.engine.cli.rule_schema import DOCUMENTS, schemas
from anwei.engine.documents.nodes import parse_documents, read_documents
from anwei.engine.facts.schema import input_schema
from anwei.engine.language.forms import CONDITIONS, MEASURES
from tests.cli.run import ROOT, anwei
from tests.conftest import opened_catalogue

FOLDERS = ("rulesets", "plugins", "tests/language", "tests/reports")
RULE_FILES = sorted(p for d in FOLDERS for p in (ROOT / d).rglob("*.yaml"))


@cache
def validator(kind: str) -> Draft202012Validator:
    made = GRAMMAR.any_document() if kind == "document" else GRAMMAR.document(kind)
    Draft202012Validator.check_schema(made)
    return Draft202012Validator(made)


def problems(document: object, kind: str) -> list[str]:
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in validator(kind).iter_errors(document)]


def rule_documents(path: Path) -> list[tuple[str, object]]:
    """The documents of a file that are written in the language, with their kinds."""
    return [
        (kind, d.plain()) for d in read_documents(path) if d.is_map and (kind := next(iter(dict(d.items())))) in KINDS
    ]


@pytest.mark.parametrize("path", RULE_FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_shipped_file_keeps_to_its_schema(path: Path) -> None:
    for kind, document in rule_documents(path):
        assert problems(document, kind) == []


def test_the_schema_of_mixed_files_agrees() -> None:
    path = ROOT / "tests/reports/tiny.yaml"
    assert [p for _, d in rule_documents(path) for p in problems(d, "document")] == []
    assert problems({"rulesett": "x"}, "document") != []


@pytest.mark.parametrize("path", sorted((ROOT / "examples").rglob("*.yaml")), ids=lambda p: str(p.relative_to(ROOT)))
def test_every_example_subject_keeps_to_the_input_schema(path: Path) -> None:
    made = subject_validator()
    assert [e.message for d in read_documents(path) for e in made.iter_errors(d.plain())] == []


@cache
def subject_validator() -> Draft202012Validator:
    return Draft202012Validator(input_schema(opened_catalogue().catalogue.vocabulary))


RULE = """
ruleset: x
title: {zh: 甲, en: A}
version: "1"
subject: enterprise
rules:
  - id: a.b
    title: {zh: 甲, en: A}
    severity: major
    cites: [{law: work-safety-law, article: "24"}]
    measures: {n: {count: people}}
    require: {measure: n, at_least: 1}
    remedy: {zh: 甲, en: A}
    evidence: {zh: 甲, en: A}
"""
MISTAKES = {
    "unknown key of a rule": ("severity: major", "severity: major\n    sevrity: minor"),
    "missing key of a rule": ("    severity: major\n", ""),
    "word that is no choice": ("severity: major", "severity: huge"),
    "text in one language": ("evidence: {zh: 甲, en: A}", "evidence: {zh: 甲}"),
    "comma without quotes": ("evidence: {zh: 甲, en: A}", "evidence: {zh: 甲, en: A, and B}"),
    "unknown condition": ("require: {measure: n, at_least: 1}", "require: {mesure: n, at_least: 1}"),
    "unknown comparison": ("at_least: 1", "at_lest: 1"),
    "unknown measure": ("{count: people}", "{cuont: people}"),
    "key of another form": ("{count: people}", "{count: people, of: age}"),
    "two heads": ("require: {measure: n, at_least: 1}", "require: {measure: n, at_least: 1, attested: a}"),
    "empty list of rules": (RULE[RULE.index("rules:") :], "rules: []\n"),
    "citation without a law": ('{law: work-safety-law, article: "24"}', '{article: "24"}'),
    "every without if_none": ("{measure: n, at_least: 1}", "{every: people, satisfies: {fact: full_time, is: true}}"),
    "unknown period": ("{measure: n, at_least: 1}", "{held: drills, every: fortnight}"),
    "nested mistake": ("{measure: n, at_least: 1}", "{all: [{not: {fact: employees, abov: 1}}]}"),
}


def test_the_sample_rule_itself_is_right() -> None:
    assert problems(parse_documents(RULE.encode(), "x")[0].plain(), "ruleset") == []


@pytest.mark.parametrize("name", MISTAKES)
def test_authoring_mistakes_are_refused(name: str) -> None:
    old, new = MISTAKES[name]
    assert old in RULE
    document = parse_documents(RULE.replace(old, new).encode(), "x")[0].plain()
    assert problems(document, "ruleset") != []
    assert problems(document, "document") != []


OTHER_MISTAKES = {
    "laws": "laws: x\ninstruments: {a: {title: {zh: 甲, en: A}, rank: lawful}}",
    "facts": "facts: x\nsubjects: {e: {label: {zh: 甲, en: A}, fields: {n: {type: number, label: {zh: 甲, en: A}}}}}",
    "parameters": "parameters: x\na.b: {label: {zh: 甲, en: A}, values: [{from: 2020-01-01, value: 1, below: 2, "
    "cites: [{law: l}]}]}",
    "checklists": "checklists: x\ndefinitions: {a: {title: {zh: 甲, en: A}, items: [{id: b}], cites: [{law: l}]}}",
    "overlay": "overlay: x\nextends: [y]\ncites: [{law: l}]\nexclude: [{rule: a}]\ndivision: '37'",
    "waivers": "waivers: x\nentries: [{rule: a, subject: b, reason: c, approved_by: d, from: 2026-01-01}]",
    "controls": "controls: x\nsource: y\nclauses: [{id: a, section: b, text: {zh: 甲, en: A}, status: done}]",
    "tests": "tests: x\ncases: [{rule: a, as_of: 2026-01-01, given: {}, expect: perhaps}]",
}


@pytest.mark.parametrize("kind", OTHER_MISTAKES)
def test_mistakes_in_every_other_kind_are_refused(kind: str) -> None:
    assert problems(parse_documents(OTHER_MISTAKES[kind].encode(), "x")[0].plain(), kind) != []


def test_input_mistakes_are_refused() -> None:
    good: dict[str, Any] = {"subject": "enterprise", "id": "E-1", "facts": {"employees": 3}}
    assert subject_validator().is_valid(good)
    for bad in (
        {**good, "subject": "enterprize"},
        {**good, "facts": {"employes": 3}},
        {**good, "colour": 1},
        {"id": "E"},
    ):
        assert not subject_validator().is_valid(bad)


# -- nothing is left out --------------------------------------------------------------------------------------------


def test_every_kind_of_document_has_a_schema() -> None:
    assert set(GRAMMAR.documents) == set(KINDS) == set(DOCUMENTS) - {"document"}


def test_what_mappings_and_lists_hold_is_always_said() -> None:
    open_keys = {"map", "list"}
    missing = [
        f"{name}.{k}"
        for name, shape in GRAMMAR.shapes.items()
        for k, key in shape.items()
        if key.kind in open_keys and k not in GRAMMAR.inside.get(name, {})
    ]
    assert missing == []
    surplus = [f"{name}.{k}" for name, keys in GRAMMAR.inside.items() for k in keys if k not in GRAMMAR.shapes[name]]
    assert surplus == []


def test_every_form_has_its_own_schema_with_its_words_and_keys() -> None:
    found = GRAMMAR.definitions()
    for category, registry in (("condition", CONDITIONS), ("measure", MEASURES)):
        for head, form in registry.items():
            schema = found[f"{category}.{head}"]
            assert isinstance(schema, dict)
            assert form.doc.zh in schema["description"] and set(form.keys) <= set(schema["properties"])


@pytest.mark.parametrize("form", [*CONDITIONS.values(), *MEASURES.values()], ids=lambda f: f"{f.category}-{f.head}")
def test_the_example_of_every_form_keeps_to_its_schema(form: Any) -> None:
    """The letters of the examples stand for any condition or measure."""
    condition, measure = {"fact": "employees", "above": 1}, {"count": "people"}

    def filled(value: object) -> object:
        if isinstance(value, dict):
            return {k: filled(v) for k, v in value.items()}
        if isinstance(value, list):
            return [filled(v) for v in value]
        return condition if value in ("C", "CONDITION") else measure if value == "M" else value

    example = filled(parse_documents(form.example.encode(), "example")[0].plain())
    wanted = {"$ref": f"#/$defs/{form.category}", "$defs": GRAMMAR.definitions()}
    assert [e.message for e in Draft202012Validator(wanted).iter_errors(example)] == []


def test_schemas_are_printed_and_written(tmp_path: Path) -> None:
    ran = anwei("rules", "schema", "ruleset")
    assert json.loads(ran.out) == json.loads(json.dumps(GRAMMAR.document("ruleset")))
    assert anwei("rules", "schema", "--all", "-o", str(tmp_path)).code == 0
    names = {p.name.removesuffix(".schema.json") for p in tmp_path.iterdir()}
    assert names == set(schemas(()))
    assert {"document", "subject", "subject.enterprise", "assessment", "assessment-line", *KINDS} <= names
    for path in tmp_path.iterdir():
        Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))


def test_yaml_of_an_ordinary_editor_is_accepted_too() -> None:
    """Editors read dates as text or dates, and our files with the JSON-like types of YAML 1.2."""
    text = (ROOT / "tests/reports/tiny.yaml").read_text(encoding="utf-8")
    documents = [json.loads(json.dumps(d, default=str)) for d in yaml.safe_load_all(text)]
    assert [p for d in documents for p in problems(d, "document")] == []
