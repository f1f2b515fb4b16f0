"""Parameters in numbers: scalars, tiers, progressive brackets, tables and lengths."""

from __future__ import annotations

import math
from collections.abc import Collection

from anwei.engine.facts.values import Blank
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.parameters import FOREVER, Step, Value
from anwei.engine.ir.walk import walk
from anwei.engine.record.bounds import INF, Bounds
from anwei.engine.record.context import Context
from anwei.engine.record.dispatch import NUMBERS, still

_LAX = frozenset({False})

Result = Bounds | None


def values_of(name: str, at: ir.Number | None, context: Context) -> tuple[list[Value], int]:
    """The value that counts (or, while its date is unknown, every value that may) and until when.

    An empty list: no value is in force, or the source sets none.
    """
    if at is None:
        value, until = context.parameter(name), context.next_change(name)
        return ([value] if value is not None and value.kind != "unset" else []), until
    day = still(at, context)
    if day is not None and day.exact and math.isfinite(day.low):
        value = context.parameter(name, int(day.low))
        return ([value] if value is not None and value.kind != "unset" else []), day.until
    context.parameter(name)
    area, parameter = context.subject.division, context.law.parameters[name]
    edges = {v.start for v in parameter.values} | {v.end + 1 for v in parameter.values if v.end < FOREVER}
    found = [parameter.in_force(area, d) for d in sorted(edges)]
    known = [v for v in found if v is not None and v.kind != "unset"]
    return (known if len(known) == len(found) else []), FOREVER if day is None else day.until


def hull(parts: list[Bounds], until: int) -> Bounds:
    """The bounds that hold whichever of the values counts; anything where none does."""
    if not parts:
        return Bounds(-INF, INF, 0, until)
    return Bounds(min(p.low for p in parts), max(p.high for p in parts), 0, until)


def may_be_blank(node: ir.Number, value: Bounds, context: Context) -> bool:
    """Whether an unknown number may also rest on something that has not happened, and so be no number at all."""
    if math.isfinite(value.low) or math.isfinite(value.high) or value.exact:
        return False
    return any(
        (isinstance(n, ir.Field) and n.not_yet)
        or (isinstance(n, ir.Measured) and may_be_blank(context.measures[n.name].node, value, context))
        for n in walk(node)
    )


def param(node: ir.Param, context: Context) -> Result:
    values, until = values_of(node.name, node.at, context)
    return hull([Bounds(v.amount, v.amount) for v in values], until)


def tier(node: ir.Tier, context: Context) -> Result:
    by = still(node.by, context)
    if by is None:
        return None
    values, until = values_of(node.param, node.at, context)
    if may_be_blank(node.by, by, context):
        values = []
    return hull([_tier_of(v, node, by, context) for v in values], min(by.until, until))


def _tier_of(value: Value, node: ir.Tier, by: Bounds, context: Context) -> Bounds:
    digits = ir.type_of(node.by).scale - context.law.parameters[node.param].bound_scale
    starts = [_start(s, 10**digits) for s in value.tiers]
    found: list[float] = []
    for step, start, following in zip(value.tiers, starts, [*starts[1:], INF], strict=True):
        low, high = max(by.low, start), min(by.high, following - 1)
        if low > high:
            continue
        if step.rate is None:
            found.append(step.value or 0)
        else:
            shift = step.rate_scale + ir.type_of(node.by).scale - node.type.scale
            found += [_rated(p, step.rate, shift) for p in (low, high)]
    if by.low < starts[0]:
        found.append(0)  # below the first tier nothing is asked
    return Bounds(min(found), max(found))


def _start(step: Step, factor: int) -> float:
    """The least measured number in a tier; above 100 begins right after 100, however finely that is measured."""
    if step.start is None:
        return -INF
    return (step.start - 1) * factor + 1 if step.above else step.start * factor


def _rated(amount: float, rate: int, digits: int) -> float:
    """A rate of an amount, rounded up to a whole unit of the result."""
    if math.isinf(amount):
        return amount
    product = int(amount) * rate
    return -(-product // int(10**digits)) if digits >= 0 else product * int(10**-digits)


def brackets(node: ir.Brackets, context: Context) -> Result:
    by = still(node.by, context)
    if by is None:
        return None
    values, until = values_of(node.param, node.at, context)
    if may_be_blank(node.by, by, context):
        values = []
    digits = ir.type_of(node.by).scale - context.law.parameters[node.param].bound_scale
    parts = [Bounds(_accrued(v, max(0, by.low), digits), _accrued(v, max(0, by.high), digits)) for v in values]
    return hull(parts, min(by.until, until))


def _accrued(value: Value, amount: float, digits: int) -> float:
    """Each slice of an amount at its own rate, added up."""
    total: float = 0
    floor: float = 0
    for part in value.slices:
        top = INF if part.up_to is None else part.up_to * 10**digits
        inside = min(amount, top) - floor
        if inside <= 0:
            break
        total += inside * part.rate if part.rate else 0
        floor = top
    return total


def lookup(node: ir.Lookup, context: Context) -> Result:
    values, until = values_of(node.param, node.at, context)
    code = code_of(node, context)
    if isinstance(code, Blank):
        return None
    if code is None and isinstance(node.by, ir.Field) and node.by.not_yet:
        return Bounds(-INF, INF, 0, until)  # it may not have happened
    parts: list[Bounds] = []
    for value in values:
        amounts = list(value.table.values()) if code is None else [value.table.get(str(code))]
        if None in amounts:
            context.unset[node.param] = "not_in_table"
            return Bounds(-INF, INF, 0, until)
        known = [a for a in amounts if a is not None]
        parts.append(Bounds(min(known), max(known)))
    return hull(parts, until)


def code_of(node: ir.Lookup, context: Context) -> object:
    """The code that a lookup reads by; None while it is not known."""
    if isinstance(node.by, ir.Item):
        return (context.item or {}).get(node.by.key)
    return context.rows[node.by.depth].values.get(node.by.name)


def length_of(length: ir.Length, context: Context) -> tuple[int, str] | None:
    """A length's count and unit; None where its parameter is unset."""
    if not length.param:
        return length.count, length.unit
    value = context.parameter(length.param)
    return (value.length.count, value.length.unit) if value and value.length else None


def strictness(node: ir.Number, context: Context) -> Collection[bool]:
    """Whether a limit is strict by its parameter (below 8 means never 8 itself); both while that is open."""
    while isinstance(node, ir.Rescale):
        node = node.of
    if isinstance(node, ir.Measured):
        return strictness(context.measures[node.name].node, context)
    if not isinstance(node, ir.Param) or not any(v.strict for v in context.law.parameters[node.name].values):
        return _LAX
    return {v.strict for v in values_of(node.name, node.at, context)[0]} or {False}


NUMBERS |= {ir.Param: param, ir.Tier: tier, ir.Brackets: brackets, ir.Lookup: lookup}
