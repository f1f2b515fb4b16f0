"""Who sees what: the one redaction function. Nothing that leaves the workspace reads a drill in any other way.

Controllers see everything. Participants see of a sealed drill that there will be one between two days; which of date
and scenario is hidden follows its two flags (neither set: both). Evaluators see the day and place of the drills they
evaluate, safety services those they must be told of. Scenario, injects and names are for controllers in any case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from anwei.drills.model import AnnualPlan, Obligation
from anwei.drills.record.credit import scheduled, standing
from anwei.drills.record.model import Action, Drill, Event, Seal, Settled
from anwei.drills.record.states import DrillState, Standing
from anwei.engine.api import Lang, Text

TAG = b"anwei drill seal 1\0"


class Reveal(msgspec.Struct, frozen=True):
    """Everything that somebody needs to check a seal with any SHA-256 program: the sheet that is handed out."""

    commitment: str
    nonce: str
    content: str
    root: str = ""
    path: tuple[tuple[str, str], ...] = ()
    tag: str = TAG.hex()


ViewRole = Literal["controller", "evaluator", "safety", "participant"]
ROLES: tuple[ViewRole, ...] = ("controller", "evaluator", "safety", "participant")


@dataclass(frozen=True)
class Viewer:
    """Somebody who is shown something: ``name`` of an evaluator or safety service, ``unit`` (``kind id``) or none."""

    role: ViewRole = "participant"
    name: str = ""
    unit: str = ""


CONTROLLER = Viewer("controller")
NOTHING = Text("", "")
_UNDECIDED: dict[str, Any] = {"drills": (), "obligations": (), "unmet": (), "bottlenecks": (), "changes": ()}


@dataclass(frozen=True)
class Shown:
    """A drill as one viewer sees it. ``when`` stands in for the date where that is hidden; ``stamp`` is the moment of
    its last step, ``key`` what it is known by in calendars: the same before and after it is revealed."""

    drill: Drill
    stamp: str = ""
    key: str = ""
    secret: bool = False
    when: Text = NOTHING
    no_date: bool = False
    no_scenario: bool = False


@dataclass(frozen=True)
class DutyLine:
    """An obligation as a viewer sees it: where it stands and by which drill, where that is told."""

    obligation: Obligation
    standing: Standing
    drill: str = ""
    day: int = 0


@dataclass(frozen=True)
class Office:
    """Whose drills these are (``id``: of the workspace), and the day of looking."""

    name: str
    as_of: int
    id: str = ""
    lang: Lang = "zh"
    demo: bool = False


@dataclass(frozen=True)
class View:
    """All that one viewer may see: what every exporter gets, and the only thing it gets."""

    viewer: Viewer
    office: Office
    drills: tuple[Shown, ...] = ()
    actions: tuple[Action, ...] = ()
    duties: tuple[DutyLine, ...] = ()
    plan: AnnualPlan | None = None  # its particulars alone; what it decided is shown to controllers only
    root: str = ""
    events: Mapping[str, tuple[Event, ...]] = field(default_factory=dict)  # the log of each drill, for controllers only
    sheets: Mapping[str, Reveal] = field(default_factory=dict)  # of revealed drills

    def shown(self, id_: str) -> Shown | None:
        """The drill with an id (or alias)."""
        return next((s for s in self.drills if s.drill.id == id_), None)


@dataclass(frozen=True)
class Raw:
    """What is on the books, before anybody is shown anything."""

    drills: tuple[Drill, ...]
    actions: tuple[Action, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    settlements: Mapping[str, Settled] = field(default_factory=dict)
    stamps: Mapping[str, str] = field(default_factory=dict)  # drill -> moment of its last step
    plan: AnnualPlan | None = None
    root: str = ""
    events: Mapping[str, tuple[Event, ...]] = field(default_factory=dict)
    sheets: Mapping[str, Reveal] = field(default_factory=dict)


def view_of(raw: Raw, viewer: Viewer, office: Office) -> View:
    """Everything that a viewer may see. Sealed drills come last, by alias: their place in a list says nothing."""
    found = [s for d in raw.drills if (s := redacted(d, viewer, raw.stamps.get(d.id, ""))) is not None]
    found.sort(key=lambda s: (s.no_date, s.drill.on or 10**7, s.drill.id))
    known = {s.drill.id for s in found if not s.secret}
    told = [d for d in raw.drills if not _hides_scenario(d, viewer)]
    actions = raw.actions if viewer.role == "controller" else tuple(a for a in raw.actions if a.drill in known)
    return View(
        viewer,
        office,
        tuple(found),
        actions,
        tuple(_duty_lines(raw, told, viewer, office.as_of)),
        raw.plan if raw.plan is None or viewer.role == "controller" else replace(raw.plan, **_UNDECIDED),
        raw.root,
        raw.events if viewer.role == "controller" else {},
        raw.sheets,
    )


def redacted(drill: Drill, viewer: Viewer, stamp: str = "") -> Shown | None:
    """A drill as a viewer sees it; None where even its being there is hidden from them."""
    if viewer.role == "controller":
        return Shown(drill, stamp, drill.id, drill.secret)
    key = drill.seal.alias or drill.id
    if not drill.secret:
        return Shown(_without_staff_matters(drill, viewer), stamp, key)
    no_date, no_scenario = _hides_date(drill, viewer), _hides_scenario(drill, viewer)
    mine = drill.seat(viewer.unit) if viewer.unit else None
    if viewer.unit and mine is None and viewer.role == "participant":
        return None  # that another unit will have a secret drill is no business of this one
    told = _without_staff_matters(drill, viewer)
    told = replace(
        told, id=drill.seal.alias, title="", remarks="", reason="", redo_of="", safety_notice=(), seal=Seal()
    )
    told = replace(told, revision=0, evaluator_days=0, vehicles=0, number="", approved_by="", approved_on=0, plan="")
    told = _without_scenario(told) if no_scenario else replace(told, title=drill.title)
    if no_date:
        told = _without_date(told, drill)
    if no_date and no_scenario:
        seats = () if mine is None else tuple(s for s in told.seats if s.key == mine.key)
        told = replace(told, seats=seats, venue="", area="", host="", lead="")
    return Shown(
        told, drill.seal.sealed_at, key, True, hidden_when(drill) if no_date else NOTHING, no_date, no_scenario
    )


def hidden_when(drill: Drill) -> Text:
    """In which quarter (or between which days) it will be: all that is told of the date."""
    first, last = drill.seal.first, drill.seal.last
    quarter = _quarter(first, last)
    if quarter is not None:
        year, number = quarter
        zh = f"{year}年第{'一二三四'[number - 1]}季度内一次（保密）"
        return Text(zh, f"once in quarter {number} of {year} (secret)")
    if not first:
        return Text("保密", "secret")
    a, b = date.fromordinal(first).isoformat(), date.fromordinal(last).isoformat()
    return Text(f"{a} 至 {b} 内一次（保密）", f"once between {a} and {b} (secret)")


def quarter_of(day: int) -> tuple[int, int]:
    """The first and last day of the quarter of a day: what a seal tells unless other days are given."""
    on = date.fromordinal(day)
    start = date(on.year, 3 * ((on.month - 1) // 3) + 1, 1)
    end = date(on.year + (start.month == 10), (start.month + 2) % 12 + 1, 1).toordinal() - 1
    return start.toordinal(), end


def _quarter(first: int, last: int) -> tuple[int, int] | None:
    if not first or quarter_of(first) != (first, last):
        return None
    on = date.fromordinal(first)
    return on.year, (on.month + 2) // 3


def _hides_date(drill: Drill, viewer: Viewer) -> bool:
    if not drill.secret or viewer.role == "controller" or _told_of(drill, viewer):
        return False
    return drill.blind_time or not drill.blind_scenario


def _hides_scenario(drill: Drill, viewer: Viewer) -> bool:
    if not drill.secret or viewer.role == "controller":
        return False
    if viewer.role == "safety" and _told_of(drill, viewer):
        return False
    return drill.blind_scenario or not drill.blind_time


def _told_of(drill: Drill, viewer: Viewer) -> bool:
    """Whether the viewer evaluates the drill, or is on its list of safety services."""
    names = {"evaluator": drill.evaluators, "safety": drill.safety_notice}.get(viewer.role, ())
    return bool(viewer.name) and viewer.name in names


def _without_staff_matters(drill: Drill, viewer: Viewer) -> Drill:
    """No names, no scenario, no injects: those are the controllers'. Safety services read the safety measures."""
    seats = tuple(replace(s, names=()) for s in drill.seats)
    over = drill.state not in _BEFORE and not drill.secret
    evaluators = drill.evaluators if over else tuple(e for e in drill.evaluators if _own(e, viewer))
    kept = {"scenario": drill.scenario, "injects": tuple(replace(i, control_note="") for i in drill.injects)}
    staff = kept if over else {"scenario": "", "injects": ()}
    return replace(drill, seats=seats, evaluators=evaluators, **staff)


