"""Waivers, overlays and dated parameters change verdicts exactly on their dates."""

from __future__ import annotations

from functools import cache

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from anwei.engine.catalogue.assess import judge_for
from anwei.engine.catalogue.testing import Case, subjects_of
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.parameters import FOREVER, Parameter
from anwei.engine.ir.rules import Exclusion, Extra, Rule, Waiver
from anwei.engine.ir.walk import walk
from anwei.engine.messages import Text
from anwei.engine.record.finding import Verdict
from anwei.engine.record.judge import Judge
from tests.conftest import opened_catalogue, shipped_cases

WAIVABLE = (Verdict.FAIL, Verdict.UNKNOWN)
NEVER_TRUE = ir.Compare("above", ir.Constant(0, ir.COUNT), ir.Constant(1, ir.COUNT))


def judges(
    case: Case, *, rule: Rule | None = None, parameter: Parameter | None = None, waivers: tuple[Waiver, ...] = ()
):
    """A judge for a case, with one thing changed."""
    opened = opened_catalogue()
    catalogue = msgspec.structs.replace(opened.catalogue)
    if rule is not None:
        catalogue.rules = {**catalogue.rules, rule.id: rule}
    if parameter is not None:
        catalogue.parameters = {**catalogue.parameters, parameter.name: parameter}
    return judge_for(catalogue, subjects_of(case, catalogue), opened.environment, waivers)


def verdict(judge: Judge, case: Case, day: int, rule: Rule | None = None) -> Verdict:
    catalogue = opened_catalogue().catalogue
    return judge.verdict(rule or catalogue.rules[case.rule], subjects_of(case, catalogue)[0], day)[0]


@settings(max_examples=150)
@given(data=st.data(), offset=st.integers(-40, 40), length=st.integers(0, 60))
def test_a_waiver_counts_on_its_days_and_no_others(data: st.DataObject, offset: int, length: int) -> None:
    case = data.draw(st.sampled_from(shipped_cases()))
    catalogue = opened_catalogue().catalogue
    rule, subject = catalogue.rules[case.rule], subjects_of(case, catalogue)[0]
    start, end = case.as_of + offset, case.as_of + offset + length
    waiver = Waiver(rule.id, subject.id, "停产检修", "县安委办", start, end)
    raw, waived = judges(case), judges(case, waivers=(waiver,))
    for day in (start - 1, start, (start + end) // 2, end, end + 1):
        plain, now = verdict(raw, case, day), verdict(waived, case, day)
        inside = start <= day <= end and plain in WAIVABLE
        assert now is (Verdict.WAIVED if inside else plain)
        finding = waived.finding(rule, subject, day, horizon=0)
        assert (finding.verdict, finding.raw) == (now, plain)


@settings(max_examples=60)
@given(data=st.data(), length=st.integers(1, 200))
def test_the_end_of_a_waiver_is_a_lapse_date(data: st.DataObject, length: int) -> None:
    case = data.draw(st.sampled_from([c for c in shipped_cases() if "fail" in str(c.expect.plain())]))
    catalogue = opened_catalogue().catalogue
    rule, subject = catalogue.rules[case.rule], subjects_of(case, catalogue)[0]
    assert verdict(judges(case), case, case.as_of) in WAIVABLE
    waiver = Waiver(rule.id, subject.id, "停产检修", "县安委办", case.as_of, case.as_of + length)
    finding = judges(case, waivers=(waiver,)).finding(rule, subject, case.as_of)
    assert finding.verdict is Verdict.WAIVED and finding.waiver == waiver
    assert finding.lapses_on is not None and finding.lapses_on <= case.as_of + length + 1


@cache
def cases_with_a_number() -> tuple[tuple[Case, str], ...]:
    """The cases of rules that read a national number as of the day, with its name."""
    catalogue = opened_catalogue().catalogue
    named = {
        rule.id: next(
            (
                n.name
                for n in walk(rule)
                if isinstance(n, ir.Param)
                and n.at is None
                and all(not v.division and v.kind == "number" for v in catalogue.parameters[n.name].values)
            ),
            "",
        )
        for rule in catalogue.rules.values()
    }
    return tuple((c, named[c.rule]) for c in shipped_cases() if named[c.rule])


@settings(max_examples=150)
@given(data=st.data(), ahead=st.integers(1, 400), step=st.sampled_from([-1, 1, 1000]))
def test_a_new_value_counts_from_its_first_day(data: st.DataObject, ahead: int, step: int) -> None:
    """Before the day every verdict is as it was; from it on, as if the value had always held."""
    case, name = data.draw(st.sampled_from(cases_with_a_number()))
    parameter = opened_catalogue().catalogue.parameters[name]
    newest = max(parameter.values, key=lambda v: v.start)
    day = case.as_of + ahead
    changed = msgspec.structs.replace(newest, start=day, end=FOREVER, amount=newest.amount + step)
    dated = msgspec.structs.replace(parameter, values=(*parameter.values, changed))
    always = msgspec.structs.replace(parameter, values=(msgspec.structs.replace(changed, start=1),))
    mixed = judges(case, parameter=dated)
    assert verdict(mixed, case, day - 1) is verdict(judges(case), case, day - 1)
    assert verdict(mixed, case, day) is verdict(judges(case, parameter=always), case, day)


def test_an_overlay_tightens_and_excludes_in_its_division_alone() -> None:
    """For one case of every rule: an impossible extra requirement, and an exclusion, inside and outside the area."""
    catalogue = opened_catalogue().catalogue
    first = {c.rule: c for c in reversed(shipped_cases())}
    checked = 0
    for case in first.values():
        rule, division = catalogue.rules[case.rule], subjects_of(case, catalogue)[0].division
        plain = verdict(judges(case), case, case.as_of)
        for area, inside in ((division or "11", bool(division)), ("98", False)):
            tight = msgspec.structs.replace(rule, extras=(Extra("o", area, (), NEVER_TRUE),))
            none = msgspec.structs.replace(rule, exclusions=(Exclusion("o", area, Text("例", "example")),))
            got = verdict(judges(case, rule=tight), case, case.as_of, tight)
            assert got is (Verdict.FAIL if inside and plain is Verdict.PASS else plain) or plain is Verdict.UNKNOWN
            excluded = verdict(judges(case, rule=none), case, case.as_of, none)
            assert excluded is (Verdict.NOT_APPLICABLE if inside else plain)
            checked += inside
    assert checked > 20
