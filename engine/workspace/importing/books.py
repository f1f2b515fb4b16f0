"""Opening what people hand in: .xlsx, .xls, CSV in UTF-8 or GBK. By content, not by the suffix alone."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place
from anwei.engine.documents.nodes import read_bytes
from anwei.engine.forms.archive import MAX_FILE, refuse, too_large
from anwei.engine.forms.csv_text import decode
from anwei.engine.workspace.importing.grid import EMPTY, Book, Grid, Raw
from anwei.engine.workspace.importing.package import MAX_CELLS, Package

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".et"})
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP = b"PK\x03\x04"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = (b"<html", b"<!doctype html", b"<table", b"<meta", b"<?xml", b"mime-version")
_DELIMITERS = (",", "\t", ";", "，")


def open_book(path: Path, name: str = "") -> Book:
    """The sheets of a file. Raises AnweiError where it cannot be read, saying why and what to do."""
    return open_bytes(read_bytes(path, name or str(path), MAX_FILE), name or str(path), path.suffix.lower())


def open_bytes(data: bytes, name: str, suffix: str) -> Book:
    """The same from bytes. ``suffix`` (with its dot) tells CSV from a workbook where the content does not."""
    if not data.strip(b"\0 \t\r\n"):
        raise refuse("IMP-002", name)
    digest = hashlib.sha256(data).hexdigest()
    if data.startswith(_ZIP):
        return Book(name, digest, _xlsx(data, name), "xlsx")
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise refuse("XLS-003", name)
        return Book(name, digest, _xls(data, name), "xls")
    if suffix in WORKBOOKS:
        start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        raise refuse("IMP-003" if start.startswith(_MARKUP) else "XLS-001", name)
    return Book(name, digest, [_csv(data, name)], "csv")


def _xlsx(data: bytes, name: str) -> list[Grid]:
    package = Package(data, name)
    marks = {title: package.marks(title) for title in package.sheets}
    grids = _calamine(data, name)
    for grid in grids:
        grid.marks = marks.get(grid.title, grid.marks)
    return grids


def _xls(data: bytes, name: str) -> list[Grid]:
    return _calamine(data, name)


def _calamine(data: bytes, name: str) -> list[Grid]:
    """Every sheet that holds cells, by the fast reader."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [(m, book.get_sheet_by_name(m.name)) for m in book.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
    except PasswordError as error:
        raise refuse("XLS-003", name) from error
    except (CalamineError, OSError, ValueError) as error:
        raise refuse("XLS-004", name, reason=f"{type(error).__name__}: {error}"[:160]) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how the reader's own language reports a broken assumption
            raise
        raise refuse("XLS-004", name, reason=str(error)[:160]) from error
    grids: list[Grid] = []
    left = MAX_CELLS
    for meta, sheet in sheets:
        start, end = sheet.start, sheet.end
        if start is None or end is None:
            continue
        left -= (end[0] - start[0] + 1) * (end[1] - start[1] + 1)
        if left < 0:
            raise too_large("cells", MAX_CELLS - left, MAX_CELLS, name)
        rows = sheet.to_python(skip_empty_area=True)
        merged = tuple((a + 1, b + 1, c + 1, d + 1) for (a, b), (c, d) in sheet.merged_cell_ranges or ())
        numbers = range(start[0] + 1, start[0] + 1 + len(rows))
        hidden = meta.visible != SheetVisibleEnum.Visible
        grids.append(Grid(meta.name, rows, numbers, start[1] + 1, merged, hidden=hidden))
    return grids


def _csv(data: bytes, name: str) -> Grid:
    """CSV as one sheet, separated by comma, tab, semicolon or a Chinese comma, whichever its first lines have most."""
    text = decode(data, name)
    head = text[:4096]
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[Raw]] = []
    numbers: list[int] = []
    line = 1
    try:
        for cells in reader:
            if any(c.strip() for c in cells):
                rows.append(list(cells))
                numbers.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise _csv_error(name, line) from error
    width = max(map(len, rows), default=0)
    if width * len(rows) > MAX_CELLS:
        raise too_large("cells", width * len(rows), MAX_CELLS, name)
    for row in rows:
        row.extend([EMPTY] * (width - len(row)))
    return Grid(Path(name).stem, rows, numbers, lines=True)


def _csv_error(name: str, line: int) -> AnweiError:
    return AnweiError([Diagnostic("CSV-003", Place(name, line, 1))])
