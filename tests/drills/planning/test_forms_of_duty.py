"""Every form of duty from the command line: months, terms, seasons, events, follow-ups: owed, planned, held, judged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from anwei.drills.cli import drill
from anwei.drills.duties.gather import of_subjects
from anwei.drills.model import AnnualPlan, Obligation
from anwei.drills.planning.check import check_kept
from anwei.drills.planning.make import Options, make_plan
from anwei.drills.planning.policy import Policy
from anwei.drills.planning.telling import read_plan
from anwei.engine.api import Diagnostics, Opened, Record, Subject, Verdict, show_date
from anwei.engine.catalogue.assess import judge_for
from anwei.engine.services import read_paths
from tests.drills.record.support import day

#: Division 999900 is fictitious: an example overlay gives it seasons, terms and intervals (rulesets/cn/drills).
UNITS = """\
subjects:
  - subject: school
    id: S-1
    name: 实验小学
    division: "999900001"
    facts: {kind: primary, established_on: 1998-09-01, term_started_on: 2026-09-01, term_ends_on: 2027-06-30,
            school_bus: false, stores_dangerous_goods: false, fire_unit_class: general}
    tables: {drills: []}
    coverage: {drills: complete}
  - subject: village
    id: V-1
    name: 山前村
    division: "999900001001"
    tables: {risk_points: [{point_id: P1, kind: geological}, {point_id: P2, kind: geological}], drills: []}
    coverage: {risk_points: complete, drills: complete}
  - subject: enterprise
    id: E-1
    name: 甲厂
    division: "999900001"
    facts:
      established_on: 2010-03-01
      sectors: [machinery]
      fire_unit_class: general
      has_major_hazard_source: false
      high_rise: false
    tables:
      plans: [{plan_id: Z1, kind: comprehensive, approved_on: 2024-05-01, revised_on: 2026-12-20}]
      drills: []
    coverage: {plans: complete, drills: complete}
