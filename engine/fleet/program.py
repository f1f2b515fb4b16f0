"""A pass as register programs: for each grain, straight-line code over blocks of rows.

The nodes of a pass fall into *units*: what can be computed for the rows of one grain in one go, from columns and from
what earlier units left behind. A unit ends where another grain's rows are needed. Within a unit a node lives in a
register, a short vector that stays in the processor's cache, and is written out only if another unit or a result
reads it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np

from anwei.engine.fleet.arrays import Array
from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.graph import AGGREGATES, NO_LEAST, NO_MOST, Expr
from anwei.engine.fleet.interpret import code_ids
from anwei.engine.fleet.plan import Pass, Plan, crosses, results_of

#: What is at hand before any unit runs, or made between units by NumPy.
GIVEN: frozenset[str] = frozenset({"constant", "column", "has", "global", "refers", "map", "day_map"})

BLOCK = 1024  # rows of a register: those of a program fit the first two caches
DATES = 4096  # days whose distance in months is remembered
ROOM = 3 * DATES + 4 * BLOCK + 1  # numbers that the machine needs for itself


class Code(IntEnum):
    """The instructions: ``code, destination, a, b, c``. ``I`` are number registers, ``T`` truth registers.

    Truths are read where they lie: a register ``-1 - k`` is the column of the input ``k``.
    """

    LOAD_I = 0
    STORE_I = 2
    STORE_T = 3
    AND = 4
    OR = 5
    NOT = 6
    GE = 7
    GT = 8
    EQ = 9
    SELECT = 10
    MIN = 11
    MAX = 12
    ADD = 13
    ADD_BOUNDED = 14  # c: which doubt
    SUBTRACT = 15
    SUBTRACT_BOUNDED = 16
    MULTIPLY = 17
    MULTIPLY_BOUNDED = 18
    DIVIDE = 19  # c: the factor, negative to round away from zero
    MONTHS = 20
    YEARS = 21
    TABLE_I = 22  # b: place in the tables
    TABLE_T = 23
    SUM = 24
    COUNT = 25
    LEAST = 26
    MOST = 27
    ANY = 28
    REACHES = 29  # a: a number input, b: place of the limit in the tables, c: 1 for the opposite
    EQUALS = 30


_BINARY = {
    "and": Code.AND,
    "or": Code.OR,
    "ge": Code.GE,
    "gt": Code.GT,
    "eq": Code.EQ,
    "min": Code.MIN,
    "max": Code.MAX,
}
_FOLD = {"sum": Code.SUM, "least": Code.LEAST, "most": Code.MOST, "any": Code.ANY}


@dataclass(slots=True)
class Unit:
    """One program. ``inputs`` are loaded, ``outputs`` stored, ``folds`` aggregated to their own grains."""

    grain: Grain
    phase: int
    nodes: list[Expr] = field(default_factory=list)
    inputs: tuple[list[Expr], list[Expr]] = field(default_factory=lambda: ([], []))  # numbers, truths
    outputs: tuple[list[Expr], list[Expr]] = field(default_factory=lambda: ([], []))
    folds: list[Expr] = field(default_factory=list)
    code: Array = field(default_factory=lambda: np.zeros((0, 5), np.int32))
    constants: Array = field(default_factory=lambda: np.zeros(0, np.int64))
    fixed_truths: Array = field(default_factory=lambda: np.zeros(0, np.uint8))
    tables: Array = field(default_factory=lambda: np.zeros(1, np.int64))
    registers: tuple[int, int] = (1, 1)
    targets: list[Grain] = field(default_factory=list)


def units_of(one: Pass, plan: Plan) -> list[Unit]:
    """The units of a pass in an order in which each finds what it needs."""
    phases = _phases(one)
    units: dict[tuple[int, Grain], Unit] = {}

    def unit(phase: int, grain: Grain) -> Unit:
        return units.setdefault((phase, grain), Unit(grain, phase))

    nodes = _computed(one)
    for node in nodes:
        if node.op in GIVEN or (node.op in AGGREGATES and crosses(node)):
            continue
        if node.op in AGGREGATES:
            unit(phases[node.args[0].index], node.data).folds.append(node)
        elif node.grain is not None:
            unit(phases[node.index], node.grain).nodes.append(node)
    ordered = [units[k] for k in sorted(units, key=lambda k: (k[0], k[1].name))]
    for found in ordered:
        _Assembler(found, one, nodes, plan).assemble()
    return ordered


def _computed(one: Pass) -> list[Expr]:
    """The nodes of a pass without those that only turn a truth into the number that is then counted."""
    read = {e.index for e in one.exports} | {e.index for r in one.outputs for e in results_of(r)}
    read |= {a.index for n in one.nodes if not counts(n) for a in n.args}
    only_counted = {n.args[0].index for n in one.nodes if counts(n)} - read
    return [n for n in one.nodes if n.index not in only_counted]


def counts(node: Expr) -> bool:
    """Whether an aggregate counts the rows for which a truth of theirs holds."""
    of = node.args[0] if node.op == "sum" and not crosses(node) else node
    return of is not node and of.op == "select" and of.grain is node.data and _one_or_none(of)


def _one_or_none(select: Expr) -> bool:
    test, yes, no = select.args
    return yes.constant and no.constant and (yes.data, no.data) == (1, 0) and test.grain is select.grain


def folded(node: Expr) -> Expr:
    """What an aggregate reads of each row."""
    return node.args[0].args[0] if counts(node) else node.args[0]


def _phases(one: Pass) -> dict[int, int]:
    """The round in which each node is known: one more than what it needs of another grain's rows."""
    phases: dict[int, int] = {}
    for node in one.nodes:
        before = [phases.get(a.index, 0) for a in node.args]
        latest = max(before, default=0)
        beyond = node.op in AGGREGATES or node.op == "day_map" or (node.op == "map" and node.args[0].op not in GIVEN)
        phases[node.index] = latest + 1 if beyond and not (node.op in AGGREGATES and crosses(node)) else latest
    return phases


