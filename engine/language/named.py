"""Named measures: the steps of a rule, read in order."""

from __future__ import annotations

from anwei.engine.documents.nodes import Node
from anwei.engine.documents.shape import bilingual
from anwei.engine.ir.nodes import type_of
from anwei.engine.ir.rules import Measure
from anwei.engine.language import operands
from anwei.engine.language.scope import Scope


def add_measures(node: Node, scope: Scope, scope_name: str = "") -> None:
    """Read named measures in order into the scope; each may use the ones before it."""
    for name, _ in node.items():
        scope.declared.setdefault(name, False)
    for name, written in node.items():
        _add(name, written, node, scope, scope_name)
        scope.declared[name] = True


def _add(name: str, body: Node, node: Node, scope: Scope, scope_name: str) -> None:
    """Read one measure into the scope, or report what is wrong with it."""
    if name in scope.measures:
        scope.error("FCT-001", node.key_place(name), name=name, where="measures")
        return
    if not body.is_map:
        scope.error("SHP-001", body.place, expected="measure")
        return
    table, inner = scope_name, scope
    each = body.get("each")
    if each is not None:
        found = scope.source(each)
        if found is None:
            return
        table, inner = found[0].table, found[1]
        kept = {k: v for k, v in body.items() if k != "each"}
        body = Node(kept, body.place, key_places=body.key_places)
    label_node = body.get("label")
    built = operands.measure(body, inner)
    if built is not None:
        label = bilingual(label_node) if label_node is not None else None
        scope.measures[name] = Measure(name, built, type_of(built), table, label)
