"""Arithmetic of the generated function: integers of any size, one of which stands for no bound."""

from __future__ import annotations

from typing import Any

from anwei.engine.fleet.graph import NO_LEAST, NO_MOST
from anwei.engine.record.periods import add_months, complete_years

MOST = 10**90  # no bound


def sized(value: int | bool) -> int | bool:
    """A value of the graph as one of the function."""
    return value if isinstance(value, bool) else {NO_MOST: MOST, NO_LEAST: -MOST}.get(value, value)


def sized_table(entries: dict[Any, Any]) -> dict[Any, Any]:
    return {k: sized(v) for k, v in entries.items()}


def written(value: int | bool) -> str:
    """A value of the graph as text of the function."""
    return str(value) if isinstance(value, bool) else {NO_MOST: "MOST", NO_LEAST: "-MOST"}.get(value, str(value))


def plus(left: int, right: int, doubt: int) -> int:
    if doubt in (left, right):
        return doubt
    return -doubt if -doubt in (left, right) else left + right


def times(left: int, right: int) -> int:
    if not left or not right:
        return 0
    if MOST in (abs(left), abs(right)):
        return MOST if (left > 0) == (right > 0) else -MOST
    return left * right


def quotient(left: int, right: int, factor: int, up: bool) -> int:
    size = abs(right)
    if not right or size == MOST:
        return 0
    if abs(left) == MOST:
        return left if right > 0 else -left
    amount = abs(left) * factor
    whole = -(-amount // size) if up else amount // size
    return whole if (left < 0) == (right < 0) else -whole


def months_later(day: int, months: int) -> int:
    return day if abs(day) == MOST else add_months(day, months)


def years_between(start: int, end: int) -> int:
    if MOST in (abs(start), abs(end)):
        return 0
    return complete_years(start, end)
