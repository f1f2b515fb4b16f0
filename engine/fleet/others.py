"""Which other subjects a rule asks about: those whose shares and counts it rests on."""

from __future__ import annotations

from collections.abc import Mapping

from anwei.engine.ir import nodes as ir
from anwei.engine.ir.rules import Rule
from anwei.engine.ir.walk import walk


def asked_about(rule: Rule, rules: Mapping[str, Rule]) -> frozenset[str]:
    """The kinds of other subjects that a rule, or one that it rests on, looks at."""
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [rule]
    while waiting:
        one = waiting.pop()
        if one.id in seen:
            continue
        seen.add(one.id)
        for node in walk(one):
            source = getattr(node, "source", None)
            if isinstance(source, ir.Source) and source.subjects:
                found.add(source.table)
            if isinstance(node, ir.RuleHolds):
                waiting.append(rules[node.rule])
    return frozenset(found)
