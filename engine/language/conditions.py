"""Conditions: from YAML to condition nodes."""

from __future__ import annotations

from anwei.engine.documents.diagnostics import Place, nearest
from anwei.engine.documents.nodes import Node
from anwei.engine.documents.shape import Key, Reader
from anwei.engine.ir.nodes import (
    All,
    AnyOf,
    Blank,
    CodeIs,
    CodesHave,
    Compare,
    Comparison,
    Condition,
    Deadline,
    Field,
    Flag,
    Not,
    Number,
    Recent,
    Within,
    type_of,
)
from anwei.engine.ir.types import DATE, Length, Source
from anwei.engine.language import operands
from anwei.engine.language.forms import CONDITIONS, condition_form, head_of
from anwei.engine.language.scope import Scope, parse_length

NUMBER_OPS: dict[str, Comparison] = {
    "above": "above",
    "at_least": "at_least",
    "below": "below",
    "at_most": "at_most",
    "equals": "equals",
    "differs_from": "differs_from",
}
DATE_OPS: dict[str, Comparison] = {
    "after": "above",
    "on_or_after": "at_least",
    "before": "below",
    "on_or_before": "at_most",
    "on": "equals",
}
TRUE: Condition = All(())
FACT_KEYS = {
    "fact": Key("name", True),
    **{op: Key("operand") for op in {**NUMBER_OPS, **DATE_OPS}},
    "is": Key("value"),
    "is_not": Key("value"),
    "one_of": Key("names"),
    "none_of": Key("names"),
    "includes": Key("value"),
    "includes_any": Key("names"),
    "includes_all": Key("names"),
    "excludes": Key("value"),
    "within": Key("value"),
    "within_last": Key("value"),
    "blank": Key("boolean"),
}
MEASURE_KEYS = {
    "measure": Key("name", True),
    **{op: Key("operand") for op in {**NUMBER_OPS, **DATE_OPS}},
    "within_last": Key("value"),
}
#: Comparisons that each kind of fact takes.
OPS_BY_KIND: dict[str, tuple[str, ...]] = {
    "number": (*NUMBER_OPS, "blank"),
    "date": (*DATE_OPS, "within", "within_last", "blank"),
    "boolean": ("is", "blank"),
    "code": ("is", "is_not", "one_of", "none_of", "blank"),
    "text": ("is", "is_not", "one_of", "none_of", "blank"),
    "codes": ("includes", "includes_any", "includes_all", "excludes", "blank"),
    "refs": ("includes", "includes_any", "includes_all", "excludes", "blank"),
    "division": ("within",),
}


def condition(node: Node, scope: Scope) -> Condition | None:
    """The condition node of a mapping, or None after reporting what is wrong."""
    if not node.is_map:
        scope.error("SHP-001", node.place, expected="condition")
        return None
    head = head_of([k for k, _ in node.items()], CONDITIONS)
    if head is None:
        keys = [k for k, _ in node.items()]
        hint = (nearest(keys[0], CONDITIONS) if keys else "") or ", ".join(CONDITIONS)
        scope.error("RUL-007", node.place, hint=hint)
        return None
    form = CONDITIONS[head]
    reader = Reader(node, form.keys, scope.diagnostics, rule=scope.rule)
    built: Condition | None = form.build(reader, scope) if reader.ok else None
    return built


def length(node: Node, scope: Scope) -> Length | None:
    """A length of time, written or held by a parameter."""
    if node.is_map:
        name = node.get("param")
        if name is None:
            scope.error("RUL-013", node.place, text="{...}")
            return None
        found = scope.parameter(name.text, name.place)
        if found is None:
            return None
        kinds = {v.kind for v in found.values} - {"unset"}
        if not kinds <= {"length"}:
            scope.error("RUL-017", node.place, name=found.name, kind=", ".join(sorted(kinds)), wanted="length")
            return None
        return Length(param=found.name)
    parsed = parse_length(node.text)
    if parsed is None:
        scope.error("RUL-013", node.place, text=node.text)
    return parsed


