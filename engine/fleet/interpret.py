"""Runs a pass over a partition with NumPy alone, node by node: the plain way, and what the compiled one must equal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from anwei.engine.fleet import arithmetic
from anwei.engine.fleet.arithmetic import WIDE_MOST
from anwei.engine.fleet.arrays import Array
from anwei.engine.fleet.graph import AGGREGATES, NO_LEAST, NO_MOST, Expr
from anwei.engine.fleet.partition import Partition
from anwei.engine.fleet.plan import Pass, Plan, crosses


def run_pass(plan: Plan, one: Pass, partition: Partition) -> dict[Expr, Array]:
    """The value of every node of a pass. Constants are arrays without an axis."""
    values: dict[Expr, Any] = dict(partition.kept)
    for node in one.nodes:
        if node not in values:
            values[node] = evaluate(node, values, plan, partition)
    return values


def run_wide(plan: Plan, nodes: Iterable[Expr], partition: Partition) -> dict[Expr, Array]:
    """The value of nodes, arguments first, in Python integers: exact however large they grow, and slow."""
    values: dict[Expr, Any] = {e: widened(v) for e, v in partition.kept.items()}
    for node in nodes:
        if node not in values:
            values[node] = widened(evaluate(node, values, plan, partition, WIDE_MOST))
    return values


def widened(value: Any) -> Any:
    """Numbers as Python integers, with their own sign for no bound."""
    if value.dtype in (object, bool):
        return value
    wide = np.asarray(value).astype(object)
    for end, own in ((NO_MOST, WIDE_MOST), (NO_LEAST, -WIDE_MOST)):
        wide = np.where(wide == end, own, wide)
    return wide


def evaluate(node: Expr, values: dict[Expr, Any], plan: Plan, partition: Partition, most: int = NO_MOST) -> Any:
    """One node from the values of its arguments."""
    if node.op in AGGREGATES:
        return _aggregate(node, values, partition, most)
    args: Any = [values[a] for a in node.args]
    match node.op:
        case "constant":
            return _constant(node, most)
        case "column":
            return _part(node, partition)
        case "has":
            return _group(node, partition)
        case "global":
            return np.bool_(partition.globals[node.data])
        case "map":
            assert node.args[0].grain is not None
            assert node.grain is not None
            return args[0][partition.index(node.args[0].grain, node.grain)]
        case "refers":
            assert node.grain is not None
            return partition.refers(node.grain, *node.data)
        case "table":
            codes = args[0].astype(np.int64)
            return arithmetic.table(codes, node.data[0], node.data[1], code_ids(node, plan))
        case "day_map":
            return arithmetic.day_map(args[0], node.data.function)
        case "and":
            return args[0] & args[1]
        case "or":
            return args[0] | args[1]
        case "not":
            return ~args[0]
        case "ge":
            return args[0] >= args[1]
        case "gt":
            return args[0] > args[1]
        case "eq":
            return args[0] == args[1]
        case "select":
            return np.where(*args)
        case "min":
            return np.minimum(*args)
        case "max":
            return np.maximum(*args)
        case "add" | "subtract":
            doubt = None if node.data is None else most if node.data > 0 else -most
            return (arithmetic.add if node.op == "add" else arithmetic.subtract)(args[0], args[1], doubt)
        case "multiply":
            return arithmetic.multiply(args[0], args[1], node.data, most)
        case "divide":
            return arithmetic.divide(args[0], args[1], node.data[0], node.data[1], most)
        case "months":
            return arithmetic.months_later(*args)
        case "years":
            return arithmetic.years_between(*args)
    raise AssertionError(node.op)


def _constant(node: Expr, most: int) -> Any:
    """A constant; one too large for int64 is cut short, and what rests on it is then computed in wide numbers."""
    if node.truth:
        return np.bool_(node.data)
    if most == NO_MOST:
        return np.int64(max(min(node.data, NO_MOST), NO_LEAST))
    # with an axis: NumPy turns an object without one into a number of its own choice
    return np.array([{NO_MOST: most, NO_LEAST: -most}.get(node.data, node.data)], object)


def _part(node: Expr, partition: Partition) -> Array:
    assert node.grain is not None
    columns = partition.columns.get(node.grain)
    if columns is None or node.data not in columns.parts:
        return np.zeros(partition.count(node.grain), bool if node.truth else np.int64)
    return columns.numbers(*node.data)


def _group(node: Expr, partition: Partition) -> Array:
    assert node.grain is not None
    columns = partition.columns.get(node.grain)
    return columns.groups[node.data] if columns is not None else np.zeros(0, bool)


def code_ids(node: Expr, plan: Plan) -> dict[str, int]:
    """The numbers under which the codes of a ``table`` node's column are read."""
    column = node.args[0]
    while column.op == "map":
        column = column.args[0]
    assert column.grain is not None
    name, part = column.data
    if part == "area":
        return {a: i for i, a in enumerate(plan.areas.divisions)}
    return {c: i + 1 for i, c in enumerate(plan.needs[column.grain][name].codes)}


def _aggregate(node: Expr, values: dict[Expr, Any], partition: Partition, most: int) -> Array:
    rows, target = node.data, node.grain
    assert target is not None
    of = values[node.args[0]]
    if crosses(node):
        ranges = partition.ranges[rows, target]
        spread = np.broadcast_to(of, len(ranges.order))[ranges.order]
        return arithmetic.over_ranges(node.op, spread, ranges.starts, ranges.stops, most)
    spread = np.broadcast_to(of, partition.count(rows))
    return arithmetic.aggregate(node.op, spread, partition.parents(rows), partition.count(target), most)
