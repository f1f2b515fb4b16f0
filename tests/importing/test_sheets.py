"""Tables are found among titles, merged headers, unit rows, totals and notes; columns are understood or reported."""

from __future__ import annotations

from typing import Any

import pytest

from anwei.engine.workspace.changes import SetRecord
from anwei.engine.workspace.importing.pipeline import Options
from anwei.engine.workspace.importing.problems import Kind, Level
from anwei.engine.workspace.importing.proposal import Outcome, Proposal
from tests.importing.messy import code, put, rows_of, township, workbook
from tests.importing.support import of_kind, proposed, shown

HEAD = ("企业名称", "统一社会信用代码", "职工人数")


def columns_of(proposal: Proposal) -> dict[str, str]:
    return {header: field for _, header, field, _ in proposal.sheets[0].columns}


def records(proposal: Proposal, table: str = "") -> list[SetRecord]:
    return [c for c in proposal.changes if isinstance(c, SetRecord) and c.table == table]


@pytest.fixture(scope="module")
def messy() -> Proposal:
    return proposed(workbook(("企业台账", township)), options=Options(division="341502"))


def test_the_header_is_found_below_titles_and_over_two_rows(messy: Proposal) -> None:
    (sheet,) = messy.sheets
    assert (sheet.kind, sheet.table, sheet.header_rows, sheet.rows) == ("enterprise", "", (3, 4), 4)
    assert columns_of(messy) == {
        "序号": "-",
        "企业 名称": "name",
        "统一社会信用代码": "credit_code",
        "行业": "sectors",
        "职工人数（人）": "employees",
        "年度营业收入（万元）": "revenue_last_year",
        "成立时间": "established_on",
        "安全生产许可证有效期至": "licence_until",
        "备注": "",
    }


def test_every_odd_cell_is_reported_with_its_fix(messy: Proposal) -> None:
    cells = {
        cell: (p.kind, p.level, p.fix)
        for p in messy.problems
        for cell in p.cells()
        if p.kind not in (Kind.ROW_LEFT_OUT, Kind.COLUMN_UNKNOWN)
    }
    assert cells == {
        "B7": (Kind.SPACES, Level.NOTE, "顺发木业有限公司"),
        "C7": (Kind.SPACES, Level.NOTE, code(3)),
        "C8": (Kind.CREDIT_CODE, Level.BAD, ""),
        "E6": (Kind.NUMBER_FORM, Level.NOTE, "85"),
        "E8": (Kind.NUMBER_WORDS, Level.FIX, "12人"),
        "F6": (Kind.NUMBER_FORM, Level.NOTE, "12005000"),
        "F7": (Kind.NUMBER_FORM, Level.NOTE, "8900000"),
        "G5": (Kind.DATE_FORM, Level.NOTE, "2012-03-05"),
        "G6": (Kind.DATE_FORM, Level.NOTE, "2015-08-01"),
        "G7": (Kind.DATE_FORM, Level.NOTE, "2016-01-01"),
        "H6": (Kind.DATE_FORM, Level.NOTE, "2027-01-31"),
        "H7": (Kind.DATE_YEAR, Level.FIX, "2026-03-05"),
        "H8": (Kind.PLACEHOLDER, Level.FIX, ""),
    }


def test_totals_and_notes_are_no_records_and_are_said_so(messy: Proposal) -> None:
    left = {next(p.cells()): p.code for p in of_kind(messy, Kind.ROW_LEFT_OUT)}
    assert left == {"A9": "IMP-025", "A10": "IMP-026", "A11": "IMP-026"}


def test_amounts_are_converted_from_the_unit_of_the_header(messy: Proposal) -> None:
    first = records(messy)[0]
    assert first.values["revenue_last_year"] == 3200 * 10_000 * 100  # fen
    assert first.cells["revenue_last_year"] == "企业台账!F5"


def test_every_message_exists_in_both_languages(messy: Proposal) -> None:
    for problem in messy.problems:
        for lang in ("zh", "en"):
            assert "{" not in problem.diagnostic().line(lang)  # type: ignore[arg-type]
            assert problem.diagnostic().help(lang)  # type: ignore[arg-type]


