"""The JSON Schema of input files: what is shipped fits it, what the reader refuses does not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from anwei.engine.catalogue.model import Catalogue
from anwei.engine.documents.nodes import parse_documents, read_documents
from anwei.engine.facts.schema import columns, digest, in_unit, input_schema, subject_schema
from anwei.engine.facts.units import UNITS
from anwei.engine.facts.vocabulary import FieldSpec
from anwei.engine.messages import Text
from tests.forms.support import small_vocabulary

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def jsonable(value: object) -> Any:
    match value:
        case dict():
            return {k: jsonable(v) for k, v in value.items()}
        case list():
            return [jsonable(v) for v in value]
        case Decimal():
            return float(value)
        case _:
            return value


def problems(text: str) -> list[str]:
    """Where a subject of the small vocabulary does not fit its schema."""
    schema = input_schema(small_vocabulary())
    node = parse_documents(text.encode(), "test.yaml")[0]
    found = Draft202012Validator(schema).iter_errors(jsonable(node.plain()))
    return sorted("/".join(map(str, e.absolute_path)) for e in found)


def test_the_schema_is_one(catalogue: Catalogue) -> None:
    Draft202012Validator.check_schema(input_schema(catalogue.vocabulary))
    for kind in catalogue.vocabulary.subjects:
        Draft202012Validator.check_schema(subject_schema(catalogue.vocabulary, kind))


@pytest.mark.parametrize("path", sorted(EXAMPLES.rglob("*.yaml")), ids=lambda p: p.stem)
def test_every_shipped_example_fits(path: Path, catalogue: Catalogue) -> None:
    validator = Draft202012Validator(input_schema(catalogue.vocabulary))
    for document in read_documents(path):
        found = validator.iter_errors(jsonable(document.plain()))
        assert [f"{list(e.absolute_path)} {e.message[:120]}" for e in found] == []


@pytest.mark.parametrize(
    "facts",
    [
        "{people: 12}",
        "{people: 12 人}",
        "{people: '?'}",
        "{people: null}",
        "{rate: 15 %}",
        "{budget: 3200 万元}",
        "{opened_on: 2026-03-05}",
        "{opened_on: 2026年3月5日}",
        "{opened_on: 20260305}",
        "{open: 是}",
        "{open: true}",
        "{sectors: [mine, 商贸]}",
        "{sectors: 矿山}",
        "{sectors: []}",
        "{papers: ['目录、清单']}",
        "{note: 12}",
    ],
)
def test_what_fits(facts: str) -> None:
    assert problems(f"{{subject: plant, id: P, facts: {facts}}}") == []


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("{subject: plant}", ""),
        ("{subject: plants, id: P}", "subject"),
        ("{subject: plant, id: P, fact: {}}", ""),
        ("{subject: plant, id: P, facts: {peopel: 1}}", "facts"),
        ("{subject: plant, id: P, facts: {people: -1}}", "facts/people"),
        ("{subject: plant, id: P, facts: {people: many}}", "facts/people"),
        ("{subject: plant, id: P, facts: {people: [1]}}", "facts/people"),
        ("{subject: plant, id: P, facts: {rate: 101}}", "facts/rate"),
        ("{subject: plant, id: P, facts: {opened_on: 3月5日}}", "facts/opened_on"),
        ("{subject: plant, id: P, facts: {open: maybe}}", "facts/open"),
        ("{subject: plant, id: P, facts: {sectors: [mines, farm]}}", "facts/sectors/1"),
        ("{subject: plant, id: P, tables: {shop: []}}", "tables"),
        ("{subject: plant, id: P, tables: {shops: {}}}", "tables/shops"),
        ("{subject: plant, id: P, tables: {shops: [{lines: [{number: one}]}]}}", "tables/shops/0/lines/0/number"),
        ("{subject: plant, id: P, coverage: {shops: all}}", "coverage/shops"),
        ("{subjects: [{subject: plant, id: P}, {subject: town}]}", "subjects/1"),
    ],
)
def test_what_does_not_fit(text: str, where: str) -> None:
    assert where in problems(text)


def test_columns_name_every_fact() -> None:
    spec = small_vocabulary().subjects["plant"]
    found = [(c.table, c.name) for c in columns(spec)]
    assert found[:4] == [("", "id"), ("", "name"), ("", "division"), ("", "sectors")]
    assert ("stops", "until") in found
    assert len(found) == len(set(found)) == len(spec.fields) + sum(len(t.fields) for t in spec.tables.values())
    area = next(c for c in columns(spec) if c.name == "area")
    assert (area.label, area.unit, area.type) == (Text("面积", "Area"), "km2", "decimal")


def test_the_digest_follows_the_vocabulary(catalogue: Catalogue) -> None:
    vocabulary = catalogue.vocabulary
    assert digest(vocabulary, "enterprise") == digest(vocabulary, "enterprise")
    assert len({digest(vocabulary, k) for k in vocabulary.subjects}) == len(vocabulary.subjects)


@pytest.mark.parametrize("unit", sorted(UNITS))
def test_numbers_are_shown_in_their_unit_exactly(unit: str) -> None:
    spec = FieldSpec("n", "decimal", Text("数", "n"), scale=2, unit=unit)
    assert in_unit(123456789, spec) * UNITS[unit].factor == Decimal("1234567.89")
