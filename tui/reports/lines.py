"""The preview of a report: its lines over the whole width, wrapped, scrolled with the arrows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.segment import Segment

from anwei.tui.shelf.reader import wrapped
from anwei.tui.widgets.grid import Grid, ink
from anwei.tui.words import fit, width

_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")
_WIDEST = 40  # cells of a column of a table; what is longer is cut


def tidy(lines: Iterable[str]) -> Iterator[tuple[bool, str]]:
    """The lines of a Markdown report for people: whether each is a heading, and its text without marks.

    Tables stand in columns. ``**`` are taken out as they stand: a name of data that holds some loses them here only.
    """
    for table, found in groupby(lines, lambda x: x.startswith("|")):
        if table:
            yield from ((False, x) for x in _columns(list(found)))
        else:
            for line in found:
                yield line.startswith("#"), _plain(line.lstrip("#").strip()) if line.startswith("#") else _plain(line)


def _plain(line: str) -> str:
    return _ESCAPED.sub(r"\1", line.replace("**", ""))


def _columns(lines: list[str]) -> list[str]:
    """The lines of a table with their cells below one another; the line below its head goes."""
    rows = [[_plain(c.strip()) for c in _cells(line)] for line in lines]
    rows = [r for r in rows if not all(set(c) <= set("-: ") and c for c in r)]
    most = max((len(r) for r in rows), default=0)
    sizes = [min(_WIDEST, max((width(r[n]) for r in rows if n < len(r)), default=0)) for n in range(most)]
    return ["  ".join(fit(c, size) for c, size in zip(r, sizes, strict=False)).rstrip() for r in rows]


def _cells(line: str) -> list[str]:
    """The cells of a line of a table; a bar that is escaped belongs to its text."""
    return [c.replace("\0", "|") for c in line.strip().strip("|").replace("\\|", "\0").split("|")]


class Lines(Grid):
    """Lines to read; ``read`` shows others from their beginning."""

    HEAD = 0

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.styles.height = self.styles.width = "1fr"
        self.styles.overflow_x = self.styles.overflow_y = "hidden"  # it draws its own lines
        self.told: tuple[tuple[bool, str], ...] = ()
        self._laid: list[tuple[bool, str]] = []
        self._laid_for = -1

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter does nothing in a text."""
        return parameters != ("grid.open",) and super().check_action(action, parameters)

    def read(self, lines: Iterable[str]) -> None:
        """Show the lines of a Markdown text from their beginning."""
        self.told = tuple(tidy(lines))
        self._laid_for = -1
        self.row = self.offset_row = 0
        self.renew()

    @property
    def laid(self) -> list[tuple[bool, str]]:
        """The lines wrapped to the width; an empty one stays."""
        if self._laid_for != self.size.width:
            self._laid_for = self.size.width
            self._laid = [(h, x) for h, t in self.told for x in (wrapped(t, self.size.width - 2) if t else [""])]
        return self._laid

    @property
    def rows(self) -> int:
        return len(self.laid)

    def head_line(self, y: int, width: int) -> list[Segment]:
        raise NotImplementedError  # there is none

    def row_line(self, row: int, width: int, on: bool) -> list[Segment]:
        heading, told = self.laid[row]
        inks = self.inks
        return [Segment(fit(f" {told}", width), ink(inks.accent if heading else inks.plain, on, inks))]
