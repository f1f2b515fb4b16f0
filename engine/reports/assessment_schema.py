"""The JSON Schemas of the ``json`` and ``jsonl`` formats; every closed set of words comes from the engine's types."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args, get_type_hints

from anwei.engine.ir.parameters import Confidence, ParameterKind
from anwei.engine.ir.rules import Pillar, Severity, Strength
from anwei.engine.ir.types import Length
from anwei.engine.record.finding import MissingKind, Verdict
from anwei.engine.reports.plain import SCHEMA_VERSION

Schema = dict[str, object]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TEXT: Schema = {"type": "string"}
MAYBE: Schema = {"type": ["string", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
MAYBE_DAY: Schema = {"anyOf": [DAY, {"type": "null"}]}
AMOUNT: Schema = {
    "type": ["string", "null"],
    "pattern": r"^(-?[0-9]+(\.[0-9]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2})$",
    "description": "an exact decimal in the unit named beside it, or a day; null: no bound",
}


def assessment_schema() -> Schema:
    """The schema of the ``json`` format."""
    return {
        "$schema": DIALECT,
        "title": "anwei assessment",
        "x-version": SCHEMA_VERSION,
        **_object(
            schema={"const": SCHEMA_VERSION}, run=_ref("run"), subjects=_list("subject"), findings=_list("finding")
        ),
        "$defs": _definitions(),
    }


def line_schema() -> Schema:
    """The schema of one line of the ``jsonl`` format."""
    head: Schema = {"schema": {"const": SCHEMA_VERSION}}
    run_line = _object(**head, record={"const": "run"}, run=_ref("run"), subjects=_list("subject"))
    finding_line = _object(**head, record={"const": "finding"}, **_finding())
    return {
        "$schema": DIALECT,
        "title": "anwei assessment, one line",
        "x-version": SCHEMA_VERSION,
        "if": {"properties": {"record": {"const": "run"}}},
        "then": run_line,
        "else": finding_line,
        "$defs": _definitions(),
    }


def _definitions() -> Schema:
    return {
        "run": _object(
            as_of=DAY,
            digest=TEXT,
            lang={"enum": ["zh", "en"]},
            partial={"type": "array", "items": TEXT},
            shown={"type": "array", "items": _enum(Verdict), "uniqueItems": True},
            totals=_ref("totals"),
        ),
        "totals": _object(**{v.value: COUNT for v in Verdict}),
        "place": _object(
            ("line", "column", "sheet", "cell"), file=TEXT, line=COUNT, column=COUNT, sheet=TEXT, cell=TEXT
        ),
        "subject": _object(
            kind=TEXT,
            kind_label=TEXT,
            id=TEXT,
            name=TEXT,
            division=TEXT,
            place=_maybe("place"),
            totals=_ref("totals"),
        ),
        "citation": _object(
            law=TEXT,
            article=MAYBE,
            section=MAYBE,
            title=TEXT,
            number=MAYBE,
            article_text=MAYBE,
            text=TEXT,
            note=MAYBE,
        ),
        "quantity": _object(
            kind={"enum": ["number", "date"]},
            low=AMOUNT,
            high=AMOUNT,
            exact=FLAG,
            unit=MAYBE,
            scale=COUNT,
            text=TEXT,
        ),
        "step": _object(**{"name": TEXT, "label": TEXT, "is": TEXT, "value": _maybe("quantity")}),
        "gap": _object(
            condition=TEXT,
            op=MAYBE,
            record=MAYBE,
            item={"type": ["object", "null"]},
            observed=_maybe("quantity"),
            required=_maybe("quantity"),
            shortfall=_maybe("quantity"),
            records={
                "type": "array",
                "items": TEXT,
                "description": "those because of which a count of records is too high, or a share of records too low",
            },
            option={
                "type": ["integer", "null"],
                "minimum": 1,
                "description": "gaps in a row that have one are alternatives: closing those of one number is enough",
            },
            text=TEXT,
        ),
        "nearest": _object(record=TEXT, met=COUNT, total=COUNT, text=TEXT, failed=_list("gap")),
        "missing": _object(kind=_enum(get_args(MissingKind)), path=TEXT, label=MAYBE, text=TEXT),
        **_parameter(),
        "finding": _object(**_finding()),
    }


def _parameter() -> Schema:
    units = get_args(get_type_hints(Length)["unit"])
    dated = ("from", "until", "division", "confidence", "legal_facts", "citations", "note")
    return {
        "parameter": _object(
            dated,
            **{
                "name": TEXT,
                "label": TEXT,
                "value": _maybe("value"),
                "from": DAY,
                "until": MAYBE_DAY,
                "division": MAYBE,
                "confidence": _enum(get_args(Confidence)),
                "legal_facts": {"type": "array", "items": TEXT},
                "citations": _list("citation"),
                "note": MAYBE,
            },
        ),
        "value": _object(
            ("amount", "strict", "length", "lines"),
            kind=_enum(get_args(ParameterKind)),
            unit=MAYBE,
            text=TEXT,
            amount=AMOUNT,
            strict=FLAG,
            lines={"type": "array", "items": TEXT},
            length=_object(count=COUNT, unit=_enum(units)),
        ),
    }


def _finding() -> Schema:
    """The properties of a finding."""
    pillars = [p or None for p in get_args(Pillar)]
    return {
        "rule": TEXT,
        "ruleset": TEXT,
        "title": TEXT,
        "severity": _enum(get_args(Severity)),
        "strength": _enum(get_args(Strength)),
        "pillar": {"enum": pillars},
        "topic": MAYBE,
        "confidence": _enum(get_args(Confidence)),
        "legal_facts": {"type": "array", "items": TEXT},
        "subject": _object(kind=TEXT, id=TEXT),
        "as_of": DAY,
        "verdict": _enum(Verdict),
        "raw": _enum(Verdict),
        "possible": {"type": "array", "items": _enum(Verdict), "minItems": 1, "uniqueItems": True},
        "reason": _or_null(_object(code=MAYBE, text=TEXT)),
        "sentence": TEXT,
        "error": MAYBE,
        "citations": _list("citation"),
        "steps": _list("step"),
        "parameters": _list("parameter"),
        "gaps": _list("gap"),
        "nearest": _maybe("nearest"),
        "missing": _list("missing"),
        "due_by": MAYBE_DAY,
        "lapses_on": MAYBE_DAY,
        "lapses_to": {"enum": [*map(str, Verdict), None]},
        "remedy": _or_null(_object(text=TEXT, by=MAYBE_DAY)),
        "evidence": MAYBE,
        "waiver": _or_null(_waiver()),
        "exclusion": _or_null(_object(overlay=TEXT, division=TEXT, reason=TEXT, citations=_list("citation"))),
        "needs_review": FLAG,
    }


def _waiver() -> Schema:
    dates = {"from": DAY, "until": DAY}
    return _object(reason=TEXT, approved_by=TEXT, place=_maybe("place"), **dates)


def _object(optional: Iterable[str] = (), /, **properties: object) -> Schema:
    left_out = set(optional)
    return {
        "type": "object",
        "properties": properties,
        "required": [p for p in properties if p not in left_out],
        "additionalProperties": False,
    }


def _enum(words: Iterable[str]) -> Schema:
    return {"enum": [str(w) for w in words]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _list(name: str) -> Schema:
    return {"type": "array", "items": _ref(name)}


def _maybe(name: str) -> Schema:
    return _or_null(_ref(name))


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}
