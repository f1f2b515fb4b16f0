"""Checklists: versioned, cited lists of items that a rule can require as a whole."""

from __future__ import annotations

from anwei.engine.documents.diagnostics import Place, nearest
from anwei.engine.documents.nodes import Node
from anwei.engine.documents.shape import Key, Reader, Shape
from anwei.engine.ir.nodes import All, Attested, Checklist, ChecklistItem, Condition, RuleHolds, Undefined
from anwei.engine.language.scope import Scope

CHECKLISTS_SHAPE: Shape = {"checklists": Key("name", True), "definitions": Key("map", True), "note": Key("bilingual")}
DEFINITION_SHAPE: Shape = {
    "title": Key("bilingual", True),
    "cites": Key("cites", True),
    "items": Key("list"),
    "undefined": Key("bilingual"),
    "note": Key("bilingual"),
    "facts": Key("names"),
}
ITEM_SHAPE: Shape = {
    "id": Key("name", True),
    "label": Key("bilingual", True),
    "rules": Key("names"),
    "rules_of": Key("map"),
    "attested": Key("name"),
    "undefined": Key("bilingual"),
    "require": Key("condition"),
}


def checklist(name: str, place: Place, scope: Scope) -> Condition | None:
    """The checklist as a condition; one that the source names without items is undefined."""
    node = scope.checklists.get(name)
    if node is None:
        scope.error("RUL-015", place, name=name, hint=nearest(name, scope.checklists) or "-")
        return None
    reader = Reader(node, DEFINITION_SHAPE, scope.diagnostics, rule=scope.rule)
    if not reader.ok:
        return None
    title = reader.bilingual("title")
    if reader.has("undefined"):
        return Checklist(name, title, (ChecklistItem("-", title, Undefined(reader.bilingual("undefined"))),))
    items = tuple(i for n in reader.elements("items") if (i := _item(n, scope)) is not None)
    if not items:
        scope.error("SHP-003", node.place, key="items")
        return None
    return Checklist(name, title, items)


def _item(node: Node, scope: Scope) -> ChecklistItem | None:
    from anwei.engine.language.conditions import condition

    reader = Reader(node, ITEM_SHAPE, scope.diagnostics, rule=scope.rule)
    if not reader.ok:
        return None
    terms: list[Condition] = []
    for rule in reader.names("rules"):
        if rule not in scope.rules:
            scope.error("RUL-014", reader.place("rules"), name=rule, hint=nearest(rule, scope.rules) or "-")
        terms.append(RuleHolds(rule))
    pillar = dict(reader.entries("rules_of")).get("pillar")
    if pillar is not None:
        kind = scope.levels[0].subject.name
        terms += [RuleHolds(r) for r in scope.rules_by_pillar.get((kind, pillar.text), ()) if r != scope.rule]
    if reader.has("attested"):
        terms.append(Attested(reader.text("attested")))
    if reader.has("undefined"):
        terms.append(Undefined(reader.bilingual("undefined")))
    require = reader.node_of("require")
    if require is not None:
        built = condition(require, scope)
        if built is not None:
            terms.append(built)
    if not terms:
        scope.error("SHP-003", node.place, key="rules | rules_of | attested | undefined | require")
        return None
    holds = terms[0] if len(terms) == 1 else All(tuple(terms))
    return ChecklistItem(reader.text("id"), reader.bilingual("label"), holds)
