"""What is kept of a drill, from draft to archive: frozen structs, kept as documents of the workspace.

Days are ordinals, 0 where there is none yet; moments are UTC texts that come from the edge. Codes are those of the
vocabulary (``drill_kind`` ...). Attendance is counted; names are optional, marked personal, and masked on paper.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from anwei.drills.model import Role, Slot
from anwei.drills.record.states import ActionState, DrillState, InjectState, SealState

SCHEMA = 1
Script = Literal["", "none", "outline", "full"]
Cause = Literal["plan", "organisation", "equipment", "training", "exercise", "other"]
Severity = Literal["minor", "major", "critical"]

#: Whose presence counts: the unit that holds the drill and those that take part. Observers and staff never do.
CREDITED_ROLES: frozenset[Role] = frozenset({"host", "player"})


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    """A named participant. Personal: shown only where somebody asks for personal data."""

    name: str
    post: str = ""
    phone: str = ""


class Seat(msgspec.Struct, frozen=True, omit_defaults=True):
    """A unit's part in a drill. ``planned`` and ``actual`` count heads; ``names`` is optional and personal.

    ``refs`` names the unit's own records that are drilled, by field of its table of drills (``plans``, ``points``).
    ``obligations`` are claimed; they count only once ``confirmed_by`` says who confirmed the attendance. ``shift`` is
    the shift that takes part, where the plan names one.
    """

    kind: str
    unit: str
    name: str = ""
    role: Role = "player"
    planned: int = 0
    actual: int = 0
    names: tuple[Person, ...] = ()
    refs: dict[str, tuple[str, ...]] = {}
    obligations: tuple[str, ...] = ()
    confirmed_by: str = ""
    confirmed_on: int = 0
    shift: str = ""

    @property
    def key(self) -> str:
        return f"{self.kind} {self.unit}"

    @property
    def attended(self) -> bool:
        """Whether the unit took part in a role that counts."""
        return self.role in CREDITED_ROLES and self.actual > 0

    def enough(self, percent: int) -> bool:
        """Whether so many percent of the heads called came; where nobody said how many were called, any number is."""
        return self.actual * 100 >= self.planned * percent


class Inject(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the scenario (MSEL). ``planned`` and ``actual`` are minutes after the start, -1 where not set.

    ``trigger`` is a condition that releases it instead of a time; ``control_note`` is for the controllers alone.
    """

    no: int
    content: str
    planned: int = -1
    actual: int = -1
    sender: str = ""
    receiver: str = ""
    channel: str = ""
    expected: str = ""
    clause: str = ""
    trigger: str = ""
    evaluator: str = ""
    control_note: str = ""
    state: InjectState = InjectState.DRAFT


