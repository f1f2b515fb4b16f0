"""Credits that stay: when a plan is made again, a unit that takes part where it did is credited there as before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from anwei.drills.model import AnnualPlan, Obligation, Participation, PlannedDrill
from anwei.drills.planning.problem import Problem
from anwei.drills.planning.themes import KINDS

At = tuple[str, int]  # an obligation and a day


def kept_credits(problem: Problem, drills: Sequence[PlannedDrill], former: AnnualPlan) -> list[PlannedDrill]:
    """The drills with credits given back to the days of an earlier plan, where unit and drill are still there."""
    before = {(o, d.day) for d in former.drills for o in d.obligations}
    now = {(o, d.day): d.id for d in drills for o in d.obligations}
    made = {d.id: d for d in drills}
    for id_, day in sorted(before - now.keys()):
        owed = problem.obligations.get(id_)
        away = [(d, drill) for (o, d), drill in now.items() if o == id_ and (o, d) not in before]
        if owed is None or not away:
            continue
        there = next((d for d in made.values() if d.day == day and not d.frozen and _takes(d, owed)), None)
        source = made[away[0][1]]
        if there is not None and not source.frozen and _may(problem, owed, there, source, made):
            made[source.id] = _without(source, owed)
            made[there.id] = _with(there, owed)
            del now[id_, source.day]
            now[id_, day] = there.id
    return [made[d.id] for d in drills]


def _takes(drill: PlannedDrill, owed: Obligation) -> bool:
    return any(_is(p, owed) for p in drill.participations)


def _is(part: Participation, owed: Obligation) -> bool:
    return (part.unit_kind, part.unit) == (owed.duty.unit_kind, owed.duty.unit)


def _may(
    problem: Problem,
    owed: Obligation,
    there: PlannedDrill,
    source: PlannedDrill,
    made: Mapping[str, PlannedDrill],
) -> bool:
    """Whether the drill counts, far enough from others of the duty, and the other part is still for something."""
    part = next(p for p in there.participations if _is(p, owed))
    left = next((p for p in source.participations if _is(p, owed)), None)
    if left is None or len(left.obligations) < 2 or owed.id in part.obligations:
        return False
    plans = {*part.plans, *([owed.duty.record] if owed.duty.record else [])}
    others = [
        d.day
        for d in made.values()
        if d.id != source.id and any(problem.duties.get(o) == owed.duty.key for o in d.obligations)
    ]
    return (
        any(a.fits(there.kinds, there.mode, there.topics, there.features) for a in owed.accepts)
        and (owed.duty.record_kind not in KINDS or owed.duty.record_kind in there.kinds)
        and len(plans) <= problem.policy.combine.plans
        and all(abs(there.day - d) >= problem.policy.spacing for d in others)
    )


def _with(drill: PlannedDrill, owed: Obligation) -> PlannedDrill:
    def told(part: Participation) -> Participation:
        plans = dict.fromkeys((*part.plans, *([owed.duty.record] if owed.duty.record else [])))
        return replace(part, obligations=(*part.obligations, owed.id), plans=tuple(plans))

    return _changed(drill, owed, told(next(p for p in drill.participations if _is(p, owed))))


def _without(drill: PlannedDrill, owed: Obligation) -> PlannedDrill:
    part = next(p for p in drill.participations if _is(p, owed))
    return _changed(drill, owed, replace(part, obligations=tuple(o for o in part.obligations if o != owed.id)))


def _changed(drill: PlannedDrill, owed: Obligation, part: Participation) -> PlannedDrill:
    return replace(drill, participations=tuple(part if _is(p, owed) else p for p in drill.participations))
