"""How large the numbers of a pass can get on the data at hand: what would not fit int64 is computed otherwise.

Every node's finite values lie in an interval that follows from those of its arguments. The intervals start from what
the columns hold: roughly at first (what their width can hold, as many records as there are), which is enough for
ordinary data and the same for one partition after another; exactly, by a look at each number, only where it is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from anwei.engine.fleet.columns import Columns
from anwei.engine.fleet.graph import NO_LEAST, NO_MOST, Expr
from anwei.engine.fleet.partition import Partition
from anwei.engine.fleet.plan import Pass, crosses

LIMIT = NO_MOST - 1
Interval = tuple[int, int]
NOTHING: Interval = (0, 0)


class Safety:
    """What of a pass may not fit int64, for one partition after another."""

    def __init__(self, one: Pass) -> None:
        self._one = one
        self._safe: dict[Limits, bool] = {}

    def unsafe(self, partition: Partition) -> set[Expr]:
        """The nodes that may not fit int64, and all that rest on them."""
        rough = _limits(self._one, partition, exact=False)
        if rough not in self._safe:
            self._safe[rough] = not _unsafe(self._one, rough)
        return set() if self._safe[rough] else _unsafe(self._one, _limits(self._one, partition, exact=True))


@dataclass(frozen=True, eq=False)
class Limits:
    """The intervals of what is read, and how many rows a sum has at most, by node."""

    values: dict[int, Interval] = field(default_factory=dict)
    rows: dict[int, int] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((*self.values.items(), *self.rows.items()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Limits) and (self.values, self.rows) == (other.values, other.rows)


def _limits(one: Pass, partition: Partition, *, exact: bool) -> Limits:
    read = {n for node in one.nodes for n in (node, *node.args) if not n.truth}
    kept = sorted(read & partition.kept.keys(), key=lambda n: n.index)
    limits = Limits({n.index: _of_array(partition.kept[n]) for n in kept})
    for node in one.nodes:
        if node.index in limits.values:
            continue
        if node.op == "column" and not node.truth:
            columns, look = _columns(node, partition), Columns.extent if exact else _roughly
            limits.values[node.index] = look(columns, *node.data) if columns is not None else NOTHING
        elif node.op == "sum":
            limits.rows[node.index] = _rows(node, partition, exact=exact)
    return limits


def _roughly(columns: Columns, name: str, part: str) -> Interval:
    """What a narrow column can hold at all; what a wide one holds, rounded to powers of two."""
    held = columns.parts[name, part].dtype
    if held.kind == "b":
        return NOTHING
    if held.itemsize < np.dtype(np.int64).itemsize:
        shift, kind = columns.shift(name, part), np.iinfo(held)
        return int(kind.min) + shift, int(kind.max) + shift
    least, most = columns.extent(name, part)
    return -_rounded(max(-least, 0)), _rounded(max(most, 0))


def _rows(node: Expr, partition: Partition, *, exact: bool) -> int:
    """The most rows that any one target adds up; roughly, all there are."""
    if crosses(node):
        ranges = partition.ranges[node.data, node.grain]  # type: ignore[index]
        return int((ranges.stops - ranges.starts).max(initial=0))
    return partition.most(node.data) if exact else _rounded(partition.count(node.data))


def _rounded(number: int) -> int:
    """The least power of two beyond a number, less one."""
    return (1 << number.bit_length()) - 1


def _columns(node: Expr, partition: Partition) -> Columns | None:
    """The columns that a node reads, if there are any rows."""
    columns = partition.columns.get(node.grain) if node.grain is not None else None
    return columns if columns is not None and node.data in columns.parts and columns.count else None


def _unsafe(one: Pass, limits: Limits) -> set[Expr]:
    found: dict[int, Interval] = {}
    lost: set[int] = set()
    for node in one.nodes:
        if any(a.index in lost for a in node.args):
            lost.add(node.index)
        if node.truth:
            continue
        interval, largest = _interval(node, found, limits)
        if max(-interval[0], interval[1], largest) > LIMIT:
            lost.add(node.index)
        found[node.index] = interval
    return {n for n in one.nodes if n.index in lost}


def _interval(node: Expr, found: dict[int, Interval], limits: Limits) -> tuple[Interval, int]:
    """Between what the finite values lie, and the largest number met on the way."""
    given = limits.values.get(node.index)
    if given is not None:
        return given, 0
    args = [found[a.index] if a.index in found else limits.values[a.index] for a in node.args if not a.truth]
    match node.op:
        case "constant":
            return (NOTHING if abs(node.data) == NO_MOST else (node.data, node.data)), 0
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
            rows = limits.rows[node.index]
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
