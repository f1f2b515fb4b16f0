"""What independent readers find in the binary formats, as text to compare."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any


def docx_text(data: bytes) -> str:
    """Paragraphs, tables and the words of the drawings, in the order in which they stand."""
    from docx import Document

    document = Document(io.BytesIO(data))
    return "\n".join(_docx_lines(document)) + "\n"


def _docx_lines(document: Any) -> Iterator[str]:
    from docx.table import Table

    for part in document.iter_inner_content():
        if isinstance(part, Table):
            yield from (" | ".join(_cell(c) for c in row.cells) for row in part.rows)
        else:
            yield f"{part.style.name}: {part.text}" if part.style.name != "Normal" else part.text
    yield "footer: " + document.sections[0].footer.paragraphs[0].text


def _cell(cell: Any) -> str:
    drawn = [t.text or "" for p in cell.paragraphs for t in p._p.iter(_TEXT) if _in_drawing(t)]
    return " ".join(filter(None, (cell.text.replace("\n", "⏎"), " ".join(drawn))))


_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


def _in_drawing(element: Any) -> bool:
    return any(a.tag.endswith("}txbxContent") for a in element.iterancestors())


def xlsx_text(data: bytes) -> str:
    """Every sheet with the type and value of every cell that is not empty."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data))
    lines = []
    for sheet in book.worksheets:
        lines.append(f"[{sheet.title}] charts: {len(sheet._charts)}, images: {len(sheet._images)}")
        for row in sheet.iter_rows():
            cells = [f"{c.data_type}:{c.value}".replace("\n", "⏎") for c in row if c.value is not None]
            if cells:
                lines.append(" | ".join(cells))
    return "\n".join(lines) + "\n"


def pdf_text(data: bytes) -> str:
    """The text of every page."""
    from pypdf import PdfReader

    pages = PdfReader(io.BytesIO(data)).pages
    return "".join(f"--- {n}\n{p.extract_text()}\n" for n, p in enumerate(pages, 1))


READERS: dict[str, Callable[[bytes], str]] = {"docx": docx_text, "xlsx": xlsx_text, "pdf": pdf_text}
