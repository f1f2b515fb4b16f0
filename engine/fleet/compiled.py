"""Runs a pass over a partition with the compiled machine; equal to ``interpret`` array for array."""

from __future__ import annotations

from typing import Any

import numpy as np

from anwei.engine.fleet import interpret
from anwei.engine.fleet.arrays import Array
from anwei.engine.fleet.graph import NO_LEAST, NO_MOST, Expr
from anwei.engine.fleet.machine import Machine, machine
from anwei.engine.fleet.partition import Partition
from anwei.engine.fleet.plan import Pass, Plan
from anwei.engine.fleet.program import BLOCK, ROOM, Unit, units_of

_START = {"sum": 0, "least": NO_MOST, "most": NO_LEAST}

NEAR = 1 << 12  # places back and forth within which totals stay in the cache


class Compiled:
    """A runner that keeps the programs of each pass, and the arrays they write to."""

    def __init__(self) -> None:
        self._machine = machine()
        self._units: dict[int, tuple[Pass, list[tuple[Unit, _Scratch]]]] = {}

    def __call__(self, plan: Plan, one: Pass, partition: Partition) -> dict[Expr, Array]:
        if id(one) not in self._units:
            self._units[id(one)] = one, [(u, _Scratch()) for u in units_of(one, plan)]
        values = _Values(plan, partition)
        for unit, scratch in self._units[id(one)][1]:
            _run(self._machine, unit, scratch, values)
        return values


class _Values(dict[Expr, Any]):
    """What has been computed; what is read from columns or found by NumPy is made when it is asked for."""

    def __init__(self, plan: Plan, partition: Partition) -> None:
        super().__init__(partition.kept)
        self.plan = plan
        self.partition = partition

    def __missing__(self, node: Expr) -> Any:
        for arg in node.args:
            self[arg]
        value = interpret.evaluate(node, self, self.plan, self.partition)
        self[node] = value
        return value

    def stored(self, node: Expr) -> tuple[Array, int]:
        """A node's array as narrow as it is stored, with what is to be added to it."""
        if node.op == "column" and node not in self:
            assert node.grain is not None
            columns = self.partition.columns.get(node.grain)
            if columns is not None and node.data in columns.parts:
                return columns.parts[node.data], columns.shift(*node.data)
        return self[node], 0


class _Scratch:
    """Arrays used again for each partition: fresh memory costs as much as filling it."""

    def __init__(self) -> None:
        self._held: dict[str, Array] = {}

    def take(self, name: str, rows: int, columns: int, kind: Any) -> Array:
        """An array of that shape; what it holds is left over from before."""
        held = self._held.get(name)
        if held is None or held.size < rows * columns:
            held = self._held[name] = np.empty(rows * columns, kind)
        return held[: rows * columns].reshape(rows, columns)

    def totals(self, name: str, rows: int, columns: int, kind: Any, *, scattered: bool) -> Array:
        """Room for totals: each one's together; where records come ``scattered``, all that a record adds to."""
        return self.take(name, rows, columns, kind) if scattered else self.take(name, columns, rows, kind).T


def _at(array: Array) -> int:
    """Its address."""
    return array.ctypes.data


def _steps(totals: Array) -> tuple[int, int]:
    """From one row to the next, and from one column to the next."""
    rows, columns = (s // totals.itemsize for s in totals.strides)
    return rows, columns


def _run(execute: Machine, unit: Unit, scratch: _Scratch, values: _Values) -> None:
    partition, grain = values.partition, unit.grain
    count = partition.count(grain)
    number_columns, numbers = _described([values.stored(n) for n in unit.inputs[0]], count)
    truth_columns, truths = _described([values.stored(n) for n in unit.inputs[1]], count)
    number_outputs = scratch.take("numbers", max(len(unit.outputs[0]), 1), count, np.int64)
    truth_outputs = scratch.take("truths", max(len(unit.outputs[1]), 1), count, np.uint8)
    target = partition.count(unit.folds[0].grain) if unit.folds and unit.folds[0].grain else 0
    starts = [0 if f.truth else _START[f.op] for f in unit.folds] or [0]
    parents = np.ascontiguousarray(partition.parents(grain) if unit.folds else np.zeros(0, np.int64), np.int64)
    scattered = bool(np.any(parents[:-1] - parents[1:] > NEAR))
    totals = scratch.totals("totals", target, len(starts), np.int64, scattered=scattered)
    found = scratch.totals("found", target, len(starts), np.uint8, scattered=scattered)
    totals[:] = starts
    found[:] = 0
    registers = scratch.take("registers", 8 * unit.registers[0] + unit.registers[1], BLOCK, np.uint8)
    room = scratch.take("room", 1, ROOM, np.int64)
    flags = np.ascontiguousarray(truths[:, 0])
    execute(
        _at(unit.code), len(unit.code), _at(unit.constants), len(unit.constants),
        _at(unit.fixed_truths), len(unit.fixed_truths), _at(unit.tables), _at(registers), unit.registers[0],
        _at(numbers), _at(flags), _at(number_outputs), _at(truth_outputs), _at(parents) if unit.folds else 0,
        _at(totals), *_steps(totals), _at(found), *_steps(found), _at(room), count,
    )  # fmt: skip
    del number_columns, truth_columns  # held until here: the machine reads them by address
    values.update(zip(unit.outputs[0], number_outputs, strict=False))
    values.update(zip(unit.outputs[1], truth_outputs.view(bool), strict=False))
    for place, fold in enumerate(unit.folds):
        values[fold] = found[:, place].view(bool) if fold.truth else totals[:, place]


def _described(columns: list[tuple[Array, int]], count: int) -> tuple[list[Array], Array]:
    """The columns, held, and where each lies: address, width, step and shift."""
    held: list[Array] = []
    places = np.zeros((max(len(columns), 1), 4), np.int64)
    for row, (given, shift) in enumerate(columns):
        column = narrowed(given)
        step, odd = divmod(column.strides[0], column.itemsize) if column.ndim else (0, 0)
        as_it_is = (
            column.ndim and column.flags.aligned and not odd and (step == 1 or (step > 1 and column.itemsize == 8))
        )
        held.append(column if as_it_is else np.ascontiguousarray(np.broadcast_to(column, count)))
        places[row] = held[-1].ctypes.data, column.itemsize, step if as_it_is else 1, shift
    return held, places


def narrowed(column: Array) -> Array:
    """Wide numbers cut short: whatever rests on them is computed otherwise."""
    if column.dtype != object:
        return column
    return np.clip(column, NO_LEAST, NO_MOST).astype(np.int64)
