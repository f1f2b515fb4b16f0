"""The JSON Schema of input files, the columns and the digest of a subject kind, all made from the vocabulary.

The schema serves editors and other programs; the loader's own messages come from the vocabulary itself. It describes
files as they should be written: the reader also takes full-width digits and further spellings of yes and no.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from anwei.engine.facts.subject import Coverage
from anwei.engine.facts.units import UNITS
from anwei.engine.facts.values import UNKNOWN_MARKS
from anwei.engine.facts.vocabulary import CodeList, FieldSpec, SubjectSpec, TableSpec, Vocabulary
from anwei.engine.messages import Text

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_VERSION = 1
HEADS = ("id", "name", "division")  # stand beside `facts`, not in it

JsonSchema = dict[str, object]

_UNKNOWN = "|".join(sorted(m.replace("?", r"\?") for m in UNKNOWN_MARKS))
_QUANTITY = rf"^\s*([-+]?[0-9][0-9,]*(\.[0-9]+)?\s*\S*|{_UNKNOWN})?\s*$"
_DATE = rf"^([0-9]{{4}}\s*[-./年]\s*[0-9]{{1,2}}\s*[-./月]\s*[0-9]{{1,2}}\s*日?|[0-9]{{8}}|{_UNKNOWN})?$"
_BOOLEANS = [True, False, None, "是", "否", "有", "无", "yes", "no", "true", "false", *sorted(UNKNOWN_MARKS)]


@dataclass(frozen=True, slots=True)
class Column:
    """One fact of a kind of subject as a column. ``table`` is empty for the subject's own fields."""

    table: str
    name: str
    label: Text
    unit: str
    type: str


def columns(spec: SubjectSpec) -> Iterator[Column]:
    """Every fact of a kind of subject: its own fields first, then table by table in the order declared."""
    for table, fields in [("", spec.fields), *((t.name, t.fields) for t in spec.tables.values())]:
        for field in fields.values():
            yield Column(table, field.name, field.label, field.unit, field.type)


