"""A measure's lowering is held against its bounds; a rule that calls one without a lowering is refused in bulk."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import msgspec
import numpy as np
import pytest

from anwei.engine.api import Bounds, MeasureFunction, Text
from anwei.engine.catalogue.open import open_catalogue
from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.fleet import arithmetic
from anwei.engine.fleet.arithmetic import WIDE_MOST
from anwei.engine.fleet.bounds import Algebra, FleetBounds
from anwei.engine.fleet.equivalence import plan_for
from anwei.engine.plugins.agreement import disagreement
from anwei.plugins.hazchem.plugin import anwei_measures

DAY = 739942


def least_zero(value: Bounds) -> Bounds:
    return Bounds(max(value.low, 0), max(value.high, 0))


def right(algebra: Algebra, value: FleetBounds) -> FleetBounds:
    zero = algebra.graph.number(0)
    return algebra.between(algebra.graph.most(value.low, zero), algebra.graph.most(value.high, zero))


def crossed(algebra: Algebra, value: FleetBounds) -> FleetBounds:
    return right(algebra, algebra.between(value.low, value.low))


def raising(algebra: Algebra, value: FleetBounds) -> FleetBounds:
    raise LookupError(value)


def measure(lowering: object) -> MeasureFunction:
    return MeasureFunction("m", Text("量", "m"), (0,), least_zero, lowering=lowering)  # type: ignore[arg-type]


def test_what_ships_agrees() -> None:
    assert [disagreement(m) for m in anwei_measures()] == [""]


def test_agreement_and_what_breaks_it() -> None:
    assert disagreement(measure(right)) == ""
    assert disagreement(measure(crossed)).startswith("its lowering gives 381..381, not 381..inf")
    assert disagreement(measure(raising)).startswith("its lowering raises LookupError")


def test_so_many_months_that_no_number_of_64_bits_holds_them() -> None:
    """A measure multiplied an open number of years by twelve: beyond every day, and no overflow."""
    found = arithmetic.months_later(np.array([DAY], object), np.array([WIDE_MOST], object))
    assert found[0] > 3652059 or found[0] == inf


def test_a_rule_without_a_lowering_is_refused_when_the_run_is_planned() -> None:
    opened = open_catalogue()
    rule = next(r for r in opened.catalogue.rules.values() if b"hazchem_days_short" in msgspec.json.encode(r))
    environment = replace(opened.environment, lowerings={})
    with pytest.raises(AnweiError) as error:
        plan_for(opened.catalogue, [rule], DAY, environment)
    (found,) = error.value.diagnostics
    assert (found.code, found.place.file, found.params["rule_id"]) == ("FLT-005", rule.file, rule.id)
    assert "--only" in found.help("en")
