"""The search: township by township a small programme over cells, solved by HiGHS within a limit of nodes.

Without scarce resources townships do not meet, so their programmes together are the whole problem, and the sum of their
proven bounds is a bound for it. Where evaluators, vehicles or venues are scarce, further rounds solve one township at a
time within what the others leave, and keep what is cheaper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from math import fsum

from anwei.drills.planning.cuts import Cut, CutRows, tighten
from anwei.drills.planning.deal import Former
from anwei.drills.planning.linear import Solved
from anwei.drills.planning.place import Placer, groups_of, seats_of
from anwei.drills.planning.problem import COUNTY, Problem, UnitClass
from anwei.drills.planning.programme import Built, build, cells_of, room_in
from anwei.drills.planning.solution import Part, Solution, cost_of

NODES = 60
GAP = 0.001  # a township is good enough this near to its bound
ENOUGH = 0.005  # a plan is good enough this near to the bound


@dataclass(frozen=True)
class Limits:
    """What bounds the search: all of it counted, none of it timed."""

    seed: int = 0
    rounds: int = 3
    nodes: int = NODES


@dataclass(frozen=True)
class Earlier:
    """An earlier plan: where units were, and the price of moving one."""

    parts: tuple[Part, ...] = ()
    move: int = 0


@dataclass
class Progress:
    """What is told on the way: the round, how many townships of it are done, the best cost and the bound."""

    round: int
    done: int
    of: int
    cost: int
    bound: float


@dataclass
class Found:
    """The best solution with its cost and a proven bound (0: none)."""

    solution: Solution
    cost: int
    bound: float = 0.0
    rounds: int = 0
    stopped: bool = False
    nodes: int = NODES


Tell = Callable[[Progress, Solution], bool]  # returns whether to go on


@dataclass
class Search:
    """Improves a solution. ``tell`` hears of progress and may stop the search."""

    problem: Problem
    level: int
    limits: Limits
    former: Earlier = field(default_factory=Earlier)
    tell: Tell = lambda _progress, _solution: True
    bounds: dict[str, float] = field(default_factory=dict)
    cuts: dict[str, list[Cut]] = field(default_factory=dict)
    alone: float = 0.0  # what the townships' programmes cost, each alone

    def improve(self, start: Solution) -> Found:
        """The best that the rounds find, never worse than ``start``."""
        best = Found(start, self.price(start), nodes=self.limits.nodes)
        groups = dict(self._groups())
        if not self.limits.rounds or not groups:
            return best
        self._first_round(best, groups)
        best.rounds = 1
        best.bound = max(self._bound(best, groups), 0.0)
        for number in range(2, self.limits.rounds + 1):
            if best.stopped or (best.bound > 0 and best.cost <= best.bound * (1 + ENOUGH)):
                break
            if (
                best.cost <= self.alone + 0.5
            ):  # nothing was lost by placing townships together: there is nothing to gain
                break
            if not self._round(number, best, groups):
                break
            best.rounds = number
        return best

    def price(self, solution: Solution) -> int:
        """The cost of a solution, moves included."""
        moves = moved(self.problem, self.former.parts, solution) if self.former.move else 0
        return cost_of(self.problem, solution, self.level) + self.former.move * moves

    def _groups(self) -> Iterator[tuple[str, list[UnitClass]]]:
        """Classes that may meet: those of a township, or of a county if some drills are county-wide."""
        digits = COUNTY if any(t.wide for t in self.problem.themes) else None
        found: dict[str, list[UnitClass]] = {}
        for c in self.problem.classes:
            found.setdefault(c.area[:digits], []).append(c)
        yield from sorted(found.items())

    def _first_round(self, best: Found, groups: Mapping[str, list[UnitClass]]) -> None:
        """Every township alone, then all of them placed together."""
        placer = Placer(self.problem)
        waiting = []
        for done, (area, classes) in enumerate(groups.items(), start=1):
            built, solved = self._solve(area, classes, None)
            if solved.values:
                self.alone += solved.cost
                seats = seats_of(self.problem, built, solved.values, self._where())
                waiting += groups_of(self.problem, built, seats, self._where())
            else:
                mine = {c.index for c in classes}
                for part in best.solution.parts:
                    if part.cls in mine:
                        placer.greedy.take(part)
            told = Progress(1, done, len(groups), best.cost, fsum(self.bounds.values()))
            if not self.tell(told, best.solution):
                best.stopped = True
                rest = {c.index for a, cs in list(groups.items())[done:] for c in cs}
                for part in best.solution.parts:
                    if part.cls in rest:
                        placer.greedy.take(part)
                break
        placer.place(waiting)
        self._keep(best, placer.greedy.solve())

    def _round(self, number: int, best: Found, groups: Mapping[str, list[UnitClass]]) -> bool:
        """One township after the other within what the others leave; whether anything became cheaper."""
        before = best.cost
        for done, (area, classes) in enumerate(groups.items(), start=1):
            mine = {c.index for c in classes}
            placer = Placer(self.problem, tuple(p for p in best.solution.parts if p.cls not in mine))
            built, solved = self._solve(area, classes, placer.greedy.used)
            if solved.values:
                where = self._where() if self.former.parts else _places(self.problem, best.solution)
                seats = seats_of(self.problem, built, solved.values, where)
                placer.place(groups_of(self.problem, built, seats, where))
                self._keep(best, placer.greedy.solve())
            if not self.tell(Progress(number, done, len(groups), best.cost, best.bound), best.solution):
                best.stopped = True
                break
        return best.cost < before

    def _keep(self, best: Found, solution: Solution) -> None:
        cost = self.price(solution)
        if cost < best.cost:
            best.solution, best.cost = solution, cost

    def _solve(self, area: str, classes: list[UnitClass], used: list[int] | None) -> tuple[Built, Solved]:
        """A township's programme: bounded by its relaxation with cuts, then solved in whole numbers."""
        cells = cells_of(classes)
        room = room_in(self.problem, cells, used) if used is not None else None
        before = self._before(classes, cells)
        if area not in self.cuts:
            relaxed, self.cuts[area] = tighten(self.problem, build(self.problem, classes, cells), classes)
            self.bounds[area] = max(0.0, relaxed.bound)
        built = build(self.problem, classes, cells, room=room, before=before, move=self.former.move)
        rows = CutRows(self.problem, built)
        for cut in self.cuts[area]:
            rows.add(cut)
        solved = built.programme.solve(nodes=self.limits.nodes, seed=self.limits.seed, gap=GAP)
        if used is None and not before:
            self.bounds[area] = max(self.bounds[area], solved.bound)
        return built, solved

    def _before(self, classes: list[UnitClass], cells: tuple[int, ...]) -> dict[tuple[int, int, int], int]:
        """How many units of an earlier plan are in (class, theme, cell)."""
        mine = {c.index: c for c in classes}
        found: dict[tuple[int, int, int], int] = {}
        for part in self.former.parts:
            cell = next((i for i, bits in enumerate(cells) if bits >> part.segment & 1), -1)
            if part.cls in mine and cell >= 0:
                key = (part.cls, mine[part.cls].patterns[part.pattern].theme, cell)
                found[key] = found.get(key, 0) + 1
        return found

    def _where(self) -> Former:
        return _places(self.problem, Solution(self.former.parts))

    def _bound(self, best: Found, groups: Mapping[str, list[UnitClass]]) -> float:
        """The sum over townships; where resources are scarce, that of the relaxed whole if it is higher."""
        if set(self.bounds) != set(groups):
            return 0.0
        total = fsum(self.bounds.values())
        if best.cost <= total * (1 + ENOUGH) or not self.problem.caps:
            return total
        cells = cells_of(self.problem.classes)
        built = build(self.problem, self.problem.classes, cells, room=room_in(self.problem, cells, binding=True))
        rows = CutRows(self.problem, built)
        for cuts in self.cuts.values():
            for cut in cuts:
                rows.add(cut)
        return max(total, built.programme.solve(relaxed=True).bound)


def _places(problem: Problem, solution: Solution) -> Former:
    """Where the parts of a solution lie."""
    found: dict[tuple[int, int, int], list[int]] = {}
    for part in solution.parts:
        theme = problem.classes[part.cls].patterns[part.pattern].theme
        found.setdefault((part.cls, part.unit, theme), []).append(part.segment)
    return found


def moved(problem: Problem, former: tuple[Part, ...], solution: Solution) -> int:
    """How many units of an earlier plan no longer meet where they met."""
    if not former:
        return 0

    def meetings(parts: tuple[Part, ...]) -> set[tuple[int, int, int, int]]:
        return {(p.cls, p.unit, problem.classes[p.cls].patterns[p.pattern].theme, p.segment) for p in parts}

    return len(meetings(former) - meetings(solution.parts))
