"""One evaluator for each number node: bounds on the day of evaluation, or None for what has not happened."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from anwei.engine.facts.subject import Coverage, Record
from anwei.engine.facts.values import Blank
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.parameters import FOREVER, Value
from anwei.engine.record import conditions, periods
from anwei.engine.record.bounds import (
    ANYTHING, INF, Bounds, Truth, divide, exactly, frozen, multiply,
)
from anwei.engine.record.context import Context, PluginFailure

ATTESTATIONS = "attestations"
Result = Bounds | None


def number(node: ir.Number, context: Context) -> Result:
    """The bounds of a number node; None if it rests on something that has not happened."""
    return EVALUATORS[type(node)](node, context)


def _known(node: ir.Number, context: Context) -> Bounds:
    """Bounds for arithmetic: what has not happened stays undecided."""
    value = number(node, context)
    return ANYTHING if value is None else value


def _still(node: ir.Number, context: Context) -> Bounds:
    return frozen(_known(node, context), context.day)


# -- records --------------------------------------------------------------------------------------------------------


def records(source: ir.Source, context: Context) -> tuple[list[Any], bool]:
    """The records of a source, and whether there are no others."""
    if source.subjects:
        subject = context.subject_at(source.depth)
        found = context.population.within(source.table, subject.division)
        return list(found), subject.coverage.get(source.table) == Coverage.COMPLETE
    owner = context.rows[source.depth]
    subject = context.subject_at(source.depth)
    complete = source.table == ATTESTATIONS or subject.covered(source.table) == Coverage.COMPLETE
    return owner.children.get(source.table, []), complete


def matching(
    source: ir.Source, where: ir.Condition | None, context: Context
) -> Iterator[tuple[Record, Truth]]:
    """Each record that may match, on top of the stack while it is yielded, with how surely it does."""
    rows, _ = records(source, context)
    for row in rows:
        context.rows.append(row)
        try:
            truth = conditions.condition(where, context) if where is not None else Truth(True, True)
            yield row, truth
        finally:
            context.rows.pop()


def _aggregate(node: ir.Aggregate, context: Context) -> Result:
    _, complete = records(node.source, context)
    match node.op:
        case "count":
            return _count(node, context, complete)
        case "sum":
            return _sum(node, context, complete)
    return _extreme(node, context, complete)


def _count(node: ir.Aggregate, context: Context, complete: bool) -> Bounds:
    low, high, until = 0, 0, FOREVER
    for _, truth in matching(node.source, node.where, context):
        low += truth.sure
        high += truth.may
        until = min(until, truth.until)
    return Bounds(low, high if complete else INF, 0, until)


def _sum(node: ir.Aggregate, context: Context, complete: bool) -> Bounds:
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
    if complete:
        return Bounds(low, high, 0, until)
    least, most = _range(node.of)
    return Bounds(low if least >= 0 else -INF, high if most <= 0 else INF, 0, until)


def _range(node: ir.Number) -> tuple[float, float]:
    """The declared range of what one unseen record could add."""
    if isinstance(node, ir.Field):
        return (-INF if node.minimum is None else node.minimum, INF if node.maximum is None else node.maximum)
    if isinstance(node, ir.Rescale):
        low, high = _range(node.of)
        return low * 10**node.digits, high * 10**node.digits
    return -INF, INF


def _extreme(node: ir.Aggregate, context: Context, complete: bool) -> Bounds:
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
    if not complete:
        least, most = _range(node.of)
        high = max(high, most if sign > 0 else -least)
    return Bounds(*sorted((sign * low, sign * high)), 0, until)


def _single(node: ir.Single, context: Context) -> Result:
    """The hull of every record that may be the one; unknown while none surely is."""
    low: float = INF
    high: float = -INF
    until, sure = FOREVER, False
    for _, truth in matching(node.source, node.where, context):
        until = min(until, truth.until)
        if truth.may:
            value = _still(node.of, context)
            until = min(until, value.until)
            low, high = min(low, value.low), max(high, value.high)
            sure = sure or truth.sure
    return Bounds(low, high, 0, until) if sure else Bounds(-INF, INF, 0, until)


def _share(node: ir.Share, context: Context) -> Result:
    """Bounds of the share over every way the undecided records could fall."""
    _, complete = records(node.source, context)
    surely_in = surely_both = may_fail_extra = may_both_in = may_both_extra = 0
    until = FOREVER
    for _, truth in matching(node.source, node.where, context):
        until = min(until, truth.until)
        if not truth.may:
            continue
        holds = conditions.condition(node.satisfies, context)
        until = min(until, holds.until)
        if truth.sure:
            surely_in += 1
            surely_both += holds.sure
            may_both_in += holds.may
        else:
            may_fail_extra += not holds.sure
            may_both_extra += holds.may
    one = 10**node.type.scale
    if not complete:
        return Bounds(0, one, 0, until)
    if surely_in == 0 and may_fail_extra == 0 and may_both_extra == 0:
        context.unset["share"] = "nothing_to_share"
        return Bounds(-INF, INF, 0, until)
    least, most = surely_in + may_fail_extra, surely_in + may_both_extra
    low = surely_both * one // least if least else 0
    high = (may_both_in + may_both_extra) * one // most if most else one
    return Bounds(low, high, 0, until)


# -- parameters -----------------------------------------------------------------------------------------------------


def scalar_values(node: ir.Param, context: Context) -> tuple[list[Value], int]:
    """The value that counts (or, while its date is unknown, every value that may) and until when."""
    if node.at is None:
        value = context.parameter(node.name)
        return ([value] if value else []), context.next_change(node.name)
    day = number(node.at, context)
    if day is None or not day.exact:
        context.parameter(node.name)
        area = context.subject.division
        starts = {v.start for v in context.law.parameters[node.name].values}
        found = [v for s in sorted(starts) if (v := context.law.parameters[node.name].in_force(area, s))]
        return found, FOREVER if day is None else day.until
    value = context.parameter(node.name, int(day.low))
    return ([value] if value else []), day.until


def _param(node: ir.Param, context: Context) -> Result:
    values, until = scalar_values(node, context)
    if not values or any(v.kind == "unset" for v in values):
        return Bounds(-INF, INF, 0, until)
    amounts = [v.amount for v in values]
    return Bounds(min(amounts), max(amounts), 0, until)


def _tier(node: ir.Tier, context: Context) -> Result:
    by, value = _still(node.by, context), context.parameter(node.param)
    until = min(by.until, context.next_change(node.param))
    if value is None or not value.tiers:
        return Bounds(-INF, INF, 0, until)
    digits = ir.type_of(node.by).scale - context.law.parameters[node.param].bound_scale
    found: list[float] = []
    steps = value.tiers
    for step, following in zip(steps, (*steps[1:], None), strict=True):
        start: float = -INF if step.start is None else step.start * 10**digits
        end: float = INF if following is None or following.start is None else following.start * 10**digits - 1
        low, high = max(by.low, start), min(by.high, end)
        if low > high:
            continue
        if step.rate is None:
            found.append(step.value or 0)
        else:
            found += [_rated(p, step.rate, step.rate_scale + ir.type_of(node.by).scale - node.type.scale) for p in (low, high)]
    if by.low < (-INF if steps[0].start is None else steps[0].start * 10**digits):
        found.append(0)  # below the first tier nothing is asked
    return Bounds(min(found), max(found), 0, until)


def _rated(amount: float, rate: int, digits: int) -> float:
    """A rate of an amount, rounded up to a whole unit of the result."""
    if math.isinf(amount):
        return amount
    return -(-int(amount) * rate // 10**digits) if digits >= 0 else int(amount) * rate * 10**-digits


def _brackets(node: ir.Brackets, context: Context) -> Result:
    by, value = _still(node.by, context), context.parameter(node.param)
    until = min(by.until, context.next_change(node.param))
    if value is None or not value.slices:
        return Bounds(-INF, INF, 0, until)
    digits = ir.type_of(node.by).scale - context.law.parameters[node.param].bound_scale

    def accrued(amount: float) -> float:
        total: float = 0
        floor: float = 0
        for part in value.slices:
            top = INF if part.up_to is None else part.up_to * 10**digits
            inside = min(amount, top) - floor
            if inside <= 0 or part.rate == 0:
                if inside <= 0:
                    break
            else:
                total += inside * part.rate
            floor = top
        return total

    return Bounds(accrued(max(0, by.low)), accrued(max(0, by.high)), 0, until)


def _lookup(node: ir.Lookup, context: Context) -> Result:
    value, until = context.parameter(node.param), context.next_change(node.param)
    if value is None or not value.table:
        return Bounds(-INF, INF, 0, until)
    if isinstance(node.by, ir.Item):
        code: object = (context.item or {}).get(node.by.key)
    else:
        code = context.rows[node.by.depth].values.get(node.by.name)
    if code is None or isinstance(code, Blank):
        return Bounds(min(value.table.values()), max(value.table.values()), 0, until)
    amount = value.table.get(str(code))
    if amount is None:
        context.unset[node.param] = "not_in_table"
        return Bounds(-INF, INF, 0, until)
    return Bounds(amount, amount, 0, until)


def length_of(length: ir.Length, context: Context) -> tuple[int, str] | None:
    """A length's count and unit; None where its parameter is unset."""
    if not length.param:
        return length.count, length.unit
    value = context.parameter(length.param)
    return (value.length.count, value.length.unit) if value and value.length else None


