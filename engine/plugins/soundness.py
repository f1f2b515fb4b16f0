"""Trying a plugin's measure: for any values within the arguments' bounds the result must lie within its bounds."""

from __future__ import annotations

import random
from math import inf, isnan

from anwei.engine.plugins.spec import MeasureFunction
from anwei.engine.record.bounds import Bounds

#: Values at which measures tend to go wrong: signs, ends of the calendar, days of our time, large money.
EDGES = (0, 1, -1, 2, 12, 100, 365, 366, 730_000, 739_000, 740_000, 3_652_059, -(10**6), 10**9, 10**15)
POINTS = 6


def unsound(measure: MeasureFunction, tries: int = 400, seed: int = 1) -> str:
    """What is wrong with a measure under random bounds (the same ones for a seed), or an empty text."""
    source = random.Random(seed)  # noqa: S311 - reproducible samples, nothing secret
    for _ in range(tries):
        bounds = tuple(sample(source) for _ in measure.argument_scales)
        try:
            problem = _contradiction(measure, bounds, source)
        except Exception as error:
            return f"{type(error).__name__} for {shown(bounds)}: {error}"
        if problem:
            return problem
    return ""


def _contradiction(measure: MeasureFunction, bounds: tuple[Bounds, ...], source: random.Random) -> str:
    """Compare the result for bounds with the results for values inside them."""
    found = measure.bounds(*bounds)
    if isnan(found.low) or isnan(found.high) or found.low > found.high:
        return f"no bounds: {found.low}..{found.high} for {shown(bounds)}"
    if measure.bounds(*bounds) != found:
        return f"not pure: two results for {shown(bounds)}"
    for _ in range(POINTS):
        values = tuple(_inside(b, source) for b in bounds)
        exact = measure.bounds(*(Bounds(v, v) for v in values))
        if exact.low < found.low or exact.high > found.high:
            return (
                f"not sound: {exact.low}..{exact.high} for {', '.join(map(str, values))} "
                f"lies outside {found.low}..{found.high} for {shown(bounds)}"
            )
    return ""


def sample(source: random.Random) -> Bounds:
    """Exact, near, wide, half open or without any end."""
    a, b = _value(source), _value(source)
    match source.randrange(6):
        case 0:
            return Bounds(a, a)
        case 1:
            return Bounds(a, a + source.randrange(40))
        case 2:
            return Bounds(-inf, a)
        case 3:
            return Bounds(a, inf)
        case 4:
            return Bounds(-inf, inf)
    return Bounds(min(a, b), max(a, b))


def _value(source: random.Random) -> int:
    edge = source.choice(EDGES)
    return edge if source.random() < 0.5 else edge + source.randrange(-400, 401)


def _inside(bounds: Bounds, source: random.Random) -> int:
    """A whole value within bounds; the ends more often than not."""
    low = int(bounds.low) if bounds.low > -inf else min(-(10**6), int(min(bounds.high, 0)) - 1000)
    high = int(bounds.high) if bounds.high < inf else max(10**7, low + 1000)
    return source.choice((low, high, source.randint(low, high)))


def shown(bounds: tuple[Bounds, ...]) -> str:
    """Bounds as messages name them."""
    return ", ".join(f"{b.low}..{b.high}" for b in bounds)
