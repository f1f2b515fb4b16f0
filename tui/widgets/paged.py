"""Rows by their keys: any number of them, fetched a page at a time, of which some may be marked."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Generic, Protocol, TypeVar

from rich.segment import Segment

from anwei.tui.glyphs import glyph
from anwei.tui.widgets.grid import Grid, ink
from anwei.tui.words import fit

PAGE = 100
_CACHED = 60  # pages


class Keyed(Protocol):
    """A row that says which it is."""

    @property
    def key(self) -> Hashable:
        """What names the row and does not change."""


R = TypeVar("R", bound=Keyed)
Fetch = Callable[[Sequence[Any]], Sequence[R]]


class Paged(Grid, Generic[R]):
    """What the virtual table and the matrix share. ``marked`` are the keys of marked rows, in the order of marking;
    ``empty`` is said where there is no row."""

    def __init__(self, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.empty = ""
        self.marked: dict[Hashable, None] = {}
        self._keys: Sequence[Hashable] = ()
        self._fetch: Fetch[R] | None = None
        self._pages: dict[int, Sequence[R]] = {}

    def take(self, keys: Sequence[Hashable], fetch: Fetch[R]) -> None:
        """Have rows from now on: ``fetch`` gives those of at most 100 keys, in their order.

        The cursor stays on its key, and goes to the first row where that is gone. Nothing is drawn yet.
        """
        current = self._keys[self.row] if self.row < len(self._keys) else None
        if self.is_attached and bool(keys) != bool(self._keys):  # other keys work than before
            for bar in self.screen.query("KeyBar"):
                bar.refresh()
        self._keys, self._fetch = keys, fetch
        self._pages.clear()
        if current is not None and not (self.row < len(keys) and keys[self.row] == current):
            self.row = _place(keys, current)

    @property
    def rows(self) -> int:
        return len(self._keys)

    @property
    def keys(self) -> Sequence[Hashable]:
        """The keys in view order."""
        return self._keys

    @property
    def current(self) -> R | None:
        """The row of the cursor."""
        return self.at(self.row) if self.row < len(self._keys) else None

    def at(self, row: int) -> R:
        """A row by its number."""
        page, place = divmod(row, PAGE)
        if page not in self._pages:
            assert self._fetch is not None
            if len(self._pages) >= _CACHED:
                self._pages.pop(next(iter(self._pages)))
            self._pages[page] = self._fetch(self._keys[page * PAGE : (page + 1) * PAGE])
        return self._pages[page][place]

    def no_row_line(self, row: int, width: int, on: bool) -> list[Segment]:
        """What is said where there is no row stands in the place of the first."""
        if self._keys or row or not self.empty:
            return super().no_row_line(row, width, on)
        lead = Segment(fit(glyph("cursor") if on else "", 1), ink(self.inks.mark, on, self.inks))
        return [lead, Segment(fit(self.empty, max(1, width - 1)), ink(self.inks.dim, on, self.inks))]

    # -- marks ---------------------------------------------------------------------------------------------------

    def turn_mark(self) -> None:
        """Mark or unmark the row of the cursor and go on to the next."""
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

    def unmark(self) -> None:
        """Take all marks off."""
        self.marked.clear()
        self.refresh()


def _place(keys: Sequence[Hashable], key: Hashable) -> int:
    try:
        return keys.index(key)
    except ValueError:
        return 0
