"""Word templates made from layouts: margins and types of an official Chinese paper, placeholders where values go.

The sheet follows the usual layout of official documents (GB/T 9704): type area 156 x 225 mm, red head and line, title
in 小标宋, text in 仿宋 at 16 points. Fonts are named and not embedded.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from anwei.drills.papers.layout import Grid, Layout, Line, Part, Particulars, Sign, Turn
from anwei.engine.api import Lang, Text
from anwei.engine.services import label

RED = "C00000"
SONG, FANG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
LATIN = "Times New Roman"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MADE = datetime(2026, 1, 1, tzinfo=UTC)
TEXT, TITLE, HEAD, TABLE, SMALL = 16.0, 22.0, 42.0, 10.5, 12.0
_TOP, _LEFT, _RIGHT, _BOTTOM = 37, 28, 26, 35  # millimetres
_LEAST = 0.7  # added to every share, so that narrow columns hold two characters
_LINE = 28  # points from line to line


def template(layout: Layout, lang: Lang) -> bytes:
    """The Word template of a layout; the same layout gives the same bytes."""
    made = _Template(layout, lang)
    made.fill()
    out = io.BytesIO()
    made.docx.save(out)
    return steady(out.getvalue())


def steady(data: bytes) -> bytes:
    """An archive without the time at which it was written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(entry, before.read(name))
    return out.getvalue()


