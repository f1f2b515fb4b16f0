"""JSON Schemas of all documents, for editors and other programs, made from the tables that the loader itself reads by.

Keys, required keys and choices come from the ``Shape`` tables, conditions and measures from the registries of forms.
What a key's mapping or list holds is said once, in ``INSIDE``; a test sees to it that no such key is left out. The
schemas describe one document; an editor applies them to each document of a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from anwei.engine.documents.shape import Key, Shape
from anwei.engine.facts.declare import (
    CODE_SHAPE,
    FACTS_SHAPE,
    FIELD_SHAPE,
    SUBJECT_SHAPE,
    TABLE_SHAPE,
    VIEW_SHAPE,
)
from anwei.engine.facts.units import UNITS
from anwei.engine.language.checklists import CHECKLISTS_SHAPE, DEFINITION_SHAPE, ITEM_SHAPE
from anwei.engine.language.forms import CONDITIONS, MEASURES, Form
from anwei.engine.language.held import EVERY_SHAPES, PERIODS
from anwei.engine.language.overlays import EXCLUDE_SHAPE, OVERLAY_SHAPE, TIGHTEN_SHAPE
from anwei.engine.language.papers import CLAUSE_SHAPE, CONTROLS_SHAPE, WAIVER_SHAPE, WAIVERS_SHAPE
from anwei.engine.language.parameters import (
    CITE_SHAPE,
    CONTENTS,
    LAW_SHAPE,
    LAWS_SHAPE,
    PARAMETER_SHAPE,
    SEASON_SHAPE,
    SLICE_SHAPE,
    TIER_SHAPE,
    VALUE_SHAPE,
)
from anwei.engine.language.rules import (
    EFFECTIVE_SHAPE,
    FORM_MODULES,
    PILLARS,
    REMEDY_SHAPE,
    RULE_SHAPE,
    RULESET_SHAPE,
)

Schema = dict[str, object]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
assert FORM_MODULES  # their import has registered the forms

SCALAR: Schema = {"type": ["string", "number", "boolean"]}
NAME: Schema = {"type": ["string", "number"]}
ANY: Schema = {}
BILINGUAL: Schema = {
    "type": "object",
    "required": ["zh", "en"],
    "additionalProperties": False,
    "properties": {key: {"type": ["string", "number"], "minLength": 1} for key in ("zh", "en")},
}
DATE: Schema = {
    "anyOf": [
        {"type": "string", "pattern": r"^[0-9]{4}([-./年][0-9]{1,2}([-./月][0-9]{1,2}日?)?)?$"},
        {"type": "integer", "minimum": 1000, "maximum": 9999},
    ],
}
MONTH_DAY: Schema = {"type": "string", "pattern": "^[0-9]{1,2}[-./][0-9]{1,2}$"}


def ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def several(items: Schema) -> Schema:
    """A list of such things, at least one."""
    return {"type": "array", "items": items, "minItems": 1}


def each(values: Schema) -> Schema:
    """A mapping of names of the author's own to such things."""
    return {"type": "object", "additionalProperties": values}


def one_of_words(words: Iterable[str]) -> Schema:
    return {"enum": list(words)}


PARAM: Schema = {
    "type": "object",
    "required": ["param"],
    "additionalProperties": False,
    "properties": {"param": NAME, "at": ref("operand")},
}
DURATION: Schema = {"anyOf": [{"type": "string"}, PARAM]}
SOURCE: Schema = {
    "anyOf": [
        NAME,
        {"type": "object", "required": ["subjects"], "additionalProperties": False, "properties": {"subjects": NAME}},
    ],
}
#: What each kind of key holds, wherever it stands.
KINDS: Mapping[str, Schema] = {
    "text": SCALAR,
    "name": NAME,
    "names": {"anyOf": [SCALAR, {"type": "array", "items": SCALAR}]},
    "bilingual": BILINGUAL,
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": DATE,
    "value": ANY,
    "cites": several(ref("citation")),
    "condition": ref("condition"),
    "conditions": several(ref("condition")),
    "operand": ref("operand"),
    "operands": several(ref("operand")),
    "measure": ref("measure"),
    "measures": each(ref("named_measure")),
    "source": SOURCE,
    "param": PARAM,
    "duration": DURATION,
    "recurrence": ref("recurrence"),
    "monthdays": {"type": "array", "items": MONTH_DAY, "minItems": 2, "maxItems": 2},
    "texts": {"type": "array", "items": SCALAR},
}

