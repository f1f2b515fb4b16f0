"""Setting text and tables on A4 by ourselves: what an official paper needs, and quick for tables of 10,000 rows.

ReportLab draws; the lines are broken and the rows are placed here, because its tables weigh every cell several times.
The one font is the Song that every reader brings, so that nothing has to be embedded; a heavier one is drawn thicker.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from anwei.engine.services import PDF_FONT, PDF_MISSING, pdf_settable, register_pdf_font

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
#: Characters that never begin a line: they are drawn past its end.
_HANG = frozenset("，。、；：！？）》」』】〕”’,.;:!?)]}%")
_PAD, _LEAD = 3.0, 1.3  # points beside the text of a cell; height of its lines in type sizes
Align = Literal["left", "middle", "right"]
Foot = Callable[[Any, int, float], None]


@dataclass(frozen=True)
class Room:
    """The type area of a sheet: its size and the margins (points)."""

    width: float
    height: float
    top: float
    left: float
    right: float
    bottom: float

    @property
    def inner(self) -> float:
        return self.width - self.left - self.right


@lru_cache(maxsize=20_000)
def _advance(char: str) -> float:
    """The width of a character in type sizes."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    register_pdf_font()
    return float(stringWidth(char, PDF_FONT, 1000)) / 1000


def text_width(text: str, size: float) -> float:
    """How wide a text runs (points)."""
    return sum(map(_advance, text)) * size


