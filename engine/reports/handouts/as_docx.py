"""Word on A4: real headings, tables whose heads repeat on every page, charts as Word's own shapes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from anwei.engine.messages import label
from anwei.engine.reports.archives import steady
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
from anwei.engine.reports.handouts.docx_drawing import add_drawing
from anwei.engine.reports.handouts.qr import qr_png
from anwei.engine.reports.layout import visible

LATIN, CHINESE = "Calibri", "宋体"
_MARGIN = 40.0  # points
_FIGURES = 4  # side by side
_LONG = 24  # characters: particulars, not figures
_HEAD_FILL = "E8ECF0"


def write(handout: Handout) -> bytes:
    """The handout as a .docx file; the same handout gives the same bytes."""
    document = _Document(handout)
    document.fill()
    out = io.BytesIO()
    document.docx.save(out)
    return steady(out.getvalue())


class _Document:
    """One Word document while it is filled."""

    def __init__(self, handout: Handout) -> None:
        from docx import Document
        from docx.shared import Pt

        self.handout = handout
        self.docx: Any = Document()
        self.pt: Any = Pt
        self.drawings = 0
        self.size = 8.0 if handout.wide else 9.0
        self._sheet()
        self._styles()
        made = datetime.combine(date.fromordinal(handout.as_of), datetime.min.time(), UTC)
        about = self.docx.core_properties
        about.title, about.author, about.last_modified_by = visible(handout.title), "anwei", "anwei"
        about.comments, about.created, about.modified = "", made, made
        about.language = "zh-CN" if handout.lang == "zh" else "en"

    def _sheet(self) -> None:
        from docx.enum.section import WD_ORIENT
        from docx.shared import Mm

        section = self.docx.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        if self.handout.wide:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Mm(297), Mm(210)
        for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
            setattr(section, side, self.pt(_MARGIN))
        self.width = section.page_width.pt - 2 * _MARGIN

    def _styles(self) -> None:
        from docx.oxml.ns import qn
        from docx.shared import RGBColor

        for name, size in (("Normal", 9.5), ("Title", 18.0), ("Heading 1", 13.0), ("Heading 2", 10.5)):
            style = self.docx.styles[name]
            style.font.name, style.font.size = LATIN, self.pt(size)
            style.font.color.rgb = RGBColor(0, 0, 0)
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
            fonts.set(qn("w:eastAsia"), CHINESE)
            style.paragraph_format.space_after = self.pt(3)
            style.paragraph_format.space_before = self.pt(0 if name == "Normal" else 5)

    def fill(self) -> None:
        handout = self.handout
        for mark in handout.marks:
            self.text(mark, bold=True)
        self.docx.add_paragraph(visible(handout.title), style="Title")
        self.text(handout.subtitle)
        for index, page in enumerate(handout.pages):
            if index:
                self.docx.add_page_break()
            self.page(page)
        self._foot()

    def _foot(self) -> None:
        """The basis on every page, with the number of the page as a field."""
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        foot = self.docx.sections[0].footer.paragraphs[0]
        before, _, after = label("handout.page", self.handout.lang, page="\0").partition("\0")
        foot.add_run(visible("  ".join(self.handout.basis)) + "  " + before).font.size = self.pt(7.5)
        foot._p.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
        foot.add_run(after).font.size = self.pt(7.5)

    def page(self, page: Page) -> None:
        if page.title:
            self.docx.add_heading(visible(page.title), 1)
        for block in page.blocks:
            self.block(block)

    def block(self, block: Block) -> None:
        match block:
            case Paragraph():
                self.text(block.text)
            case Figures():
                self.figures(block)
            case Charts():
                self.charts(block)
            case Table():
                self.table(block)
            case QrCode():
                self.docx.add_picture(io.BytesIO(qr_png(block.text)), width=self.pt(96))
                self.text(block.caption)
            case Signatures():
                self.text("\n" + "　　".join(f"{t} ____________" for t in block.labels))

    def text(self, text: str, *, bold: bool = False) -> None:
        paragraph = self.docx.add_paragraph()
        paragraph.add_run("\n".join(map(visible, text.split("\n")))).bold = bold

    def figures(self, block: Figures) -> None:
        if any(len(shown(v)) > _LONG for _, v in block.rows):
            self.grid([(k, v) for k, v in block.rows], (1, 4), style=None)
            return
        pairs = [f"{k}\n{shown(v)}" for k, v in block.rows]
        pairs += [""] * (-len(pairs) % _FIGURES)
        rows = [tuple(pairs[i : i + _FIGURES]) for i in range(0, len(pairs), _FIGURES)]
        self.grid(rows, (1,) * _FIGURES)

    def charts(self, block: Charts) -> None:
        """Two charts side by side, in a table without lines."""
        room = self.width / 2 - 14
        table = self.docx.add_table(rows=(len(block.charts) + 1) // 2, cols=2)
        for index, chart in enumerate(block.charts):
            cell = table.cell(index // 2, index % 2)
            cell.paragraphs[0].add_run(visible(chart.title)).bold = True
            self.drawings += 1
            add_drawing(cell.add_paragraph(), draw(chart, room), self.drawings, CHINESE)

    def table(self, block: Table) -> None:
        self.docx.add_heading(visible(block.name), 2)
        if not block.rows:
            self.text(block.empty)
            return
        made = self.grid([block.head, *block.rows], block.widths)
        self._mark_head(made.rows[0])

    def grid(self, rows: Sequence[Sequence[Cell]], widths: Sequence[int], style: str | None = "Table Grid") -> Any:
        """A table whose columns share the width; rows do not break between pages."""
        made = self.docx.add_table(rows=len(rows), cols=len(widths), style=style)
        made.autofit = False
        share = self.width / sum(widths)
        for column, width in zip(made.columns, widths, strict=True):
            column.width = self.pt(width * share)
        for row, cells in zip(made.rows, rows, strict=True):
            self._unbroken(row)
            for cell, content, width in zip(row.cells, cells, widths, strict=True):
                cell.width = self.pt(width * share)
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = self.pt(0)
                text = "\n".join(map(visible, shown(content).split("\n")))
                paragraph.add_run(text).font.size = self.pt(self.size)
        self.docx.add_paragraph().paragraph_format.space_after = self.pt(0)
        return made

    @staticmethod
    def _unbroken(row: Any) -> None:
        from docx.oxml import OxmlElement

        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))

    def _mark_head(self, row: Any) -> None:
        """The head: shaded, bold, repeated on every page."""
        from docx.oxml import OxmlElement, parse_xml
        from docx.oxml.ns import nsdecls

        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for cell in row.cells:
            shade = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{_HEAD_FILL}"/>'
            cell._tc.get_or_add_tcPr().append(parse_xml(shade))
            for run in cell.paragraphs[0].runs:
                run.bold = True
