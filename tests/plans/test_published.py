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


def test_luan_publishes_one_met_target_and_counts_of_its_area(catalogue: Catalogue) -> None:
    found = judged(catalogue, "luan", date(2026, 6, 30))
    assert verdicts(found, Verdict.FAIL) == set()
    assert "luan.disaster-deaths-already-met" in verdicts(found, Verdict.PASS)
    finding = next(f for f in found.findings if f.rule.id == "luan.registers-complete")
    assert finding.verdict is Verdict.UNKNOWN
    registers = ["coverage:county", "coverage:township", "coverage:risk_points", "coverage:rescue_team"]
    assert [m.path for m in finding.missing] == registers


def test_luan_has_no_base_year(catalogue: Catalogue) -> None:
    found = judged(catalogue, "luan", date(2026, 6, 30))
    finding = next(f for f in found.findings if f.rule.id == "plan.deaths.city")
    assert finding.verdict is Verdict.UNKNOWN
    assert any("hard.base-year" in str(m) for m in finding.missing)


def test_the_east_district_printed_its_rates_rightly_and_fails_nothing(catalogue: Catalogue) -> None:
    found = judged(catalogue, "dongqu", date(2026, 6, 30))
    assert verdicts(found, Verdict.FAIL) == set()
    assert verdicts(found, Verdict.PASS) == {
        "dongqu.duty-lists",
        "dongqu.past-hazards",
        "dongqu.past-major-hazards",
        "dongqu.past-no-larger",
    }


@pytest.mark.parametrize(
    ("parameter", "closed", "found"),
    [("dongqu.past-hazard-rate", 89657, 89747), ("dongqu.past-major-rate", 103, 121)],
)
def test_the_rates_of_the_east_district_are_those_of_its_numbers(
    catalogue: Catalogue, parameter: str, closed: int, found: int
) -> None:
    """An independent calculation of what the rules repeat: nearest at one digit of per cent."""
    value = catalogue.parameters[parameter].in_force("510402", date(2026, 1, 1).toordinal())
    nearest = (Decimal(closed) / Decimal(found)).quantize(Decimal("0.001"), ROUND_HALF_UP)
    kind = catalogue.parameters[parameter].type
    assert value is not None and Decimal(value.amount).scaleb(-kind.scale) == nearest


def test_the_east_district_has_not_reported_its_open_major_hazards(catalogue: Catalogue) -> None:
    found = judged(catalogue, "dongqu", date(2026, 6, 30))
    finding = next(f for f in found.findings if f.rule.id == "dongqu.major-hazards-closed")
    assert finding.verdict is Verdict.UNKNOWN
    assert len({m.path for m in finding.missing if m.path.endswith(".deadline")}) == 18


def test_yi_county_has_its_model_communities_and_its_store(catalogue: Catalogue) -> None:
    found = judged(catalogue, "yixian", date(2026, 6, 30))
    assert verdicts(found, Verdict.FAIL) == set()
    assert verdicts(found, Verdict.PASS) == {
        "network.county-store",
        "network.yixian-depot",
        "yixian.national-communities",
        "yixian.provincial-communities",
    }


def test_each_published_figure_has_one_home(catalogue: Catalogue) -> None:
    """No two examples of real places tell of the same one, so that a figure is mended in one place."""
    diagnostics = Diagnostics()
    folders = [EXAMPLES / n for n in ("luan", "qingyuan", "qinan", "yixian", "dongqu", "published")]
    subjects = read_paths(folders, catalogue.vocabulary, diagnostics)
    diagnostics.raise_errors()
    names = [(s.kind, s.division, s.name) for s in subjects]
    assert len(set(names)) == len(names)


def test_relief_is_counted_in_hours_and_training_in_class_hours(catalogue: Catalogue) -> None:
    parameters = catalogue.parameters
    trained = ("training.officer-", "training.worker-")
    assert {p.type.unit for n, p in parameters.items() if n.startswith(trained)} == {"class_hour"}
    assert parameters["plan.forest-fire-hours"].type.unit == "h"


def test_the_59_supplies_of_qinan_are_all_listed(catalogue: Catalogue) -> None:
    lists = ("living", "fire", "forest", "flood", "mine")
    assert [len(catalogue.parameters[f"stock.qinan-{n}"].values[0].items) for n in lists] == [14, 10, 16, 13, 6]
