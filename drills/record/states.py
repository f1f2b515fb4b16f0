"""The states of drills, obligations, corrective actions and injects: one table of edges each, nothing else moves.

The tables are the whole truth: a test walks all pairs and finds every other move refused. What an edge needs besides
(a reason, an attendance, closed actions) is asked where the step is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, TypeVar

from anwei.drills.record.errors import refuse
from anwei.engine.api import Text

S = TypeVar("S", bound=StrEnum)


class DrillState(StrEnum):
    """Where a drill stands. ``postponed`` waits for a new date; ``failed`` was held and has to be done again."""

    DRAFT = "draft"
    PLANNED = "planned"
    APPROVED = "approved"
    NOTIFIED = "notified"
    PREPARED = "prepared"
    RUNNING = "running"
    HELD = "held"
    EVALUATED = "evaluated"
    REPORTED = "reported"
    CLOSED = "closed"
    ARCHIVED = "archived"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    ABORTED = "aborted"
    FAILED = "failed"


class SealState(StrEnum):
    """The overlay of a drill that is kept secret until it was held."""

    OPEN = "open"
    SEALED = "sealed"
    REVEALED = "revealed"


class Standing(StrEnum):
    """Where an obligation stands. ``met_late`` was done after its last day and stays late. ``unknown`` and ``not_set``
    are not decided: facts are missing, or the source sets no period; such an obligation is never late."""

    OPEN = "open"
    SCHEDULED = "scheduled"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met_late"
    WAIVED = "waived"
    LAPSED = "lapsed"
    UNKNOWN = "unknown"
    NOT_SET = "not_set"


class ActionState(StrEnum):
    """Where a corrective action stands. ``verified`` was looked at, ``retested_ok`` shown to work in a later drill."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE_CLAIMED = "done_claimed"
    VERIFIED = "verified"
    RETESTED_OK = "retested_ok"
    REOPENED = "reopened"


