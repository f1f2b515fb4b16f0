"""What screens say in place of codes, and of duties for which nothing was ever on file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from anwei.engine import services
from anwei.tui.jobs import labels, law, subject
from anwei.tui.jobs.never import never_held
from anwei.tui.jobs.office import Office
from anwei.tui.words import use
from anwei.tui.work import Setup

RULE = "drill.special-equipment"


@pytest.mark.parametrize(("lang", "none"), [("zh", "在案一次也没有"), ("en", "none on file")])
def test_where_nothing_was_ever_on_file_the_first_day_is_said_and_no_count(place: str, lang: str, none: str) -> None:
    use(lang)  # type: ignore[arg-type]
    office = Office(Setup(place))
    rule = office.law.rules[RULE]
    judge = services.judge_over(office.law, office.evidence, ())
    told = 0
    for unit in office.evidence.of_kind("enterprise"):
        finding = judge.finding(rule, unit, office.day)
        if finding.verdict.value != "fail" or finding.due_by is None or finding.due_by >= office.day:
            continue
        shown = " ".join(subject.card(office, "enterprise", unit.id, RULE).sections[0][1])
        assert (none in shown) == never_held(judge, finding)
        assert date.fromordinal(finding.due_by).isoformat() in shown or none not in shown
        told += none in shown
        drills = unit.children["drills"]
        real = replace(drills[0], values={**drills[0].values, "topics": frozenset({"lift"}), "date": office.day - 500})
        once = judge.finding(rule, replace(unit, children={**unit.children, "drills": [*drills, real]}), office.day)
        assert once.verdict.value == "fail" and not never_held(judge, once)  # late, but there is one on file
    assert told


def test_records_topics_and_values_are_named_by_their_labels(place: str) -> None:
    use("zh")
    office = Office(Setup(place))
    spec = office.law.vocabulary.subjects["enterprise"]
    assert labels.records(spec, "drills[D1]: x、nothing[1]") == "演练台账[D1]: x、nothing[1]"
    assert labels.without(("coverage:drills",), "是否填报（coverage:drills）；甲") == "是否填报；甲"
    told = dict(law.rule(office, "drill.urban-rail.topics"))
    assert "演练" in told["等级"] and "drill" not in told["等级"]
    assert "code=" not in told["参数"] and "(drill." not in told["参数"]
    assert "code=" not in " ".join(d.value for d in law.parameters(office))
    assert any(f.label.startswith("演练台账[") for f in subject.facts(office, "enterprise", "DEMO-E000001"))
