"""The workbook to send back: the original with problem cells red and commented, and a sheet that lists all problems.

Nothing else in it is changed. CSV and old workbooks, which cannot hold marks, become .xlsx with the same cells.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Sequence
from copy import copy
from pathlib import Path
from typing import Any

from anwei.engine.forms.layout import MANIFEST
from anwei.engine.messages import Lang, label
from anwei.engine.workspace.importing.books import open_bytes
from anwei.engine.workspace.importing.problems import Level, Problem
from anwei.engine.workspace.importing.told import ANNOTATED, SHEET_TITLES

RED = "FFFF9999"
MAX_MARKED = 20_000  # cells; more than anybody corrects by hand
_MAX_COMMENT = 1_000
_WIDTHS = (22, 10, 30, 60, 30, 60)
_AUTHOR = "anwei"


def annotated(data: bytes, path: Path, problems: Sequence[Problem], lang: Lang) -> bytes:
    """The file's workbook with ``problems`` marked. Raises AnweiError where it cannot be read."""
    import openpyxl

    if path.suffix.lower() in (".xlsx", ".xlsm") and data.startswith(b"PK"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it reports decorations that it leaves out
            book = openpyxl.load_workbook(
                io.BytesIO(data), keep_vba=path.suffix.lower() == ".xlsm", rich_text=True, keep_links=True
            )
    else:
        book = _copied(data, path)
    _clear(book)
    listed = [p for p in problems if p.level is not Level.NOTE]
    for problem in listed:
        _mark(book, problem, lang)
    _list(book, listed, lang)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _copied(data: bytes, path: Path) -> Any:
    """A new workbook with the cells of a file that cannot hold marks, as texts and numbers."""
    import openpyxl

    book: Any = openpyxl.Workbook()
    book.remove(book.active)
    for grid in open_bytes(data, str(path), path.suffix.lower()).grids:
        sheet = book.create_sheet(grid.title[:31] or "1")
        for row, number in zip(grid.rows, grid.numbers, strict=True):
            for index, raw in enumerate(row):
                if raw == "":
                    continue
                cell = sheet.cell(number, grid.left + index)
                cell.value = raw
                if isinstance(raw, str):
                    cell.data_type = "s"  # a text that begins with = is no formula
        for top, left, bottom, right in grid.merged:
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    return book


def _clear(book: Any) -> None:
    """Take the marks of an earlier round away, so that corrected cells do not stay red."""
    from openpyxl.styles import PatternFill

    for title in SHEET_TITLES:
        if title in book.sheetnames and _is_ours(book[title]):
            del book[title]
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is not None and cell.comment.author == _AUTHOR:
                    cell.comment = None
                    if cell.fill.fgColor.rgb == RED:
                        cell.fill = PatternFill()


def _is_ours(sheet: Any) -> bool:
    return any(c.value == ANNOTATED for c in sheet[1])


def _mark(book: Any, problem: Problem, lang: Lang) -> None:
    """Red and a comment at each cell of a problem."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    sheet = _sheet(book, problem)
    if sheet is None or not problem.rows:
        return
    text = comment_text(problem, lang)[:_MAX_COMMENT]
    for name in list(problem.cells())[:MAX_MARKED]:
        cell = _cell(sheet, name, problem)
        before = cell.comment.text + "\n" if cell.comment is not None else ""
        author = cell.comment.author if cell.comment is not None else _AUTHOR
        cell.comment = Comment(before + text, author, height=120, width=320)
        cell.fill = PatternFill("solid", fgColor=RED)


def _sheet(book: Any, problem: Problem) -> Any:
    if problem.lines:
        return book.worksheets[0]
    return book[problem.sheet] if problem.sheet in book.sheetnames else None


def _cell(sheet: Any, name: str, problem: Problem) -> Any:
    """The cell that can be written: of a merged range its first."""
    if problem.lines:
        row, _, column = name.partition(":")
        return sheet.cell(int(row), int(column))
    cell = sheet[name]
    for merged in sheet.merged_cells.ranges:
        if cell.coordinate in merged:
            return sheet.cell(merged.min_row, merged.min_col)
    return cell


def comment_text(problem: Problem, lang: Lang) -> str:
    """What is wrong, what is proposed, and what to do."""
    diagnostic = problem.diagnostic()
    words = {"what": diagnostic.what(lang), "help": diagnostic.help(lang)}
    fix = problem.fix_words(lang)
    if fix and fix not in words["what"]:
        return label("import.note.comment", lang, fix=fix, **words)
    return label("import.note.comment.bare", lang, **words)


def _list(book: Any, problems: Iterable[Problem], lang: Lang) -> None:
    """The sheet that lists every problem. A form's hidden sheet is told about it, so that its reader passes it over."""
    from openpyxl.styles import Alignment, Font

    title = label("import.note.title", lang)
    sheet = book.create_sheet(title)
    sheet.append([label("import.note.head", lang), *[None] * 5, ANNOTATED])
    sheet.column_dimensions["G"].hidden = True
    heads = ("sheet", "cell", "text", "message", "fix", "todo")
    sheet.append([label(f"import.head.{h}", lang) for h in heads])
    for number, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDEF"[number]].width = width
    bold = Font(bold=True)
    sheet["A1"].font = bold
    for cell in sheet[2]:
        cell.font = copy(bold)
    for problem in problems:
        diagnostic = problem.diagnostic()
        cells = list(problem.cells())
        where = "、".join(cells[:50]) + (" …" if len(cells) > 50 else "")
        row = [
            problem.sheet,
            where,
            problem.text_words(lang),
            diagnostic.what(lang),
            problem.fix_words(lang),
            diagnostic.help(lang),
        ]
        sheet.append([None] * 6)
        for column, text in enumerate(row, 1):
            cell = sheet.cell(sheet.max_row, column)
            cell.value = _legal(text)
            cell.data_type = "s"  # what people typed is never a formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A3"
    if MANIFEST in book.sheetnames:
        _tell(book[MANIFEST], title)


def _tell(manifest: Any, title: str) -> None:
    """Name a sheet among those that a form's reader passes over."""
    for row in manifest.iter_rows():
        if row[0].value == "aside":
            texts = [c.value for c in row if c.value is not None]
            if title not in texts:
                manifest.cell(row[0].row, len(texts) + 1).value = title


def _legal(text: str) -> str:
    """Text without characters that a workbook cannot hold."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    return str(ILLEGAL_CHARACTERS_RE.sub("\ufffd", text))[:32_000]


def for_file(problems: Iterable[Problem], name: str) -> list[Problem]:
    """The problems of one file."""
    return [p for p in problems if p.file == name]
