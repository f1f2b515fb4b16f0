"""A text to read: headings in a column, texts wrapped beside them, drawn line by line like every list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style

from anwei.tui.widgets.grid import Grid, ink
from anwei.tui.words import clean, fit, width

#: A heading and a text below it; an empty heading goes on with the one before.
Entry = tuple[str, str]
_PARTS = re.compile(r"[!-~]+|\s+|.", re.DOTALL)
_NOT_FIRST = "，。；：、）》」』！？％,.;:)]!?%"
HEAD_CELLS = 12


def wrapped(value: str, cells: int) -> list[str]:
    """A text in lines of at most ``cells``: broken between words and between Chinese characters, at least one line.

    Closing marks do not begin a line where the character before them can come along.
    """
    cells = max(4, cells)
    lines: list[str] = []
    line = ""
    for part in _PARTS.findall(clean(value)):
        for piece in _pieces(part, cells):
            if width(line) + width(piece) <= cells:
                line += piece
            elif piece.isspace():
                continue
            elif piece in _NOT_FIRST and len(line) > 1 and not line[-1].isascii():
                lines.append(line[:-1].rstrip())
                line = line[-1] + piece
            else:
                lines.append(line.rstrip())
                line = piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(part: str, cells: int) -> list[str]:
    """A word that is longer than a line in pieces that are not."""
    return [part[i : i + cells] for i in range(0, len(part), cells)] if part.isascii() else [part]


class Reader(Grid):
    """Entries below one another. Takes the focus, so that the arrows scroll; ``entries`` is what it shows."""

    HEAD = 0

    def __init__(self, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.entries: tuple[Entry, ...] = ()
        self._lines: list[Entry] = []
        self._laid_for = -1

    def read(self, entries: Iterable[Entry]) -> None:
        """Show entries from their beginning."""
        self.entries = tuple((h, t) for h, t in entries if t)
        self._laid_for = -1
        self.row = self.offset_row = 0
        self.renew()

    @property
    def lines(self) -> Sequence[Entry]:
        """Every line as heading and text, wrapped to the width."""
        if self._laid_for != self.size.width:
            self._laid_for = self.size.width
            self._lines = list(laid_out(self.entries, self.size.width))
        return self._lines

    @property
    def rows(self) -> int:
        return len(self.lines)

    def head_line(self, y: int, width: int) -> list[Segment]:
        raise NotImplementedError  # there is none

    def row_line(self, row: int, width: int, on: bool) -> list[Segment]:
        heading, told = self.lines[row]
        inks = self.inks
        plain = ink(inks.plain, on, inks)
        if told == heading and heading:  # a heading over everything
            return [Segment(" " + fit(told, max(1, width - 1)), ink(inks.accent, on, inks))]
        head = fit(heading, HEAD_CELLS) + " " if _beside(width) else ("" if not heading else f"{heading}: ")
        label = ink(inks.plain + Style(color=inks.head.color), on, inks)
        parts = [Segment(" ", plain), Segment(head, label), Segment(told, plain)]
        return [*parts, Segment(" " * width, plain)] if on else parts


def _beside(whole: int) -> bool:
    """Whether headings get a column of their own."""
    return whole >= 40


def laid_out(entries: Iterable[Entry], whole: int) -> Iterable[Entry]:
    """The lines of entries; a heading is not repeated for entries that follow each other."""
    before = None
    for heading, told in entries:
        shown = heading if heading != before else ""
        beside = _beside(whole)
        room = whole - 2 - (HEAD_CELLS + 1 if beside else width(f"{shown}: ") if shown else 0)
        for number, line in enumerate(wrapped(told, room)):
            yield (shown if number == 0 else "", line)
        before = heading
