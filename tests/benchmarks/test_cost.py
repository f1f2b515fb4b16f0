"""The cost model of fleet runs: what it reads, and that no line fits better."""

from __future__ import annotations

import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest

FILE = Path(__file__).resolve().parents[2] / "benchmarks" / "fleet_cost.py"


@pytest.fixture(scope="module")
def cost() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fleet_cost", FILE)
    assert spec is not None and spec.loader is not None
    module = sys.modules["fleet_cost"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_best_round_of_each_size_counts(cost: ModuleType) -> None:
    lines = [
        "duckdb subjects=1000 round=0 wall=9.00s cpu=2.50s",
        "duckdb subjects=1000 round=1 wall=9.00s cpu=1.50s",
        "spark subjects=1000 round=0 wall=9.00s cpu=7.00s moved=2.5MB",
        "something else",
    ]
    assert cost.measured(lines) == ({"duckdb": {1000: 1.5}, "spark": {1000: 7.0}}, {"spark": {1000: 2_500_000.0}})


def test_a_line_is_found_again(cost: ModuleType) -> None:
    found = cost.fitted({n: 2 + 3e-6 * n for n in (10**4, 10**5, 10**6)})
    assert (found.fixed, found.each, found.error) == pytest.approx((2, 3e-6, 0), abs=1e-9)
    assert found.at(10**8) == pytest.approx(302)


def test_no_other_line_has_a_smaller_largest_error(cost: ModuleType) -> None:
    costs = {10**4: 1.3, 10**5: 3.2, 3 * 10**5: 7.7, 10**6: 18.8}
    best = cost.fitted(costs)
    chance = random.Random(3)
    for _ in range(3000):
        fixed, each = best.fixed * chance.uniform(0.8, 1.2), best.each * chance.uniform(0.8, 1.2)
        assert max(abs(fixed + each * n - c) / c for n, c in costs.items()) >= best.error - 1e-12


def test_one_size_makes_no_line(cost: ModuleType) -> None:
    with pytest.raises(ValueError, match="two sizes"):
        cost.fitted({10: 1.0})