# -- facts, time and arithmetic ---------------------------------------------------------------------------------------


def _field(node: ir.Field, context: Context) -> Result:
    value = context.rows[node.depth].values.get(node.name)
    if value is None:
        if node.not_yet and node.name not in context.rows[node.depth].values:
            return None
        return Bounds(-INF if node.minimum is None else node.minimum, INF if node.maximum is None else node.maximum)
    if isinstance(value, Blank):
        return None
    return exactly(value)  # type: ignore[arg-type]


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
    return context.memo[key]


def _add(node: ir.Add, context: Context) -> Result:
    terms = [number(t, context) for t in node.terms]
    if any(t is None for t in terms):
        return None
    known = [t for t in terms if t is not None]
    return Bounds(
        sum(t.low for t in known), sum(t.high for t in known), sum(t.slope for t in known), min(t.until for t in known)
    )


def _subtract(node: ir.Subtract, context: Context) -> Result:
    left, right = number(node.left, context), number(node.right, context)
    if left is None or right is None:
        return None
    low, high = left.low - right.high, left.high - right.low
    return Bounds(
        -INF if math.isnan(low) else low, INF if math.isnan(high) else high, left.slope - right.slope,
        min(left.until, right.until),
    )


def _divide(node: ir.Divide, context: Context) -> Result:
    right = _still(node.right, context)
    if right.exact and right.low == 0:
        context.unset["divide"] = "division_by_zero"
    return divide(_still(node.left, context), right, node.type.scale, node.up)


