"""Making the plan of a year: problem, greedy plan, search, days, check, explanation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from anwei.drills.duties.gather import Gathered
from anwei.drills.model import AnnualPlan, Bottleneck, Obligation, PlannedDrill, SolverRecord
from anwei.drills.periods import year_span
from anwei.drills.planning import linear
from anwei.drills.planning.check import Checked, Conflict, check_plan
from anwei.drills.planning.credits import kept_credits
from anwei.drills.planning.days import pick_days
from anwei.drills.planning.explain import explain, explain_further
from anwei.drills.planning.greedy import Greedy
from anwei.drills.planning.policy import Policy
from anwei.drills.planning.problem import Problem, make_problem
from anwei.drills.planning.reasons import unmet_of
from anwei.drills.planning.repair import repaired
from anwei.drills.planning.replan import changes, earlier, fixed_drills, kept_days, kept_start
from anwei.drills.planning.search import NODES, Earlier, Found, Limits, Progress, Search
from anwei.drills.planning.shares import out_of_reach, share_out
from anwei.drills.planning.shifts import name_shifts, with_shifts
from anwei.drills.planning.solution import Solution, cost_of, cost_of_drills, count_drills, usual_level
from anwei.drills.planning.staying import named_as_before, staying

#: How much a moved participation costs, by what somebody who plans anew asks for.
MOVES = {"free": 0, "balanced": 30, "strict": 500}


class Options(msgspec.Struct, frozen=True):
    """How to plan: the limits of the search, encouraged duties too, and how an earlier plan is treated."""

    seed: int = 0
    rounds: int = 3
    nodes: int = NODES
    encouraged: bool = False
    replan: str = "balanced"


@dataclass(frozen=True)
class Made:
    """A plan with the conflicts that its check found (none in a sound plan) and whether it fell back to greedy."""

    plan: AnnualPlan
    conflicts: tuple[Conflict, ...] = ()
    fell_back: bool = False


Tell = Callable[[Progress, Callable[[], AnnualPlan]], bool]


def go_on(_progress: Progress, _plan: Callable[[], AnnualPlan]) -> bool:
    """Hears of progress and never stops."""
    return True


def make_plan(
    gathered: Gathered,
    policy: Policy,
    options: Options | None = None,
    *,
    former: AnnualPlan | None = None,
    tell: Tell = go_on,
) -> Made:
    """The plan of a year. The same input, options and version of HiGHS give the same plan.

    ``former`` is the plan to start from (its approved or near drills stay); ``tell`` hears of progress, may ask for the
    best plan so far, and stops the search by returning False.
    """
    chosen = options or Options()
    gathered = with_shifts(gathered, policy)
    fixed = fixed_drills(former, policy, gathered.as_of) if former is not None else ()
    problem = make_problem(gathered, policy, encouraged=chosen.encouraged, fixed=fixed)
    move = MOVES.get(chosen.replan, 0) if former is not None else 0
    parts = earlier(problem, former) if former is not None and move else ()
    afresh = Greedy(problem).solve()
    start = kept_start(problem, parts) if parts else afresh
    level = usual_level(problem, count_drills(problem, afresh))  # the same for every plan of one problem
    search = Search(problem, level, Limits(chosen.seed, chosen.rounds, chosen.nodes), Earlier(parts, move))
    maker = _Maker(problem, gathered, chosen, former, search, tuple(explain(problem)))
    search.tell = lambda progress, best: tell(progress, lambda: maker.plan(maker.best(best, progress), "greedy"))
    kept = maker.kept() if former is not None else None
    if kept is not None and former is not None and move and _unchanged(former, kept.plan, chosen):
        return kept
    greedy = Found(start, search.price(start))
    if not linear.available() or not chosen.rounds:
        return maker.cheaper(kept, maker.made(greedy, "greedy"))
    found = search.improve(start)
    made = maker.made(found, "highs")
    if found.solution is not start:
        again = maker.made(Found(start, greedy.cost, found.bound), "greedy")
        if _rank(again) < _rank(made):
            made = Made(again.plan, again.conflicts, fell_back=True)
    return maker.cheaper(kept, made)


def _rank(made: Made) -> tuple[int, int]:
    return len(made.conflicts), made.plan.solver.cost


def _unchanged(former: AnnualPlan, kept: AnnualPlan, options: Options) -> bool:
    """Whether a plan is made again of the very same input, with no wish to search further or otherwise."""
    solver = former.solver
    further = options.rounds > max(solver.rounds, Options().rounds) or options.nodes > max(solver.nodes, NODES)
    searched = solver.optimised and not solver.stopped and solver.seed == options.seed and not further
    return searched and former.input == kept.input and not kept.changes


@dataclass(frozen=True)
class _Maker:
    """Turns solutions into plans."""

    problem: Problem
    gathered: Gathered
    options: Options
    former: AnnualPlan | None
    search: Search
    bottlenecks: tuple[Bottleneck, ...]

    @staticmethod
    def best(solution: Solution, progress: Progress) -> Found:
        """The best solution so far."""
        return Found(solution, progress.cost, progress.bound)

    def made(self, found: Found, method: str) -> Made:
        """A plan with what its check found."""
        plan = self.plan(found, method, further=True)
        return Made(plan, tuple(check_plan(self.checked(plan))))

    def kept(self) -> Made | None:
        """The earlier plan as far as it still holds, completed; its moves are priced like those of any plan."""
        if self.former is None:
            return None
        drills = self.finished(staying(self.problem, self.former))
        cost = self.price(drills)
        solver = msgspec.structs.replace(self.former.solver, cost=cost, bound=min(self.former.solver.bound, cost))
        plan = self.whole(drills, solver, further=True)
        return Made(plan, tuple(check_plan(self.checked(plan))))

    def price(self, drills: Sequence[PlannedDrill]) -> int:
        """What drills cost, with each part that a unit has on another day or in another drill than before."""
        moves = changes(self.former, drills) if self.former is not None and self.search.former.move else ()
        moved = sum(m.what == "moved" for m in moves)
        return cost_of_drills(self.problem, drills, self.search.level) + self.search.former.move * moved

    def cheaper(self, kept: Made | None, made: Made) -> Made:
        """A new plan, or what is kept of the earlier one where that is no worse, both priced alike."""
        if kept is None:
            return made
        mine, other = ((len(m.conflicts), self.price(m.plan.drills)) for m in (kept, made))
        if mine > other:
            return made
        cost = kept.plan.solver.cost
        solver = msgspec.structs.replace(made.plan.solver, cost=cost, bound=round(min(made.plan.solver.bound, cost), 3))
        return Made(msgspec.structs.replace(kept.plan, solver=solver), kept.conflicts)

    @property
    def owed(self) -> dict[str, Obligation]:
        """Every obligation that the plan speaks of: those of today, and what fixed drills were for."""
        held = {o for d in self.problem.fixed for o in d.obligations}
        before = self.former.obligations if self.former is not None else ()
        return {o.id: o for o in before if o.id in held} | {o.id: o for o in self.gathered.obligations}

    def plan(self, found: Found, method: str, *, further: bool = False) -> AnnualPlan:
        """The plan of a solution; ``further`` also looks for what only a linear programme can explain."""
        problem = self.problem
        drills = self.drills(found.solution)
        optimised = method != "greedy"
        cost = cost_of_drills(problem, drills, self.search.level)
        moves = found.cost - cost_of(problem, found.solution, self.search.level)
        record = SolverRecord(
            method,
            self.options.seed,
            found.rounds,
            found.nodes if optimised else 0,
            cost + moves,
            round(min(found.bound, cost), 3),  # repairs may do what no plan of whole weeks and these patterns can
            optimised,
            found.stopped,
        )
        return self.whole(drills, record, further=further)

    def whole(self, drills: Sequence[PlannedDrill], record: SolverRecord, *, further: bool = False) -> AnnualPlan:
        """The plan of its drills, with what they leave unmet and why."""
        problem, former = self.problem, self.former
        bottlenecks: Sequence[Bottleneck] = self.bottlenecks
        unmet = unmet_of(problem, drills, bottlenecks)
        if unmet and further:
            bottlenecks = explain_further(problem, bottlenecks, [u.obligation for u in unmet])
            unmet = unmet_of(problem, drills, bottlenecks)
        whole = year_span(problem.year)
        return AnnualPlan(
            problem.year,
            former.version + 1 if former is not None else 1,
            self.gathered.as_of,
            self.gathered.head,
            input=problem.digest,
            calendar=problem.calendar.digest(whole.first, whole.last),
            solver=record,
            drills=tuple(drills),
            obligations=tuple(scheduled(list(self.owed.values()), [d for d in drills if problem.counts(d)])),
            unmet=tuple(unmet),
            bottlenecks=(*bottlenecks, *out_of_reach(drills, problem.policy)),
            changes=changes(former, drills) if former is not None else (),
            attendance=problem.policy.attendance,
        )

    def drills(self, solution: Solution) -> list[PlannedDrill]:
        """A solution with days, repaired, with the modes, features and shifts that the policy asks for."""
        problem, former = self.problem, self.former
        keeping = former is not None and self.search.former.move
        days = pick_days(problem, solution, kept_days(problem, former) if former is not None and keeping else None)
        whole = repaired(problem, days)
        if former is not None and keeping:
            whole = kept_credits(problem, whole, former)
        return self.finished(whole)

    def finished(self, drills: Sequence[PlannedDrill]) -> list[PlannedDrill]:
        """Drills with the modes, features and shifts that the policy asks for, known by the names they had."""
        named = named_as_before(drills, self.former) if self.former is not None else list(drills)
        return name_shifts(share_out(named, self.problem.policy), self.gathered, self.problem.policy)

    def checked(self, plan: AnnualPlan) -> Checked:
        return Checked(
            plan,
            self.problem.policy,
            self.problem.calendar,
            {(u.kind, u.id): u for u in self.gathered.units},
            self.owed,
            self.problem.start,
            frozenset(self.problem.obligations),
            self.problem.as_of,
            self.problem.fixed,
        )


def scheduled(obligations: Sequence[Obligation], drills: Sequence[PlannedDrill]) -> list[Obligation]:
    """The obligations with those that drills of the plan meet marked as scheduled."""
    given: dict[str, int] = {}
    for drill in drills:
        for id_ in drill.obligations:
            given[id_] = given.get(id_, 0) + 1
    return [
        msgspec.structs.replace(o, status="scheduled") if o.needed and given.get(o.id, 0) >= o.needed else o
        for o in obligations
    ]
