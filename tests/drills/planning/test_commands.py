"""``anwei drill duties``, ``plan`` and ``conflicts`` from the command line, over a workspace and over files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from anwei.drills.cli import drill
from anwei.drills.duties.gather import of_subjects
from anwei.drills.model import AnnualPlan, to_json
from anwei.drills.planning.telling import plain_plan, read_plan
from anwei.engine.api import AnweiError, Coverage, Diagnostics, Opened, Record, Subject, Verdict
from anwei.engine.catalogue.assess import judge_for
from anwei.engine.cli.main import root
from anwei.engine.services import SetCoverage, SetRecord, Source, Workspace, Write, read_paths
from anwei.engine.workspace.places import Location
from tests.drills.record.support import day

FIRMS = """\
subjects:
  - subject: enterprise
    id: E-1
    name: 甲厂
    division: "341502001"
    facts:
      established_on: 2010-03-01
      sectors: [mine]
      fire_unit_class: key
      has_major_hazard_source: false
      high_rise: false
    tables:
      plans: [{plan_id: Z1, kind: comprehensive}, {plan_id: S1, kind: special}, {plan_id: X1, kind: on_site}]
      drills: []
    coverage: {plans: complete, drills: complete}
  - subject: enterprise
    id: E-2
    name: 乙厂
    division: "370102001"
    facts:
      established_on: 2010-03-01
      sectors: [machinery]
      fire_unit_class: general
      has_major_hazard_source: false
      high_rise: false
    tables:
      plans:
        - {plan_id: Z1, kind: comprehensive, approved_on: 2024-05-01}
        - {plan_id: S1, kind: special, approved_on: 2024-05-01}
        - {plan_id: X1, kind: on_site, approved_on: 2024-05-01}
      drills: []
    coverage: {plans: complete, drills: complete}