_BEFORE = frozenset(
    {DrillState.DRAFT, DrillState.PLANNED, DrillState.APPROVED, DrillState.NOTIFIED, DrillState.PREPARED}
    | {DrillState.RUNNING, DrillState.POSTPONED, DrillState.CANCELLED}
)


def _own(name: str, viewer: Viewer) -> bool:
    return viewer.role == "evaluator" and name == viewer.name


def _without_scenario(drill: Drill) -> Drill:
    seats = tuple(replace(s, obligations=(), refs={}) for s in drill.seats)
    return replace(
        drill,
        seats=seats,
        kinds=(),
        topics=(),
        mode="",
        features=(),
        purpose="",
        scale="",
        script="",
        objectives="",
        safety="",
        scenario="",
        injects=(),
        evaluation=None,
        findings=(),
    )


def _without_date(told: Drill, drill: Drill) -> Drill:
    """No date, nor what would give it away: the state, who was told when, what has been held."""
    seats = tuple(replace(s, actual=0, confirmed_by="", confirmed_on=0) for s in told.seats)
    return replace(
        told,
        seats=seats,
        state=DrillState.PLANNED,
        day=0,
        slot="day",
        basis="",
        first=drill.seal.first,
        last=drill.seal.last,
        notified_on=0,
        announced_on=0,
        held_on=0,
        reported_on=0,
        reported_to="",
        evaluation=None,
        findings=(),
        record_kept=False,
        signage=None,
    )


def _duty_lines(raw: Raw, told: Iterable[Drill], viewer: Viewer, day: int) -> Iterable[DutyLine]:
    """The obligations, those that a secret scenario would meet as if it were not there."""
    told = tuple(told)
    planned = scheduled(told)
    alive = sorted((d for d in told if d.state is not DrillState.CANCELLED), key=lambda d: (-d.on, d.id))
    by = {o: d for d in alive for seat in d.seats for o in seat.obligations}  # of several, the earliest
    for obligation in raw.obligations:
        key = f"{obligation.duty.unit_kind} {obligation.duty.unit}"
        if viewer.role == "participant" and viewer.unit and key != viewer.unit:
            continue
        now = standing(obligation, day, raw.settlements.get(obligation.id), obligation.id in planned)
        drill = by.get(obligation.id)
        shown = redacted(drill, viewer) if drill is not None else None
        if shown is None:
            yield DutyLine(obligation, now)
        else:
            yield DutyLine(obligation, now, shown.drill.id, shown.drill.on)
