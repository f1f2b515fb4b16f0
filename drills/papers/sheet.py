"""The PDF twin of a paper: the same layout and context in the margins, types and lines of the Word one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from anwei.drills.papers.layout import (
    Annex,
    Context,
    Grid,
    Imprint,
    Layout,
    Line,
    Part,
    Particulars,
    Sign,
    Signed,
    Turn,
    filled,
)
from anwei.drills.papers.pdf import A4, MM, Room, Setter, text_width
from anwei.drills.papers.template import HEAD, NUMBER, SMALL, TABLE, TEXT, TITLE
from anwei.engine.services import PDF_FONT, PDF_MISSING, label

if TYPE_CHECKING:
    from anwei.drills.seal.views import Office

_TOP, _LEFT, _RIGHT, _BOTTOM = 37 * MM, 28 * MM, 26 * MM, 35 * MM
UPRIGHT = Room(*A4, _TOP, _LEFT, _RIGHT, _BOTTOM)
LYING = Room(A4[1], A4[0], _LEFT, _TOP, _BOTTOM, _RIGHT)
_LINE, _LEAST, _ROW = 28.0, 0.7, 20.0  # points between lines; added to every share; least height of a row
_STAMP, _STAMP_RIGHT = 15 * TEXT, 1.5 * TEXT


def write(layout: Layout, context: Context, office: Office) -> bytes:
    """The paper as a PDF file; the same paper gives the same bytes."""
    return _Sheet(layout, context, office).made()


class _Sheet:
    """One paper while it is being set."""

    def __init__(self, layout: Layout, context: Context, office: Office) -> None:
        self.layout, self.context, self.office = layout, context, office
        self.lang = office.lang
        lang = "zh-CN" if self.lang == "zh" else "en"
        self.set = Setter(self.text(layout.title.lang(self.lang)), lang, UPRIGHT, LYING, self.foot)

    def made(self) -> bytes:
        if self.layout.official:
            self.red_head()
        self.title(self.layout.title.lang(self.lang), before=10, after=14)
        for part, titled, last in self.layout.placed():
            self.part(part, titled, last)
        return self.set.done()

    def text(self, text: str) -> str:
        return filled(text, self.context)

    def said(self, name: str) -> str:
        return str(self.context.get(name, ""))

    def foot(self, canvas: Any, page: int, width: float) -> None:
        """The number, on odd pages to the right and on even ones to the left; below it on what the paper rests."""
        number, room = f"— {page} —", self.set.room
        canvas.setFont(PDF_FONT, NUMBER)
        inside = room.left + NUMBER
        at = width - room.right - NUMBER - text_width(number, NUMBER) if page % 2 else inside
        canvas.drawString(at, room.bottom - 7 * MM - NUMBER, number)
        lost = label("handout.pdf.missing", self.lang, mark=PDF_MISSING) if self.set.lost else ""
        canvas.setFont(PDF_FONT, TABLE)
        below = self.set.known("　".join(filter(None, (self.said("foot_line"), lost))))
        canvas.drawCentredString(width / 2, room.bottom - 7 * MM - 2.4 * NUMBER, below)

    def title(self, text: str, *, before: float, after: float) -> None:
        self.set.skip(before)
        self.set.paragraph(self.text(text), TITLE, TITLE * 1.35, align="middle", bold=True, keep=_LINE)
        self.set.skip(after)

    def red_head(self) -> None:
        head = self.text(label("drill.paper.head", self.lang))
        width = text_width(head, 1)
        size = min(HEAD if self.lang == "zh" else TITLE, 0.99 * UPRIGHT.inner / max(width, 1))
        size = max(size, TEXT)  # a very long name takes two lines
        self.set.paragraph(head, size, size * 1.25, align="middle", bold=True, red=True)
        self.set.skip(20)
        self.set.paragraph(self.said("number"), TEXT, _LINE, align="middle")
        self.set.skip(4)
        self.set.rule(2.25, red=True)
        self.set.skip(12)

    def part(self, part: Part, titled: bool, last: bool) -> None:
        match part:
            case Line():
                self.line(part, last)
            case Particulars():
                self.set.table(
                    [(n.lang(self.lang), self.said(p)) for n, p in part.rows],
                    (1 + _LEAST, 4 + _LEAST),
                    TABLE,
                    _ROW,
                    head=False,
                )
                self.set.skip(6)
            case Grid():
                self.grid(part, titled)
            case Turn():
                self.set.turn()
            case Annex():
                self.annex(part)
            case Signed():
                self.signed(part)
            case Imprint():
                self.imprint(part)
            case Sign():
                names = "　　".join(f"{t.lang(self.lang)}：__________" for t in part.labels)
                self.set.skip(SMALL)
                self.set.paragraph(names, SMALL, _LINE)

    def line(self, line: Line, last: bool) -> None:
        text = self.text(line.text.lang(self.lang))
        if not text:
            return
        indent = 2 * TEXT if self.lang == "zh" and line.role in ("body", "heading") else 0.0
        if line.role == "small":
            self.set.paragraph(text, SMALL, SMALL * 1.8, keep=3 * _LINE if last else 0.0)
        else:
            bold = line.role == "heading"
            below = 2 * _LINE if bold else 3 * _LINE if last else 0.0
            self.set.paragraph(text, TEXT, _LINE, indent=indent, bold=bold, keep=below)

    def grid(self, grid: Grid, titled: bool) -> None:
        rows = self.context.get(grid.rows, [])
        assert isinstance(rows, list)
        if not titled:
            self.set.paragraph(grid.title.lang(self.lang), SMALL, _LINE, align="middle", bold=True, keep=2 * _ROW)
        if not rows:
            self.set.paragraph(grid.empty.lang(self.lang), SMALL, SMALL * 1.8)
            return
        head = tuple(c.head.lang(self.lang) for c in grid.columns)
        body = [tuple(row.get(c.key, "") for c in grid.columns) for row in rows]
        self.set.table([head, *body], [c.width + _LEAST for c in grid.columns], TABLE, _ROW, head=True)
        self.set.skip(6)

    def annex(self, annex: Annex) -> None:
        if annex.number > 1:
            self.set.skip(TEXT)
        name = label("drill.paper.annex", self.lang, number=annex.number)
        self.set.paragraph(name, TEXT, _LINE, bold=True, keep=TITLE * 2 + 3 * _ROW)
        self.title(annex.title.lang(self.lang), before=0, after=8)

    def signed(self, signed: Signed) -> None:
        self.set.need(3 * _LINE)
        self.set.skip(_LINE)
        room = self.set.room
        column = (room.left + room.inner - _STAMP - _STAMP_RIGHT, _STAMP)
        for name in ("office", signed.day):
            self.set.paragraph(self.said(name), TEXT, _LINE, align="middle", column=column)

    def imprint(self, imprint: Imprint) -> None:
        self.set.need(3 * _LINE)
        self.set.skip(_LINE)
        self.set.rule(1)
        top = self.set.y
        inner = self.set.room.left + NUMBER, self.set.room.inner - 2 * NUMBER
        self.set.paragraph(self.said("office"), NUMBER, 22, column=inner)
        below, self.set.y = self.set.y, top
        day = self.text(label("drill.paper.imprint", self.lang, day=imprint.day))
        self.set.paragraph(day, NUMBER, 22, align="right", column=inner)
        self.set.y = min(below, self.set.y)
        self.set.rule(1)
