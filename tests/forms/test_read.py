"""What people do to a form in Excel: accepted where the meaning is plain, refused at the cell where it is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest

from anwei.engine.documents.diagnostics import AnweiError, Diagnostics
from anwei.engine.facts.subject import Coverage, Subject
from anwei.engine.facts.values import BLANK, Value, parse_date
from anwei.engine.forms.needs import Needs, everything
from anwei.engine.forms.read import read_workbook_bytes
from anwei.engine.forms.write import FormOptions, write_form, write_subject
from tests.forms.support import column, edited, fact_row, small_vocabulary, subject_of

SUBJECT = """
subject: plant
id: P-1
name: 示例工厂
division: "341502"
facts: {sectors: [mine], people: 120, rate: 15 %, opened_on: 2020-01-01, open: true}
tables:
  shops:
    - {shop_id: S1, kind: lists, near: [S2], lines: [{number: 1, stops: [{from: 2026-03-05}]}, {number: 2}]}
    - {shop_id: S2, kind: maps}
  days: [{day: 2026-03-05, output: 1.5}]
  loose: [{what: 甲}]
coverage: {shops: complete, lines: complete, town: partial}
"""


def read(data: bytes) -> tuple[list[str], Subject | None]:
    """Every problem as ``code place``, and the subject."""
    diagnostics = Diagnostics()
    try:
        found = read_workbook_bytes(data, "采集表.xlsx", small_vocabulary(), diagnostics)
    except AnweiError as error:
        return [f"{d.code} {d.place}" for d in error.diagnostics], None
    return [f"{d.code} {d.place}" for d in diagnostics.items if d.code not in ("INP-027", "INP-030")], found[0]


def form() -> bytes:
    vocabulary = small_vocabulary()
    return write_subject(subject_of(SUBJECT, vocabulary), vocabulary, everything(vocabulary.subjects["plant"]))


def put(sheet: str, cell: str, value: object, number_format: str = "") -> Callable[[Any], None]:
    def change(book: Any) -> None:
        target = book[sheet][cell]
        target.value = value
        if number_format:
            target.number_format = number_format

    return change


def fact(name: str, value: object, number_format: str = "") -> Callable[[Any], None]:
    return lambda book: put("基本情况", f"D{fact_row(book['基本情况'], name)}", value, number_format)(book)


def read_fact(name: str, value: object, number_format: str = "") -> tuple[list[str], Value]:
    problems, subject = read(edited(form(), fact(name, value, number_format)))
    assert subject is not None
    return problems, subject.values.get(name)


def day(text: str) -> int:
    return parse_date(text)


ACCEPTED = [
    ("people", 130, "", 130),
    ("people", "130", "", 130),
    ("people", "１３０", "", 130),
    ("people", 130.0, "", 130),
    ("people", "1,300 人", "", 1300),
    ("people", "不详", "", None),
    ("people", "?", "", None),
    ("people", " ", "", None),
    ("rate", 15, "", 1500),
    ("rate", "15%", "", 1500),
    ("rate", "15 ％", "", 1500),
    ("rate", 0.15, "0%", 1500),
    ("rate", 0.1525, "0.00%", 1525),
    ("rate", 15, '0"%"', 1500),
    ("rate", 15, r"0\%", 1500),
    ("budget", 1234567890123.45, "", 123456789012345),
    ("budget", "3200 万元", "", 3200000000),
    ("budget", -0.1, "", -10),
    ("area", 2.5, "", 250000000),
    ("weight", "1.5 吨", "", 1500000),
    ("opened_on", date(2026, 3, 5), "", day("2026-03-05")),
    ("opened_on", datetime.combine(date(2026, 3, 5), time(8, 30)), "", day("2026-03-05")),
    ("opened_on", "2026.3.5", "", day("2026-03-05")),
    ("opened_on", "2026年3月5日", "", day("2026-03-05")),
    ("opened_on", "２０２６/３/５", "", day("2026-03-05")),
    ("opened_on", 20260305, "", day("2026-03-05")),
    ("opened_on", 20260305, "yyyy-mm-dd", day("2026-03-05")),
    ("opened_on", 46086, "yyyy/m/d", day("2026-03-05")),
    ("opened_on", "1905-07-18", "", day("1905-07-18")),
    ("opened_on", 46086, "General", day("2026-03-05")),
    ("opened_on", 46086.75, "General", day("2026-03-05")),
    ("opened_on", date(2026, 3, 5), 'yyyy"年"m"月"d"日"', day("2026-03-05")),
    ("opened_on", date(2026, 3, 5), "d-mmm-yy", day("2026-03-05")),
    ("closed_on", None, "", BLANK),
    ("closed_on", "不详", "", None),
    ("open", True, "", True),
    ("open", "否", "", False),
    ("open", 1, "", True),
    ("open", "√", "", True),
    ("sectors", "矿山、商贸", "", frozenset({"mine", "trade"})),
    ("sectors", "coal_mine", "", frozenset({"coal_mine"})),
    ("sectors", "矿山，商贸；煤矿", "", frozenset({"mine", "trade", "coal_mine"})),
    ("sectors", "无", "", frozenset()),
    ("papers", "目录、清单", "", frozenset({"lists"})),
    ("papers", "目录、目录、清单", "", frozenset({"lists", "catalogue"})),
    ("papers", "风险图/疏散图、目录", "", frozenset({"maps", "catalogue"})),
    ("papers", "无", "", frozenset({"nothing"})),
    ("note", 341502, "", "341502"),
    ("note", 1.5, "", "1.5"),
    ("note", True, "", "TRUE"),
    ("note", "=1+1 ", "@", "=1+1"),
    ("name", "  示例  ", "", "示例"),
    ("division", 341502, "", "341502"),
]


@pytest.mark.parametrize(("name", "value", "number_format", "held"), ACCEPTED, ids=range(len(ACCEPTED)))
def test_what_is_accepted(name: str, value: object, number_format: str, held: Value) -> None:
    def change(book: Any) -> None:
        fact(name, value, number_format)(book)
        if value == "=1+1 ":  # as text, which is what a cell formatted as text makes of it
            book["基本情况"][f"D{fact_row(book['基本情况'], name)}"].data_type = "s"

    problems, subject = read(edited(form(), change))
    assert problems == []
    assert subject is not None
    assert subject.values.get(name) == held
    assert type(subject.values.get(name)) is type(held)


REFUSED = [
    ("people", "=1+1", "", "XLS-011"),
    ("people", "#N/A", "", "XLS-012"),
    ("people", "#DIV/0!", "", "XLS-012"),
    ("people", "许多", "", "INP-024"),
    ("people", 1.5, "", "INP-024"),
    ("people", -1, "", "INP-024"),
    ("people", True, "", "INP-024"),
    ("people", date(2026, 3, 5), "", "INP-024"),
    ("people", "15 t", "", "INP-024"),
    ("people", 0.15, "0%", "INP-024"),
    ("people", 1e300, "", "INP-024"),
    ("people", "9" * 40, "", "INP-024"),
    ("rate", 15.123, "", "INP-024"),
    ("rate", 101, "", "INP-024"),
    ("opened_on", "3月5日", "", "INP-024"),
    ("opened_on", "2026-02-30", "", "INP-024"),
    ("opened_on", 2026, "", "INP-024"),
    ("opened_on", 2026, "yyyy-mm-dd", "INP-024"),
    ("opened_on", 0.5, "yyyy-mm-dd", "INP-024"),
    ("opened_on", time(8, 30), "", "INP-024"),
    ("opened_on", -5, "", "INP-024"),
    ("opened_on", 10**9, "", "INP-024"),
    ("opened_on", date(2026, 11, 1), 'yyyy"年"m"月"', "XLS-026"),
    ("opened_on", date(2026, 11, 1), "[$-409]mmm-yy;@", "XLS-026"),
    ("opened_on", date(2026, 11, 1), "mmm-yy", "XLS-026"),
    ("open", "也许", "", "INP-024"),
    ("sectors", "矿山、采掘", "", "INP-024"),
    ("division", "六安", "", "INP-024"),
    ("note", date(2026, 3, 5), "", "XLS-017"),
    ("note", time(8, 30), "", "XLS-017"),
    ("note", 123456789012345678, "", "XLS-016"),
    ("id", None, "", "XLS-024"),
    ("id", "不详", "", "XLS-024"),
]


@pytest.mark.parametrize(("name", "value", "number_format", "code"), REFUSED, ids=lambda v: str(v)[:20])
def test_what_is_refused(name: str, value: object, number_format: str, code: str) -> None:
    data = edited(form(), fact(name, value, number_format))
    row = next(i for i in range(4, 40) if read_name(data, i) == name)
    assert read(data)[0] == [f"{code} 采集表.xlsx › 基本情况!D{row}"]


def read_name(data: bytes, row: int) -> object:
    import io

    import openpyxl

    return openpyxl.load_workbook(io.BytesIO(data))["基本情况"].cell(row, 1).value


def test_a_date_without_a_year_says_so() -> None:
    diagnostics = Diagnostics()
    data = edited(form(), fact("opened_on", "3月5日"))
    read_workbook_bytes(data, "采集表.xlsx", small_vocabulary(), diagnostics)
    lines = [d.line("zh") for d in diagnostics.errors]
    assert lines == ["采集表.xlsx › 基本情况!D16: INP-024 开业日期（opened_on）：日期缺少年份：「3月5日」"]
    assert "date without a year" in diagnostics.errors[0].line("en")


def merge(book: Any) -> None:
    book["车间"].merge_cells("C5:C6")


def huge_merge(book: Any) -> None:
    book["车间"].merged_cells.add("A5:XFD1048576")


def delete_sheet(book: Any) -> None:
    del book["停机"]


def rename_sheet(book: Any) -> None:
    book["停机"].title = "停机表"


def scratch(book: Any) -> None:
    book.create_sheet("草稿")["B2"] = "记一笔"


def unknown_column(book: Any) -> None:
    sheet = book["车间"]
    sheet.cell(4, 9).value = "车间备注"
    sheet.cell(5, 9).value = "很好"


def note_aside(book: Any) -> None:
    book["车间"].cell(6, 9).value = "很好"


def double_column(book: Any) -> None:
    book["车间"].cell(3, 4).value = "shop_id"


def delete_column(book: Any) -> None:
    book["车间"].delete_cols(column(book["车间"], "near"))


def delete_names(book: Any) -> None:
    book["车间"].delete_rows(3)


def delete_labels(book: Any) -> None:
    book["车间"].delete_rows(4)


def insert_above(book: Any) -> None:
    book["车间"].insert_rows(3)
    book["车间"]["A3"] = "单位：示例工厂"


def wrong_owner(book: Any) -> None:
    book["生产线"].cell(6, 1).value = "S9"


def no_owner(book: Any) -> None:
    book["生产线"].cell(6, 1).value = None


def double_key(book: Any) -> None:
    book["车间"].cell(6, 1).value = "S1"


def wrong_coverage(book: Any) -> None:
    book["车间"]["B2"] = "差不多"


def wrong_other_coverage(book: Any) -> None:
    sheet = book["基本情况"]
    sheet[f"D{fact_row(sheet, 'coverage:town')}"] = "差不多"


def unknown_fact(book: Any) -> None:
    sheet = book["基本情况"]
    sheet["A40"], sheet["D40"] = "peopel", 5


def nameless_fact(book: Any) -> None:
    book["基本情况"]["D40"] = 5


def delete_fact(book: Any) -> None:
    sheet = book["基本情况"]
    sheet.delete_rows(fact_row(sheet, "people"))


def no_manifest(book: Any) -> None:
    del book["_anwei"]


def other_layout(book: Any) -> None:
    book["_anwei"]["B1"] = "99"


def unknown_kind(book: Any) -> None:
    book["_anwei"]["B2"] = "plants"


def other_vocabulary(book: Any) -> None:
    book["_anwei"]["B3"] = "000000000000"


def all_at_once(book: Any) -> None:
    fact("people", "许多")(book)
    put("车间", "C5", "=A1")(book)
    put("日报", "A5", "3月5日")(book)


CHANGES: list[tuple[Callable[[Any], None], list[str]]] = [
    (merge, ["XLS-010 采集表.xlsx › 车间!C5"]),
    (huge_merge, ["XLS-010 采集表.xlsx › 车间!A5"]),
    (delete_sheet, ["XLS-008 采集表.xlsx › 停机"]),
    (rename_sheet, ["XLS-008 采集表.xlsx › 停机", "XLS-009 采集表.xlsx › 停机表"]),
    (scratch, ["XLS-009 采集表.xlsx › 草稿"]),
    (unknown_column, ["INP-023 采集表.xlsx › 车间!I4"]),
    (note_aside, ["XLS-015 采集表.xlsx › 车间!I6"]),
    (double_column, ["XLS-013 采集表.xlsx › 车间!D4"]),
    (delete_column, ["XLS-014 采集表.xlsx › 车间"]),
    (delete_names, ["XLS-023 采集表.xlsx › 车间!A3"]),
    (delete_labels, ["XLS-023 采集表.xlsx › 车间!A3"]),
    (insert_above, ["XLS-023 采集表.xlsx › 车间!A3"]),
    (wrong_owner, ["XLS-018 采集表.xlsx › 生产线!A6"]),
    (no_owner, ["XLS-018 采集表.xlsx › 生产线!A6"]),
    (
        double_key,
        [
            "XLS-019 采集表.xlsx › 生产线!A5",
            "XLS-019 采集表.xlsx › 生产线!A6",
            "INP-022 采集表.xlsx › 车间!A6",
            "INP-031 采集表.xlsx › 车间!C5",
        ],
    ),
    (wrong_coverage, ["INP-021 采集表.xlsx › 车间!B2"]),
    (wrong_other_coverage, ["INP-021 采集表.xlsx › 基本情况!D21"]),
    (unknown_fact, ["INP-023 采集表.xlsx › 基本情况!D40"]),
    (nameless_fact, ["XLS-015 采集表.xlsx › 基本情况!D40"]),
    (delete_fact, ["XLS-014 采集表.xlsx › 基本情况"]),
    (no_manifest, ["XLS-007 采集表.xlsx"]),
    (other_layout, ["XLS-022 采集表.xlsx"]),
    (unknown_kind, ["RUL-022 采集表.xlsx"]),
    (other_vocabulary, ["XLS-021 采集表.xlsx"]),
    (
        all_at_once,
        [
            "INP-024 采集表.xlsx › 基本情况!D10",
            "INP-024 采集表.xlsx › 日报!A5",
            "XLS-011 采集表.xlsx › 车间!C5",
        ],
    ),
]


@pytest.mark.parametrize(("change", "expected"), CHANGES, ids=lambda v: getattr(v, "__name__", ""))
def test_what_happens_to_forms(change: Callable[[Any], None], expected: list[str]) -> None:
    assert sorted(read(edited(form(), change))[0]) == sorted(expected)


def test_blank_rows_are_skipped_and_rows_keep_their_numbers() -> None:
    def change(book: Any) -> None:
        book["车间"].cell(9, 1).value = "S9"
        book["车间"].cell(9, 2).value = "什么"
        book["车间"].cell(7, 1).value = "   "

    problems, subject = read(edited(form(), change))
    assert problems == ["INP-024 采集表.xlsx › 车间!B9"]
    assert subject is not None
    assert [r.key for r in subject.children["shops"]] == ["S1", "S2", "S9"]


def test_columns_may_be_moved_and_known_by_their_labels() -> None:
    def change(book: Any) -> None:
        sheet = book["车间"]
        for row in (3, 4, 5, 6):
            first, second = sheet.cell(row, 1).value, sheet.cell(row, 3).value
            sheet.cell(row, 1).value, sheet.cell(row, 3).value = second, first
        for cell in sheet[3]:
            cell.value = None

    problems, subject = read(edited(form(), change))
    assert problems == []
    assert subject is not None
    assert subject.children["shops"][0].values["near"] == frozenset({"S2"})


def test_an_owner_may_be_named_by_its_row() -> None:
    problems, subject = read(edited(form(), put("生产线", "A6", "#6")))
    assert problems == []
    assert subject is not None
    assert [len(s.children.get("lines", [])) for s in subject.children["shops"]] == [1, 1]


def test_a_row_number_that_is_no_record_is_refused() -> None:
    assert read(edited(form(), put("生产线", "A6", "#77")))[0] == ["XLS-018 采集表.xlsx › 生产线!A6"]


def test_coverage_is_read_in_both_languages() -> None:
    vocabulary = small_vocabulary()
    data = write_subject(subject_of(SUBJECT, vocabulary), vocabulary, options=FormOptions("en"))
    subject = read(edited(data, put("Days", "B2", "not_reported")))[1]
    assert subject is not None
    assert subject.coverage == {
        "shops": Coverage.COMPLETE,
        "lines": Coverage.COMPLETE,
        "town": Coverage.PARTIAL,
        "days": Coverage.NOT_REPORTED,
    }


def test_an_event_that_the_form_does_not_ask_about_is_unknown() -> None:
    """Left blank it would read as "has not happened", and a rule could be failed for want of a column."""
    needs = Needs({"id", "people"}, {"loose": {"what"}})
    data = write_form(small_vocabulary(), "plant", needs)

    def change(book: Any) -> None:
        book["基本情况"]["D4"] = "P-1"
        book["散记"].cell(5, 1).value = "甲"

    problems, subject = read(edited(data, change))
    assert problems == []
    assert subject is not None
    assert subject.values["closed_on"] is None
    assert subject.children["loose"][0].values["seen_on"] is None


@pytest.mark.parametrize(
    "text", ["合计：2个", "合 计", "总计（个）", "Total: 2", "注：以上为10月底数据", "说明：另附", "填表人：王某"]
)
def test_totals_and_notes_below_a_table_are_told_and_not_read(text: str) -> None:
    problems, subject = read(edited(form(), put("车间", "A7", text)))
    assert problems == ["XLS-027 采集表.xlsx › 车间!A7"]
    assert subject is not None
    assert [r.key for r in subject.children["shops"]] == ["S1", "S2"]


def test_a_total_may_have_numbers_and_a_record_more_to_say() -> None:
    def change(book: Any) -> None:
        for cell, value in (("A6", "合计"), ("B6", 12.5), ("A7", "2026-03-06"), ("B7", 2)):
            book["日报"][cell].value = value
        book["车间"]["A7"].value, book["车间"]["B7"].value, book["车间"]["C7"].value = "说明书车间", "目录、清单", "S1"
        book["车间"]["A8"].value = "以上情况属实"

    problems, subject = read(edited(form(), change))
    assert problems == ["XLS-028 采集表.xlsx › 车间!A8", "XLS-027 采集表.xlsx › 日报!A6"]
    assert subject is not None
    assert [r.key for r in subject.children["days"]] == ["2026-03-05", "2026-03-06"]
    assert [r.key for r in subject.children["shops"]] == ["S1", "S2", "说明书车间", "以上情况属实"]