def test_a_row_of_units_and_one_of_column_numbers() -> None:
    data = workbook(
        (
            "表",
            rows_of(
                (*HEAD, "年产值"), (None, None, "（人）", "（万元）"), ("甲", "乙", 1, 2), ("宏达公司", code(1), 5, 7)
            ),
        )
    )
    proposal = proposed(data, options=Options(division="341502"))
    assert proposal.sheets[0].rows == 1
    assert records(proposal)[0].values["revenue_last_year"] == 7 * 10_000 * 100
    assert [p.code for p in of_kind(proposal, Kind.ROW_LEFT_OUT)] == ["IMP-027"]


def test_the_unit_in_the_title_counts_for_money_alone() -> None:
    head = ("企业名称", "信用代码", "职工人数", "营业收入")
    data = workbook(("表", rows_of(("企业情况（单位：万元）",), ("单位：万元",), head, ("宏达公司", code(1), 5, 7))))
    values = records(proposed(data))[0].values
    assert (values["employees"], values["revenue_last_year"]) == (5, 7_000_000)


def test_a_header_printed_again_is_no_record() -> None:
    data = workbook(("表", rows_of(HEAD, ("宏达公司", code(1), 5), HEAD, ("恒通机械", code(2), 6))))
    proposal = proposed(data)
    assert len(records(proposal)) == 2
    assert [shown(p)[1] for p in of_kind(proposal, Kind.ROW_LEFT_OUT)] == [["A3"]]


def test_a_company_whose_name_begins_like_a_total_is_a_record() -> None:
    data = workbook(("表", rows_of(HEAD, ("总计数器厂", code(1), 5), ("小计", None, 5), ("合计：", None, 5))))
    assert [r.values["name"] for r in records(proposed(data))] == ["总计数器厂"]


def test_hidden_sheets_and_sheets_without_a_table_are_noted() -> None:
    def hidden(book: Any, sheet: Any) -> None:
        put(sheet, 0, HEAD)
        put(sheet, 1, ("旧厂", code(9), 3))
        sheet.hide()

    data = workbook(
        ("台账", rows_of(HEAD, ("宏达公司", code(1), 5))), ("旧", hidden), ("说明", rows_of(("请于月底前上报",)))
    )
    proposal = proposed(data)
    assert [(p.level, p.code, p.sheet) for p in of_kind(proposal, Kind.SHEET)] == [
        (Level.NOTE, "IMP-020", "旧"),
        (Level.NOTE, "IMP-021", "说明"),
    ]
    assert len(records(proposal)) == 1 and proposal.ready


def test_a_workbook_without_any_table_is_refused_with_its_beginning() -> None:
    proposal = proposed(workbook(("说明", rows_of(("请于月底前上报",), ("联系人：王",)))))
    assert [(p.level, p.code) for p in proposal.open] == [(Level.BAD, "IMP-004")]
    assert "请于月底前上报" in proposal.open[0].diagnostic().line("zh")


def test_a_header_that_is_only_alike_is_a_guess_until_accepted() -> None:
    data = workbook(("表", rows_of((*HEAD, "安全生产许可证有效期截止时间点"), ("宏达公司", code(1), 5, "2027-01-31"))))
    waiting = proposed(data)
    (guess,) = of_kind(waiting, Kind.COLUMN_GUESS)
    assert guess.fix == "安全生产许可证有效期至" and not waiting.ready
    assert "licence_until" not in records(waiting)[0].values
    accepted = proposed(data, accept=(Kind.COLUMN_GUESS,))
    assert "licence_until" in records(accepted)[0].values and accepted.ready


def test_a_unit_that_does_not_convert_is_refused() -> None:
    data = workbook(("表", rows_of(("企业名称", "信用代码", "职工人数（吨）"), ("宏达公司", code(1), 5))))
    assert [p.code for p in of_kind(proposed(data), Kind.COLUMN_UNIT)] == ["IMP-008"]