class _Template:
    """One template while it is filled."""

    def __init__(self, layout: Layout, lang: Lang) -> None:
        from docx import Document
        from docx.shared import Mm, Pt

        self.layout, self.lang = layout, lang
        self.docx: Any = Document()
        self.mm: Any = Mm
        self.pt: Any = Pt
        self.sheet(self.docx.sections[0], wide=False)
        self.styles()
        about = self.docx.core_properties
        about.author = about.last_modified_by = "anwei"
        about.title, about.comments = layout.title.lang(lang), ""
        about.created = about.modified = _MADE

    def sheet(self, section: Any, *, wide: bool) -> None:
        from docx.enum.section import WD_ORIENT

        width, height = (297, 210) if wide else (210, 297)
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = self.mm(width), self.mm(height)
        margins = (_LEFT, _TOP, _BOTTOM, _RIGHT) if wide else (_TOP, _LEFT, _RIGHT, _BOTTOM)
        for side, room in zip(("top", "left", "right", "bottom"), margins, strict=True):
            setattr(section, f"{side}_margin", self.mm(room))
        self.width = width - margins[1] - margins[2]

    def styles(self) -> None:
        from docx.oxml.ns import qn

        style = self.docx.styles["Normal"]
        style.font.name, style.font.size = LATIN, self.pt(TEXT)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), FANG)
        style.paragraph_format.space_after = self.pt(0)

    def fill(self) -> None:
        if self.layout.official:
            self.red_head()
        self.paragraph(self.words(self.layout.title), SONG, TITLE, centred=True, after=14)
        for part in self.layout.parts:
            self.part(part)
        self.page_number()

    def words(self, text: Text) -> str:
        return text.lang(self.lang)

    def part(self, part: Part) -> None:
        match part:
            case Line():
                self.line(part)
            case Particulars():
                rows = [(self.words(name), f"{{{{ {place} }}}}") for name, place in part.rows]
                self.table(rows, (1, 4), head=False)
            case Grid():
                self.grid(part)
            case Turn():
                from docx.enum.section import WD_SECTION

                self.sheet(self.docx.add_section(WD_SECTION.NEW_PAGE), wide=True)
            case Sign():
                names = "　　　".join(f"{self.words(t)}：____________" for t in part.labels)
                self.paragraph(f"\n{names}", FANG, SMALL)

    def line(self, line: Line) -> None:
        text = self.words(line.text)
        match line.role:
            case "body":
                self.paragraph(text, FANG, TEXT, indent=2)
            case "heading":
                self.paragraph(text, HEI, TEXT, indent=2, keep=True)
            case "to":
                self.paragraph(text, FANG, TEXT)
            case "right":
                self.paragraph(text, FANG, TEXT, right=True)
            case "small":
                self.paragraph(text, KAI, SMALL)

    def red_head(self) -> None:
        """The issuing office in red, the number of the document, a red line below."""
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls
        from docx.shared import RGBColor

        head = label("drill.paper.head", self.lang)
        made = self.paragraph(head, SONG, HEAD if self.lang == "zh" else TITLE, centred=True, after=20)
        made.runs[0].font.color.rgb = RGBColor.from_string(RED)
        made.runs[0].bold = self.lang == "en"
        number = self.paragraph("{{ number }}", FANG, TEXT, centred=True, after=18)
        line = f'<w:bottom w:val="single" w:sz="18" w:space="4" w:color="{RED}"/>'
        number._p.get_or_add_pPr().append(parse_xml(f"<w:pBdr {nsdecls('w')}>{line}</w:pBdr>"))

    def paragraph(
        self,
        text: str,
        font: str,
        size: float,
        *,
        centred: bool = False,
        right: bool = False,
        indent: int = 0,
        after: float = 0,
        keep: bool = False,
    ) -> Any:
        from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING

        made = self.docx.add_paragraph()
        run = made.add_run(text)
        self.type(run, font, size)
        form = made.paragraph_format
        if centred or right:
            form.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.RIGHT
        form.first_line_indent = self.pt(indent * size) if indent and self.lang == "zh" else None
        form.space_after = self.pt(after)
        form.keep_with_next = keep
        if size <= TITLE:
            form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.AT_LEAST, self.pt(max(_LINE, size * 1.3))
        return made

    def type(self, run: Any, font: str, size: float) -> None:
        from docx.oxml.ns import qn

        run.font.name, run.font.size = LATIN, self.pt(size)
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)

    def grid(self, grid: Grid) -> None:
        """Head, a row that begins the loop, one of placeholders, one that ends it; a line where there are no rows."""
        self.paragraph(self.words(grid.title), HEI, SMALL, centred=True, keep=True)
        width = len(grid.columns)
        head = tuple(self.words(c.head) for c in grid.columns)
        begin = (f"{{%tr for row in {grid.rows} %}}", *[""] * (width - 1))
        body = tuple(f"{{{{ row.{c.key} }}}}" for c in grid.columns)
        end = ("{%tr endfor %}", *[""] * (width - 1))
        self.table([head, begin, body, end], tuple(c.width for c in grid.columns), head=True)
        empty = f"{{%p if not {grid.rows} %}}"
        for text in (empty, self.words(grid.empty), "{%p endif %}"):
            self.paragraph(text, FANG, SMALL)

    def table(self, rows: Sequence[tuple[str, ...]], shares: tuple[float, ...], *, head: bool) -> None:
        from docx.oxml import OxmlElement

        made = self.docx.add_table(rows=len(rows), cols=len(shares), style="Table Grid")
        made.autofit = False
        shares = tuple(share + _LEAST for share in shares)
        unit = self.width / sum(shares)
        for column, share in zip(made.columns, shares, strict=True):
            column.width = self.mm(share * unit)
        for number, (row, texts) in enumerate(zip(made.rows, rows, strict=True)):
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for cell, text, share in zip(row.cells, texts, shares, strict=True):
                cell.width = self.mm(share * unit)
                run = cell.paragraphs[0].add_run(text)
                self.type(run, HEI if head and not number else FANG, TABLE)
        if head:
            made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

    def page_number(self) -> None:
        """The foot of every page: its number, the day on which the paper rests, and whether all of it is invented."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        foot = self.docx.sections[0].footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        foot.add_run("— ")
        field = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        foot._p.append(parse_xml(field))
        foot.add_run(" —")
        below = self.docx.sections[0].footer.add_paragraph()
        below.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self.type(below.add_run("{{ foot_line }}"), FANG, TABLE)
