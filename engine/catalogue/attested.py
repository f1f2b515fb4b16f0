"""What rules ask to have been seen on site: the items of each kind of subject and what they are called."""

from __future__ import annotations

from collections.abc import Iterable

from anwei.engine.ir.nodes import Attested, ChecklistItem
from anwei.engine.ir.rules import Rule
from anwei.engine.ir.walk import walk
from anwei.engine.messages import Text


def attested_items(rules: Iterable[Rule]) -> dict[str, dict[str, Text]]:
    """By kind of subject every item with its label: that of the first checklist that asks it, else its rule's title."""
    found: dict[str, dict[str, Text]] = {}
    titles: dict[str, dict[str, Text]] = {}
    for rule in rules:
        for node in walk(rule):
            if isinstance(node, ChecklistItem) and isinstance(node.holds, Attested):
                found.setdefault(rule.subject, {}).setdefault(node.holds.item, node.label)
            elif isinstance(node, Attested):
                titles.setdefault(rule.subject, {}).setdefault(node.item, rule.title)
    return {kind: dict(sorted({**items, **found.get(kind, {})}.items())) for kind, items in titles.items()}
