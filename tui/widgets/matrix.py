"""The matrix: rows by columns with a frozen first column and a two-line head; only what is visible is drawn."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rich.segment import Segment
from textual.geometry import Region

from anwei.tui.actions import Action
from anwei.tui.glyphs import glyph, verdict_mark
from anwei.tui.widgets.grid import filled, ink
from anwei.tui.widgets.paged import Fetch, Paged
from anwei.tui.words import fit


@dataclass(frozen=True)
class Head:
    """A column: a key, its title (two lines of it are shown), and its width in cells."""

    key: Hashable
    title: str
    cells: int = 2


@dataclass(frozen=True)
class Line:
    """A row: key, label of the frozen column, a note beside it, and one (verdict name, text) a column.

    An empty verdict name draws the text plainly; a cell with neither is blank.
    """

    key: Hashable
    label: str
    note: str
    cells: tuple[tuple[str, str], ...]
    value: Any = None


class Matrix(Paged[Line]):
    """Cells of verdicts. ``column`` is where the cursor stands; Left and Right move it, n and N go from gap to gap."""

    HEAD = 2
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("matrix.left", ("left",), bar=False),
        Action("matrix.right", ("right",), bar=False),
        Action("matrix.mark", ("space",)),
        Action("matrix.next_gap", ("ctrl+down", "n")),
        Action("matrix.last_gap", ("ctrl+up", "N"), bar=False),
    )

    def __init__(self, id: str | None = None, classes: str | None = None, label: int = 22) -> None:
        super().__init__(id=id, classes=classes)
        self.label = label
        self.column = 0
        self.first = 0
        self.title = ""
        self._heads: tuple[Head, ...] = ()

    def show(
        self, title: str, heads: Sequence[Head], keys: Sequence[Hashable], fetch: Fetch[Line], empty: str = ""
    ) -> None:
        """Show a matrix: ``fetch`` gives the lines of at most 100 keys, in their order. The cursor stays on its key."""
        self.empty = empty
        at = self._heads[self.column].key if self.column < len(self._heads) else None
        self.title, self._heads = title, tuple(heads)
        self.take(keys, fetch)
        names = [h.key for h in heads]
        self.column = names.index(at) if at in names else min(self.column, max(0, len(names) - 1))
        self._column_in_sight()
        self.renew()

    @property
    def head(self) -> Head | None:
        """The column of the cursor."""
        return self._heads[self.column] if self.column < len(self._heads) else None

    @property
    def heads(self) -> tuple[Head, ...]:
        """All columns."""
        return self._heads

    # -- moving --------------------------------------------------------------------------------------------------

    def to_column(self, column: int) -> None:
        """Put the cursor in a column."""
        column = min(max(0, column), max(0, len(self._heads) - 1))
        if column == self.column:
            return
        first, before = self.first, self._span()
        self.column = column
        self._column_in_sight()
        if self.first != first:
            self.refresh()
        else:
            line = self.HEAD + self.row - self.offset_row
            spans = [s for s in (before, self._span()) if s[1]]
            self.refresh(*(Region(x, y, cells, 1) for x, cells in spans for y in (*range(self.HEAD), line)))
        self.post_message(self.Moved(self))

    def touched(self) -> list[tuple[int, int]]:
        """The label, and the cell of the cursor's column."""
        return [(0, self.frozen), *(s for s in (self._span(),) if s[1])]

    def _span(self) -> tuple[int, int]:
        """Where the cursor's column is drawn, (start, cells); no cells where it is not in sight."""
        if not self.first <= self.column < len(self._heads):
            return 0, 0
        left = self.frozen + sum(h.cells + 1 for h in self._heads[self.first : self.column])
        return left, self._heads[self.column].cells

    def act_left(self) -> None:
        self.to_column(self.column - 1)

    def act_right(self) -> None:
        self.to_column(self.column + 1)

    def act_mark(self) -> None:
        self.turn_mark()

    def act_next_gap(self) -> None:
        self._seek(1)

    def act_last_gap(self) -> None:
        self._seek(-1)

    def _seek(self, step: int) -> None:
        """The next (or last) cell that is a gap, reading along the lines; at most 2,000 lines far."""
        row, column = self.row, self.column + step
        for _ in range(2000):
            if not 0 <= row < self.rows:
                return
            cells = self.at(row).cells
            while 0 <= column < len(cells):
                if cells[column][0] == "fail":
                    self.to_column(column)
                    self.move(row)
                    return
                column += step
            row += step
            column = 0 if step > 0 else len(self._heads) - 1

    def clicked(self, x: int) -> None:
        left = self.frozen
        for place in range(self.first, len(self._heads)):
            wide = self._heads[place].cells + 1
            if left <= x < left + wide:
                self.to_column(place)
                return
            left += wide

    # -- drawing -------------------------------------------------------------------------------------------------

    @property
    def frozen(self) -> int:
        """The width of what stays on the left."""
        return min(self.label + 9, max(14, self.size.width // 2)) if self.size.width else self.label + 9

    def _shown(self, width: int) -> range:
        left, last = width - self.frozen, self.first
        while last < len(self._heads) and left >= self._heads[last].cells:
            left -= self._heads[last].cells + 1
            last += 1
        return range(self.first, last)

    def _column_in_sight(self) -> None:
        self.first = min(self.first, self.column)
        while self.size.width and self.column not in self._shown(self.size.width) and self.first < self.column:
            self.first += 1

    def on_resize(self) -> None:
        super().on_resize()
        self._column_in_sight()

    def head_line(self, y: int, width: int) -> list[Segment]:
        head = self.inks.head
        parts = [Segment(fit(f"  {self.title}" if y == 0 else "", self.frozen), head)]
        for place in self._shown(width):
            column = self._heads[place]
            on = place == self.column and self.has_focus
            words = fit(column.title, column.cells * 2)
            from rich.cells import chop_cells

            halves = [*chop_cells(words, column.cells), "", ""] if column.cells > 1 else [words, ""]
            parts.append(Segment(fit(halves[y], column.cells), ink(head, on, self.inks)))
            parts.append(Segment(" ", head))
        return [*parts, Segment(" " * width, head)]

    def row_line(self, row: int, width: int, on: bool) -> list[Segment]:
        line, inks = self.at(row), self.inks
        plain, dim = ink(inks.plain, on, inks), ink(inks.dim, on, inks)
        lead = (glyph("cursor") if on else " ") + (glyph("mark") if line.key in self.marked else " ")
        note = self.frozen - self.label - 3 if self.frozen > self.label + 3 else 0
        label = self.frozen - 3 - note
        parts = [
            Segment(fit(lead, 2), ink(inks.mark, on, inks)),
            Segment(fit(line.label, label), plain),
            Segment(fit(line.note, note, right=True) + " ", dim),
        ]
        for place in self._shown(width):
            verdict, told = line.cells[place]
            cells = self._heads[place].cells
            drawn = verdict_mark(verdict) + told if verdict else told
            style = inks.verdict(verdict) if verdict else inks.dim
            here = on and place == self.column
            parts += filled(drawn, cells, ink(style, here, inks), ink(inks.plain, here, inks))
            parts.append(Segment(" ", inks.plain))
        return parts
