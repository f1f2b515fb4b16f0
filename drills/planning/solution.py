"""A solution: who takes part in what, in which segment. How many drills that makes, and what it costs, follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from anwei.drills.model import PlannedDrill
from anwei.drills.planning.problem import LEVEL, OVERLOAD, Problem, UnitClass, price_of
from anwei.drills.planning.themes import DRILL_COST, EVALUATOR_COST, VISIT_COST, Recipe, joint_for


class Part(NamedTuple):
    """Unit ``unit`` of class ``cls`` takes part by ``pattern`` in ``segment``."""

    cls: int
    unit: int
    pattern: int
    segment: int


class Slot(NamedTuple):
    """Where parts meet: an area, a theme and a segment."""

    area: str
    theme: int
    segment: int


@dataclass(frozen=True)
class Solution:
    """All parts, sorted."""

    parts: tuple[Part, ...]

    @classmethod
    def of(cls, parts: Iterable[Part]) -> Solution:
        return cls(tuple(sorted(parts)))


def slot_of(problem: Problem, part: Part) -> Slot:
    """Where a part meets others."""
    unit_class = problem.classes[part.cls]
    theme = problem.themes[unit_class.patterns[part.pattern].theme]
    return Slot(problem.area_of(unit_class, theme), theme.index, part.segment)


def slots_of(problem: Problem, parts: Iterable[Part]) -> Counter[Slot]:
    """How many units meet in each slot."""
    return Counter(slot_of(problem, p) for p in parts)


def drills_in(problem: Problem, slot: Slot, units: int) -> int:
    """How many drills so many units need: drills of one slot are filled one after the other."""
    return -(-units // problem.capacity(slot.area, slot.theme))


def credited(unit_class: UnitClass, parts: Iterable[tuple[int, int]]) -> list[int]:
    """How many participations of one unit, given as (pattern, segment), count for each need."""
    counts = [0] * len(unit_class.needs)
    for pattern, segment in parts:
        for i in unit_class.patterns[pattern].covers:
            if unit_class.needs[i].bits >> segment & 1:
                counts[i] += 1
    return counts


def unmet_of(unit_class: UnitClass, by_unit: Sequence[Sequence[tuple[int, int]]]) -> int:
    """The price of what the units of a class are left without."""
    total = 0
    for parts in by_unit:
        counts = credited(unit_class, parts)
        total += sum(n.price * max(0, n.count - c) for n, c in zip(unit_class.needs, counts, strict=True))
    return total


def by_unit(problem: Problem, parts: Iterable[Part]) -> list[list[list[tuple[int, int]]]]:
    """For each class and unit its parts as (pattern, segment)."""
    found: list[list[list[tuple[int, int]]]] = [[[] for _ in c.units] for c in problem.classes]
    for part in parts:
        found[part.cls][part.unit].append((part.pattern, part.segment))
    return found


def usual_level(problem: Problem, drills: int) -> int:
    """The usual number of drills in a week, above which a week counts as overloaded."""
    weeks = len({s.week for s in problem.weeks.segments if s.days}) or 1
    return max(1, int(LEVEL * drills / weeks) + 1)


def cost_of(problem: Problem, solution: Solution, level: int) -> int:
    """The cost of a solution in points: drills, visits, overloaded weeks, unmet duties."""
    total = sum(unmet_of(c, units) for c, units in zip(problem.classes, by_unit(problem, solution.parts), strict=True))
    weekly: Counter[int] = Counter()
    for slot, units in slots_of(problem, solution.parts).items():
        theme, drills = problem.themes[slot.theme], drills_in(problem, slot, units)
        total += drills * theme.cost + units * theme.visit
        weekly[problem.weeks.segments[slot.segment].week] += drills
    return total + sum(OVERLOAD * max(0, n - level) for n in weekly.values())


def count_drills(problem: Problem, solution: Solution) -> int:
    """How many drills a solution makes."""
    return sum(drills_in(problem, s, n) for s, n in slots_of(problem, solution.parts).items())


def cost_of_drills(problem: Problem, drills: Iterable[PlannedDrill], level: int) -> int:
    """The cost of drills as they are, fixed ones apart: what a solution costs once days and repairs are made."""
    total, weekly, given = 0, Counter[int](), Counter[str]()
    for drill in drills:
        if problem.counts(drill):
            given.update(drill.obligations)
        if drill.frozen:
            continue
        joint = joint_for(Recipe(drill.kinds, drill.topics), problem.policy)
        total += DRILL_COST + EVALUATOR_COST * drill.evaluator_days
        total += VISIT_COST * len(drill.participations) if joint.capacity > 1 else 0
        weekly[(drill.day - 1) // 7] += 1
    unmet = sum(price_of(o) * max(0, o.needed - given[o.id]) for o in problem.obligations.values())
    return total + unmet + sum(OVERLOAD * max(0, n - level) for n in weekly.values())
