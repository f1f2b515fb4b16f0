"""Pictures of the screen with Chinese at the right width.

The stock SVG writes each run of text with one ``textLength`` counted in characters, which squeezes what is two cells
wide. Here each run is split where the width of characters changes, and each part gets its place and length in cells.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import TerminalTheme

if TYPE_CHECKING:
    from textual.app import App

CELL, LINE, SIZE = 10, 22, 16
FONTS = "'Noto Sans Mono CJK SC','Sarasa Mono SC','NSimSun','DejaVu Sans Mono',monospace"
_PLAIN = TerminalTheme((16, 20, 26), (228, 233, 239), [(0, 0, 0)] * 8)


def lines_of(app: App[None]) -> list[list[Segment]]:
    """What stands on the screen, line by line."""
    width, height = app.size
    console_lines = app.screen._compositor.render_strips(app.size)
    return [list(strip.crop(0, width)) for strip in console_lines[:height]]


def drawing(app: App[None]) -> str:
    """The screen as SVG. The same screen gives the same text."""
    width, height = app.size
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width * CELL} {height * LINE}" '
        f'width="{width * CELL}" height="{height * LINE}" font-family="{html.escape(FONTS)}" font-size="{SIZE}">'
    ]
    ground = _PLAIN.background_color.hex
    parts.append(f'<rect width="100%" height="100%" fill="{ground}"/>')
    for y, line in enumerate(lines_of(app)):
        x = 0
        for segment in line:
            cells = cell_len(segment.text)
            parts += _segment(segment.text, segment.style or Style.null(), x, y, cells)
            x += cells
    return "\n".join([*parts, "</svg>", ""])


def _segment(text: str, style: Style, x: int, y: int, cells: int) -> list[str]:
    colour, ground = _colours(style)
    parts = []
    if ground != _PLAIN.background_color.hex:
        parts.append(f'<rect x="{x * CELL}" y="{y * LINE}" width="{cells * CELL}" height="{LINE}" fill="{ground}"/>')
    bold = ' font-weight="bold"' if style.bold else ""
    line = ' text-decoration="underline"' if style.underline else ""
    for start, run, size in _runs(text):
        if run.strip():
            parts.append(
                f'<text x="{(x + start) * CELL}" y="{y * LINE + SIZE}" fill="{colour}"{bold}{line} '
                f'textLength="{size * CELL}" lengthAdjust="spacingAndGlyphs" xml:space="preserve">'
                f"{html.escape(run)}</text>"
            )
    return parts


def _colours(style: Style) -> tuple[str, str]:
    colour = style.color.get_truecolor(_PLAIN).hex if style.color is not None else _PLAIN.foreground_color.hex
    ground = style.bgcolor.get_truecolor(_PLAIN, foreground=False).hex if style.bgcolor is not None else None
    ground = ground or _PLAIN.background_color.hex
    return (ground, colour) if style.reverse else (colour, ground)


def _alike(one: str, other: str) -> bool:
    """Whether two characters may stand in one run: of one width, no blank, and none that fonts draw as they like."""
    return cell_len(one) == cell_len(other) and not any(c == " " or east_asian_width(c) == "A" for c in (one, other))


def _runs(text: str) -> list[tuple[int, str, int]]:
    """Runs of characters of equal width: where each starts, what it says, how many cells it takes."""
    runs: list[tuple[int, str, int]] = []
    at = 0
    for char in text:
        cells = cell_len(char)
        if runs and _alike(runs[-1][1][-1], char):
            start, run, size = runs[-1]
            runs[-1] = (start, run + char, size + cells)
        else:
            runs.append((at, char, cells))
        at += cells
    return runs
