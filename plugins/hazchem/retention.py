"""How many days too early a record was destroyed: the plugin's own measure.

A record is kept for a number of whole years counted forward from its last entry, to the corresponding day, and may go
on the day after. The result is 0 for a record that was kept long enough. The term is an argument, so a rule can pass
the one that was in force on the day of destruction.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from anwei.engine.api import FOREVER, Bounds, add_months

if TYPE_CHECKING:
    from anwei.engine.api import Algebra, Expr, FleetBounds


def kept_until(last_entry: int, years: int) -> int:
    """The last day (ordinal) on which a record must still be there."""
    return add_months(min(max(last_entry, 1), FOREVER), 12 * max(years, 0))


def days_short(last_entry: Bounds, destroyed: Bounds, years: Bounds) -> Bounds:
    """Days missing on the day of destruction until the record might go, never below 0.

    The true value falls as ``destroyed`` grows and rises with the other two, so its bounds are those of two corners.
    """
    low = _short(last_entry.low, destroyed.high, years.low)
    high = _short(last_entry.high, destroyed.low, years.high)
    return Bounds(low, high)


def _short(last_entry: float, destroyed: float, years: float) -> float:
    """The value for one choice of the three; an open end counts as the extreme that it stands for."""
    if destroyed == inf or -inf in (last_entry, years):
        return 0
    if destroyed == -inf or inf in (last_entry, years):
        return inf
    return max(0, kept_until(int(last_entry), int(years)) + 1 - int(destroyed))


def days_short_of_many(
    algebra: Algebra, last_entry: FleetBounds, destroyed: FleetBounds, years: FleetBounds
) -> FleetBounds:
    """The same two corners for all records at once."""
    low = _short_of_many(algebra, last_entry.low, destroyed.high, years.low)
    high = _short_of_many(algebra, last_entry.high, destroyed.low, years.high)
    return algebra.between(low, high)


def _short_of_many(algebra: Algebra, last_entry: Expr, destroyed: Expr, years: Expr) -> Expr:
    graph = algebra.graph
    zero, forever = graph.number(0), graph.number(FOREVER)
    first = graph.least(graph.most(last_entry, graph.number(1)), forever)
    kept = graph.least(graph.months_later(first, graph.multiply(graph.most(years, zero), graph.number(12))), forever)
    short = graph.most(graph.subtract(graph.add(kept, graph.number(1)), destroyed), zero)
    least, most = graph.number(-inf), graph.number(inf)
    none = graph.any(graph.eq(destroyed, most), graph.eq(last_entry, least), graph.eq(years, least))
    endless = graph.any(graph.eq(destroyed, least), graph.eq(last_entry, most), graph.eq(years, most))
    return graph.choose(none, zero, graph.choose(endless, most, short))
