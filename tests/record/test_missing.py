"""What an undecided verdict says is missing: two records where one may be are not called a missing one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from anwei.engine.catalogue.assess import assess
from anwei.engine.catalogue.testing import subjects_of
from anwei.engine.facts.subject import Record
from anwei.engine.messages import Lang
from anwei.engine.record.finding import Verdict
from anwei.engine.reports.view import View
from tests.conftest import opened_catalogue, shipped_cases


def line(record: Record, number: int, accrual: int) -> Record:
    return replace(record, path=f"fund_lines[{number}]", values={**record.values, "accrual": accrual})


@pytest.mark.parametrize(("lang", "words"), [("zh", "不止一条记录"), ("en", "more than one record")])
def test_two_records_for_one_are_said_to_be_two(lang: Lang, words: str) -> None:
    catalogue = opened_catalogue().catalogue
    case = next(c for c in shipped_cases() if "fund_lines" in str(c.given) and "machinery" in str(c.given))
    (subject, *_) = subjects_of(case, catalogue)
    (first,) = subject.children["fund_lines"]
    subject.children["fund_lines"] = [line(first, 0, 1), line(first, 1, 10**12)]
    (found,) = assess(catalogue, [subject], case.as_of, rules=[catalogue.rules[case.rule]]).findings
    assert found.verdict is Verdict.UNKNOWN and [m.kind for m in found.missing] == ["several"]
    assert (
        words in View(found, catalogue, lang).missing[0] and "缺少记录" not in View(found, catalogue, lang).missing[0]
    )
