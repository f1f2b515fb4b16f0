"""The operations of the graph on NumPy arrays.

No bound is a number of its own, ``most`` or its opposite: ``NO_MOST`` among int64, ``WIDE_MOST`` among the Python
integers that stand in for them where int64 would not do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from anwei.engine.fleet.arrays import Array
from anwei.engine.fleet.graph import NO_MOST
from anwei.engine.fleet.values import EPOCH

WIDE_MOST = 10**90
LATEST = 1 << 40  # beyond every day


def add(left: Array, right: Array, doubt: int | None) -> Array:
    """A sum; ``doubt`` (None: there are no unbounded parts) is what no bound below plus no bound above gives."""
    total: Array = left + right
    if doubt is None:
        return total
    for end in (-doubt, doubt):  # the doubt is written last and wins
        total = np.where((left == end) | (right == end), end, total)
    return total


def subtract(left: Array, right: Array, doubt: int | None) -> Array:
    return add(left, -right, doubt)


def multiply(left: Array, right: Array, unbounded: bool | None, most: int = NO_MOST) -> Array:
    """A product; nothing times no bound is nothing."""
    if not unbounded:
        found: Array = left * right
        return found
    endless = (np.abs(left) == most) | (np.abs(right) == most)
    sign = np.sign(left) * np.sign(right)
    product = np.where(endless, 0, left) * np.where(endless, 0, right)
    return np.where(endless, sign * most, product)


def divide(left: Array, right: Array, factor: int, up: bool, most: int = NO_MOST) -> Array:
    """``left * factor / right`` towards zero (or away from it); 0 where ``right`` is 0 or has no bound."""
    left, right = np.broadcast_arrays(left, right)
    endless, size = np.abs(left) == most, np.abs(right)
    whole = np.where(size == 0, 1, size)
    amount = np.where(endless, 0, np.abs(left)) * factor
    quotient = -(-amount // whole) if up else amount // whole
    sign = np.where((left < 0) == (right < 0), 1, -1)
    found = np.where(endless, np.where(right > 0, left, -left), sign * quotient)
    return np.where((right == 0) | (size == most), 0, found)


def _civil(days: Array) -> tuple[Array, Array, Array]:
    """Year, month (from 0) and day of ordinals."""
    stamps = (days - EPOCH).astype("datetime64[D]")
    months = stamps.astype("datetime64[M]")
    index = months.astype(np.int64)
    return index // 12 + 1970, index % 12, (stamps - months).astype(np.int64) + 1


def months_later(days: Array, months: Array) -> Array:
    """The corresponding day so many months later, or the last of a month that has no such day."""
    if object in (days.dtype, months.dtype):  # numbers of which some are wide: days never are
        kept = np.abs(days) > LATEST
        near = np.clip(np.where(kept, 0, months), -LATEST, LATEST)  # so many months lead past every day as well
        moved = months_later(np.where(kept, 1, days).astype(np.int64), near.astype(np.int64))
        return np.where(kept, days, moved)
    days, months = np.broadcast_arrays(days, months)
    bounded = np.abs(days) < NO_MOST
    stamps = (np.where(bounded, days, EPOCH) - EPOCH).astype("datetime64[D]")
    start = stamps.astype("datetime64[M]")
    day = (stamps - start).astype(np.int64)
    target = start + months.astype("timedelta64[M]")
    first = target.astype("datetime64[D]").astype(np.int64)
    last = (target + 1).astype("datetime64[D]").astype(np.int64) - 1
    return np.where(bounded, np.minimum(first + day, last) + EPOCH, days)


def years_between(start: Array, end: Array) -> Array:
    """Complete years from one day to another; 0 where either has no bound."""
    if object in (start.dtype, end.dtype):
        start, end = (np.where(np.abs(d) > LATEST, NO_MOST, d).astype(np.int64) for d in (start, end))
    start, end = np.broadcast_arrays(start, end)
    bounded = (np.abs(start) < NO_MOST) & (np.abs(end) < NO_MOST)
    y1, m1, d1 = _civil(np.where(bounded, start, EPOCH))
    y2, m2, d2 = _civil(np.where(bounded, end, EPOCH))
    early = (m2 < m1) | ((m2 == m1) & (d2 < d1))
    return np.where(bounded, y2 - y1 - early, 0)


def day_map(days: Array, function: Callable[[int], int]) -> Array:
    """A function of days, asked once for each day that occurs."""
    found, places = np.unique(days, return_inverse=True)
    values = [int(d) if abs(int(d)) >= NO_MOST else function(int(d)) for d in found]
    mapped: Array = np.array(values, days.dtype)[places]
    return mapped


def table(codes: Array, entries: Any, otherwise: int | bool, ids: dict[str, int]) -> Array:
    """By code id, the entry of its code."""
    kind: Any = bool if isinstance(otherwise, bool) else np.int64
    lut = np.full(max(ids.values(), default=0) + 1, otherwise, kind)
    for code, value in entries:
        lut[ids[code]] = value
    return lut[codes]


def aggregate(op: str, values: Array, rows: Array, count: int, most: int = NO_MOST) -> Array:
    """Over the rows of each of ``count`` targets."""
    if op == "any":
        found = np.zeros(count, bool)
        found[rows[values]] = True
        return found
    kind: Any = object if values.dtype == object else np.int64
    total = np.full(count, {"sum": 0, "least": most, "most": -most}[op], kind)
    {"sum": np.add, "least": np.minimum, "most": np.maximum}[op].at(total, rows, values)
    return total


def over_ranges(op: str, values: Array, starts: Array, stops: Array, most: int = NO_MOST) -> Array:
    """Over the stretch of ordered rows that belongs to each target."""
    count = len(starts)
    if op in ("sum", "any"):
        numbers = values if values.dtype == object else values.astype(np.int64)
        edges = np.concatenate([np.zeros(1, numbers.dtype), np.cumsum(numbers)])
        total: Array = edges[stops] - edges[starts]
        return np.asarray(total > 0) if op == "any" else total
    pick, none = (np.minimum, most) if op == "least" else (np.maximum, -most)
    found = np.full(count, none, values.dtype)
    stretches, places = np.unique(np.stack([starts, stops], axis=1), axis=0, return_inverse=True)
    extremes = [int(pick.reduce(values[a:b])) if b > a else none for a, b in stretches]
    if count:
        found = np.array(extremes, values.dtype)[places.reshape(-1)]
    return found