def digest(vocabulary: Vocabulary, kind: str) -> str:
    """A short digest of everything that can be recorded about a kind of subject."""
    text = json.dumps(subject_schema(vocabulary, kind), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def input_schema(vocabulary: Vocabulary, kinds: tuple[str, ...] = ()) -> JsonSchema:
    """The schema of an input file: one subject of one of the kinds (all by default), or a list under ``subjects``."""
    chosen = kinds or tuple(vocabulary.subjects)
    by_kind = [
        {"if": {"properties": {"subject": {"const": k}}, "required": ["subject"]}, "then": {"$ref": f"#/$defs/{k}"}}
        for k in chosen
    ]
    head = {
        "type": "object",
        "required": ["subject"],
        "allOf": by_kind,
        "properties": {"subject": {"enum": list(chosen), "title": "对象种类 · Subject kind"}},
    }
    listed = {
        "type": "object",
        "properties": {"subjects": {"type": "array", "items": {"$ref": "#/$defs/one"}}},
        "additionalProperties": False,
    }
    return {
        "$schema": DIALECT,
        "title": "anwei 对象事实 · Subjects",
        "x-version": SCHEMA_VERSION,
        "if": {"required": ["subjects"]},
        "then": listed,
        "else": {"$ref": "#/$defs/one"},
        "$defs": {
            "one": head,
            **{k: _kind(vocabulary.subjects[k], vocabulary) for k in chosen},
            **_codes(vocabulary, [vocabulary.subjects[k] for k in chosen]),
        },
    }


def subject_schema(vocabulary: Vocabulary, kind: str) -> JsonSchema:
    """The schema of one subject of a kind. Raises KeyError for an unknown kind."""
    spec = vocabulary.subjects[kind]
    return {
        "$schema": DIALECT,
        "x-version": SCHEMA_VERSION,
        **_kind(spec, vocabulary),
        "$defs": _codes(vocabulary, [spec]),
    }


def _kind(spec: SubjectSpec, vocabulary: Vocabulary) -> JsonSchema:
    heads: JsonSchema = {n: _field(f) for n, f in spec.fields.items() if n in HEADS}
    heads["id"] = {**_field(spec.fields["id"]), "type": ["string", "number"]}
    facts: JsonSchema = {n: _field(f) for n, f in spec.fields.items() if n not in HEADS}
    tables: JsonSchema = {t.name: _table(t, spec) for t in spec.children("")}
    coverage: JsonSchema = {n: _coverage(t.label) for n, t in spec.tables.items() if not t.always_complete}
    coverage |= {k: _coverage(s.label) for k, s in vocabulary.subjects.items()}
    return {
        "title": _title(spec.label),
        "type": "object",
        "required": ["subject", "id"],
        "properties": {
            "subject": {"const": spec.name},
            **heads,
            "facts": _object(facts),
            "tables": _object(tables),
            "coverage": _object(coverage),
            "note": {},
            "example": {"type": "boolean"},
        },
        "additionalProperties": False,
    }


def _object(properties: JsonSchema) -> JsonSchema:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _title(text: Text) -> str:
    return f"{text.zh} · {text.en}"


def _coverage(label: Text) -> JsonSchema:
    return {"title": _title(label), "enum": [c.value for c in Coverage]}


def _table(table: TableSpec, spec: SubjectSpec) -> JsonSchema:
    properties: JsonSchema = {n: _field(f) for n, f in table.fields.items()}
    properties |= {t.name: _table(t, spec) for t in spec.children(table.name)}
    return {"title": _title(table.label), "type": "array", "items": _object(properties)}


def _field(spec: FieldSpec) -> JsonSchema:
    schema: JsonSchema = {"title": _title(spec.label), **_type(spec)}
    if spec.help:
        schema["description"] = _title(spec.help)
    if spec.unit:
        schema["x-unit"] = spec.unit
    if spec.to:
        schema["x-refers-to"] = spec.to
    if spec.personal:
        schema["x-personal"] = True
    if spec.not_yet:
        schema["x-blank"] = "not_yet"
    return schema


def _type(spec: FieldSpec) -> JsonSchema:
    match spec.type:
        case "integer" | "decimal" | "money":
            return {"type": ["number", "string", "null"], "pattern": _QUANTITY, **_range(spec)}
        case "boolean":
            return {"enum": _BOOLEANS}
        case "date":
            return {"type": ["string", "integer", "null"], "pattern": _DATE}
        case "code":
            return {"$ref": f"#/$defs/{_codes_name(spec.codes)}"}
        case "codes":
            items = {"$ref": f"#/$defs/{_codes_name(spec.codes)}"}
            return {"type": ["array", "string", "null"], "items": items, "uniqueItems": True}
        case "refs":
            return {"type": ["array", "string", "number", "null"], "items": {"type": ["string", "number"]}}
        case "division":
            return {"type": ["string", "integer", "null"], "pattern": rf"^([0-9]{{2,12}}|{_UNKNOWN})?$"}
        case _:
            return {"type": ["string", "number", "boolean", "null"]}


def _range(spec: FieldSpec) -> JsonSchema:
    bounds = {"minimum": spec.minimum, "maximum": spec.maximum}
    found: JsonSchema = {k: plain(in_unit(v, spec)) for k, v in bounds.items() if v is not None}
    if spec.scale == 0 and spec.unit not in UNITS:
        found["multipleOf"] = 1
    return found


def in_unit(value: int, spec: FieldSpec) -> Decimal:
    """A held number in the unit that its field is declared in (15 for 15 %, although 0.15 is held)."""
    factor = UNITS[spec.unit].factor if spec.unit in UNITS else Decimal(1)
    digits = factor.adjusted()  # every factor is a power of ten, so this is exact
    assert factor == Decimal(1).scaleb(digits)
    return Decimal(value).scaleb(-spec.scale - digits)


def plain(amount: Decimal) -> int | float:
    """A number for JSON."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _codes_name(name: str) -> str:
    return f"codes.{name}"


def _codes(vocabulary: Vocabulary, specs: list[SubjectSpec]) -> JsonSchema:
    holders = [h for s in specs for h in (s.fields, *(t.fields for t in s.tables.values()))]
    used = {f.codes for fields in holders for f in fields.values() if f.codes}
    return {_codes_name(n): _code_list(vocabulary.codes[n]) for n in sorted(used) if n in vocabulary.codes}


def _code_list(codes: CodeList) -> JsonSchema:
    """Names, labels and aliases; the same word never twice."""
    words = [w for c in codes.codes.values() for w in (c.name, c.label.zh, c.label.en, *c.aliases)]
    allowed = dict.fromkeys([*words, *sorted(UNKNOWN_MARKS), None])
    labels = {c.name: {"zh": c.label.zh, "en": c.label.en} for c in codes.codes.values()}
    return {"enum": list(allowed), "x-labels": labels}
