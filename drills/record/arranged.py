"""What is arranged: the obligations that drills of the plan or of the books will meet, as they stand on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from anwei.drills.model import AnnualPlan, Obligation, PlannedDrill
from anwei.drills.record.conflicts import as_on_books, planned_as
from anwei.drills.record.model import Drill


def arranged(
    obligations: Iterable[Obligation], plan: AnnualPlan | None, drills: Iterable[Drill], day: int
) -> tuple[Obligation, ...]:
    """The obligations, marked as scheduled where enough drills are still to come. What is late already stays late."""
    given = Counter(id_ for drill in _coming(plan, tuple(drills)) if drill.day >= day for id_ in drill.obligations)
    return tuple(
        replace(o, status="scheduled") if o.last >= day and 0 < o.needed <= given[o.id] else o for o in obligations
    )


def _coming(plan: AnnualPlan | None, drills: tuple[Drill, ...]) -> Iterable[PlannedDrill]:
    """The drills of the books as they stand, and those of the plan that are not on the books yet."""
    booked: Mapping[str, PlannedDrill] = {d.id: p for d in drills if (p := planned_as(d)) is not None}
    planned = as_on_books(plan, drills).drills if plan is not None else ()
    return {**{d.id: d for d in planned}, **booked}.values()
