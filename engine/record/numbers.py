"""Facts, time and arithmetic: bounds on the day of evaluation, or None for what has not happened."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from anwei.engine.facts.values import Blank
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.parameters import FOREVER
from anwei.engine.record import lookups, periods, recurrences
from anwei.engine.record.bounds import (
    ANYTHING,
    INF,
    Bounds,
    divide,
    exactly,
    frozen,
    multiply,
)
from anwei.engine.record.context import Context, PluginFailure
from anwei.engine.record.dispatch import NUMBERS, number, still

Result = Bounds | None


def _field(node: ir.Field, context: Context) -> Result:
    value = context.rows[node.depth].values.get(node.name)
    if value is None:
        if node.not_yet:
            # not known whether it has happened at all: no declared range holds for what has not
            return None if node.name not in context.rows[node.depth].values else ANYTHING
        return Bounds(-INF if node.minimum is None else node.minimum, INF if node.maximum is None else node.maximum)
    if isinstance(value, Blank):
        return None
    assert isinstance(value, int)
    return Bounds(value, value)


def _item(node: ir.Item, context: Context) -> Result:
    value = (context.item or {}).get(node.key)
    return exactly(value) if isinstance(value, int) else ANYTHING


def _measured(node: ir.Measured, context: Context) -> Result:
    measure = context.measures[node.name]
    if measure.scope == "*item":
        key = (node.name, id(context.item))
    elif measure.scope:
        key = (node.name, id(context.rows[-1]))
    else:
        key = (node.name, 0)
    if key not in context.memo:
        rows = context.rows
        item = context.item
        context.rows = [rows[0], rows[-1]] if measure.scope not in ("", "*item") else rows[:1]
        if not measure.scope:
            context.item = None
        try:
            context.memo[key] = number(measure.node, context)
        finally:
            context.rows, context.item = rows, item
    found: Result = context.memo[key]
    return found


def _add(node: ir.Add, context: Context) -> Result:
    terms = [number(t, context) for t in node.terms]
    if any(t is None for t in terms):
        return None
    known = [t for t in terms if t is not None]
    low, high = sum(t.low for t in known), sum(t.high for t in known)
    return Bounds(
        -INF if math.isnan(low) else low,
        INF if math.isnan(high) else high,
        sum(t.slope for t in known),
        min(t.until for t in known),
    )


def _subtract(node: ir.Subtract, context: Context) -> Result:
    left, right = number(node.left, context), number(node.right, context)
    if left is None or right is None:
        return None
    low, high = left.low - right.high, left.high - right.low
    return Bounds(
        -INF if math.isnan(low) else low,
        INF if math.isnan(high) else high,
        left.slope - right.slope,
        min(left.until, right.until),
    )


def _divide(node: ir.Divide, context: Context) -> Result:
    left, right = still(node.left, context), still(node.right, context)
    if left is None or right is None:
        return None
    return divide(left, right, node.type.scale, node.up)


def _multiply(node: ir.Multiply, context: Context) -> Result:
    left, right = still(node.left, context), still(node.right, context)
    if left is None or right is None:
        return None
    if lookups.may_be_blank(node.left, left, context) or lookups.may_be_blank(node.right, right, context):
        return Bounds(-INF, INF, 0, min(left.until, right.until))
    return multiply(left, right)


def _choose(pick: Callable[..., float]) -> Callable[[Any, Context], Result]:
    def evaluate(node: ir.Larger | ir.Smaller, context: Context) -> Result:
        terms = [t for n in node.terms if (t := still(n, context)) is not None]
        if not terms:
            return None
        return Bounds(pick(t.low for t in terms), pick(t.high for t in terms), 0, min(t.until for t in terms))

    return evaluate


def _rescale(node: ir.Rescale, context: Context) -> Result:
    value = number(node.of, context)
    if value is None:
        return None
    factor = 10**node.digits
    return Bounds(value.low * factor, value.high * factor, value.slope * factor, value.until)


def _years(node: ir.Years, context: Context) -> Result:
    start, end = number(node.start, context), number(node.end, context)
    if start is None or end is None:
        return None
    until = min(start.until, end.until)
    if start.slope or end.slope:
        until = min(until, _next_year(start, end, context.day))

    def between(a: float, b: float, otherwise: float) -> float:
        return periods.complete_years(int(a), int(b)) if math.isfinite(a) and math.isfinite(b) else otherwise

    return Bounds(between(start.high, end.low, -INF), between(start.low, end.high, INF), 0, until)


def _next_year(start: Bounds, end: Bounds, day: int) -> int:
    """The first later day on which another year may be complete; where that is not easily said, the next day."""
    if start.slope or end.slope != 1 or not end.exact:
        return day + 1
    last = int(end.low)
    known = [int(first) for first in (start.low, start.high) if math.isfinite(first)]
    following = [periods.add_months(f, 12 * (periods.complete_years(f, last) + 1)) - (last - day) for f in known]
    return max(min(following, default=FOREVER), day + 1)


def _shift(node: ir.Shift, context: Context) -> Result:
    value = number(node.of, context)
    return shifted(value, node.by, context) if value is not None else None


def shifted(value: Bounds, by: ir.Length, context: Context) -> Bounds:
    """A day moved forward by a length of time."""
    span = lookups.length_of(by, context)
    if span is None:
        return Bounds(-INF, INF, 0, context.next_change(by.param))
    until = min(value.until, context.next_change(by.param)) if by.param else value.until
    count, unit = span
    if unit != "days":
        value = frozen(value, context.day)
        until = min(until, value.until)
    low = _moved(value.low, count, unit, context)
    return Bounds(low, low if value.exact else _moved(value.high, count, unit, context), value.slope, until)


def _moved(day: float, count: int, unit: str, context: Context) -> float:
    return periods.add(int(day), count, unit, context.law.calendar) if math.isfinite(day) else day


def _edge(node: ir.Edge, context: Context) -> Result:
    found, until = recurrences.windows_of(node.recurrence, context)
    if found is None:
        return Bounds(-INF, INF, 0, until)
    period: periods.Period = getattr(found, node.period)
    return Bounds(getattr(period, node.edge), getattr(period, node.edge), 0, until)


def _call(node: ir.Call, context: Context) -> Result:
    given = [still(a, context) for a in node.args]
    args = [a for a in given if a is not None]
    if len(args) < len(given):
        return None
    if any(lookups.may_be_blank(n, a, context) for n, a in zip(node.args, args, strict=True)):
        return Bounds(-INF, INF, 0, min(a.until for a in args))
    try:
        found = context.law.functions[node.function](*(Bounds(a.low, a.high) for a in args))
        return Bounds(found.low, found.high, 0, min((a.until for a in args), default=FOREVER))
    except Exception as error:
        raise PluginFailure(f"{node.function}: {type(error).__name__}: {error}") from error


NUMBERS |= {
    ir.Constant: lambda node, _: exactly(node.amount),
    ir.AsOf: lambda node, context: Bounds(context.day + node.offset, context.day + node.offset, 1),
    ir.Field: _field,
    ir.Item: _item,
    ir.Measured: _measured,
    ir.Add: _add,
    ir.Subtract: _subtract,
    ir.Multiply: _multiply,
    ir.Divide: _divide,
    ir.Larger: _choose(max),
    ir.Smaller: _choose(min),
    ir.Rescale: _rescale,
    ir.Years: _years,
    ir.Shift: _shift,
    ir.Edge: _edge,
    ir.Call: _call,
}
