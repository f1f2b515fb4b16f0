"""Trying what a plugin's measure says of many subjects at once: the same bounds as one by one."""

from __future__ import annotations

import random
from math import inf

from anwei.engine.fleet.arithmetic import WIDE_MOST
from anwei.engine.fleet.bounds import Algebra, FleetBounds
from anwei.engine.fleet.graph import NO_LEAST, NO_MOST, Expr, Graph
from anwei.engine.plugins.soundness import sample, shown
from anwei.engine.plugins.spec import MeasureFunction
from anwei.engine.record.bounds import Bounds

DAY = 739_942  # any day: a measure must not look at it
_ENDS = {WIDE_MOST: inf, -WIDE_MOST: -inf}


def disagreement(measure: MeasureFunction, tries: int = 400, seed: int = 1) -> str:
    """Where the lowering of a measure says something else than its ``bounds`` under random bounds, or an empty text."""
    source = random.Random(seed)  # noqa: S311 - reproducible samples, nothing secret
    samples = [tuple(sample(source) for _ in measure.argument_scales) for _ in range(tries)]
    try:
        found = _lowered(measure, samples)
    except Exception as error:
        return f"its lowering raises {type(error).__name__}: {error}"
    for bounds, (low, high) in zip(samples, found, strict=True):
        one = measure.bounds(*bounds)
        if (one.low, one.high) != (low, high):
            return f"its lowering gives {low}..{high}, not {one.low}..{one.high}, for {shown(bounds)}"
    return ""


def _lowered(measure: MeasureFunction, samples: list[tuple[Bounds, ...]]) -> list[tuple[float, float]]:
    """What the lowering gives for every sample: one row each."""
    import numpy as np

    from anwei.engine.fleet.columns import Columns
    from anwei.engine.fleet.grains import Grain
    from anwei.engine.fleet.interpret import run_wide
    from anwei.engine.fleet.partition import Partition
    from anwei.engine.fleet.plan import reach

    graph, row, columns = Graph(), Grain("sample", "sample"), Columns(len(samples))
    algebra = Algebra(graph, DAY, dates=False)

    def end(place: int, name: str, none: int) -> Expr:
        values = [getattr(s[place], name) for s in samples]
        columns.parts[f"a{place}", name] = np.array([0 if abs(v) == inf else v for v in values], np.int64)
        columns.parts[f"a{place}", f"{name} open"] = np.array([abs(v) == inf for v in values], bool)
        opened = graph.column(row, f"a{place}", f"{name} open", truth=True)
        return graph.choose(opened, graph.number(none), graph.column(row, f"a{place}", name))

    arguments = [
        algebra.between(end(i, "low", NO_LEAST), end(i, "high", NO_MOST)) for i in range(len(measure.argument_scales))
    ]
    assert measure.lowering is not None
    result: FleetBounds = measure.lowering(algebra, *arguments)
    values = run_wide(None, reach([result.low, result.high]), Partition({row: columns}))  # type: ignore[arg-type]
    ends = (np.broadcast_to(values[e], len(samples)).tolist() for e in (result.low, result.high))
    return [(_ENDS.get(low, low), _ENDS.get(high, high)) for low, high in zip(*ends, strict=True)]
