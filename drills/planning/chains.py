"""Chains: a drill that finds no day takes that of another one, which takes that of another one, until one is free.

Only what weeks, evaluators, vehicles and places leave no room for is moved; fixed drills stay, windows, closed days and
spacing hold for each drill that moves. Each drill is moved at most once in a chain, so that every search ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from anwei.drills.model import PlannedDrill
from anwei.drills.planning.days import Apart
from anwei.drills.planning.loads import Loads, Wanted, period
from anwei.drills.planning.problem import Problem, window_of

TRIES = 400  # days looked at in one search

Drills = dict[str, PlannedDrill]


def shifted(
    problem: Problem, drills: Mapping[str, PlannedDrill], new: PlannedDrill, days: frozenset[int]
) -> Drills | None:
    """The drills with a new one on one of some days and others moved to make room; None where no chain was found."""
    chain = _Chain(problem)
    return chain.place(dict(drills), new, days, frozenset())


class _Chain:
    """One search for a chain."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.tries = TRIES
        self.working = frozenset(d for s in problem.weeks.segments for d in s.days)

    def place(self, drills: Drills, one: PlannedDrill, days: frozenset[int], moved: frozenset[str]) -> Drills | None:
        """The drills with one put on a day, and those in its way put elsewhere."""
        loads, apart = Loads.of(self.problem.policy, drills.values()), Apart(self.problem)
        for drill in drills.values():
            apart.add(drill)
        able = [d for d in sorted(days) if self._able(one, d, loads, apart)]
        wanted = _wanted(one)
        free = [d for d in able if not loads.lacking(d, wanted, whole=True)]
        if free:
            return self._put(drills, one, loads.best(free, one.area), loads)
        weeks: set[int] = set()
        for day in able:
            week = (day - 1) // 7
            if self.tries <= 0 or week in weeks:
                continue
            weeks.add(week)
            for other in self._in_the_way(drills, day, moved):
                self.tries -= 1
                rest = {i: d for i, d in drills.items() if i != other.id}
                less = Loads.of(self.problem.policy, rest.values())
                if less.lacking(day, wanted, whole=True):
                    continue
                put = self._put(rest, one, day, less)
                elsewhere = self.days_of(other) - {d for d in self.working if (d - 1) // 7 == week}
                found = self.place(put, other, elsewhere, moved | {one.id, other.id})
                if found is not None:
                    return found
        return None

    def _in_the_way(self, drills: Drills, day: int, moved: frozenset[str]) -> Iterator[PlannedDrill]:
        """The drills around a day that may move, those of its week first."""
        for every in ("week", "month"):
            near = [d for d in drills.values() if d.day in period(every, day) and not d.frozen and d.id not in moved]
            yield from sorted(near, key=lambda d: (len(d.participations), d.day, d.id))

    def days_of(self, drill: PlannedDrill) -> frozenset[int]:
        """The working days that all obligations of a drill allow."""
        problem = self.problem
        first, last = problem.start, max(self.working, default=0)
        for id_ in drill.obligations:
            if id_ not in problem.obligations:
                return frozenset()
            span = window_of(problem.obligations[id_], problem.year, problem.start, problem.policy)
            first, last = max(first, span.first), min(last, span.last)
        return frozenset(d for d in self.working if first <= d <= last)

    def _able(self, drill: PlannedDrill, day: int, loads: Loads, apart: Apart) -> bool:
        """Whether the units can come on a day, whatever the resources."""
        return all(
            day not in self.problem.barred.get((p.unit_kind, p.unit), ())
            and (p.unit_kind, p.unit, day) not in loads.busy
            and not any(apart.near(o, day) for o in p.obligations)
            for p in drill.participations
        )

    def _put(self, drills: Drills, one: PlannedDrill, day: int, loads: Loads) -> Drills:
        venue = loads.place(day, _wanted(one)) or ""
        basis = self.problem.calendar.basis(day)
        return {**drills, one.id: msgspec.structs.replace(one, day=day, venue=venue, basis=basis)}


def _wanted(drill: PlannedDrill) -> Wanted:
    return Wanted(drill.area, drill.topics, drill.evaluator_days, len(drill.participations))
