"""Quotas of goods as the rules of warehouses state them: both sides of each comparison, with their bounds.

A rule either goes through a catalogue of goods (``for_each``) or compares the sum of one kind of goods with what is
due. Its right side is the quota, its left side what counts towards it: nothing is counted here a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from anwei.engine import services
from anwei.engine.services import ir

STOCK = "stock"
ITEM = "item"
_LEAST = ("at_least", "above")


@dataclass(frozen=True)
class Quota:
    """What one rule asks of one kind of goods in a warehouse. Amounts are bounds in whole units of ``scale`` digits.

    ``sure``: the rule surely applies. ``state`` is ``fail``, ``pass`` or ``unknown``, as the rule would decide it.
    """

    rule: services.Rule
    item: str
    scale: int
    counted: tuple[float, float]
    due: tuple[float, float]
    sure: bool

    @property
    def state(self) -> str:
        if not self.sure:
            return "unknown"
        if self.counted[0] >= self.due[1]:
            return "pass"
        return "fail" if self.counted[1] < self.due[0] else "unknown"

    @property
    def decided(self) -> bool:
        return self.state != "unknown"


def quotas(judge: services.Judge, rules: Iterable[services.Rule], subject: services.Subject, day: int) -> list[Quota]:
    """Every quota of a warehouse that is not zero, in the order of the rules."""
    found: list[Quota] = []
    for rule in rules:
        if rule.start <= day <= rule.end and not rule.broken:
            found += _of_rule(judge.context(rule, subject, day), judge.vocabulary)
    return found


def _of_rule(context: services.Context, vocabulary: services.Vocabulary) -> Iterator[Quota]:
    applies, require = services.scope_and_requirement(context.rule, context.subject_at(0).division)
    scope = services.condition_of(applies, context) if applies is not None else None
    if scope is not None and not scope.may:
        return
    sure = scope is None or scope.sure
    inside: set[int] = set()
    for node in services.walk(require):
        if isinstance(node, ir.ForEach):
            inside |= {id(n) for n in services.walk(node.satisfies)}
            yield from _of_items(node, context, sure)
        elif isinstance(node, ir.Compare) and id(node) not in inside:
            summed = _summed(node.left, context)
            if summed is not None and (code := _named(summed, vocabulary)):
                yield from _compared(node, code, context, sure)


def _of_items(node: ir.ForEach, context: services.Context, sure: bool) -> Iterator[Quota]:
    value, outer = context.parameter(node.param), context.item
    compares = [n for n in services.walk(node.satisfies) if isinstance(n, ir.Compare) and n.op in _LEAST]
    try:
        for item in value.items if value is not None else ():
            context.item = item
            for compare in compares:
                if _summed(compare.left, context) is not None:
                    yield from _compared(compare, str(item.get("code", "")), context, sure)
    finally:
        context.item = outer


def _compared(node: ir.Compare, code: str, context: services.Context, sure: bool) -> Iterator[Quota]:
    if node.op not in _LEAST:
        return
    left, right = services.number_of(node.left, context), services.number_of(node.right, context)
    if left is None or right is None or right.high == 0:
        return  # no quota for these goods
    scale = ir.type_of(node.left).scale
    yield Quota(context.rule, code, scale, (left.low, left.high), (right.low, right.high), sure)


def _summed(node: ir.Number, context: services.Context) -> ir.Aggregate | None:
    """The sum over the stock that a number is made of; None for other numbers."""
    for part in services.walk(node):
        if isinstance(part, ir.Measured):
            part = context.measures[part.name].node  # noqa: PLW2901 - what the name stands for
            for inner in services.walk(part):
                if isinstance(inner, ir.Measured):
                    found = _summed(inner, context)
                    if found is not None:
                        return found
                if _is_sum(inner):
                    return inner  # type: ignore[return-value]
        if _is_sum(part):
            return part  # type: ignore[return-value]
    return None


def _is_sum(node: object) -> bool:
    return isinstance(node, ir.Aggregate) and node.op == "sum" and node.source.table == STOCK


def _named(node: ir.Aggregate, vocabulary: services.Vocabulary) -> str:
    """The kind of goods that a sum counts: the code that its condition names, with everything below it."""
    for part in services.walk(node.where):
        if isinstance(part, ir.CodeIs) and part.field.name == ITEM and part.codes:
            listed = vocabulary.codes[part.field.codes]
            return next((c for c in part.codes if set(listed.narrower(c)) >= set(part.codes)), part.codes[0])
    return ""
