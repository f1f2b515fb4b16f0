"""Raw cells: one sheet as a rectangle of what the file holds, and where each cell stands in it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from anwei.engine.forms.layout import cell_name

Raw = str | float | bool | date | datetime | time | timedelta
EMPTY: Raw = ""  # an empty cell

At = tuple[int, int]  # row and column as people count them, from 1
Range = tuple[int, int, int, int]  # first row, first column, last row, last column; from 1


@dataclass(slots=True)
class Marks:
    """What a file says about single cells beside their value: shown as a percentage, made by a formula, an error, or a
    date shown without its day."""

    percent: frozenset[At] = frozenset()
    formulas: frozenset[At] = frozenset()
    errors: frozenset[At] = frozenset()
    months: frozenset[At] = frozenset()


@dataclass(slots=True)
class Grid:
    """One sheet. ``rows`` are equally long; ``numbers`` are their row numbers, ``left`` the number of the first column.

    In CSV a row's number is the line where it begins.
    """

    title: str
    rows: Sequence[Sequence[Raw]]
    numbers: Sequence[int]
    left: int = 1
    merged: tuple[Range, ...] = ()
    marks: Marks = field(default_factory=Marks)
    hidden: bool = False
    lines: bool = False  # CSV: places are line:column instead of sheet and cell

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def cell(self, row: int, column: int) -> str:
        """The name of the cell at indices (from 0) of this grid: ``D18``, or ``18:4`` in CSV."""
        number, col = self.numbers[row], self.left + column
        return f"{number}:{col}" if self.lines else cell_name(number, col)

    def at(self, row: int, column: int) -> At:
        """Row and column number of a cell by its indices."""
        return self.numbers[row], self.left + column

    def column_name(self, column: int) -> str:
        """How a column is called: ``D``, or its number in CSV."""
        return str(self.left + column) if self.lines else cell_name(1, self.left + column)[:-1]

    def place_prefix(self, column: int) -> tuple[str, str]:
        """What stands before and after a row's number in the place of a cell: ``("企业台账!D", "")``."""
        return ("", f":{self.left + column}") if self.lines else (f"{self.title}!{self.column_name(column)}", "")

    def merged_at(self, first_row: int, last_row: int) -> Iterator[Range]:
        """Merged ranges that touch rows of the given numbers."""
        return (m for m in self.merged if m[2] >= first_row and m[0] <= last_row)


@dataclass(slots=True)
class Book:
    """A file as it was handed in: ``name`` for people, digest of its bytes, and its sheets in order."""

    name: str
    sha256: str
    grids: list[Grid]
    format: str  # xlsx, xls or csv


def text_of(raw: Raw) -> str:
    """A raw cell as people see it, for messages and headers."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, float):
        return number_text(raw)
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == time() else raw.isoformat(" ")
    return str(raw)


def number_text(value: float) -> str:
    """A number with the 15 digits that Excel keeps, without exponent: ``0.30000000000000004`` is ``0.3``."""
    if not math.isfinite(value):
        return str(value)
    if abs(value) < 1e15 and value == int(value):
        return str(int(value))
    return f"{Decimal(f'{value:.15g}'):f}"
