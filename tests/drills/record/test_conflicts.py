"""``drill conflicts`` judges the year as the books have it, by the planner's own check; titles name the township."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from anwei.drills.model import AnnualPlan, Participation, PlannedDrill
from anwei.drills.record.adopt import drill_of
from anwei.drills.record.conflicts import as_on_books, planned_as
from anwei.drills.record.states import DrillState
from anwei.drills.words import area_names, planned_title
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.services import SetRecord, Workspace, Write
from anwei.engine.workspace.places import Location
from tests.drills.record.support import HELD, day, drill, lived, obligation, office, source
from tests.drills.record.test_commands import Desk

ON = "2026-01-05"


@pytest.fixture
def desk(tmp_path: Path, catalogue: Catalogue) -> Desk:
    """Two firms of one township with a plan for 2026, its drills on the books."""
    with office(tmp_path / "office.anwei", catalogue) as workspace:
        township = SetRecord("township", "T-1", {"name": "澄湖镇", "division": "340101"})
        workspace.apply(Write(source(), (township,)), catalogue.vocabulary)
    found = Desk(tmp_path)
    assert found.run("plan", "2026", "--rounds", "0", "--kind", "enterprise", on=ON).exit_code == 0
    found.ok("add", "--from-plan", "2026", on=ON)
    return found


def told(desk: Desk) -> list[dict[str, Any]]:
    import json

    done = desk.run("conflicts", "2026", "--format", "json", on=ON)
    found: list[dict[str, Any]] = json.loads(done.stdout)["conflicts"]
    return [c for c in found if c["drill"] or c["what"] == "count"]


def booked(desk: Desk) -> dict[str, Any]:
    found: dict[str, Any] = desk.data("list", on=ON)["drills"][0]
    return found


def test_a_drill_moved_to_a_day_off_is_found_with_its_reason(desk: Desk) -> None:
    before = {c["what"] for c in told(desk)}
    id_ = booked(desk)["id"]
    desk.ok("move", id_, "2026-05-16", on=ON)  # a Saturday
    found = [c for c in told(desk) if c["drill"] == id_]
    assert {"day_off"} <= {c["what"] for c in found} - before
    assert next(c for c in found if c["what"] == "day_off")["why"] == "不是工作日"
    shown = desk.run("conflicts", "2026", on=ON).output
    assert booked(desk)["title"] in shown.replace("\n", "") or "不是工作日" in shown


def test_what_a_cancelled_drill_was_to_meet_is_missing(desk: Desk) -> None:
    before = {c["obligation"] for c in told(desk)}
    desk.ok("cancel", booked(desk)["id"], "--reason", "停产", on=ON)
    missing = [c for c in told(desk) if c["obligation"] not in before]
    assert missing and {c["what"] for c in missing} == {"count"}
    assert all("安排 0 次" in c["why"] for c in missing)


def test_joint_drills_are_called_by_the_name_of_their_township(desk: Desk) -> None:
    assert "澄湖镇联合演练" in booked(desk)["title"] and "340101" not in booked(desk)["title"]
    with Workspace.open(Location(desk.folder / "office.anwei")) as workspace:
        assert area_names(workspace)["340101"] == "澄湖镇"
    parts = (Participation("enterprise", "E-1", "甲"), Participation("enterprise", "E-2", "乙"))
    nowhere = PlannedDrill("D", HELD, area="999999", participations=parts, joint=True)
    assert planned_title(nowhere, "火灾", {}, "zh") == "999999联合演练：火灾（2个单位）"


def test_the_plan_takes_over_what_the_books_say() -> None:
    parts = (Participation("enterprise", "E-1", "甲公司", "host", ("O-1",)),)
    planned = tuple(PlannedDrill(f"D-{n}", HELD, participations=parts) for n in (1, 2, 3))
    plan = AnnualPlan(2026, drills=planned)
    moved = drill("D-1", day=HELD + 7)
    off = replace(lived(DrillState.CANCELLED).drill, id="D-2")
    added, other = drill("D-9", day=HELD + 1), drill("D-8", day=HELD + 1, seats=())
    now = as_on_books(plan, (moved, off, added, other))
    assert [(d.id, d.day) for d in now.drills] == [("D-1", HELD + 7), ("D-3", HELD), ("D-9", HELD + 1)]
    held = planned_as(replace(lived(DrillState.HELD).drill))
    assert held is not None and held.frozen and held.day == HELD
    assert planned_as(lived(DrillState.POSTPONED).drill) is None


def test_a_drill_that_makes_good_something_overdue_can_be_moved() -> None:
    """The window that has run out bounds nothing; the others do."""
    late = obligation("O-1", "E-1", "2020-01-01", "2021-01-01")
    now = obligation("O-2", "E-1", "2026-01-01", "2026-06-30")
    parts = (Participation("enterprise", "E-1", "甲公司", "host", ("O-1", "O-2")),)
    plan = AnnualPlan(2026, obligations=(late, now))
    made = drill_of(PlannedDrill("D", HELD, participations=parts), plan, {"O-1": late, "O-2": now}, "x")
    assert (made.first, made.last) == (day("2026-01-01"), day("2026-06-30"))
    alone = replace(parts[0], obligations=("O-1",))
    made = drill_of(PlannedDrill("D", HELD, participations=(alone,)), plan, {"O-1": late, "O-2": now}, "x")
    assert made.last == 0
