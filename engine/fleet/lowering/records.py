"""Aggregates over records: bounded counts, sums and extremes, single records and shares; mirrors ``record.records``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from anwei.engine.fleet.bounds import FleetBounds, FleetTruth
from anwei.engine.fleet.graph import NO_LEAST, NO_MOST, Expr
from anwei.engine.fleet.lowering.dispatch import NUMBERS, condition, still
from anwei.engine.fleet.lowering.scope import Opened, Scope
from anwei.engine.ir import nodes as ir


@dataclass(frozen=True, slots=True)
class Rows:
    """The records of a source with how surely each matches, and how to add up over them."""

    opened: Opened
    truth: FleetTruth
    outer: Scope

    @property
    def scope(self) -> Scope:
        return self.opened.scope

    def over(self, op: Literal["sum", "least", "most", "any"], of: Expr) -> Expr:
        return self.outer.graph.aggregate(op, of, self.opened.rows, self.opened.target)

    def count(self, which: Expr) -> Expr:
        """How many records there are for which ``which`` holds."""
        graph = self.outer.graph
        return self.over("sum", graph.choose(which, graph.number(1), graph.number(0)))

    def until(self, *inner: Expr) -> Expr:
        """The first change of a filter, or of what is asked of a record that may match."""
        graph, algebra = self.outer.graph, self.outer.algebra
        if not algebra.dates:
            return algebra.forever
        asked = graph.choose(self.truth.may, algebra.earliest(*inner), algebra.forever)
        return algebra.earliest(self.over("least", algebra.earliest(self.truth.until, asked)))


def rows_of(source: ir.Source, where: ir.Condition | None, scope: Scope, *more: ir.Node | None) -> Rows:
    """The records of a source, for a filter and whatever else will be asked of them."""
    opened = scope.open(source, where, *more)
    with opened.scope.meeting():
        truth = condition(where, opened.scope) if where is not None else scope.algebra.true
    return Rows(opened, truth, scope)


def aggregate(node: ir.Aggregate, scope: Scope) -> FleetBounds:
    rows = rows_of(node.source, node.where, scope, node.of)
    with rows.scope.meeting():
        match node.op:
            case "count":
                return _count(rows, scope)
            case "sum":
                return _sum(node, rows, scope)
        return _extreme(node, rows, scope)


def _count(rows: Rows, scope: Scope) -> FleetBounds:
    graph = scope.graph
    low, high = rows.count(rows.truth.sure), rows.count(rows.truth.may)
    high = graph.choose(rows.opened.complete, high, graph.number(NO_MOST))
    return scope.algebra.between(low, high, until=rows.until())


def _sum(node: ir.Aggregate, rows: Rows, scope: Scope) -> FleetBounds:
    assert node.of is not None
    graph, zero = scope.graph, scope.graph.number(0)
    value = still(node.of, rows.scope)
    counts = graph.all(rows.truth.may, graph.no(value.blank))
    low = graph.choose(rows.truth.sure, value.low, graph.least(value.low, zero))
    high = graph.choose(rows.truth.sure, value.high, graph.most(value.high, zero))
    total_low = _total(graph.choose(counts, low, zero), rows, scope, NO_LEAST)
    total_high = _total(graph.choose(counts, high, zero), rows, scope, NO_MOST)
    least, most = _range(node.of)
    complete = rows.opened.complete
    if least < 0:
        total_low = graph.choose(complete, total_low, graph.number(NO_LEAST))
    if most > 0:
        total_high = graph.choose(complete, total_high, graph.number(NO_MOST))
    changes = graph.choose(value.blank, scope.algebra.forever, value.until)
    return scope.algebra.between(total_low, total_high, until=rows.until(changes))


def _total(value: Expr, rows: Rows, scope: Scope, doubt: int) -> Expr:
    """A sum in which one part without bound leaves none; without bound both ways leaves a doubt."""
    graph = scope.graph
    if not value.infinite:
        return rows.over("sum", value)
    bounded = graph.is_bounded(value)
    total = rows.over("sum", graph.choose(bounded, value, graph.number(0)))
    ends = {}
    for end, flag in ((NO_LEAST, 1), (NO_MOST, 2)):
        there = graph.eq(value, graph.number(end)) if value.infinite & flag else graph.false
        ends[end] = rows.over("any", there)
    other = -doubt
    total = graph.choose(ends[other], graph.number(other), total)
    return graph.choose(ends[doubt], graph.number(doubt), total)


def _range(node: ir.Number) -> tuple[int, int]:
    """The declared range of what one unseen record could add."""
    if isinstance(node, ir.Field) and not node.not_yet:
        return (
            NO_LEAST if node.minimum is None else node.minimum,
            NO_MOST if node.maximum is None else node.maximum,
        )
    if isinstance(node, ir.Rescale):
        low, high = _range(node.of)
        factor = 10**node.digits
        return (
            low if low == NO_LEAST else low * factor,
            high if high == NO_MOST else high * factor,
        )
    return NO_LEAST, NO_MOST


def _extreme(node: ir.Aggregate, rows: Rows, scope: Scope) -> FleetBounds:
    """Greatest (or least) value; over no records it is never (or no end)."""
    assert node.of is not None
    graph = scope.graph
    value = still(node.of, rows.scope)
    happened = graph.no(value.blank)
    surely, maybe = graph.all(rows.truth.sure, happened), graph.all(rows.truth.may, happened)
    least, most = _range(node.of)
    complete = rows.opened.complete
    changes = graph.choose(value.blank, scope.algebra.forever, value.until)
    until = rows.until(changes)
    if node.op == "max":
        none = graph.number(NO_LEAST)
        low = rows.over("most", graph.choose(surely, value.low, none))
        high = rows.over("most", graph.choose(maybe, value.high, none))
        high = graph.choose(complete, high, graph.most(high, graph.number(most)))
        return scope.algebra.between(low, high, until=until)
    none = graph.number(NO_MOST)
    low = rows.over("least", graph.choose(maybe, value.low, none))
    high = rows.over("least", graph.choose(surely, value.high, none))
    low = graph.choose(complete, low, graph.least(low, graph.number(least)))
    return scope.algebra.between(low, high, until=until)


def single(node: ir.Single, scope: Scope) -> FleetBounds:
    """The hull of every record that may be the one; unknown while none surely is."""
    graph, algebra = scope.graph, scope.algebra
    rows = rows_of(node.source, node.where, scope, node.of)
    with rows.scope.meeting():
        value = still(node.of, rows.scope)
        value = algebra.either(value.blank, algebra.anything(), replace(value, blank=graph.false))
        may = rows.truth.may
        low = rows.over("least", graph.choose(may, value.low, graph.number(NO_MOST)))
        high = rows.over("most", graph.choose(may, value.high, graph.number(NO_LEAST)))
        sure = rows.over("any", rows.truth.sure)
        until = rows.until(value.until)
    return algebra.either(sure, algebra.between(low, high, until=until), algebra.anything(until))


def share(node: ir.Share, scope: Scope) -> FleetBounds:
    """Bounds of the share over every way the undecided records could fall."""
    graph, algebra = scope.graph, scope.algebra
    rows = rows_of(node.source, node.where, scope, node.satisfies)
    with rows.scope.meeting():
        holds = condition(node.satisfies, rows.scope)
        sure = rows.truth.sure
        only_maybe = graph.all(rows.truth.may, graph.no(sure))
        surely_in = rows.count(sure)
        surely_both = rows.count(graph.all(sure, holds.sure))
        may_both = rows.count(graph.all(sure, holds.may))
        may_fail_extra = rows.count(graph.all(only_maybe, graph.no(holds.sure)))
        may_both_extra = rows.count(graph.all(only_maybe, holds.may))
        until = rows.until(holds.until)
    one, zero = 10**node.type.scale, graph.number(0)
    least, most = graph.add(surely_in, may_fail_extra), graph.add(surely_in, may_both_extra)
    low = graph.divide(surely_both, least, one, up=False)  # 0 over none
    high = graph.divide(graph.add(may_both, may_both_extra), most, one, up=False)
    high = graph.choose(graph.gt(most, zero), high, graph.number(one))
    none = graph.all(graph.eq(surely_in, zero), graph.eq(may_fail_extra, zero), graph.eq(may_both_extra, zero))
    empty = algebra.anything(until)
    counted = algebra.either(none, empty, algebra.between(low, high, until=until))
    return algebra.either(rows.opened.complete, counted, algebra.between(zero, graph.number(one), until=until))


NUMBERS |= {ir.Aggregate: aggregate, ir.Single: single, ir.Share: share}
