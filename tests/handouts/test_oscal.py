"""The OSCAL export validates against NIST's published schema and says of every verdict what it is."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from anwei.engine.messages import Lang
from anwei.engine.record.finding import Verdict
from anwei.engine.reports.handouts.material import Material, Scope, gather
from anwei.engine.reports.handouts.oscal import STATES, VERSION, write
from tests.handouts.golden import AS_OF, material, small

SCHEMA = Path(__file__).resolve().parent / "schemas" / f"oscal-complete-{VERSION}.json.gz"


@cache
def validator() -> Draft7Validator:
    """The published schema; Unicode classes of its patterns are written as Python knows them."""
    text = gzip.decompress(SCHEMA.read_bytes()).decode()
    text = text.replace(r"\\p{L}", r"[^\\W\\d_]").replace(r"\\p{N}", r"\\d")
    schema = json.loads(text)
    assert schema["$id"].endswith(f"/{VERSION}/oscal-complete-schema.json")
    schema["oneOf"] = [o for o in schema["oneOf"] if "assessment-results" in o["properties"]]
    return Draft7Validator(schema)


def plain(of: Material) -> Any:
    return json.loads(write(of))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_validates_against_the_published_schema(lang: Lang) -> None:
    assert [e.message for e in validator().iter_errors(plain(material(lang)))] == []


def test_an_empty_assessment_validates_too() -> None:
    nobody = gather(small(), [], AS_OF, "en", scope=Scope())
    assert [e.message for e in validator().iter_errors(plain(nobody))] == []


def test_the_schema_refuses_what_is_wrong() -> None:
    for path, value in ((("uuid",), "1"), (("metadata", "title"), 3), (("results",), [])):
        broken = plain(material())
        part = broken["assessment-results"]
        for name in path[:-1]:
            part = part[name]
        part[path[-1]] = value
        assert not validator().is_valid(broken)


def test_every_finding_is_there_with_its_verdict() -> None:
    result = plain(material())["assessment-results"]["results"][0]
    props = [{p["name"]: p["value"] for p in f["props"]} for f in result["findings"]]
    told = Counter(p["verdict"] for p in props)
    judged = Counter(f.verdict.value for f in material().assessment.findings)
    assert told == Counter({v: n for v, n in judged.items() if v != "not_applicable"})
    counted = {p["name"]: p["value"] for p in result["props"]}
    assert counted["not-applicable"] == str(judged["not_applicable"])
    for finding, prop in zip(result["findings"], props, strict=True):
        status = finding["target"]["status"]
        assert (status["state"], status["reason"]) == STATES[Verdict(prop["verdict"])]
        assert (status["state"] == "satisfied") == (prop["verdict"] == "pass")


def test_references_lead_to_what_they_name_and_ids_are_unique() -> None:
    whole = plain(material())["assessment-results"]
    result = whole["results"][0]
    items = {i["uuid"] for i in result["local-definitions"]["inventory-items"]}
    seen = {o["uuid"] for o in result["observations"]}
    assert {s["subject-uuid"] for o in result["observations"] for s in o["subjects"]} <= items
    assert {r["observation-uuid"] for f in result["findings"] for r in f["related-observations"]} == seen
    assert whole["import-ap"]["href"] == "#" + whole["back-matter"]["resources"][0]["uuid"]
    ids = [*items, *seen, *(f["uuid"] for f in result["findings"]), whole["uuid"], result["uuid"]]
    assert len(ids) == len(set(ids))
    assert len(items) == len(material().assessment.subjects)


def test_personal_data_is_not_in_it() -> None:
    text = write(material()).decode()
    assert "620522199102022345" not in text and "李乙" not in text
    assert set(STATES) == set(Verdict) - {Verdict.NOT_APPLICABLE}
