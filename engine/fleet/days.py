"""Days in the graph: limits moved by months, and functions that only a calendar knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from anwei.engine.record.periods import add_months, complete_years

EARLIEST, LATEST = 365 * 500, 365 * 5000  # the days between which limits are moved at will


class DayMap:
    """A function with the key that says which it is: two of one key are equal."""

    __slots__ = ("function", "key")

    def __init__(self, key: tuple[Any, ...], function: Callable[[int], int]) -> None:
        self.key = key
        self.function = function

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DayMap) and other.key == self.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return repr(self.key)


def first_reaching(day: int, months: int) -> int:
    """The first day from which so many months later is ``day`` or after it."""
    found = add_months(day, -months)
    while add_months(found, months) < day:
        found += 1
    while add_months(found - 1, months) >= day:
        found -= 1
    return found


def last_with_years(end: int, years: int) -> int:
    """The last day from which so many complete years reach ``end``."""
    found = add_months(end, -12 * years)
    while complete_years(found + 1, end) >= years:
        found += 1
    while complete_years(found, end) < years:
        found -= 1
    return found
