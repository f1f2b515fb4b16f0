"""Runs a pass over a partition with NumPy alone, node by node: the plain way, and what the compiled one must equal."""

from __future__ import annotations

from typing import Any

import numpy as np

from anwei.engine.fleet import arithmetic
from anwei.engine.fleet.columns import Array
from anwei.engine.fleet.graph import AGGREGATES, Expr
from anwei.engine.fleet.partition import Partition
from anwei.engine.fleet.plan import Pass, Plan, crosses


def run_pass(plan: Plan, one: Pass, partition: Partition) -> dict[Expr, Array]:
    """The value of every node of a pass. Constants are arrays without an axis."""
    values: dict[Expr, Any] = dict(partition.kept)
    for node in one.nodes:
        if node not in values:
            values[node] = evaluate(node, values, plan, partition)
    return values


def evaluate(node: Expr, values: dict[Expr, Any], plan: Plan, partition: Partition) -> Any:
    if node.op in AGGREGATES:
        return _aggregate(node, values, partition)
    args: Any = [values[a] for a in node.args]
    match node.op:
        case "constant":
            return np.bool_(node.data) if node.truth else np.int64(node.data)
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
            return arithmetic.table(args[0], node.data[0], node.data[1], code_ids(node, plan))
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
        case "add":
            return arithmetic.add(args[0], args[1], node.data)
        case "subtract":
            return arithmetic.subtract(args[0], args[1], node.data)
        case "multiply":
            return arithmetic.multiply(args[0], args[1], node.data)
        case "divide":
            return arithmetic.divide(args[0], args[1], *node.data)
        case "months":
            return arithmetic.months_later(*args)
        case "years":
            return arithmetic.years_between(*args)
    raise AssertionError(node.op)


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


def _aggregate(node: Expr, values: dict[Expr, Any], partition: Partition) -> Array:
    rows, target = node.data, node.grain
    assert target is not None
    of = values[node.args[0]]
    if crosses(node):
        ranges = partition.ranges[rows, target]
        spread = np.broadcast_to(of, len(ranges.order))[ranges.order]
        return arithmetic.over_ranges(node.op, spread, ranges.starts, ranges.stops)
    spread = np.broadcast_to(of, partition.count(rows))
    return arithmetic.aggregate(node.op, spread, partition.parents(rows), partition.count(target))
