"""Lengths in different units compare only where one never ends after the other, from whatever day both are counted."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anwei.engine.ir.types import Length
from anwei.engine.language.guard import surely_at_most
from anwei.engine.language.scope import parse_length
from anwei.engine.record.periods import Weekdays, add
from tests.language.test_mistakes import problems

DAYS = st.integers(date(1950, 1, 1).toordinal(), date(2250, 1, 1).toordinal())
UNITS = st.sampled_from(["days", "working_days", "months", "years"])


def end(day: int, length: Length) -> int:
    return add(day, length.count, length.unit, Weekdays())


@st.composite
def near(draw: st.DrawFn) -> tuple[Length, Length]:
    """Two lengths of about the same number of days, so that what is decided is close."""
    units: list[Literal["days", "working_days", "months", "years"]] = [draw(UNITS), draw(UNITS)]
    days = draw(st.integers(1, 4000))
    size = {"days": 1.0, "working_days": 1.4, "months": 30.44, "years": 365.25}
    counts = [max(0, round(days / size[u]) + draw(st.integers(-1, 1))) for u in units]
    return Length(counts[0], units[0]), Length(counts[1], units[1])


@given(near(), DAYS)
def test_what_is_said_to_be_at_most_as_long_never_ends_later(pair: tuple[Length, Length], day: int) -> None:
    if surely_at_most(*pair):
        assert end(day, pair[0]) <= end(day, pair[1])


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("30 days", "30 days", True),
        ("30 working_days", "30 days", False),
        ("30 days", "30 working_days", True),
        ("31 days", "30 working_days", False),
        ("20 working_days", "20 working_days", True),
        ("12 months", "1 years", True),
        ("1 years", "12 months", True),
        ("13 months", "1 years", False),
        ("28 days", "1 months", True),
        ("29 days", "1 months", False),
        ("1 months", "31 days", True),
        ("1 months", "30 days", False),
        ("365 days", "1 years", True),
        ("1 years", "365 days", False),
        ("1 years", "366 days", True),
        ("181 days", "6 months", True),
        ("183 days", "6 months", False),
        ("20 working_days", "6 months", True),
        ("20 working_days", "2 months", False),
    ],
)
def test_pairs(a: str, b: str, expected: bool) -> None:
    one, other = parse_length(a), parse_length(b)
    assert one is not None
    assert other is not None
    assert surely_at_most(one, other) is expected


PARAMETER = """
parameters: u
claim:
  label: {{zh: 期限, en: Term}}
  stricter: {stricter}
  values: [{{from: 2020-01-01, value: {upper}, cites: [{{law: law-a}}]}}]
---
overlay: o
extends: t
division: '34'
cites: [{{law: law-a}}]
set:
  claim: [{{from: 2020-01-01, value: {lower}, cites: [{{law: law-a}}]}}]
"""


@pytest.mark.parametrize(
    ("stricter", "upper", "lower", "refused"),
    [
        ("lower", "30 days", "30 working_days", True),
        ("lower", "12 months", "1 years", False),
        ("higher", "30 days", "1 months", True),
        ("higher", "30 days", "30 working_days", False),
    ],
)
def test_a_division_cannot_loosen_by_another_unit(stricter: str, upper: str, lower: str, refused: bool) -> None:
    found = problems(PARAMETER.format(stricter=stricter, upper=upper, lower=lower))
    assert [" OVL-001 " in line for line in found] == [True] * refused, found


def test_the_overlays_value_is_named_at_its_place_with_both_values() -> None:
    (line,) = problems(PARAMETER.format(stricter="lower", upper="30 days", lower="40 days"))
    assert line == (
        "t.yaml:13:11: OVL-001 parameter 'claim' of division 34 is 40 days, "
        "looser (or not surely as strict) than 30 days of the whole country"
    )
    unsaid = PARAMETER.format(stricter="lower", upper="30 days", lower="20 days").replace("  stricter: lower\n", "")
    (line,) = problems(unsaid)
    assert line.startswith("t.yaml:12:11: OVL-003 ")
    assert "20 days of 34 cannot be compared with 30 days" in line
