"""The cells of a workbook as plain values, read sparsely.

openpyxl's ordinary mode fills in every cell of a merged range or a hyperlink's range, so that a few bytes can claim
seventeen thousand million cells. Here only its parsers of parts are used, cell by cell, and cells are counted.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.forms.archive import check_archive, refuse, too_large

MAX_CELLS = 1_000_000

Kind = Literal["text", "number", "percent", "boolean", "date", "month", "time", "formula", "error"]

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DAY_ZERO = date(1899, 12, 30).toordinal()
_MAC_DAYS = 1_462  # workbooks made on a Mac may count from 1904
#: Numbers of the formats that Chinese editions show as 2026年11月; other editions write such a format out.
MONTH_FORMATS = frozenset({17, 27, 36, 50, 52, 57})
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not empty.

    Dates are day numbers from 1899-12-30, as Excel counts; of a ``month`` only year and month are shown, and its day is
    one that nobody typed. Percent cells hold the ratio (0.15 for 15 %).
    """

    kind: Kind
    value: str | Decimal | bool


@dataclass(slots=True)
class Cells:
    """One sheet: cells by row and column (from 1), and merged ranges (first row and column, last row and column)."""

    title: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def at(self, row: int, column: int) -> Cell | None:
        return self.rows.get(row, {}).get(column)

    def text(self, row: int, column: int) -> str:
        """The text of a cell; empty where it is empty or holds something else."""
        cell = self.at(row, column)
        return cell.value.strip() if cell is not None and isinstance(cell.value, str) else ""


def read_cells(data: bytes, name: str) -> dict[str, Cells]:
    """Every sheet's cells, in the order of the sheets. Raises AnweiError where the workbook cannot be read.

    Macros, pictures, charts, comments and links are never looked at.
    """
    check_archive(data, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl reports decorations that it leaves out
            return _read(data, name)
    except AnweiError:
        raise
    except Exception as error:  # hostile bytes make a third-party parser fail in any way; all of them mean "damaged"
        raise refuse("XLS-004", name, reason=f"{type(error).__name__}: {error}"[:160]) from error


def _read(data: bytes, name: str) -> dict[str, Cells]:
    reader = _reader(io.BytesIO(data))
    reader.read()
    found: dict[str, Cells] = {}
    left = MAX_CELLS
    for sheet in reader.wb.worksheets:
        cells = Cells(sheet.title)
        for row, column, cell in _cells_of(sheet, cells):
            left -= 1
            if left < 0:
                raise too_large("cells", MAX_CELLS + 1, MAX_CELLS, name)
            cells.rows.setdefault(row, {})[column] = cell
        found[sheet.title] = cells
    reader.archive.close()
    return found


def _reader(source: io.BytesIO) -> Any:
    """openpyxl's reader of packages without the parts that a form never needs."""
    from openpyxl.reader.excel import ExcelReader

    class Reader(ExcelReader):
        def read_strings(self) -> None:
            from openpyxl.xml.constants import SHARED_STRINGS

            package: Any = self.package
            part = package.find(SHARED_STRINGS)
            if part is not None:
                with self.archive.open(part.PartName[1:]) as strings:
                    self.shared_strings = list(_strings(strings))

        def read_properties(self) -> None: ...
        def read_custom(self) -> None: ...
        def read_theme(self) -> None: ...
        def read_chartsheet(self, sheet: Any, rel: Any) -> None: ...

    return Reader(source, read_only=True, keep_vba=False, data_only=False, keep_links=False)


def _strings(source: Any) -> Iterator[str]:
    """The shared strings: rich text as its plain text, without the phonetic readings beside it."""
    from openpyxl.xml.functions import iterparse

    for _, node in iterparse(source):
        if node.tag == f"{_MAIN}si":
            runs = [node.find(f"{_MAIN}t"), *(r.find(f"{_MAIN}t") for r in node.findall(f"{_MAIN}r"))]
            yield _unescaped("".join(t.text or "" for t in runs if t is not None))
            node.clear()


def _unescaped(text: str) -> str:
    """Excel writes characters that XML cannot hold as ``_x000D_``."""
    from openpyxl.utils.escape import unescape

    return str(unescape(text)) if "_x" in text else text


def _cells_of(sheet: Any, into: Cells) -> Iterator[tuple[int, int, Cell]]:
    from openpyxl.worksheet._reader import WorkSheetParser

    class Parser(WorkSheetParser):
        def parse_formula(self, element: Any) -> str:
            return str(element.findtext(f"{_MAIN}f") or "")  # never expanded, never run

    book = sheet.parent
    formats: dict[int, Kind] = {}
    with sheet._get_source() as source:
        parser = Parser(source, sheet._shared_strings)  # without date formats: numbers stay as they were typed
        for _, cells in parser.parse():
            for raw in cells:
                cell = _cell(raw, book, formats)
                if cell is not None:
                    yield int(raw["row"]), int(raw["column"]), cell
        for found in parser.merged_cells.mergeCell if parser.merged_cells is not None else ():
            into.merged.append((found.min_row, found.min_col, found.max_row, found.max_col))


def _cell(raw: Any, book: Any, formats: dict[int, Kind]) -> Cell | None:
    value, kind = raw["value"], raw["data_type"]
    if kind == "f":
        return Cell("formula", str(value))
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if kind == "e":
        return Cell("error", str(value))
    if isinstance(value, bool):
        return Cell("boolean", value)
    if isinstance(value, (int, float)):
        amount = Decimal(repr(value))
        if not amount.is_finite():
            return Cell("error", str(value))
        shown = _shown_as(raw["style_id"], book, formats)
        if shown in ("date", "month"):
            amount += _MAC_DAYS if book.epoch.year == 1904 else 0
        return Cell("time" if shown == "date" and amount < 1 else shown, amount)
    if isinstance(value, date):  # a datetime too; only files not made by Excel hold dates as such
        return Cell("date", Decimal(value.toordinal() - _DAY_ZERO))
    if isinstance(value, str):
        return Cell("text", _unescaped(value) if kind == "str" else value)
    return Cell("time", str(value))


def _shown_as(style: int, book: Any, formats: dict[int, Kind]) -> Kind:
    """What numbers of a style are shown as: a percentage, a date, a time, or just a number."""
    if style not in formats:
        from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

        number = book._cell_styles[style].numFmtId
        known = number < BUILTIN_FORMATS_MAX_SIZE
        text = BUILTIN_FORMATS.get(number, "") if known else book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE]
        if style in book._timedelta_formats:
            formats[style] = "time"
        elif (known and number in MONTH_FORMATS) or (style in book._date_formats and without_day(text)):
            formats[style] = "month"
        elif style in book._date_formats:
            formats[style] = "date"
        else:
            formats[style] = "percent" if "%" in _QUOTED.sub("", text) else "number"
    return formats[style]


def without_day(text: str) -> bool:
    """Whether a number format shows a date without its day: ``yyyy"年"m"月"``, ``mmm-yy``."""
    parts = set(_QUOTED.sub("", text).casefold())
    return bool(parts & {"y", "m"}) and not parts & {"d", "h", "s"}
