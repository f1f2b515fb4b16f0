"""Parameters in numbers: scalars, tiers, progressive brackets and tables; mirrors ``record.lookups``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from anwei.engine.fleet.bounds import FleetBounds
from anwei.engine.fleet.graph import NO_LEAST, NO_MOST, Expr
from anwei.engine.fleet.lowering import facts
from anwei.engine.fleet.lowering.dispatch import NUMBERS, still
from anwei.engine.fleet.lowering.scope import Scope, tested
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.parameters import FOREVER, Parameter, Step, Value
from anwei.engine.ir.walk import walk

Values = tuple[Value, ...]


def by_value(
    name: str, at: ir.Number | None, scope: Scope, build: Callable[[Values, Expr], FleetBounds]
) -> FleetBounds:
    """What ``build`` makes of the values that may count: one, several while their date is open, or none."""
    parameter = scope.law.parameters[name]
    numbered = {id(v): i for i, v in enumerate(parameter.values)}

    def of(indexes: tuple[int, ...], until: Expr) -> FleetBounds:
        return build(tuple(parameter.values[i] for i in indexes), until)

    def index(value: Value | None) -> tuple[int, ...]:
        return () if value is None or value.kind == "unset" else (numbered[id(value)],)

    algebra = scope.algebra
    if at is None:
        until = scope.next_change(name)
        cases = scope.by_area(lambda d: index(parameter.in_force(d, scope.day)))
        return tested([(test, of(found, until)) for test, found in cases], algebra.either)
    day = still(at, scope)
    edges = _edges(parameter)
    spread = [
        (test, _by_date(day, edges, history, of, scope))
        for test, history in scope.by_area(lambda d: tuple(index(parameter.in_force(d, e)) for e in edges))
    ]
    return tested(spread, algebra.either)


def _edges(parameter: Parameter) -> list[int]:
    """The days from which another value may hold."""
    starts = {v.start for v in parameter.values} | {v.end + 1 for v in parameter.values if v.end < FOREVER}
    return sorted(starts)


def _by_date(
    day: FleetBounds,
    edges: list[int],
    history: tuple[tuple[int, ...], ...],
    of: Callable[[tuple[int, ...], Expr], FleetBounds],
    scope: Scope,
) -> FleetBounds:
    """By a fact's date: the value of that day, or the hull of all values while the date is not known."""
    graph, algebra = scope.graph, scope.algebra
    settled = graph.all(graph.no(day.blank), algebra.exact(day), graph.is_bounded(day.low))
    dated = of((), day.until)
    for start, indexes in zip(edges, history, strict=True):
        dated = algebra.either(graph.ge(day.low, graph.number(start)), of(indexes, day.until), dated)
    every = tuple(dict.fromkeys(i for found in history for i in found)) if all(history) else ()
    open_until = graph.choose(day.blank, algebra.forever, day.until)
    return algebra.either(settled, dated, of(every, open_until))


def may_be_blank(node: ir.Number, value: FleetBounds, scope: Scope) -> Expr:
    """Whether an unknown number may also rest on something that has not happened, and so be no number at all."""
    return scope.algebra.shapeless(value) if _rests_on_not_yet(node, scope) else scope.graph.false


def _rests_on_not_yet(node: ir.Number, scope: Scope) -> bool:
    return any(
        (isinstance(n, ir.Field) and n.not_yet)
        or (isinstance(n, ir.Measured) and _rests_on_not_yet(scope.measures[n.name].node, scope))
        for n in walk(node)
    )


def param(node: ir.Param, scope: Scope) -> FleetBounds:
    algebra = scope.algebra
    if node.at is None:  # by far the most: one number by area

        def amount(division: str, otherwise: int) -> int:
            value = scope.law.parameters[node.name].in_force(division, scope.day)
            return otherwise if value is None or value.kind == "unset" else value.amount

        low = scope.number_by_area(lambda d: amount(d, NO_LEAST))
        high = scope.number_by_area(lambda d: amount(d, NO_MOST))
        return algebra.between(low, high, until=scope.next_change(node.name))

    def hull(values: Values, until: Expr) -> FleetBounds:
        return algebra.hull([algebra.exactly(v.amount) for v in values], until)

    return by_value(node.name, node.at, scope, hull)


# -- tiers and brackets ---------------------------------------------------------------------------------------------


def tier(node: ir.Tier, scope: Scope) -> FleetBounds:
    algebra, by = scope.algebra, still(node.by, scope)
    digits = ir.type_of(node.by).scale - scope.law.parameters[node.param].bound_scale
    doubt = may_be_blank(node.by, by, scope)

    def build(values: Values, until: Expr) -> FleetBounds:
        return algebra.hull([_tier_of(v, node, by, digits, scope) for v in values], until)

    return _measured_by(by, doubt, by_value(node.param, node.at, scope, build), scope)


def _measured_by(by: FleetBounds, doubt: Expr, found: FleetBounds, scope: Scope) -> FleetBounds:
    """Blank where ``by`` is, anything where it may be no number."""
    algebra = scope.algebra
    known = algebra.either(doubt, algebra.anything(found.until), found)
    return replace(known, blank=by.blank, until=algebra.earliest(known.until, by.until))


