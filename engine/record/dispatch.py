"""Evaluating a node: each kind has one evaluator, registered by the module that knows it.

``numbers``, ``records``, ``lookups`` and ``conditions`` register theirs on import; a meta-test finds none missing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from anwei.engine.ir import nodes as ir
from anwei.engine.record.bounds import Bounds, Truth, frozen
from anwei.engine.record.context import Context

NUMBERS: dict[type, Callable[[Any, Context], Bounds | None]] = {}
CONDITIONS: dict[type, Callable[[Any, Context], Truth]] = {}


def number(node: ir.Number, context: Context) -> Bounds | None:
    """The bounds of a number node; None if it rests on something that has not happened."""
    return NUMBERS[type(node)](node, context)


def still(node: ir.Number, context: Context) -> Bounds | None:
    """The same, for operations that cannot follow a value that moves with the day."""
    value = number(node, context)
    return frozen(value, context.day) if value is not None else None


def condition(node: ir.Condition, context: Context) -> Truth:
    """The truth of a condition node on the day of evaluation."""
    return CONDITIONS[type(node)](node, context)
