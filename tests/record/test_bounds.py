"""The arithmetic of bounds: exhaustive where it is small, against brute force where it is not."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anwei.engine.record.bounds import (
    FALSE,
    FOREVER,
    INF,
    TRUE,
    UNKNOWN,
    Bounds,
    Truth,
    at_least,
    divide,
    multiply,
    negate,
    quotient,
)
from anwei.engine.record.conditions import all_of, any_of

KLEENE = {True: TRUE, False: FALSE, None: UNKNOWN}


def value(truth: Truth) -> bool | None:
    return True if truth.sure else None if truth.may else False


@pytest.mark.parametrize("terms", list(product([True, False, None], repeat=3)))
def test_all_and_any_follow_kleene(terms: tuple[bool | None, ...]) -> None:
    truths = [KLEENE[t] for t in terms]
    every = False if False in terms else None if None in terms else True
    some = True if True in terms else None if None in terms else False
    assert value(all_of(truths)) is every
    assert value(any_of(truths)) is some
    assert value(all_of([])) is True and value(any_of([])) is False


def test_negation() -> None:
    assert [value(negate(KLEENE[t])) for t in (True, False, None)] == [False, True, None]


ranges = st.tuples(st.integers(-30, 30), st.integers(0, 20)).map(lambda p: (p[0], p[0] + p[1]))


@given(ranges, ranges, st.booleans())
def test_a_comparison_is_sure_only_if_every_choice_agrees(a: tuple[int, int], b: tuple[int, int], strict: bool) -> None:
    outcomes = {(x > y) if strict else (x >= y) for x in range(a[0], a[1] + 1) for y in range(b[0], b[1] + 1)}
    truth = at_least(Bounds(*a), Bounds(*b), 0, strict=strict)
    assert value(truth) is (outcomes.pop() if len(outcomes) == 1 else None)


@given(ranges, ranges, st.integers(-2, 2), st.integers(-2, 2), st.booleans())
def test_a_moving_comparison_changes_on_the_day_it_says(
    a: tuple[int, int], b: tuple[int, int], slope_a: int, slope_b: int, strict: bool
) -> None:
    def on(day: int) -> Truth:
        left = Bounds(a[0] + slope_a * day, a[1] + slope_a * day, slope_a)
        right = Bounds(b[0] + slope_b * day, b[1] + slope_b * day, slope_b)
        return at_least(left, right, day, strict=strict)

    start = on(0)
    changed = next((d for d in range(1, 400) if value(on(d)) is not value(start)), None)
    assert changed is None or start.until <= changed
    if start.until < 400:
        assert all(value(on(d)) is value(start) for d in range(1, start.until))


@given(ranges, ranges)
def test_products_hold_every_choice(a: tuple[int, int], b: tuple[int, int]) -> None:
    found = multiply(Bounds(*a), Bounds(*b))
    products = [x * y for x in range(a[0], a[1] + 1) for y in range(b[0], b[1] + 1)]
    assert (found.low, found.high) == (min(products), max(products))


@given(ranges, ranges.filter(lambda r: r[0] > 0 or r[1] < 0), st.integers(0, 4), st.booleans())
def test_quotients_hold_every_choice(a: tuple[int, int], b: tuple[int, int], scale: int, up: bool) -> None:
    found = divide(Bounds(*a), Bounds(*b), scale, up)
    values = [quotient(x, y, scale, up) for x in range(a[0], a[1] + 1) for y in range(b[0], b[1] + 1)]
    assert found.low <= min(values) and found.high >= max(values)


def test_rounding_is_towards_zero_or_away_from_it() -> None:
    assert [quotient(n, 3, 0, up) for n in (7, -7) for up in (False, True)] == [2, 3, -2, -3]


def test_a_divisor_that_may_be_zero_decides_nothing() -> None:
    found = divide(Bounds(1, 2), Bounds(0, 3), 0, False)
    assert (found.low, found.high) == (-INF, INF)


def test_what_has_not_happened_compares_false() -> None:
    assert at_least(None, Bounds(0, 0), 0) == FALSE
    assert at_least(Bounds(0, 0), None, 0) == FALSE


def test_no_end_against_no_end_settles_nothing() -> None:
    assert value(at_least(Bounds(INF, INF), Bounds(INF, INF), 0)) is None
    assert at_least(Bounds(-INF, INF), Bounds(0, 0), 0).until == FOREVER
