"""How large the numbers of a pass can get on the data at hand: what would not fit int64 is computed otherwise.

Every node's finite values lie in an interval that follows from those of its arguments. The intervals start from the
least and greatest number in each column of the partition, so ordinary data costs one look at each column.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from anwei.engine.fleet.graph import NO_LEAST, NO_MOST, Expr
from anwei.engine.fleet.partition import Partition
from anwei.engine.fleet.plan import Pass, crosses

LIMIT = NO_MOST - 1
Interval = tuple[int, int]
NOTHING: Interval = (0, 0)


def unsafe(one: Pass, partition: Partition) -> set[Expr]:
    """The nodes that may not fit int64, and all that rest on them."""
    found: dict[int, Interval] = {}
    lost: set[int] = set()
    for node in one.nodes:
        if any(a.index in lost for a in node.args):
            lost.add(node.index)
        if node.truth:
            continue
        interval, largest = _interval(node, found, partition)
        if max(-interval[0], interval[1], largest) > LIMIT:
            lost.add(node.index)
        found[node.index] = interval
    return {n for n in one.nodes if n.index in lost}


def _interval(node: Expr, found: dict[int, Interval], partition: Partition) -> tuple[Interval, int]:
    """Between what the finite values lie, and the largest number met on the way."""
    kept = partition.kept.get(node)
    if kept is not None:
        return _of_array(kept), 0
    args = [found[a.index] if a.index in found else _of_array(partition.kept[a]) for a in node.args if not a.truth]
    match node.op:
        case "constant":
            return (NOTHING if abs(node.data) == NO_MOST else (node.data, node.data)), 0
        case "column":
            return _column(node, partition), 0
        case "table":
            values = [v for _, v in node.data[0]] + [node.data[1]]
            finite = [v for v in values if abs(v) != NO_MOST] or [0]
            return (min(finite), max(finite)), 0
        case "add":
            return (args[0][0] + args[1][0], args[0][1] + args[1][1]), 0
        case "subtract":
            return (args[0][0] - args[1][1], args[0][1] - args[1][0]), 0
        case "multiply":
            products = [a * b for a in args[0] for b in args[1]]
            return (min(0, *products), max(0, *products)), 0
        case "divide":
            largest = max(-args[0][0], args[0][1], 0) * node.data[0] + 1
            return (-largest, largest), largest
        case "months":
            reach = 31 * max(-args[1][0], args[1][1], 0) + 31
            return (args[0][0] - reach, args[0][1] + reach), 0
        case "years" | "day_map" | "global":
            return (-(1 << 40), 1 << 40), 0
        case "sum":
            rows = _most_rows(node, partition)
            return (min(0, args[0][0] * rows), max(0, args[0][1] * rows)) if args else (0, rows), 0
    return _union(args), 0


def _union(intervals: Iterable[Interval]) -> Interval:
    parts = list(intervals) or [NOTHING]
    return min(a for a, _ in parts), max(b for _, b in parts)


def _of_array(values: Any) -> Interval:
    if values.dtype == bool or not values.size:
        return NOTHING
    if values.dtype == object:
        return NOTHING if not values.size else (-(1 << 80), 1 << 80)  # made wide: so is what rests on it
    finite = values[(values != NO_MOST) & (values != NO_LEAST)]
    return (int(finite.min()), int(finite.max())) if finite.size else NOTHING


def _column(node: Expr, partition: Partition) -> Interval:
    columns = partition.columns.get(node.grain) if node.grain is not None else None
    if columns is None or node.data not in columns.parts or not columns.count:
        return NOTHING
    return columns.extent(*node.data)


def _most_rows(node: Expr, partition: Partition) -> int:
    """The most rows that any one target adds up."""
    if crosses(node):
        ranges = partition.ranges[node.data, node.grain]  # type: ignore[index]
        return int((ranges.stops - ranges.starts).max(initial=0))
    return partition.most(node.data)
