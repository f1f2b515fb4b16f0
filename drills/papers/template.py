"""Word templates made from layouts: margins and types of an official Chinese paper, placeholders where values go.

The sheet follows the usual layout of official documents (GB/T 9704): type area 156 x 225 mm, red head and line, title
in 小标宋, text in 仿宋 at 16 points. Fonts are named and not embedded.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from anwei.drills.papers.layout import Annex, Grid, Imprint, Layout, Line, Part, Particulars, Sign, Signed, Turn
from anwei.engine.api import Lang, Text
from anwei.engine.services import label, steady

RED = "FF0000"
SONG, FANG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
PLAIN = "宋体"
LATIN = "Times New Roman"
_MADE = datetime(2026, 1, 1, tzinfo=UTC)
TEXT, TITLE, HEAD, TABLE, SMALL, NUMBER = 16.0, 22.0, 42.0, 10.5, 12.0, 14.0
_TOP, _LEFT, _RIGHT, _BOTTOM = 37, 28, 26, 35  # millimetres
_LEAST = 0.7  # added to every share, so that narrow columns hold two characters
_CELL = {"top": 40, "left": 60, "bottom": 40, "right": 60}  # twentieths of a point inside a cell
_ROW = 20  # points that a row of a table is high at least
_LINE = 28  # points from line to line
#: The office and the day stand one below the other in a column, whose middle leaves four characters beside a usual day.
_STAMP, _STAMP_RIGHT = 15 * TEXT, 1.5 * TEXT


def template(layout: Layout, lang: Lang) -> bytes:
    """The Word template of a layout; the same layout gives the same bytes."""
    made = _Template(layout, lang)
    made.fill()
    out = io.BytesIO()
    made.docx.save(out)
    return steady(out.getvalue())


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
        for part, titled, last in self.layout.placed():
            self.part(part, titled, last)
        self.page_number()

    def words(self, text: Text) -> str:
        return text.lang(self.lang)

    def part(self, part: Part, titled: bool, last: bool) -> None:
        match part:
            case Line():
                self.line(part, last)
            case Particulars():
                rows = [(self.words(name), f"{{{{ {place} }}}}") for name, place in part.rows]
                self.table(rows, (1, 4), head=False)
            case Grid():
                self.grid(part, titled)
            case Turn():
                from docx.enum.section import WD_SECTION

                self.sheet(self.docx.add_section(WD_SECTION.NEW_PAGE), wide=True)
            case Annex():
                self.annex(part)
            case Signed():
                self.signed(part)
            case Imprint():
                self.imprint(part)
            case Sign():
                names = "　　".join(f"{self.words(t)}：__________" for t in part.labels)
                self.paragraph(f"\n{names}", FANG, SMALL)

    def line(self, line: Line, last: bool) -> None:
        """A paragraph; one that may be empty is left out where it is."""
        optional = line.optional(self.lang)
        if optional:
            self.paragraph(f"{{%p if {optional} %}}", FANG, TEXT)
        text, keep = self.words(line.text), last and not optional
        match line.role:
            case "body":
                self.paragraph(text, FANG, TEXT, indent=2, keep=keep)
            case "heading":
                self.paragraph(text, HEI, TEXT, indent=2, keep=True)
            case "to":
                self.paragraph(text, FANG, TEXT, keep=keep)
            case "small":
                self.paragraph(text, KAI, SMALL, keep=keep)
        if optional:
            self.paragraph("{%p endif %}", FANG, TEXT)

    def annex(self, annex: Annex) -> None:
        made = self.paragraph(label("drill.paper.annex", self.lang, number=annex.number), HEI, TEXT, keep=True)
        if annex.number > 1:
            made.paragraph_format.space_before = self.pt(TEXT)
        self.paragraph(self.words(annex.title), SONG, TITLE, centred=True, after=8, keep=True)

    def signed(self, signed: Signed) -> None:
        """Room for the stamp, then office and day around one middle, to the right."""
        self.paragraph("", FANG, TEXT, keep=True)
        for name in ("office", signed.day):
            made = self.paragraph(f"{{{{ {name} }}}}", FANG, TEXT, centred=True, keep=name == "office")
            made.paragraph_format.left_indent = self.mm(self.width) - self.pt(_STAMP + _STAMP_RIGHT)
            made.paragraph_format.right_indent = self.pt(_STAMP_RIGHT)

    def imprint(self, imprint: Imprint) -> None:
        from docx.enum.text import WD_TAB_ALIGNMENT
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        day = label("drill.paper.imprint", self.lang, day=imprint.day)
        self.paragraph("", FANG, SMALL)
        made = self.paragraph(f"{{{{ office }}}}\t{day}", FANG, NUMBER)
        made.paragraph_format.tab_stops.add_tab_stop(self.mm(self.width), WD_TAB_ALIGNMENT.RIGHT)
        rules = "".join(
            f'<w:{side} w:val="single" w:sz="8" w:space="1" w:color="000000"/>' for side in ("top", "bottom")
        )
        made._p.get_or_add_pPr().append(parse_xml(f"<w:pBdr {nsdecls('w')}>{rules}</w:pBdr>"))

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
        indent: int = 0,
        after: float = 0,
        keep: bool = False,
    ) -> Any:
        from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING

        made = self.docx.add_paragraph()
        run = made.add_run(text)
        self.type(run, font, size)
        form = made.paragraph_format
        if centred:
            form.alignment = WD_ALIGN_PARAGRAPH.CENTER
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

    def grid(self, grid: Grid, titled: bool) -> None:
        """Head, a row that begins the loop, one of placeholders, one that ends it; a line where there are no rows."""
        if not titled:
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
        from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml import OxmlElement, parse_xml
        from docx.oxml.ns import nsdecls

        made = self.docx.add_table(rows=len(rows), cols=len(shares), style="Table Grid")
        made.autofit, made.alignment = False, WD_TABLE_ALIGNMENT.CENTER
        sides = "".join(f'<w:{side} w:w="{room}" w:type="dxa"/>' for side, room in _CELL.items())
        made._tbl.tblPr.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>"))
        shares = tuple(share + _LEAST for share in shares)
        unit = self.width / sum(shares)
        for column, share in zip(made.columns, shares, strict=True):
            column.width = self.mm(share * unit)
        for number, (row, texts) in enumerate(zip(made.rows, rows, strict=True)):
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            row.height = self.pt(_ROW)
            for at, (cell, text, share) in enumerate(zip(row.cells, texts, shares, strict=True)):
                cell.width, cell.vertical_alignment = self.mm(share * unit), WD_ALIGN_VERTICAL.CENTER
                run = cell.paragraphs[0].add_run(text)
                name = head and not number
                self.type(run, HEI if name else FANG, TABLE)
                if name or (not at and (head or self.lang == "zh")):
                    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        if head:
            made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

    def page_number(self) -> None:
        """The foot of every page: its number, the day on which the paper rests, and whether all of it is invented.

        Odd pages have the number on the right, even ones on the left, one character in, as official papers do.
        """
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        self.docx.settings.odd_and_even_pages_header_footer = True
        section = self.docx.sections[0]
        for footer, right in ((section.footer, True), (section.even_page_footer, False)):
            number, below = footer.paragraphs[0], footer.add_paragraph()
            number.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
            side = "right_indent" if right else "left_indent"
            setattr(number.paragraph_format, side, self.pt(NUMBER))
            self.numbered(number)
            below.alignment = WD_ALIGN_PARAGRAPH.CENTER
            self.type(below.add_run("{{ foot_line }}"), FANG, TABLE)

    def numbered(self, paragraph: Any) -> None:
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls

        size = f'<w:rPr><w:rFonts w:ascii="{PLAIN}" w:eastAsia="{PLAIN}"/><w:sz w:val="{int(2 * NUMBER)}"/></w:rPr>'
        self.type(paragraph.add_run("— "), PLAIN, NUMBER)
        field = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r>{size}<w:t>1</w:t></w:r></w:fldSimple>'
        paragraph._p.append(parse_xml(field))
        self.type(paragraph.add_run(" —"), PLAIN, NUMBER)