def test_numbers_of_rows_are_no_ids() -> None:
    data = workbook(("表", rows_of(("编号", *HEAD), (1, "宏达公司", code(1), 5), (2, "恒通机械", code(2), 6))))
    proposal = proposed(data)
    assert [r.subject for r in records(proposal)] == [code(1), code(2)]
    assert "IMP-028" in [p.code for p in proposal.problems]


def test_merged_cells_stand_for_each_row_but_quantities_are_asked() -> None:
    def fill(book: Any, sheet: Any) -> None:
        put(sheet, 0, (*HEAD, "行业"))
        for row in (1, 2):
            put(sheet, row, (f"第{row}化工厂", code(row)))
        sheet.merge_range(1, 2, 2, 2, 40)
        sheet.merge_range(1, 3, 2, 3, "危险化学品")

    proposal = proposed(workbook(("表", fill)))
    assert [shown(p)[:2] for p in of_kind(proposal, Kind.MERGED)] == [(Level.FIX, ["C3"]), (Level.NOTE, ["D3"])]
    first, second = records(proposal)
    assert first.values["sectors"] == second.values["sectors"]
    assert (first.values["employees"], second.values.get("employees")) == (40, None)


def test_formulas_errors_and_percentages() -> None:
    def fill(book: Any, sheet: Any) -> None:
        put(sheet, 0, (*HEAD, "建筑高度"))
        put(sheet, 1, ("宏达公司", code(1)))
        sheet.write_formula(1, 2, "=2+3", None, 5)
        sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")

    proposal = proposed(workbook(("表", fill)))
    assert [shown(p) for p in of_kind(proposal, Kind.FORMULA)] == [(Level.FIX, ["C2"], "5", "5")]
    assert [shown(p)[:2] for p in of_kind(proposal, Kind.VALUE)] == [(Level.BAD, ["D2"])]
    assert records(proposed(workbook(("表", fill)), accept=(Kind.FORMULA,)))[0].values["employees"] == 5


def test_records_go_to_the_subject_they_name() -> None:
    people = rows_of(
        ("企业名称", "人员编号", "姓名", "主要岗位"),
        ("宏达公司", "P1", "王某", "主要负责人"),
        ("不知名厂", "P1", "李", None),
    )
    trainings = rows_of(("企业名称", "人员编号", "培训结束日期", "学时"), ("宏达公司", "P1", "2026.3.5", 12))
    subjects = rows_of(HEAD, ("宏达公司", code(1), 5))
    proposal = proposed(workbook(("培训记录", trainings), ("人员台账", people), ("企业", subjects)))
    assert {(s.sheet, s.table) for s in proposal.sheets} == {
        ("培训记录", "trainings"),
        ("人员台账", "people"),
        ("企业", ""),
    }
    assert [r.record for r in records(proposal, "people")] == [("P1",)]
    assert [r.record for r in records(proposal, "trainings")] == [("P1", "#+")]
    assert [p.code for p in proposal.open] == ["IMP-037"]
    assert proposal.counts()[Outcome.HELD] == 1


def test_a_record_without_a_known_owner_is_held_back() -> None:
    trainings = rows_of(("企业名称", "人员编号", "培训结束日期", "学时"), ("宏达公司", "P9", "2026.3.5", 12))
    proposal = proposed(workbook(("培训记录", trainings), ("企业", rows_of(HEAD, ("宏达公司", code(1), 5)))))
    assert [p.code for p in proposal.open] == ["IMP-041"]


def test_rows_that_contradict_each_other_are_reported_with_both_cells() -> None:
    data = workbook(("表", rows_of(HEAD, ("宏达公司", code(1), 5), ("宏达公司", code(1), 6))))
    proposal = proposed(data)
    (problem,) = of_kind(proposal, Kind.ROWS_DISAGREE)
    assert list(problem.cells()) == ["C3"] and "C2" in str(problem.params["where"])
    assert proposal.counts()[Outcome.CONFLICT] == 1
    assert "employees" not in records(proposal)[0].values
