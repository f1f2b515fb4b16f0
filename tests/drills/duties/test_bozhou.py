"""The Bozhou question: 1 comprehensive, 17 special and 4 on-site plans. How many drills does the unit owe in a year?"""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from anwei.drills.duties.gather import of_subjects
from anwei.drills.duties.sorts import accepted
from anwei.drills.model import Accepts, Obligation
from anwei.engine.api import Coverage, Opened, Record, Subject
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.types import Type

AS_OF = date(2026, 11, 22).toordinal()
APPROVED = date(2022, 3, 1).toordinal()
KINDS = (
    {"Z1": "comprehensive"} | {f"S{i:02}": "special" for i in range(1, 18)} | {f"X{i}": "on_site" for i in (1, 2, 3, 4)}
)


def unit(division: str, sector: str) -> Subject:
    """The unit of the question, without any drill on file; what is not said of it is known not to be."""
    plans = [Record(k, k, {"plan_id": k, "kind": v, "approved_on": APPROVED}, {}) for k, v in KINDS.items()]
    values = {"id": "E-1", "name": "E-1", "division": division, "sectors": frozenset({sector})}
    tables: dict[str, list[Record]] = {"plans": plans, "drills": []}
    return Subject("", "E-1", values, tables, kind="enterprise", coverage=dict.fromkeys(tables, Coverage.COMPLETE))


def owed(opened: Opened, division: str, sector: str) -> list[Obligation]:
    found = of_subjects([unit(division, sector)], opened, 2027, AS_OF).obligations
    return [o for o in found if o.duty.strength != "encouraged" and o.status not in ("unknown", "not_set")]


def test_national_rules_ask_for_three_drills(opened: Opened) -> None:
    found = owed(opened, "341600", "machinery")
    shown = {(o.duty.rule, date.fromordinal(o.first).isoformat(), date.fromordinal(o.last).isoformat()) for o in found}
    assert shown == {
        ("drill.comprehensive-or-special", "2027-01-01", "2027-12-31"),
        ("drill.on-site", "2027-01-01", "2027-06-30"),
        ("drill.on-site", "2027-07-01", "2027-12-31"),
    }
    assert {o.count for o in found} == {1}
    assert {o.duty.rank for o in found} == {20}  # a ministry rule


def test_the_stricter_reading_is_there_and_marked(opened: Opened) -> None:
    found = of_subjects([unit("341600", "machinery")], opened, 2027, AS_OF).obligations
    each = [o for o in found if o.duty.rule == "drill.on-site.each"]
    assert len(each) == 8  # four plans, two half-years
    assert all(o.duty.interpretation and o.plans_field == "plans" for o in each)


@pytest.mark.parametrize(
    ("sector", "rule", "count"),
    [
        ("machinery", "drill.shandong.other.each-special", 17),
        ("machinery", "drill.shandong.other.each-on-site", 4),
        ("hazchem_production", "drill.shandong.high.each-special", 17),
        ("hazchem_production", "drill.shandong.high.each-on-site", 8),
    ],
)
def test_shandong_asks_for_each_plan(opened: Opened, sector: str, rule: str, count: int) -> None:
    counts = Counter(o.duty.rule for o in owed(opened, "370100", sector))
    assert counts[rule] == count
    assert counts["drill.comprehensive-or-special"] == 1  # the national duties stand beside it
    assert counts["drill.on-site"] == 2


def test_special_plans_never_drilled_are_overdue_since_their_interval_ran_out(opened: Opened) -> None:
    each = [o for o in owed(opened, "370100", "machinery") if o.duty.rule == "drill.shandong.other.each-special"]
    assert {(o.status, date.fromordinal(o.last).isoformat()) for o in each} == {("overdue", "2025-03-01")}


def test_a_duty_without_a_period_is_listed_as_not_set(opened: Opened) -> None:
    found = of_subjects([unit("341600", "machinery")], opened, 2027, AS_OF).obligations
    unset = next(o for o in found if o.duty.rule == "drill.necessary.enterprise")
    assert (unset.status, unset.not_set, unset.last, unset.needed) == ("not_set", "drill.necessary.interval", 0, 0)


def test_a_drill_on_file_meets_its_period_and_is_named(opened: Opened) -> None:
    subject = unit("341600", "machinery")
    subject.values["established_on"] = date(2000, 1, 1).toordinal()
    day = date(2026, 9, 10).toordinal()
    values = {
        "drill_id": "D1",
        "kind": "on_site",
        "date": day,
        "plans": frozenset({"X1"}),
        "also_exercised": frozenset(),
    }
    subject.children["drills"].append(Record("D1", "D1", values, {}))
    found = of_subjects([subject], opened, 2026, AS_OF).obligations
    halves = [o for o in found if o.duty.rule == "drill.on-site"]
    assert [(o.status, o.satisfied_by) for o in halves] == [("overdue", ()), ("met", ("D1",))]


def test_a_unit_on_file_owes_later_periods_whenever_it_was_established(opened: Opened) -> None:
    """Founded no later than today: next year's halves are owed; those of this year may have begun before it."""
    subject = unit("341600", "machinery")
    assert "established_on" not in subject.values

    def halves(year: int) -> list[str]:
        found = of_subjects([subject], opened, year, AS_OF).obligations
        return [o.status for o in found if o.duty.rule == "drill.on-site"]

    assert halves(2027) == ["open", "open"]
    assert halves(2026) == ["unknown", "unknown"]


KIND = ir.Field("kind", Type("code"), 1, "drills")
FURTHER = ir.Field("also_exercised", Type("codes"), 1, "drills")
TOPICS = ir.Field("topics", Type("codes"), 1, "drills")
KEPT = ir.Field("record_kept", Type("boolean"), 1, "drills")


def test_kind_or_also_exercised_is_one_sort() -> None:
    node = ir.AnyOf((ir.CodeIs(KIND, ("special",)), ir.CodesHave(FURTHER, "any", (("special",),))))
    assert accepted(node) == (Accepts(kinds=("special",)),)


def test_all_joins_what_its_terms_ask_and_keeps_promises() -> None:
    node = ir.All((ir.CodesHave(TOPICS, "any", (("fire",), ("evacuation",))), ir.Flag(KEPT)))
    assert accepted(node) == (Accepts(topics=(("fire", "evacuation"),), promises=("record_kept",)),)


def test_kinds_that_exclude_each_other_leave_nothing() -> None:
    node = ir.All((ir.CodeIs(KIND, ("special",)), ir.CodeIs(KIND, ("on_site",))))
    assert accepted(node) == ()


def test_without_a_condition_any_drill_counts() -> None:
    assert accepted(None) == (Accepts(),)
