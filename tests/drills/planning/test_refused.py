"""A sound plan, broken in one place at a time: the independent check names what was broken. One test a constraint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as changed
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from anwei.drills.duties.gather import Gathered
from anwei.drills.model import Accepts, Obligation, Participation, PlannedDrill
from anwei.drills.periods import Span, calendar_spans
from anwei.drills.planning.check import Checked, check_plan
from anwei.drills.planning.make import Options, make_plan
from anwei.drills.planning.policy import Blackout, Combine, Policy, Resource, Share, Shifts, Venue
from anwei.drills.planning.problem import make_problem
from anwei.drills.planning.shifts import with_shifts
from tests.drills.planning.support import AS_OF, JOINT, QUICK, SPRING, WHOLE, YEAR, county, gathered, owed, unit

Drills = tuple[PlannedDrill, ...]


def at(month: int, day: int) -> int:
    return date(YEAR, month, day).toordinal()


def sound(county_: Gathered, policy: Policy, options: Options = QUICK, **more: Any) -> Checked:
    """A plan that holds, with what it was checked against."""
    made = make_plan(county_, policy, options, **more)
    assert made.conflicts == ()
    asked = with_shifts(county_, policy)
    problem = make_problem(asked, policy)
    units = {(u.kind, u.id): u for u in asked.units}
    obligations = {o.id: o for o in asked.obligations}
    wanted = frozenset(problem.obligations)
    checked = Checked(made.plan, policy, county_.calendar, units, obligations, problem.start, wanted, AS_OF)
    assert check_plan(checked) == []
    return checked


def found(checked: Checked, drills: Drills) -> set[str]:
    """What the check says of the plan with other drills."""
    return {c.what for c in check_plan(changed(checked, plan=replace(checked.plan, drills=drills)))}


def moved(drills: Drills, which: Callable[[PlannedDrill], bool], **told: Any) -> Drills:
    """The drills with the first one that fits changed."""
    at_ = next(i for i, d in enumerate(drills) if which(d))
    return (*drills[:at_], replace(drills[at_], **told), *drills[at_ + 1 :])


def with_part(drill: PlannedDrill, number: int, **told: Any) -> tuple[Participation, ...]:
    parts = drill.participations
    return (*parts[:number], replace(parts[number], **told), *parts[number + 1 :])


def working_day(checked: Checked, first: int, taken: Drills = ()) -> int:
    """The first working day from a day on that no drill of some lies on."""
    return next(
        d for d in range(first, first + 30) if checked.calendar.is_workday(d) and d not in {t.day for t in taken}
    )


# -- C1 to C7: windows, counts and sorts -------------------------------------------------------------------------------


def test_c1_a_period_without_its_drill() -> None:
    checked = sound(county(8), Policy(joint=JOINT))
    assert "count" in found(checked, checked.plan.drills[1:])


def test_c1_a_drill_outside_its_period() -> None:
    one = unit(1)
    checked = sound(gathered([one], [owed(one, "fire", s) for s in calendar_spans("quarter", *WHOLE)]), Policy())
    first = checked.plan.drills[0]
    assert found(checked, moved(checked.plan.drills, lambda d: d is first, day=working_day(checked, at(11, 2)))) == {
        "window"
    }


def test_c1_a_drill_of_another_year() -> None:
    checked = sound(county(3), Policy(joint=JOINT))
    assert "year" in found(checked, moved(checked.plan.drills, lambda d: True, day=at(12, 31) + 4))


def interval(name: str, first: int, last: int, form: str) -> tuple[Checked, PlannedDrill]:
    one = unit(1)
    obligation = replace(owed(one, name, Span(first, last)), form=form)
    checked = sound(gathered([one], [obligation]), Policy())
    return checked, checked.plan.drills[0]


@pytest.mark.parametrize(
    ("form", "first", "last"),
    [
        ("rolling", (2, 2), (3, 31)),  # C2: an interval that must not run out
        ("anchored", (1, 1), (6, 1)),  # C3: a greatest age
        ("triggered", (5, 11), (6, 10)),  # C5: after an event
        ("ahead", (4, 1), (4, 30)),  # C6: before a season
    ],
)
def test_c2_c3_c5_c6_a_day_after_the_last(form: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    checked, drill = interval("fire", at(*first), at(*last), form)
    late = working_day(checked, at(*last) + 1)
    assert found(checked, (replace(drill, day=late),)) == {"window"}
    early = working_day(checked, at(*first) - 15)
    if early < at(*first):
        assert "window" in found(checked, (replace(drill, day=early),))


def test_c4_each_plan_is_named() -> None:
    one = unit(1)
    cards = [owed(one, "card", SPRING, record=f"X{i}") for i in (1, 2)]
    checked = sound(gathered([one], cards), Policy())
    drill = checked.plan.drills[0]
    assert found(checked, (replace(drill, participations=with_part(drill, 0, plans=("X1",))),)) == {"plan"}


def test_c7_c12_another_sort_than_any_that_counts() -> None:
    one = unit(1)
    full, tabletop = Accepts(features=(("full_scale",),)), Accepts(modes=("tabletop",))
    either = replace(owed(one, "any", WHOLE), accepts=(full, tabletop))
    checked = sound(gathered([one], [either]), Policy())
    drill = checked.plan.drills[0]
    assert found(checked, (replace(drill, mode="tabletop", features=()),)) == set()
    assert found(checked, (replace(drill, mode="live", features=("full_scale",)),)) == set()
    assert found(checked, (replace(drill, mode="live", features=()),)) == {"sort"}


def test_c12_a_drill_about_something_else() -> None:
    one = unit(1)
    checked = sound(gathered([one], [owed(one, "flood", SPRING)]), Policy())
    assert found(checked, (replace(checked.plan.drills[0], topics=("fire",)),)) == {"sort"}


# -- C8 to C14: shares, shifts, spacing, joint drills, lead times ------------------------------------------------------


def test_c8_a_share_that_is_too_low() -> None:
    checked = sound(county(12), Policy(joint=JOINT, share=(Share(50, "tabletop"),)))
    live = tuple(replace(d, mode="live") for d in checked.plan.drills)
    assert "share" in found(checked, live)


def test_c9_a_shift_that_never_takes_part() -> None:
    policy = Policy(joint=JOINT, shifts=(Shifts(("早班", "中班"), 1, "half_year", sector="factory"),))
    checked = sound(county(5), policy)
    drill = next(d for d in checked.plan.drills if d.participations[0].shift == "早班")
    for shift in ("中班", ""):
        told = with_part(drill, 0, shift=shift)
        assert found(checked, moved(checked.plan.drills, lambda d: d is drill, participations=told)) == {"shift"}


def test_c10_two_drills_of_a_duty_too_near() -> None:
    one = unit(1)
    halves = [owed(one, "fire", s) for s in calendar_spans("half_year", *WHOLE)]
    checked = sound(gathered([one], halves), Policy(spacing=30))
    first, second = checked.plan.drills
    near = (replace(first, day=at(6, 30)), replace(second, day=at(7, 8)))
    assert found(checked, near) == {"spacing"}


def joint_plan(**policy: Any) -> tuple[Checked, PlannedDrill]:
    units = [unit(i) for i in range(4)]
    checked = sound(gathered(units, [owed(u, "plan", SPRING) for u in units]), Policy(joint=JOINT, **policy))
    return checked, checked.plan.drills[0]


def test_c11_more_units_than_a_drill_holds() -> None:
    units = [unit(i) for i in range(5)]
    checked = sound(gathered(units, [owed(u, "plan", SPRING) for u in units]), Policy(joint=JOINT))
    big, small = sorted(checked.plan.drills, key=lambda d: -len(d.participations))
    fuller = replace(
        big, participations=(*big.participations, *(replace(p, role="player") for p in small.participations))
    )
    assert "capacity" in found(checked, (fuller,))


def test_c11_an_observer_gets_no_credit() -> None:
    checked, drill = joint_plan()
    assert found(checked, (replace(drill, participations=with_part(drill, 1, role="observer")),)) == {"role"}


def test_c11_units_of_two_townships() -> None:
    checked, drill = joint_plan()
    units = dict(checked.units)
    key = ("enterprise", drill.participations[1].unit)
    units[key] = changed(units[key], division="999901002")
    assert {c.what for c in check_plan(changed(checked, units=units))} == {"area"}


def test_c11_one_host_and_no_stranger() -> None:
    checked, drill = joint_plan()
    assert "host" in found(checked, (replace(drill, participations=with_part(drill, 1, role="host")),))
    assert "unit" in found(checked, (replace(drill, participations=with_part(drill, 1, unit="E999")),))
    assert "needless" in found(checked, (replace(drill, participations=with_part(drill, 1, obligations=())),))
    swapped = drill.participations[0].obligations
    assert "not_owed" in found(checked, (replace(drill, participations=with_part(drill, 1, obligations=swapped)),))


def test_c11_a_unit_twice_on_a_day() -> None:
    one = unit(1)
    both = [owed(one, "flood", SPRING), owed(one, "fire", SPRING)]
    checked = sound(gathered([one], both), Policy(combine=Combine(topics=1)))
    first, second = checked.plan.drills
    assert found(checked, (first, replace(second, day=first.day))) == {"twice"}


def test_c13_a_drill_within_the_lead_time() -> None:
    checked = sound(county(6), Policy(joint=JOINT, notice=(90, "days")))
    soon = working_day(checked, checked.start - 8, checked.plan.drills)
    assert soon < checked.start
    assert {"lead_time"} <= found(checked, moved(checked.plan.drills, lambda d: True, day=soon))


def test_c14_a_drill_again_after_a_failed_one_keeps_its_term() -> None:
    one = unit(1)
    again = replace(owed(one, "fire", Span(at(3, 2), at(3, 17))), form="triggered")
    checked = sound(gathered([one], [owed(one, "plan", WHOLE), again]), Policy())
    drill = next(d for d in checked.plan.drills if again.id in d.obligations)
    assert "window" in found(
        checked, moved(checked.plan.drills, lambda d: d is drill, day=working_day(checked, at(3, 18)))
    )


# -- C15 to C17: closed days, resources, what stays --------------------------------------------------------------------


@pytest.mark.parametrize("where", [{"unit": "E001"}, {"area": "999901"}, {"sector": "factory"}, {"kind": "enterprise"}])
def test_c15_closed_days(where: dict[str, str]) -> None:
    one = unit(1)
    policy = Policy(blackout=(Blackout(at(3, 2), at(3, 6), **where),))
    checked = sound(gathered([one], [owed(one, "flood", SPRING)]), policy)
    assert found(checked, (replace(checked.plan.drills[0], day=at(3, 4)),)) == {"blackout"}
    assert found(checked, (replace(checked.plan.drills[0], day=at(3, 9)),)) == set()


def test_c15_a_day_off() -> None:
    one = unit(1)
    checked = sound(gathered([one], [owed(one, "plan", WHOLE)]), Policy())
    for off in (at(10, 1), at(3, 7)):  # a holiday, a Saturday
        assert found(checked, (replace(checked.plan.drills[0], day=off),)) == {"day_off"}


@pytest.mark.parametrize(
    "resource",
    [
        Resource("evaluator", "day", 1),
        Resource("evaluator", "week", 1),
        Resource("evaluator", "month", 1),
        Resource("vehicle", "week", 1),
        Resource("evaluator", "week", 1, topic="flood"),
    ],
)
def test_c16_too_much_of_a_resource(resource: Resource) -> None:
    units = [unit(1), unit(2, 2)]
    checked = sound(gathered(units, [owed(u, "flood", SPRING) for u in units]), Policy(resource=(resource,)))
    first, second = checked.plan.drills
    together = (replace(first, day=at(3, 4)), replace(second, day=at(3, 4)))
    assert found(checked, together) == {"resource"}
    if resource.topic:
        assert found(checked, tuple(replace(d, topics=("fire",)) for d in together)) == {"sort"}


def test_c16_venues_by_number() -> None:
    units = [unit(i, 1 + i // 4) for i in range(8)]
    policy = Policy(joint=JOINT, resource=(Resource("venue", "week", 1),))
    checked = sound(gathered(units, [owed(u, "plan", SPRING) for u in units]), policy)
    first, second = checked.plan.drills
    assert first.joint and second.joint
    assert found(checked, (first, replace(second, day=first.day))) == {"resource"}


PLACES = (
    Venue("广场", 4, "999901001", weekdays=(1, 3), closed=((at(3, 17), at(3, 20)),)),
    Venue("小院", 2, "999901001", first=at(3, 1), last=at(3, 31)),
    Venue("邻镇", 4, "999901002"),
)


@pytest.mark.parametrize(
    ("told", "what"),
    [
        ({"venue": ""}, {"place"}),
        ({"venue": "小院"}, {"place_small"}),
        ({"venue": "邻镇"}, {"place_far"}),
        ({"day": at(3, 4)}, {"place_shut"}),  # a Wednesday
        ({"day": at(3, 19)}, {"place_shut"}),  # a Thursday of the closed days
        ({"venue": "小院", "day": at(4, 2)}, {"place_small", "place_shut"}),
    ],
)
def test_c16_named_places(told: dict[str, Any], what: set[str]) -> None:
    checked, drill = joint_plan(venues=PLACES)
    assert (drill.venue, date.fromordinal(drill.day).weekday() in (1, 3)) == ("广场", True)
    assert found(checked, (replace(drill, **told),)) == what


def test_c16_a_place_holds_one_drill_a_day() -> None:
    units = [unit(i) for i in range(8)]
    policy = Policy(joint=JOINT, venues=(Venue("广场", 4),))
    checked = sound(gathered(units, [owed(u, "plan", SPRING) for u in units]), policy)
    first, second = checked.plan.drills
    assert found(checked, (first, replace(second, day=first.day))) == {"place_full"}


@pytest.mark.parametrize("told", [{"day": at(3, 5)}, {"participations": ()}, {"topics": ("fire",)}, {"venue": "x"}])
def test_c17_what_is_frozen_stays(told: dict[str, Any]) -> None:
    first = make_plan(county(8), Policy(joint=JOINT), QUICK).plan
    approved = replace(first, approved_on=AS_OF)
    policy = Policy(joint=JOINT, freeze_approved=True)
    again = make_plan(county(8), policy, QUICK, former=approved)
    assert again.conflicts == ()
    drills = again.plan.drills
    assert all(d.frozen for d in drills)
    units = {(u.kind, u.id): u for u in county(8).units}
    obligations: dict[str, Obligation] = {o.id: o for o in county(8).obligations}
    checked = Checked(again.plan, policy, county(1).calendar, units, obligations, AS_OF, frozenset(), AS_OF, drills)
    assert check_plan(checked) == []
    assert "frozen" in found(checked, moved(drills, lambda d: True, **told))
    assert "frozen" in found(checked, drills[1:])


def test_every_conflict_has_words() -> None:
    from anwei.engine.messages.drill_plan_labels import DRILL_PLAN_LABELS

    told = {k.removeprefix("drill.conflict.") for k in DRILL_PLAN_LABELS if k.startswith("drill.conflict.")}
    used = {
        line.split('Conflict("')[1].split('"')[0]
        for name in ("check", "check_places")
        for line in _source(name).splitlines()
        if 'Conflict("' in line
    }
    assert used <= told
    assert len(used) > 20


def _source(name: str) -> str:
    from importlib import import_module
    from pathlib import Path

    path = import_module(f"anwei.drills.planning.{name}").__file__
    assert path is not None
    return Path(path).read_text(encoding="utf-8")


def test_the_check_itself_needs_no_plan_maker() -> None:
    """Nothing that makes plans may vouch for them: the check reads no classes, cells, loads or solutions."""
    names = ("greedy", "search", "solution", "programme", "place", "days", "repair", "caps")
    for name in ("check", "check_places"):
        assert not any(f"planning.{n} " in _source(name) for n in names)
