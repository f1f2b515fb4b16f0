"""The figures that the plans publish, through the engine: what is met, what fails, and what nobody has reported."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from anwei.engine.api import Verdict
from anwei.engine.catalogue.assess import Assessment, assess
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.forms import read_paths

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def judged(catalogue: Catalogue, plan: str, day: date) -> Assessment:
    diagnostics = Diagnostics()
    subjects = read_paths([EXAMPLES / plan], catalogue.vocabulary, diagnostics)
    diagnostics.raise_errors()
    return assess(catalogue, subjects, day.toordinal())


def verdicts(found: Assessment, verdict: Verdict) -> set[str]:
    return {f.rule.id for f in found.findings if f.verdict is verdict}


def test_qingyuan_met_what_it_printed_and_fails_nothing(catalogue: Catalogue) -> None:
    found = judged(catalogue, "qingyuan", date(2026, 6, 30))
    assert verdicts(found, Verdict.FAIL) == set()
    assert verdicts(found, Verdict.PASS) == {
        "qingyuan.past-death-rate",
        "qingyuan.past-percentages",
        "qingyuan.past-rates",
        "qingyuan.past-deaths",
        "qingyuan.past-double-digits",
        "qingyuan.deaths-already-met",
        "qingyuan.death-rate-already-met",
    }


@pytest.mark.parametrize("rule", ["plan.deaths.city", "hard.qingyuan-004.death-rate"])
def test_qingyuan_has_not_reported_2025(catalogue: Catalogue, rule: str) -> None:
    found = judged(catalogue, "qingyuan", date(2026, 6, 30))
    finding = next(f for f in found.findings if f.rule.id == rule)
    assert finding.verdict is Verdict.UNKNOWN
    assert [m for m in finding.missing if "2025" in str(m)] != []


def test_the_percentages_of_qingyuan_are_those_of_its_printed_rates(catalogue: Catalogue) -> None:
    """An independent calculation of what the rule repeats: nearest at two digits, from rates of three digits."""
    rates = {2015: "0.218", 2016: "0.195", 2017: "0.188", 2018: "0.144", 2019: "0.119", 2020: "0.077"}
    base = Decimal(rates[2015])
    value = catalogue.parameters["qingyuan.past-reductions"].in_force("441800", date(2026, 1, 1).toordinal())
    assert value is not None and len(value.items) == 5
    for item in value.items:
        fall = (base - Decimal(rates[2015 + value.items.index(item) + 1])) / base
        nearest = fall.quantize(Decimal("0.0001"), ROUND_HALF_UP)
        assert item["printed"] == nearest * 10_000


def test_qinan_fell_as_it_printed_and_its_targets_have_no_base_year(catalogue: Catalogue) -> None:
    found = judged(catalogue, "qinan", date(2026, 6, 30))
    assert verdicts(found, Verdict.FAIL) == set()
    assert verdicts(found, Verdict.PASS) == {"qinan.past-falling"}
    finding = next(f for f in found.findings if f.rule.id == "plan.deaths.county")
    assert finding.verdict is Verdict.UNKNOWN
    assert any("hard.base-year" in str(m) for m in finding.missing)
