"""Operands: literals, names and inline measures as number nodes."""

from __future__ import annotations

import re

from anwei.engine.documents.diagnostics import nearest
from anwei.engine.documents.nodes import Node
from anwei.engine.documents.shape import Key, Reader
from anwei.engine.facts.units import parse_quantity
from anwei.engine.ir.nodes import AsOf, Field, Item, Measured, Number, Param
from anwei.engine.ir.types import DATE, Type
from anwei.engine.language.forms import MEASURES, head_of
from anwei.engine.language.scope import Scope, parse_length

NUMBER = Type("number")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


def operand(node: Node, scope: Scope, wanted: Type = NUMBER) -> Number | None:
    """A literal, ``as_of``, a name, a fact, a parameter, an item key or an inline measure."""
    if node.is_map:
        return _mapping(node, scope)
    if node.is_list:
        scope.error("SHP-004", node.place, key="operand", expected="number, name or mapping")
        return None
    text = node.text
    if text == "as_of":
        return AsOf()
    if isinstance(node.value, str) and not _is_literal(text):
        return named(text, node, scope)
    if isinstance(node.value, str) and _DATE.match(text):
        wanted = DATE
    return scope.constant(node, wanted)


def _is_literal(text: str) -> bool:
    return parse_quantity(text) is not None or (len(text) >= 8 and text[:4].isdigit())


def named(name: str, node: Node, scope: Scope) -> Number | None:
    """A measure of the rule or, failing that, a fact."""
    measure = scope.measures.get(name)
    if measure is not None:
        return measured(name, node, scope)
    field = scope.field(name, node.place)
    return numeric(field, node, scope) if field else None


def measured(name: str, node: Node, scope: Scope) -> Number | None:
    measure = scope.measures.get(name)
    if measure is None:
        if not scope.measure_reported(name, node.place):
            scope.error("RUL-011", node.place, name=name, hint=nearest(name, scope.measures) or "-")
        return None
    table = scope.level.table.name if scope.level.table else ""
    lost = measure.scope == "*item" and scope.catalogue_parameter is None
    if lost or measure.scope not in ("", table, "*item"):
        scope.error("RUL-003", node.place, name=name, parent=measure.scope)
        return None
    return Measured(name, measure.type)


def numeric(field: Field, node: Node, scope: Scope) -> Field | None:
    if field.type.kind not in ("number", "date"):
        scope.error("RUL-005", node.place, left=field.type.kind, right="number | date")
        return None
    return field


def _mapping(node: Node, scope: Scope) -> Number | None:
    if node.get("as_of") is not None:
        return _as_of(node, scope)
    if node.get("param") is not None:
        return _param(node, scope)
    if node.get("item") is not None:
        return item(node, scope)
    return measure(node, scope)


def _as_of(node: Node, scope: Scope) -> Number | None:
    reader = Reader(node, {"as_of": Key("text", True)}, scope.diagnostics, rule=scope.rule)
    text = reader.text("as_of").strip()
    length = parse_length(text.lstrip("+-"))
    if length is None or length.unit != "days":
        scope.error("RUL-019", node.place)
        return None
    return AsOf(-length.count if text.startswith("-") else length.count)


def _param(node: Node, scope: Scope) -> Number | None:
    reader = Reader(node, {"param": Key("name", True), "at": Key("operand")}, scope.diagnostics, rule=scope.rule)
    found = scope.parameter(reader.text("param"), reader.place("param"))
    if not reader.ok or found is None:
        return None
    kinds = {v.kind for v in found.values} - {"unset"}
    if not kinds <= {"number", "date"}:
        scope.error("RUL-017", node.place, name=found.name, kind=", ".join(kinds), wanted="number | date")
        return None
    at_node = reader.node_of("at")
    at = operand(at_node, scope, DATE) if at_node is not None else None
    return Param(found.name, found.type, at)


def item(node: Node, scope: Scope) -> Item | None:
    """``{item: key}`` inside ``for_each``."""
    reader = Reader(node, {"item": Key("name", True)}, scope.diagnostics, rule=scope.rule)
    key = reader.text("item")
    types = scope.item_types
    if types is None or key not in types:
        scope.error("RUL-018", node.place, item=key, hint=", ".join(types or {}) or "-")
        return None
    return Item(key, types[key])


def measure(node: Node, scope: Scope) -> Number | None:
    """An inline or named measure mapping."""
    head = head_of(list(dict(node.items())), MEASURES)
    if head is None:
        keys = [k for k, _ in node.items()]
        hint = nearest(keys[0], MEASURES) if keys else ""
        scope.error("RUL-007", node.place, hint=hint or ", ".join(MEASURES))
        return None
    form = MEASURES[head]
    reader = Reader(node, {**form.keys, "label": Key("bilingual")}, scope.diagnostics, rule=scope.rule)
    built: Number | None = form.build(reader, scope) if reader.ok else None
    return built


def operands(reader: Reader, key: str, scope: Scope, wanted: Type = NUMBER) -> list[Number]:
    """The operands of a list key, or an empty list after reporting."""
    nodes = reader.elements(key)
    built = [operand(n, scope, wanted) for n in nodes]
    for node, number in zip(nodes, built, strict=True):
        if isinstance(number, Param) and any(v.strict for v in scope.parameters[number.name].values):
            # below 8 means never 8 itself: only a comparison can say so, a sum would forget it
            scope.error("SHP-004", node.place, key=key, expected="a parameter without below/above")
            return []
    known = [b for b in built if b is not None]
    return known if len(known) == len(built) else []


def pair(reader: Reader, key: str, scope: Scope, wanted: Type = NUMBER) -> tuple[Number, Number] | None:
    """The two operands of a list key, or None after reporting."""
    if len(reader.elements(key)) != 2:
        scope.error("SHP-004", reader.place(key), key=key, expected="2 operands")
        return None
    found = operands(reader, key, scope, wanted)
    return (found[0], found[1]) if found else None
