"""Days: each drill of a segment gets a working day on which all its units can come and the limits of a day hold.

Segments are independent, so this is a small choice for each. What earlier lay on a day stays there where it can. Parts
that no longer add anything are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from anwei.drills.duties.gather import Unit
from anwei.drills.model import Participation, PlannedDrill, stable_id
from anwei.drills.planning.loads import Loads, Wanted
from anwei.drills.planning.problem import Problem, UnitClass
from anwei.drills.planning.solution import Part, Slot, Solution, by_unit, slot_of
from anwei.drills.planning.themes import Theme

#: (unit kind, unit id, theme kinds and topics, segment) -> the day of an earlier plan.
Before = Mapping[tuple[str, str, int, int], int]


@dataclass(frozen=True)
class Credited:
    """A unit in a slot with the obligations it is credited with and the plans it drills."""

    unit: Unit
    obligations: tuple[str, ...]
    plans: tuple[str, ...]


def pick_days(problem: Problem, solution: Solution, before: Before | None = None) -> list[PlannedDrill]:
    """The drills of a solution with their days, the fixed ones included; what finds no day is left out."""
    loads = Loads.of(problem.policy, problem.fixed)
    apart = Apart(problem)
    for drill in problem.fixed:
        apart.add(drill)
    groups = _groups(problem, credits_of(problem, solution), before or {})
    drills: dict[str, PlannedDrill] = {d.id: d for d in problem.fixed}
    for slot, wish, members in sorted(groups, key=lambda g: (g[0].segment, g[1] == 0, g[0], -len(g[2]))):
        day = _day(problem, slot, wish, members, loads, apart)
        if not day:
            continue
        theme = problem.themes[slot.theme]
        venue = loads.place(day, _wanted(slot.area, theme, members)) or ""
        drill = new_drill(problem, slot.area, theme, day, members, venue)
        while drill.id in drills:
            drill = msgspec.structs.replace(drill, id="D-" + stable_id(drill.id, "again"))
        drills[drill.id] = drill
        loads.add(drill)
        apart.add(drill)
    return sorted(drills.values(), key=lambda d: (d.day, d.area, d.id))


def _wanted(area: str, theme: Theme, members: Sequence[Credited]) -> Wanted:
    return Wanted(area, theme.recipe.topics, theme.evaluators, len(members))


def credits_of(problem: Problem, solution: Solution) -> list[tuple[Slot, Credited]]:
    """What each part is credited with, in the order of the year; a part that is credited with nothing is dropped."""
    found: list[tuple[Slot, Credited]] = []
    for c, units in zip(problem.classes, by_unit(problem, solution.parts), strict=True):
        for u, parts in enumerate(units):
            ordered = sorted(parts, key=lambda p: (p[1], p[0]))
            met = credited_needs(problem, c, ordered)
            for number, (pattern, segment) in enumerate(ordered):
                owed = [o for i in met[number] for o in c.owed[u][i]]
                if not owed:
                    continue
                plans = tuple(dict.fromkeys(o.duty.record for o in owed if o.duty.record))
                slot = slot_of(problem, Part(c.index, u, pattern, segment))
                found.append((slot, Credited(c.units[u], tuple(o.id for o in owed), plans)))
    return found


def credited_needs(problem: Problem, c: UnitClass, parts: Sequence[tuple[int, int]]) -> list[list[int]]:
    """For each part of a unit, given in the order of the year, the needs that it is credited with.

    The periods of one duty follow one another: taking for each the first part that is far enough from the one before
    leaves the most room for the next.
    """
    segments, spacing = problem.weeks.segments, problem.policy.spacing
    found: list[list[int]] = [[] for _ in parts]
    last: dict[int, int] = {}  # duty -> segment credited last
    for i in sorted(range(len(c.needs)), key=lambda i: (c.needs[i].bits.bit_length(), i)):
        need, left = c.needs[i], c.needs[i].count
        for number, (pattern, segment) in enumerate(parts):
            before = last.get(need.duty)
            near = before is not None and segments[segment].first - segments[before].last < spacing
            if left and i in c.patterns[pattern].covers and need.bits >> segment & 1 and not near:
                found[number].append(i)
                last[need.duty] = segment
                left -= 1
    return [sorted(i) for i in found]


def _groups(
    problem: Problem, credits: Iterable[tuple[Slot, Credited]], before: Before
) -> list[tuple[Slot, int, list[Credited]]]:
    """Drills as (slot, day wished, units): those who were together on a day stay together, the others fill up."""
    slots: dict[Slot, dict[int, list[Credited]]] = defaultdict(lambda: defaultdict(list))
    for slot, one in credits:
        wish = before.get((one.unit.kind, one.unit.id, slot.theme, slot.segment), 0)
        slots[slot][wish].append(one)
    found: list[tuple[Slot, int, list[Credited]]] = []
    for slot, wishes in slots.items():
        capacity = problem.capacity(slot.area, slot.theme)
        total = sum(map(len, wishes.values()))
        least = -(-total // capacity)
        groups = [(slot, w, part) for w in sorted(wishes) if w for part in _even(wishes[w], capacity)]
        free = wishes.get(0, [])
        for _, _, part in groups:
            while free and len(part) < capacity:
                part.append(free.pop(0))
        groups += [(slot, 0, part) for part in _even(free, capacity)]
        found += groups if len(groups) <= least else [(slot, w, p) for w, p in _repacked(groups, capacity)]
    return found


def _repacked(groups: list[tuple[Slot, int, list[Credited]]], capacity: int) -> list[tuple[int, list[Credited]]]:
    """Fewer, fuller drills: the smallest groups join the largest that have room, so that no limit is passed."""
    packed: list[tuple[int, list[Credited]]] = []
    for _, wish, part in sorted(groups, key=lambda g: (-len(g[2]), g[1])):
        rest = list(part)
        for _, members in packed:
            while rest and len(members) < capacity:
                members.append(rest.pop(0))
        if rest:
            packed.append((wish, rest))
    return packed


def _even(members: list[Credited], capacity: int) -> list[list[Credited]]:
    number = -(-len(members) // capacity)
    return [members[i::number] for i in range(number)]


class Apart:
    """The days of each duty's drills, so that the policy's spacing holds to the day."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.days: dict[str, list[int]] = defaultdict(list)

    def add(self, drill: PlannedDrill) -> None:
        for id_ in drill.obligations:
            if id_ in self.problem.duties:
                self.days[self.problem.duties[id_]].append(drill.day)

    def near(self, id_: str, day: int) -> bool:
        """Whether a day is too near to another drill of an obligation's duty."""
        least = max(1, self.problem.policy.spacing)
        return any(abs(day - d) < least for d in self.days.get(self.problem.duties.get(id_, ""), ()))


