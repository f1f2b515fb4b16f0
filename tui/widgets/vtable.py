"""The virtual table: any number of rows, of which only the visible ones are fetched and drawn."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rich.segment import Segment

from anwei.tui.actions import Action
from anwei.tui.glyphs import glyph, verdict_mark
from anwei.tui.widgets.grid import filled, ink
from anwei.tui.widgets.paged import Fetch, Paged
from anwei.tui.words import fit, width


@dataclass(frozen=True)
class Column:
    """One column, ``cells`` wide; 0 takes what is left (once a table). ``verdict``: its values are verdict names.

    ``drop``: where there is no room, columns go in this order (1 first; 0 stays), so that the one that takes what is
    left keeps ``least``.
    """

    title: str
    cells: int = 0
    right: bool = False
    verdict: bool = False
    drop: int = 0
    least: int = 18


@dataclass(frozen=True)
class Row:
    """One row: a key that does not change, and a text for each column."""

    key: Hashable
    texts: tuple[str, ...]
    quiet: bool = False
    value: Any = None


def fitting(columns: Sequence[Column], cells: int) -> list[int]:
    """The columns that fit into so many cells, by their number.

    >>> columns = (Column("a", 4), Column("b"), Column("c", 20, drop=1), Column("d", 9, drop=2))
    >>> fitting(columns, 80), fitting(columns, 40), fitting(columns, 30)
    ([0, 1, 2, 3], [0, 1, 3], [0, 1])
    """
    kept = list(range(len(columns)))
    for place in sorted((n for n in kept if columns[n].drop), key=lambda n: columns[n].drop):
        if sum(columns[n].cells or columns[n].least for n in kept) + len(kept) + 2 <= cells:
            break
        kept.remove(place)
    return kept


class VTable(Paged[Row]):
    """Rows by their keys: ``show`` takes the columns, the keys in view order, and a function that fetches a page.

    Posts ``Grid.Moved`` and ``Grid.Opened``; ``current`` is the row of the cursor. Only a ``MarkTable`` has a key that
    marks.
    """

    def __init__(self, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._columns: tuple[Column, ...] = ()
        self._laid: tuple[int, list[tuple[int, int]]] = (-1, [])

    def show(self, columns: Sequence[Column], keys: Sequence[Hashable], fetch: Fetch[Row], empty: str = "") -> None:
        """Show rows: ``fetch`` gives those of at most 100 keys, in their order. The cursor stays on its key."""
        self._columns, self.empty = tuple(columns), empty or self.empty
        self._laid = (-1, [])
        self.take(keys, fetch)
        self.renew()

    def show_rows(self, columns: Sequence[Column], rows: Sequence[Row], empty: str = "") -> None:
        """Show rows that are all at hand."""
        by_key = {r.key: r for r in rows}
        self.show(columns, [r.key for r in rows], lambda keys: [by_key[k] for k in keys], empty)

    # -- drawing -------------------------------------------------------------------------------------------------

    def _widths(self, whole: int) -> list[tuple[int, int]]:
        """The columns that are shown, by their number, and how wide each is; every one has a blank behind it."""
        if self._laid[0] != whole:
            kept = fitting(self._columns, whole)
            fixed = sum(self._columns[n].cells + 1 for n in kept if self._columns[n].cells)
            left = max(4, whole - fixed - 3)
            self._laid = whole, [(n, self._columns[n].cells or left) for n in kept]
        return self._laid[1]

    def head_line(self, y: int, width: int) -> list[Segment]:  # noqa: ARG002
        head = self.inks.head
        parts = [Segment("  ", head)]
        for place, cells in self._widths(width):
            column = self._columns[place]
            parts.append(Segment(fit(column.title, cells, right=column.right) + " ", head))
        return [*parts, Segment(" " * width, head)]

    def row_line(self, row: int, width: int, on: bool) -> list[Segment]:
        found, inks = self.at(row), self.inks
        plain = ink(inks.dim if found.quiet else inks.plain, on, inks)
        lead = (glyph("cursor") if on else " ") + (glyph("mark") if found.key in self.marked else " ")
        parts = [Segment(fit(lead, 2), ink(inks.mark, on, inks))]
        for place, cells in self._widths(width):
            column, value = self._columns[place], found.texts[place] if place < len(found.texts) else ""
            if column.verdict and value:
                parts += filled(verdict_mark(value), cells, ink(inks.verdict(value), on, inks), plain)
                parts.append(Segment(" ", plain))
            else:
                parts.append(Segment(fit(value, cells, right=column.right) + " ", plain))
        return [*parts, Segment(" " * width, plain)] if on else parts


class MarkTable(VTable):
    """A table whose rows can be marked (Space): for pages that do something with many at once."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (Action("table.mark", ("space",)),)

    def act_mark(self) -> None:
        self.turn_mark()


def cells_for(texts: Sequence[str], most: int) -> int:
    """The width that a column needs for some texts, at most ``most``."""
    return min(most, max((width(t) for t in texts), default=1))
