"""Drawings on a page of PDF."""

from __future__ import annotations

from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus.flowables import Flowable

from anwei.engine.reports.handouts.drawing import COLOURS, Box, Drawing, Mark, Stroke
from anwei.engine.reports.handouts.pdf_text import settable

#: The Song font of Adobe's simplified Chinese collection. Readers bring it or put their own in its place.
FONT = "STSong-Light"


def register_font() -> None:
    """Make the font known to ReportLab; once is enough."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))


class Drawn(Flowable):
    """A drawing as it stands between other things on a page."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__()
        self.drawing = drawing
        self.width, self.height = drawing.width, drawing.height

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return self.drawing.width, self.drawing.height

    def draw(self) -> None:
        for mark in self.drawing.marks:
            self._mark(self.canv, mark)

    def _mark(self, canvas: Any, mark: Mark) -> None:
        top = self.drawing.height
        if isinstance(mark, Box):
            canvas.setFillColor(COLOURS[mark.tone])
            canvas.rect(mark.x, top - mark.y - mark.height, mark.width, mark.height, stroke=0, fill=1)
        elif isinstance(mark, Stroke):
            canvas.setStrokeColor(COLOURS[mark.tone])
            canvas.setLineWidth(mark.width)
            path = canvas.beginPath()
            path.moveTo(mark.points[0][0], top - mark.points[0][1])
            for x, y in mark.points[1:]:
                path.lineTo(x, top - y)
            canvas.drawPath(path)
        else:
            canvas.setFillColor(COLOURS[mark.tone])
            canvas.setFont(FONT, mark.size)
            put = {"start": canvas.drawString, "middle": canvas.drawCentredString, "end": canvas.drawRightString}
            put[mark.anchor](mark.x, top - mark.y, settable(mark.text))
