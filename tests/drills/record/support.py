"""What the tests of a drill's life share: an office with two firms, a drill in any state, days in words."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from anwei.drills.model import Accepts, AnnualPlan, Duty, Obligation, to_plain
from anwei.drills.record import credit, evaluate, steps
from anwei.drills.record.book import PLANS, Book, Change
from anwei.drills.record.forms import form_for
from anwei.drills.record.model import Drill, Log, Mark, Seat
from anwei.drills.record.states import DrillState
from anwei.drills.record.steps import Clerk
from anwei.engine.api import Text
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.facts.subject import Coverage
from anwei.engine.services import SetCoverage, SetDocument, SetRecord, Source, Workspace, Write
from anwei.engine.workspace.places import Location

KIND = "enterprise"
A, B = f"{KIND} E-1", f"{KIND} E-2"


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


HELD = day("2026-05-12")
LATER = day("2026-06-01")


def clerk(on: int = LATER, by: str = "李四") -> Clerk:
    return Clerk(by, "2026-06-01T08:00:00Z", on)


def source(note: str = "") -> Source:
    return Source("drill", "李四", "2026-06-01T08:00:00Z", note=note)


def seats(*, observer: bool = False) -> tuple[Seat, ...]:
    watching = (Seat(KIND, "E-3", name="丙公司", role="observer", planned=2),) if observer else ()
    return (
        Seat(KIND, "E-1", name="甲公司", role="host", planned=30, obligations=("O-1",)),
        Seat(KIND, "E-2", name="乙公司", planned=12, obligations=("O-2",)),
        *watching,
    )


def drill(id_: str = "D2026-0001", **values: Any) -> Drill:
    told: dict[str, Any] = {
        "title": "甲公司火灾专项演练",
        "kinds": ("special",),
        "topics": ("fire",),
        "mode": "live",
        "day": HELD,
        "seats": seats(),
        "state": DrillState.PLANNED,
    }
    return Drill(id_, **(told | values))


#: One step into each state, from the one before it on the straight way.
WAY: dict[DrillState, Any] = {
    DrillState.APPROVED: lambda log: steps.approve(log, clerk(HELD - 30), by="张局长", number="青安委〔2026〕3号"),
    DrillState.NOTIFIED: lambda log: steps.notify(log, clerk(HELD - 7)),
    DrillState.PREPARED: lambda log: steps.prepare(log, clerk(HELD - 1)),
    DrillState.RUNNING: lambda log: steps.start(log, clerk(HELD)),
    DrillState.HELD: lambda log: steps.hold(log, clerk(), HELD, {A: 28, B: 12}),
    DrillState.EVALUATED: lambda log: evaluated(log),  # noqa: PLW0108 - it is defined below
    DrillState.REPORTED: lambda log: steps.report(log, clerk(), LATER, "区应急管理局"),
    DrillState.CLOSED: lambda log: steps.close(log, clerk(), ()),
    DrillState.ARCHIVED: lambda log: steps.archive(log, clerk()),
}
#: How to get into the other states, and from where.
ASIDE: dict[DrillState, tuple[DrillState, Any]] = {
    DrillState.POSTPONED: (DrillState.APPROVED, lambda log: steps.postpone(log, clerk(), "台风")),
    DrillState.CANCELLED: (DrillState.PLANNED, lambda log: steps.cancel(log, clerk(), "单位停产")),
    DrillState.ABORTED: (DrillState.RUNNING, lambda log: steps.abort(log, clerk(), "现场出现险情")),
    DrillState.FAILED: (DrillState.HELD, lambda log: steps.fail(log, clerk(), "未按方案疏散")),
}


def marks(points: int = 80, mode: str = "live", *evaluators: str) -> tuple[Mark, ...]:
    who = evaluators or ("王专家",)
    return tuple(Mark(i.id, e, points) for i in form_for(mode).items for e in who)


def evaluated(log: Log, points: int = 80) -> Log:
    return steps.evaluate(log, clerk(), evaluate.scored(form_for("live"), marks(points), on=HELD + 3))


def lived(to: DrillState, start: Drill | None = None) -> Log:
    """A drill with its log, in a state."""
    if to is DrillState.DRAFT:
        return steps.started(replace(start or drill(), state=DrillState.DRAFT, day=0), clerk(HELD - 60))
    if to in ASIDE:
        before, step = ASIDE[to]
        return step(lived(before, start))
    log = steps.started(start or drill(), clerk(HELD - 60))
    for state, step in WAY.items():
        if log.drill.state is to:
            break
        log = step(log)
        assert log.drill.state is state
    return log


def obligation(id_: str, unit: str, first: str = "2026-01-01", last: str = "2026-06-30", **values: Any) -> Obligation:
    duty = Duty("drill.special", Text("专项演练", "Special drill"), KIND, unit)
    told: dict[str, Any] = {"accepts": (Accepts(kinds=("comprehensive", "special")),), "form": "half_year"}
    return Obligation(id_, duty, day(first), day(last), **(told | values))


OBLIGATIONS = (obligation("O-1", "E-1"), obligation("O-2", "E-2"))


def office(path: Path, catalogue: Catalogue, obligations: tuple[Obligation, ...] = OBLIGATIONS) -> Workspace:
    """A workspace with two firms that have an emergency plan each and nothing drilled, and the year's obligations."""
    made = Workspace.create(Location(path), source(), name="示例")
    changes: list[Any] = []
    for id_, name in (("E-1", "甲公司"), ("E-2", "乙公司")):
        firm = {"name": name, "division": "340101", "sectors": frozenset({"hazchem"})}
        changes.append(SetRecord(KIND, id_, firm | {"established_on": day("2010-03-01")}))
        plan = {"plan_id": "P-1", "kind": "special", "title": "火灾专项预案", "approved_on": day("2024-01-01")}
        changes.append(SetRecord(KIND, id_, plan, "plans", ("P-1",)))
        changes += [SetCoverage(KIND, id_, t, Coverage.COMPLETE) for t in ("plans", "drills")]
    kept = AnnualPlan(2026, obligations=obligations)
    changes.append(SetDocument(PLANS, "2026", to_plain(kept)))
    fields = catalogue.vocabulary.subjects[KIND].fields
    changes = [_known(c, fields) for c in changes]
    made.apply(Write(source(), tuple(changes)), catalogue.vocabulary)
    return made


def _known(change: Any, fields: Any) -> Any:
    if isinstance(change, SetRecord) and not change.table:
        return SetRecord(change.kind, change.subject, {n: v for n, v in change.values.items() if n in fields})
    return change


def book(workspace: Workspace, catalogue: Catalogue) -> Book:
    return Book(workspace, catalogue.vocabulary)


def keep(found: Book, *logs: Log) -> int:
    return found.apply(Change(drills=logs), source()).seq


def confirmed(log: Log) -> Log:
    return credit.confirm(log, clerk())
