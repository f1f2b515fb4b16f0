"""Comparisons with a fixed limit: what is done to a number is done to the limit instead, once and not for every row."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from anwei.engine.fleet.days import EARLIEST, LATEST, first_reaching, last_with_years
from anwei.engine.fleet.endless import NO_MOST

if TYPE_CHECKING:
    from anwei.engine.fleet.graph import Expr, Graph

Comparison = Literal["ge", "gt", "eq"]
TESTS: dict[Comparison, Callable[[int, int], bool]] = {"ge": operator.ge, "gt": operator.gt, "eq": operator.eq}


def moved(graph: Graph, op: Comparison, left: Expr, right: Expr) -> Expr | None:
    """``day + months >= limit`` as ``day >= the first day that far from it``; None where the limit cannot be moved."""
    number, limit = (right, left) if left.constant else (left, right)
    if op == "eq" or not limit.constant:
        return None
    swapped = limit is left
    if _scaled(number) and abs(limit.data) != NO_MOST:
        return _unscaled(graph, op, number, limit.data, swapped=swapped)
    if not shifted(number):
        return None
    if number.op == "add":
        if abs(limit.data) == NO_MOST:
            return None
        pair = number.args[0], graph.number(limit.data - number.args[1].data)
        return graph.compared(op, *(pair[::-1] if swapped else pair))
    if number.op == "years":
        return _years(graph, number, limit.data + ((op == "gt") is not swapped), reached=not swapped)
    # a >= d is the opposite of d >= a + 1, and a > d of d >= a
    day = limit.data + ((op == "ge") if swapped else (op == "gt"))
    if not EARLIEST < day < LATEST:
        return None
    reached = graph.ge(number.args[0], graph.number(first_reaching(day, number.args[1].data)))
    return graph.no(reached) if swapped else reached


def _unscaled(graph: Graph, op: Comparison, scaled: Expr, limit: int, *, swapped: bool) -> Expr:
    """So many times a number against a limit, as the number against so much less."""
    number, times = scaled.args[0], scaled.args[1].data
    # x * k >= c and c > x * k turn at c / k rounded up, x * k > c and c >= x * k at c / k rounded down
    less = graph.number(-(-limit // times) if (op == "ge") is not swapped else limit // times)
    return graph.compared(op, less, number) if swapped else graph.compared(op, number, less)


def _years(graph: Graph, years: Expr, least: int, *, reached: bool) -> Expr | None:
    """So many complete years up to a fixed day (or fewer), as a limit of the day that they are counted from."""
    start, end = years.args[0], years.args[1].data
    if not (0 < least < 200 and EARLIEST < end < LATEST):
        return None
    early_enough = graph.ge(graph.number(last_with_years(end, least)), start)
    return early_enough if reached else graph.no(early_enough)


def beyond(op: Comparison, left: Expr, right: Expr) -> bool | None:
    """What a comparison with no bound at all says whatever the other side is; None where that matters."""
    for side, other, swapped in ((left, right, False), (right, left, True)):
        if not side.constant or abs(side.data) != NO_MOST:
            continue
        if not other.infinite & (2 if side.data > 0 else 1):  # the other side is always this side of it
            return TESTS[op](*((0, side.data) if swapped else (side.data, 0)))
        if op == "ge" and (side.data > 0) is not swapped:
            return True
    return None


def _scaled(node: Expr) -> bool:
    """Whether a number is another one multiplied by a fixed positive number."""
    return node.op == "multiply" and node.args[1].constant and 0 < node.args[1].data < NO_MOST


def shifted(node: Expr) -> bool:
    """Whether a number is a day or another number moved by a fixed amount, or the years up to a fixed day."""
    if node.op in ("months", "years"):
        return node.args[1].constant
    return node.op == "add" and node.args[1].constant and node.data is None