class InjectState(StrEnum):
    """Where an inject of the scenario stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    RELEASED = "released"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"
    SKIPPED = "skipped"


_D, _O, _A, _I = DrillState, Standing, ActionState, InjectState

DRILL_EDGES: Mapping[DrillState, frozenset[DrillState]] = {
    _D.DRAFT: frozenset({_D.PLANNED, _D.CANCELLED}),
    _D.PLANNED: frozenset({_D.APPROVED, _D.POSTPONED, _D.CANCELLED}),
    _D.APPROVED: frozenset({_D.NOTIFIED, _D.POSTPONED, _D.CANCELLED}),
    _D.NOTIFIED: frozenset({_D.PREPARED, _D.POSTPONED, _D.CANCELLED}),
    _D.PREPARED: frozenset({_D.RUNNING, _D.POSTPONED, _D.CANCELLED}),
    _D.RUNNING: frozenset({_D.HELD, _D.ABORTED}),
    _D.HELD: frozenset({_D.EVALUATED, _D.FAILED}),
    _D.EVALUATED: frozenset({_D.REPORTED}),
    _D.REPORTED: frozenset({_D.CLOSED}),
    _D.CLOSED: frozenset({_D.ARCHIVED}),
    _D.POSTPONED: frozenset({_D.PLANNED, _D.CANCELLED}),
    _D.CANCELLED: frozenset({_D.ARCHIVED}),
    _D.ABORTED: frozenset({_D.CLOSED}),
    _D.FAILED: frozenset({_D.CLOSED}),
    _D.ARCHIVED: frozenset(),
}

SEAL_EDGES: Mapping[SealState, frozenset[SealState]] = {
    SealState.OPEN: frozenset({SealState.SEALED}),
    SealState.SEALED: frozenset({SealState.REVEALED}),
    SealState.REVEALED: frozenset(),
}

#: ``met`` and ``met_late`` go back only when the drill that met them is taken off the books.
OBLIGATION_EDGES: Mapping[Standing, frozenset[Standing]] = {
    _O.OPEN: frozenset({_O.SCHEDULED, _O.DUE_SOON, _O.OVERDUE, _O.MET, _O.WAIVED, _O.LAPSED, _O.UNKNOWN, _O.NOT_SET}),
    _O.SCHEDULED: frozenset({_O.OPEN, _O.DUE_SOON, _O.OVERDUE, _O.MET, _O.WAIVED, _O.LAPSED}),
    _O.DUE_SOON: frozenset({_O.OPEN, _O.SCHEDULED, _O.OVERDUE, _O.MET, _O.WAIVED, _O.LAPSED}),
    _O.OVERDUE: frozenset({_O.MET, _O.MET_LATE, _O.WAIVED, _O.LAPSED}),
    _O.MET: frozenset({_O.OPEN, _O.SCHEDULED, _O.DUE_SOON, _O.OVERDUE}),
    _O.MET_LATE: frozenset({_O.OVERDUE}),
    _O.WAIVED: frozenset({_O.OPEN, _O.SCHEDULED, _O.DUE_SOON, _O.OVERDUE, _O.LAPSED}),
    _O.LAPSED: frozenset(),
    _O.UNKNOWN: frozenset({_O.OPEN, _O.SCHEDULED, _O.DUE_SOON, _O.OVERDUE, _O.MET, _O.MET_LATE}),
    _O.NOT_SET: frozenset({_O.OPEN, _O.SCHEDULED, _O.DUE_SOON, _O.OVERDUE, _O.MET, _O.MET_LATE}),
}

ACTION_EDGES: Mapping[ActionState, frozenset[ActionState]] = {
    _A.OPEN: frozenset({_A.IN_PROGRESS, _A.DONE_CLAIMED}),
    _A.IN_PROGRESS: frozenset({_A.DONE_CLAIMED}),
    _A.DONE_CLAIMED: frozenset({_A.VERIFIED, _A.REOPENED}),
    _A.VERIFIED: frozenset({_A.RETESTED_OK, _A.REOPENED}),
    _A.REOPENED: frozenset({_A.IN_PROGRESS, _A.DONE_CLAIMED}),
    _A.RETESTED_OK: frozenset(),
}

INJECT_EDGES: Mapping[InjectState, frozenset[InjectState]] = {
    _I.DRAFT: frozenset({_I.APPROVED, _I.SKIPPED}),
    _I.APPROVED: frozenset({_I.DRAFT, _I.RELEASED, _I.SKIPPED}),
    _I.RELEASED: frozenset({_I.ACKNOWLEDGED, _I.CLOSED}),
    _I.ACKNOWLEDGED: frozenset({_I.CLOSED}),
    _I.CLOSED: frozenset(),
    _I.SKIPPED: frozenset(),
}

BEFORE_RUNNING = frozenset({_D.DRAFT, _D.PLANNED, _D.APPROVED, _D.NOTIFIED, _D.PREPARED, _D.POSTPONED})
#: From here on the date was approved and moves only through ``postponed``.
DATE_FIXED = frozenset({_D.APPROVED, _D.NOTIFIED, _D.PREPARED})
#: The drill took place as a drill; one that failed does not count and is not among them.
TOOK_PLACE = frozenset({_D.HELD, _D.EVALUATED, _D.REPORTED, _D.CLOSED, _D.ARCHIVED})
#: Held, and its evaluation is on file.
ASSESSED = frozenset({_D.EVALUATED, _D.REPORTED, _D.CLOSED, _D.ARCHIVED})
ACTION_DONE = frozenset({_A.VERIFIED, _A.RETESTED_OK})


class Machine(NamedTuple):
    """One table of edges with the words for its states."""

    what: Text
    prefix: str  # of the labels of its states
    edges: Mapping[StrEnum, frozenset[StrEnum]]


def _machine(zh: str, en: str, prefix: str, edges: Mapping[S, frozenset[S]]) -> Machine:
    return Machine(Text(zh, en), prefix, {k: frozenset(v) for k, v in edges.items()})


MACHINES: Mapping[type[StrEnum], Machine] = {
    DrillState: _machine("演练", "drill", "drill.state", DRILL_EDGES),
    SealState: _machine("封存", "seal", "drill.seal", SEAL_EDGES),
    Standing: _machine("应演事项", "obligation", "drill.status", OBLIGATION_EDGES),
    ActionState: _machine("整改项", "corrective action", "drill.action", ACTION_EDGES),
    InjectState: _machine("情景注入", "inject", "drill.inject", INJECT_EDGES),
}


def move(thing: str, old: S, new: S) -> S:
    """``new`` if the table has the edge. Raises AnweiError (DRL-101) with the states that can follow."""
    machine = MACHINES[type(old)]
    if new not in machine.edges[old]:
        allowed = _list([_word(machine, s) for s in sorted(machine.edges[old])])
        words = {"old": _word(machine, old), "new": _word(machine, new)}
        refuse("DRL-101", thing, what=machine.what, allowed=allowed, **words)
    return new


def _word(machine: Machine, state: StrEnum) -> Text:
    from anwei.engine.services import label

    key = f"{machine.prefix}.{state.value}"
    return Text(label(key, "zh"), label(key, "en"))


def _list(words: list[Text]) -> Text:
    if not words:
        return Text("无", "none")
    return Text("、".join(w.zh for w in words), ", ".join(w.en for w in words))
