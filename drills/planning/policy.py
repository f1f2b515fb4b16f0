"""The drills policy: what an office wants of its plan beyond the law. A file that begins with ``drills_policy: NAME``.

Nothing here makes a verdict, and nothing here is a number of law. All problems of a file are reported at once, each
with its place. Without a file the defaults below hold.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

#: The defaults, all planning choices: joint drills of comprehensive and special plans within a township.
CAPACITY = 5
EVALUATORS = 1
KINDS, TOPICS, PLANS = 2, 2, 6
OVERDUE = 60


class Joint(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which drills units may hold together. Empty ``kind`` and ``topic`` mean every drill; the first entry that fits
    counts. ``capacity`` is the most units in one drill, ``wide`` lets them come from the whole county, ``evaluators``
    is the need of one drill in evaluator-days."""

    kind: str = ""
    topic: str = ""
    capacity: int = CAPACITY
    wide: bool = False
    evaluators: int = EVALUATORS


class Combine(msgspec.Struct, frozen=True, omit_defaults=True):
    """How much one drill may be about: kinds of plan, topics, and plans of one unit that it drills."""

    kinds: int = KINDS
    topics: int = TOPICS
    plans: int = PLANS


class Share(msgspec.Struct, frozen=True, omit_defaults=True):
    """At least ``percent`` of the year's drills have the mode and all of the features."""

    percent: int
    mode: str = ""
    features: tuple[str, ...] = ()


class Blackout(msgspec.Struct, frozen=True, omit_defaults=True):
    """Days on which nothing is drilled: by a unit, an area (division), a sector, a kind of unit, or anybody."""

    first: int
    last: int
    unit: str = ""
    area: str = ""
    sector: str = ""
    kind: str = ""
    reason: str = ""


class Shifts(msgspec.Struct, frozen=True, omit_defaults=True):
    """Each of the named shifts of some units takes part in ``at_least`` drills every ``every``: a calendar period."""

    names: tuple[str, ...]
    at_least: int = 1
    every: str = "year"
    unit: str = ""
    area: str = ""
    sector: str = ""
    kind: str = ""


class Venue(msgspec.Struct, frozen=True, omit_defaults=True):
    """A named place for joint drills: for units of an ``area`` (empty: all), so many units at once, ``a_day`` drills.

    ``weekdays`` (0 is Monday; empty: all) and the day ordinals ``first`` to ``last`` (0: always) are its opening;
    ``closed`` are spans of days on which it is shut.
    """

    name: str
    capacity: int
    area: str = ""
    a_day: int = 1
    weekdays: tuple[int, ...] = ()
    first: int = 0
    last: int = 0
    closed: tuple[tuple[int, int], ...] = ()


class Resource(msgspec.Struct, frozen=True, omit_defaults=True):
    """At most so many evaluator-days, vehicles or venues (one for each joint drill) a day, week or month.

    With a ``topic`` only drills about it count: evaluators who can judge it, vehicles made for it.
    """

    kind: str
    every: str
    at_most: int
    first: int = 0  # limits the entry to these days, as when evaluators are away; 0: always
    last: int = 0
    topic: str = ""


class Policy(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything that a plan is asked for."""

    name: str = ""
    year: int = 0
    joint: tuple[Joint, ...] = (Joint("comprehensive"), Joint("special"), Joint(capacity=1))
    combine: Combine = Combine()
    share: tuple[Share, ...] = ()
    attendance: int = 0  # percent of the heads called that must come; asked when a unit is confirmed
    spacing: int = 0  # days between two drills of one duty
    notice: tuple[int, str] = (0, "days")  # length of time between the plan and its first drill
    papers: tuple[int, str] = (0, "days")
    blackout: tuple[Blackout, ...] = ()
    resource: tuple[Resource, ...] = ()
    freeze_next: int = 0
    freeze_approved: bool = False
    overdue: int = OVERDUE  # days into the plan within which what is overdue is made good
    shifts: tuple[Shifts, ...] = ()
    venues: tuple[Venue, ...] = ()

    def limits(self, kind: str, every: str) -> list[Resource]:
        """The entries for a resource and a period."""
        return [r for r in self.resource if r.kind == kind and r.every == every]


def read_policy(path: Path, year: int) -> Policy:
    """The policy of a file. Raises AnweiError with everything that is wrong in it."""
    from anwei.drills.planning.policy_file import parse

    return parse(path, year)
