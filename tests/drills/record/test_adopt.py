"""From the year's plan to drills on the books, and its approval with the root over all seals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from anwei.drills.cli import drill as command
from anwei.drills.model import AnnualPlan, Participation, PlannedDrill, to_plain
from anwei.drills.record.adopt import adopted
from anwei.drills.record.book import PLANS
from anwei.drills.record.states import DrillState
from anwei.drills.seal.commitments import root
from anwei.drills.seal.office import ROOTS, commitments, kept_root
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.services import Collection, Workspace
from tests.drills.record.support import KIND, book, clerk, day, obligation, office, source

OBLIGATIONS = (
    obligation("O-1", "E-1"),
    replace(obligation("O-2", "E-2", "2026-03-01", "2026-05-31"), plans_field="plans", accepts=()),
)
COVERING = replace(OBLIGATIONS[1], duty=replace(OBLIGATIONS[1].duty, record="P-1"))
PLAN = AnnualPlan(
    2026,
    drills=(
        PlannedDrill(
            "D-a",
            day("2026-05-12"),
            kinds=("special",),
            topics=("fire",),
            mode="live",
            host="E-1",
            area="340101",
            participations=(
                Participation(KIND, "E-1", "甲公司", "player", ("O-1",), heads=30),
                Participation(KIND, "E-2", "乙公司", "player", ("O-2",)),
            ),
            evaluator_days=2,
            joint=True,
        ),
        PlannedDrill("D-b", day("2026-11-09"), kinds=("on_site",), participations=(Participation(KIND, "E-1"),)),
    ),
    obligations=(OBLIGATIONS[0], COVERING),
)


@pytest.fixture
def place(tmp_path: Path, catalogue: Catalogue) -> Path:
    with office(tmp_path / "office.anwei", catalogue) as made:
        Collection(made, PLANS).put("2026", to_plain(PLAN), source())
    return tmp_path / "office.anwei"


def run(place: Path, *words: str) -> object:
    done = CliRunner().invoke(command, [*words, "-w", str(place), "--format", "json"])
    assert done.exit_code == 0, (done.output, done.exception)
    return json.loads(done.stdout)


def test_a_planned_drill_keeps_its_units_windows_and_records() -> None:
    (first, second) = (log.drill for log in adopted(PLAN, (), clerk(), lambda p: f"演练 {p.id}"))
    assert first.state is DrillState.PLANNED and first.title == "演练 D-a" and first.plan == "2026/1"
    assert (first.first, first.last) == (day("2026-03-01"), day("2026-05-31"))  # what both obligations allow
    assert [s.role for s in first.seats] == ["host", "player"]
    assert first.seats[1].refs == {"plans": ("P-1",)} and first.seats[0].planned == 30
    assert (second.first, second.last) == (0, 0)
    assert list(adopted(PLAN, ("D-a", "D-b"), clerk(), str)) == []


def test_a_plan_is_adopted_once_and_approved_month_by_month(place: Path, catalogue: Catalogue) -> None:
    run(place, "add", "--from-plan", "2026", "--date", "2026-01-05")
    assert run(place, "add", "--from-plan", "2026", "--date", "2026-01-06")["drills"] == []  # type: ignore[index]
    told = ("--plan", "2026", "--by", "张局长", "--number", "3号", "--date", "2026-01-07")
    done = run(place, "approve", *told, "--month", "5")
    assert [d["id"] for d in done["drills"]] == ["D-a"]  # type: ignore[index]
    with Workspace.open(place) as workspace:
        found = book(workspace, catalogue)
        assert found.plans["2026"].approved_by == "张局长" and found.plans["2026"].number == "3号"
        assert found.log("D-b").drill.state is DrillState.PLANNED
        assert Collection(workspace, ROOTS).all() == []  # nothing sealed, no root


def test_the_root_of_the_plan_covers_every_seal(place: Path, catalogue: Catalogue) -> None:
    run(place, "add", "--from-plan", "2026", "--date", "2026-01-05")
    run(place, "seal", "D-b", "--date", "2026-01-06")
    run(place, "approve", "--plan", "2026", "--by", "张局长", "--date", "2026-01-07")
    with Workspace.open(place) as workspace:
        found = book(workspace, catalogue)
        made = commitments(found)
        assert made == [found.log("D-b").drill.seal.commitment]
        assert kept_root(found, 2026) == root(made)
    shown = place.parent / "plan.html"
    run(place, "papers", "plan", "--year", "2026", "-o", str(shown), "--date", "2026-01-08")
    text = shown.read_text(encoding="utf-8")
    assert root(made) in text and "张局长" not in text  # who signed stands on the paper by hand
