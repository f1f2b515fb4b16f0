"""The independent check: every plan is tested drill by drill and unit by unit, in plain Python, against the obligations
and the policy alone. It knows nothing of classes, cells or solvers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from anwei.drills.calendar import WorkCalendar
from anwei.drills.duties.gather import Gathered, Unit
from anwei.drills.model import AnnualPlan, Obligation, PlannedDrill
from anwei.drills.planning.check_places import Conflict, frozen_ones, places, shifts_of
from anwei.drills.planning.loads import TRIPS
from anwei.drills.planning.policy import Policy, Resource
from anwei.drills.planning.problem import COUNTY, area_of, barred_days, plannable, window_of
from anwei.drills.planning.themes import Recipe, joint_for


@dataclass(frozen=True)
class Checked:
    """What a plan was checked against."""

    plan: AnnualPlan
    policy: Policy
    calendar: WorkCalendar
    units: Mapping[tuple[str, str], Unit]
    obligations: Mapping[str, Obligation]
    start: int
    wanted: frozenset[str]  # the obligations that the plan is to meet
    as_of: int = 0  # drills before this day count once they are on file, as drills that were held
    fixed: tuple[PlannedDrill, ...] = ()  # the drills of the earlier plan that must stay


def check_plan(checked: Checked) -> list[Conflict]:
    """Every conflict of a plan; empty for a plan that holds."""
    plan = checked.plan
    found: list[Conflict] = []
    for drill in plan.drills:
        found += _drill(checked, drill)
    found += _units(checked)
    found += _obligations(checked)
    for resource in checked.policy.resource:
        found += _resource(resource, plan.drills)
    found += _shares(checked.policy, plan.drills)
    found += places(checked.policy.venues, plan.drills)
    found += frozen_ones(checked.fixed, plan)
    found += shifts_of(checked.policy, plan, checked.units.values())
    return found


def _drill(checked: Checked, drill: PlannedDrill) -> Iterator[Conflict]:
    if date.fromordinal(drill.day).year != checked.plan.year:
        yield Conflict("year", drill.id, day=drill.day)
    if not drill.frozen and drill.day < checked.start:
        yield Conflict("lead_time", drill.id, day=drill.day)
    if not checked.calendar.is_workday(drill.day):
        yield Conflict("day_off", drill.id, day=drill.day)
    hosts = [p for p in drill.participations if p.role == "host"]
    if len(hosts) != 1 or hosts[0].unit != drill.host:
        yield Conflict("host", drill.id)
    players = [p for p in drill.participations if p.role in ("host", "player")]
    joint = joint_for(Recipe(drill.kinds, drill.topics), checked.policy)
    if len(players) > max(1, joint.capacity):
        yield Conflict("capacity", drill.id, details={"units": len(players), "most": joint.capacity})
    digits = COUNTY if joint.wide else None
    areas = {area_of(u.division)[:digits] for p in players if (u := checked.units.get((p.unit_kind, p.unit)))}
    if len(areas) > 1:
        yield Conflict("area", drill.id)
    for part in drill.participations:
        yield from _part(checked, drill, part.unit_kind, part.unit, part.role, part.obligations, part.plans)


def _part(
    checked: Checked,
    drill: PlannedDrill,
    kind: str,
    unit: str,
    role: str,
    obligations: Sequence[str],
    plans: Sequence[str],
) -> Iterator[Conflict]:
    known = checked.units.get((kind, unit))
    if known is None:
        yield Conflict("unit", drill.id, unit)
        return
    if drill.day in barred_days(known, checked.policy.blackout):
        yield Conflict("blackout", drill.id, unit, day=drill.day)
    if obligations and role not in ("host", "player"):
        yield Conflict("role", drill.id, unit)
    if not obligations:
        yield Conflict("needless", drill.id, unit)
    for id_ in obligations:
        owed = checked.obligations.get(id_)
        if owed is None or (owed.duty.unit_kind, owed.duty.unit) != (kind, unit):
            yield Conflict("not_owed", drill.id, unit, id_)
            continue
        span = window_of(owed, checked.plan.year, checked.start, checked.policy)
        if not span.first <= drill.day <= span.last and not drill.frozen:
            yield Conflict("window", drill.id, unit, id_, drill.day)
        if owed.plans_field and owed.duty.record not in plans:
            yield Conflict("plan", drill.id, unit, id_)
        if owed.accepts and not any(
            a.fits(drill.kinds, drill.mode, drill.topics, drill.features) for a in owed.accepts
        ):
            yield Conflict("sort", drill.id, unit, id_)


def _units(checked: Checked) -> Iterator[Conflict]:
    """No unit twice on a day; drills of one duty kept apart."""
    busy: Counter[tuple[str, str, int]] = Counter()
    duties: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for drill in checked.plan.drills:
        for part in drill.participations:
            busy[part.unit_kind, part.unit, drill.day] += 1
            for id_ in part.obligations:
                if id_ in checked.obligations:
                    duties[checked.obligations[id_].duty.key].append((drill.day, drill.id))
    for (_, unit, day), times in busy.items():
        if times > 1:
            yield Conflict("twice", unit=unit, day=day)
    for days in duties.values():
        ordered = sorted(set(days))
        for (a, _), (b, drill_id) in pairwise(ordered):
            if b - a < checked.policy.spacing:
                yield Conflict("spacing", drill_id, day=b, details={"days": b - a})


def _obligations(checked: Checked) -> Iterator[Conflict]:
    """Each obligation is met as often as it must be, or listed as unmet with the right number."""
    given = Counter(o for d in checked.plan.drills if d.day >= checked.as_of for o in d.obligations)
    missing = {u.obligation: u.missing for u in checked.plan.unmet}
    for id_ in sorted(checked.wanted | missing.keys()):
        owed = checked.obligations.get(id_)
        if owed is None:
            yield Conflict("not_owed", obligation=id_)
        elif given[id_] + missing.get(id_, 0) != owed.needed and not (given[id_] > owed.needed and id_ not in missing):
            yield Conflict("count", obligation=id_, details={"planned": given[id_], "needed": owed.needed})


def _resource(resource: Resource, drills: Iterable[PlannedDrill]) -> Iterator[Conflict]:
    used: Counter[tuple[int, ...]] = Counter()
    trips: dict[tuple[int, ...], Counter[tuple[int, str]]] = defaultdict(Counter)
    for drill in drills:
        if resource.first and not resource.first <= drill.day <= resource.last:
            continue
        if resource.topic and resource.topic not in drill.topics:
            continue
        period = _period(resource.every, drill.day)
        used[period] += {"evaluator": drill.evaluator_days, "venue": int(drill.joint), "vehicle": 0}[resource.kind]
        trips[period][drill.day, drill.area] += 1
    for period, by_area in trips.items():
        taken = used[period]
        if resource.kind == "vehicle":
            taken = sum(-(-n // TRIPS) for n in by_area.values())
        if taken > resource.at_most:
            day = min(d for d, _ in by_area)
            yield Conflict(
                "resource", day=day, details={"used": taken, "most": resource.at_most, "what": resource.kind}
            )


def _period(every: str, day: int) -> tuple[int, ...]:
    if every == "day":
        return (day,)
    if every == "week":
        return ((day - 1) // 7,)
    found = date.fromordinal(day)
    return (found.year, found.month)


def _shares(policy: Policy, drills: Sequence[PlannedDrill]) -> Iterator[Conflict]:
    for share in policy.share:
        fits = sum((not share.mode or d.mode == share.mode) and set(share.features) <= set(d.features) for d in drills)
        if fits * 100 < share.percent * len(drills):
            yield Conflict("share", details={"percent": share.percent, "have": fits, "of": len(drills)})


def check_kept(plan: AnnualPlan, gathered: Gathered, policy: Policy) -> list[Conflict]:
    """The conflicts of a kept plan with what is on file now; drills that are past are not judged by lead times.

    Obligations that have been met since need no drill; new ones that the plan does not know are listed as ``count``.
    """
    known = {o.id for o in plan.obligations}
    now = {o.id: o for o in gathered.obligations}
    start = min((d.day for d in plan.drills), default=gathered.as_of)
    met = {i for i, o in now.items() if not o.needed}
    wanted = frozenset(
        i for i, o in now.items() if i not in met and plannable(o, gathered.as_of + 1, False) and i not in known
    )
    planned = frozenset(o for d in plan.drills for o in d.obligations if o in now and o not in met)
    units = {(u.kind, u.id): u for u in gathered.units}
    # what the plan was made for stays as it was then: a drill that was held meanwhile is no conflict
    obligations = {o.id: o for o in plan.obligations} | {i: now[i] for i in wanted}
    wanted |= planned
    return check_plan(Checked(plan, policy, gathered.calendar, units, obligations, start, wanted, gathered.as_of))


__all__ = ["Checked", "Conflict", "check_kept", "check_plan"]
