"""What is unmet was forced, and the reasons told are true: certificates add up again, every day has its obstacle."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from anwei.drills.duties.gather import Gathered
from anwei.drills.model import Bottleneck, Obligation
from anwei.drills.periods import Span, calendar_spans
from anwei.drills.planning.explain import holds
from anwei.drills.planning.make import Made, make_plan
from anwei.drills.planning.policy import Blackout, Joint, Policy, Resource, Venue
from anwei.drills.planning.problem import make_problem
from anwei.drills.planning.repair import Repair
from anwei.drills.planning.shifts import with_shifts
from tests.drills.planning.support import JOINT, QUICK, SPRING, WHOLE, YEAR, counties, gathered, owed, unit

ALONE = (Joint(capacity=1),)


def at(month: int, day: int) -> int:
    return date(YEAR, month, day).toordinal()


def stretched() -> tuple[Gathered, Policy]:
    """Twelve units whose window is March to May without April: every pair of weeks has room, the two ends together
    have not."""
    units = [unit(i) for i in range(12)]
    policy = Policy(
        joint=ALONE,
        resource=(Resource("evaluator", "week", 1),),
        blackout=(Blackout(at(3, 30), at(5, 3)),),
    )
    return gathered(units, [owed(u, "plan", Span(at(3, 2), at(5, 31))) for u in units]), policy


def third_tier() -> tuple[Made, Bottleneck]:
    made = make_plan(*stretched(), QUICK)
    assert [b.tier for b in made.plan.bottlenecks] == [3]
    return made, made.plan.bottlenecks[0]


def test_duties_that_cannot_be_met_together_are_told_with_their_days_and_numbers() -> None:
    made, found = third_tier()
    assert (found.resource, found.need, found.available) == ("evaluator", 12, 8)
    assert found.text.en == (
        "these duties cannot all be met: plan (12); in 2026-03-02 – 2026-03-29, 2026-05-04 – 2026-05-31 "
        "at least 12 evaluator-days needed, 8 available"
    )
    assert found.text.zh == (
        "这些义务不能同时满足：plan（12 件）；2026-03-02 – 2026-03-29, 2026-05-04 – 2026-05-31 内"
        "至少需要 12 评估人日，只有 8"
    )
    assert len(made.plan.unmet) == 4
    assert {u.reason for u in made.plan.unmet} == {found.text}


def test_a_certificate_that_was_tampered_with_does_not_hold() -> None:
    problem = make_problem(*stretched())
    _, found = third_tier()
    assert holds(problem, found)
    assert not holds(problem, replace(found, need=13))
    assert not holds(problem, replace(found, available=7))
    assert not holds(problem, replace(found, proof=()))
    assert not holds(problem, replace(found, proof=found.proof[:1]))
    assert not holds(problem, replace(found, proof=tuple((r, -y) for r, y in found.proof)))
    enough = replace(stretched()[1], resource=(Resource("evaluator", "week", 2),))
    assert not holds(make_problem(stretched()[0], enough), found)


def test_a_vehicle_reaches_three_drills_of_a_township_in_a_day() -> None:
    """One trip a week for four weeks: twelve drills of two townships if each trip stays in one."""
    units = [unit(i, 1 + i % 2) for i in range(14)]
    policy = Policy(joint=ALONE, resource=(Resource("vehicle", "week", 1),))
    twelve = gathered(units[:12], [owed(u, "plan", Span(at(3, 2), at(3, 29))) for u in units[:12]])
    made = make_plan(twelve, policy, QUICK)
    assert (made.conflicts, made.plan.unmet, made.plan.bottlenecks) == ((), (), ())
    assert len({d.day for d in made.plan.drills}) == 4
    county = gathered(units, [owed(u, "plan", Span(at(3, 2), at(3, 29))) for u in units])
    made = make_plan(county, policy, QUICK)
    assert made.conflicts == ()
    assert made.plan.bottlenecks[0].text.en == (
        "weeks 10–13 (2026-03-02 – 2026-03-29): at least 14 places of vehicles (3 drills a trip) needed, "
        "12 available, short 2"
    )
    assert holds(make_problem(county, policy), made.plan.bottlenecks[0])


@settings(max_examples=60, deadline=None)
@given(drawn=counties())
def test_every_day_of_what_is_unmet_has_something_in_the_way(drawn: tuple[Gathered, Policy]) -> None:
    county, policy = drawn
    made = make_plan(county, policy, QUICK)
    problem = make_problem(with_shifts(county, policy), policy)
    work = Repair(problem, made.plan.drills)
    assert {u.obligation: u.missing for u in made.plan.unmet} == {o.id: work.missing(o) for o in work.unmet()}
    for owed_ in work.unmet():
        for day in work.window(owed_):
            assert all(work.stopped(owed_, day, theme) for theme in work.themes(owed_) or [None])
    assert all(holds(problem, b) for b in made.plan.bottlenecks)


@settings(max_examples=60, deadline=None)
@given(
    windows=st.lists(st.tuples(st.integers(1, 7), st.integers(0, 3)), min_size=1, max_size=6),
    room=st.lists(st.integers(0, 1), min_size=12, max_size=12),
)
def test_as_much_is_met_as_can_be(windows: list[tuple[int, int]], room: list[int]) -> None:
    """Drills of single units in weeks with room for one or none: the plan meets as many as the best matching."""
    monday = at(3, 2)
    units = [unit(i) for i in range(len(windows))]
    spans = [Span(monday + 7 * a, monday + 7 * (a + n) + 6) for a, n in windows]
    resources = tuple(Resource("evaluator", "week", n, monday + 7 * w, monday + 7 * w + 6) for w, n in enumerate(room))
    policy = Policy(joint=ALONE, resource=(Resource("evaluator", "week", 1), *resources))
    county = gathered(units, [owed(u, "plan", s) for u, s in zip(units, spans, strict=True)])
    made = make_plan(county, policy, QUICK)
    weeks = [{w for w in range(a, a + n + 1) if room[w]} for a, n in windows]
    assert len(made.plan.drills) == matched(weeks)
    assert len(made.plan.unmet) == len(units) - matched(weeks)


def matched(weeks: list[set[int]], taken: frozenset[int] = frozenset()) -> int:
    """The most units that get a week of their own, by trying everything."""
    if not weeks:
        return 0
    without = matched(weeks[1:], taken)
    return max([without, *(1 + matched(weeks[1:], taken | {w}) for w in weeks[0] - taken)])


def test_the_reason_counts_the_days_of_the_window() -> None:
    one = unit(1)
    quarters = [owed(one, "fire", s) for s in calendar_spans("quarter", *WHOLE)]
    made = make_plan(gathered([one], quarters), Policy(spacing=200), QUICK)
    told = [u.reason for u in made.plan.unmet]
    assert told
    assert told[0].en.endswith("too near to a drill of the same duty")
    assert "可排工作日" in told[0].zh


def test_a_place_that_is_hardly_open_is_used_on_each_of_its_days() -> None:
    """The weeks that a solution chose may not have a day on which the place is free: the repair finds another."""
    units = [unit(i) for i in range(12)]
    policy = Policy(joint=JOINT, venues=(Venue("广场", 4, weekdays=(4,), closed=((at(3, 8), at(4, 12)),)),))
    made = make_plan(gathered(units, [owed(u, "plan", SPRING) for u in units]), policy, QUICK)
    assert made.conflicts == ()
    assert made.plan.unmet == ()
    assert {d.venue for d in made.plan.drills if d.joint} == {"广场"}
    assert {date.fromordinal(d.day).weekday() for d in made.plan.drills if d.joint} == {4}


def test_what_drills_on_file_meet_is_not_owed_twice() -> None:
    """An obligation of two drills, one of which is fixed: the other one is still planned."""
    one = unit(1)
    twice: Obligation = owed(one, "fire", WHOLE, count=2)
    policy = Policy(spacing=30, freeze_next=400)
    county = gathered([one], [twice])
    first = make_plan(county, policy, QUICK).plan
    kept = replace(first, drills=first.drills[:1], unmet=())
    again = make_plan(county, policy, QUICK, former=kept)
    assert again.conflicts == ()
    assert again.plan.unmet == ()
    assert [d.frozen for d in again.plan.drills].count(True) == 1
    assert len(again.plan.drills) == 2


def test_a_planned_drill_that_passed_without_being_held_is_planned_again() -> None:
    one = unit(1)
    county = gathered([one], [owed(one, "fire", WHOLE)])
    first = make_plan(county, Policy(), QUICK).plan
    after = max(d.day for d in first.drills) + 20
    later = Gathered(county.year, after, county.units, county.obligations, county.rules, 0, county.calendar)
    again = make_plan(later, Policy(), QUICK, former=first)
    assert again.conflicts == ()
    assert again.plan.unmet == ()
    assert [(d.day > after) for d in again.plan.drills] == [False, True]
    assert [m.what for m in again.plan.changes] == ["added"]
    held = replace(county.obligations[0], held=1, status="met", satisfied_by=("D1",))
    met = Gathered(county.year, after, county.units, (held,), county.rules, 0, county.calendar)
    assert len(make_plan(met, Policy(), QUICK, former=first).plan.drills) == 1
