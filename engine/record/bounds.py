"""Bounds and truths: the arithmetic that makes verdicts sound.

A number is known to lie between ``low`` and ``high``. It may move with the day of evaluation: ``slope`` is how much a
day adds, and nothing else about it changes before ``until``. A truth is what is surely so (``sure``) and what may be
so (``may``); ``until`` is the first day on which it can change without new evidence.
"""

from __future__ import annotations

import math
from itertools import product

import msgspec

FOREVER = 3652059  # 9999-12-31, as in engine.ir.parameters
INF = math.inf


class Bounds(msgspec.Struct, frozen=True, gc=False):
    """At least ``low``, at most ``high``, on the day of evaluation."""

    low: float
    high: float
    slope: int = 0
    until: int = FOREVER

    @property
    def exact(self) -> bool:
        return self.low == self.high


class Truth(msgspec.Struct, frozen=True, gc=False):
    """Surely so, may be so, and until when."""

    sure: bool
    may: bool
    until: int = FOREVER

    @property
    def unknown(self) -> bool:
        return self.may and not self.sure


TRUE = Truth(True, True)
FALSE = Truth(False, False)
UNKNOWN = Truth(False, True)
ANYTHING = Bounds(-INF, INF)


def exactly(value: float) -> Bounds:
    return Bounds(value, value)


def negate(truth: Truth) -> Truth:
    return Truth(not truth.may, not truth.sure, truth.until)


def at_least(left: Bounds | None, right: Bounds | None, day: int, *, strict: bool = False) -> Truth:
    """``left >= right`` (or ``>``). A value that has not happened (None) compares false."""
    if left is None or right is None:
        return FALSE
    until = left.until if left.until < right.until else right.until
    sure, may = left.low - right.high - strict, left.high - right.low - strict
    if slope := left.slope - right.slope:
        until = min(until, _crossing(sure, slope, day))
        if may != sure:
            until = min(until, _crossing(may, slope, day))
    # nan (no end against no end) settles nothing: not surely, but maybe
    return Truth(sure >= 0, not may < 0, until)


def _crossing(margin: float, slope: int, day: int) -> int:
    """The first later day on which ``margin + slope * days`` has another sign."""
    if not math.isfinite(margin):
        return FOREVER
    if slope > 0 and margin < 0:
        return day + math.ceil(-margin / slope)
    if slope < 0 and margin >= 0:
        return day + int(margin // -slope) + 1
    return FOREVER


def frozen(value: Bounds, day: int) -> Bounds:
    """A moving value as a still one that must be looked at again the next day."""
    return value if not value.slope else Bounds(value.low, value.high, 0, min(value.until, day + 1))


def _times(a: float, b: float) -> float:
    return 0.0 if a == 0 or b == 0 else a * b


def multiply(left: Bounds, right: Bounds) -> Bounds:
    """The product of two still values."""
    corners = [_times(a, b) for a, b in product((left.low, left.high), (right.low, right.high))]
    return Bounds(min(corners), max(corners), 0, min(left.until, right.until))


def quotient(numerator: float, denominator: float, scale: int, up: bool) -> float:
    """A quotient at ``scale`` digits, rounded towards zero, or away from it when ``up``."""
    if math.isinf(denominator):
        return 0
    if math.isinf(numerator):
        return numerator if denominator > 0 else -numerator
    scaled, whole = abs(int(numerator)) * int(10**scale), abs(int(denominator))
    result: int = -(-scaled // whole) if up else scaled // whole
    return result if (numerator < 0) == (denominator < 0) else -result


def divide(left: Bounds, right: Bounds, scale: int, up: bool) -> Bounds:
    """The quotient of two still values; anything where the divisor may be zero."""
    until = min(left.until, right.until)
    if right.low <= 0 <= right.high:
        return Bounds(-INF, INF, 0, until)
    corners = [quotient(a, b, scale, up) for a, b in product((left.low, left.high), (right.low, right.high))]
    return Bounds(min(corners), max(corners), 0, until)