class Mark(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one evaluator gave for one item of the form: ``points`` of 100, or -1 if it could not be observed."""

    item: str
    evaluator: str
    points: int
    evidence: str = ""


class Evaluation(msgspec.Struct, frozen=True, omit_defaults=True):
    """An evaluation as kept: every raw mark, and what the form made of them.

    ``total`` is in tenths of a point (0 to 1000), ``spread`` the widest difference between evaluators in the same unit.
    ``observed`` is the share of the weight that somebody could observe, in percent.
    """

    form: str
    form_version: int
    marks: tuple[Mark, ...]
    total: int
    grade: str
    passed: bool
    spread: int = 0
    observed: int = 100
    vetoes: tuple[str, ...] = ()
    on: int = 0
    by: tuple[str, ...] = ()
    comment: str = ""
    written: bool = True


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that went wrong. The same clause failing for the same cause is the same finding come back."""

    id: str
    text: str
    severity: Severity = "minor"
    clause: str = ""
    cause: Cause = "other"
    first_seen: str = ""  # the drill where it was found first, if it is not this one
    times: int = 1

    @property
    def recurrence_key(self) -> str:
        """Clause and cause, or the words themselves where no clause is named."""
        return f"{self.clause.strip() or self.text.strip()}|{self.cause}"


class Action(msgspec.Struct, frozen=True, omit_defaults=True):
    """A corrective action: who does what until when, who looked at it, and which drill showed that it works."""

    id: str
    drill: str
    measure: str
    finding: str = ""
    element: Cause = "other"
    owner: str = ""
    due: int = 0
    state: ActionState = ActionState.OPEN
    evidence: tuple[str, ...] = ()
    done_on: int = 0
    verified_by: str = ""
    verified_on: int = 0
    retest: str = ""
    reason: str = ""  # why it was reopened


class Seal(msgspec.Struct, frozen=True, omit_defaults=True):
    """The overlay of secrecy. ``commitment`` (hex) was made before the drill, ``nonce`` (hex) is shown afterwards.

    ``first`` and ``last`` are what participants may know: the days between which it will be. ``alias`` is what they
    call it; it comes from the first commitment and stays when the drill is sealed again.
    """

    state: SealState = SealState.OPEN
    alias: str = ""
    commitment: str = ""
    nonce: str = ""
    first: int = 0
    last: int = 0
    sealed_at: str = ""
    revealed_at: str = ""


class Drill(msgspec.Struct, frozen=True, omit_defaults=True):
    """A drill as it stands. ``revision`` rises whenever something changes that a calendar shows (iCalendar SEQUENCE).

    ``kinds`` holds the main kind first. ``first`` and ``last`` bound the days to which it may be moved (0: open).
    ``basis`` says on what the knowledge rests that ``day`` is worked. ``attendance`` is the percent of the heads called
    that must come for a unit to be confirmed with the others, by the policy of its plan.
    """

    id: str
    title: str = ""
    state: DrillState = DrillState.DRAFT
    revision: int = 0
    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    mode: str = ""
    features: tuple[str, ...] = ()
    purpose: str = ""
    scale: str = ""
    script: Script = ""
    blind_time: bool = False
    blind_scenario: bool = False
    day: int = 0
    slot: Slot = "day"
    first: int = 0
    last: int = 0
    basis: str = ""
    area: str = ""
    venue: str = ""
    host: str = ""
    lead: str = ""
    plan: str = ""  # the annual plan it belongs to: year and version
    scenario: str = ""
    objectives: str = ""
    safety: str = ""
    safety_notice: tuple[str, ...] = ()
    evaluators: tuple[str, ...] = ()
    evaluator_days: int = 0
    vehicles: int = 0
    attendance: int = 0
    seats: tuple[Seat, ...] = ()
    injects: tuple[Inject, ...] = ()
    number: str = ""
    approved_by: str = ""
    approved_on: int = 0
    notified_on: int = 0
    announced_on: int = 0  # to the public, where the law asks for it
    held_on: int = 0
    remarks: str = ""
    record_kept: bool = False
    signage: bool | None = None
    evaluation: Evaluation | None = None
    findings: tuple[Finding, ...] = ()
    reported_on: int = 0
    reported_to: str = ""
    redo_of: str = ""
    redo_within: int = 0  # days in which a failed drill has to be done again, by the form used; 0: not set
    reason: str = ""  # of the last postponement, cancellation, abortion or failure
    seal: Seal = Seal()

    @property
    def on(self) -> int:
        """The day it was held, else the day it is planned for."""
        return self.held_on or self.day

    @property
    def secret(self) -> bool:
        """Whether it is sealed and not yet revealed."""
        return self.seal.state is SealState.SEALED

    def seat(self, key: str) -> Seat | None:
        """The seat of a unit (``kind id``)."""
        return next((s for s in self.seats if s.key == key), None)


class Event(msgspec.Struct, frozen=True, omit_defaults=True):
    """One step in the log: who, when, which step, and each field that changed, old and new."""

    step: str
    at: str
    by: str
    reason: str = ""
    changes: dict[str, tuple[object, object]] = {}


class Log(msgspec.Struct, frozen=True, omit_defaults=True):
    """A drill with its append-only log: the body of a document of the workspace."""

    drill: Drill
    events: tuple[Event, ...] = ()
    schema: int = SCHEMA


class Settled(msgspec.Struct, frozen=True, omit_defaults=True):
    """What settled an obligation: the drills that count and the day of the last of them, or who let it off and why.

    ``standing`` is ``met``, ``met_late``, ``waived`` or ``lapsed``; until something settles it, nothing is kept.
    """

    obligation: str
    standing: str
    drills: tuple[str, ...] = ()
    on: int = 0
    by: str = ""
    reason: str = ""
    authority: str = ""
    until: int = 0
