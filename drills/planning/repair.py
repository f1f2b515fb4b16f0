"""Repair: what the choice of weeks and days left unmet is tried again, unit by unit and day by day.

A unit is credited with a drill it takes part in anyway, joins one that has room, or gets one of its own on a day on
which nothing stands in the way. What is still unmet then has something in the way on each day of its window
(``reasons`` tells what).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from anwei.drills.duties.gather import Unit
from anwei.drills.model import Obligation, Participation, PlannedDrill, stable_id
from anwei.drills.planning.chains import shifted
from anwei.drills.planning.days import Apart, Credited, new_drill
from anwei.drills.planning.loads import Loads, Wanted, room_of
from anwei.drills.planning.problem import COUNTY, Problem, UnitClass, area_of, price_of, window_of
from anwei.drills.planning.themes import KINDS, Recipe, Theme, joint_for

MOST = 2000  # obligations that are tried again
EFFORTS = 40  # of which so many by moving other drills


def repaired(problem: Problem, drills: Sequence[PlannedDrill]) -> list[PlannedDrill]:
    """The drills with what can still be met."""
    work = Repair(problem, drills)
    waiting = sorted(work.unmet(), key=lambda o: (-price_of(o), o.last - o.first, o.id))
    for owed in waiting[:MOST]:
        while work.missing(owed) and work.meet(owed):
            pass
    return sorted(work.drills.values(), key=lambda d: (d.day, d.area, d.id))


class Repair:
    """Drills that grow, with what is taken on each day and how often each obligation is met."""

    def __init__(self, problem: Problem, drills: Sequence[PlannedDrill]) -> None:
        self.problem = problem
        self.drills = {d.id: d for d in drills}
        self.efforts = EFFORTS
        self.owed = {o.id: (c, i, c.units[u]) for c in problem.classes for u, needs in enumerate(c.owed)
                     for i, mine in enumerate(needs) for o in mine}  # fmt: skip
        self.given: dict[str, int] = {}
        self._recount()

    def missing(self, owed: Obligation) -> int:
        """How many drills an obligation still lacks."""
        return max(0, owed.needed - self.given.get(owed.id, 0))

    def unmet(self) -> Iterator[Obligation]:
        """The obligations that lack drills."""
        return (o for o in self.problem.obligations.values() if self.missing(o))

    def window(self, owed: Obligation) -> list[int]:
        """The days of an obligation's window that can be planned."""
        span = window_of(owed, self.problem.year, self.problem.start, self.problem.policy)
        segments = self.problem.weeks.segments
        return [d for s in segments for d in s.days if span.first <= d <= span.last]

    def themes(self, owed: Obligation) -> list[Theme]:
        """The themes that meet an obligation, the cheapest first."""
        c, need, _ = self.owed[owed.id]
        found = {p.theme for p in c.patterns if need in p.covers}
        return sorted(
            (self.problem.themes[t] for t in found), key=lambda t: (t.evaluators, len(t.recipe.topics), t.index)
        )

    def stopped(self, owed: Obligation, day: int, theme: Theme | None) -> str:
        """What stands in the way of one more drill of a theme for one unit on a day; empty if nothing does."""
        c, _, unit = self.owed[owed.id]
        if day in self.problem.barred.get((unit.kind, unit.id), ()):
            return "closed"
        if self.apart.near(owed.id, day):
            return "near"
        if (unit.kind, unit.id, day) in self.loads.busy:
            return "busy"
        if theme is None:
            return "sort"
        wanted = Wanted(self.problem.area_of(c, theme), theme.recipe.topics, theme.evaluators, 1)
        return self.loads.lacking(day, wanted, whole=True)

    def meet(self, owed: Obligation) -> bool:
        """One more drill for an obligation; False where nothing can be done."""
        c, _, unit = self.owed[owed.id]
        days = self.window(owed)
        inside = frozenset(days)
        near = [d for d in self.drills.values() if d.day in inside and not d.frozen]
        for drill in sorted(near, key=lambda d: (not d.joint, d.day, d.id)):
            if self._fits(owed, drill) and (self._credited(owed, unit, drill) or self._joined(owed, unit, drill)):
                return True
        return self._own(owed, c, unit, days) or self._made_room(owed, c, unit, days)

    def _fits(self, owed: Obligation, drill: PlannedDrill) -> bool:
        """Whether a drill counts for an obligation, far enough from others of the duty."""
        kind = owed.duty.record_kind
        sort = any(a.fits(drill.kinds, drill.mode, drill.topics, drill.features) for a in owed.accepts)
        return sort and not self.apart.near(owed.id, drill.day) and (kind not in KINDS or kind in drill.kinds)

    def _credited(self, owed: Obligation, unit: Unit, drill: PlannedDrill) -> bool:
        """Whether the unit takes part anyway and can be credited."""
        part = next((p for p in drill.participations if (p.unit_kind, p.unit) == (unit.kind, unit.id)), None)
        if part is None or owed.id in part.obligations:
            return False
        plans = tuple(dict.fromkeys((*part.plans, *_records(owed))))
        if len(plans) > max(self.problem.policy.combine.plans, len(part.plans)):
            return False
        told = msgspec.structs.replace(part, obligations=(*part.obligations, owed.id), plans=plans)
        parts = tuple(told if p is part else p for p in drill.participations)
        self._put(msgspec.structs.replace(drill, participations=parts), owed)
        return True

    def _joined(self, owed: Obligation, unit: Unit, drill: PlannedDrill) -> bool:
        """Whether the unit can join a drill of its area that has room."""
        policy = self.problem.policy
        joint = joint_for(Recipe(drill.kinds, drill.topics), policy)
        area = area_of(unit.division)[: COUNTY if joint.wide else None]
        room = next((v.capacity for v in policy.venues if v.name == drill.venue), joint.capacity)
        room = min(room, room_of(policy.venues, area, joint.capacity))
        taken = (unit.kind, unit.id, drill.day) in self.loads.busy
        barred = drill.day in self.problem.barred.get((unit.kind, unit.id), ())
        if drill.area != area or len(drill.participations) >= room or taken or barred:
            return False
        venue = drill.venue
        if not drill.joint:  # it becomes a joint one, which needs a place
            wanted = Wanted(area, drill.topics, 0, 2)
            if self.loads.lacking(drill.day, wanted, whole=True):
                return False
            venue = self.loads.place(drill.day, wanted) or ""
        part = Participation(unit.kind, unit.id, unit.name, "player", (owed.id,), _records(owed))
        parts = (*drill.participations, part)
        self._put(msgspec.structs.replace(drill, participations=parts, joint=True, venue=venue), owed)
        return True

    def _own(self, owed: Obligation, c: UnitClass, unit: Unit, days: Sequence[int]) -> bool:
        """Whether a drill of the unit alone finds a day."""
        for theme in self.themes(owed):
            free = [d for d in days if not self.stopped(owed, d, theme)]
            if free:
                day = self.loads.best(free, self.problem.area_of(c, theme))
                self._put(self._new(owed, c, unit, theme, day), owed)
                return True
        return False

    def _new(self, owed: Obligation, c: UnitClass, unit: Unit, theme: Theme, day: int) -> PlannedDrill:
        member = Credited(unit, (owed.id,), _records(owed))
        drill = new_drill(self.problem, self.problem.area_of(c, theme), theme, day, [member])
        while drill.id in self.drills:
            drill = msgspec.structs.replace(drill, id="D-" + stable_id(drill.id, "again"))
        return drill

    def _made_room(self, owed: Obligation, c: UnitClass, unit: Unit, days: Sequence[int]) -> bool:
        """Whether moving other drills, one after the other, leaves a day for a drill of the unit alone."""
        if self.efforts <= 0:
            return False
        self.efforts -= 1
        for theme in self.themes(owed)[:1]:
            if all(self.stopped(owed, d, theme) in ("closed", "near", "busy") for d in days):
                return False
            drill = self._new(owed, c, unit, theme, 0)
            drill = msgspec.structs.replace(drill, joint=False)
            found = shifted(self.problem, self.drills, drill, frozenset(days))
            if found is not None:
                self.drills = found
                self._recount()
                return True
        return False

    def _recount(self) -> None:
        self.loads = Loads.of(self.problem.policy, self.drills.values())
        self.apart, self.given = Apart(self.problem), {}
        for drill in self.drills.values():
            self.apart.add(drill)
            for id_ in drill.obligations if self.problem.counts(drill) else ():
                self.given[id_] = self.given.get(id_, 0) + 1

    def _put(self, drill: PlannedDrill, owed: Obligation) -> None:
        known = drill.id in self.drills
        self.drills[drill.id] = drill
        if known:
            self.loads = Loads.of(self.problem.policy, self.drills.values())
        else:
            self.loads.add(drill)
        self.apart.days[owed.duty.key].append(drill.day)
        self.given[owed.id] = self.given.get(owed.id, 0) + 1


def _records(owed: Obligation) -> tuple[str, ...]:
    return (owed.duty.record,) if owed.duty.record else ()