def _tier_of(value: Value, node: ir.Tier, by: FleetBounds, digits: int, scope: Scope) -> FleetBounds:
    graph = scope.graph
    factor = 10**digits
    starts = [_start(s, factor) for s in value.tiers]
    lows: list[Expr] = []
    highs: list[Expr] = []
    settled = graph.number(0)  # below the first tier nothing is asked

    def possible(test: Expr, low: Expr, high: Expr) -> None:
        lows.append(graph.choose(test, low, graph.number(NO_MOST)))
        highs.append(graph.choose(test, high, graph.number(NO_LEAST)))

    if starts[0] != NO_LEAST:
        possible(graph.gt(graph.number(starts[0]), by.low), settled, settled)
    for step, start, following in zip(value.tiers, starts, [*starts[1:], NO_MOST], strict=True):
        reached = graph.ge(by.high, graph.number(start)) if start != NO_LEAST else graph.true
        inside = reached
        if following != NO_MOST:
            inside = graph.all(reached, graph.gt(graph.number(following), by.low))
        if step.rate is None:
            amount = graph.number(step.value or 0)
            possible(inside, amount, amount)
        else:
            shift = step.rate_scale + ir.type_of(node.by).scale - node.type.scale
            amount = _rated(by.low, step.rate, shift, scope)
            last = NO_MOST if following == NO_MOST else following - 1
            ends = graph.most(by.low, graph.number(start)), graph.least(by.high, graph.number(last))
            rated = [_rated(e, step.rate, shift, scope) for e in ends]
            possible(inside, graph.least(*rated), graph.most(*rated))
        settled = graph.choose(graph.ge(by.low, graph.number(start)), amount, settled)
    exact = scope.algebra.exact(by)
    low, high = (graph.choose(exact, settled, hull) for hull in (graph.least(*lows), graph.most(*highs)))
    return scope.algebra.between(low, high)


def _start(step: Step, factor: int) -> int:
    """The least measured number in a tier; above 100 begins right after 100, however finely that is measured."""
    if step.start is None:
        return NO_LEAST
    return (step.start - 1) * factor + 1 if step.above else step.start * factor


def _rated(amount: Expr, rate: int, digits: int, scope: Scope) -> Expr:
    """A rate of an amount, rounded up to a whole unit of the result."""
    graph = scope.graph
    product = graph.multiply(amount, graph.number(rate))
    if digits < 0:
        found = graph.multiply(product, graph.number(10**-digits))
    else:
        unit = graph.number(10**digits)
        found = graph.choose(
            graph.ge(product, graph.number(0)),
            graph.divide(product, unit, 1, up=True),
            graph.divide(product, unit, 1, up=False),
        )
    return graph.choose(graph.is_bounded(amount), found, amount)


def brackets(node: ir.Brackets, scope: Scope) -> FleetBounds:
    algebra, by = scope.algebra, still(node.by, scope)
    digits = ir.type_of(node.by).scale - scope.law.parameters[node.param].bound_scale
    doubt = may_be_blank(node.by, by, scope)

    def build(values: Values, until: Expr) -> FleetBounds:
        parts = [
            algebra.between(_accrued(v, by.low, digits, scope), _accrued(v, by.high, digits, scope)) for v in values
        ]
        return algebra.hull(parts, until)

    return _measured_by(by, doubt, by_value(node.param, node.at, scope, build), scope)


def _accrued(value: Value, amount: Expr, digits: int, scope: Scope) -> Expr:
    """Each slice of an amount at its own rate, added up."""
    graph, zero = scope.graph, scope.graph.number(0)
    total, floor = zero, 0
    for part in value.slices:
        top = NO_MOST if part.up_to is None else part.up_to * 10**digits
        inside = graph.most(graph.subtract(graph.least(amount, graph.number(top)), graph.number(floor)), zero)
        total = graph.add(total, graph.multiply(inside, graph.number(part.rate)))
        floor = top
    return total


# -- tables ---------------------------------------------------------------------------------------------------------


def lookup(node: ir.Lookup, scope: Scope) -> FleetBounds:
    graph, algebra = scope.graph, scope.algebra
    if isinstance(node.by, ir.Item):
        code = str((scope.item or {}).get(node.by.key))

        def of_item(values: Values, until: Expr) -> FleetBounds:
            return _amounts([v.table.get(code) for v in values], until, scope)

        return by_value(node.param, node.at, scope, of_item)
    fact = facts.field(node.by, scope, "code")

    def build(values: Values, until: Expr) -> FleetBounds:
        if not values:
            return algebra.anything(until)
        # a code that one of the tables lacks has no amount, whatever the others say
        known = algebra.between(
            graph.least(*(_entries(v, fact.value, NO_LEAST, scope) for v in values)),
            graph.most(*(_entries(v, fact.value, NO_MOST, scope) for v in values)),
            until=until,
        )
        every = [a for v in values for a in v.table.values()]
        open_ = algebra.anything(until) if fact.blank is not graph.false else _amounts(every, until, scope)
        return algebra.either(fact.known, known, open_)

    return replace(by_value(node.param, node.at, scope, build), blank=fact.blank)


def _entries(value: Value, code: Expr, otherwise: int, scope: Scope) -> Expr:
    return scope.graph.table(code, value.table, otherwise)


def _amounts(amounts: Iterable[int | None], until: Expr, scope: Scope) -> FleetBounds:
    found = list(amounts)
    known = [a for a in found if a is not None]
    if not known or len(known) < len(found):
        return scope.algebra.anything(until)
    algebra = scope.algebra
    return algebra.between(scope.graph.number(min(known)), scope.graph.number(max(known)), until=until)


NUMBERS |= {ir.Param: param, ir.Tier: tier, ir.Brackets: brackets, ir.Lookup: lookup}
