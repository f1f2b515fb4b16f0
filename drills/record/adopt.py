"""From the year's plan to drills that live: each planned drill becomes one, with its units and their obligations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from anwei.drills.model import AnnualPlan, Obligation, Participation, PlannedDrill
from anwei.drills.record.model import Drill, Log, Seat
from anwei.drills.record.states import DrillState
from anwei.drills.record.steps import Clerk, recorded, started

Titled = Callable[[PlannedDrill], str]


def adopted(plan: AnnualPlan, present: Iterable[str], clerk: Clerk, titled: Titled) -> Iterator[Log]:
    """A log for each drill of the plan that is not on the books yet."""
    known = set(present)
    obligations = {o.id: o for o in plan.obligations}
    for planned in plan.drills:
        if planned.id not in known:
            yield started(drill_of(planned, plan, obligations, titled(planned)), clerk)


def drill_of(planned: PlannedDrill, plan: AnnualPlan, obligations: dict[str, Obligation], title: str) -> Drill:
    """A planned drill as a drill in state *planned*. It may move between the days that all its obligations allow."""
    windows = [obligations[o] for o in planned.obligations if o in obligations]
    seats = tuple(seat_of(p, obligations, planned.host) for p in planned.participations)
    return Drill(
        planned.id,
        title=planned.name or title,
        state=DrillState.PLANNED,
        kinds=planned.kinds,
        topics=planned.topics,
        mode=planned.mode,
        features=planned.features,
        day=planned.day,
        slot=planned.slot,
        first=max((o.first for o in windows), default=0),
        # what is overdue already bounds nothing: it can only be made good late
        last=min((o.latest for o in windows if o.latest >= planned.day), default=0),
        basis=planned.basis,
        area=planned.area,
        venue=planned.venue,
        host=planned.host,
        lead=planned.lead,
        plan=plan_name(plan),
        evaluator_days=planned.evaluator_days,
        vehicles=planned.vehicles,
        seats=seats,
        attendance=plan.attendance,
    )


def plan_name(plan: AnnualPlan) -> str:
    """What a drill says of the plan it comes from: ``2027/1``."""
    return f"{plan.year}/{plan.version}"


def seat_of(part: Participation, obligations: dict[str, Obligation], host: str) -> Seat:
    """A unit's part as a seat, with the records of its own that its obligations cover."""
    refs: dict[str, list[str]] = {"plans": list(part.plans)} if part.plans else {}
    for obligation in (obligations[o] for o in part.obligations if o in obligations):
        if obligation.plans_field and obligation.duty.record:
            refs.setdefault(obligation.plans_field, []).append(obligation.duty.record)
    return Seat(
        part.unit_kind,
        part.unit,
        name=part.unit_name,
        role="host" if part.unit == host and part.role == "player" else part.role,
        planned=part.heads,
        refs={field: tuple(dict.fromkeys(ids)) for field, ids in refs.items()},
        obligations=part.obligations,
        shift=part.shift,
    )


def replanned(log: Log, new: Drill, clerk: Clerk, reason: str) -> Log:
    """A drill that has not been approved yet as a new plan has it; what was prepared for it stays."""
    old = log.drill
    kept = {n: getattr(old, n) for n in ("revision", "state", "scenario", "objectives", "safety", "injects", "seal")}
    return recorded(log, replace(new, **kept), "replan", clerk, reason)
