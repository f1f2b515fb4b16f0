"""Planning again: what stays, where units were, and what differs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from anwei.drills.model import AnnualPlan, Move, PlannedDrill
from anwei.drills.planning.greedy import Greedy
from anwei.drills.planning.policy import Policy
from anwei.drills.planning.problem import Problem
from anwei.drills.planning.solution import Part, Slot, Solution, slot_of
from anwei.drills.planning.themes import Theme


def fixed_drills(former: AnnualPlan, policy: Policy, as_of: int) -> tuple[PlannedDrill, ...]:
    """The drills that stay as they are: past ones, the next days of the policy's freeze, and approved months."""
    until = as_of + policy.freeze_next
    months = _approved_months(former) if policy.freeze_approved else frozenset()
    return tuple(
        msgspec.structs.replace(d, frozen=True)
        for d in former.drills
        if d.frozen or d.day <= until or date.fromordinal(d.day).month in months
    )


def _approved_months(former: AnnualPlan) -> frozenset[int]:
    """Every month of an approved plan; none of one that is not approved."""
    return frozenset(range(1, 13)) if former.approved_on else frozenset()


def earlier(problem: Problem, former: AnnualPlan) -> tuple[Part, ...]:
    """The parts of an earlier plan that a new problem still knows: the unit is there, the theme, and the week."""
    where = {(u.kind, u.id): (c.index, i) for c in problem.classes for i, u in enumerate(c.units)}
    found: list[Part] = []
    for drill in former.drills:
        segment = next((s.index for s in problem.weeks.segments if s.first <= drill.day <= s.last), -1)
        for part in drill.participations:
            if segment < 0 or (part.unit_kind, part.unit) not in where:
                continue
            cls, unit = where[part.unit_kind, part.unit]
            pattern = _pattern(problem, cls, unit, drill, set(part.obligations), segment)
            if pattern >= 0:
                found.append(Part(cls, unit, pattern, segment))
    return tuple(sorted(set(found)))


def _pattern(problem: Problem, cls: int, unit: int, drill: PlannedDrill, owed: set[str], segment: int) -> int:
    """The pattern of the drill's theme that covers most of what it was for; -1 if none covers anything."""
    c = problem.classes[cls]
    best, most = -1, 0
    for index, pattern in enumerate(c.patterns):
        if not _same(problem.themes[pattern.theme], drill):
            continue
        there = [i for i in pattern.covers if c.needs[i].bits >> segment & 1]
        shared = sum(o.id in owed for i in there for o in c.owed[unit][i])
        if shared > most:
            best, most = index, shared
    return best


def _same(theme: Theme, drill: PlannedDrill) -> bool:
    """Whether a drill is of a theme; shares may have given it a mode and features beyond the theme's own."""
    recipe = theme.recipe
    return (
        recipe.kinds == drill.kinds
        and recipe.topics == drill.topics
        and recipe.mode in ("", drill.mode)
        and set(recipe.features) <= set(drill.features)
    )


def kept_start(problem: Problem, parts: Sequence[Part]) -> Solution:
    """The earlier parts as far as they still fit, completed by the greedy planner."""
    greedy = Greedy(problem)
    slots: dict[Slot, list[Part]] = defaultdict(list)
    for part in parts:
        slots[slot_of(problem, part)].append(part)
    for slot in sorted(slots, key=lambda s: (s.segment, s.area, s.theme)):
        capacity = problem.capacity(slot.area, slot.theme)
        for part in slots[slot]:
            if greedy.open[slot] % capacity or greedy.fits(slot.area, slot.theme, slot.segment):
                greedy.take(part)
    return greedy.solve()


def kept_days(problem: Problem, former: AnnualPlan) -> Mapping[tuple[str, str, int, int], int]:
    """The day on which a unit met by theme and segment."""
    found: dict[tuple[str, str, int, int], int] = {}
    for drill in former.drills:
        segment = next((s.index for s in problem.weeks.segments if s.first <= drill.day <= s.last), -1)
        themes = [t.index for t in problem.themes if _same(t, drill)]
        for part in drill.participations:
            for theme in themes:
                if segment >= 0:
                    found[part.unit_kind, part.unit, theme, segment] = drill.day
    return found


def changes(former: AnnualPlan, drills: Iterable[PlannedDrill]) -> tuple[Move, ...]:
    """What differs between two plans, participation by participation: moved, added, dropped.

    A participation is what a unit does for one obligation; several obligations that move together are one change. What
    goes to another drill of the same day is moved too.
    """
    old, new = _by_obligation(former.drills), _by_obligation(drills)
    groups: dict[tuple[str, str, str, str, int, int], list[str]] = defaultdict(list)
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key, ("", 0)), new.get(key, ("", 0))
        if before != after:
            groups[key[0], key[1], before[0], after[0], before[1], after[1]].append(key[2])
    return tuple(
        Move(
            "added" if not was else "dropped" if not now else "moved",
            kind,
            unit,
            tuple(sorted(ids)),
            old_drill,
            new_drill,
            was,
            now,
        )
        for (kind, unit, old_drill, new_drill, was, now), ids in sorted(groups.items())
    )


def drill_changes(former: AnnualPlan, drills: Iterable[PlannedDrill]) -> tuple[int, int]:
    """How many drills a plan has that an earlier one had not, and the other way round."""
    before, after = {d.id for d in former.drills}, {d.id for d in drills}
    return len(after - before), len(before - after)


def _by_obligation(drills: Iterable[PlannedDrill]) -> dict[tuple[str, str, str, int], tuple[str, int]]:
    """(unit kind, unit, obligation, how manieth) -> drill and day."""
    found: dict[tuple[str, str, str, int], tuple[str, int]] = {}
    for drill in sorted(drills, key=lambda d: (d.day, d.id)):
        for part in drill.participations:
            for id_ in part.obligations:
                number = 0
                while (part.unit_kind, part.unit, id_, number) in found:
                    number += 1
                found[part.unit_kind, part.unit, id_, number] = (drill.id, drill.day)
    return found