"""
ON = ("--date", "2026-12-28")
AFTERWARDS = "2028-01-25"  # every period of the plan is closed


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("forms") / "units.yaml"
    path.write_text(UNITS, encoding="utf-8")
    return path


def run(*words: object) -> Any:
    done = CliRunner().invoke(drill, [str(w) for w in words])
    assert done.exit_code == 0, (done.output, done.exception)
    return done


@pytest.fixture(scope="module")
def owed(units: Path) -> dict[str, list[dict[str, Any]]]:
    """The obligations as the command tells them, by rule."""
    told = json.loads(run("duties", "--files", units, "--year", 2027, *ON, "--format", "json").stdout)
    found: dict[str, list[dict[str, Any]]] = {}
    for one in told["obligations"]:
        found.setdefault(one["rule"], []).append(one)
    return found


@pytest.fixture(scope="module")
def plan(units: Path) -> AnnualPlan:
    """The plan of the year, encouraged duties too."""
    out = units.with_name("plan.json")
    run("plan", 2027, "--files", units, *ON, "--encouraged", "--out", out)
    return read_plan(out.read_bytes())


def windows(told: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(o["first"], o["last"]) for o in told]


def test_months_of_the_term(owed: dict[str, list[dict[str, Any]]]) -> None:
    monthly = windows(owed["drill.school.monthly"])
    assert monthly[0] == ("2027-01-01", "2027-01-31")
    assert monthly[-1] == ("2027-06-01", "2027-06-30")
    assert len(monthly) == 6


TERM = "term_ends_on: 2027-06-30"


def test_nothing_is_drilled_after_the_last_day_of_term(units: Path) -> None:
    """The term ends on a Wednesday in the middle of June, and before that day the school is closed."""
    path = units.with_name("june.yaml")
    path.write_text(UNITS.replace(TERM, "term_ends_on: 2027-06-16"), encoding="utf-8")
    told = json.loads(run("duties", "S-1", "--files", path, "--year", 2027, *ON, "--format", "json").stdout)
    june = [o for o in told["obligations"] if o["rule"] == "drill.school.monthly"][-1]
    assert (june["first"], june["last"], june["until"]) == ("2027-06-01", "2027-06-30", "2027-06-16")
    (planned,) = [d for d in made(path, "").drills if june["id"] in d.obligations]
    assert day("2027-06-01") <= planned.day <= day("2027-06-16")
    closed = "blackout: [{unit: S-1, from: 2027-06-01, to: 2027-06-14}]"
    (planned,) = [d for d in made(path, closed).drills if june["id"] in d.obligations]
    assert planned.day in (day("2027-06-15"), day("2027-06-16"))
    shut = made(path, closed.replace("06-14", "06-16"))
    (unmet,) = [u for u in shut.unmet if u.obligation == june["id"]]
    assert unmet.reason.en.endswith("(closed days, or too near to a drill of the duty)")
    assert "2027-06-01 – 2027-06-16" in unmet.reason.en


def test_the_check_refuses_a_drill_after_the_last_day_of_term(units: Path, opened: Opened) -> None:
    path = units.with_name("june.yaml")
    path.write_text(UNITS.replace(TERM, "term_ends_on: 2027-06-16"), encoding="utf-8")
    diagnostics = Diagnostics()
    subjects = read_paths((path,), opened.catalogue.vocabulary, diagnostics, [])
    given = of_subjects(subjects, opened, 2027, day(ON[1]))
    owed_ = {o.id: o for o in given.obligations}
    june = next(o for o in given.obligations if o.until and o.duty.rule == "drill.school.monthly")
    plan = make_plan(given, Policy(), Options(rounds=0)).plan
    assert check_kept(plan, given, Policy()) == []
    late = next(d for d in plan.drills if june.id in d.obligations)
    part = replace(late.participations[0], obligations=(june.id,))
    alone = replace(late, day=day("2027-06-17"), participations=(part,))
    others = tuple(o for o in late.obligations if o != june.id)
    assert all(owed_[o].duty.unit == "S-1" for o in others)
    wrong = replace(plan, drills=tuple(alone if d is late else d for d in plan.drills))
    found = {(c.what, c.obligation) for c in check_kept(wrong, given, Policy())}
    assert ("window", june.id) in found
    inside = replace(alone, day=day("2027-06-16"))
    right = replace(plan, drills=tuple(inside if d is late else d for d in plan.drills))
    assert not {c.what for c in check_kept(right, given, Policy())} & {"window"}


def made(units: Path, policy: str) -> AnnualPlan:
    """The plan by a policy of one line."""
    file, out = units.with_name("one.yaml"), units.with_name("made.json")
    file.write_text(f"drills_policy: one\n{policy}\n", encoding="utf-8")
    words = ["plan", "2027", "--files", str(units), *ON, "--policy", str(file), "--rounds", "0", "--out", str(out)]
    assert CliRunner().invoke(drill, words).exit_code in (0, 1)
    return read_plan(out.read_bytes())


def test_school_terms_one_of_which_runs_over_new_year(owed: dict[str, list[dict[str, Any]]]) -> None:
    assert windows(owed["drill.example.school-term"]) == [("2027-02-20", "2027-07-05"), ("2027-09-01", "2028-01-20")]


def test_the_days_before_a_season_for_each_point(owed: dict[str, list[dict[str, Any]]]) -> None:
    told = owed["drill.geohazard.village"]
    assert windows(told) == [("2027-03-02", "2027-04-30")] * 2
    assert [o["record"] for o in told] == ["P1", "P2"]


def test_after_an_event(owed: dict[str, list[dict[str, Any]]]) -> None:
    (told,) = owed["drill.after-plan-revision"]
    assert (told["first"], told["last"], told["form"]) == ("2026-12-20", "2027-01-19", "triggered")
    assert (told["record"], told["strength"], told["status"]) == ("Z1", "encouraged", "due_soon")


def test_what_must_follow_the_drill(owed: dict[str, list[dict[str, Any]]]) -> None:
    told = owed["drill.example.evaluated-half-year"]
    assert windows(told) == [("2027-01-01", "2027-06-30"), ("2027-07-01", "2027-12-31")]
    assert told[0]["follow_ups"] == [{"fact": "evaluated_on", "count": 30, "unit": "days"}]


def test_every_drill_lies_in_the_windows_of_what_it_is_for(plan: AnnualPlan) -> None:
    owed_ = {o.id: o for o in plan.obligations}
    assert plan.unmet == ()
    met = {owed_[o].duty.rule for d in plan.drills for o in d.obligations}
    assert {
        "drill.school.monthly",
        "drill.example.school-term",
        "drill.geohazard.village",
        "drill.after-plan-revision",
        "drill.example.evaluated-half-year",
    } <= met
    for planned in plan.drills:
        for obligation in (owed_[o] for o in planned.obligations if owed_[o].form != "rolling"):
            assert obligation.first <= planned.day <= obligation.last
    points = [p for d in plan.drills for p in d.participations if p.unit == "V-1" and "P1" in p.plans]
    assert [set(p.plans) for p in points] == [{"P1", "P2"}]


def test_held_as_planned_all_pass_and_without_the_evaluation_they_do_not(
    units: Path, plan: AnnualPlan, opened: Opened
) -> None:
    verdicts = {evaluated: judged(units, plan, opened, evaluated=evaluated) for evaluated in (True, False)}
    assert set(verdicts[True].values()) == {Verdict.PASS}
    wrong = {rule for rule, verdict in verdicts[False].items() if verdict is not Verdict.PASS}
    assert wrong == {"drill.example.evaluated-half-year"}


def judged(units: Path, plan: AnnualPlan, opened: Opened, *, evaluated: bool) -> dict[str, Verdict]:
    """The verdicts of the rules that the plan is for, when its drills were held; states of obligations agree."""
    diagnostics = Diagnostics()
    subjects = read_paths((units,), opened.catalogue.vocabulary, diagnostics, [])
    diagnostics.raise_errors()
    owed_ = {o.id: o for o in plan.obligations}
    for subject in subjects:
        hold(subject, plan, owed_, evaluated=evaluated)
    as_of = day(AFTERWARDS)
    after = {o.id: o for o in of_subjects(subjects, opened, 2027, as_of).obligations}
    if evaluated:
        planned = {o for d in plan.drills for o in d.obligations if owed_[o].form != "rolling"}
        assert {after[o].status for o in planned if o in after} == {"met"}
    judge = judge_for(opened.catalogue, subjects, opened.environment, ())
    by_id = {s.id: s for s in subjects}
    named = {(o.duty.rule, o.duty.unit) for o in owed_.values() if o.status == "scheduled" and o.form != "rolling"}
    return {
        rule: judge.finding(opened.catalogue.rules[rule], by_id[unit], as_of, horizon=0).raw
        for rule, unit in sorted(named)
        if rule != "drill.school.monthly"  # out of term on that day
    }


def hold(subject: Subject, plan: AnnualPlan, owed_: dict[str, Obligation], *, evaluated: bool) -> None:
    """Puts the planned drills of a unit on file."""
    rows = subject.children.setdefault("drills", [])
    for planned in plan.drills:
        for part in (p for p in planned.participations if p.unit == subject.id):
            refs = {owed_[o].plans_field: set[str]() for o in part.obligations if owed_[o].plans_field}
            for obligation in (owed_[o] for o in part.obligations if owed_[o].plans_field):
                refs[obligation.plans_field].add(obligation.duty.record)
            values: dict[str, Any] = {
                "drill_id": planned.id,
                "kind": planned.kinds[0],
                "also_exercised": frozenset(planned.kinds[1:]),
                "topics": frozenset(planned.topics),
                "mode": planned.mode,
                "features": frozenset(planned.features),
                "date": planned.day,
                **{field: frozenset(keys) for field, keys in refs.items()},
            }
            if evaluated:
                values["evaluated_on"] = planned.day + 30
            rows.append(Record(planned.id, planned.id, values, {}))
    assert rows, show_date(plan.made_on)
