"""The ``held`` requirements over drills that a rule contains, with the catalogue item each is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from anwei.engine.services import Rule, ir, scope_and_requirement

#: The table of a unit's drills.
DRILLS = "drills"


@dataclass(frozen=True)
class Found:
    """One ``held`` requirement: its number within the rule, and the parameter of the ``for_each`` around it."""

    rule: Rule
    node: ir.Held
    part: int
    items: str = ""


def duties_of(rule: Rule, division: str) -> list[Found]:
    """The drill duties in a rule's requirement, with what overlays add in the division."""
    _, require = scope_and_requirement(rule, division)
    return [Found(rule, node, number, items) for number, (node, items) in enumerate(_held(require, ""))]


def has_duties(rule: Rule) -> bool:
    """Whether a rule, or an overlay's addition to it, asks for drills."""
    parts = (rule.require, *(e.require for e in rule.extras if e.require is not None))
    return any(True for p in parts for _ in _held(p, ""))


def _held(node: ir.Condition, items: str) -> Iterator[tuple[ir.Held, str]]:
    """The same conditions that the engine looks through for a due date."""
    match node:
        case ir.Held():
            if node.source.table == DRILLS and not node.source.subjects:
                yield node, items
        case ir.All() | ir.AnyOf():
            for term in node.terms:
                yield from _held(term, items)
        case ir.ForEach():
            yield from _held(node.satisfies, node.param)
