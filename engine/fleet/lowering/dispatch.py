"""Which function lowers which node. The other modules of this package fill the two tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from anwei.engine.fleet.bounds import FleetBounds, FleetTruth
from anwei.engine.fleet.lowering.scope import Scope
from anwei.engine.ir import nodes as ir

NUMBERS: dict[type, Callable[[Any, Scope], FleetBounds]] = {}
CONDITIONS: dict[type, Callable[[Any, Scope], FleetTruth]] = {}


def number(node: ir.Number, scope: Scope) -> FleetBounds:
    """The bounds of a number node for every row of the scope."""
    return NUMBERS[type(node)](node, scope)


def still(node: ir.Number, scope: Scope) -> FleetBounds:
    """The same, for operations that cannot follow a value that moves with the day."""
    return scope.algebra.still(number(node, scope))


def condition(node: ir.Condition, scope: Scope) -> FleetTruth:
    """The truth of a condition node for every row of the scope."""
    return CONDITIONS[type(node)](node, scope)