def _choose(pick: Callable[..., float]) -> Callable[[Any, Context], Result]:
    def evaluate(node: ir.Larger | ir.Smaller, context: Context) -> Result:
        terms = [_still(t, context) for t in node.terms]
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
        until = min(until, context.day + 1)
        if not start.slope and end.slope == 1 and start.exact and end.exact and math.isfinite(start.low):
            done = periods.complete_years(int(start.low), int(end.low))
            shift = int(end.low) - context.day
            until = min(start.until, end.until, periods.add_months(int(start.low), 12 * (done + 1)) - shift)
            until = max(until, context.day + 1)

    def between(a: float, b: float, otherwise: float) -> float:
        return periods.complete_years(int(a), int(b)) if math.isfinite(a) and math.isfinite(b) else otherwise

    return Bounds(between(start.high, end.low, -INF), between(start.low, end.high, INF), 0, until)


def _shift(node: ir.Shift, context: Context) -> Result:
    value = number(node.of, context)
    if value is None:
        return None
    span = length_of(node.by, context)
    if span is None:
        return Bounds(-INF, INF, 0, context.next_change(node.by.param))
    until = min(value.until, context.next_change(node.by.param)) if node.by.param else value.until
    count, unit = span
    if unit != "days":
        value = frozen(value, context.day)
        until = min(until, value.until)

    def moved(day: float) -> float:
        return periods.add(int(day), count, unit, context.law.calendar) if math.isfinite(day) else day

    return Bounds(moved(value.low), moved(value.high), value.slope, until)


def _edge(node: ir.Edge, context: Context) -> Result:
    found, until = conditions.windows_of(node.recurrence, context)
    if found is None:
        return Bounds(-INF, INF, 0, until)
    period: periods.Period = getattr(found, node.period)
    return Bounds(getattr(period, node.edge), getattr(period, node.edge), 0, until)


def _call(node: ir.Call, context: Context) -> Result:
    args = [_still(a, context) for a in node.args]
    try:
        found = context.law.functions[node.function](*(Bounds(a.low, a.high) for a in args))
        return Bounds(found.low, found.high, 0, min((a.until for a in args), default=FOREVER))
    except Exception as error:
        raise PluginFailure(f"{node.function}: {type(error).__name__}: {error}") from error


EVALUATORS: dict[type, Callable[[Any, Context], Result]] = {
    ir.Constant: lambda node, _: exactly(node.amount),
    ir.AsOf: lambda node, context: Bounds(context.day + node.offset, context.day + node.offset, 1),
    ir.Field: _field,
    ir.Param: _param,
    ir.Item: _item,
    ir.Measured: _measured,
    ir.Aggregate: _aggregate,
    ir.Single: _single,
    ir.Tier: _tier,
    ir.Brackets: _brackets,
    ir.Lookup: _lookup,
    ir.Add: _add,
    ir.Subtract: _subtract,
    ir.Multiply: lambda node, context: multiply(_still(node.left, context), _still(node.right, context)),
    ir.Divide: _divide,
    ir.Larger: _choose(max),
    ir.Smaller: _choose(min),
    ir.Rescale: _rescale,
    ir.Years: _years,
    ir.Shift: _shift,
    ir.Share: _share,
    ir.Edge: _edge,
    ir.Call: _call,
}
