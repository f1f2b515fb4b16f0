"""Obligations let off from the command line: shown by ``duties`` and the plan, in the journal, undone, expiring."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from anwei.drills.record.decisions import applied, decisions
from anwei.drills.record.model import Settled
from anwei.drills.record.states import DrillState
from anwei.drills.seal.office import office_of, raw_of
from anwei.drills.seal.views import CONTROLLER, view_of
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.services import Workspace
from anwei.engine.workspace.places import Location
from tests.drills.record.support import book, confirmed, day, keep, lived, obligation, office
from tests.drills.record.test_commands import Desk

ON = "2026-01-05"
REASON = ("--reason", "停产检修")
WAIVER = ("--by", "县安委会", "--until", "2027-01-31", *REASON)
RULE = ("--unit", "E-1", "--rule", "drill.comprehensive-or-special", "--year", "2026")


@pytest.fixture
def desk(tmp_path: Path, catalogue: Catalogue) -> Desk:
    office(tmp_path / "office.anwei", catalogue).close()
    return Desk(tmp_path)


def owed(desk: Desk, on: str = ON) -> list[dict[str, Any]]:
    told = desk.data("duties", "E-1", "--year", "2026", on=on)["obligations"]
    return [o for o in told if o["rule"] == "drill.comprehensive-or-special"]


def test_a_waiver_is_shown_and_can_be_undone(desk: Desk) -> None:
    (before,) = owed(desk)
    assert before["status"] == "open" and before["decision"] is None
    done = desk.data("waive", *RULE, *WAIVER, on=ON)
    assert done["obligations"] == [{"id": before["id"], "status": "waived", "until": "2027-01-31"}]
    (now,) = owed(desk)
    assert now["status"] == "waived" and now["decision"]["authority"] == "县安委会"
    assert now["decision"]["reason"] == "停产检修" and now["decision"]["until"] == "2027-01-31"
    assert "豁免（至 2027-01-31）" in desk.ok("duties", "E-1", "--year", "2026", on=ON)
    desk.root("undo")
    assert [o["status"] for o in owed(desk)] == ["open"]
    desk.root("redo")
    assert [o["status"] for o in owed(desk)] == ["waived"]


def test_the_plan_leaves_out_what_is_waived(desk: Desk) -> None:
    def planned() -> set[str]:
        told = desk.run("plan", "2026", "--rounds", "0", "--dry-run", "--format", "json", on=ON)
        import json

        drills = json.loads(told.stdout)["plan"]["drills"]
        return {p["unit"] for d in drills for p in d["participations"]}

    assert planned() == {"E-1", "E-2"}
    desk.ok("waive", "--unit", "E-1", "--year", "2026", *WAIVER, on=ON)
    assert planned() == {"E-2"}


def test_a_waiver_that_has_run_out_is_owed_again(desk: Desk) -> None:
    desk.ok("waive", *RULE, *WAIVER, on=ON)
    assert [o["status"] for o in owed(desk, "2027-01-31")] == ["waived"]
    assert [o["status"] for o in owed(desk, "2027-02-01")] == ["overdue"]


def test_a_closed_unit_owes_nothing_and_stays_closed(desk: Desk) -> None:
    desk.ok("waive", "--unit", "E-1", "--year", "2026", "--closed", *REASON, on=ON)
    assert {o["status"] for o in desk.data("duties", "E-1", "--year", "2026", "--open", on=ON)["obligations"]} == set()
    assert [o["status"] for o in owed(desk)] == ["lapsed"]
    (one,) = owed(desk)
    assert desk.refused("waive", one["id"], "--revoke", *REASON, on=ON) == "DRL-101"


def test_a_waiver_is_taken_back_with_a_reason(desk: Desk) -> None:
    (one,) = owed(desk)
    assert desk.refused("waive", one["id"], "--revoke", *REASON, on=ON) == "DRL-129"
    desk.ok("waive", *RULE, *WAIVER, on=ON)
    assert desk.refused("waive", one["id"], "--revoke", "--reason", " ", on=ON) == "DRL-109"
    desk.ok("waive", *RULE, "--revoke", *REASON, on=ON)
    assert [o["status"] for o in owed(desk)] == ["open"]


def test_what_has_no_date_cannot_be_waived(desk: Desk) -> None:
    told = desk.data("duties", "E-1", "--year", "2026", on=ON)["obligations"]
    undecided = next(o["id"] for o in told if o["status"] == "not_set")
    assert desk.refused("waive", undecided, "--year", "2026", *WAIVER, on=ON) == "DRL-127"


def test_a_plan_that_was_made_meanwhile_is_opened_again(desk: Desk, catalogue: Catalogue) -> None:
    (one,) = owed(desk)
    desk.ok("waive", *RULE, *WAIVER, on=ON)
    assert desk.run("plan", "2026", "--rounds", "0", on=ON).exit_code == 0
    desk.ok("waive", one["id"], "--revoke", *REASON, on=ON)
    with Workspace.open(Location(desk.folder / "office.anwei")) as workspace:
        kept = book(workspace, catalogue)
        assert kept.obligations[one["id"]].status == "open"
        assert decisions(workspace) == {}
        lines = view_of(raw_of(kept, 2026), CONTROLLER, office_of(kept, day(ON), "zh")).duties
        assert {x.standing.value for x in lines if x.obligation.id == one["id"]} == {"open"}


def test_a_decision_stays_whatever_is_settled_besides(tmp_path: Path, catalogue: Catalogue) -> None:
    """Also about an obligation that no kept plan knows: settling others does not drop it."""
    with office(tmp_path / "office.anwei", catalogue) as workspace:
        from anwei.drills.record.book import Change
        from tests.drills.record.support import source

        found = book(workspace, catalogue)
        waiver = Settled("O-77", "waived", reason="停产", authority="县安委会", until=day("2027-12-31"))
        found.apply(Change(settled=(waiver,)), source())
        keep(found, confirmed(lived(DrillState.EVALUATED)))
        assert found.settlements["O-77"] == waiver and found.settlements["O-1"].standing == "met"
        found.apply(Change(revoked=("O-77",)), source())
        assert "O-77" not in found.settlements


def test_what_is_met_stays_met() -> None:
    done = obligation("O-1", "E-1", status="met")
    waiver = Settled("O-1", "waived", reason="x", authority="y")
    assert applied([done], {"O-1": waiver}, day(ON)) == (done,)


def test_drills_planned_for_it_are_named(desk: Desk) -> None:
    assert desk.run("plan", "2026", "--rounds", "0", on=ON).exit_code == 0
    desk.ok("add", "--from-plan", "2026", on=ON)
    done = desk.run("waive", *RULE, *WAIVER, on=ON)
    assert done.exit_code == 0 and "仍在台账上" in done.stderr