def both(a: Condition | None, b: Condition | None) -> Condition:
    """Both conditions, flattened."""
    terms = [t for c in (a, b) if c is not None for t in (c.terms if isinstance(c, All) else (c,))]
    return terms[0] if len(terms) == 1 else All(tuple(terms))


def with_view(source: Source, inner: Scope, where: Condition | None) -> Condition | None:
    """The filter of a view, as the first term, together with ``where``; sentences say the view's name instead."""
    if not source.view:
        return where
    view = inner.level.subject.views[source.view]
    own = condition(view.where, inner) if view.where is not None else None
    if own is None:
        return where
    return All((own,)) if where is None else All((own, *(where.terms if isinstance(where, All) else (where,))))


def code_group(code: str, field: Field, place: Place, scope: Scope) -> tuple[str, ...] | None:
    """A code with everything below it; text is taken as it is."""
    if field.type.kind in ("text", "refs"):
        return (code,)
    codes = scope.vocabulary.codes.get(field.codes)
    if codes is None:
        return (code,)
    if code not in codes.codes:
        scope.error("RUL-010", place, code=code, list=field.codes, hint=nearest(code, codes.codes) or "-")
        return None
    return tuple(sorted(codes.narrower(code)))


def compare(op: Comparison, left: Number, right: Number, place: Place, scope: Scope) -> Condition | None:
    sides = scope.align(left, right, place)
    return Compare(op, *sides) if sides else None


def _comparisons(reader: Reader, left: Number, scope: Scope, allowed: dict[str, Comparison]) -> list[Condition | None]:
    found: list[Condition | None] = []
    for word, op in allowed.items():
        node = reader.node_of(word)
        if node is None or (word == "after" and reader.has("within")):
            continue
        right = operands.operand(node, scope, type_of(left))
        found.append(compare(op, left, right, node.place, scope) if right is not None else None)
    return found


def _combine(found: list[Condition | None], reader: Reader, scope: Scope, ops: tuple[str, ...]) -> Condition | None:
    if not found:
        scope.error("RUL-009", reader.node.place, hint=", ".join(ops))
        return None
    terms = [c for c in found if c is not None]
    if len(terms) < len(found):
        return None
    return terms[0] if len(terms) == 1 else All(tuple(terms))


@condition_form(
    "fact", zh="对一项事实的判断", en="a test of one fact", example="{fact: employees, above: 100}", **FACT_KEYS
)
def _fact(reader: Reader, scope: Scope) -> Condition | None:
    field = scope.field(reader.text("fact"), reader.place("fact"))
    if field is None:
        return None
    allowed = OPS_BY_KIND[field.type.kind]
    for key, _ in reader.node.items():
        if key != "fact" and key not in allowed:
            scope.error("RUL-008", reader.node.key_place(key), name=field.name, type=field.type.kind, op=key)
            return None
    found: list[Condition | None] = []
    if field.type.kind == "number":
        found += _comparisons(reader, field, scope, NUMBER_OPS)
    elif field.type.kind == "date":
        found += _comparisons(reader, field, scope, DATE_OPS) + _date_tests(reader, field, scope)
    else:
        found += _discrete(reader, field, scope)
    if reader.has("blank"):
        if not field.not_yet:
            scope.error("RUL-012", reader.place("blank"), name=field.name)
            return None
        found.append(Blank(field, reader.boolean("blank")))
    return _combine(found, reader, scope, allowed)


def _date_tests(reader: Reader, field: Field, scope: Scope) -> list[Condition | None]:
    found: list[Condition | None] = []
    recent, within = reader.node_of("within_last"), reader.node_of("within")
    if recent is not None:
        span = length(recent, scope)
        found.append(Recent(field, span) if span else None)
    if within is not None:
        start_node = reader.node_of("after")
        span = length(within, scope)
        start = operands.operand(start_node, scope, DATE) if start_node is not None else None
        if start_node is None:
            scope.error("SHP-003", within.place, key="after")
        found.append(Deadline(field, start, span) if span and start is not None else None)
    return found


