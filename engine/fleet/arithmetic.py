"""The operations of the graph on NumPy arrays. No bound (``NO_LEAST``, ``NO_MOST``) is kept apart from numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from anwei.engine.fleet.columns import EPOCH, Array
from anwei.engine.fleet.graph import NO_LEAST, NO_MOST


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


def multiply(left: Array, right: Array, unbounded: bool | None) -> Array:
    """A product; nothing times no bound is nothing."""
    if not unbounded:
        found: Array = left * right
        return found
    endless = (np.abs(left) == NO_MOST) | (np.abs(right) == NO_MOST)
    sign = np.sign(left) * np.sign(right)
    product = np.where(endless, 0, left) * np.where(endless, 0, right)
    return np.where(endless, sign * NO_MOST, product)


def divide(left: Array, right: Array, factor: int, up: bool) -> Array:
    """``left * factor / right`` towards zero (or away from it); 0 where ``right`` is 0 or has no bound."""
    left, right = np.broadcast_arrays(left, right)
    endless, size = np.abs(left) == NO_MOST, np.abs(right)
    whole = np.where(size == 0, 1, size)
    amount = np.where(endless, 0, np.abs(left)) * factor
    quotient = -(-amount // whole) if up else amount // whole
    sign = np.where((left < 0) == (right < 0), 1, -1)
    found = np.where(endless, np.where(right > 0, left, -left), sign * quotient)
    return np.where((right == 0) | (size == NO_MOST), 0, found)


def _civil(days: Array) -> tuple[Array, Array, Array]:
    """Year, month (from 0) and day of ordinals."""
    stamps = (days - EPOCH).astype("datetime64[D]")
    months = stamps.astype("datetime64[M]")
    index = months.astype(np.int64)
    return index // 12 + 1970, index % 12, (stamps - months).astype(np.int64) + 1


def months_later(days: Array, months: Array) -> Array:
    """The corresponding day so many months later, or the last of a month that has no such day."""
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
    start, end = np.broadcast_arrays(start, end)
    bounded = (np.abs(start) < NO_MOST) & (np.abs(end) < NO_MOST)
    y1, m1, d1 = _civil(np.where(bounded, start, EPOCH))
    y2, m2, d2 = _civil(np.where(bounded, end, EPOCH))
    early = (m2 < m1) | ((m2 == m1) & (d2 < d1))
    return np.where(bounded, y2 - y1 - early, 0)


def day_map(days: Array, function: Callable[[int], int]) -> Array:
    """A function of days, asked once for each day that occurs."""
    found, places = np.unique(days, return_inverse=True)
    values = [int(d) if abs(int(d)) == NO_MOST else function(int(d)) for d in found]
    mapped: Array = np.array(values, np.int64)[places]
    return mapped


def table(codes: Array, entries: Any, otherwise: int | bool, ids: dict[str, int]) -> Array:
    """By code id, the entry of its code."""
    kind: Any = bool if isinstance(otherwise, bool) else np.int64
    lut = np.full(max(ids.values(), default=0) + 1, otherwise, kind)
    for code, value in entries:
        lut[ids[code]] = value
    return lut[codes]


def aggregate(op: str, values: Array, rows: Array, count: int) -> Array:
    """Over the rows of each of ``count`` targets."""
    if op == "any":
        found = np.zeros(count, bool)
        found[rows[values]] = True
        return found
    total = np.full(count, {"sum": 0, "least": NO_MOST, "most": NO_LEAST}[op], np.int64)
    {"sum": np.add, "least": np.minimum, "most": np.maximum}[op].at(total, rows, values)
    return total


def over_ranges(op: str, values: Array, starts: Array, stops: Array) -> Array:
    """Over the stretch of ordered rows that belongs to each target."""
    count = len(starts)
    if op in ("sum", "any"):
        edges = np.concatenate([[0], np.cumsum(values.astype(np.int64))])
        total: Array = edges[stops] - edges[starts]
        return np.asarray(total > 0) if op == "any" else total
    pick, none = (np.minimum, NO_MOST) if op == "least" else (np.maximum, NO_LEAST)
    found = np.full(count, none, np.int64)
    stretches, places = np.unique(np.stack([starts, stops], axis=1), axis=0, return_inverse=True)
    extremes = [int(pick.reduce(values[a:b])) if b > a else none for a, b in stretches]
    if count:
        found = np.array(extremes, np.int64)[places.reshape(-1)]
    return found
