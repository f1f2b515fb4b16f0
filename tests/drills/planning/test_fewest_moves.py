"""Planning again after evaluators were lost moves as few participations as any plan can: compared with trying all."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from anwei.drills.model import AnnualPlan
from anwei.drills.periods import Span
from anwei.drills.planning.make import Options, make_plan
from anwei.drills.planning.policy import Joint, Policy, Resource
from tests.drills.planning.support import YEAR, gathered, owed, unit

MONDAY = date(YEAR, 5, 11).toordinal()  # five whole weeks without a holiday
WEEKS = 5
STRICT = Options(rounds=2, nodes=50, replan="strict")
Windows = list[tuple[int, int]]


def week_of(day: int) -> int:
    return (day - MONDAY) // 7


def weeks_of(plan: AnnualPlan) -> dict[str, int]:
    """The week in which each unit takes part."""
    return {p.unit: week_of(d.day) for d in plan.drills for p in d.participations}


def fewest(before: list[int], windows: Windows, room: list[int], capacity: int) -> int | None:
    """The least number of units that change their week, by trying every choice of weeks; None where none fits."""
    best: int | None = None
    for choice in product(*(range(a, b + 1) for a, b in windows)):
        units = Counter(choice)
        if all(-(-n // capacity) <= room[w] for w, n in units.items()):
            moves = sum(w != b for w, b in zip(choice, before, strict=True))
            best = moves if best is None else min(best, moves)
    return best


@settings(max_examples=60, deadline=None)
@given(
    windows=st.lists(
        st.tuples(st.integers(0, WEEKS - 1), st.integers(0, WEEKS - 1)).map(lambda t: (min(t), max(t))),
        min_size=2,
        max_size=5,
    ),
    lost=st.sets(st.integers(0, WEEKS - 1), min_size=1, max_size=2),
    capacity=st.sampled_from([1, 2]),
)
def test_no_plan_moves_fewer(windows: Windows, lost: set[int], capacity: int) -> None:
    units = [unit(i) for i in range(len(windows))]
    spans = [Span(MONDAY + 7 * a, MONDAY + 7 * b + 6) for a, b in windows]
    county = gathered(units, [owed(u, "plan", s) for u, s in zip(units, spans, strict=True)])
    joint = (Joint("comprehensive", capacity=capacity), Joint("special", capacity=capacity), Joint(capacity=1))
    policy = Policy(joint=joint, resource=(Resource("evaluator", "week", 2),))
    first = make_plan(county, policy, STRICT).plan
    if first.unmet:
        return
    away = tuple(Resource("evaluator", "week", 1, MONDAY + 7 * w, MONDAY + 7 * w + 6) for w in sorted(lost))
    again = make_plan(county, replace(policy, resource=(*policy.resource, *away)), STRICT, former=first)
    assert again.conflicts == ()
    before = weeks_of(first)
    room = [1 if w in lost else 2 for w in range(WEEKS)]
    least = fewest([before[u.id] for u in units], windows, room, capacity)
    assert (least is None) == bool(again.plan.unmet)
    if least is not None:
        after = weeks_of(again.plan)
        assert sum(before[u] != after[u] for u in before) == least
        assert len({m.unit for m in again.plan.changes if m.what == "moved"}) >= least