#: What the mappings, lists and free values of each shape hold: shape -> key -> schema.
INSIDE: Mapping[str, Mapping[str, Schema]] = {
    "facts": {
        "codes": each(each(ref("code"))),
        "shapes": each(ref("subject_shape")),
        "subjects": each(ref("subject_shape")),
    },
    "subject_shape": {"fields": each(ref("field")), "tables": each(ref("table")), "views": each(ref("view"))},
    "table": {"fields": each(ref("field"))},
    "field": {"unit": one_of_words(UNITS), "min": NAME, "max": NAME},
    "laws": {"instruments": each(ref("law"))},
    "parameter": {
        "unit": one_of_words(UNITS),
        "values": several(ref("value")),
        "keys": each(one_of_words(("number", "code", "text"))),
    },
    "value": {
        "value": NAME,
        "below": NAME,
        "above": NAME,
        "tiers": several(ref("tier")),
        "brackets": several(ref("slice")),
        "table": each(NAME),
        "season": {"anyOf": [ref("season"), several(ref("season"))]},
        "unset": {"const": True},
        "items": several(each({"anyOf": [SCALAR, BILINGUAL]})),
    },
    "tier": {"from": NAME, "above": NAME, "value": NAME, "rate": NAME},
    "slice": {"up_to": NAME, "rate": NAME},
    "season": {"start": MONTH_DAY, "end": MONTH_DAY},
    "ruleset": {"rules": several(ref("rule"))},
    "rule": {"effective": ref("effective"), "remedy": ref("remedy")},
    "checklists": {"definitions": each(ref("definition"))},
    "definition": {"items": several(ref("item"))},
    "item": {
        "rules_of": {
            "type": "object",
            "required": ["pillar"],
            "additionalProperties": False,
            "properties": {"pillar": one_of_words(PILLARS)},
        }
    },
    "overlay": {
        "set": each(several(ref("value"))),
        "tighten": several(ref("tighten")),
        "add": several(ref("rule")),
        "exclude": several(ref("exclude")),
    },
    "waivers": {"entries": {"type": "array", "items": ref("waiver")}},
    "controls": {"clauses": several(ref("clause"))},
}
#: The same for the keys of forms, by form and key; keys that mean the same everywhere stand under ``*``.
INSIDE_FORMS: Mapping[str, Mapping[str, Schema]] = {
    "*": {"within": {"anyOf": [DURATION, NAME, several(NAME)]}, "within_last": DURATION},
    "fact": {
        "is": {"anyOf": [SCALAR, ref("item_operand")]},
        "is_not": {"anyOf": [SCALAR, ref("item_operand")]},
        "includes": {"anyOf": [SCALAR, ref("item_operand")]},
        "excludes": {"anyOf": [SCALAR, ref("item_operand")]},
    },
    "held": {
        "ahead_of": {
            "type": "object",
            "required": ["season", "by"],
            "additionalProperties": False,
            "properties": {"season": PARAM, "by": DURATION},
        }
    },
}
SHAPES: Mapping[str, Shape] = {
    "laws": LAWS_SHAPE,
    "facts": FACTS_SHAPE,
    "ruleset": RULESET_SHAPE,
    "checklists": CHECKLISTS_SHAPE,
    "overlay": OVERLAY_SHAPE,
    "waivers": WAIVERS_SHAPE,
    "controls": CONTROLS_SHAPE,
    "law": LAW_SHAPE,
    "citation": CITE_SHAPE,
    "code": CODE_SHAPE,
    "subject_shape": SUBJECT_SHAPE,
    "table": TABLE_SHAPE,
    "view": VIEW_SHAPE,
    "field": FIELD_SHAPE,
    "parameter": PARAMETER_SHAPE,
    "value": VALUE_SHAPE,
    "tier": TIER_SHAPE,
    "slice": SLICE_SHAPE,
    "season": SEASON_SHAPE,
    "rule": RULE_SHAPE,
    "remedy": REMEDY_SHAPE,
    "effective": EFFECTIVE_SHAPE,
    "definition": DEFINITION_SHAPE,
    "item": ITEM_SHAPE,
    "tighten": TIGHTEN_SHAPE,
    "exclude": EXCLUDE_SHAPE,
    "waiver": WAIVER_SHAPE,
    "clause": CLAUSE_SHAPE,
}
DOCUMENTS = ("laws", "facts", "parameters", "ruleset", "checklists", "overlay", "waivers", "controls")
PARAMETERS: Schema = {
    "type": "object",
    "required": ["parameters"],
    "properties": {"parameters": NAME, "note": BILINGUAL},
    "additionalProperties": ref("parameter"),
}


