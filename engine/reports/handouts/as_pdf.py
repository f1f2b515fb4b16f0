"""PDF on A4: drawn with ReportLab and the Chinese font that every reader brings, so that no font has to be shipped."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from anwei.engine.messages import label
from anwei.engine.reports.handouts.charts import draw
from anwei.engine.reports.handouts.document import (
    Block,
    Cell,
    Charts,
    Figures,
    Handout,
    Page,
    Paragraph,
    QrCode,
    Signatures,
    Table,
    shown,
)
from anwei.engine.reports.handouts.drawing import COLOURS
from anwei.engine.reports.handouts.pdf_drawing import FONT, Drawn, register_font
from anwei.engine.reports.handouts.pdf_text import MISSING, settable
from anwei.engine.reports.handouts.qr import qr_drawing

if TYPE_CHECKING:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus.flowables import Flowable

_MARGIN = 40.0  # points
_FOOT = 34.0
_SMALL, _TEXT, _HEAD, _TITLE = 8.0, 9.5, 12.5, 18.0
_FIGURES = 4  # side by side
_LONG = 24  # characters: particulars, not figures
_GAP = 8.0


def write(handout: Handout) -> bytes:
    """The handout as a PDF file. One that has to stay on one page is made smaller until it fits."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate
    from reportlab.platypus.flowables import KeepInFrame

    register_font()
    out = io.BytesIO()
    size = landscape(A4) if handout.wide else A4
    width, height = size[0] - 2 * _MARGIN, size[1] - 2 * _MARGIN - _FOOT
    layout = _Layout(handout, width)
    story: list[Flowable] = []
    for index, page in enumerate(layout.pages()):
        story += [PageBreak()] if index else []
        story += [KeepInFrame(width, height, page, mode="shrink")] if handout.one_page else page
    lost = (label("handout.pdf.missing", handout.lang, mark=MISSING),) if layout.lost else ()
    frame = Frame(_MARGIN, _MARGIN + _FOOT, width, height, 0, 0, 0, 0)
    document = BaseDocTemplate(
        out,
        pagesize=size,
        title=handout.title,
        subject=handout.subtitle,
        creator="anwei",
        author="anwei",
        lang="zh-CN" if handout.lang == "zh" else "en",
        invariant=1,  # no time of day, no random id: the same handout gives the same bytes
    )
    document.addPageTemplates([PageTemplate("page", [frame], onPage=_foot(handout, (*lost, *handout.basis)))])
    document.build(story)
    return out.getvalue()


