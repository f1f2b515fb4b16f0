"""Gaps say who and what: the records counted, the alternatives there are, and the totals that a remedy means."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from anwei.engine.catalogue.assess import assess
from anwei.engine.catalogue.files import read_sources
from anwei.engine.catalogue.load import compile_catalogue
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.facts.subject import Coverage, Subject
from anwei.engine.messages import Lang
from anwei.engine.record.finding import Finding
from anwei.engine.reports import writer
from anwei.engine.reports.handouts.veil import Veil
from anwei.engine.reports.view import MAX_RECORDS, Report
from tests.reports.golden import AS_OF, HERE, subjects

LAW = """
ruleset: tiny.people
title: {zh: 人员, en: People}
version: "1"
subject: workshop
rules:
  - id: people.uncertified
    title: {zh: 持证, en: Certificates}
    severity: minor
    cites: [{law: tiny-law}]
    measures:
      short: {label: {zh: 无证人数, en: without}, count: staff, where: {fact: certificate_until, before: as_of}}
    require: {measure: short, at_most: 0}
    remedy: {zh: "补办 {short}", en: "Get {short}"}
    evidence: {zh: 证, en: card}
  - id: people.share
    title: {zh: 持证率, en: Share certified}
    severity: minor
    cites: [{law: tiny-law}]
    measures:
      certified: {share: workshop, satisfies: {fact: stores_powder, is: false}}
    require: {measure: certified, at_least: {param: tiny.share}}
    remedy: {zh: 补办, en: Get them}
    evidence: {zh: 证, en: card}
  - id: people.either
    title: {zh: 证或岗, en: Card or post}
    severity: minor
    cites: [{law: tiny-law}]
    require:
      every: staff
      satisfies: {any: [{fact: certificate_until, on_or_after: as_of}, {fact: role, is: worker}]}
      if_none: pass
    remedy: {zh: 补办, en: Get them}
    evidence: {zh: 证, en: card}
  - id: people.limits
    title: {zh: 限额, en: Limits}
    severity: minor
    cites: [{law: tiny-law}]
    measures:
      required: {label: {zh: 合计, en: total}, sum: covers, of: limit}
    require: {every: covers, satisfies: {fact: limit, at_least: {param: tiny.limit}}, if_none: pass}
    remedy: {zh: "合计 {required}，差 {shortfall}", en: "{required} in all, short by {shortfall} {{once}}"}
    evidence: {zh: 保单, en: policy}
"""


@cache
def law() -> Catalogue:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "people.yaml"
        path.write_text(LAW, encoding="utf-8")
        diagnostics = Diagnostics()
        catalogue = compile_catalogue(read_sources([HERE / "tiny.yaml", path], diagnostics, HERE), diagnostics)
    diagnostics.raise_errors()
    return catalogue


def workshop(ended: int, valid: int = 0) -> Subject:
    """A workshop with so many guards whose certificate ended, and so many whose is valid."""
    found = subjects("subjects.yaml")[0]
    template = found.children["staff"][0]
    days = [AS_OF - 1] * ended + [AS_OF + 1] * valid
    found.children["staff"] = [
        replace(template, path=f"staff[X{n}]", key=f"X{n}", values={**template.values, "certificate_until": day})
        for n, day in enumerate(days, 1)
    ]
    return found


def report(rule: str, subject: Subject, lang: Lang = "zh", *, explain: bool = False) -> Report:
    return Report(assess(law(), [subject], AS_OF, rules=[law().rules[rule]]), law(), lang, explain=explain)


def finding(rule: str, subject: Subject) -> Finding:
    return report(rule, subject).assessment.findings[0]


def test_a_count_that_is_too_high_names_what_it_counts() -> None:
    (gap,) = finding("people.uncertified", workshop(2, 3)).gaps
    assert gap.records == ("staff[X1]", "staff[X2]")
    said = report("people.uncertified", workshop(2, 3)).views()[0].gaps
    assert said == ["无证人数不超过0；实际 2，要求 0；超出 2；涉及 staff[X1]、staff[X2]"]


def test_what_may_or_may_not_count_is_not_named() -> None:
    subject = workshop(2)
    subject.children["staff"][0].values["certificate_until"] = None
    (gap,) = finding("people.uncertified", subject).gaps
    assert gap.records == ("staff[X2]",)


def test_a_share_that_is_too_low_names_those_that_lack() -> None:
    first, second = subjects("subjects.yaml")
    second.values["division"] = first.division
    first.coverage["workshop"] = Coverage.COMPLETE
    found = assess(law(), [first], AS_OF, rules=[law().rules["people.share"]], population=[first, second])
    assert [g.records for g in found.findings[0].gaps] == [("workshop:W-1",)]


@pytest.mark.parametrize("name", ["text", "html", "md", "csv", "junit"])
def test_long_lists_say_how_many_more_there_are_and_explanations_have_them_all(name: str) -> None:
    def said(subject: Subject, *, explain: bool) -> str:
        return "".join(writer(name)(report("people.uncertified", subject, explain=explain)).split()).replace("\\", "")

    short, whole = (said(workshop(MAX_RECORDS + 5), explain=e) for e in (False, True))
    assert f"staff[X{MAX_RECORDS}]、……另有5项" in short and f"staff[X{MAX_RECORDS + 1}]" not in short
    assert f"staff[X{MAX_RECORDS + 5}]" in whole and "另有" not in whole


def test_programs_get_every_record() -> None:
    data = json.loads(writer("json")(report("people.uncertified", workshop(40))))
    assert data["findings"][0]["gaps"][0]["records"] == [f"staff[X{n}]" for n in range(1, 41)]


def test_explanations_list_every_gap() -> None:
    def broken(*, explain: bool) -> str:
        return writer("text")(report("people.either", workshop(20), explain=explain))

    assert "staff[X20]" not in broken(explain=False) and "……另有 14 项" in broken(explain=False)
    assert "staff[X20]" in broken(explain=True) and "另有" not in broken(explain=True)


def test_alternatives_are_said_to_be_alternatives() -> None:
    (text,) = report("people.either", workshop(1)).views()[0].gaps
    assert text.startswith("staff[X1]: 以下满足一项即可：（1）证书有效期至不早于检查日；实际 2026-11-20")
    assert text.endswith("；（2）未满足「岗位为工人」") and text.count("staff[X1]") == 1
    data: dict[str, Any] = json.loads(writer("json")(report("people.either", workshop(2))))
    gaps = [(g["record"], g["option"]) for g in data["findings"][0]["gaps"]]
    assert gaps == [("staff[X1]", 1), ("staff[X1]", 2), ("staff[X2]", 1), ("staff[X2]", 2)]


def test_a_remedy_means_the_measure_of_that_name() -> None:
    """The gap is that of one policy (300,000 of 500,000), the total that of both."""
    view = report("people.limits", workshop(0), "en").views()[0]
    assert view.remedy == "700,000 CNY in all, short by 100,000 CNY {once}"


def test_records_are_named_as_masked_papers_name_them() -> None:
    catalogue = law()
    spec = catalogue.vocabulary.subjects["workshop"].tables["staff"]
    before = spec.fields["staff_id"]
    spec.fields["staff_id"] = replace(before, personal=True)
    try:
        subject = workshop(2)
        (gap,) = Veil(subject, catalogue.vocabulary).finding(finding("people.uncertified", subject)).gaps
        assert gap.records == ("staff[1]", "staff[2]")
    finally:
        spec.fields["staff_id"] = before
