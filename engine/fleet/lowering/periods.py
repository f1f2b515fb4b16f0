"""Lengths of time and the edges of legal periods; mirrors ``record.recurrences``."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import msgspec

from anwei.engine.fleet.bounds import FleetBounds
from anwei.engine.fleet.graph import NO_LEAST, NO_MOST, Expr
from anwei.engine.fleet.lowering.dispatch import still
from anwei.engine.fleet.lowering.scope import Scope, tested
from anwei.engine.ir import nodes as ir
from anwei.engine.record import periods, recurrences


def span(length: ir.Length, division: str, scope: Scope) -> tuple[int, str] | None:
    """A length's count and unit in a division; None where its parameter is unset."""
    if not length.param:
        return length.count, length.unit
    value = scope.law.parameters[length.param].in_force(division, scope.day)
    return (value.length.count, value.length.unit) if value and value.length else None


def moved(day: Expr, count: int, unit: str, scope: Scope) -> Expr:
    """A day moved by a length of time; no bound stays no bound."""
    graph = scope.graph
    match unit:
        case "days":
            return graph.add(day, graph.number(count))
        case "months":
            return graph.months_later(day, graph.number(count))
        case "years":
            return graph.months_later(day, graph.number(12 * count))
    calendar = scope.law.calendar
    return graph.day_map(day, ("working_days", count), lambda d: calendar.add_working_days(d, count))


def edge(node: ir.Edge, scope: Scope) -> FleetBounds:
    """An edge of a period: fixed by the law and the day, or counted from the subject's own anchor."""
    if node.recurrence.kind == "anchored":
        return _anchored(node, scope)
    algebra = scope.algebra

    def found(division: str) -> tuple[int | None, int]:
        windows, until = recurrences.windows_of(node.recurrence, scope.record_context(division))
        return (None if windows is None else getattr(getattr(windows, node.period), node.edge)), until

    cases = [
        (
            test,
            algebra.anything(algebra.at(until))
            if day is None
            else replace(algebra.exactly(day), until=algebra.at(until)),
        )
        for test, (day, until) in scope.by_area(found)
    ]
    return tested(cases, algebra.either)


def _anchored(node: ir.Edge, scope: Scope) -> FleetBounds:
    assert node.recurrence.anchor is not None
    assert node.recurrence.length is not None
    algebra, graph = scope.algebra, scope.graph
    anchor = still(node.recurrence.anchor, scope)
    settled = graph.all(graph.no(anchor.blank), algebra.exact(anchor), graph.is_bounded(anchor.low))
    named = [s.param for s in (node.recurrence.length, node.recurrence.first) if s is not None and s.param]
    anchored = graph.choose(anchor.blank, algebra.forever, anchor.until)
    until = algebra.earliest(*(scope.next_change(p) for p in named), anchored)
    cases = [
        (
            test,
            algebra.anything(until)
            if lengths is None
            else algebra.either(settled, _counted(node, lengths, anchor.low, until, scope), algebra.anything(until)),
        )
        for test, lengths in scope.by_area(lambda d: _lengths(node.recurrence, d, scope))
    ]
    return tested(cases, algebra.either)


Lengths = tuple[ir.Length | None, ir.Length | None]


def _lengths(recurrence: ir.Recurrence, division: str, scope: Scope) -> Lengths | None:
    """The interval and the part of a period that count in a division; None where one is not set."""

    def fixed(length: ir.Length | None) -> ir.Length | None:
        found = span(length, division, scope) if length is not None else None
        return ir.Length(*found) if found is not None else None  # type: ignore[arg-type]

    found = fixed(recurrence.length), fixed(recurrence.first)
    unset = (recurrence.length is not None and found[0] is None) or (recurrence.first is not None and found[1] is None)
    return None if unset else found


def _counted(node: ir.Edge, lengths: Lengths, anchor: Expr, until: Expr, scope: Scope) -> FleetBounds:
    """The edge as a function of the anchor alone."""
    graph, algebra = scope.graph, scope.algebra
    context = scope.record_context("")
    known = msgspec.structs.replace(node.recurrence, length=lengths[0], first=lengths[1])

    @cache
    def windows(day: int) -> periods.Windows | None:
        fixed = msgspec.structs.replace(known, anchor=ir.Constant(day, ir.DATE))
        return recurrences.windows_of(fixed, context)[0]

    def edge_of(day: int, otherwise: int) -> int:
        found = windows(day)
        return otherwise if found is None else int(getattr(getattr(found, node.period), node.edge))

    name = ("anchored", lengths, scope.day, node.period, node.edge)
    low = graph.day_map(anchor, (*name, "low"), lambda d: edge_of(d, NO_LEAST), 1)
    high = graph.day_map(anchor, (*name, "high"), lambda d: edge_of(d, NO_MOST), 2)
    ends = until
    if algebra.dates:

        def change(day: int) -> int:
            found = windows(day)
            return NO_MOST if found is None else found.open.end + 1

        ends = algebra.earliest(until, graph.day_map(anchor, ("anchored", lengths, scope.day, "change"), change, 2))
    return algebra.between(low, high, until=ends)
