"""What is wrong with a year's drills as they stand on the books, found by the planner's own check and told in words.

The check knows nothing of who moved what: the kept plan is given the days, units and cancellations of the books, and
is then judged like any plan, against the obligations and the facts of today.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from anwei.drills.model import AnnualPlan, Participation, PlannedDrill
from anwei.drills.record.model import CREDITED_ROLES, Drill
from anwei.drills.record.states import BEFORE_RUNNING, TOOK_PLACE, DrillState
from anwei.engine.api import Lang
from anwei.engine.services import label

if TYPE_CHECKING:
    from anwei.drills.duties.gather import Gathered
    from anwei.drills.planning.check import Conflict
    from anwei.drills.planning.policy import Policy

_COMING = BEFORE_RUNNING - {DrillState.POSTPONED} | {DrillState.RUNNING}


@dataclass(frozen=True)
class Clash:
    """A conflict with the words for it: why, which drill, which unit, which duty; empty where it names none.

    ``drills`` are the ids of the drills concerned: that of the conflict, else those of its unit on its day."""

    conflict: Conflict
    why: str
    drill: str = ""
    unit: str = ""
    duty: str = ""
    drills: tuple[str, ...] = ()


def clashes(plan: AnnualPlan, drills: Iterable[Drill], gathered: Gathered, policy: Policy, lang: Lang) -> list[Clash]:
    """Every conflict of a kept plan as the books have it now."""
    from anwei.drills.planning.check import check_kept

    now = as_on_books(plan, drills)
    titles = {d.id: d.name for d in now.drills}
    owed = {o.id: o for o in (*plan.obligations, *gathered.obligations)}
    names = {u.id: u.name for u in gathered.units}
    found = [*check_kept(now, gathered, policy), *_called_off(plan, now, gathered)]
    return [_with_ids(_told(c, titles, owed, names, lang), now) for c in found]


def _with_ids(clash: Clash, now: AnnualPlan) -> Clash:
    """A conflict with the drills that somebody can move to end it."""
    found = clash.conflict
    if found.drill or not (found.unit and found.day):
        return dataclasses.replace(clash, drills=(found.drill,) if found.drill else ())
    mine = (d.id for d in now.drills if d.day == found.day and any(p.unit == found.unit for p in d.participations))
    return dataclasses.replace(clash, drills=tuple(mine))


def _called_off(plan: AnnualPlan, now: AnnualPlan, gathered: Gathered) -> Iterator[Conflict]:
    """What the plan met by drills that will not be held any more."""
    from anwei.drills.planning.check import Conflict

    still = {o for d in now.drills for o in d.obligations}
    needed = {o.id: o.needed for o in gathered.obligations if o.needed}
    for id_ in dict.fromkeys(o for d in plan.drills for o in d.obligations):
        if id_ in needed and id_ not in still:
            yield Conflict("count", obligation=id_, details={"planned": 0, "needed": needed[id_]})


def _told(
    conflict: Conflict, titles: Mapping[str, str], owed: Mapping[str, object], names: Mapping[str, str], lang: Lang
) -> Clash:
    from anwei.drills.model import Obligation

    duty, words = owed.get(conflict.obligation), ""
    unit = names.get(conflict.unit) or conflict.unit
    if isinstance(duty, Obligation):
        words = " ".join(filter(None, (duty.duty.title.lang(lang), duty.duty.record_name)))
        unit = unit or duty.duty.unit_name or duty.duty.unit
    why = label(f"drill.conflict.{conflict.what}", lang, **conflict.details)
    return Clash(conflict, why, titles.get(conflict.drill) or conflict.drill, unit, words)


def as_on_books(plan: AnnualPlan, drills: Iterable[Drill]) -> AnnualPlan:
    """The plan with its drills as the books have them: moved, called off, added; others are as planned."""
    booked = {d.id: d for d in drills}
    kept = [planned_as(booked[p.id], p) if p.id in booked else p for p in plan.drills]
    added = [planned_as(d) for i, d in booked.items() if plan.drill(i) is None and _in_year(d, plan.year)]
    return replace(plan, drills=tuple(d for d in (*kept, *added) if d is not None))


def _in_year(drill: Drill, year: int) -> bool:
    """Of drills that no plan knows, those of the year that were entered for some obligation."""
    return drill.on > 0 and date.fromordinal(drill.on).year == year and any(s.obligations for s in drill.seats)


def planned_as(drill: Drill, planned: PlannedDrill | None = None) -> PlannedDrill | None:
    """A drill of the books as the plan would hold it; None where it will not be held."""
    if drill.state not in _COMING | TOOK_PLACE or not drill.on:
        return None
    parts = tuple(
        Participation(s.kind, s.unit, s.name, s.role, s.obligations, _records(s.refs), s.planned)
        for s in drill.seats
        if s.role in CREDITED_ROLES
    )
    return PlannedDrill(
        drill.id,
        drill.on,
        drill.kinds,
        drill.topics,
        drill.mode,
        drill.features,
        drill.slot,
        drill.title,
        drill.area,
        drill.host,
        drill.lead,
        drill.venue,
        parts,
        drill.evaluator_days,
        drill.vehicles,
        len(parts) > 1,
        frozen=drill.held_on > 0 or (planned is not None and planned.frozen and planned.day == drill.on),
        basis=planned.basis if planned is not None else "estimated",
    )


def _records(refs: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(r for ids in refs.values() for r in ids))