def _foot(handout: Handout, lines: Sequence[str]) -> Any:
    def drawn(canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont(FONT, _SMALL - 0.5)
        canvas.setFillColor(COLOURS["soft"])
        width = document.pagesize[0]
        for index, text in enumerate(reversed(lines)):
            canvas.drawString(_MARGIN, _MARGIN + index * 11, settable(text))
        page = label("handout.page", handout.lang, page=document.page)
        canvas.drawRightString(width - _MARGIN, _MARGIN, page)
        canvas.restoreState()

    return drawn


class _Layout:
    """The flowables of one handout, ``width`` points wide."""

    def __init__(self, handout: Handout, width: float) -> None:
        self.handout = handout
        self.width = width
        self.lost = False  # whether a character could not be set

    def style(self, size: float = _TEXT, tone: str = "#000000", space: float = 0.0) -> ParagraphStyle:
        from reportlab.lib.colors import HexColor
        from reportlab.lib.styles import ParagraphStyle

        # Chinese is broken between any two characters, English between words
        wrap: Any = "CJK" if self.handout.lang == "zh" else None
        return ParagraphStyle(
            f"{size}{tone}",
            fontName=FONT,
            fontSize=size,
            leading=size * 1.4,
            textColor=HexColor(tone),
            wordWrap=wrap,
            spaceBefore=space,
            spaceAfter=space / 2,
        )

    def text(self, text: str, size: float = _TEXT, tone: str = "#000000", space: float = 0.0) -> Flowable:
        from reportlab.platypus import Paragraph as Flow

        set_ = settable(text)
        self.lost = self.lost or set_.count(MISSING) > text.count(MISSING)
        lines = "<br/>".join(map(escape, set_.split("\n")))
        return Flow(lines, self.style(size, tone, space))

    def pages(self) -> list[list[Flowable]]:
        """The pages, the title on top of the first."""
        pages = [self.page(page) for page in self.handout.pages]
        pages[0] = self.head() + pages[0]
        return pages

    def head(self) -> list[Flowable]:
        from reportlab.platypus.flowables import HRFlowable

        handout = self.handout
        found: list[Flowable] = [self.text(m, _TEXT, COLOURS["fail"]) for m in handout.marks]
        found += [self.text(handout.title, _TITLE), self.text(handout.subtitle, _TEXT, COLOURS["soft"])]
        found.append(HRFlowable(width="100%", thickness=1.2, color=COLOURS["ink"], spaceBefore=3, spaceAfter=5))
        return found

    def page(self, page: Page) -> list[Flowable]:
        head = [self.text(page.title, _HEAD, space=4)] if page.title else []
        return [*head, *(f for block in page.blocks for f in self.block(block))]

    def block(self, block: Block) -> list[Flowable]:
        match block:
            case Paragraph():
                return [self.text(block.text, _TEXT, COLOURS["soft"] if block.soft else "#000000", 5)]
            case Figures():
                return self.figures(block)
            case Charts():
                return self.charts(block)
            case Table():
                return self.table(block)
            case QrCode():
                return self.code(block)
            case Signatures():
                return self.signatures(block)

    def grid(self, rows: Sequence[Sequence[Any]], widths: Sequence[float], *, lines: bool, repeat: int = 0) -> Flowable:
        from reportlab.platypus import Table as Grid
        from reportlab.platypus import TableStyle

        commands: list[Any] = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ("TOPPADDING", (0, 0), (-1, -1), 1.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
        ]
        if lines:
            commands.append(("GRID", (0, 0), (-1, -1), 0.4, COLOURS["line"]))
        if repeat:
            commands.append(("BACKGROUND", (0, 0), (-1, repeat - 1), "#e8ecf0"))
        share = self.width / sum(widths)
        # a row may be longer than a page: it is split then
        return Grid(
            list(map(list, rows)),
            [w * share for w in widths],
            None,
            TableStyle(commands),
            repeat,
            splitInRow=1,
            hAlign="LEFT",
        )

    def figures(self, block: Figures) -> list[Flowable]:
        from reportlab.platypus import Spacer

        if any(len(shown(v)) > _LONG for _, v in block.rows):
            pairs = [[self.text(k, _TEXT, COLOURS["soft"]), self.text(shown(v))] for k, v in block.rows]
            return [self.grid(pairs, [1, 4], lines=False), Spacer(1, _GAP)]
        cells: list[list[Flowable]] = [
            [self.text(k, _SMALL, COLOURS["soft"]), self.text(shown(v), _HEAD)] for k, v in block.rows
        ]
        cells += [[] for _ in range(-len(cells) % _FIGURES)]
        rows = [cells[i : i + _FIGURES] for i in range(0, len(cells), _FIGURES)]
        return [self.grid(rows, [1] * _FIGURES, lines=True), Spacer(1, _GAP)]

    def charts(self, block: Charts) -> list[Flowable]:
        """Two charts side by side."""
        from reportlab.platypus import Spacer

        room = self.width / 2 - 2 * _GAP
        cells: list[list[Flowable]] = [[self.text(c.title, _TEXT), Drawn(draw(c, room))] for c in block.charts]
        cells += [[] for _ in range(len(cells) % 2)]
        rows = [cells[i : i + 2] for i in range(0, len(cells), 2)]
        return [self.grid(rows, [1, 1], lines=False), Spacer(1, _GAP)]

    def table(self, block: Table) -> list[Flowable]:
        from reportlab.platypus import Spacer

        title = self.text(block.name, _TEXT + 1, space=4)
        if not block.rows:
            return [title, self.text(block.empty), Spacer(1, _GAP)]
        rows = [self.row(block.head), *(self.row(r) for r in block.rows)]
        return [title, self.grid(rows, block.widths, lines=True, repeat=1), Spacer(1, _GAP)]

    def row(self, cells: Sequence[Cell]) -> list[Flowable]:
        size = _SMALL - 0.5 if self.handout.wide else _SMALL
        return [self.text(shown(c), size) for c in cells]

    def code(self, block: QrCode) -> list[Flowable]:
        drawing = qr_drawing(block.text, block.caption)
        beside = self.text(block.caption, _SMALL)
        return [self.grid([[Drawn(drawing), beside]], [drawing.width + 12, self.width - drawing.width], lines=False)]

    def signatures(self, block: Signatures) -> list[Flowable]:
        from reportlab.platypus import Spacer

        cells = [self.text(f"{t} ____________") for t in block.labels]
        return [Spacer(1, 3 * _GAP), self.grid([cells], [1] * len(cells), lines=False)]
