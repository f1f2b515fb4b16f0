"""The preview of a report: its lines over the whole width, wrapped, scrolled with the arrows."""

from __future__ import annotations

from collections.abc import Iterable

from rich.segment import Segment

from anwei.tui.shelf.reader import wrapped
from anwei.tui.widgets.grid import Grid, ink
from anwei.tui.words import fit


class Lines(Grid):
    """Lines to read; ``read`` shows others from their beginning."""

    HEAD = 0

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.styles.height = self.styles.width = "1fr"
        self.styles.overflow_x = self.styles.overflow_y = "hidden"  # it draws its own lines
        self.told: tuple[str, ...] = ()
        self._laid: list[str] = []
        self._laid_for = -1

    def read(self, lines: Iterable[str]) -> None:
        """Show lines from their beginning."""
        self.told = tuple(lines)
        self._laid_for = -1
        self.row = self.offset_row = 0
        self.renew()

    @property
    def laid(self) -> list[str]:
        """The lines wrapped to the width; an empty one stays."""
        if self._laid_for != self.size.width:
            self._laid_for = self.size.width
            self._laid = [x for t in self.told for x in (wrapped(t, self.size.width - 2) if t else [""])]
        return self._laid

    @property
    def rows(self) -> int:
        return len(self.laid)

    def head_line(self, y: int, width: int) -> list[Segment]:
        raise NotImplementedError  # there is none

    def row_line(self, row: int, width: int, on: bool) -> list[Segment]:
        told, inks = self.laid[row], self.inks
        style = inks.accent if told.startswith("#") else inks.plain
        return [Segment(fit(f" {told}", width), ink(style, on, inks))]
