"""Whole numbers with two that stand for no bound, below and above."""

from __future__ import annotations

NO_MOST = 1 << 62
NO_LEAST = -NO_MOST


def added(left: int, right: int, doubt: int) -> int:
    """A sum; ``doubt`` is what no bound below plus no bound above gives."""
    if {left, right} == {NO_LEAST, NO_MOST}:
        return doubt
    for side in (left, right):
        if side in (NO_LEAST, NO_MOST):
            return side
    return left + right


def product(left: int, right: int) -> int:
    """A product; nothing times no bound is nothing."""
    if left == 0 or right == 0:
        return 0
    if abs(left) == NO_MOST or abs(right) == NO_MOST:
        return NO_MOST if (left > 0) == (right > 0) else NO_LEAST
    return left * right


def turned(infinite: int) -> int:
    """Which bounds (1: below, 2: above) the opposite of a number may lack."""
    return (infinite >> 1) | ((infinite & 1) << 1)
