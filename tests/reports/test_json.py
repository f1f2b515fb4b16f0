"""The JSON formats keep to their published schema, hold exact numbers, and agree with each other."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from anwei.engine.messages import Lang
from anwei.engine.reports import writer
from anwei.engine.reports.assessment_schema import assessment_schema, line_schema
from tests.reports.golden import CASES, report


def whole(lang: Lang, case: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(writer("json")(report(lang, case)))
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("case", CASES)
def test_json_keeps_to_its_schema(lang: Lang, case: str) -> None:
    Draft202012Validator.check_schema(assessment_schema())
    assert [e.message for e in Draft202012Validator(assessment_schema()).iter_errors(whole(lang, case))] == []


@pytest.mark.parametrize("case", CASES)
def test_each_line_keeps_to_its_schema_and_is_the_same_object(case: str) -> None:
    Draft202012Validator.check_schema(line_schema())
    lines = [json.loads(line) for line in writer("jsonl")(report("zh", case)).splitlines()]
    validator = Draft202012Validator(line_schema())
    assert [e.message for line in lines for e in validator.iter_errors(line)] == []
    assert [line["record"] for line in lines] == ["run"] + ["finding"] * (len(lines) - 1)
    bare = [{k: v for k, v in line.items() if k not in ("record", "schema")} for line in lines[1:]]
    assert bare == whole("zh", case)["findings"]


def test_schema_refuses_what_is_not_declared() -> None:
    data = whole("zh", "all-verdicts")
    validator = Draft202012Validator(assessment_schema())
    data["findings"][0]["verdict"] = "perhaps"
    assert not validator.is_valid(data)
    data = whole("zh", "all-verdicts")
    data["findings"][0]["surprise"] = 1
    assert not validator.is_valid(data)
    data = whole("zh", "all-verdicts")
    del data["findings"][0]["possible"]
    assert not validator.is_valid(data)


def finding(data: dict[str, Any], rule: str, subject: str) -> dict[str, Any]:
    found: dict[str, Any] = next(f for f in data["findings"] if f["rule"] == rule and f["subject"]["id"] == subject)
    return found


def test_numbers_are_exact_in_the_unit_named_beside_them() -> None:
    data = whole("en", "all-verdicts")
    share = finding(data, "tiny.trained", "W-1")["gaps"][0]
    assert (share["observed"]["low"], share["observed"]["unit"], share["observed"]["scale"]) == ("66.66", "%", 2)
    assert (share["required"]["low"], share["shortfall"]["low"]) == ("80.00", "13.34")
    nearest = finding(data, "tiny.cover", "W-1")["nearest"]
    assert (nearest["record"], nearest["met"], nearest["total"]) == ("covers[B-1]", 1, 2)
    assert nearest["failed"][0]["shortfall"]["low"] == "100000.00"
    assert not any(isinstance(n, float) for n in _scalars(data))


def test_bounds_without_an_end_are_null() -> None:
    data = whole("en", "long-text")
    step = next(s for s in finding(data, "tiny.officers", "W-1")["steps"] if s["name"] == "in_post")
    assert (step["value"]["low"], step["value"]["high"], step["value"]["exact"]) == ("0", "12", False)
    waived = finding(whole("en", "all-verdicts"), "tiny.drill", "W-2")
    assert (waived["verdict"], waived["raw"], waived["waiver"]["until"]) == ("waived", "fail", "2026-12-31")
    assert (waived["lapses_on"], waived["lapses_to"], waived["due_by"]) == ("2027-01-01", "fail", "2026-12-31")


def test_parameters_say_where_they_come_from() -> None:
    data = whole("en", "all-verdicts")
    used = finding(data, "tiny.cover", "W-2")["parameters"][0]
    assert (used["from"], used["confidence"], used["legal_facts"]) == ("2025-01-01", "memory", ["TINY-001"])
    assert used["value"]["amount"] == "400000.00"
    assert finding(data, "tiny.cover", "W-2")["needs_review"] is True
    local = finding(data, "tiny.cover", "W-1")["parameters"][0]
    assert (local["division"], local["value"]["amount"]) == ("3415", "500000.00")


def test_the_languages_differ_in_words_only() -> None:
    """Codes, numbers and dates are the same in both; only texts for people change."""
    texts = {
        "title",
        "text",
        "label",
        "kind_label",
        "sentence",
        "is",
        "evidence",
        "lang",
        "article_text",
        "lines",
        "note",
        "item",
    }

    def codes(value: object) -> object:
        if isinstance(value, dict):
            return {k: codes(v) for k, v in value.items() if k not in texts}
        return [codes(v) for v in value] if isinstance(value, list) else value

    zh, en = whole("zh", "all-verdicts"), whole("en", "all-verdicts")
    assert codes(zh) == codes(en)
    sentences = [f["sentence"] for f in en["findings"]]
    assert not any(re.search(r"[\u4e00-\u9fff]", s) for s in sentences)


def _scalars(value: object) -> list[object]:
    if isinstance(value, dict):
        return [s for v in value.values() for s in _scalars(v)]
    return [s for v in value for s in _scalars(v)] if isinstance(value, list) else [value]
