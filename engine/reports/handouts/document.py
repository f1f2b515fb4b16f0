"""What a handout says, before anybody lays it out: pages of paragraphs, key figures, tables, charts and one QR code.

A kind of handout builds these once; every writer shows the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from anwei.engine.facts.values import show_date
from anwei.engine.messages import Lang

Tone = Literal["ink", "soft", "line", "pass", "fail", "unknown", "waived", "error", "not_applicable"]


_UPRIGHT = 6  # columns that an upright sheet has room for


class Day(NamedTuple):
    """A day in a cell: its ordinal. Spreadsheets get a real date."""

    ordinal: int


Cell = str | int | Day


def shown(cell: Cell) -> str:
    """A cell as text: days in ISO form."""
    return show_date(cell.ordinal) if isinstance(cell, Day) else str(cell)


@dataclass(frozen=True)
class Paragraph:
    """Running text; a soft one is a remark."""

    text: str
    soft: bool = False


@dataclass(frozen=True)
class Figures:
    """Key figures or particulars: name and value."""

    rows: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True)
class Table:
    """A table. ``widths`` are the shares of its columns; a ``main`` table is what CSV holds.

    Main tables of several pages have the same ``name`` and ``head``: spreadsheets put them one below the other.
    """

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    main: bool = False
    empty: str = ""  # said where there are no rows


class Series(NamedTuple):
    """One series of a chart and its colour."""

    name: str
    tone: Tone


class Point(NamedTuple):
    """One bar, column or moment of a chart: a value for each series."""

    label: str
    values: tuple[int, ...]


@dataclass(frozen=True)
class Chart:
    """Whole numbers to be drawn: stacked bars (lying), stacked columns (standing) or lines over time."""

    title: str
    form: Literal["bars", "columns", "lines"]
    series: tuple[Series, ...]
    points: tuple[Point, ...]

    def rows(self) -> list[tuple[Cell, ...]]:
        """The numbers as rows, for readers who do not see the drawing."""
        return [(p.label, *p.values) for p in self.points]


@dataclass(frozen=True)
class Charts:
    """Charts that stand side by side where there is room."""

    charts: tuple[Chart, ...]


@dataclass(frozen=True)
class QrCode:
    """A QR code: the text it holds, and what is said beside it."""

    text: str
    caption: str


@dataclass(frozen=True)
class Signatures:
    """Lines to be signed by hand."""

    labels: tuple[str, ...]


Block = Paragraph | Figures | Table | Charts | QrCode | Signatures


@dataclass(frozen=True)
class Page:
    """A part that starts on a page of its own."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Handout:
    """One handout. ``basis`` says on what it rests (day, digests, masking); it stands on every one."""

    kind: str
    title: str
    subtitle: str
    lang: Lang
    as_of: int
    basis: tuple[str, ...]
    pages: tuple[Page, ...]
    one_page: bool = False
    marks: tuple[str, ...] = field(default=())  # said at the top: made-up data, a failed plugin

    @property
    def wide(self) -> bool:
        """Whether its tables need a sheet of paper laid on its side."""
        return any(len(t.head) > _UPRIGHT for t in self.blocks() if isinstance(t, Table))

    def blocks(self) -> Iterator[Block]:
        return (b for page in self.pages for b in page.blocks)

    def tables(self) -> list[Table]:
        """The tables, those of one name and head together."""
        found: dict[tuple[str, tuple[str, ...]], Table] = {}
        for table in (b for b in self.blocks() if isinstance(b, Table)):
            before = found.get((table.name, table.head))
            rows = (*before.rows, *table.rows) if before is not None else table.rows
            found[table.name, table.head] = Table(table.name, table.head, rows, table.widths, table.main, table.empty)
        return list(found.values())

    def main(self) -> Table:
        """The table of the records themselves."""
        return next(t for t in self.tables() if t.main)

    def charts(self) -> list[Chart]:
        return [c for b in self.blocks() if isinstance(b, Charts) for c in b.charts]
