"""Making the lowered form of a set of rules on a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from anwei.engine.documents.diagnostics import Diagnostics, Place
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.fleet.bounds import Algebra, FleetBounds
from anwei.engine.fleet.graph import Graph
from anwei.engine.fleet.lowering import conditions, lookups, numbers, records
from anwei.engine.fleet.lowering.rules import Lowered, lower_rule
from anwei.engine.fleet.lowering.scope import Areas, Lowering
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.rules import Rule
from anwei.engine.ir.walk import walk
from anwei.engine.record.context import Law

#: The modules whose import registers the lowerings of all nodes.
LOWERING_MODULES = (conditions, lookups, numbers, records)


def lower(
    rules: Sequence[Rule],
    law: Law,
    vocabulary: Vocabulary,
    day: int,
    *,
    dates: bool = False,
    bounds: bool = False,
    measures: Mapping[str, Callable[..., FleetBounds]] | None = None,
) -> tuple[Lowering, list[Lowered]]:
    """The graph of all rules together, and each rule's columns in it.

    ``dates`` adds ``recheck_on`` and ``due_by``, ``bounds`` the bounds of the measures; ``measures`` are the lowerings
    of plugins' measures by name.
    """
    _refuse(rules, law, measures or {})
    plan = Lowering(law, vocabulary, day, Algebra(Graph(), day, dates=dates), Areas(law), lowered=measures or {})
    found = [lower_rule(r, plan, due=dates, bounds=bounds) for r in rules]
    return plan, found if dates else [replace(r, recheck_on=None, due_by=None) for r in found]


def _refuse(rules: Sequence[Rule], law: Law, measures: Mapping[str, object]) -> None:
    """Raise AnweiError for every rule that calls a plugin's measure which says nothing of many subjects."""
    diagnostics = Diagnostics()
    for rule in _with_nested(rules, law):
        for name in sorted({n.function for n in walk(rule) if isinstance(n, ir.Call)} - measures.keys()):
            diagnostics.error("FLT-005", Place(rule.file, rule.line, 1), name=name, rule_id=rule.id)
    diagnostics.raise_errors()


def _with_nested(rules: Sequence[Rule], law: Law) -> list[Rule]:
    """The rules and those that they rest on."""
    found: dict[str, Rule] = {}
    waiting = list(rules)
    while waiting:
        rule = waiting.pop()
        if rule.id not in found:
            found[rule.id] = rule
            waiting += [law.rules[n.rule] for n in walk(rule) if isinstance(n, ir.RuleHolds)]
    return list(found.values())
