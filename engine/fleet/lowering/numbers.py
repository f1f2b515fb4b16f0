"""Facts, time and arithmetic; mirrors ``record.numbers``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from typing import Any

from anwei.engine.fleet.bounds import FleetBounds
from anwei.engine.fleet.graph import NO_LEAST, NO_MOST, Expr
from anwei.engine.fleet.lowering import facts, lookups, periods
from anwei.engine.fleet.lowering.dispatch import NUMBERS, number, still
from anwei.engine.fleet.lowering.scope import Scope, tested
from anwei.engine.ir import nodes as ir
from anwei.engine.record.context import PluginFailure


def _field(node: ir.Field, scope: Scope) -> FleetBounds:
    graph, fact = scope.graph, facts.field(node, scope)
    least = NO_LEAST if node.minimum is None or node.not_yet else node.minimum
    most = NO_MOST if node.maximum is None or node.not_yet else node.maximum
    return scope.algebra.between(
        graph.choose(fact.known, fact.value, graph.number(least)),
        graph.choose(fact.known, fact.value, graph.number(most)),
        blank=fact.blank,
    )


def _item(node: ir.Item, scope: Scope) -> FleetBounds:
    value = (scope.item or {}).get(node.key)
    return scope.algebra.exactly(value) if isinstance(value, int) else scope.algebra.anything()


def _measured(node: ir.Measured, scope: Scope) -> FleetBounds:
    measure = scope.measures[node.name]
    first, here = scope.rows[0], scope.here
    match measure.scope:
        case "":
            inner = scope.with_rows(first)
        case "*item":
            inner = scope.with_rows(first, item=scope.item)
        case _:
            # what a record's measure says does not depend on what the record is paired with
            row = here.base if here.base is not None and first in here.base.ancestors else here
            inner = scope.with_rows(first, row, item=scope.item)
    key = (node.name, inner.rows, id(inner.item))
    if key not in scope.memo:
        with inner.meeting():
            scope.memo[key] = number(measure.node, inner)
    return scope.memo[key]


def _sum(terms: list[FleetBounds], scope: Scope) -> FleetBounds:
    graph, algebra = scope.graph, scope.algebra
    return FleetBounds(
        reduce(graph.add, (t.low for t in terms)),
        reduce(lambda a, b: graph.add(a, b, NO_MOST), (t.high for t in terms)),
        algebra.either_blank(*terms),
        sum(t.slope for t in terms),
        algebra.earliest(*(t.until for t in terms)),
    )


def _add(node: ir.Add, scope: Scope) -> FleetBounds:
    return _sum([number(t, scope) for t in node.terms], scope)


def _subtract(node: ir.Subtract, scope: Scope) -> FleetBounds:
    graph, algebra = scope.graph, scope.algebra
    left, right = number(node.left, scope), number(node.right, scope)
    return FleetBounds(
        graph.subtract(left.low, right.high),
        graph.subtract(left.high, right.low, NO_MOST),
        algebra.either_blank(left, right),
        left.slope - right.slope,
        algebra.earliest(left.until, right.until),
    )


def _among(corners: list[Expr], left: FleetBounds, right: FleetBounds, doubt: Expr, scope: Scope) -> FleetBounds:
    """Between the extremes of the corners; anything where there is a doubt."""
    graph, algebra = scope.graph, scope.algebra
    return FleetBounds(
        graph.choose(doubt, graph.number(NO_LEAST), graph.least(*corners)),
        graph.choose(doubt, graph.number(NO_MOST), graph.most(*corners)),
        algebra.either_blank(left, right),
        0,
        algebra.earliest(left.until, right.until),
    )


def _multiply(node: ir.Multiply, scope: Scope) -> FleetBounds:
    graph, algebra = scope.graph, scope.algebra
    left, right = still(node.left, scope), still(node.right, scope)
    corners = [graph.multiply(a, b) for a, b in algebra.corners(left, right)]
    doubt = graph.any(lookups.may_be_blank(node.left, left, scope), lookups.may_be_blank(node.right, right, scope))
    return _among(corners, left, right, doubt, scope)


def _divide(node: ir.Divide, scope: Scope) -> FleetBounds:
    graph, algebra = scope.graph, scope.algebra
    left, right = still(node.left, scope), still(node.right, scope)
    factor, zero = 10**node.type.scale, graph.number(0)
    corners = [graph.divide(a, b, factor, up=node.up) for a, b in algebra.corners(left, right)]
    doubt = graph.all(graph.ge(zero, right.low), graph.ge(right.high, zero))
    return _among(corners, left, right, doubt, scope)


def _choose(pick: str) -> Callable[[Any, Scope], FleetBounds]:
    def lower(node: ir.Larger | ir.Smaller, scope: Scope) -> FleetBounds:
        """The extreme of the terms that have happened; blank where none has."""
        graph, algebra = scope.graph, scope.algebra
        extreme, none = (graph.most, NO_LEAST) if pick == "larger" else (graph.least, NO_MOST)
        terms = [still(n, scope) for n in node.terms]
        absent = graph.number(none)
        return FleetBounds(
            extreme(*(graph.choose(t.blank, absent, t.low) for t in terms)),
            extreme(*(graph.choose(t.blank, absent, t.high) for t in terms)),
            graph.all(*(t.blank for t in terms)),
            0,
            algebra.earliest(*(graph.choose(t.blank, algebra.forever, t.until) for t in terms)),
        )

    return lower


def _rescale(node: ir.Rescale, scope: Scope) -> FleetBounds:
    value, factor = number(node.of, scope), 10**node.digits
    by = scope.graph.number(factor)
    multiply = scope.graph.multiply
    return replace(value, low=multiply(value.low, by), high=multiply(value.high, by), slope=value.slope * factor)


def _years(node: ir.Years, scope: Scope) -> FleetBounds:
    graph, algebra = scope.graph, scope.algebra
    start, end = number(node.start, scope), number(node.end, scope)
    until = algebra.earliest(start.until, end.until)
    if start.slope or end.slope:
        until = algebra.earliest(until, _next_year(start, end, scope))

    def between(a: Expr, b: Expr, otherwise: int) -> Expr:
        bounded = graph.all(graph.is_bounded(a), graph.is_bounded(b))
        return graph.choose(bounded, graph.years_between(a, b), graph.number(otherwise))

    return FleetBounds(
        between(start.high, end.low, NO_LEAST),
        between(start.low, end.high, NO_MOST),
        algebra.either_blank(start, end),
        0,
        until,
    )


def _next_year(start: FleetBounds, end: FleetBounds, scope: Scope) -> Expr:
    """The first later day on which another year may be complete; where that is not easily said, the next day."""
    graph, algebra, tomorrow = scope.graph, scope.algebra, scope.algebra.at(scope.day + 1)
    if start.slope or end.slope != 1 or not algebra.dates:
        return tomorrow
    ahead = graph.subtract(end.low, graph.number(scope.day))

    def following(first: Expr) -> Expr:
        months = graph.multiply(graph.add(graph.years_between(first, end.low), graph.number(1)), graph.number(12))
        completed = graph.subtract(graph.months_later(first, months), ahead)
        return graph.choose(graph.is_bounded(first), completed, algebra.forever)

    found = graph.most(algebra.earliest(following(start.low), following(start.high)), tomorrow)
    return graph.choose(algebra.exact(end), found, tomorrow)


def _shift(node: ir.Shift, scope: Scope) -> FleetBounds:
    algebra, value = scope.algebra, number(node.of, scope)
    spans = scope.by_area(lambda d: periods.span(node.by, d, scope))
    cases = [(test, _moved(value, span, node, scope)) for test, span in spans]
    slope = value.slope if all(c.slope for _, c in cases) else 0
    if slope != value.slope:  # moved by days in one area and by months in another: looked at again every day
        cases = [(test, algebra.still(c)) for test, c in cases]
    return replace(tested(cases, algebra.either), slope=slope)


def _moved(value: FleetBounds, span: tuple[int, str] | None, node: ir.Shift, scope: Scope) -> FleetBounds:
    algebra = scope.algebra
    change = scope.next_change(node.by.param) if node.by.param else algebra.forever
    if span is None:
        return replace(algebra.anything(change), blank=value.blank)
    count, unit = span
    if unit != "days":
        value = algebra.still(value)
    low, high = (periods.moved(v, count, unit, scope) for v in (value.low, value.high))
    return FleetBounds(low, high, value.blank, value.slope, algebra.earliest(value.until, change))


def _call(node: ir.Call, scope: Scope) -> FleetBounds:
    graph, algebra = scope.graph, scope.algebra
    args = [still(a, scope) for a in node.args]
    until = algebra.earliest(*(a.until for a in args))
    doubt = graph.any(*(lookups.may_be_blank(n, a, scope) for n, a in zip(node.args, args, strict=True)))
    happened = [replace(a, blank=graph.false, until=algebra.forever) for a in args]
    found = _lowered(node.function, happened, scope)
    known = algebra.either(doubt, algebra.anything(), found)
    return FleetBounds(known.low, known.high, algebra.either_blank(*args), 0, until)


def _lowered(name: str, args: list[FleetBounds], scope: Scope) -> FleetBounds:
    """What a plugin's own code builds. Whatever goes wrong in it costs the rule alone."""
    try:
        found = scope.plan.lowered[name](scope.algebra, *args)
    except Exception as error:
        raise PluginFailure(f"{name}: {type(error).__name__}: {error}") from error
    if not isinstance(found, FleetBounds):
        raise PluginFailure(f"{name}: its lowering must return FleetBounds, not {type(found).__name__}")
    return found


NUMBERS |= {
    ir.Constant: lambda node, scope: scope.algebra.exactly(node.amount),
    ir.AsOf: lambda node, scope: scope.algebra.exactly(scope.day + node.offset, slope=1),
    ir.Field: _field,
    ir.Item: _item,
    ir.Measured: _measured,
    ir.Add: _add,
    ir.Subtract: _subtract,
    ir.Multiply: _multiply,
    ir.Divide: _divide,
    ir.Larger: _choose("larger"),
    ir.Smaller: _choose("smaller"),
    ir.Rescale: _rescale,
    ir.Years: _years,
    ir.Shift: _shift,
    ir.Edge: periods.edge,
    ir.Call: _call,
}
