"""The data of drills: duties, dated obligations, planned drills and the plan of a year, as frozen structs.

Days are ordinals (``date.toordinal()``), both ends of a window belong to it. Codes (``kinds``, ``topics``, ``modes``,
``features``) are those of the vocabulary's code lists ``drill_kind``, ``drill_topic``, ``drill_mode`` and
``drill_feature``. ``to_json`` and ``from_json`` are inverse, and ``to_json`` gives the same bytes for the same data.
"""

from __future__ import annotations

import hashlib
from typing import Literal, TypeVar

import msgspec

from anwei.engine.api import Text

SCHEMA = 1

#: On what a date rests: the law's own calendar, the official table of days off, an imported notice, or an estimate.
Basis = Literal["law", "official", "notice", "estimated"]
Status = Literal[
    "open", "scheduled", "due_soon", "overdue", "met", "met_late", "waived", "lapsed", "not_set", "unknown"
]
Role = Literal["host", "player", "controller", "evaluator", "observer"]
Slot = Literal["day", "am", "pm"]
Strength = Literal["mandatory", "expected", "encouraged"]


class Citation(msgspec.Struct, frozen=True, omit_defaults=True):
    """An article of an instrument; ``title`` is the instrument's, empty if the register does not know it."""

    law: str
    article: str = ""
    title: Text = Text("", "")
    note: str = ""


class Duty(msgspec.Struct, frozen=True, omit_defaults=True):
    """One recurring or triggered requirement of one rule, for one unit and perhaps one of its records or items.

    ``part`` tells apart several ``held`` requirements of one rule, ``item`` the catalogue item and ``record`` the
    covered record (its key). ``rank`` is that of the highest instrument cited (it prices an unmet obligation): 30 law,
    regulation or local regulation, 20 ministry rule, 15 notice or standard, 10 plan or guide; 0 unknown.
    ``interpretation`` is true where the rule, or a number it uses, still has to be compared with the official text.
    """

    rule: str
    title: Text
    unit_kind: str
    unit: str
    unit_name: str = ""
    division: str = ""
    part: int = 0
    item: str = ""
    record: str = ""
    record_name: str = ""
    record_kind: str = ""  # the covered plan's kind: comprehensive, special, on_site ...
    cites: tuple[Citation, ...] = ()
    rank: int = 0
    severity: str = "major"
    strength: Strength = "mandatory"
    interpretation: bool = False

    @property
    def key(self) -> str:
        """What the duty is known by: the same from year to year."""
        return "|".join((self.rule, str(self.part), self.item, self.unit_kind, self.unit, self.record))


class Accepts(msgspec.Struct, frozen=True, omit_defaults=True):
    """One sort of drill that counts. What is empty is not asked.

    ``main`` are codes of which the drill's first kind must be one, ``kinds`` codes of which any of its kinds must be
    one; of each group of ``topics`` and ``features`` it must have one; ``promises`` are further facts that its record
    must show (a record kept, an evaluation written), which no plan can settle beforehand.
    """

    main: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    topics: tuple[tuple[str, ...], ...] = ()
    features: tuple[tuple[str, ...], ...] = ()
    promises: tuple[str, ...] = ()

    def fits(self, kinds: tuple[str, ...], mode: str, topics: tuple[str, ...], features: tuple[str, ...] = ()) -> bool:
        """Whether a drill of these kinds (the main one first), mode, topics and features is of this sort."""
        return (
            (not self.main or (bool(kinds) and kinds[0] in self.main))
            and (not self.kinds or any(k in self.kinds for k in kinds))
            and (not self.modes or mode in self.modes)
            and all(any(t in group for t in topics) for group in self.topics)
            and all(any(f in group for f in features) for group in self.features)
        )


class FollowUp(msgspec.Struct, frozen=True, omit_defaults=True):
    """What must follow the drill itself: the fact, and by when after it (``count`` of ``unit``; 0: no time is set)."""

    fact: str
    label: Text
    count: int = 0
    unit: str = "days"


