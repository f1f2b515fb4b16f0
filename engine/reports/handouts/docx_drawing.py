"""Drawings in Word: groups of its own shapes, which stay sharp in print and need no picture file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from anwei.engine.reports.handouts.drawing import COLOURS, Box, Drawing, Mark, Stroke, Word, breadth
from anwei.engine.reports.layout import visible

_EMU = 12700  # English metric units in a point
_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_GROUP = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"


def add_drawing(paragraph: Any, drawing: Drawing, number: int, font: str) -> None:
    """Put a drawing into a paragraph. ``number`` tells the drawings of a document apart."""
    from docx.oxml import parse_xml

    paragraph.add_run()._r.append(parse_xml(_xml(drawing, number, font)))


def _xml(drawing: Drawing, number: int, font: str) -> str:
    """The drawing as a group of shapes, with its title for those who do not see it."""
    extent = f'cx="{_u(drawing.width)}" cy="{_u(drawing.height)}"'
    title = quoteattr(visible(drawing.title))
    shapes = "".join(_shape(m, number * 1000 + i, font) for i, m in enumerate(_single(drawing.marks), 1))
    group = (
        f'<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/>'
        f'<a:chOff x="0" y="0"/><a:chExt {extent}/></a:xfrm></wpg:grpSpPr>{shapes}</wpg:wgp>'
    )
    return (
        f'<mc:AlternateContent {_SPACES}><mc:Choice Requires="wpg"><w:drawing><wp:inline distT="0" distB="0" '
        f'distL="0" distR="0"><wp:extent {extent}/><wp:docPr id="{number}" name="chart {number}" descr={title}/>'
        f'<a:graphic><a:graphicData uri="{_GROUP}">{group}</a:graphicData></a:graphic></wp:inline></w:drawing>'
        "</mc:Choice></mc:AlternateContent>"
    )


def _single(marks: tuple[Mark, ...]) -> Iterator[Mark]:
    """Strokes through many points as strokes between two."""
    for mark in marks:
        if isinstance(mark, Stroke):
            pairs = zip(mark.points, mark.points[1:], strict=False)
            yield from (Stroke(pair, mark.tone, mark.width) for pair in pairs)
        else:
            yield mark


def _shape(mark: Mark, number: int, font: str) -> str:
    colour = COLOURS[mark.tone].lstrip("#")
    fill = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
    if isinstance(mark, Box):
        look = f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fill}<a:ln><a:noFill/></a:ln>'
        return _wrapped(number, mark.x, mark.y, mark.width, mark.height, look)
    if isinstance(mark, Stroke):
        (x1, y1), (x2, y2) = mark.points
        look = f'<a:prstGeom prst="line"><a:avLst/></a:prstGeom><a:ln w="{_u(mark.width)}">{fill}</a:ln>'
        rises = ' flipV="1"' if (y2 < y1) != (x2 < x1) else ""
        return _wrapped(number, min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1), look, rises)
    return _word(mark, number, font, colour)


def _word(mark: Word, number: int, font: str, colour: str) -> str:
    """A text box without borders, broad enough for fonts wider than reckoned."""
    width = breadth(mark.text, mark.size) * 1.25 + 4
    left = {"start": 0.0, "middle": width / 2, "end": width}[mark.anchor]
    align = {"start": "left", "middle": "center", "end": "right"}[mark.anchor]
    fonts = f"<w:rFonts w:ascii={quoteattr(font)} w:hAnsi={quoteattr(font)} w:eastAsia={quoteattr(font)}/>"
    size = round(mark.size * 2)
    exact = round(mark.size * 1.3 * 20)
    text = (
        "<wps:txbx><w:txbxContent><w:p><w:pPr>"
        f'<w:spacing w:before="0" w:after="0" w:line="{exact}" w:lineRule="exact"/><w:jc w:val="{align}"/></w:pPr>'
        f'<w:r><w:rPr>{fonts}<w:color w:val="{colour}"/><w:sz w:val="{size}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(visible(mark.text))}</w:t></w:r></w:p></w:txbxContent></wps:txbx>'
    )
    look = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln>'
    return _wrapped(number, mark.x - left, mark.y - mark.size, width, mark.size * 1.35, look, text=text)


def _wrapped(
    number: int, x: float, y: float, width: float, height: float, look: str, turn: str = "", text: str = ""
) -> str:
    kind = '<wps:cNvSpPr txBox="1"/>' if text else "<wps:cNvSpPr/>"
    return (
        f'<wps:wsp><wps:cNvPr id="{number}" name="mark {number}"/>{kind}<wps:spPr><a:xfrm{turn}>'
        f'<a:off x="{_u(x)}" y="{_u(y)}"/><a:ext cx="{_u(width)}" cy="{_u(height)}"/></a:xfrm>{look}</wps:spPr>{text}'
        '<wps:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t"><a:noAutofit/></wps:bodyPr></wps:wsp>'
    )


def _u(points: float) -> int:
    return round(points * _EMU)
