"""The steps of a drill's life: pure functions from a drill to the next one, with the event that says what changed.

Each takes what it needs as arguments and refuses what its edge does not allow. ``Clerk`` carries who does it and when.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import msgspec
from msgspec.structs import asdict, replace

from anwei.drills.record.errors import refuse
from anwei.drills.record.model import Drill, Evaluation, Event, Log, Seat
from anwei.drills.record.states import BEFORE_RUNNING, DATE_FIXED, DrillState, move

#: A change of one of these is a change of the event in people's calendars.
IN_CALENDARS = frozenset(
    {"title", "day", "slot", "venue", "host", "lead", "topics", "kinds", "mode", "state", "first", "last", "seal"}
)
#: Fields that ``amend`` may change, and only before the drill runs.
AMENDABLE = frozenset(
    {
        "title",
        "kinds",
        "topics",
        "mode",
        "features",
        "purpose",
        "scale",
        "script",
        "blind_time",
        "blind_scenario",
        "slot",
    }
    | {"area", "venue", "host", "lead", "scenario", "objectives", "safety", "safety_notice", "evaluators"}
    | {"evaluator_days", "vehicles", "first", "last", "basis", "seats", "injects"}
)


@dataclass(frozen=True)
class Clerk:
    """Who takes a step, the moment (UTC text) and the day (ordinal) of it."""

    by: str
    at: str
    day: int


def recorded(log: Log, new: Drill, step: str, clerk: Clerk, reason: str = "") -> Log:
    """The log with a step added; the same log where the step changes nothing.

    ``revision`` goes up by one if the step changes what calendars show and the drill has been in them.
    """
    old = log.drill
    changed = {k for k, v in asdict(new).items() if v != getattr(old, k)}
    if changed & IN_CALENDARS and old.state is not DrillState.DRAFT:
        new = replace(new, revision=old.revision + 1)
        changed.add("revision")
    if not changed:
        return log
    before, after = _plain(old), _plain(new)
    changes = {k: (before[k], after[k]) for k in sorted(changed)}
    return Log(new, (*log.events, Event(step, clerk.at, clerk.by, reason, changes)))


def started(drill: Drill, clerk: Clerk) -> Log:
    """The log of a new drill: its first event says everything that differs from an empty one."""
    empty, after = _plain(Drill(drill.id)), _plain(drill)
    changes = {k: (empty[k], after[k]) for k in after if empty[k] != after[k]}
    return Log(drill, (Event("add", clerk.at, clerk.by, "", changes),))


def plan(log: Log, clerk: Clerk, day: int, *, reason: str = "", **values: Any) -> Log:
    """A date for a draft or a postponed drill. A postponed one has its reason already."""
    drill = log.drill
    if day <= 0:
        refuse("DRL-103", drill.id)
    bounds(drill, day)
    state = move(drill.id, drill.state, DrillState.PLANNED)
    return recorded(log, replace(drill, state=state, day=day, **values), "plan", clerk, reason)


def reschedule(log: Log, clerk: Clerk, day: int, reason: str, **values: Any) -> Log:
    """Another date. Of a planned drill it simply changes; an approved one is postponed, with a reason, and planned."""
    drill = log.drill
    if drill.state is DrillState.PLANNED:
        bounds(drill, day)
        return recorded(log, replace(drill, day=day, **values), "move", clerk, reason)
    if drill.state in DATE_FIXED:
        log = postpone(log, clerk, reason)
    again = {"approved_by": "", "approved_on": 0, "number": "", "notified_on": 0, **values}
    return plan(log, clerk, day, reason=reason, **again)


def bounds(drill: Drill, day: int) -> None:
    """Refuse a day outside the window of the drill (DRL-104)."""
    from anwei.engine.api import show_date

    if (drill.first and day < drill.first) or (drill.last and day > drill.last):
        shown = (show_date(d) if d else "-" for d in (drill.first, drill.last))
        first, last = shown
        refuse("DRL-104", drill.id, day=show_date(day), first=first, last=last)


def amend(log: Log, clerk: Clerk, values: Mapping[str, Any]) -> Log:
    """Other particulars, before the drill runs. The date of an approved drill is not among them (DRL-102)."""
    drill = log.drill
    wrong = sorted(set(values) - AMENDABLE)
    if wrong or drill.state not in BEFORE_RUNNING or drill.secret:
        refuse("DRL-102", drill.id, fields=", ".join(wrong or sorted(values)))
    return recorded(log, replace(drill, **values), "amend", clerk)


def approve(log: Log, clerk: Clerk, *, by: str, number: str = "") -> Log:
    """Approved by a leader, perhaps with the number of a document."""
    drill = log.drill
    state = move(drill.id, drill.state, DrillState.APPROVED)
    new = replace(drill, state=state, approved_by=by, approved_on=clerk.day, number=number or drill.number)
    return recorded(log, new, "approve", clerk)


def notify(log: Log, clerk: Clerk, announced: int = 0) -> Log:
    """Those who take part were told, and on a day ``announced`` the public. Of a sealed drill: its safety services."""
    drill = log.drill
    state = move(drill.id, drill.state, DrillState.NOTIFIED)
    return recorded(log, replace(drill, state=state, notified_on=clerk.day, announced_on=announced), "notify", clerk)


def prepare(log: Log, clerk: Clerk) -> Log:
    """Everything is ready; the injects are approved."""
    return _to(log, clerk, DrillState.PREPARED, "prepare")


def start(log: Log, clerk: Clerk) -> Log:
    """It begins. Not before the day it is planned for (DRL-105)."""
    from anwei.engine.api import show_date

    drill = log.drill
    if drill.day and clerk.day < drill.day:
        refuse("DRL-105", drill.id, day=show_date(drill.day), today=show_date(clerk.day))
    return _to(log, clerk, DrillState.RUNNING, "start")


def hold(log: Log, clerk: Clerk, on: int, heads: Mapping[str, int], **values: Any) -> Log:
    """It was held on a day with so many heads from each unit (``kind id``). Somebody must have been there (DRL-106)."""
    from anwei.engine.api import show_date

    drill = log.drill
    state = move(drill.id, drill.state, DrillState.HELD)
    if on > clerk.day or on <= 0:
        refuse("DRL-105", drill.id, day=show_date(max(on, 1)), today=show_date(clerk.day))
    seats = attended(drill, heads)
    if not any(s.attended for s in seats):
        refuse("DRL-106", drill.id)
    return recorded(log, replace(drill, state=state, held_on=on, seats=seats, **values), "hold", clerk)


def attended(drill: Drill, heads: Mapping[str, int]) -> tuple[Seat, ...]:
    """The seats with the heads that came. A unit without a seat is refused (DRL-107)."""
    unknown = sorted(set(heads) - {s.key for s in drill.seats})
    if unknown:
        refuse("DRL-107", drill.id, unit=", ".join(unknown))
    if any(n < 0 for n in heads.values()):
        refuse("DRL-106", drill.id)
    return tuple(replace(s, actual=heads.get(s.key, s.actual)) for s in drill.seats)


def evaluate(log: Log, clerk: Clerk, found: Evaluation, *, redo_within: int = 0, reason: str = "") -> Log:
    """Evaluated: it counts, or it has failed and has to be done again within so many days (0: nobody set a time)."""
    drill = log.drill
    if found.passed:
        state = move(drill.id, drill.state, DrillState.EVALUATED)
        return recorded(log, replace(drill, state=state, evaluation=found), "evaluate", clerk)
    why = reason or ", ".join(found.vetoes) or found.grade
    return fail(log, clerk, why, evaluation=found, redo_within=redo_within)


def report(log: Log, clerk: Clerk, on: int, to: str = "") -> Log:
    """The report went to the authority."""
    drill = log.drill
    state = move(drill.id, drill.state, DrillState.REPORTED)
    return recorded(log, replace(drill, state=state, reported_on=on, reported_to=to), "report", clerk)


def close(log: Log, clerk: Clerk, open_actions: Sequence[str]) -> Log:
    """Everything found has been put right. Refused while an action is open (DRL-108)."""
    drill = log.drill
    state = move(drill.id, drill.state, DrillState.CLOSED)
    if open_actions:
        refuse("DRL-108", drill.id, actions=", ".join(open_actions))
    return recorded(log, replace(drill, state=state), "close", clerk)


def archive(log: Log, clerk: Clerk) -> Log:
    """The file is complete and put away."""
    return _to(log, clerk, DrillState.ARCHIVED, "archive")


def postpone(log: Log, clerk: Clerk, reason: str) -> Log:
    """Not on the day it was planned for; nobody knows yet when."""
    return _because(log, clerk, DrillState.POSTPONED, "postpone", reason)


def cancel(log: Log, clerk: Clerk, reason: str) -> Log:
    """It will not be held."""
    return _because(log, clerk, DrillState.CANCELLED, "cancel", reason)


def abort(log: Log, clerk: Clerk, reason: str) -> Log:
    """It was broken off, for safety above all."""
    return _because(log, clerk, DrillState.ABORTED, "abort", reason)


def fail(log: Log, clerk: Clerk, reason: str, **values: Any) -> Log:
    """It was held and does not count."""
    return _because(log, clerk, DrillState.FAILED, "fail", reason, **values)


def _to(log: Log, clerk: Clerk, state: DrillState, step: str) -> Log:
    drill = log.drill
    return recorded(log, replace(drill, state=move(drill.id, drill.state, state)), step, clerk)


def _because(log: Log, clerk: Clerk, state: DrillState, step: str, reason: str, **values: Any) -> Log:
    """A step that needs a reason (DRL-109)."""
    drill = log.drill
    new = move(drill.id, drill.state, state)
    if not reason.strip():
        refuse("DRL-109", drill.id)
    return recorded(log, replace(drill, state=new, reason=reason, **values), step, clerk, reason)


def replayed(log: Log) -> Drill:
    """The drill made again from its log alone: every event must fit what stood before it and follow an edge.

    Raises AnweiError (DRL-110) where an event does not fit: the document was changed by hand.
    """
    drill = Drill(log.drill.id)
    for number, event in enumerate(log.events, 1):
        before = _plain(drill)
        if any(before[k] != _json(old) for k, (old, _) in event.changes.items()):
            refuse("DRL-110", log.drill.id, number=number, step=event.step)
        after = before | {k: new for k, (_, new) in event.changes.items()}
        new = msgspec.convert(after, Drill)
        if new.state is not drill.state and number > 1:
            move(drill.id, drill.state, new.state)
        drill = new
    return drill


def as_of_event(log: Log, number: int) -> Drill:
    """The drill as it stood after the event with an index."""
    plain = _plain(Drill(log.drill.id))
    for event in log.events[: number + 1]:
        plain |= {k: new for k, (_, new) in event.changes.items()}
    return msgspec.convert(plain, Drill)


def _plain(drill: Drill) -> dict[str, object]:
    """Every field of a drill as JSON holds it, defaults included."""
    return {k: _json(v) for k, v in asdict(drill).items()}


def _json(value: object) -> object:
    """A value as it comes back from JSON: lists, no tuples."""
    if isinstance(value, (str, int)) and not isinstance(value, Enum):
        return value
    plain: object = msgspec.json.decode(msgspec.json.encode(value))
    return plain
