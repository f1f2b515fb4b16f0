"""What went wrong and what is done about it: findings that come back, actions with owner, date, check and retest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from anwei.drills.record.errors import refuse
from anwei.drills.record.model import Action, Drill, Finding, Log
from anwei.drills.record.states import ACTION_DONE, TOOK_PLACE, ActionState, DrillState, move
from anwei.drills.record.steps import Clerk, recorded

_ASSESSABLE = frozenset({*TOOK_PLACE, DrillState.FAILED, DrillState.ABORTED}) - {DrillState.ARCHIVED}


def noted(log: Log, clerk: Clerk, findings: Sequence[Finding], earlier: Iterable[Drill]) -> Log:
    """The drill with findings added. One that an earlier drill showed too says where first and how many times now."""
    drill = log.drill
    if drill.state not in _ASSESSABLE:
        refuse("DRL-118", drill.id)
    before = sorted((d for d in earlier if d.id != drill.id and d.on <= drill.on), key=lambda d: (d.on, d.id))
    added = list(drill.findings)
    for finding in findings:
        id_ = f"{len(added) + 1:02d}"
        added.append(recurring(replace(finding, id=id_), before))
    return recorded(log, replace(drill, findings=tuple(added)), "findings", clerk)


def recurring(finding: Finding, before: Sequence[Drill]) -> Finding:
    """The finding with the first of the earlier drills (in order of days) that showed the same, and how many did."""
    same = [d.id for d in before for f in d.findings if f.recurrence_key == finding.recurrence_key]
    drills = list(dict.fromkeys(same))
    return replace(finding, first_seen=drills[0] if drills else "", times=len(drills) + 1)


def advanced(action: Action, state: ActionState, clerk: Clerk, *, reason: str = "", **values: Any) -> Action:
    """An action one step on. What each step needs beside the edge is asked here (DRL-119)."""
    new = move(action.id, action.state, state)
    needed = {
        ActionState.VERIFIED: bool(clerk.by) and clerk.by != action.owner,
        ActionState.REOPENED: bool(reason.strip()),
        ActionState.RETESTED_OK: bool(values.get("retest")),
    }
    if not needed.get(state, True):
        refuse("DRL-119", action.id, owner=action.owner or "-")
    if state is ActionState.DONE_CLAIMED:
        values["done_on"] = clerk.day
    elif state is ActionState.VERIFIED:
        values |= {"verified_by": clerk.by, "verified_on": clerk.day}
    elif state is ActionState.REOPENED:
        values |= {"reason": reason, "verified_by": "", "verified_on": 0, "done_on": 0, "retest": ""}
    return replace(action, state=new, **values)


def retested(action: Action, drill: Drill, clerk: Clerk) -> Action:
    """An action that a later drill showed to work. That drill must have been held after it was done (DRL-120)."""
    if drill.state not in TOOK_PLACE or drill.id == action.drill or drill.on < action.done_on:
        refuse("DRL-120", action.id, drill=drill.id)
    return advanced(action, ActionState.RETESTED_OK, clerk, retest=drill.id)


def open_actions(actions: Iterable[Action], drill: str) -> list[str]:
    """The ids of a drill's actions that nobody has verified yet."""
    return [a.id for a in actions if a.drill == drill and a.state not in ACTION_DONE]


def overdue(actions: Iterable[Action], day: int) -> list[Action]:
    """Actions past their day and not yet claimed done, the longest overdue first."""
    late = [a for a in actions if a.state not in (*ACTION_DONE, ActionState.DONE_CLAIMED) and 0 < a.due < day]
    return sorted(late, key=lambda a: (a.due, a.id))


def years(drills: Iterable[Drill]) -> dict[str, dict[int, int]]:
    """How many findings each recurrence key had in each year: what comes back, and whether it gets better."""
    from datetime import date

    table: dict[str, dict[int, int]] = {}
    for drill in drills:
        for finding in drill.findings:
            year = date.fromordinal(drill.on).year if drill.on else 0
            row = table.setdefault(finding.recurrence_key, {})
            row[year] = row.get(year, 0) + 1
    return {k: v for k, v in sorted(table.items()) if sum(v.values()) > 1}