"""
ON = ("--date", "2026-11-22")


@pytest.fixture
def firms(tmp_path: Path) -> Path:
    path = tmp_path / "firms.yaml"
    path.write_text(FIRMS, encoding="utf-8")
    return path


@pytest.fixture
def office(tmp_path: Path, opened: Opened) -> Path:
    """A workspace with one firm that owes a yearly and half-yearly drills."""
    path = tmp_path / "office.anwei"
    source = Source("entry", "李四", "2026-11-22T08:00:00Z")
    workspace = Workspace.create(Location(path), source, name="示例")
    plans = {"Z1": "comprehensive", "X1": "on_site"}
    facts = {"name": "甲厂", "division": "341502001", "sectors": frozenset({"machinery"})}
    facts["established_on"] = day("2010-03-01")
    changes: list[Any] = [SetRecord("enterprise", "E-1", facts)]
    changes += [
        SetRecord("enterprise", "E-1", {"plan_id": k, "kind": v, "approved_on": day("2024-01-01")}, "plans", (k,))
        for k, v in plans.items()
    ]
    changes += [SetCoverage("enterprise", "E-1", t, Coverage.COMPLETE) for t in ("plans", "drills")]
    workspace.apply(Write(source, tuple(changes)), opened.catalogue.vocabulary)
    workspace.close()
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(drill, [str(w) for w in words])


def data(*words: object) -> Any:
    done = run(*words, "--format", "json")
    assert done.exit_code in (0, 1), (done.output, done.exception)
    return json.loads(done.stdout)


def test_duties_of_files_as_text_and_data(firms: Path) -> None:
    told = data("duties", "--files", firms, "--year", 2027, *ON)["obligations"]
    national = [o for o in told if o["unit"]["id"] == "E-1" and o["rule"] == "drill.on-site"]
    assert [(o["first"], o["last"], o["status"]) for o in national] == [
        ("2027-01-01", "2027-06-30", "open"),
        ("2027-07-01", "2027-12-31", "open"),
    ]
    text = run("duties", "--files", firms, "--year", 2027, "E-1", "--open", *ON)
    assert text.exit_code == 0
    assert "甲厂" in text.stdout
    assert "乙厂" not in text.stdout


def test_an_unknown_unit_is_refused(firms: Path) -> None:
    done = run("duties", "--files", firms, "E-9", *ON)
    assert done.exit_code == 2
    assert "E-9" in done.output


def test_a_plan_is_kept_as_one_command_and_undone(office: Path) -> None:
    kept = data("plan", 2027, "-w", office, "--rounds", 1, *ON)["plan"]
    assert kept["drills"]
    workspace = Workspace.open(office)
    head = workspace.head
    workspace.close()
    assert data("conflicts", 2027, "-w", office, *ON)["conflicts"] == []
    undone = CliRunner().invoke(root, ["undo", "-w", str(office)])
    assert undone.exit_code == 0, undone.output
    missing = run("conflicts", 2027, "-w", office, *ON)
    assert missing.exit_code == 2
    workspace = Workspace.open(office)
    assert workspace.head == head + 1
    workspace.close()


def test_a_dry_run_keeps_nothing_and_says_so(office: Path) -> None:
    workspace = Workspace.open(office)
    head = workspace.head
    workspace.close()
    data("plan", 2027, "-w", office, "--rounds", 0, "--dry-run", *ON)
    workspace = Workspace.open(office)
    assert workspace.head == head
    workspace.close()


def test_planning_again_makes_the_next_version(office: Path) -> None:
    first = data("plan", 2027, "-w", office, "--rounds", 1, *ON)["plan"]
    again = data("plan", 2027, "-w", office, "--rounds", 1, *ON)["plan"]
    assert again["version"] == 2
    assert again["drills"] == first["drills"]


def test_a_bad_policy_is_told_and_nothing_kept(office: Path, tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text("drills_policy: a\nfrezze: {}\n")
    done = run("plan", 2027, "-w", office, "--policy", path, *ON)
    assert isinstance(done.exception, AnweiError)
    assert [d.code for d in done.exception.diagnostics] == ["SHP-002"]


def test_drills_held_as_planned_pass_the_check(firms: Path, opened: Opened, tmp_path: Path) -> None:
    """The plan, put on file as if every drill had been held, meets what it says it meets, by the rules themselves."""
    out = tmp_path / "plan.json"
    done = run("plan", 2027, "--files", firms, "--rounds", 1, "--out", out, *ON)
    assert done.exit_code == 0, (done.output, done.exception)
    plan = read_plan(out.read_bytes())
    diagnostics = Diagnostics()
    subjects = read_paths((firms,), opened.catalogue.vocabulary, diagnostics, [])
    for subject in subjects:
        held(subject, plan)
    as_of = day("2028-01-01")
    after = {o.id: o for o in of_subjects(subjects, opened, 2027, as_of).obligations}
    planned = {o for d in plan.drills for o in d.obligations}
    periods = [o for o in plan.obligations if o.id in planned and o.form != "rolling"]
    assert periods
    assert all(after[o.id].status == "met" for o in periods)
    judge = judge_for(opened.catalogue, subjects, opened.environment, ())
    by_id = {s.id: s for s in subjects}
    for rule, unit in {(o.duty.rule, o.duty.unit) for o in plan.obligations if o.id in planned}:
        finding = judge.finding(opened.catalogue.rules[rule], by_id[unit], as_of, horizon=0)
        assert finding.raw is Verdict.PASS, (rule, unit)


def test_the_days_of_a_plan_are_dates_in_what_programs_read(office: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    told = data("plan", 2027, "-w", office, "--rounds", 1, "--out", out, *ON)["plan"]
    assert told["made_on"] == "2026-11-22"
    assert {d["day"][:5] for d in told["drills"]} == {"2027-"}
    assert "2027-12-31" in {o.get("last") for o in told["obligations"]}
    assert json.loads(out.read_text(encoding="utf-8")) == told
    plan = read_plan(out.read_bytes())
    assert plain_plan(plan) == told
    assert read_plan(to_json(plan)) == plan  # as it was written before, with days as numbers


def test_a_shortage_is_told_with_dates(office: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text("drills_policy: a\nresource: [{kind: evaluator, every: week, at_most: 0}]\n")
    run("plan", 2027, "-w", office, "--policy", policy, "--rounds", 0, *ON)
    told = data("conflicts", 2027, "-w", office, *ON)["bottlenecks"]
    assert told and all(b["last"].startswith("2027-") for b in told)


def held(subject: Subject, plan: AnnualPlan) -> None:
    """Puts the planned drills of a unit on file, as they will be when they were held."""
    rows = subject.children.setdefault("drills", [])
    for drill_ in plan.drills:
        for part in drill_.participations:
            if part.unit == subject.id:
                values: dict[str, Any] = {
                    "drill_id": drill_.id,
                    "kind": drill_.kinds[0],
                    "also_exercised": frozenset(drill_.kinds[1:]),
                    "topics": frozenset(drill_.topics),
                    "mode": drill_.mode,
                    "features": frozenset(drill_.features),
                    "date": drill_.day,
                    "plans": frozenset(part.plans),
                }
                rows.append(Record(drill_.id, drill_.id, values, {}))
