"""A drill on the books: one command writes it with what it proves and settles, and undo takes all of it back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from anwei.drills.record import credit, steps
from anwei.drills.record.book import Book, Change
from anwei.drills.record.model import Seal
from anwei.drills.record.states import DrillState, SealState, Standing
from anwei.engine.api import AnweiError, Verdict, assess
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.services import Reader, Workspace
from tests.drills.record.support import (
    HELD,
    KIND,
    LATER,
    A,
    B,
    book,
    clerk,
    confirmed,
    day,
    drill,
    evaluated,
    keep,
    lived,
    office,
    seats,
    source,
)

RULE = "drill.comprehensive-or-special"
NEXT_YEAR = day("2027-01-05")


@pytest.fixture
def workspace(tmp_path: Path, catalogue: Catalogue) -> Iterator[Workspace]:
    with office(tmp_path / "office.anwei", catalogue) as made:
        yield made


def verdict(workspace: Workspace, catalogue: Catalogue, unit: str, on: int = NEXT_YEAR) -> Verdict:
    subject = Reader(workspace, catalogue.vocabulary).subject(KIND, unit)
    assert subject is not None
    found = assess(catalogue, [subject], on)
    return next(f.verdict for f in found.findings if f.rule.id == RULE)


def facts(workspace: Workspace, catalogue: Catalogue, unit: str = "E-1") -> list[dict[str, object]]:
    subject = Reader(workspace, catalogue.vocabulary).subject(KIND, unit)
    assert subject is not None
    return [dict(r.values) for r in subject.children.get("drills", ())]


def test_the_gap_closes_when_the_drill_is_confirmed_and_opens_again(workspace: Workspace, catalogue: Catalogue) -> None:
    found = book(workspace, catalogue)
    keep(found, lived(DrillState.EVALUATED))
    assert verdict(workspace, catalogue, "E-1") is Verdict.FAIL
    assert facts(workspace, catalogue) == []
    keep(found, confirmed(found.log("D2026-0001")))
    assert [verdict(workspace, catalogue, u) for u in ("E-1", "E-2")] == [Verdict.PASS, Verdict.PASS]
    assert found.settlements["O-1"].standing == Standing.MET
    workspace.undo(source())
    found.refresh()
    assert [verdict(workspace, catalogue, u) for u in ("E-1", "E-2")] == [Verdict.FAIL, Verdict.FAIL]
    assert found.settlements == {}
    workspace.redo(source())
    assert verdict(workspace, catalogue, "E-1") is Verdict.PASS


def test_the_facts_say_what_was_recorded_and_nothing_else(workspace: Workspace, catalogue: Catalogue) -> None:
    found = book(workspace, catalogue)
    named = tuple(replace(s, refs={"plans": ("P-1",)}) for s in seats())
    log = lived(DrillState.EVALUATED, drill(kinds=("special", "on_site"), blind_time=True, seats=named))
    keep(found, confirmed(log))
    (record,) = facts(workspace, catalogue)
    known = {n: v for n, v in record.items() if v is not None and repr(v) != "BLANK"}
    assert known == {
        "drill_id": "D2026-0001",
        "title": "甲公司火灾专项演练",
        "kind": "special",
        "also_exercised": frozenset({"on_site"}),
        "mode": "live",
        "topics": frozenset({"fire"}),
        "features": frozenset({"blind_time", "joint"}),
        "date": HELD,
        "plans": frozenset({"P-1"}),
        "partners": "乙公司",
        "participants": 28,
        "evaluated_on": HELD + 3,
        "written_evaluation": True,
        "findings": 0,
        "findings_closed": 0,
    }


def test_later_steps_are_added_to_the_facts(workspace: Workspace, catalogue: Catalogue) -> None:
    found = book(workspace, catalogue)
    keep(found, confirmed(lived(DrillState.EVALUATED)))
    keep(found, steps.report(found.log("D2026-0001"), clerk(), LATER))
    (record,) = facts(workspace, catalogue)
    assert record["reported_on"] == LATER


def test_taking_a_drill_off_the_books_reopens_what_it_met(workspace: Workspace, catalogue: Catalogue) -> None:
    found = book(workspace, catalogue)
    keep(found, confirmed(lived(DrillState.EVALUATED)))
    found.apply(Change(removed=("D2026-0001",)), source())
    assert found.logs == {} and found.settlements == {}
    assert facts(workspace, catalogue) == []
    assert verdict(workspace, catalogue, "E-1") is Verdict.FAIL
    assert found.new_id(2026) == "D2026-0002"  # an id is never given twice


def test_only_units_that_came_in_a_role_that_counts_are_credited(workspace: Workspace, catalogue: Catalogue) -> None:
    found = book(workspace, catalogue)
    log = lived(DrillState.RUNNING, drill(seats=seats(observer=True)))
    log = evaluated(steps.hold(log, clerk(), HELD, {A: 28, B: 0, f"{KIND} E-3": 5}))
    for unit in (B, f"{KIND} E-3"):
        with pytest.raises(AnweiError) as caught:
            credit.confirm(log, clerk(), [unit])
        assert caught.value.diagnostics[0].code == "DRL-123"
    keep(found, credit.confirm(log, clerk()))
    assert [len(facts(workspace, catalogue, u)) for u in ("E-1", "E-2")] == [1, 0]
    assert set(found.settlements) == {"O-1"}


def test_a_sealed_drill_proves_nothing_before_it_is_revealed(workspace: Workspace, catalogue: Catalogue) -> None:
    log = lived(DrillState.EVALUATED)
    secret = replace(log, drill=replace(log.drill, seal=Seal(SealState.SEALED, "S-00", "00" * 32)))
    with pytest.raises(AnweiError) as caught:
        credit.confirm(secret, clerk())
    assert caught.value.diagnostics[0].code == "DRL-122"


def test_late_stays_late(workspace: Workspace, catalogue: Catalogue) -> None:
    """A drill held in July settles the first half-year late; one entered afterwards as of June does not mend that."""
    found = book(workspace, catalogue)
    late = drill("D-LATE", day=day("2026-07-20"), first=0, last=0)
    log = lived(DrillState.RUNNING, replace(late, day=HELD))
    log = evaluated(steps.hold(log, clerk(day("2026-07-25")), day("2026-07-20"), {A: 5, B: 5}))
    keep(found, confirmed(log))
    assert found.settlements["O-1"].standing == Standing.MET_LATE
    keep(found, confirmed(lived(DrillState.EVALUATED, drill("D-RETRO"))))
    assert found.settlements["O-1"].standing == Standing.MET_LATE
    assert found.settlements["O-1"].drills == ("D-LATE",)


def test_two_people_do_not_overwrite_each_other(workspace: Workspace, catalogue: Catalogue) -> None:
    found = book(workspace, catalogue)
    keep(found, lived(DrillState.PLANNED))
    mine, theirs = Book(workspace, catalogue.vocabulary), Book(workspace, catalogue.vocabulary)
    read = mine.log("D2026-0001")
    keep(theirs, steps.cancel(theirs.log("D2026-0001"), clerk(), "停产"))
    with pytest.raises(AnweiError) as caught:
        keep(mine, steps.approve(read, clerk(), by="张局长"))
    assert caught.value.diagnostics[0].code == "WSP-011"


def test_the_log_tells_the_whole_life(workspace: Workspace, catalogue: Catalogue) -> None:
    found = book(workspace, catalogue)
    keep(found, confirmed(lived(DrillState.EVALUATED)))
    log = found.log("D2026-0001")
    assert steps.replayed(log) == log.drill
    assert [e.step for e in log.events] == [
        "add",
        "approve",
        "notify",
        "prepare",
        "start",
        "hold",
        "evaluate",
        "confirm",
    ]
    changed = replace(log, events=(log.events[0], *log.events[2:]))
    with pytest.raises(AnweiError) as caught:
        steps.replayed(changed)
    assert caught.value.diagnostics[0].code in ("DRL-101", "DRL-110")


def test_unknown_ids_are_told_with_the_nearest(workspace: Workspace, catalogue: Catalogue) -> None:
    found = book(workspace, catalogue)
    keep(found, lived(DrillState.PLANNED))
    with pytest.raises(AnweiError) as caught:
        found.log("D2026-001")
    assert "D2026-0001" in caught.value.diagnostics[0].line("en")
    with pytest.raises(AnweiError) as caught:
        found.action("A-1")
    assert caught.value.diagnostics[0].code == "DRL-125"
