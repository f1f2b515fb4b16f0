"""JSON Schemas of all documents, for editors and other programs, made from the tables that the loader itself reads by.

Keys, required keys and choices come from the ``Shape`` tables, conditions and measures from the registries of forms.
What a key's mapping or list holds is said once, in ``INSIDE``; a test sees to it that no such key is left out. The
schemas describe one document; an editor applies them to each document of a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from anwei.engine.catalogue.testing import CASE_SHAPE, EXPECT_SHAPE, TESTS_SHAPE, VARY_SHAPE
from anwei.engine.documents.shape import Key, Shape
from anwei.engine.facts.declare import (
    CODE_SHAPE,
    FACTS_SHAPE,
    FIELD_SHAPE,
    SUBJECT_SHAPE,
    TABLE_SHAPE,
    VIEW_SHAPE,
)
from anwei.engine.facts.subject import Coverage
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
    "type": "object", "required": ["zh", "en"], "additionalProperties": False,
    "properties": {"zh": {"type": ["string", "number"], "minLength": 1}, "en": {"type": ["string", "number"], "minLength": 1}},
}
DATE: Schema = {
    "anyOf": [{"type": "string", "pattern": r"^[0-9]{4}([-./年][0-9]{1,2}([-./月][0-9]{1,2}日?)?)?$"},
              {"type": "integer", "minimum": 1000, "maximum": 9999}],
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
    "type": "object", "required": ["param"], "additionalProperties": False,
    "properties": {"param": NAME, "at": ref("operand")},
}
DURATION: Schema = {"anyOf": [{"type": "string"}, PARAM]}
SOURCE: Schema = {
    "anyOf": [NAME, {"type": "object", "required": ["subjects"], "additionalProperties": False,
                     "properties": {"subjects": NAME}}],
}
#: What each kind of key holds, wherever it stands.
KINDS: Mapping[str, Schema] = {
    "text": SCALAR, "name": NAME, "names": {"anyOf": [SCALAR, {"type": "array", "items": SCALAR}]},
    "bilingual": BILINGUAL, "integer": {"type": "integer"}, "number": {"type": "number"}, "boolean": {"type": "boolean"},
    "date": DATE, "value": ANY, "cites": several(ref("citation")), "condition": ref("condition"),
    "conditions": several(ref("condition")), "operand": ref("operand"), "operands": several(ref("operand")),
    "measure": ref("measure"), "measures": each(ref("named_measure")), "source": SOURCE, "param": PARAM,
    "duration": DURATION, "recurrence": ref("recurrence"),
    "monthdays": {"type": "array", "items": MONTH_DAY, "minItems": 2, "maxItems": 2},
    "texts": {"type": "array", "items": SCALAR},
}

#: What the mappings, lists and free values of each shape hold: shape -> key -> schema.
INSIDE: Mapping[str, Mapping[str, Schema]] = {
    "facts": {"codes": each(each(ref("code"))), "shapes": each(ref("subject_shape")),
              "subjects": each(ref("subject_shape"))},
    "subject_shape": {"fields": each(ref("field")), "tables": each(ref("table")), "views": each(ref("view"))},
    "table": {"fields": each(ref("field"))},
    "field": {"unit": one_of_words(UNITS), "min": NAME, "max": NAME},
    "laws": {"instruments": each(ref("law"))},
    "parameter": {"unit": one_of_words(UNITS), "values": several(ref("value"))},
    "value": {
        "value": NAME, "below": NAME, "above": NAME, "tiers": several(ref("tier")), "brackets": several(ref("slice")),
        "table": each(NAME), "season": {"anyOf": [ref("season"), several(ref("season"))]}, "unset": {"const": True},
        "items": several(each({"anyOf": [SCALAR, BILINGUAL]})),
    },
    "tier": {"from": NAME, "above": NAME, "value": NAME, "rate": NAME},
    "slice": {"up_to": NAME, "rate": NAME}, "season": {"start": MONTH_DAY, "end": MONTH_DAY},
    "ruleset": {"rules": several(ref("rule"))}, "rule": {"effective": ref("effective"), "remedy": ref("remedy")},
    "checklists": {"definitions": each(ref("definition"))}, "definition": {"items": several(ref("item"))},
    "item": {"rules_of": {"type": "object", "required": ["pillar"], "additionalProperties": False,
                          "properties": {"pillar": one_of_words(PILLARS)}}},
    "overlay": {"set": each(several(ref("value"))), "tighten": several(ref("tighten")), "add": several(ref("rule")),
                "exclude": several(ref("exclude"))},
    "waivers": {"entries": {"type": "array", "items": ref("waiver")}}, "controls": {"clauses": several(ref("clause"))},
    "tests": {"cases": several(ref("case"))},
    "case": {
        "given": {"type": "object"}, "coverage": each(one_of_words(Coverage)), "expect": ref("expected"),
        "vary": several(ref("variation")), "others": several({"type": "object"}), "waivers": several(ref("waiver")),
        "note": ANY,
    },
    "variation": {"set": {"type": "object"}, "coverage": each(one_of_words(Coverage)), "expect": ref("expected"),
                  "others": {"type": "array", "items": {"type": "object"}}, "note": ANY},
    "expect": {"lapses_on": {"anyOf": [DATE, {"type": "null"}]}, "due_by": {"anyOf": [DATE, {"type": "null"}]},
               "shortfall": ANY, "observed": ANY, "required": ANY, "measures": {"type": "object"},
               "missing": {"anyOf": [SCALAR, {"type": "array", "items": SCALAR}, {"type": "null"}]}},
}
#: The same for the keys of forms, by form and key; keys that mean the same everywhere stand under ``*``.
INSIDE_FORMS: Mapping[str, Mapping[str, Schema]] = {
    "*": {"within": {"anyOf": [DURATION, NAME, several(NAME)]}, "within_last": DURATION},
    "fact": {
        "is": {"anyOf": [SCALAR, ref("item_operand")]}, "is_not": {"anyOf": [SCALAR, ref("item_operand")]},
        "includes": {"anyOf": [SCALAR, ref("item_operand")]}, "excludes": {"anyOf": [SCALAR, ref("item_operand")]},
    },
    "held": {"ahead_of": {
        "type": "object", "required": ["season", "by"], "additionalProperties": False,
        "properties": {"season": PARAM, "by": DURATION},
    }},
}
SHAPES: Mapping[str, Shape] = {
    "laws": LAWS_SHAPE, "facts": FACTS_SHAPE, "ruleset": RULESET_SHAPE, "checklists": CHECKLISTS_SHAPE,
    "overlay": OVERLAY_SHAPE, "waivers": WAIVERS_SHAPE, "controls": CONTROLS_SHAPE, "tests": TESTS_SHAPE,
    "law": LAW_SHAPE, "citation": CITE_SHAPE, "code": CODE_SHAPE, "subject_shape": SUBJECT_SHAPE, "table": TABLE_SHAPE,
    "view": VIEW_SHAPE, "field": FIELD_SHAPE, "parameter": PARAMETER_SHAPE, "value": VALUE_SHAPE, "tier": TIER_SHAPE,
    "slice": SLICE_SHAPE, "season": SEASON_SHAPE, "rule": RULE_SHAPE, "remedy": REMEDY_SHAPE,
    "effective": EFFECTIVE_SHAPE, "definition": DEFINITION_SHAPE, "item": ITEM_SHAPE, "tighten": TIGHTEN_SHAPE,
    "exclude": EXCLUDE_SHAPE, "waiver": WAIVER_SHAPE, "clause": CLAUSE_SHAPE, "case": CASE_SHAPE,
    "variation": VARY_SHAPE, "expect": EXPECT_SHAPE,
}
DOCUMENTS = ("laws", "facts", "parameters", "ruleset", "checklists", "overlay", "waivers", "controls", "tests")


def document_schema(kind: str) -> Schema:
    """The schema of one kind of document. Raises KeyError for an unknown kind."""
    body = PARAMETERS if kind == "parameters" else of_shape(kind, SHAPES[kind])
    return {"$schema": DIALECT, "title": f"anwei {kind}", **body, "$defs": definitions()}


def any_document_schema() -> Schema:
    """The schema of files that mix documents: the first key says which kind one is."""
    branches = [{"if": {"required": [k]}, "then": ref(f"document.{k}")} for k in DOCUMENTS]
    heads = [{"required": [k]} for k in DOCUMENTS]
    bodies = {f"document.{k}": PARAMETERS if k == "parameters" else of_shape(k, SHAPES[k]) for k in DOCUMENTS}
    return {"$schema": DIALECT, "title": "anwei", "type": "object", "anyOf": heads, "allOf": branches,
            "$defs": {**definitions(), **bodies}}


PARAMETERS: Schema = {
    "type": "object", "required": ["parameters"], "properties": {"parameters": NAME, "note": BILINGUAL},
    "additionalProperties": ref("parameter"),
}


def of_shape(name: str, shape: Shape) -> Schema:
    """The schema of a mapping with the keys of a shape."""
    inside = INSIDE.get(name, {})
    return _mapping({k: inside.get(k) or of_key(key) for k, key in shape.items()}, shape)


def of_key(key: Key) -> Schema:
    """What one key holds."""
    if key.kind == "choice":
        return {"enum": list(key.choices)}
    return KINDS[key.kind]


def _mapping(properties: Mapping[str, Schema], shape: Shape) -> Schema:
    return {
        "type": "object", "properties": dict(properties), "required": [k for k, key in shape.items() if key.required],
        "additionalProperties": False,
    }


def definitions() -> Schema:
    """Everything that documents refer to."""
    nested = {n: of_shape(n, s) for n, s in SHAPES.items() if n not in DOCUMENTS}
    value = nested["value"]
    value["oneOf"] = [{"required": [k]} for k in CONTENTS]
    expected = {"anyOf": [{"enum": list(EXPECT_SHAPE["verdict"].choices)}, ref("expect")]}
    return {
        **nested, "expected": expected, **_forms("condition", CONDITIONS), **_forms("measure", MEASURES),
        "named_measure": {"anyOf": [ref("measure"), ref("each")]}, "each": _each(), "operand": _operand(),
        "item_operand": _only(item=NAME), "recurrence": _recurrence(),
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
    properties = {k: inside.get(k) or of_key(key) for k, key in form.keys.items()}
    doc = f"{form.doc.zh} · {form.doc.en}"
    return {"description": f"{doc}\n{form.example}", **_mapping({**properties, **extra}, form.keys)}


def _each() -> Schema:
    """A measure for each record of a table: ``each`` beside the keys of a measure."""
    return {"type": "object", "required": ["each"], "properties": {"each": NAME},
            "anyOf": [{"required": [h]} for h in MEASURES]}


def _operand() -> Schema:
    mappings = [{"if": {"required": [k]}, "then": v} for k, v in {
        "param": PARAM, "item": ref("item_operand"), "as_of": _only(as_of={"type": ["string", "integer"]}),
    }.items()]
    plain = {"not": {"anyOf": [{"required": [k]} for k in ("param", "item", "as_of")]}}
    return {
        "if": {"type": "object"}, "else": SCALAR,
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
        "if": {"type": "object"}, "else": one_of_words(PERIODS),
        "then": {"allOf": specials, "anyOf": [{"required": [h]} for h in EVERY_SHAPES]},
    }


def schema_kinds() -> dict[str, Callable[[], Schema]]:
    """Every schema that can be printed without a vocabulary, by name."""
    found: dict[str, Callable[[], Schema]] = {"document": any_document_schema}
    for kind in DOCUMENTS:
        found[kind] = lambda kind=kind: document_schema(kind)  # type: ignore[misc]
    return found
