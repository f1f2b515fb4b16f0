"""The independent check of what a policy asks beyond windows and limits: places, fixed drills, shifts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from anwei.drills.duties.gather import Unit
from anwei.drills.model import AnnualPlan, PlannedDrill
from anwei.drills.planning.policy import Policy, Shifts, Venue

RULE = "policy.shifts"
MONTHS = {"year": 12, "half_year": 6, "quarter": 3}


@dataclass(frozen=True)
class Conflict:
    """Something in a plan that cannot be. ``what`` is the key of its label (``drill.conflict.`` before it)."""

    what: str
    drill: str = ""
    unit: str = ""
    obligation: str = ""
    day: int = 0
    details: Mapping[str, int | str] = field(default_factory=dict)


def places(venues: Sequence[Venue], drills: Iterable[PlannedDrill]) -> Iterator[Conflict]:
    """Joint drills without a place where their area has some, and places that cannot hold what they are to hold."""
    known = {v.name: v for v in venues}
    used: Counter[tuple[str, int]] = Counter()
    for drill in drills:
        venue = known.get(drill.venue)
        if venue is None:
            served = any(drill.area[: len(v.area)] == v.area[: len(drill.area)] for v in venues)
            if drill.joint and served and not drill.frozen:
                yield Conflict("place", drill.id, day=drill.day)
            continue
        used[venue.name, drill.day] += 1
        units = sum(p.role in ("host", "player") for p in drill.participations)
        if units > venue.capacity:
            details: dict[str, int | str] = {"venue": venue.name, "units": units, "most": venue.capacity}
            yield Conflict("place_small", drill.id, day=drill.day, details=details)
        if drill.area[: len(venue.area)] != venue.area[: len(drill.area)]:
            yield Conflict("place_far", drill.id, day=drill.day, details={"venue": venue.name})
        if _shut(venue, drill.day):
            yield Conflict("place_shut", drill.id, day=drill.day, details={"venue": venue.name})
    for (name, day), times in used.items():
        if times > known[name].a_day:
            yield Conflict("place_full", day=day, details={"venue": name, "used": times, "most": known[name].a_day})


def _shut(venue: Venue, day: int) -> bool:
    if venue.weekdays and date.fromordinal(day).weekday() not in venue.weekdays:
        return True
    if day < venue.first or (venue.last and day > venue.last):
        return True
    return any(a <= day <= b for a, b in venue.closed)


def frozen_ones(fixed: Iterable[PlannedDrill], plan: AnnualPlan) -> Iterator[Conflict]:
    """Drills that had to stay as they were and did not."""
    for drill in fixed:
        now = plan.drill(drill.id)
        if now is None or (now.day, now.participations, now.kinds, now.topics, now.venue) != (
            drill.day,
            drill.participations,
            drill.kinds,
            drill.topics,
            drill.venue,
        ):
            yield Conflict("frozen", drill.id, day=drill.day)


def shifts_of(policy: Policy, plan: AnnualPlan, units: Iterable[Unit]) -> Iterator[Conflict]:
    """Shifts that take part too seldom in a period, where the plan does not say itself that drills are lacking."""
    if not policy.shifts:
        return
    owed = [o for o in plan.obligations if o.duty.rule == RULE]
    short = {u.obligation for u in plan.unmet}
    have = Counter((id_, p.shift) for d in plan.drills for p in d.participations for id_ in p.obligations if p.shift)
    for unit in units:
        for number, entry in enumerate(policy.shifts):
            if not _means(entry, unit):
                continue
            mine = [o for o in owed if (o.duty.unit_kind, o.duty.unit, o.duty.part) == (unit.kind, unit.id, number)]
            if len(mine) != 12 // MONTHS[entry.every]:
                yield Conflict("shift", unit=unit.id, details={"shift": ", ".join(entry.names)})
            for o in mine:
                if o.id in short or o.held or o.last < plan.made_on:
                    continue
                for name in entry.names:
                    if have[o.id, name] < entry.at_least:
                        yield Conflict("shift", unit=unit.id, obligation=o.id, details={"shift": name})


def _means(entry: Shifts, unit: Unit) -> bool:
    return (
        (not entry.unit or entry.unit == unit.id)
        and (not entry.kind or entry.kind == unit.kind)
        and (not entry.sector or entry.sector in unit.tags)
        and unit.division[: len(entry.area)] == entry.area
    )