@lru_cache(maxsize=20_000)
def broken(text: str, width: float, size: float, indent: float = 0.0) -> tuple[str, ...]:
    """A text in lines no wider than ``width`` points, the first ``indent`` shorter: between any two Chinese
    characters, but inside no Latin word that fits a line."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _broken(paragraph, width / size, (indent if not lines else 0.0) / size)
    return tuple(lines)


def _broken(text: str, width: float, indent: float) -> list[str]:
    lines, line, used = [], "", indent
    for word in _words(text):
        step = sum(map(_advance, word))
        if used + step > width and line and word == " ":
            used = width  # the line ends here, but for marks that may still hang on it
            continue
        if used + step > width and line and word not in _HANG:
            lines.append(line.rstrip())
            line, used = "", 0.0
        if step > width - used:  # a word longer than a line
            for char in word:
                if used + _advance(char) > width and line and char not in _HANG:
                    lines.append(line)
                    line, used = "", 0.0
                line, used = line + char, used + _advance(char)
            continue
        line, used = line + word, used + step
    return [*lines, line]


def _words(text: str) -> list[str]:
    """Chinese characters one by one, runs of letters and digits together."""
    found: list[str] = []
    for char in text:
        latin = char.isascii() and not char.isspace() and char not in _HANG
        if latin and found and found[-1][-1].isascii() and found[-1] != " " and found[-1] not in _HANG:
            found[-1] += char
        else:
            found.append(char)
    return found


class Setter:
    """A PDF while it is being set, from the top of each page downwards."""

    def __init__(self, title: str, lang: str, upright: Room, lying: Room, foot: Foot) -> None:
        from reportlab.pdfgen.canvas import Canvas

        register_pdf_font()
        self.out = io.BytesIO()
        self.upright, self.lying, self.foot = upright, lying, foot
        self.room, self.page, self.lost = upright, 1, False
        self.canvas: Any = Canvas(self.out, pagesize=(upright.width, upright.height), invariant=1, lang=lang)
        self.canvas.setTitle(title)
        self.canvas.setAuthor("anwei")
        self.canvas.setCreator("anwei")
        self.y = upright.height - upright.top
        self.edge, self.rules = self.y, list[tuple[float, float, float, float]]()

    def done(self) -> bytes:
        """The file."""
        self._end_page()
        self.canvas.save()
        return self.out.getvalue()

    @property
    def left(self) -> float:
        """Points that are still free on the page."""
        return self.y - self.room.bottom

    def turn(self) -> None:
        """A new page; from here on they lie on their side."""
        self._end_page()
        self.room = self.lying
        self._begin_page()

    def need(self, height: float) -> None:
        """A new page unless so much is free."""
        if self.left < height:
            self.next_page()

    def next_page(self) -> None:
        self._end_page()
        self._begin_page()

    def _end_page(self) -> None:
        self.foot(self.canvas, self.page, self.room.width)
        self.canvas.showPage()
        self.page += 1

    def _begin_page(self) -> None:
        self.canvas.setPageSize((self.room.width, self.room.height))
        self.y = self.room.height - self.room.top

    def known(self, text: str) -> str:
        """A text as the font can show it; remembers if something was lost."""
        shown = pdf_settable(text)
        self.lost = self.lost or (shown != text and shown.count(PDF_MISSING) > text.count(PDF_MISSING))
        return shown

    def skip(self, height: float) -> None:
        """Room below what stands above."""
        self.y -= height

    def paragraph(
        self,
        text: str,
        size: float,
        lead: float,
        *,
        align: Align = "left",
        indent: float = 0.0,
        bold: bool = False,
        red: bool = False,
        keep: float = 0.0,
        column: tuple[float, float] | None = None,
    ) -> None:
        """Running text. ``keep`` points below it stay on the page; ``column`` is its left end and width."""
        start, width = column or (self.room.left, self.room.inner)
        lines = broken(self.known(text), width, size, indent)
        for number, line in enumerate(lines):
            self.need(lead + (keep if number == len(lines) - 1 else 0))
            self.y -= lead
            first = indent if not number else 0.0
            spare = width - text_width(line, size) - first
            at = start + first + {"left": 0.0, "middle": spare / 2, "right": spare}[align]
            self.draw(at, self.y + (lead - size) / 2 + size * 0.12, line, size, bold=bold, red=red)

    def draw(self, x: float, y: float, text: str, size: float, *, bold: bool = False, red: bool = False) -> None:
        """One line of text at a point."""
        canvas = self.canvas
        canvas.setFont(PDF_FONT, size)
        if not bold and not red:
            canvas.drawString(x, y, text)
            return
        canvas.saveState()
        if red:
            canvas.setFillColorRGB(1, 0, 0)
            canvas.setStrokeColorRGB(1, 0, 0)
        canvas.setLineWidth(size / 36)
        canvas.drawString(x, y, text, mode=2 if bold else 0)
        canvas.restoreState()

    def rule(self, weight: float, *, red: bool = False) -> None:
        """A line over the whole width."""
        canvas = self.canvas
        canvas.saveState()
        if red:
            canvas.setStrokeColorRGB(1, 0, 0)
        canvas.setLineWidth(weight)
        canvas.line(self.room.left, self.y, self.room.left + self.room.inner, self.y)
        canvas.restoreState()

    def table(
        self, rows: Sequence[Sequence[str]], shares: Sequence[float], size: float, least: float, *, head: bool
    ) -> None:
        """A table as wide as the page; its first row is repeated on every page if it is a head. A row that no page
        could hold is broken."""
        unit = self.room.inner / sum(shares)
        widths = [s * unit for s in shares]
        top = self.cells(rows[0], widths, size) if head else []
        self._open(widths)
        for number, row in enumerate(rows):
            cells = self.cells(row, widths, size)
            height = _height(cells, size, least)
            if height > self.left:
                self._over(cells, widths, size, least, top if number else [])
            else:
                self._row(cells, widths, size, height, bold=head and not number)
        self._close(widths)

    def _open(self, widths: Sequence[float]) -> None:
        """The upper edge of a table, or of what of it stands on a page."""
        self.edge = self.y
        self.rules = [(self.room.left, self.y, self.room.left + sum(widths), self.y)]

    def _close(self, widths: Sequence[float]) -> None:
        """Every rule of what stands on this page: each only once, which is quicker than boxes around cells."""
        if self.y == self.edge:
            return
        x = self.room.left
        for width in (0.0, *widths):
            x += width
            self.rules.append((x, self.edge, x, self.y))
        self.canvas.setLineWidth(0.5)
        self.canvas.lines(self.rules)

    def _over(
        self,
        cells: list[tuple[str, ...]],
        widths: list[float],
        size: float,
        least: float,
        top: list[tuple[str, ...]],
    ) -> None:
        """A row that the page does not hold: on the next one, in pieces if it is longer than that."""
        whole = self.room.height - self.room.top - self.room.bottom
        while cells:
            self._close(widths)
            self.next_page()
            self._open(widths)
            if top:
                self._row(top, widths, size, _height(top, size, least), bold=True)
            fits = max(1, int((min(whole, self.left) - 2 * _PAD) / (size * _LEAD)))
            piece = [c[:fits] for c in cells]
            self._row(piece, widths, size, _height(piece, size, least), bold=False)
            rest = [c[fits:] for c in cells]
            cells = rest if any(rest) else []

    def cells(self, row: Sequence[str], widths: Sequence[float], size: float) -> list[tuple[str, ...]]:
        """The lines of each cell."""
        return [broken(self.known(t), w - 2 * _PAD, size) for t, w in zip(row, widths, strict=True)]

    def _row(
        self, cells: list[tuple[str, ...]], widths: list[float], size: float, height: float, *, bold: bool
    ) -> None:
        x, step = self.room.left, size * _LEAD
        for at, (lines, width) in enumerate(zip(cells, widths, strict=True)):
            y = self.y - (height - len(lines) * step) / 2 - size * 0.98
            for line in lines:
                spare = (width - 2 * _PAD - text_width(line, size)) / 2 if bold or not at else 0.0
                if line:
                    self.draw(x + _PAD + max(0.0, spare), y, line, size, bold=bold)
                y -= step
            x += width
        self.y -= height
        self.rules.append((self.room.left, self.y, x, self.y))


def _height(cells: list[tuple[str, ...]], size: float, least: float) -> float:
    return max(least, max(map(len, cells)) * size * _LEAD + 2 * _PAD)