@dataclass(frozen=True, slots=True)
class _Limit:
    """Whether a column reaches (or equals) a number, or whether it does not."""

    column: Expr
    code: Code
    number: int
    otherwise: bool


def _compared(node: Expr) -> _Limit:
    """A comparison with a fixed number."""
    left, right = node.args
    column, fixed = (right, left) if left.constant else (left, right)
    if node.op == "eq":
        return _Limit(column, Code.EQUALS, fixed.data, otherwise=False)
    beyond = (node.op == "gt") is (fixed is right)  # x > 3 is x >= 4; 3 >= x is the opposite of x >= 4
    return _Limit(column, Code.REACHES, fixed.data + beyond, otherwise=fixed is left)


class _Assembler:
    """Writes the code of one unit: registers are given out as nodes are computed and back when last read."""

    def __init__(self, unit: Unit, one: Pass, nodes: list[Expr], plan: Plan) -> None:
        self.unit = unit
        self.plan = plan
        self.own = {n.index for n in unit.nodes}
        self.wanted = self._wanted(one, nodes)
        self.code: list[tuple[int, int, int, int, int]] = []
        self.places: dict[int, int] = {}
        self.free: tuple[list[int], list[int]] = ([], [])
        self.used = [0, 0]
        self.constants: list[int] = []
        self.truths: list[int] = []
        self.tables: list[int] = []
        self.last = self._last_reads()

    def _wanted(self, one: Pass, nodes: list[Expr]) -> set[int]:
        """The nodes that are read outside this unit."""
        found = {e.index for e in one.exports} | {e.index for r in one.outputs for e in results_of(r)}
        for node in nodes:
            if node.index not in self.own and not (node.op in AGGREGATES and node in self.unit.folds):
                found |= {a.index for a in ([folded(node)] if node.op in AGGREGATES else node.args)}
        return found & self.own

    def _reads(self) -> Iterable[tuple[int, Expr]]:
        for step, node in enumerate([*self.unit.nodes, *self.unit.folds]):
            for arg in self._read_by(step, node):
                yield step, arg

    def _read_by(self, step: int, node: Expr) -> tuple[Expr, ...]:
        """What a node needs in registers."""
        if step >= len(self.unit.nodes):
            return (folded(node),)
        return () if self._limit(node) is not None else node.args

    def _limit(self, node: Expr) -> _Limit | None:
        """A comparison of a column with a fixed number, which is made as the column is read; else None."""
        found = None
        if node.op == "table" and node.truth:
            entries, otherwise = node.data
            if len(entries) == 1:
                found = _Limit(node.args[0], Code.EQUALS, code_ids(node, self.plan)[entries[0][0]], bool(otherwise))
        elif node.op in ("ge", "gt", "eq") and any(a.constant for a in node.args):
            found = _compared(node)
        return found if found is not None and found.column.index not in self.own else None

    def _last_reads(self) -> dict[int, int]:
        last = {n.index: step for step, n in enumerate(self.unit.nodes)}
        for step, arg in self._reads():
            last[arg.index] = step
        return last

    def assemble(self) -> None:
        unit = self.unit
        fixed = dict.fromkeys(a for _, a in self._reads() if a.constant)
        for node in fixed:  # constants keep their registers for good
            pool = self.truths if node.truth else self.constants
            self.places[node.index] = self._take(node.truth)
            pool.append(max(min(int(node.data), NO_MOST), NO_LEAST))
        loads = dict.fromkeys(a for _, a in self._reads() if not a.constant and a.index not in self.own)
        pending = list(loads)
        for step, node in enumerate([*unit.nodes, *unit.folds]):
            args = self._read_by(step, node)
            for arg in args:
                if arg in pending:
                    pending.remove(arg)
                    self._load(arg)
            if step >= len(unit.nodes):
                self._fold(node)
            else:
                self._compute(node)
            for arg in {*args, node}:
                if not arg.constant and arg.index in self.places and self.last.get(arg.index) == step:
                    place = self.places.pop(arg.index)
                    if place >= 0:
                        self.free[arg.truth].append(place)
        unit.code = np.array(self.code, np.int32).reshape(-1, 5)
        unit.constants = np.array(self.constants or [0], np.int64)
        unit.fixed_truths = np.array(self.truths or [0], np.uint8)
        unit.tables = np.array(self.tables or [0], np.int64)
        unit.registers = (max(self.used[0], 1), max(self.used[1], 1))

    def _take(self, truth: bool) -> int:
        if self.free[truth]:
            return self.free[truth].pop()
        self.used[truth] += 1
        return self.used[truth] - 1

    def _emit(self, code: Code, destination: int, a: int = 0, b: int = 0, c: int = 0) -> None:
        self.code.append((code, destination, a, b, c))

    def _input(self, node: Expr) -> int:
        """The number of an input."""
        known = self.unit.inputs[node.truth]
        if node not in known:
            known.append(node)
        return known.index(node)

    def _load(self, node: Expr) -> None:
        if node.truth:
            self.places[node.index] = -1 - self._input(node)
            return
        place = self.places[node.index] = self._take(node.truth)
        self._emit(Code.LOAD_I, place, self._input(node))

    def _fold(self, node: Expr) -> None:
        unit, of = self.unit, folded(node)
        kind = Code.COUNT if counts(node) else _FOLD[node.op]
        self._emit(kind, unit.folds.index(node), self.places[of.index])

    def _compute(self, node: Expr) -> None:
        limit = self._limit(node)
        args = [self.places[a.index] for a in node.args] if limit is None else []
        # a result may share a register with an argument that is read here for the last time: blocks go row by row
        place = self._take(node.truth)
        self.places[node.index] = place
        if limit is None:
            self._instruct(node, place, args)
        else:
            self._emit(limit.code, place, self._input(limit.column), len(self.tables), limit.otherwise)
            self.tables.append(limit.number)
        if node.index in self.wanted:
            stored = self.unit.outputs[node.truth]
            stored.append(node)
            self._emit(Code.STORE_T if node.truth else Code.STORE_I, len(stored) - 1, place)

    def _instruct(self, node: Expr, place: int, args: list[int]) -> None:
        match node.op:
            case "not":
                self._emit(Code.NOT, place, args[0])
            case "select":
                self._emit(Code.SELECT, place, *args)
            case "add" | "subtract":
                plain, bounded = (
                    (Code.ADD, Code.ADD_BOUNDED)
                    if node.op == "add"
                    else (
                        Code.SUBTRACT,
                        Code.SUBTRACT_BOUNDED,
                    )
                )
                a, b = args
                doubt = 0 if node.data == NO_LEAST else 1
                self._emit(plain if node.data is None else bounded, place, a, b, doubt)
            case "multiply":
                self._emit(Code.MULTIPLY_BOUNDED if node.data else Code.MULTIPLY, place, *args)
            case "divide":
                factor, up = node.data
                a, b = args
                self._emit(Code.DIVIDE, place, a, b, -factor if up else factor)
            case "months":
                self._emit(Code.MONTHS, place, *args)
            case "years":
                self._emit(Code.YEARS, place, *args)
            case "table":
                self._table(node, place, args[0])
            case _:
                self._emit(_BINARY[node.op], place, *args)

    def _table(self, node: Expr, place: int, code: int) -> None:
        entries, otherwise = node.data
        ids = code_ids(node, self.plan)
        dense = [int(otherwise)] * (max(ids.values(), default=0) + 1)
        for name, value in entries:
            dense[ids[name]] = int(value)
        self._emit(Code.TABLE_T if node.truth else Code.TABLE_I, place, code, len(self.tables))
        self.tables += dense
