"""Evaluating a node: each kind has one evaluator, registered by the module that knows it.

``numbers``, ``records``, ``lookups`` and ``conditions`` register theirs on import; a meta-test finds none missing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from anwei.engine.ir import nodes as ir
from anwei.engine.record.bounds import Bounds, Truth, frozen
from anwei.engine.record.context import Context

Found = TypeVar("Found")
NUMBERS: dict[type, Callable[[Any, Context], Bounds | None]] = {}
CONDITIONS: dict[type, Callable[[Any, Context], Truth]] = {}


def once(evaluate: Callable[[Any, Context], Found]) -> Callable[[Any, Context], Found]:
    """An evaluator that goes through the records of a subject once, however often a finding comes back to the node."""

    @wraps(evaluate)
    def evaluated(node: Any, context: Context) -> Found:
        if len(context.rows) > 1:  # what is found may depend on the record that asks
            return evaluate(node, context)
        key = id(node), id(context.item)
        if key not in context.memo:
            context.memo[key] = evaluate(node, context)
        found: Found = context.memo[key]
        return found

    return evaluated


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
