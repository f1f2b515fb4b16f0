"""Planning again: little moves, what is fixed stays, and the diff is the difference."""

from __future__ import annotations

from dataclasses import replace as changed
from datetime import date

import pytest
from msgspec.structs import replace

from anwei.drills.model import AnnualPlan
from anwei.drills.planning.make import Options, make_plan
from anwei.drills.planning.policy import Policy, Resource
from anwei.drills.planning.replan import changes, drill_changes
from tests.drills.planning.support import JOINT, WHOLE, YEAR, county, owed, unit

FREE = Policy("test", joint=JOINT, spacing=14, resource=(Resource("evaluator", "week", 6),))
AWAY = (date(YEAR, 3, 2).toordinal(), date(YEAR, 3, 22).toordinal())
LOST = replace(FREE, resource=(*FREE.resource, Resource("evaluator", "week", 0, *AWAY)))
OPTIONS = Options(rounds=2, nodes=50, replan="strict")


def days_of(plan: AnnualPlan) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = {}
    for drill in plan.drills:
        for part in drill.participations:
            for id_ in part.obligations:
                found.setdefault((part.unit, id_), []).append(drill.day)
    return found


def test_the_same_again_changes_nothing() -> None:
    first = make_plan(county(40), FREE, OPTIONS).plan
    again = make_plan(county(40), FREE, OPTIONS, former=first)
    assert again.conflicts == ()
    assert again.plan.changes == ()
    assert again.plan.version == 2
    assert days_of(again.plan) == days_of(first)


def test_lost_evaluators_move_only_the_drills_of_those_weeks() -> None:
    first = make_plan(county(40), FREE, OPTIONS).plan
    hit = {
        (p.unit, o)
        for d in first.drills
        if AWAY[0] <= d.day <= AWAY[1]
        for p in d.participations
        for o in p.obligations
    }
    assert hit
    again = make_plan(county(40), LOST, OPTIONS, former=first)
    assert again.conflicts == ()
    assert again.plan.unmet == ()
    moved = {(m.unit, o) for m in again.plan.changes for o in m.obligations}
    assert moved == hit
    fresh = make_plan(county(40), LOST, OPTIONS).plan
    before, after = days_of(first), days_of(fresh)
    assert len(moved) < sum(before[k] != after.get(k) for k in before)


def test_the_diff_is_the_difference_of_the_plans() -> None:
    first = make_plan(county(40), FREE, OPTIONS).plan
    again = make_plan(county(40), LOST, OPTIONS, former=first).plan
    before, after = days_of(first), days_of(again)
    told = {(m.unit, o, m.old_day, m.new_day) for m in again.changes for o in m.obligations}
    keys = before.keys() | after.keys()
    assert told == {
        (unit, id_, before.get((unit, id_), [0])[0], after.get((unit, id_), [0])[0])
        for unit, id_ in keys
        if before.get((unit, id_)) != after.get((unit, id_))
    }


def test_fixed_drills_stay_to_the_letter() -> None:
    first = make_plan(county(40), FREE, OPTIONS).plan
    as_of = date(YEAR, 2, 20).toordinal()
    later = changed(county(40), as_of=as_of)
    policy = replace(LOST, freeze_next=30)
    again = make_plan(later, policy, OPTIONS, former=first).plan
    kept = {d.id: d for d in again.drills}
    for drill in first.drills:
        if drill.day <= as_of + 30:
            assert kept[drill.id] == replace(drill, frozen=True)
    assert all(d.frozen or d.day > as_of for d in again.drills)


def test_an_approved_plan_stays_whole_where_the_policy_says_so() -> None:
    first = replace(make_plan(county(20), FREE, OPTIONS).plan, approved_on=date(YEAR, 1, 5).toordinal())
    again = make_plan(county(20), replace(LOST, freeze_approved=True), OPTIONS, former=first).plan
    assert days_of(again) == days_of(first)


def test_planning_afresh_is_a_new_version_with_its_diff() -> None:
    first = make_plan(county(20), FREE, OPTIONS).plan
    again = make_plan(county(20), LOST, replace(OPTIONS, replan="free"), former=first).plan
    assert again.version == 2
    before, after = days_of(first), days_of(again)
    assert bool(again.changes) == (before != after)


def test_what_fixed_drills_were_for_stays_readable_when_duties_change() -> None:
    first = make_plan(county(20), FREE, OPTIONS).plan
    as_of = date(YEAR, 7, 1).toordinal()
    fewer = county(20)
    closed = {o.id for o in fewer.obligations if o.last < as_of}
    later = changed(fewer, as_of=as_of, obligations=tuple(o for o in fewer.obligations if o.id not in closed))
    again = make_plan(later, FREE, OPTIONS, former=first)
    assert again.conflicts == ()
    known = {o.id for o in again.plan.obligations}
    assert all(o in known for d in again.plan.drills for o in d.obligations)


@pytest.mark.parametrize("units", [20, 40])
def test_an_unchanged_year_planned_again_is_the_same_plan_and_no_dearer(units: int) -> None:
    usual = Options(rounds=2, nodes=50)
    first = make_plan(county(units), FREE, usual).plan
    again = make_plan(county(units), FREE, usual, former=first).plan
    assert (again.drills, again.changes, again.unmet) == (first.drills, (), first.unmet)
    assert again.solver.cost == first.solver.cost


def test_a_new_unit_is_added_and_the_drills_of_the_others_stay_theirs() -> None:
    first = make_plan(county(20), FREE, OPTIONS).plan
    new = unit(900)
    more = county(20)
    more = changed(more, units=(*more.units, new), obligations=(*more.obligations, owed(new, "plan", WHOLE)))
    again = make_plan(more, FREE, OPTIONS, former=first)
    assert again.conflicts == ()
    assert {m.what for m in again.plan.changes} == {"added"}
    assert {d.id for d in first.drills} <= {d.id for d in again.plan.drills}
    assert drill_changes(first, again.plan.drills) == (len(again.plan.drills) - len(first.drills), 0)


def test_a_drill_split_on_its_day_is_a_change() -> None:
    first = make_plan(county(20), FREE, OPTIONS).plan
    whole = next(d for d in first.drills if len(d.participations) > 1)
    one, other = whole.participations[:-1], whole.participations[-1:]
    parts = (replace(whole, participations=one), replace(whole, id="D-split", participations=other))
    split = (*(d for d in first.drills if d is not whole), *parts)
    moves = changes(first, split)
    assert {(m.what, m.unit, m.old_drill, m.new_drill) for m in moves} == {
        ("moved", other[0].unit, whole.id, "D-split")
    }
    assert drill_changes(first, split) == (1, 0)
    assert drill_changes(replace(first, drills=split), first.drills) == (0, 1)