def _day(problem: Problem, slot: Slot, wish: int, members: Sequence[Credited], loads: Loads, apart: Apart) -> int:
    """The day wished if it can be, else the least loaded one that can be; 0 if none can."""
    segment, theme = problem.weeks.segments[slot.segment], problem.themes[slot.theme]
    wanted = _wanted(slot.area, theme, members)
    weekly = any(r.kind == "vehicle" and r.every != "day" for r in problem.policy.resource)
    days = [
        d
        for d in segment.days
        if all(d not in problem.barred.get((m.unit.kind, m.unit.id), ()) for m in members)
        and all((m.unit.kind, m.unit.id, d) not in loads.busy for m in members)
        and not loads.lacking(d, wanted, whole=weekly)
        and not any(apart.near(o, d) for m in members for o in m.obligations)
    ]
    if wish in days:
        return wish
    return loads.best(days, slot.area)


def new_drill(
    problem: Problem, area: str, theme: Theme, day: int, members: Sequence[Credited], venue: str = ""
) -> PlannedDrill:
    """A drill of a theme on a day; the first unit by division and id holds it."""
    recipe = theme.recipe
    host = min(members, key=lambda m: (m.unit.division, m.unit.kind, m.unit.id))
    joint = len(members) > 1
    parts = tuple(
        Participation(
            m.unit.kind,
            m.unit.id,
            m.unit.name,
            "host" if m is host else "player",
            m.obligations,
            m.plans,
        )
        for m in sorted(members, key=lambda m: (m is not host, m.unit.kind, m.unit.id))
    )
    key = stable_id(problem.year, recipe.kinds, recipe.topics, host.unit.kind, host.unit.id, *sorted(host.obligations))
    return PlannedDrill(
        f"D-{key}",
        day,
        recipe.kinds,
        recipe.topics,
        recipe.mode,
        recipe.features,
        area=area,
        host=host.unit.id,
        venue=venue,
        participations=parts,
        evaluator_days=theme.evaluators,
        vehicles=int(any(r.kind == "vehicle" for r in problem.policy.resource)),
        joint=joint,
        basis=problem.calendar.basis(day),
    )
