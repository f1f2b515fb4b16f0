"""The card beside the list of a subject: a verdict with everything behind it, drawn line by line by one widget."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from anwei.tui.glyphs import safe, verdict_mark
from anwei.tui.jobs.subject import Card
from anwei.tui.shelf.reader import Entry, Reader, wrapped
from anwei.tui.widgets.grid import ink
from anwei.tui.words import clean

#: What a line is, in place of the heading of an entry.
_TITLE, _HEAD, _TEXT = "title", "head", "text"
_INDENT = "  "
_BOLD = Style(bold=True)


class CardView(Reader):
    """A card to scroll in with the arrows once it has the focus: headings stand out, what is below is indented.

    A container that scrolls would lay the screen out three times for each card, as its bar comes and goes; here the
    last column is always the bar's.
    """

    def __init__(self, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.card: Card | None = None

    def show(self, card: Card | None) -> None:
        """Show a card from its beginning, or nothing; where it is shown already, it stays where it was scrolled to."""
        if card is None or card != self.card:
            self.card = card
            self.read(_entries(card) if card is not None else ())

    def tell(self, lines: Sequence[str]) -> None:
        """Show some lines instead, as of what went wrong."""
        self.card = None
        self.read((_TEXT, line or " ") for line in lines)

    @property
    def lines(self) -> Sequence[Entry]:
        if self._laid_for != self.size.width:
            self._laid_for = self.size.width
            self._lines = list(_broken(self.entries, self.size.width - 1, indented=self.card is not None))
        return self._lines

    def row_line(self, row: int, width: int, on: bool) -> list[Segment]:
        what, told = self._lines[row]
        inks = self.inks
        style = inks.plain
        if what != _TEXT:
            style += Style(color=inks.head.color, bold=True) if what == _HEAD else _BOLD
        if on:
            return [Segment(told, ink(style, on, inks)), Segment(" " * width, ink(inks.plain, on, inks))]
        return [Segment(told, style)] if told else []

    def render_line(self, y: int) -> Strip:
        cells, high = self.size
        line, rows = super().render_line(y), len(self._lines)
        if rows <= high or cells < 2 or safe():
            return line
        size = max(1, high * high // rows)
        start = round(self.offset_row * (high - size) / (rows - high))
        head = self.inks.head
        bar = Style(bgcolor=head.color if start <= y < start + size else head.bgcolor)
        return Strip([*line.crop(0, cells - 1), Segment(" ", bar)], cells)


def _entries(card: Card) -> Iterator[Entry]:
    yield _TITLE, f"{verdict_mark(card.verdict)}  {clean(card.title)}"
    for heading, told in card.sections:
        yield _TEXT, " "
        yield _HEAD, heading
        yield from ((_TEXT, t or " ") for t in told)


def _broken(entries: Sequence[Entry], cells: int, *, indented: bool) -> Iterator[Entry]:
    """Entries as lines of so many cells."""
    for what, told in entries:
        inner = _INDENT if indented and what == _TEXT else ""
        for line in wrapped(told, cells - len(inner)):
            yield what, inner + line if line else ""