def _discrete(reader: Reader, field: Field, scope: Scope) -> list[Condition | None]:
    found: list[Condition | None] = []
    for key, node in reader.node.items():
        if key in ("is", "is_not", "includes", "excludes"):
            found.append(_one(key, node, field, scope))
        elif key in ("one_of", "none_of", "includes_any", "includes_all"):
            listed = node.elements() if node.is_list else [node]
            groups = [code_group(n.text, field, n.place, scope) for n in listed]
            if any(g is None for g in groups):
                found.append(None)
                continue
            known = tuple(g for g in groups if g is not None)
            if key in ("one_of", "none_of"):
                found.append(CodeIs(field, tuple(sorted({c for g in known for c in g})), negated=key == "none_of"))
            else:
                found.append(CodesHave(field, "any" if key == "includes_any" else "all", known))
        elif key == "within":
            areas = node.elements() if node.is_list else [node]
            found.append(Within(tuple(a.text for a in areas), field.depth))
    return found


def _one(key: str, node: Node, field: Field, scope: Scope) -> Condition | None:
    if field.type.kind == "boolean":
        if not isinstance(node.value, bool):
            scope.error("SHP-004", node.place, key=key, expected="true | false")
            return None
        return Flag(field, node.value)
    if node.is_map:
        item = operands.item(node, scope)
        if item is None:
            return None
        groups = _item_groups(item.key, field, node.place, scope)
        if key in ("is", "is_not"):
            return CodeIs(field, item=item.key, item_groups=groups, negated=key == "is_not")
        return CodesHave(field, "any" if key == "includes" else "none", item=item.key, item_groups=groups)
    group = code_group(node.text, field, node.place, scope)
    if group is None:
        return None
    if key in ("is", "is_not"):
        return CodeIs(field, group, negated=key == "is_not")
    return CodesHave(field, "any" if key == "includes" else "none", (group,))


def _item_groups(key: str, field: Field, place: Place, scope: Scope) -> dict[str, tuple[str, ...]]:
    """For each code that the catalogue's items name, that code with everything below it."""
    assert scope.catalogue_parameter is not None
    named = {str(i[key]) for v in scope.catalogue_parameter.values for i in v.items if key in i}
    found = {code: code_group(code, field, place, scope) for code in sorted(named)}
    return {code: group for code, group in found.items() if group is not None}


@condition_form(
    "measure",
    zh="对一个指标的判断",
    en="a test of a measure",
    example="{measure: in_post, at_least: required}",
    **MEASURE_KEYS,
)
def _measure(reader: Reader, scope: Scope) -> Condition | None:
    left = operands.measured(reader.text("measure"), reader.node, scope)
    if left is None:
        return None
    ops = DATE_OPS if type_of(left).kind == "date" else NUMBER_OPS
    found = _comparisons(reader, left, scope, ops)
    recent = reader.node_of("within_last")
    if recent is not None:
        span = length(recent, scope)
        found.append(Recent(left, span) if span else None)
    return _combine(found, reader, scope, tuple(ops))


def _several(reader: Reader, key: str, scope: Scope) -> tuple[Condition, ...] | None:
    built = [condition(n, scope) for n in reader.elements(key)]
    terms = tuple(b for b in built if b is not None)
    return terms if len(terms) == len(built) else None


@condition_form("all", zh="全部成立", en="all hold", example="{all: [C, C]}", all=Key("conditions", True))
def _all(reader: Reader, scope: Scope) -> Condition | None:
    terms = _several(reader, "all", scope)
    return All(terms) if terms is not None else None


@condition_form("any", zh="任一成立", en="any holds", example="{any: [C, C]}", any=Key("conditions", True))
def _any(reader: Reader, scope: Scope) -> Condition | None:
    terms = _several(reader, "any", scope)
    return AnyOf(terms) if terms is not None else None


@condition_form("none", zh="都不成立", en="none holds", example="{none: [C, C]}", none=Key("conditions", True))
def _none(reader: Reader, scope: Scope) -> Condition | None:
    terms = _several(reader, "none", scope)
    return Not(AnyOf(terms)) if terms is not None else None


@condition_form("not", zh="不成立", en="does not hold", example="{not: C}", **{"not": Key("condition", True)})
def _not(reader: Reader, scope: Scope) -> Condition | None:
    node = reader.node_of("not")
    term = condition(node, scope) if node is not None else None
    return Not(term) if term is not None else None
