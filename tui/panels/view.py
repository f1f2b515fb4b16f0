"""The five forms of a panel as widgets: table, key-values, matrix, timeline and notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual.containers import Vertical

from anwei.tui.glyphs import VERDICTS, verdict_word
from anwei.tui.jobs.plugins import PanelData
from anwei.tui.shelf.reader import Reader
from anwei.tui.widgets.grid import Grid
from anwei.tui.widgets.matrix import Head, Line, Matrix
from anwei.tui.widgets.vtable import Column, Row, VTable, cells_for
from anwei.tui.words import fit, say

_WIDEST = 40  # cells of a column of a table
_CELL = 12  # cells of a column of a matrix
_SAMPLE = 200  # rows from which widths are taken
_MARKS = frozenset(VERDICTS)
_WIDGETS: dict[str, type[Matrix | Reader | VTable]] = {"matrix": Matrix, "notes": Reader}


def columns_of(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Column]:
    """Columns as wide as their texts need, the widest taking what is left; numbers stand on the right.

    A column of nothing but verdicts is drawn as verdicts.
    """
    made = []
    for place in range(len(titles)):
        texts = [r[place] for r in rows[:_SAMPLE] if place < len(r)]
        number = bool(texts) and all(_number(t) for t in texts if t)
        verdict = any(texts) and all(t in _MARKS for t in texts if t)
        cells = cells_for([titles[place], *(() if verdict else texts)], _WIDEST)
        made.append(Column(titles[place], max(2, cells), right=number, verdict=verdict))
    if made:
        widest = max(range(len(made)), key=lambda i: (not made[i].right, made[i].cells))
        made[widest] = replace(made[widest], cells=0)
    return made


def _number(value: str) -> bool:
    return value.replace(".", "", 1).replace(",", "").replace("-", "", 1).isdigit() or value in ("?", "-")


def found_rows(data: PanelData, wanted: str) -> list[tuple[str, ...]]:
    """The rows that hold each word of a search; those of a timeline by day."""
    words = wanted.lower().split()
    found = [r for r in data.rows if all(any(w in c.lower() for c in r) for w in words)]
    return sorted(found, key=lambda r: r[:1]) if data.kind == "timeline" else found


def row_texts(grid: Grid) -> tuple[str, ...]:
    """What the row of the cursor says, column by column; empty where there is none."""
    line = grid.current if isinstance(grid, Matrix | VTable) else None
    row: Sequence[str] = line.value if line is not None and line.value is not None else ()
    return tuple(verdict_word(c) if c in _MARKS else c for c in row)


class PanelView(Vertical):
    """One panel. ``show`` draws its data; ``grid`` is the widget that has the rows."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: tuple[str, ...] = ()

    @property
    def grid(self) -> Grid | None:
        """The widget with the rows; None before anything was shown."""
        return next(iter(self.query(Grid)), None)

    async def show(self, data: PanelData, wanted: str) -> int:
        """Draw the rows that a search finds; how many they are."""
        rows = found_rows(data, wanted)
        kind = _WIDGETS.get(data.kind, VTable)
        if self.grid is None or not isinstance(self.grid, kind):
            await self.remove_children()
            await self.mount(kind())
            assert self.grid is not None
            self.grid.focus()
        grid = self.grid
        if isinstance(grid, Matrix):
            _matrix(grid, data, rows)
        elif isinstance(grid, Reader):
            grid.read([(r[0], " ".join(r[1:])) if len(r) > 1 else ("", r[0]) for r in rows if r])
        elif isinstance(grid, VTable):
            titles = data.columns or tuple("" for _ in (rows[0] if rows else ()))
            shown = _with_months(rows) if data.kind == "timeline" else [Row(i, r, value=r) for i, r in enumerate(rows)]
            grid.show_rows(columns_of(titles, rows), shown, say("panel.empty") if not data.rows else say("shelf.none"))
        return len(rows)


def _matrix(grid: Matrix, data: PanelData, rows: Sequence[Sequence[str]]) -> None:
    """The first column names the row; a cell that names a verdict is drawn as one."""
    heads = [Head(i, t, min(_CELL, max(2, cells_for([t], _CELL)))) for i, t in enumerate(data.columns[1:])]
    lines = {
        i: Line(i, r[0], "", tuple((c, "") if c in _MARKS else ("", fit(c, _CELL).rstrip()) for c in r[1:]), r)
        for i, r in enumerate(rows)
    }
    grid.show(data.columns[0] if data.columns else "", heads, list(lines), lambda keys: [lines[k] for k in keys])


def _with_months(rows: Sequence[tuple[str, ...]]) -> list[Row]:
    """The rows of a timeline; each month begins with a line of its own."""
    shown: list[Row] = []
    month = ""
    for number, row in enumerate(rows):
        if row and row[0][:7] != month:
            month = row[0][:7]
            shown.append(Row(f"month {month} {number}", (month, *("" for _ in row[1:])), quiet=True))
        shown.append(Row(number, row, value=row))
    return shown
