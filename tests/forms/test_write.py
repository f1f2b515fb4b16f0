"""What a written form looks like to the person who fills it in."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest

from anwei.engine.catalogue.model import Catalogue
from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.facts.values import BLANK
from anwei.engine.forms.needs import Needs, concerned, everything, needed
from anwei.engine.forms.write import MAX_TEXT, FormOptions, write_form, write_subject
from tests.forms.support import column, fact_row, small_vocabulary, subject_of

PLANT = everything(small_vocabulary().subjects["plant"])


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def book() -> Any:
    return opened(write_form(small_vocabulary(), "plant", PLANT, FormOptions(sectors=("mine", "trade"))))


def validation(sheet: Any, cell: str) -> Any:
    return next(v for v in sheet.data_validations.dataValidation if cell in v)


def test_the_sheets_and_their_order(book: Any) -> None:
    assert book.sheetnames == [
        "填表说明",
        "基本情况",
        "现场核实",
        "车间",
        "生产线",
        "停机",
        "日报",
        "班次",
        "故障",
        "散记",
        "散记 2",
        "代码表",
        "_anwei",
    ]
    assert book["_anwei"].sheet_state == "veryHidden"


def test_the_same_form_has_the_same_bytes(catalogue: Catalogue) -> None:
    spec = catalogue.vocabulary.subjects["enterprise"]
    needs = needed(catalogue, spec, concerned(catalogue, spec, ["trade"]))
    first, second = (write_form(catalogue.vocabulary, spec.name, needs) for _ in range(2))
    assert first == second


def test_the_guide_says_how_and_for_what(book: Any) -> None:
    text = "\n".join(str(r[0]) for r in book["填表说明"].iter_rows(values_only=True))
    words = ("矿山、商贸", "Mines, Trade", "空白表示“不知道”", "A blank means 'not known'", "全部填报", "vocabulary")
    assert [w for w in words if w not in text] == []


def test_own_facts_have_label_unit_and_guidance_in_both_languages(book: Any) -> None:
    sheet = book["基本情况"]
    row = fact_row(sheet, "people")
    assert sheet.column_dimensions["A"].hidden
    assert [c.value for c in sheet[row]][:5] == ["people", "人数", "People", None, "人\npersons"]
    assert sheet.cell(row, 6).value == (
        "含临时工；填整数；单位 人；不小于 0。\nWith temporary workers; a whole number; Unit persons; at least 0."
    )
    assert "空白表示尚未发生" in sheet.cell(fact_row(sheet, "closed_on"), 6).value
    assert sheet.cell(fact_row(sheet, "closed_on"), 4).value is None, "a blank form claims nothing"


def test_tables_have_hidden_names_and_bilingual_labels(book: Any) -> None:
    sheet = book["班次"]
    assert [c.value for c in sheet[3]] == ["@owner", "colour", "by"]
    assert [c.value for c in sheet[4]] == ["所属日报\nBelongs to: Days", "班\nShift", "班长\nHead"]
    assert sheet.row_dimensions[3].hidden
    assert sheet.freeze_panes == "B5"
    assert sheet.protection.sheet
    assert sheet["A4"].protection.locked
    assert not sheet.column_dimensions["A"].protection.locked
    usual = book._protections[book._cell_styles[0].protectionId]
    assert not usual.locked, "Excel deletes a row only if all of it is open"


def test_the_key_comes_first(book: Any) -> None:
    assert book["车间"].cell(3, 1).value == "shop_id"


def test_units_stand_in_headers(catalogue: Catalogue) -> None:
    data = write_form(
        catalogue.vocabulary,
        "enterprise",
        Needs({"id"}, {"trainings": {"hours"}}).complete(catalogue.vocabulary.subjects["enterprise"]),
    )
    sheet = opened(data)["培训记录"]
    assert sheet.cell(4, column(sheet, "hours")).value == "学时\nHours (class hours)"


def test_drop_downs_show_labels(book: Any) -> None:
    rule = validation(book["车间"], f"B{5}")
    assert rule.type == "list"
    sheet, cells = rule.formula1.replace("$", "").rsplit("!", 1)
    assert sheet == "'代码表'"
    shown = [row[0].value for row in book["代码表"][cells]]
    labels = ["目录、清单", "目录", "风险图/疏散图", "unclear", "无", "不详"]
    assert shown == labels, "labels that mislead give way to names"
    assert validation(book["基本情况"], f"D{fact_row(book['基本情况'], 'open')}").formula1 == '"是,否,不详"'
    assert validation(book["车间"], "B2").formula1 == '"全部填报,部分填报,未填报"'


def test_numbers_and_dates_are_checked_but_never_forced(book: Any) -> None:
    sheet = book["基本情况"]
    people = validation(sheet, f"D{fact_row(sheet, 'people')}")
    assert (people.type, people.operator, people.formula1) == ("whole", "greaterThanOrEqual", "0")
    assert people.errorStyle == "warning"
    rate = validation(sheet, f"D{fact_row(sheet, 'rate')}")
    assert (rate.type, rate.operator, rate.formula1, rate.formula2) == ("decimal", None, "0", "100")
    day = validation(sheet, f"D{fact_row(sheet, 'opened_on')}")
    assert (day.type, day.errorStyle) == ("date", "warning")
    assert sheet.cell(fact_row(sheet, "opened_on"), 4).number_format == "yyyy-mm-dd"
    assert sheet.cell(fact_row(sheet, "name"), 4).number_format == "@"


def test_attestations_have_no_coverage(book: Any) -> None:
    assert book["现场核实"]["B2"].value is None
    assert not any("B2" in v for v in book["现场核实"].data_validations.dataValidation)


def test_english_forms() -> None:
    book = opened(write_form(small_vocabulary(), "plant", PLANT, FormOptions("en", ("trade",))))
    assert book.sheetnames[:4] == ["How to fill in", "Basic facts", "Attestations", "Shops"]
    assert validation(book["Shops"], "B2").formula1 == '"complete,partial,not reported"'
    sheet = book["Basic facts"]
    assert sheet.cell(fact_row(sheet, "sectors"), 4).value == "Trade"


@pytest.mark.parametrize(
    ("sectors", "filled"),
    [(("trade",), "商贸"), (("coal_mine",), "煤矿"), (("mine", "coal_mine"), "矿山、煤矿"), (("mine", "trade"), None)],
)
def test_only_the_finest_sectors_are_filled_in(sectors: tuple[str, ...], filled: str | None) -> None:
    book = opened(write_form(small_vocabulary(), "plant", PLANT, FormOptions("zh", sectors)))
    sheet = book["基本情况"]
    row = fact_row(sheet, "sectors")
    assert sheet.cell(row, 4).value == filled
    to_choose = (
        "矿山之下还分：煤矿。请填到最细一级，否则只针对其中一类的规则不会检查。\nMines is divided further: Coal mines."
    )
    assert (to_choose in sheet.cell(row, 6).value) is (filled is None)


def test_text_is_never_a_formula() -> None:
    vocabulary = small_vocabulary()
    subject = subject_of("{subject: plant, id: P, facts: {note: '=HYPERLINK(\"http://x\")'}}", vocabulary)
    data = write_subject(subject, vocabulary)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets/")]
    assert all(b"<f>" not in p and b"<hyperlink" not in p for p in parts)


def test_a_text_too_long_for_a_cell_is_refused() -> None:
    vocabulary = small_vocabulary()
    subject = subject_of(f"{{subject: plant, id: P, facts: {{note: {'x' * (MAX_TEXT + 1)}}}}}", vocabulary)
    with pytest.raises(AnweiError) as caught:
        write_subject(subject, vocabulary)
    found = caught.value.diagnostics[0]
    assert (found.code, found.place.sheet, found.place.cell) == ("XLS-020", "基本情况", "D11")
    assert "备注" in found.what("zh")
    assert "Note" in found.what("en")


def test_filling_keeps_facts_that_the_rules_do_not_need() -> None:
    vocabulary = small_vocabulary()
    text = "{subject: plant, id: P, facts: {weight: 3 t}, tables: {days: [{day: 2026-03-05}]}}"
    subject = subject_of(text, vocabulary)
    book = opened(write_subject(subject, vocabulary, Needs({"id", "people"}, {"shops": {"shop_id"}})))
    sheet = book["基本情况"]
    assert sheet.cell(fact_row(sheet, "weight"), 4).value == 3
    assert {"车间", "日报"} <= set(book.sheetnames)
    assert subject.values["closed_on"] is BLANK
