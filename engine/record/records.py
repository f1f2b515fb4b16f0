"""Aggregates over records: bounded counts, sums and extremes, single records and shares."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from anwei.engine.facts.subject import Coverage, Record
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.parameters import FOREVER
from anwei.engine.record.bounds import ANYTHING, INF, TRUE, Bounds, Truth, frozen
from anwei.engine.record.context import Context
from anwei.engine.record.dispatch import NUMBERS, condition, number, once, still

ATTESTATIONS = "attestations"
Result = Bounds | None


def records(source: ir.Source, context: Context) -> list[Any]:
    """The records of a source that are on file."""
    if source.subjects:
        return context.population.within(source.table, context.subject_at(source.depth).division)
    return context.rows[source.depth].children.get(source.table, [])


def complete(source: ir.Source, context: Context) -> bool:
    """Whether there are no others."""
    subject = context.subject_at(source.depth)
    if source.subjects:
        declared = subject.coverage.get(source.table) == Coverage.COMPLETE
        return declared and bool(subject.division) and context.population.placed(source.table)
    return source.table == ATTESTATIONS or subject.covered(source.table) == Coverage.COMPLETE


def matching(source: ir.Source, where: ir.Condition | None, context: Context) -> Iterator[tuple[Record, Truth]]:
    """Each record that may match, on top of the stack while it is yielded, with how surely it does."""
    stack = context.rows
    for row in records(source, context):
        stack.append(row)
        try:
            yield row, condition(where, context) if where is not None else TRUE
        finally:
            stack.pop()


def aggregate(node: ir.Aggregate, context: Context) -> Result:
    whole = complete(node.source, context)
    match node.op:
        case "count":
            return _count(node, context, whole)
        case "sum":
            return _sum(node, context, whole)
    return _extreme(node, context, whole)


def _count(node: ir.Aggregate, context: Context, whole: bool) -> Bounds:
    low, high, until = 0, 0, FOREVER
    for _, truth in matching(node.source, node.where, context):
        low += truth.sure
        high += truth.may
        until = min(until, truth.until)
    return Bounds(low, high if whole else INF, 0, until)


def _sum(node: ir.Aggregate, context: Context, whole: bool) -> Bounds:
    assert node.of is not None
    low: float = 0
    high: float = 0
    until = FOREVER
    for _, truth in matching(node.source, node.where, context):
        until = min(until, truth.until)
        if not truth.may:
            continue
        value = number(node.of, context)
        if value is None:
            continue
        value = frozen(value, context.day)
        until = min(until, value.until)
        low += value.low if truth.sure else min(0, value.low)
        high += value.high if truth.sure else max(0, value.high)
    low, high = -INF if math.isnan(low) else low, INF if math.isnan(high) else high
    if whole:
        return Bounds(low, high, 0, until)
    least, most = _range(node.of)
    return Bounds(low if least >= 0 else -INF, high if most <= 0 else INF, 0, until)


def _range(node: ir.Number) -> tuple[float, float]:
    """The declared range of what one unseen record could add."""
    if isinstance(node, ir.Field) and not node.not_yet:
        return (-INF if node.minimum is None else node.minimum, INF if node.maximum is None else node.maximum)
    if isinstance(node, ir.Rescale):
        low, high = _range(node.of)
        return low * 10**node.digits, high * 10**node.digits
    return -INF, INF


def _extreme(node: ir.Aggregate, context: Context, whole: bool) -> Bounds:
    """Greatest (or least) value; over no records it is never (or no end)."""
    assert node.of is not None
    sign = 1 if node.op == "max" else -1
    low: float = -INF
    high: float = -INF
    until = FOREVER
    for _, truth in matching(node.source, node.where, context):
        until = min(until, truth.until)
        if not truth.may:
            continue
        value = number(node.of, context)
        if value is None:
            continue
        value = frozen(value, context.day)
        until = min(until, value.until)
        a, b = sorted((sign * value.low, sign * value.high))
        high = max(high, b)
        if truth.sure:
            low = max(low, a)
    if not whole:
        least, most = _range(node.of)
        high = max(high, most if sign > 0 else -least)
    first, last = sorted((sign * low, sign * high))
    return Bounds(first, last, 0, until)


def single(node: ir.Single, context: Context) -> Result:
    """The hull of every record that may be the one; unknown while none surely is."""
    low: float = INF
    high: float = -INF
    until, sure = FOREVER, False
    for _, truth in matching(node.source, node.where, context):
        until = min(until, truth.until)
        if truth.may:
            value = still(node.of, context) or ANYTHING
            until = min(until, value.until)
            low, high = min(low, value.low), max(high, value.high)
            sure = sure or truth.sure
    return Bounds(low, high, 0, until) if sure else Bounds(-INF, INF, 0, until)


def share(node: ir.Share, context: Context) -> Result:
    """Bounds of the share over every way the undecided records could fall."""
    whole = complete(node.source, context)
    surely_in = surely_both = may_fail_extra = may_both_in = may_both_extra = 0
    until = FOREVER
    for _, truth in matching(node.source, node.where, context):
        until = min(until, truth.until)
        if not truth.may:
            continue
        holds = condition(node.satisfies, context)
        until = min(until, holds.until)
        if truth.sure:
            surely_in += 1
            surely_both += holds.sure
            may_both_in += holds.may
        else:
            may_fail_extra += not holds.sure
            may_both_extra += holds.may
    one = 10**node.type.scale
    if not whole:
        return Bounds(0, one, 0, until)
    if surely_in == 0 and may_fail_extra == 0 and may_both_extra == 0:
        context.unset["share"] = "nothing_to_share"
        return Bounds(-INF, INF, 0, until)
    least, most = surely_in + may_fail_extra, surely_in + may_both_extra
    low = surely_both * one // least if least else 0
    high = (may_both_in + may_both_extra) * one // most if most else one
    return Bounds(low, high, 0, until)


NUMBERS |= {ir.Aggregate: once(aggregate), ir.Single: once(single), ir.Share: once(share)}
