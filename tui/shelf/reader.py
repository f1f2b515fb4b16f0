"""A text to read: headings in a column, texts wrapped beside them, drawn line by line like every list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style

from anwei.tui.glyphs import glyph
from anwei.tui.widgets.grid import Grid, ink
from anwei.tui.words import clean, fit, width

#: A heading and a text below it; an empty heading goes on with the one before.
Entry = tuple[str, str]
_PARTS = re.compile(r"[!-~]+|\s+|.", re.DOTALL)
_NOT_FIRST = frozenset("，。；：、）》」』”’！？％,.;:)]!?%")
_NOT_LAST = frozenset("（《「『“‘([")
HEAD_CELLS = 12


def wrapped(value: str, cells: int, first: int = 0) -> list[str]:
    """A text in lines of at most ``cells`` (the first of at most ``first``, if that is said), at least one line.

    Broken between words and between Chinese characters; a closing mark begins no line and an opening one ends none,
    where the word before can come along.
    """
    cells = max(4, cells)
    room = max(4, first) if first else cells
    told = clean(value)
    if width(told) <= room:
        return [told.rstrip()]
    lines: list[str] = []
    line: list[str] = []
    taken = 0  # cells
    for part in _PARTS.findall(told):
        for piece in _pieces(part, cells):
            size = width(piece)
            if taken + size <= room:
                line.append(piece)
                taken += size
            elif not piece.isspace():
                carried = _carried(line, piece, cells)
                lines.append("".join(line).rstrip())
                line, room = [*carried, piece], cells
                taken = sum(map(width, line))
    last = "".join(line).rstrip()
    return [*lines, last] if last or not lines else lines


def _carried(line: list[str], piece: str, cells: int) -> list[str]:
    """What goes on to the next line before a piece that did not fit; taken off the line."""
    taken: list[str] = []
    while len(line) > 1 and ((taken[0] if taken else piece) in _NOT_FIRST or line[-1] in _NOT_LAST):
        taken.insert(0, line.pop())
    if not line or sum(map(width, taken)) + width(piece) > cells or (taken and taken[0].isspace()):
        line += taken
        return []
    return taken


def _pieces(part: str, cells: int) -> list[str]:
    """A word that is longer than a line in pieces that are not."""
    return [part[i : i + cells] for i in range(0, len(part), cells)] if part.isascii() else [part]


class Reader(Grid):
    """Entries below one another. Takes the focus, so that the arrows scroll; ``entries`` is what it shows."""

    HEAD = 0

    def __init__(self, id: str | None = None, classes: str | None = None, *, opens: bool = False) -> None:
        super().__init__(id=id, classes=classes)
        self.opens = opens
        self.entries: tuple[Entry, ...] = ()
        self._lines: list[Entry] = []
        self._laid_for = -1

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter does nothing in a text, except where whoever shows it says so."""
        return (self.opens or parameters != ("grid.open",)) and super().check_action(action, parameters)

    def allow_focus(self) -> bool:
        """An empty text has nothing to scroll."""
        return bool(self.entries) and super().allow_focus()

    def read(self, entries: Iterable[Entry]) -> None:
        """Show entries from their beginning; only lines that differ are drawn anew."""
        kept = self._laid_for == self.size.width and self.row == self.offset_row == 0
        before = self._lines
        self.entries = tuple((clean(h), clean(t)) for h, t in entries if t)
        self._laid_for = -1
        self.row = self.offset_row = 0
        if not kept:
            self.renew()
            return
        most = max(len(before), self.rows)
        self.refresh_rows(*(n for n in range(most) if before[n : n + 1] != self._lines[n : n + 1]))

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
        lead = fit(glyph("cursor") if on else "", 1)
        if told == heading and heading:  # a heading over everything
            return [Segment(lead + fit(told, max(1, width - 1)), ink(inks.accent, on, inks))]
        head = fit(heading, HEAD_CELLS) + " " if _beside(width) else ("" if not heading else f"{heading}: ")
        label = ink(inks.plain + Style(color=inks.head.color), on, inks)
        parts = [Segment(lead, ink(inks.mark, on, inks) if on else plain), Segment(head, label), Segment(told, plain)]
        return [*parts, Segment(" " * width, plain)] if on else parts


def _beside(whole: int) -> bool:
    """Whether headings get a column of their own."""
    return whole >= 40


def laid_out(entries: Iterable[Entry], whole: int) -> Iterable[Entry]:
    """The lines of entries; a heading is not repeated for entries that follow each other."""
    before = None
    for heading, told in entries:
        if told == heading:  # over everything: each of its lines is one
            yield from ((line, line) for line in wrapped(told, whole - 2))
            before = heading
            continue
        shown = heading if heading != before else ""
        beside = _beside(whole)
        room = whole - 2 - (HEAD_CELLS + 1 if beside else 0)
        first = room - width(f"{shown}: ") if shown and not beside else room
        for number, line in enumerate(wrapped(told, room, first)):
            yield (shown if number == 0 else "", line)
        before = heading
