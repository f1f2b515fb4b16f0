"""The changes of law in the fact sheet's section 11: what holds on the day before and on the day itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from anwei.engine.catalogue.model import Catalogue
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.ir.parameters import Value


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def held(catalogue: Catalogue, name: str, on: int, division: str = "") -> object:
    """What a parameter says on a day: an amount in its unit, a length, the kind of a scale, or None."""
    parameter = catalogue.parameters[name]
    value: Value | None = parameter.in_force(division, on)
    if value is None or value.kind == "unset":
        return None
    if value.kind == "number":
        return value.amount / 10**parameter.type.scale
    if value.kind == "length" and value.length is not None:
        return (value.length.count, value.length.unit)
    return value.slices or value.tiers or tuple(sorted(value.table.items()))


NUMBERS = [
    ("liability.per_person", "2025-03-29", 300_000, 400_000, ""),
    ("staffing.full-time-threshold", "2014-12-01", 300, 100, ""),
    ("hazchem.flow-report.days", "2026-05-01", 5, 3, ""),
    ("hazchem.sales.record-years", "2026-05-01", 1, 3, ""),
    ("hazchem.container.record-years", "2026-05-01", 2, 3, ""),
    ("fee.suspend-multiple", "2022-11-21", None, 3, ""),
    ("relief.first-batch.county", "2024-10-01", 12, 6, "4301"),
    ("relief.first-batch.city", "2024-10-01", 12, 8, "43"),
    ("relief.first-batch.province", "2024-10-01", 12, 10, "43"),
]


@pytest.mark.parametrize(("name", "switch", "before", "after", "division"), NUMBERS, ids=[n[0] for n in NUMBERS])
def test_a_number_switches_on_its_day(
    catalogue: Catalogue, name: str, switch: str, before: object, after: object, division: str
) -> None:
    assert held(catalogue, name, day(switch) - 1, division) == before
    assert held(catalogue, name, day(switch), division) == after


@pytest.mark.parametrize("name", ["fee.machinery", "fee.hazardous-goods", "fee.construction", "fee.ore-output"])
@pytest.mark.parametrize("switch", ["2012-02-14", "2022-11-21"])
def test_a_fee_table_switches_on_its_day(catalogue: Catalogue, name: str, switch: str) -> None:
    before, after = (held(catalogue, name, day(switch) - i) for i in (1, 0))
    assert after is not None
    assert before != after


def test_the_deferral_of_2012_ends_where_the_suspension_of_2022_begins(catalogue: Catalogue) -> None:
    assert held(catalogue, "fee.deferral-balance", day("2022-11-20")) is not None
    assert held(catalogue, "fee.deferral-balance", day("2022-11-21")) is None


RULES = [  # a rule of the old law ends the day before one of the new law begins; "" where there was none
    ("insurance.liability.measures-2018", "insurance.liability", "2021-09-01"),
    ("insurance.liability.guangdong.voluntary", "insurance.liability.guangdong.duty", "2020-01-01"),
    ("training.special-operations.review", "", "2026-06-01"),
    ("staffing.full-time-officer-listed-2014", "staffing.full-time-officer-listed", "2021-09-01"),
    ("insurance.rescuers.professional", "insurance.rescuers", "2024-11-01"),
    ("dispatch.first-batch-hunan", "dispatch.first-batch", "2024-10-01"),
    ("", "insurance.kindergarten", "2025-06-01"),
]


@pytest.mark.parametrize(("old", "new", "switch"), RULES, ids=[o or n for o, n, _ in RULES])
def test_a_rule_gives_way_on_its_day(catalogue: Catalogue, old: str, new: str, switch: str) -> None:
    if old:
        assert catalogue.rules[old].end == day(switch) - 1
    if new:
        assert catalogue.rules[new].start == day(switch)


def test_any_size_transport_units_were_road_units_before_2021(catalogue: Catalogue) -> None:
    from anwei.engine.ir import nodes as ir
    from anwei.engine.ir.walk import walk

    def sectors(rule: str) -> set[str]:
        found = [n for n in walk(catalogue.rules[rule].applies) if isinstance(n, ir.CodesHave)]
        return {code for node in found for group in node.groups for code in group}

    old, new = sectors("staffing.full-time-officer-listed-2014"), sectors("staffing.full-time-officer-listed")
    assert "road_transport" in old and "water_transport" not in old and "loading_unloading" not in old
    assert {"road_transport", "water_transport", "loading_unloading"} <= new


@pytest.mark.parametrize(
    ("law", "switch"),
    [
        ("contingency-plan-measures-2024-5", "2024-01-31"),
        ("tsg-08-2026", "2026-05-01"),
        ("gb-12801-2025", "2026-10-01"),
        ("safety-cost-2022-136", "2022-11-21"),
        ("hazardous-chemicals-safety-law", "2026-05-01"),
    ],
)
def test_an_instrument_is_in_force_from_its_day(catalogue: Catalogue, law: str, switch: str) -> None:
    assert catalogue.laws[law].in_force == day(switch)


def test_every_day_of_a_decade_has_one_liability_limit(catalogue: Catalogue) -> None:
    start = date(2018, 1, 1)
    for i in range(0, 3652, 7):
        on = (start + timedelta(days=i)).toordinal()
        assert held(catalogue, "liability.per_person", on) in (300_000, 400_000)


def test_the_vocabulary_knows_the_eight_sectors(catalogue: Catalogue) -> None:
    vocabulary: Vocabulary = catalogue.vocabulary
    eight = ["mine", "hazardous_chemicals", "fireworks", "transport", "construction", "civil_explosives"]
    eight += ["metal_smelting", "fishery"]
    assert set(eight) <= set(vocabulary.codes["sector"].codes)
