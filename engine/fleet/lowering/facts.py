"""Facts as columns: their value, whether it is known, and whether it has happened."""

from __future__ import annotations

from dataclasses import dataclass

from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.graph import Expr
from anwei.engine.fleet.lowering.scope import Scope
from anwei.engine.ir import nodes as ir


@dataclass(frozen=True, slots=True)
class Fact:
    """The columns of one fact: ``value`` counts where ``known``; ``blank`` where it has not happened."""

    value: Expr
    known: Expr
    blank: Expr


def fact(grain: Grain, name: str, part: str, scope: Scope, *, not_yet: bool, truth: bool = False) -> Fact:
    """A fact of the rows of a grain; a blank of one that is not ``not_yet`` is simply not known."""
    graph = scope.graph
    value = scope.column(grain, name, part, truth=truth)
    known = scope.column(grain, name, "known", truth=True)
    if not not_yet:
        return Fact(value, known, graph.false)
    doubtful = scope.column(grain, name, "doubtful", truth=True)
    return Fact(value, known, graph.all(graph.no(known), graph.no(doubtful)))


def field(node: ir.Field, scope: Scope, part: str = "value", *, truth: bool = False) -> Fact:
    return fact(scope.rows[node.depth], node.name, part, scope, not_yet=node.not_yet, truth=truth)