class Obligation(msgspec.Struct, frozen=True, omit_defaults=True):
    """One dated instance of a duty: ``count`` drills between ``first`` and ``last``.

    ``accepts`` lists the sorts of drill that count; empty means any drill. ``plans_field`` is the refs field by which a
    drill must name ``duty.record``; empty where nothing is covered. ``held`` counts the drills already on file inside
    the window, ``satisfied_by`` names them. ``spacing`` is the least number of days between two drills of one duty (a
    planning choice). For a duty whose period the source does not set, ``status`` is ``not_set`` and the window empty.
    ``until`` is the last day of the window on which the rule concerns the unit, where that ends earlier (the last day
    of term); 0 otherwise.
    """

    id: str
    duty: Duty
    first: int = 0
    last: int = 0
    count: int = 1
    held: int = 0
    accepts: tuple[Accepts, ...] = ()
    plans_field: str = ""
    spacing: int = 0
    form: str = ""  # month, quarter, half_year, year, season, ahead, anchored, rolling, triggered
    status: Status = "open"
    satisfied_by: tuple[str, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    basis: Basis = "law"
    not_set: str = ""  # the parameter that the source leaves unset
    until: int = 0

    @property
    def latest(self) -> int:
        """The last day on which a drill for it is still asked for."""
        return min(self.last, self.until) if self.until else self.last

    @property
    def needed(self) -> int:
        """How many drills are still to be held."""
        return 0 if self.status in CLOSED else max(0, self.count - self.held)


#: States in which nothing is to be planned any more.
CLOSED = frozenset({"met", "met_late", "waived", "lapsed", "not_set", "unknown"})


class Participation(msgspec.Struct, frozen=True, omit_defaults=True):
    """A unit's part in a drill: its role, the obligations it is credited with, and the plans of its own it drills."""

    unit_kind: str
    unit: str
    unit_name: str = ""
    role: Role = "player"
    obligations: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    heads: int = 0
    shift: str = ""  # the shift that takes part, where the policy asks for each of several


class PlannedDrill(msgspec.Struct, frozen=True, omit_defaults=True):
    """A drill of the plan. ``name`` is a title that somebody gave; without one it is made of the other parts.

    ``area`` is the division (township) whose units meet, ``host`` the id of the unit that holds it, ``lead`` who is in
    charge. ``basis`` says on what the knowledge rests that ``day`` is a working day.
    """

    id: str
    day: int
    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    mode: str = ""
    features: tuple[str, ...] = ()
    slot: Slot = "day"
    name: str = ""
    area: str = ""
    host: str = ""
    lead: str = ""
    venue: str = ""
    participations: tuple[Participation, ...] = ()
    evaluator_days: int = 0
    vehicles: int = 0
    joint: bool = False
    frozen: bool = False
    basis: Basis = "estimated"
    revision: int = 0

    @property
    def obligations(self) -> tuple[str, ...]:
        """The ids of all obligations credited."""
        return tuple(o for p in self.participations for o in p.obligations)


class Unmet(msgspec.Struct, frozen=True, omit_defaults=True):
    """An obligation that the plan does not meet (``missing`` drills), and why."""

    obligation: str
    missing: int
    reason: Text


class Bottleneck(msgspec.Struct, frozen=True, omit_defaults=True):
    """Days between which more of a resource is needed than there is. ``tier`` says which check found it.

    ``area`` and ``topic`` narrow the resource. ``proof`` are the multipliers, by row of the linear programme, that
    show the shortage of tier 3.
    """

    tier: int
    resource: str
    first: int
    last: int
    need: int
    available: int
    text: Text
    obligations: tuple[str, ...] = ()
    area: str = ""
    topic: str = ""
    proof: tuple[tuple[int, int], ...] = ()


class SolverRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a plan was found. ``bound`` is a proven lower bound of the cost (0 if none was worked out)."""

    method: str
    seed: int = 0
    rounds: int = 0
    nodes: int = 0
    cost: int = 0
    bound: float = 0
    optimised: bool = False
    stopped: bool = False  # by the user or by the limit of time, before the rounds were done

    @property
    def gap(self) -> float | None:
        """How far the cost may lie above the least possible, as a share of the bound; None without a bound."""
        return (self.cost - self.bound) / self.bound if self.bound > 0 else None


class Move(msgspec.Struct, frozen=True, omit_defaults=True):
    """One difference between two plans: a participation that was moved, added or dropped."""

    what: Literal["moved", "added", "dropped"]
    unit_kind: str
    unit: str
    obligations: tuple[str, ...] = ()
    old_drill: str = ""
    new_drill: str = ""
    old_day: int = 0
    new_day: int = 0


class AnnualPlan(msgspec.Struct, frozen=True, omit_defaults=True):
    """The plan of a year. ``version`` counts from 1; ``head`` is the journal number of the facts it was made from.

    ``input`` is the digest of everything that went in (obligations, policy, calendar, limits): the same digest and
    limits give the same drills. ``calendar`` is the digest of the days as they were known. ``attendance`` is the
    percent of the heads called that must come for a unit to be confirmed with the others (0: somebody).
    """

    year: int
    version: int = 1
    made_on: int = 0
    head: int = 0
    approved_on: int = 0
    approved_by: str = ""
    number: str = ""
    input: str = ""
    calendar: str = ""
    solver: SolverRecord = SolverRecord("greedy")
    drills: tuple[PlannedDrill, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    unmet: tuple[Unmet, ...] = ()
    bottlenecks: tuple[Bottleneck, ...] = ()
    changes: tuple[Move, ...] = ()
    attendance: int = 0
    schema: int = SCHEMA

    def drill(self, id_: str) -> PlannedDrill | None:
        """The drill with an id."""
        return next((d for d in self.drills if d.id == id_), None)


T = TypeVar("T", bound=msgspec.Struct)
_encoder = msgspec.json.Encoder(order="deterministic")


def to_json(value: msgspec.Struct) -> bytes:
    """Any of these structs as JSON."""
    return _encoder.encode(value)


def from_json(data: bytes | str, kind: type[T]) -> T:
    """The struct that ``to_json`` wrote. Raises msgspec.ValidationError where the data is something else."""
    return msgspec.json.decode(data, type=kind)


def to_plain(value: msgspec.Struct) -> object:
    """Any of these structs as dicts, lists and scalars: the body of a document of the workspace."""
    plain: object = msgspec.to_builtins(value, order="deterministic")
    return plain


def from_plain(value: object, kind: type[T]) -> T:
    """The struct of a document's body. Raises msgspec.ValidationError where it is something else."""
    return msgspec.convert(value, type=kind)


def stable_id(*parts: object) -> str:
    """A short id (10 hex digits) made of what a thing is known by: equal parts, equal id."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:10]
