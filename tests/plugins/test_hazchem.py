"""The hazardous chemicals plugin: its measure, its report, its command."""

from __future__ import annotations

from datetime import date
from math import inf

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from anwei.engine.api import FOREVER, Assessment, Bounds, Catalogue, Diagnostics, Text, assess, exactly, read_subject
from anwei.engine.documents.nodes import parse_documents
from anwei.plugins.hazchem.board import write_board
from anwei.plugins.hazchem.command import KINDS, Term, keep_until, terms, windows
from anwei.plugins.hazchem.retention import days_short, kept_until
from tests.conftest import opened_catalogue


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


# -- the measure ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "years", "last"),
    [
        ("2025-03-01", 1, "2026-03-01"),
        ("2024-02-29", 1, "2025-02-28"),
        ("2024-02-29", 4, "2028-02-29"),
        ("2023-02-28", 1, "2024-02-28"),
        ("2026-05-10", 3, "2029-05-10"),
        ("2026-05-10", 0, "2026-05-10"),
    ],
)
def test_last_day_of_the_term(entry: str, years: int, last: str) -> None:
    assert kept_until(day(entry), years) == day(last)


@pytest.mark.parametrize(
    ("destroyed", "short"),
    [
        ("2026-03-01", 1),
        ("2026-03-02", 0),
        ("2025-03-01", 366),
        ("2030-01-01", 0),
    ],
)
def test_days_destroyed_too_early(destroyed: str, short: int) -> None:
    assert days_short(exactly(day("2025-03-01")), exactly(day(destroyed)), exactly(1)) == exactly(short)


def test_days_short_of_what_is_not_known() -> None:
    entry, anything = exactly(day("2025-03-01")), Bounds(-inf, inf)
    assert days_short(entry, anything, exactly(1)) == Bounds(0, inf)
    assert days_short(entry, exactly(day("2026-04-01")), Bounds(1, 3)) == Bounds(0, 701)
    assert days_short(anything, exactly(day("2026-04-01")), exactly(1)) == Bounds(0, inf)


days_ = st.integers(day("2000-01-01"), day("2040-01-01"))


@given(days_, days_, st.integers(0, 9), st.integers(0, 400), st.integers(0, 400), st.integers(0, 3))
def test_days_short_is_sound(entry: int, gone: int, years: int, before: int, after: int, more: int) -> None:
    exact = days_short(exactly(entry), exactly(gone), exactly(years))
    terms_ = Bounds(max(0, years - more), years + more)
    wide = days_short(Bounds(entry - before, entry + after), Bounds(gone - after, gone + before), terms_)
    assert exact.exact
    assert wide.low <= exact.low <= wide.high


# -- the command ----------------------------------------------------------------------------------------------------

LAW = Text("法", "law")


@given(st.integers(day("2010-01-01"), day("2030-01-01")), st.integers(0, 4), st.integers(0, 4))
def test_windows_agree_with_the_measure(entry: int, old: int, new: int) -> None:
    """A day lies in a window exactly when the term of that day has run out."""
    switch = day("2026-05-01")
    found = windows([Term(day("2013-12-07"), switch - 1, old, LAW), Term(switch, FOREVER, new, LAW)], entry)
    for gone in range(max(entry, day("2013-12-07")), entry + 1900, 37):
        term = exactly(old if gone < switch else new)
        lawful = days_short(exactly(entry), exactly(gone), term).low == 0
        assert lawful == any(w.first <= gone <= w.last for w in found), date.fromordinal(gone)


def test_terms_of_the_shipped_parameters() -> None:
    catalogue = opened_catalogue().catalogue
    assert [(t.start, t.end, t.years) for t in terms(catalogue, KINDS["sale"])] == [
        (day("2013-12-07"), day("2026-04-30"), 1),
        (day("2026-05-01"), FOREVER, 3),
    ]
    assert [t.years for t in terms(catalogue, KINDS["container"])] == [2, 3]
    assert [t.years for t in terms(catalogue, KINDS["custody"])] == [3]


@pytest.mark.parametrize(
    ("args", "lines"),
    [
        (
            ["sale", "2025-03-01"],
            [
                "2026-03-02 至 2026-04-30 可销毁（保存 1 年，《危险化学品安全管理条例（2013年修订）》第41条）",
                "2028-03-02 起可销毁（保存 3 年，《中华人民共和国危险化学品安全法》第61条）",
            ],
        ),
        (["sale", "2025.5.1"], ["2028-05-02 起可销毁（保存 3 年，《中华人民共和国危险化学品安全法》第61条）"]),
        (["custody", "2026-06-01"], ["2029-06-02 起可销毁（保存 3 年，《中华人民共和国危险化学品安全法》第41条）"]),
    ],
)
def test_keep_until(args: list[str], lines: list[str]) -> None:
    result = CliRunner().invoke(keep_until, args)
    assert (result.exit_code, result.output.splitlines()) == (0, lines)


def test_keep_until_refuses_what_is_no_date() -> None:
    result = CliRunner().invoke(keep_until, ["sale", "soon"])
    assert result.exit_code == 2
    assert "不是日期：soon" in result.output


# -- the board ------------------------------------------------------------------------------------------------------

UNIT = """
subject: enterprise
id: E-1
name: "甲|乙化工"
division: "341502"
facts: {sectors: [hazchem_production], has_major_hazard_source: true}
tables:
  hazard_sources:
    - {source_id: S1, name: "罐区*一*", class: class_2, principal_guarantor: 张某, technical_guarantor: 李某,
       operation_guarantor: 王某, filed_on: 2024-01-05}
    - {source_id: S2, technical_guarantor: 李某}
coverage: {hazard_sources: complete}
"""


def assessment(catalogue: Catalogue, text: str = UNIT) -> Assessment:
    diagnostics = Diagnostics()
    subjects = [read_subject(n, catalogue.vocabulary, diagnostics) for n in parse_documents(text.encode(), "unit.yaml")]
    assert not diagnostics.items
    return assess(catalogue, [s for s in subjects if s], day("2026-11-21"), environment=opened_catalogue().environment)


def test_board_in_chinese() -> None:
    lines = write_board(assessment(opened_catalogue().catalogue), "zh").splitlines()
    assert lines[:8] == [
        "# 重大危险源安全包保公示",
        "",
        "截至 2026-11-21",
        "",
        "## 甲\\|乙化工 (E-1)",
        "",
        "| 危险源 | 级别 | 主要负责人 | 技术负责人 | 操作负责人 | 应急管理部门备案 | 消防救援机构备案 |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    assert lines[8:10] == [
        "| 罐区\\*一\\* | 二级 | 张某 | 李某 | 王某 | 2024-01-05 | — |",
        "| S2 | — | — | 李某 | — | — | — |",
    ]
    assert "- 重大危险源三级包保" in lines


def test_board_in_english_and_without_sources() -> None:
    catalogue = opened_catalogue().catalogue
    assert "| Source | Class | Principal |" in write_board(assessment(catalogue), "en")
    none = assessment(catalogue, "subject: enterprise\nid: E-2\ndivision: '341502'\n")
    assert write_board(none, "en") == (
        "# Major hazard sources and their guarantors\n\nas of 2026-11-21\n\n"
        "No unit with a registered major hazard source.\n"
    )
