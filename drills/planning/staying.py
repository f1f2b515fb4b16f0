"""What stays of an earlier plan: its drills as they are, without what is no longer owed, completed by the repair.

The search builds a plan of weeks and sorts of drill anew and may lose what the earlier plan had better. So the drills
that were kept are a plan of their own, which the new one must beat.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from anwei.drills.model import AnnualPlan, Obligation, Participation, PlannedDrill, stable_id
from anwei.drills.planning.loads import Wanted
from anwei.drills.planning.problem import Problem, window_of
from anwei.drills.planning.repair import Repair, repaired


def staying(problem: Problem, former: AnnualPlan) -> list[PlannedDrill]:
    """The fixed drills, those of an earlier plan as far as they still hold, and what is owed beyond them."""
    fixed = {d.id for d in problem.fixed}
    days = {day for segment in problem.weeks.segments for day in segment.days}
    units = {(u.kind, u.id) for c in problem.classes for u in c.units}
    others = [d for d in former.drills if d.id not in fixed]
    kept = [s for d in others if d.day in days and (s := _still(problem, d, units)) is not None]
    for drill in others:
        if drill.day not in days:  # it has become a day off
            moved = _moved(problem, drill, Repair(problem, [*problem.fixed, *kept]), days, units)
            kept += [moved] if moved is not None else []
    return repaired(problem, [*problem.fixed, *kept])


def _moved(
    problem: Problem, drill: PlannedDrill, work: Repair, days: set[int], units: set[tuple[str, str]]
) -> PlannedDrill | None:
    """A whole drill on the nearest day on which all of it counts and nothing stands in the way; None without one."""
    wanted = Wanted(drill.area, drill.topics, drill.evaluator_days, len(drill.participations))
    for day in sorted(days, key=lambda d: (abs(d - drill.day), d)):
        busy = any((p.unit_kind, p.unit, day) in work.loads.busy for p in drill.participations)
        if busy or any(work.apart.near(o, day) for o in drill.obligations):
            continue
        still = _still(problem, replace(drill, day=day), units)
        whole = still is not None and set(still.obligations) == set(drill.obligations)
        if whole and still is not None and not work.loads.lacking(day, wanted, whole=True):
            return replace(still, venue=work.loads.place(day, wanted) or "")
    return None


def _still(problem: Problem, drill: PlannedDrill, units: set[tuple[str, str]]) -> PlannedDrill | None:
    """A drill with the units that still owe what it was for; None where none does."""
    parts = [
        replace(part, obligations=owed)
        for part in drill.participations
        if (part.unit_kind, part.unit) in units
        and drill.day not in problem.barred.get((part.unit_kind, part.unit), ())
        and (owed := tuple(_owed(problem, drill, part)))
    ]
    if not parts:
        return None
    if all(p.unit != drill.host for p in parts):
        parts[0] = replace(parts[0], role="host")
    host = next(p.unit for p in parts if p.role == "host")
    return replace(drill, host=host, participations=tuple(parts), basis=problem.calendar.basis(drill.day))


def _owed(problem: Problem, drill: PlannedDrill, part: Participation) -> Iterator[str]:
    """What of a part's obligations is owed still, and counts on the day of the drill."""
    for id_ in part.obligations:
        obligation = problem.obligations.get(id_)
        if obligation is not None and _inside(problem, obligation, drill.day):
            yield id_


def _inside(problem: Problem, obligation: Obligation, day: int) -> bool:
    span = window_of(obligation, problem.year, problem.start, problem.policy)
    return span.first <= day <= span.last


def named_as_before(drills: Sequence[PlannedDrill], former: AnnualPlan) -> list[PlannedDrill]:
    """The drills with the ids of an earlier plan: a meeting on the same day of the same sort with the most of the same
    units is the same drill, though another unit holds it or it is for something else as well."""
    taken = {d.id for d in drills if d.frozen}
    shared: list[tuple[int, str, int]] = []  # units in common (the most first), earlier drill, place of the new one
    places: dict[tuple[int, tuple[str, ...], str], list[int]] = defaultdict(list)
    for at, drill in enumerate(drills):
        if not drill.frozen:
            places[drill.day, drill.kinds, drill.area].append(at)
    for old in former.drills:
        for at in places[old.day, old.kinds, old.area]:
            common = len(_units(old) & _units(drills[at]))
            if common and old.id not in taken:
                shared.append((-common, old.id, at))
    names: dict[int, str] = {}
    for _, id_, at in sorted(shared):
        if at not in names and id_ not in taken:
            names[at] = id_
            taken.add(id_)
    made = list(drills)
    for at, drill in enumerate(drills):
        if at in names:
            made[at] = replace(drill, id=names[at])
        elif drill.id in taken and not drill.frozen:
            made[at] = replace(drill, id=_free(drill.id, taken))
            taken.add(made[at].id)
    return made


def _free(id_: str, taken: set[str]) -> str:
    while id_ in taken:
        id_ = "D-" + stable_id(id_, "again")
    return id_


def _units(drill: PlannedDrill) -> set[tuple[str, str]]:
    return {(p.unit_kind, p.unit) for p in drill.participations}
