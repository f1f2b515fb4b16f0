"""Linear programmes with HiGHS: columns and rows gathered in plain lists, solved with limits that no clock decides.

HiGHS is optional: ``available`` says whether it is there. A fresh object is made for each programme; one thread, a
fixed seed and a limit on nodes give the same answer each time.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

SLACK = 1e-6


def available() -> bool:
    """Whether HiGHS can be imported."""
    return find_spec("highspy") is not None


@dataclass(frozen=True)
class Solved:
    """The outcome: values of all columns (empty if none were found), their cost, and a proven lower bound."""

    values: Sequence[float]
    cost: float
    bound: float
    optimal: bool
    duals: Sequence[float] = ()


@dataclass
class Programme:
    """Minimise cost over columns within rows."""

    cost: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    row_low: list[float] = field(default_factory=list)
    row_high: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    index: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def column(self, cost: float, low: float, high: float, whole: bool = True) -> int:
        """Adds a column; its number."""
        self.cost.append(cost)
        self.low.append(low)
        self.high.append(high)
        self.whole.append(whole)
        return len(self.cost) - 1

    def row(self, low: float, high: float, entries: Iterable[tuple[int, float]]) -> int:
        """Adds a row ``low <= sum of entries <= high``; its number."""
        for column, value in entries:
            self.index.append(column)
            self.value.append(value)
        self.starts.append(len(self.index))
        self.row_low.append(low)
        self.row_high.append(high)
        return len(self.row_low) - 1

    def solve(
        self, *, relaxed: bool = False, nodes: int = 0, seed: int = 0, start: Sequence[float] = (), gap: float = 0.0
    ) -> Solved:
        """The best columns found; ``relaxed`` lets all columns be fractions (then the cost is the bound)."""
        solver = _solver(nodes, seed, gap)
        solver.passModel(self._lp(relaxed))
        if len(start):
            import highspy

            given = highspy.HighsSolution()
            given.col_value = list(start)
            solver.setSolution(given)
        solver.run()
        return self._read(solver, relaxed)

    def ray(self) -> Sequence[float]:
        """Multipliers of the rows that show that no columns, whole or not, meet all rows; empty if some may do."""
        solver = _solver(0, 0, 0.0)
        for name, value in {"presolve": "off", "solver": "simplex"}.items():
            solver.setOptionValue(name, value)
        solver.passModel(self._lp(True))
        solver.run()
        _, there, values = solver.getDualRay()
        return [float(v) for v in values] if there else ()

    def _lp(self, relaxed: bool) -> Any:
        import highspy
        import numpy as np

        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.cost), len(self.row_low)
        lp.col_cost_ = np.array(self.cost)
        lp.col_lower_, lp.col_upper_ = np.array(self.low), np.array(self.high)
        lp.row_lower_, lp.row_upper_ = np.array(self.row_low), np.array(self.row_high)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.array(self.starts, dtype=np.int32)
        lp.a_matrix_.index_ = np.array(self.index, dtype=np.int32)
        lp.a_matrix_.value_ = np.array(self.value)
        if not relaxed:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            lp.integrality_ = [kinds[w] for w in self.whole]
        return lp

    def _read(self, solver: Any, relaxed: bool) -> Solved:
        import highspy

        status, info = solver.getModelStatus(), solver.getInfo()
        optimal = status == highspy.HighsModelStatus.kOptimal
        solution = solver.getSolution()
        usable = bool(solution.value_valid) and (optimal or info.primal_solution_status == 2)
        values = list(solution.col_value) if usable else []
        cost = float(info.objective_function_value) if usable else math.inf
        bound = cost if relaxed and optimal else float(info.mip_dual_bound) if not relaxed else -math.inf
        return Solved(values, cost, bound, optimal, list(solution.row_dual) if solution.dual_valid else ())


def _solver(nodes: int, seed: int, gap: float) -> Any:
    """A new solver that decides nothing by the clock."""
    import highspy

    make: Any = highspy.Highs
    solver = make()
    options: dict[str, Any] = {"output_flag": False, "threads": 1, "random_seed": seed, "mip_rel_gap": gap}
    if nodes:
        options["mip_max_nodes"] = nodes
    for name, value in options.items():
        solver.setOptionValue(name, value)
    return solver
