"""How good and how fast plans are: ``python benchmarks/drills/run.py [UNITS ...]`` (50 500 5000).

Prints for each synthetic county the cost of the greedy plan and of the search, the proven bound, seconds, CPU seconds
and peak memory, each in a process of its own, and beside them OR-Tools CP-SAT given the same seconds on the same
programme over cells (skipped, and said so, where ortools is not installed). The two solvers cannot live in one process.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()


def ours(units: int) -> dict[str, Any]:
    """Our planner on a county."""
    from county import county

    from anwei.drills.planning.make import Options, make_plan

    gathered, policy = county(units)
    greedy = make_plan(gathered, policy, Options(rounds=0)).plan.solver.cost
    start, cpu = time.perf_counter(), time.process_time()
    made = make_plan(gathered, policy, Options())
    plan = made.plan
    return {
        "obligations": len(gathered.obligations),
        "greedy": greedy,
        "cost": plan.solver.cost,
        "bound": round(plan.solver.bound),
        "gap": plan.solver.gap,
        "drills": len(plan.drills),
        "participations": sum(len(d.participations) for d in plan.drills),
        "unmet": len(plan.unmet),
        "conflicts": len(made.conflicts),
        "seconds": round(time.perf_counter() - start, 1),
        "cpu": round(time.process_time() - cpu, 1),
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def cpsat(units: int, seconds: float) -> dict[str, Any]:
    """CP-SAT on the whole programme over cells, one worker, the same seconds."""
    from county import county
    from ortools.sat.python import cp_model

    from anwei.drills.planning.problem import make_problem
    from anwei.drills.planning.programme import build, cells_of, room_in

    gathered, policy = county(units)
    problem = make_problem(gathered, policy)
    cells = cells_of(problem.classes)
    programme = build(problem, problem.classes, cells, room=room_in(problem, cells)).programme
    model = cp_model.CpModel()
    most = 10 * len(gathered.units) + 100
    columns = [
        model.new_int_var(int(low), int(min(high, most)), "")
        for low, high in zip(programme.low, programme.high, strict=True)
    ]
    for row, low in enumerate(programme.row_low):
        entries = range(programme.starts[row], programme.starts[row + 1])
        total = sum(int(programme.value[e]) * columns[programme.index[e]] for e in entries)
        if low > -1e18:
            model.add(total >= int(low))
        if programme.row_high[row] < 1e18:
            model.add(total <= int(programme.row_high[row]))
    model.minimize(sum(int(c) * x for c, x in zip(programme.cost, columns, strict=True) if c))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    return {"status": solver.status_name(status), "cost": solver.objective_value, "bound": solver.best_objective_bound}


def apart(*words: object) -> dict[str, Any]:
    """One measurement in a process of its own."""
    done = subprocess.run(
        [sys.executable, str(HERE), "--one", *map(str, words)], capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def main(counties: list[int]) -> None:
    for units in counties:
        found = apart("ours", units)
        print(units, json.dumps(found))
        if find_spec("ortools") is None:
            print(units, "CP-SAT SKIPPED: ortools is not installed (pip install ortools)", file=sys.stderr)
        else:
            print(units, "cp-sat", json.dumps(apart("cpsat", units, max(1.0, found["seconds"]))))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        result = ours(int(sys.argv[3])) if sys.argv[2] == "ours" else cpsat(int(sys.argv[3]), float(sys.argv[4]))
        print(json.dumps(result))
    else:
        main([int(w) for w in sys.argv[1:]] or [50, 500, 5000])
