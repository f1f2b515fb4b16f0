"""A planning job as files, so that it can run in a process of its own: what goes in, what is told, what comes out."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import msgspec

from anwei.drills.calendar import Notice, WorkCalendar
from anwei.drills.duties.gather import Gathered, Unit
from anwei.drills.model import AnnualPlan, Obligation
from anwei.drills.planning.check import Conflict
from anwei.drills.planning.make import Made, Options
from anwei.drills.planning.policy import Policy

JOB, BEST, RESULT = "job.json", "best.json", "result.json"


class UnitRow(msgspec.Struct, frozen=True):
    """A unit as it is written."""

    kind: str
    id: str
    name: str
    division: str
    tags: tuple[str, ...] = ()


class Job(msgspec.Struct, frozen=True):
    """Everything that a plan is made of."""

    year: int
    as_of: int
    head: int
    rules: str
    units: tuple[UnitRow, ...]
    obligations: tuple[Obligation, ...]
    policy: Policy
    options: Options
    notice: Notice | None = None
    former: AnnualPlan | None = None

    def gathered(self) -> Gathered:
        """The units and obligations with a calendar."""
        units = tuple(Unit(u.kind, u.id, u.name, u.division, u.tags) for u in self.units)
        calendar = WorkCalendar(self.notice)
        return Gathered(self.year, self.as_of, units, self.obligations, self.rules, self.head, calendar)


class ConflictRow(msgspec.Struct, frozen=True):
    """A conflict as it is written."""

    what: str
    drill: str = ""
    unit: str = ""
    obligation: str = ""
    day: int = 0
    details: dict[str, int | str] = {}


class Result(msgspec.Struct, frozen=True):
    """What came out of a job."""

    plan: AnnualPlan
    conflicts: tuple[ConflictRow, ...] = ()
    fell_back: bool = False

    @classmethod
    def of(cls, made: Made) -> Result:
        rows = tuple(ConflictRow(c.what, c.drill, c.unit, c.obligation, c.day, dict(c.details)) for c in made.conflicts)
        return cls(made.plan, rows, made.fell_back)

    def made(self) -> Made:
        found = (Conflict(c.what, c.drill, c.unit, c.obligation, c.day, c.details) for c in self.conflicts)
        return Made(self.plan, tuple(found), self.fell_back)


class Told(msgspec.Struct, frozen=True):
    """One line of a running job: ``progress`` or ``done``."""

    event: str
    round: int = 0
    done: int = 0
    of: int = 0
    cost: int = 0
    bound: float = 0.0


def job_of(
    gathered: Gathered, policy: Policy, options: Options, notice: Notice | None, former: AnnualPlan | None
) -> Job:
    """A job for what was gathered."""
    units = tuple(UnitRow(**asdict(u)) for u in gathered.units)
    return Job(
        gathered.year,
        gathered.as_of,
        gathered.head,
        gathered.rules,
        units,
        gathered.obligations,
        policy,
        options,
        notice,
        former,
    )


def write(path: Path, value: msgspec.Struct) -> None:
    """Write a file whole or not at all."""
    part = path.with_suffix(".part")
    part.write_bytes(msgspec.json.encode(value))
    part.replace(path)


def read_result(folder: Path) -> tuple[Result | None, bool]:
    """The result of a job, or the best so far (then True); None if there is neither."""
    for name in (RESULT, BEST):
        try:
            return msgspec.json.decode((folder / name).read_bytes(), type=Result), name == BEST
        except (OSError, msgspec.DecodeError):
            continue
    return None, True
