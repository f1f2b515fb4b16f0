"""Small changes to a filled collection form, as a list of steps: ``[put, sheet, cell, value]`` and the like."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.documents.nodes import parse_documents
from anwei.engine.facts.read import read_subject
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.forms.needs import everything
from anwei.engine.forms.write import write_subject
from anwei.engine.messages import Text

SUBJECT = """
subject: enterprise
id: E-001
name: 宏达化工有限公司
division: "341502"
facts: {employees: 101}
tables:
  people: [{person_id: P1, role: officer, trainings: [{date: 2026-03-05}]}, {person_id: P2, role: worker}]
"""
WORDS: dict[str, Text] = {
    "put": Text("工作表「{0}」的单元格 {1} 改为 {2}", "sheet '{0}', cell {1}: {2}"),
    "clear": Text("清空工作表「{0}」的单元格 {1}", "sheet '{0}', cell {1} emptied"),
    "remove": Text("删去工作表「{0}」", "sheet '{0}' removed"),
    "add": Text("增加工作表「{0}」，在 {1} 填 {2}", "sheet '{0}' added, with {2} in {1}"),
    "merge": Text("合并工作表「{0}」的 {1}", "sheet '{0}', cells {1} merged"),
    "drop_column": Text("删去工作表「{0}」的第 {1} 列", "sheet '{0}', column {1} deleted"),
    "drop_row": Text("删去工作表「{0}」的第 {1} 行", "sheet '{0}', row {1} deleted"),
}


def described(steps: list[list[Any]]) -> Text:
    """What was done to the form, one line a step."""
    lines = [(WORDS[s[0]], [f"`{a}`" if i else a for i, a in enumerate(s[1:])]) for s in steps]
    return Text(
        "\n".join(f"- {text.zh}".format(*slots) for text, slots in lines),
        "\n".join(f"- {text.en}".format(*slots) for text, slots in lines),
    )


def workbook(steps: list[list[Any]], vocabulary: Vocabulary) -> bytes:
    """The form after the steps."""
    subject = read_subject(parse_documents(SUBJECT.encode(), "form")[0], vocabulary, Diagnostics())
    assert subject is not None
    filled = write_subject(subject, vocabulary, everything(vocabulary.subjects["enterprise"]))
    book = openpyxl.load_workbook(io.BytesIO(filled))
    for name, sheet, *arguments in steps:
        _change(book, name, sheet, arguments)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _change(book: Any, name: str, sheet: str, arguments: list[Any]) -> None:
    match name:
        case "add":
            book.create_sheet(sheet)[arguments[0]] = arguments[1]
        case "put":
            book[sheet][arguments[0]] = arguments[1]
        case "clear":
            book[sheet][arguments[0]] = None
        case "remove":
            book.remove(book[sheet])
        case "merge":
            book[sheet].merge_cells(arguments[0])
        case "drop_column":
            book[sheet].delete_cols(arguments[0])
        case "drop_row":
            book[sheet].delete_rows(arguments[0])
        case _:
            raise ValueError(name)
