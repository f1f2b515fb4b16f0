"""The virtual table: any number of rows, of which only the visible ones are fetched and drawn."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rich.segment import Segment

from anwei.tui.actions import Action
from anwei.tui.glyphs import glyph, verdict_mark
from anwei.tui.widgets.grid import Grid, ink
from anwei.tui.words import fit, width

PAGE = 100
_CACHED = 60  # pages


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


class VTable(Grid):
    """Rows by their keys: ``show`` takes the columns, the keys in view order, and a function that fetches a page.

    Posts ``Grid.Moved`` and ``Grid.Opened``; ``current`` is the row of the cursor. ``marked`` are the keys of marked
    rows; only a ``MarkTable`` has a key that marks.
    """

    def __init__(self, id: str | None = None, classes: str | None = None, empty: str = "") -> None:
        super().__init__(id=id, classes=classes)
        self.empty = empty
        self.marked: dict[Hashable, None] = {}
        self._columns: tuple[Column, ...] = ()
        self._keys: Sequence[Hashable] = ()
        self._fetch: Callable[[Sequence[Any]], Sequence[Row]] | None = None
        self._pages: dict[int, Sequence[Row]] = {}
        self._laid: tuple[int, list[tuple[int, int]]] = (-1, [])

    def show(
        self,
        columns: Sequence[Column],
        keys: Sequence[Hashable],
        fetch: Callable[[Sequence[Any]], Sequence[Row]],
        empty: str = "",
    ) -> None:
        """Show rows: ``fetch`` gives those of at most 100 keys, in their order. The cursor stays on its key."""
        current = self._keys[self.row] if self.row < len(self._keys) else None
        self._columns, self._keys, self._fetch, self.empty = tuple(columns), keys, fetch, empty or self.empty
        self._pages.clear()
        self._laid = (-1, [])
        if current is not None and not (self.row < len(keys) and keys[self.row] == current):
            self.row = _place(keys, current)
        self.renew()

    def show_rows(self, columns: Sequence[Column], rows: Sequence[Row], empty: str = "") -> None:
        """Show rows that are all at hand."""
        by_key = {r.key: r for r in rows}
        self.show(columns, [r.key for r in rows], lambda keys: [by_key[k] for k in keys], empty)

    @property
    def rows(self) -> int:
        return len(self._keys)

    @property
    def keys(self) -> Sequence[Hashable]:
        """The keys in view order."""
        return self._keys

    @property
    def current(self) -> Row | None:
        """The row of the cursor."""
        return self.at(self.row) if self.row < len(self._keys) else None

    def at(self, row: int) -> Row:
        """A row by its number."""
        page, place = divmod(row, PAGE)
        if page not in self._pages:
            assert self._fetch is not None
            if len(self._pages) >= _CACHED:
                self._pages.pop(next(iter(self._pages)))
            self._pages[page] = self._fetch(self._keys[page * PAGE : (page + 1) * PAGE])
        return self._pages[page][place]

    def unmark(self) -> None:
        """Take all marks off."""
        self.marked.clear()
        self.refresh()

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

    def render_line(self, y: int) -> Any:
        if not self._keys and y == self.HEAD and self.empty:
            from textual.strip import Strip

            blank = Segment(" " + fit(self.empty, max(1, self.size.width - 1)), self.inks.dim)
            return Strip([blank]).adjust_cell_length(self.size.width, self.inks.plain)
        return super().render_line(y)

    def row_line(self, row: int, width: int, on: bool) -> list[Segment]:
        found, inks = self.at(row), self.inks
        plain = ink(inks.dim if found.quiet else inks.plain, on, inks)
        lead = (glyph("cursor") if on else " ") + (glyph("mark") if found.key in self.marked else " ")
        parts = [Segment(fit(lead, 2), ink(inks.mark, on, inks))]
        for place, cells in self._widths(width):
            column, value = self._columns[place], found.texts[place] if place < len(found.texts) else ""
            if column.verdict and value:
                parts.append(Segment(fit(verdict_mark(value), cells), ink(inks.verdict(value), on, inks)))
                parts.append(Segment(" ", plain))
            else:
                parts.append(Segment(fit(value, cells, right=column.right) + " ", plain))
        return [*parts, Segment(" " * width, plain)] if on else parts


class MarkTable(VTable):
    """A table whose rows can be marked (Space): for pages that do something with many at once."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (Action("table.mark", ("space",)),)

    def act_mark(self) -> None:
        """Mark or unmark the row and go on to the next."""
        row = self.current
        if row is None:
            return
        if row.key in self.marked:
            del self.marked[row.key]
        else:
            self.marked[row.key] = None
        self.refresh_rows(self.row)
        self.post_message(self.Moved(self))
        self.move(self.row + 1)


def _place(keys: Sequence[Hashable], key: Hashable) -> int:
    try:
        return keys.index(key)
    except ValueError:
        return 0


def cells_for(texts: Sequence[str], most: int) -> int:
    """The width that a column needs for some texts, at most ``most``."""
    return min(most, max((width(t) for t in texts), default=1))
