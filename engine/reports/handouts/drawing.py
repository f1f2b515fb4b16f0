"""Drawings of boxes, strokes and words, in points from the upper left, and SVG made of them.

Charts and QR codes are drawn once; each writer turns these few marks into what its format knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Literal, NamedTuple

from anwei.engine.reports.handouts.document import Tone
from anwei.engine.reports.layout import cells, visible

#: Colours that are told apart on white and on black, also by those who see few colours: they differ in lightness.
COLOURS: dict[Tone, str] = {
    "ink": "#1b1f24",
    "soft": "#69727c",
    "line": "#b6bdc5",
    "pass": "#3f9c5f",
    "fail": "#b3261e",
    "unknown": "#e0a93b",
    "waived": "#5b7fb0",
    "error": "#7b1fa2",
    "not_applicable": "#b6bdc5",
}
_THEMED = ("ink", "soft")  # follow the colour of the text around


class Box(NamedTuple):
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    tone: Tone


class Stroke(NamedTuple):
    """A line through points."""

    points: tuple[tuple[float, float], ...]
    tone: Tone
    width: float = 1.0


class Word(NamedTuple):
    """One line of text; ``y`` is its base line."""

    x: float
    y: float
    text: str
    size: float
    anchor: Literal["start", "middle", "end"] = "start"
    tone: Tone = "ink"


Mark = Box | Stroke | Word


@dataclass(frozen=True)
class Drawing:
    """Marks on a sheet of ``width`` x ``height`` points; ``title`` says what is seen."""

    width: float
    height: float
    title: str
    marks: tuple[Mark, ...]


def breadth(text: str, size: float) -> float:
    """About how many points a text takes: a CJK character is square, others are half of that."""
    return cells(text) * size * 0.5


def clipped(text: str, size: float, room: float) -> str:
    """The text, shortened with an ellipsis where it takes more than ``room`` points."""
    if breadth(text, size) <= room:
        return text
    while text and breadth(text + "…", size) > room:
        text = text[:-1]
    return text + "…"


def svg(drawing: Drawing) -> str:
    """The drawing as an ``<svg>`` element without style sheets, scripts or links."""
    title = escape(visible(drawing.title), quote=True)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{title}" '
        f'viewBox="0 0 {_n(drawing.width)} {_n(drawing.height)}" width="{_n(drawing.width)}">'
    )
    return head + f"<title>{title}</title>" + "".join(_mark(m) for m in drawing.marks) + "</svg>"


def _mark(mark: Mark) -> str:
    colour = "currentColor" if mark.tone in _THEMED else COLOURS[mark.tone]
    if isinstance(mark, Box):
        place = f'x="{_n(mark.x)}" y="{_n(mark.y)}" width="{_n(mark.width)}" height="{_n(mark.height)}"'
        return f'<rect {place} fill="{colour}"/>'
    if isinstance(mark, Stroke):
        points = " ".join(f"{_n(x)},{_n(y)}" for x, y in mark.points)
        return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{_n(mark.width)}"/>'
    place = f'x="{_n(mark.x)}" y="{_n(mark.y)}" font-size="{_n(mark.size)}" text-anchor="{mark.anchor}"'
    faint = ' opacity="0.75"' if mark.tone == "soft" else ""
    return f'<text {place} fill="{colour}"{faint}>{escape(visible(mark.text))}</text>'


def _n(value: float) -> str:
    """A number with at most two digits, the same on every system."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
