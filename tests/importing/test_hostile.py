"""Files that are not what they seem: a clear, located error each, whatever else is read with them."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlwt  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.facts.vocabulary import FieldSpec
from anwei.engine.forms.codes import CodeWords
from anwei.engine.messages import Text
from anwei.engine.workspace.changes import SetRecord
from anwei.engine.workspace.importing.books import open_bytes
from anwei.engine.workspace.importing.cells import ColumnReader, Context, Marked, Odd
from anwei.engine.workspace.importing.package import MAX_CELLS
from anwei.engine.workspace.importing.pipeline import propose
from anwei.engine.workspace.importing.problems import Kind, Level
from tests.importing.messy import code, rows_of, workbook
from tests.importing.support import proposed, vocabulary

PLAIN = workbook(("表", rows_of(("企业名称", "信用代码", "职工人数"), ("宏达公司", code(1), 5))))
SHEET = "xl/worksheets/sheet1.xml"


def with_part(name: str, content: bytes) -> bytes:
    """The plain workbook with one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, content if entry == name else old.read(entry))
    return out.getvalue()


def sheet(rows: str) -> bytes:
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return with_part(SHEET, f"{head}{rows}</sheetData></worksheet>".encode())


def code_of(data: bytes, name: str) -> str:
    proposal = proposed(data, name)
    assert not proposal.changes and proposal.open[0].file.endswith(name)
    return proposal.open[0].code


def test_two_cells_far_apart_do_not_claim_the_memory_between_them() -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert code_of(sheet(far), "far.xlsx") == "XLS-005"
    quoted = far.replace('r="XFD1048576"', "a='>' r = 'XFD1048576'")
    assert code_of(sheet(quoted), "far.xlsx") == "XLS-005"
    implicit = '<row r="1"><c><v>1</v></c></row><row r="1048576">' + "<c><v>1</v></c>" * 20 + "</row>"
    assert code_of(sheet(implicit), "far.xlsx") == "XLS-005"


def test_styled_empty_cells_far_away_do_no_harm() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    book = open_bytes(sheet(rows), "styled.xlsx", ".xlsx")
    assert sum(len(g.rows) * g.width for g in book.grids) <= MAX_CELLS


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"", "empty.xlsx", "IMP-002"),
        (b"\0\0\0", "zeros.csv", "IMP-002"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web.xls", "IMP-003"),
        (b"name,id\n", "text.xlsx", "XLS-001"),
        (b"PK\x03\x04 broken", "broken.xlsx", "XLS-004"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "broken.xls", "XLS-004"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "locked.xlsx", "XLS-003"),
        ('企业名称,职工人数\n"宏达,5\n'.encode(), "quote.csv", "CSV-003"),
        ("企业名称\n".encode("utf-16"), "wide.csv", "CSV-001"),
        (b"%PDF-1.7", "paper.pdf", "INP-028"),
        (b"subject: enterprise\nid: [", "broken.yaml", "DOC-003"),
    ],
)
def test_each_is_refused_by_name(data: bytes, name: str, expected: str) -> None:
    found = code_of(data, name)
    assert found == expected or (expected == "DOC-003" and found.startswith("DOC-"))


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    assert code_of(with_part(SHEET, b" " * (100 * 1024 * 1024)), "bomb.xlsx") == "XLS-005"


def test_entities_are_refused() -> None:
    data = with_part(SHEET, b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData/></worksheet>')
    assert code_of(data, "entities.xlsx") == "XLS-006"


def test_a_missing_file_and_a_good_one_are_both_told(tmp_path: Path) -> None:
    good = tmp_path / "good.xlsx"
    good.write_bytes(PLAIN)
    proposal = propose([tmp_path / "missing.xlsx", good], vocabulary())
    assert [(p.kind, p.code) for p in proposal.open] == [(Kind.FILE, "DOC-001")]
    assert len(proposal.changes) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_any_encoding_and_with_any_delimiter(encoding: str, delimiter: str) -> None:
    lines = [
        ("企业名称", "信用代码", "职工人数", "地址"),
        ("宏达公司", code(1), "１２人", '"甲\n乙"'),
        ("恒通", code(2), "x", "丙"),
    ]
    data = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)
    proposal = proposed(data, "企业.csv")
    assert [c.subject for c in proposal.changes] == [code(1), code(2)]  # type: ignore[union-attr]
    assert [list(p.cells()) for p in proposal.open] == [["4:3"]]  # the line in the file, after a line break in a cell


def test_workbooks_of_the_old_format_are_read_and_percentages_asked_about() -> None:
    book = xlwt.Workbook()
    sheet_ = book.add_sheet("表")
    for column, text in enumerate(("企业名称", "统一社会信用代码", "职工人数", "成立日期", "规模")):
        sheet_.write(2, column, text)
    sheet_.write_merge(0, 0, 0, 4, "河东乡企业情况")
    sheet_.write(3, 0, "宏达公司")
    sheet_.write(3, 1, code(1))
    sheet_.write(3, 2, 5)
    sheet_.write(3, 3, date(2012, 3, 5), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    data = io.BytesIO()
    book.save(data)
    (change,) = proposed(data.getvalue(), "旧.xls").changes
    assert isinstance(change, SetRecord)
    assert (change.subject, change.values["employees"]) == (code(1), 5)
    assert change.values["established_on"] == date(2012, 3, 5).toordinal()
    assert change.cells["employees"] == "表!C4"


def test_a_ratio_in_an_old_workbook_is_asked_about() -> None:
    words = vocabulary()
    spec = FieldSpec("share", "decimal", Text("比例", "Share"), scale=4, unit="%")
    found = ColumnReader(spec, words, CodeWords(words), Context(), "").read(Marked(0.15, "ratio"))
    assert isinstance(found, Odd) and (found.kind, found.level, found.value) == (Kind.PERCENT, Level.FIX, 1500)


@given(st.integers(0, 4000), st.integers(0, 255))
@settings(max_examples=40, deadline=None)
def test_any_damaged_byte_gives_an_error_or_a_reading(at: int, value: int) -> None:
    data = bytearray(PLAIN)
    data[at % len(data)] = value
    try:
        open_bytes(bytes(data), "damaged.xlsx", ".xlsx")
    except AnweiError as error:
        assert error.diagnostics
