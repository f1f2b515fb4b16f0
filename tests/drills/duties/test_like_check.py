"""Obligations say what check says: a closed period without a drill is its fail, an open one's last day its due date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from anwei.drills.duties.expand import Expander
from anwei.drills.duties.find import duties_of, has_duties
from anwei.drills.model import Obligation
from anwei.engine.api import Coverage, Finding, Opened, Record, Subject, Verdict
from anwei.engine.catalogue.assess import judge_for
from anwei.engine.catalogue.testing import Case, subjects_of
from anwei.engine.ir.rules import Rule

STILL = ("open", "due_soon")
YEARS_AHEAD = 4
LONGEST = {"month": 31, "quarter": 92, "half_year": 184}  # days between the ends of two periods


def around(opened: Opened, subject: Subject, population: Iterable[Subject], day: int, rule: Rule) -> list[Obligation]:
    """The obligations of one rule in the years around a day."""
    year = date.fromordinal(day).year
    found: dict[str, Obligation] = {}
    for y in range(year - 1, year + YEARS_AHEAD + 1):
        expander = Expander(opened.catalogue, opened.environment, y, day, population=population, waivers=())
        expander._rules = {subject.kind: [rule]}
        found |= {o.id: o for o in expander.unit(subject)}
    return sorted(found.values(), key=lambda o: o.last)


def latest_closed(obligations: Iterable[Obligation], day: int) -> list[Obligation]:
    """Of each duty the last period before a day; intervals and events whatever their day.

    A period that ended longer ago than periods last (a few days more or less) is history: another one is judged now.
    """
    periods: dict[str, Obligation] = {}
    others = []
    for o in obligations:
        if o.form in ("rolling", "triggered"):
            others.append(o)
        elif o.last and o.last < day <= o.last + LONGEST.get(o.form, 370):
            periods[o.duty.key] = o
    return [*periods.values(), *others]


def agrees(finding: Finding, obligations: list[Obligation], day: int) -> None:
    """The verdict and due date of a finding against the obligations of its rule."""
    judged = latest_closed(obligations, day)
    states = {o.status for o in obligations}
    if finding.raw is Verdict.FAIL:
        # with no drill on file at all a duty fails whatever its period, also while the source sets none
        assert any(o.status == "overdue" for o in judged) or "not_set" in states
    elif finding.raw is Verdict.PASS:
        assert not any(o.status in ("overdue", "not_set") for o in judged)
    elif finding.raw is Verdict.NOT_APPLICABLE:
        assert not any(o.status == "overdue" for o in judged)
    else:
        assert states & {"unknown", "not_set"} or not obligations
    if finding.raw not in (Verdict.FAIL, Verdict.PASS) or states & {"unknown", "not_set"} or finding.due_by is None:
        return
    dues = [o.last for o in obligations if o.status in STILL and o.last >= day]
    dues += [o.last for o in obligations if o.status == "overdue" and o.form in ("rolling", "triggered")]
    if finding.due_by <= date(date.fromordinal(day).year + YEARS_AHEAD, 12, 31).toordinal():
        assert min(dues) == finding.due_by


def drill_cases(opened: Opened, cases: Iterable[Case]) -> list[Case]:
    """The shipped cases of rules whose requirement is drill duties alone."""
    return [c for c in cases if has_duties(opened.catalogue.rules[c.rule])]


def test_every_shipped_case_of_a_drill_duty_agrees(opened: Opened, cases: tuple[Case, ...]) -> None:
    mine = drill_cases(opened, cases)
    assert len(mine) > 300
    for case in mine:
        subjects = subjects_of(case, opened.catalogue)
        rule = opened.catalogue.rules[case.rule]
        judge = judge_for(opened.catalogue, subjects, opened.environment, ())
        finding = judge.finding(rule, subjects[0], case.as_of, horizon=0)
        try:
            agrees(finding, around(opened, subjects[0], subjects, case.as_of, rule), case.as_of)
        except (AssertionError, ValueError) as error:
            raise AssertionError(f"{case.rule} {case.name} {case.place}: {finding.raw} {finding.due_by}") from error


DAYS = st.integers(date(2024, 1, 1).toordinal(), date(2027, 12, 31).toordinal())
KINDS = st.sampled_from(["comprehensive", "special", "on_site", "single"])


@st.composite
def enterprises(draw: st.DrawFn) -> Subject:
    """An enterprise of Shandong or Anhui with plans and drills on file."""
    plans = [
        Record(f"X{i}", f"X{i}", {"plan_id": f"X{i}", "kind": draw(KINDS), "approved_on": draw(DAYS)}, {})
        for i in range(draw(st.integers(0, 3)))
    ]
    keys = [p.key for p in plans]
    drills = []
    for i in range(draw(st.integers(0, 5))):
        named = frozenset(draw(st.sets(st.sampled_from(keys)))) if keys else frozenset()
        topics = frozenset(draw(st.sets(st.sampled_from(["fire", "evacuation", "flood", "lift"]), max_size=2)))
        values = {"drill_id": f"D{i}", "kind": draw(KINDS), "date": draw(DAYS), "plans": named, "topics": topics}
        drills.append(Record(f"D{i}", f"D{i}", {**values, "also_exercised": frozenset(), "record_kept": True}, {}))
    sectors = frozenset(draw(st.sets(st.sampled_from(["machinery", "mine", "crowded_place"]), min_size=1)))
    values = {"id": "E-1", "name": "E", "division": draw(st.sampled_from(["370100", "341600"])), "sectors": sectors}
    values |= {"fire_unit_class": draw(st.sampled_from(["key", "general"])), "has_major_hazard_source": False}
    tables = {"plans": plans, "drills": drills}
    complete = dict.fromkeys(tables, Coverage.COMPLETE)
    return Subject("", "E-1", values, tables, kind="enterprise", coverage=complete)


@settings(max_examples=60, deadline=None)
@given(subject=enterprises(), day=DAYS)
def test_random_enterprises_agree(opened: Opened, subject: Subject, day: int) -> None:
    judge = judge_for(opened.catalogue, [subject], opened.environment, ())
    for rule in opened.catalogue.rules_for("enterprise", subject.division):
        if duties_of(rule, subject.division) and rule.id != "drill.urban-rail.topics":
            finding = judge.finding(rule, subject, day, horizon=0)
            agrees(finding, around(opened, subject, [subject], day, rule), day)
