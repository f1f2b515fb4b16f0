"""Excel: a summary, one sheet for each table with filters, and the numbers of the charts with charts of Excel's own.

Every text is written as text: nothing is taken for a formula or a link, whatever it begins with.
"""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from typing import Any, TypeAlias

from anwei.engine.messages import label
from anwei.engine.reports.handouts.document import (
    Cell,
    Chart,
    Day,
    Figures,
    Handout,
    Paragraph,
    QrCode,
    Table,
    shown,
)
from anwei.engine.reports.handouts.drawing import COLOURS
from anwei.engine.reports.handouts.qr import qr_png
from anwei.engine.reports.layout import cells, visible

Book: TypeAlias = Any  # XlsxWriter brings no types
Sheet: TypeAlias = Any
Form: TypeAlias = Any
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31
_WIDEST, _NARROWEST = 48, 8
_CHART_ROWS = 18
_FORMS = {"bars": ("bar", "stacked"), "columns": ("column", "stacked"), "lines": ("line", "")}
_MAX_TEXT = 32_767  # characters that a cell holds


def write(handout: Handout) -> bytes:
    """The handout as an .xlsx workbook."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    out = io.BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        made = datetime.combine(date.fromordinal(handout.as_of), datetime.min.time())
        book.set_properties({"title": visible(handout.title), "created": made})
        sheets = _Sheets(book, handout)
        sheets.summary()
        for table in handout.tables():
            sheets.table(table)
        if handout.charts():
            sheets.charts(handout.charts())
    return out.getvalue()


class _Sheets:
    """The sheets of one workbook."""

    def __init__(self, book: Book, handout: Handout) -> None:
        self.book = book
        self.handout = handout
        self.names: set[str] = set()
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "bg_color": "#e8ecf0", "border": 1, "valign": "top"}
        )
        self.text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        self.number = book.add_format({"valign": "top"})

    def add(self, name: str) -> Sheet:
        """A sheet whose name Excel accepts and no other has."""
        plain = _FORBIDDEN.sub(" ", visible(name)).strip() or "-"
        chosen, n = plain[:_LONGEST_NAME], 2
        while chosen.casefold() in self.names:
            chosen = f"{plain[: _LONGEST_NAME - 4]} {n}"
            n += 1
        self.names.add(chosen.casefold())
        sheet = self.book.add_worksheet(chosen)
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        return sheet

    def put(self, sheet: Sheet, row: int, column: int, cell: Cell, form: Form | None = None) -> None:
        if isinstance(cell, Day):
            sheet.write_datetime(row, column, datetime.fromordinal(cell.ordinal), self.day)
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell, form or self.number)
        else:
            text = "\n".join(map(visible, cell.split("\n")))[:_MAX_TEXT]
            sheet.write_string(row, column, text, form or self.text)

    def summary(self) -> None:
        handout = self.handout
        sheet = self.add(label("handout.summary", handout.lang))
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, 70)
        row = 0
        for text, form in [
            (handout.title, self.title),
            (handout.subtitle, self.bold),
            *((m, self.bold) for m in handout.marks),
        ]:
            self.put(sheet, row, 0, text, form)
            row += 1
        for page in handout.pages:
            row += 1
            if page.title:
                self.put(sheet, row, 0, page.title, self.bold)
                row += 1
            for block in page.blocks:
                row = self._block(sheet, row, block)
        for text in handout.basis:
            row += 1
            self.put(sheet, row, 0, text)

    def _block(self, sheet: Sheet, row: int, block: object) -> int:
        """What is neither a table nor a chart; the next free row."""
        if isinstance(block, Figures):
            for name, value in block.rows:
                self.put(sheet, row, 0, name)
                self.put(sheet, row, 1, value)
                row += 1
        elif isinstance(block, Paragraph):
            self.put(sheet, row, 0, block.text)
            row += 1
        elif isinstance(block, QrCode):
            self.put(sheet, row, 0, block.caption)
            self.put(sheet, row, 1, block.text)
            sheet.set_row(row, 200)
            options: Any = {
                "image_data": io.BytesIO(qr_png(block.text)),
                "x_scale": 0.8,
                "y_scale": 0.8,
                "x_offset": 260,
            }
            sheet.insert_image(row, 1, "qr.png", options)
            row += 1
        return row

    def table(self, table: Table) -> None:
        sheet = self.add(table.name)
        sheet.set_landscape()
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        for column, head in enumerate(table.head):
            self.put(sheet, 0, column, head, self.head)
            longest = max([cells(head), *(cells(shown(r[column])) for r in table.rows)])
            sheet.set_column(column, column, max(_NARROWEST, min(_WIDEST, longest + 2)))
        for index, row in enumerate(table.rows, 1):
            for column, cell in enumerate(row):
                self.put(sheet, index, column, cell)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.head) - 1)
        else:
            self.put(sheet, 1, 0, table.empty)

    def charts(self, charts: list[Chart]) -> None:
        sheet = self.add(label("handout.chart_data", self.handout.lang))
        sheet.set_column(0, 0, 30)
        row = 0
        for chart in charts:
            self.put(sheet, row, 0, chart.title, self.bold)
            self.put(sheet, row + 1, 0, label("handout.chart.group", self.handout.lang), self.head)
            for column, series in enumerate(chart.series, 1):
                self.put(sheet, row + 1, column, series.name, self.head)
            for offset, values in enumerate(chart.rows(), row + 2):
                for column, cell in enumerate(values):
                    self.put(sheet, offset, column, cell)
            if chart.points and chart.series:
                self._chart(sheet, row, chart)
            row += max(_CHART_ROWS, len(chart.points) + 4)

    def _chart(self, sheet: Sheet, row: int, chart: Chart) -> None:
        form, subtype = _FORMS[chart.form]
        drawn: Any = self.book.add_chart({"type": form, **({"subtype": subtype} if subtype else {})})
        first, last = row + 2, row + 1 + len(chart.points)
        for column, series in enumerate(chart.series, 1):
            colour = {"color": COLOURS[series.tone]}
            drawn.add_series(
                {
                    "name": [sheet.get_name(), row + 1, column],
                    "categories": [sheet.get_name(), first, 0, last, 0],
                    "values": [sheet.get_name(), first, column, last, column],
                    **({"line": colour} if form == "line" else {"fill": colour}),
                }
            )
        drawn.set_title({"name": visible(chart.title), "name_font": {"size": 11}})
        drawn.set_legend({"position": "bottom"})
        if form == "bar":
            drawn.set_y_axis({"reverse": True})
        sheet.insert_chart(row, len(chart.series) + 2, drawn, {"y_scale": 1.1})
