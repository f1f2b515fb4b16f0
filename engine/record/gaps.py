"""What does not hold: the gaps of a failed verdict, and the record that comes closest."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from anwei.engine.facts.subject import Record, Subject
from anwei.engine.ir import nodes as ir
from anwei.engine.record import lookups, records
from anwei.engine.record.bounds import Bounds
from anwei.engine.record.context import Context
from anwei.engine.record.dispatch import condition, number
from anwei.engine.record.finding import Gap, Nearest, Option, quantity


def gaps(node: ir.Condition, context: Context, record: str = "") -> Iterator[Gap]:
    """The leaves for which a condition surely does not hold."""
    if condition(node, context).may:
        return
    match node:
        case ir.All():
            for term in node.terms:
                yield from gaps(term, context, record)
        case ir.AnyOf():
            yield from _alternatives(node, context, record)
        case ir.Checklist():
            for item in node.items:
                yield from gaps(item.holds, context, record)
        case ir.ForEach():
            yield from _item_gaps(node, context)
        case ir.Every():
            yield from _record_gaps(node, context)
        case ir.Held() if isinstance(node.body, ir.Every):
            yield from _record_gaps(node.body, context, node)
        case ir.Held():
            yield _duty_gap(node, node.body, context, record)
        case ir.Compare():
            yield _compared(node, context, record)
        case _:
            yield Gap(node, record, context.item)


def _alternatives(node: ir.AnyOf, context: Context, record: str) -> Iterator[Gap]:
    """The gaps of each alternative. Of choices within one another the outermost is named."""
    for number_, term in enumerate(node.terms, 1):
        option = Option(node, record, number_) if len(node.terms) > 1 else None
        for gap in gaps(term, context, record):
            yield replace(gap, option=option or gap.option)


def _item_gaps(node: ir.ForEach, context: Context) -> Iterator[Gap]:
    value, outer = context.parameter(node.param), context.item
    try:
        for item in value.items if value is not None else ():
            context.item = item
            yield from list(gaps(node.satisfies, context))
    finally:
        context.item = outer


def _record_gaps(node: ir.Every, context: Context, instead: ir.Condition | None = None) -> Iterator[Gap]:
    broken = 0
    for row, truth in records.matching(node.source, node.where, context):
        if truth.sure and not condition(node.satisfies, context).may:
            broken += 1
            path = _name(row)
            if instead is not None:
                yield _duty_gap(instead, node.satisfies, context, path)
            else:
                yield from list(gaps(node.satisfies, context, path))
    if not broken:
        yield Gap(instead or node, "", context.item)


def _name(row: Record) -> str:
    return f"{row.kind}:{row.id}" if isinstance(row, Subject) else row.path


def _duty_gap(duty: ir.Condition, body: ir.Condition, context: Context, record: str) -> Gap:
    """The gap of a duty: how many were held of how many were owed."""
    counted = body.terms[-1] if isinstance(body, ir.AnyOf) else body
    if isinstance(body, ir.AnyOf):
        counts = (t for t in body.terms if isinstance(t, ir.Compare) and isinstance(_unscaled(t.left), ir.Aggregate))
        counted = next(counts, counted)
    if not isinstance(counted, ir.Compare):
        return Gap(duty, record, context.item)
    return replace(_compared(counted, context, record), node=duty)


def _unscaled(node: ir.Number) -> ir.Number:
    while isinstance(node, ir.Rescale):
        node = node.of
    return node


def _compared(node: ir.Compare, context: Context, record: str) -> Gap:
    left, right = number(node.left, context), number(node.right, context)
    type_ = ir.type_of(node.left)
    return Gap(
        node,
        record,
        context.item,
        quantity(left, type_),
        quantity(right, ir.type_of(node.right)),
        quantity(_shortfall(node, left, right, context), ir.DAYS if type_.kind == "date" else type_),
        tuple(_to_blame(node, left, right, context)),
    )


def _to_blame(node: ir.Compare, left: Bounds | None, right: Bounds | None, context: Context) -> Iterator[str]:
    """The records because of which a count is too high, or a share too low."""
    counted = _counting(node.left, context)
    too_many = node.op in ("at_most", "below") or (
        node.op == "equals" and left is not None and right is not None and left.low > right.high
    )
    if isinstance(counted, ir.Aggregate) and counted.op == "count" and too_many:
        yield from (_name(r) for r, truth in records.matching(counted.source, counted.where, context) if truth.sure)
    elif isinstance(counted, ir.Share) and node.op in ("at_least", "above"):
        for row, truth in records.matching(counted.source, counted.where, context):
            if truth.sure and not condition(counted.satisfies, context).may:
                yield _name(row)


def _counting(node: ir.Number, context: Context) -> ir.Number:
    """What a number is, by whatever name and scale."""
    while isinstance(node, (ir.Rescale, ir.Measured)):
        node = node.of if isinstance(node, ir.Rescale) else context.measures[node.name].node
    return node


def _shortfall(node: ir.Compare, left: Bounds | None, right: Bounds | None, context: Context) -> Bounds | None:
    """The exact quantity that is missing (or too much); None where either side is not exact."""
    if left is None or right is None or not (left.exact and right.exact) or node.op in ("equals", "differs_from"):
        return None
    strict = node.op in ("above", "below") or True in lookups.strictness(node.right, context)
    amount = right.low - left.low if node.op in ("at_least", "above") else left.low - right.low
    if not math.isfinite(amount):
        return None
    # what is counted in whole units is short by whole units
    step = 10 ** ir.type_of(node.left).scale if ir.type_of(_unscaled(node.left)).scale == 0 else 1
    whole = -(-int(amount + strict) // step) * step
    return Bounds(whole, whole)


def nearest(node: ir.Condition, context: Context) -> Nearest | None:
    """For a failed count of records, the record that meets most of the conditions."""
    counted = _failed_count(node, context)
    if counted is None or counted.where is None or counted.source.subjects:
        return None
    best: Nearest | None = None
    terms = _flat(counted.where)
    for row, _ in records.matching(counted.source, None, context):
        held = [condition(t, context).sure for t in terms]
        if all(held) or not any(held):
            continue
        if best is None or sum(held) > best.met:
            failed = tuple(g for t in terms for g in gaps(t, context, row.path))
            best = Nearest(row.path, sum(held), len(held), failed)
    return best


def _flat(node: ir.Condition) -> list[ir.Condition]:
    """The conditions of nested ``all``, one by one."""
    return [leaf for term in node.terms for leaf in _flat(term)] if isinstance(node, ir.All) else [node]


def _failed_count(node: ir.Condition, context: Context) -> ir.Aggregate | None:
    if condition(node, context).may:
        return None
    match node:
        case ir.All() | ir.AnyOf():
            found = (_failed_count(t, context) for t in node.terms)
            return next((f for f in found if f is not None), None)
        case ir.Compare(op="at_least" | "above"):
            left = _counting(node.left, context)
            return left if isinstance(left, ir.Aggregate) and left.op == "count" else None
        case ir.Held():
            return _failed_count(node.body, context)
    return None