@dataclass(frozen=True)
class Grammar:
    """Which documents there are, the shapes they are made of, and what those hold inside."""

    documents: tuple[str, ...] = DOCUMENTS
    shapes: Mapping[str, Shape] = field(default_factory=lambda: SHAPES)
    inside: Mapping[str, Mapping[str, Schema]] = field(default_factory=lambda: INSIDE)
    further: Mapping[str, Schema] = field(default_factory=dict)

    def document(self, kind: str) -> Schema:
        """The schema of one kind of document. Raises KeyError for an unknown kind."""
        return {"$schema": DIALECT, "title": f"anwei {kind}", **self._body(kind), "$defs": self.definitions()}

    def any_document(self) -> Schema:
        """The schema of files that mix documents: the first key says which kind one is."""
        branches = [{"if": {"required": [k]}, "then": ref(f"document.{k}")} for k in self.documents]
        bodies = {f"document.{k}": self._body(k) for k in self.documents}
        return {
            "$schema": DIALECT,
            "title": "anwei",
            "type": "object",
            "anyOf": [{"required": [k]} for k in self.documents],
            "allOf": branches,
            "$defs": {**self.definitions(), **bodies},
        }

    def _body(self, kind: str) -> Schema:
        return PARAMETERS if kind == "parameters" else self.of_shape(kind)

    def of_shape(self, name: str) -> Schema:
        """The schema of a mapping with the keys of a shape."""
        shape, inside = self.shapes[name], self.inside.get(name, {})
        return _mapping({k: inside[k] if k in inside else of_key(key) for k, key in shape.items()}, shape)

    def definitions(self) -> Schema:
        """Everything that documents refer to."""
        nested = {n: self.of_shape(n) for n in self.shapes if n not in self.documents}
        nested["value"]["oneOf"] = [{"required": [k]} for k in CONTENTS]
        return {
            **nested,
            **_forms("condition", CONDITIONS),
            **_forms("measure", MEASURES),
            "named_measure": {"anyOf": [ref("measure"), ref("each")]},
            "each": _each(),
            "operand": _operand(),
            "item_operand": _only(item=NAME),
            "recurrence": _recurrence(),
            **self.further,
        }


def of_key(key: Key) -> Schema:
    """What one key holds."""
    if key.kind == "choice":
        return {"enum": list(key.choices)}
    return KINDS[key.kind]


def _mapping(properties: Mapping[str, Schema], shape: Shape) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [k for k, key in shape.items() if key.required],
        "additionalProperties": False,
    }


def _forms(category: str, registry: Mapping[str, Form]) -> Schema:
    """A mapping that one head key governs, and each form's own keys."""
    extra: Mapping[str, Schema] = {"label": BILINGUAL} if category == "measure" else {}
    found: Schema = {f"{category}.{head}": _form(form, extra) for head, form in registry.items()}
    branches = [{"if": _governed(head, registry), "then": ref(f"{category}.{head}")} for head in registry]
    found[category] = {"type": "object", "anyOf": [{"required": [h]} for h in registry], "allOf": branches}
    return found


def _governed(head: str, registry: Mapping[str, Form]) -> Schema:
    """When a head governs: it is there, and no other form is that takes it as one of its own keys."""
    takers = [h for h, form in registry.items() if h != head and head in form.keys]
    has: Schema = {"required": [head]}
    return {**has, "not": {"anyOf": [{"required": [t]} for t in takers]}} if takers else has


def _form(form: Form, extra: Mapping[str, Schema]) -> Schema:
    inside = {**INSIDE_FORMS["*"], **INSIDE_FORMS.get(form.head, {})}
    properties = {k: inside[k] if k in inside else of_key(key) for k, key in form.keys.items()}
    doc = f"{form.doc.zh} · {form.doc.en}"
    return {"description": f"{doc}\n{form.example}", **_mapping({**properties, **extra}, form.keys)}


def _each() -> Schema:
    """A measure for each record of a table: ``each`` beside the keys of a measure."""
    return {
        "type": "object",
        "required": ["each"],
        "properties": {"each": NAME},
        "anyOf": [{"required": [h]} for h in MEASURES],
    }


def _operand() -> Schema:
    mappings = [
        {"if": {"required": [k]}, "then": v}
        for k, v in {
            "param": PARAM,
            "item": ref("item_operand"),
            "as_of": _only(as_of={"type": ["string", "integer"]}),
        }.items()
    ]
    plain = {"not": {"anyOf": [{"required": [k]} for k in ("param", "item", "as_of")]}}
    return {
        "if": {"type": "object"},
        "else": SCALAR,
        "then": {"allOf": [*mappings, {"if": plain, "then": ref("measure")}]},
    }


def _only(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _recurrence() -> Schema:
    specials = [
        {"if": {"required": [head]}, "then": _mapping({k: of_key(key) for k, key in shape.items()}, shape)}
        for head, shape in EVERY_SHAPES.items()
    ]
    return {
        "if": {"type": "object"},
        "else": one_of_words(PERIODS),
        "then": {"allOf": specials, "anyOf": [{"required": [h]} for h in EVERY_SHAPES]},
    }
