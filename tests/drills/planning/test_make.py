"""Plans: whatever the county, they pass the check, say what they cannot meet, and come out the same again."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from anwei.drills.duties.gather import Gathered
from anwei.drills.model import Accepts, AnnualPlan, from_json, to_json
from anwei.drills.periods import calendar_spans
from anwei.drills.planning import linear
from anwei.drills.planning.explain import explain, holds
from anwei.drills.planning.make import Made, Options, make_plan
from anwei.drills.planning.policy import Blackout, Joint, Policy, Resource, Share
from anwei.drills.planning.problem import make_problem
from tests.drills.planning.support import (
    AS_OF,
    JOINT,
    QUICK,
    SPRING,
    WHOLE,
    YEAR,
    counties,
    county,
    gathered,
    owed,
    unit,
)

POLICY = Policy("test", joint=JOINT, spacing=14, resource=(Resource("evaluator", "week", 6),))


@pytest.fixture(scope="module")
def made() -> Made:
    return make_plan(county(30), POLICY, QUICK)


@settings(max_examples=40, deadline=None)
@given(drawn=counties())
def test_every_plan_passes_the_check_and_explains_what_is_unmet(drawn: tuple[Gathered, Policy]) -> None:
    county_, policy = drawn
    made = make_plan(county_, policy, QUICK)
    assert made.conflicts == ()
    assert all(u.reason.zh and u.reason.en for u in made.plan.unmet)
    problem = make_problem(county_, policy)
    assert all(holds(problem, b) for b in explain(problem))
    assert from_json(to_json(made.plan), AnnualPlan) == made.plan


@settings(max_examples=25, deadline=None)
@given(drawn=counties())
def test_the_search_is_never_worse_than_greedy_and_never_below_its_bound(drawn: tuple[Gathered, Policy]) -> None:
    greedy = make_plan(*drawn, Options(rounds=0)).plan.solver
    found = make_plan(*drawn, QUICK).plan.solver
    assert found.bound - 1e-6 <= found.cost <= greedy.cost


def test_everything_is_met_where_nothing_is_scarce(made: Made) -> None:
    assert made.plan.unmet == ()
    assert made.conflicts == ()
    assert made.plan.solver.gap is not None
    assert made.plan.solver.gap <= 0.025
    assert {o.status for o in made.plan.obligations} == {"scheduled"}


def test_joint_drills_save_drills_and_name_a_host(made: Made) -> None:
    joint = [d for d in made.plan.drills if d.joint]
    assert joint
    assert all(Counter(p.role for p in d.participations)["host"] == 1 for d in made.plan.drills)
    assert all(len({p.unit for p in d.participations}) == len(d.participations) <= 4 for d in joint)


def test_each_card_is_named_in_each_half_year(made: Made) -> None:
    cards = {o.id: o.duty.record for o in made.plan.obligations if o.duty.record}
    named = {o for d in made.plan.drills for p in d.participations for o in p.obligations if cards.get(o) in p.plans}
    assert named == set(cards)
    assert max(len(p.plans) for d in made.plan.drills for p in d.participations) <= POLICY.combine.plans


def test_the_same_input_gives_the_same_plan(made: Made) -> None:
    assert to_json(make_plan(county(30), POLICY, QUICK).plan) == to_json(made.plan)


def test_another_order_of_the_input_gives_the_same_plan(made: Made) -> None:
    given_ = county(30)
    turned = Gathered(
        given_.year, given_.as_of, given_.units[::-1], given_.obligations[::-1], given_.rules, 0, given_.calendar
    )
    assert make_plan(turned, POLICY, QUICK).plan.drills == made.plan.drills


def test_without_highs_the_greedy_plan_stands(monkeypatch: pytest.MonkeyPatch, made: Made) -> None:
    monkeypatch.setattr(linear, "available", lambda: False)
    greedy = make_plan(county(30), POLICY, QUICK)
    assert not greedy.plan.solver.optimised
    assert greedy.conflicts == ()
    assert greedy.plan.unmet == ()
    assert greedy.plan.solver.cost >= made.plan.solver.cost


def test_one_unit_needs_exactly_as_many_drills_as_the_law_counts() -> None:
    one = unit(1)
    halves = [owed(one, "card", s) for s in calendar_spans("half_year", *WHOLE)]
    made = make_plan(gathered([one], [owed(one, "plan", WHOLE), *halves]), Policy(joint=JOINT), QUICK)
    assert len(made.plan.drills) == 2  # the yearly drill is combined with one of the half-yearly ones
    assert any({"comprehensive", "on_site"} <= set(d.kinds) for d in made.plan.drills)


def test_no_drill_on_a_day_off_or_within_the_lead_time() -> None:
    policy = Policy(joint=JOINT, notice=(60, "days"))
    made = make_plan(county(20), policy, QUICK)
    assert made.conflicts == ()
    calendar = county(1).calendar
    assert all(calendar.is_workday(d.day) for d in made.plan.drills)
    assert min(d.day for d in made.plan.drills) >= AS_OF + 60


def test_a_closed_season_is_kept_free_by_those_it_closes() -> None:
    first, last = date(YEAR, 4, 1).toordinal(), date(YEAR, 9, 30).toordinal()
    policy = Policy(joint=JOINT, blackout=(Blackout(first, last, area="999901001"),))
    made = make_plan(county(20), policy, QUICK)
    assert made.conflicts == ()
    assert not any(first <= d.day <= last for d in made.plan.drills if d.area == "999901001")
    assert any(first <= d.day <= last for d in made.plan.drills if d.area == "999901002")


def test_a_share_that_cannot_be_reached_is_told_with_its_numbers() -> None:
    """Of twelve units, four may only drill live: at most two thirds of the drills can be at the table."""
    units = [unit(i) for i in range(12)]
    live = (Accepts(kinds=("comprehensive", "special"), modes=("live",)),)
    asked = [owed(u, "plan", WHOLE) for u in units]
    county_ = gathered(units, [*(replace(o, accepts=live) for o in asked[:4]), *asked[4:]])
    made = make_plan(county_, Policy(joint=(Joint(capacity=1),), share=(Share(75, "tabletop"),)), QUICK)
    (found,) = made.plan.bottlenecks
    fits = sum(d.mode == "tabletop" for d in made.plan.drills)
    assert (found.resource, found.need, found.available, len(made.plan.drills)) == ("share", 9, 8, 12)
    assert fits == 8
    assert found.text.en == (
        "share out of reach (Tabletop drill): 75 % wanted, 9 of 12 drills, at most 8 can be; "
        "4 have another mode, set by the duties they meet or by another share"
    )
    assert "比例达不到" in found.text.zh and "12 场中需 9 场，最多 8 场" in found.text.zh
    assert {c.what for c in made.conflicts} == {"share"}
    again = make_plan(county_, Policy(joint=(Joint(capacity=1),), share=(Share(66, "tabletop"),)), QUICK)
    assert (again.plan.bottlenecks, again.conflicts) == ((), ())


def test_shares_are_spread_over_the_year() -> None:
    policy = Policy(joint=JOINT, share=(Share(30, "tabletop"), Share(20, features=("blind_time",))))
    drills = make_plan(county(30), policy, QUICK).plan.drills
    tabletop = [d for d in drills if d.mode == "tabletop"]
    assert len(tabletop) * 100 >= 30 * len(drills)
    assert sum("blind_time" in d.features for d in drills) * 100 >= 20 * len(drills)
    assert len({date.fromordinal(d.day).month for d in tabletop}) > 2


def test_a_whole_county_may_meet_where_the_policy_says_so() -> None:
    units = [unit(i, i) for i in range(1, 5)]
    policy = Policy(joint=(Joint("comprehensive", capacity=4, wide=True), Joint(capacity=1)))
    made = make_plan(gathered(units, [owed(u, "plan", WHOLE) for u in units]), policy, QUICK)
    assert made.conflicts == ()
    assert [len(d.participations) for d in made.plan.drills] == [4]


def test_scarce_evaluators_are_told_with_the_numbers() -> None:
    units = [unit(i) for i in range(20)]
    policy = Policy(joint=(Joint(capacity=1),), resource=(Resource("evaluator", "week", 1),))
    made = make_plan(gathered(units, [owed(u, "flood", SPRING) for u in units]), policy, QUICK)
    bottleneck = made.plan.bottlenecks[0]
    weeks = 10  # from 23 February to 3 May, of which those wholly inside March and April
    assert bottleneck.need == 20
    assert bottleneck.available <= weeks
    assert f"{bottleneck.need} evaluator-days needed, {bottleneck.available} available" in bottleneck.text.en
    assert len(made.plan.unmet) == 20 - bottleneck.available
    assert made.conflicts == ()


def test_what_has_no_working_day_left_is_told_alone() -> None:
    one = unit(1)
    policy = Policy(joint=JOINT, blackout=(Blackout(SPRING.first, SPRING.last),))
    made = make_plan(gathered([one], [owed(one, "flood", SPRING), owed(one, "plan", WHOLE)]), policy, QUICK)
    assert [u.missing for u in made.plan.unmet] == [1]
    assert made.plan.bottlenecks[0].tier == 1
    assert "2026-03-01 – 2026-04-30" in made.plan.unmet[0].reason.en
