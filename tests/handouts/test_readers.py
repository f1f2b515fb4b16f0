"""Programs that are not ours open what was written: Excel, Word and PDF readers, LibreOffice, a QR scanner."""

from __future__ import annotations

import io
import shutil
import subprocess
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from typing import Any

import pytest
import zxingcpp
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from anwei.engine.facts.values import show_date
from anwei.engine.messages import Lang
from anwei.engine.reports.handouts import KINDS
from anwei.engine.reports.handouts.document import Charts, Day, QrCode, shown
from anwei.engine.reports.handouts.qr import matrix, qr_png
from tests.handouts.golden import handout, material, written
from tests.handouts.reading import pdf_text

HOSTILE = '=HYPERLINK("http://x")'


# -- Excel ----------------------------------------------------------------------------------------------------------


def book(kind: str) -> Any:
    return load_workbook(io.BytesIO(written(kind, "xlsx")))


@pytest.mark.parametrize("kind", KINDS)
def test_excel_holds_every_row_of_every_table(kind: str) -> None:
    sheets = {s.title: list(s.iter_rows(values_only=True)) for s in book(kind).worksheets}
    for table in handout(kind).tables():
        rows = sheets[table.name[:31]]
        assert tuple(rows[0]) == table.head
        if table.rows:
            found = [["" if c is None else c for c in row] for row in rows[1:]]
            assert [[str(c)[:10] if hasattr(c, "year") else c for c in row] for row in found] == [
                [show_date(c.ordinal) if isinstance(c, Day) else c for c in row] for row in table.rows
            ]


@pytest.mark.parametrize("kind", KINDS)
def test_excel_has_no_formula_and_no_link(kind: str) -> None:
    for sheet in book(kind).worksheets:
        for row in sheet.iter_rows():
            assert all(c.data_type in "snd" and c.hyperlink is None for c in row)


def test_excel_keeps_a_hostile_name_as_text_and_days_as_days() -> None:
    cells = [c for s in book("gaps").worksheets for row in s.iter_rows() for c in row]
    assert any(c.data_type == "s" and str(c.value).startswith(HOSTILE) for c in cells)
    assert any(c.is_date for c in cells)


def test_excel_draws_every_chart_itself() -> None:
    charts = sum(len(s._charts) for s in book("leader").worksheets)
    assert charts == len(handout("leader").charts()) == 4


# -- Word -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_word_holds_every_table_with_a_head_that_repeats(kind: str) -> None:
    document = Document(io.BytesIO(written(kind, "docx")))
    heads = [t.rows[0] for t in document.tables if t.rows[0]._tr.xpath("./w:trPr/w:tblHeader")]
    wanted = [b for b in handout(kind).blocks() if hasattr(b, "head") and b.rows]
    assert [tuple(c.text for c in row.cells) for row in heads] == [b.head for b in wanted]


def test_word_draws_every_chart_as_shapes() -> None:
    document = Document(io.BytesIO(written("leader", "docx")))
    assert len(document.element.xpath("//w:drawing//wp:docPr[@descr]")) == len(handout("leader").charts())


# -- PDF ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_brief_is_one_page(lang: Lang) -> None:
    assert len(PdfReader(io.BytesIO(written("leader", "pdf", lang))).pages) == 1


def test_each_certificate_is_one_page() -> None:
    pages = PdfReader(io.BytesIO(written("certificate", "pdf"))).pages
    assert len(pages) == len(material().enterprises) == 3
    assert all(s.name[:6] in p.extract_text() for s, p in zip(material().enterprises, pages, strict=True))


def test_pdf_says_which_characters_it_lacks() -> None:
    text = pdf_text(written("gaps", "pdf"))
    assert "🔥" not in text and "〓" in text and "看其他格式" in text
    assert "〓" not in pdf_text(written("hazards", "pdf"))


# -- HTML -----------------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """Collects tags, links and words."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag != "meta":
            self.open.append(tag)
        self.links += [v or "" for k, v in attrs if k in ("src", "href", "action", "srcset") or k.startswith("on")]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("kind", KINDS)
def test_html_is_one_balanced_file_without_scripts_or_links(kind: str) -> None:
    text = written(kind, "html").decode()
    page = Page()
    page.feed(text)
    assert page.open == [] and page.links == [] and "script" not in page.tags
    assert "@import" not in text and "url(" not in text
    drawn = len(handout(kind).charts()) + sum(isinstance(b, QrCode) for b in handout(kind).blocks())
    assert page.tags.count("svg") == drawn


def test_html_shows_a_hostile_name_as_it_is() -> None:
    page = Page()
    page.feed(written("gaps", "html").decode())
    assert any("<b>*厂*</b> | 买买提·阿 🔥" in w for w in page.words)


@pytest.mark.parametrize("kind", ["leader", "certificate"])
def test_every_svg_is_well_formed_alone(kind: str) -> None:
    text = written(kind, "html").decode()
    pieces = ["<svg" + p.split("</svg>")[0] + "</svg>" for p in text.split("<svg")[1:]]
    assert pieces and all(ET.fromstring(p).attrib["role"] == "img" for p in pieces)


# -- QR -------------------------------------------------------------------------------------------------------------


def test_a_scanner_reads_the_digests_from_every_certificate() -> None:
    import numpy as np

    found = []
    for block in handout("certificate").blocks():
        if isinstance(block, QrCode):
            dark = np.array(matrix(block.text), dtype=np.uint8)
            picture = np.kron(255 * (1 - dark), np.ones((4, 4), dtype=np.uint8)).astype(np.uint8)
            (code,) = zxingcpp.read_barcodes(picture)
            assert code.text == block.text
            found.append(dict(line.split("=", 1) for line in code.text.split("\n")[1:]))
    subjects = {s.id: s for s in material().enterprises}
    assert [f["id"] for f in found] == list(subjects)
    for payload in found:
        assert payload["ruleset"] == "0123456789abcdef" and payload["as-of"] == "2026-11-21"
        assert payload["evidence"] == material().evidence["enterprise", payload["id"]]
    assert found[0]["fail"] == "3" and len({f["evidence"] for f in found}) == 3


def test_the_png_of_a_code_is_the_same_code() -> None:
    from PIL import Image

    with Image.open(io.BytesIO(qr_png("安委 1"))) as picture:
        (code,) = zxingcpp.read_barcodes(picture.convert("L"))
    assert code.text == "安委 1"


# -- LibreOffice ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shown_by_libreoffice(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], str]:
    """What LibreOffice makes of every kind as Word and Excel file, by kind and format; the tests are skipped, and say
    so, where it is not installed."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("NO LIBREOFFICE: what it makes of the files was not tested")
    found = {}
    for format_ in ("docx", "xlsx"):
        folder = tmp_path_factory.mktemp(format_)
        for kind in KINDS:
            (folder / f"{kind}.{format_}").write_bytes(written(kind, format_))
        home = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        files = [str(folder / f"{kind}.{format_}") for kind in KINDS]
        command = [office, home, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
        done = subprocess.run(command, capture_output=True, timeout=300, check=False)
        for kind in KINDS:
            made = folder / f"{kind}.pdf"
            assert made.exists(), done.stderr.decode()
            found[kind, format_] = pdf_text(made.read_bytes())
    return found


@pytest.mark.parametrize("format_", ["docx", "xlsx"])
@pytest.mark.parametrize("kind", KINDS)
def test_libreoffice_shows_every_handout(
    shown_by_libreoffice: dict[tuple[str, str], str], kind: str, format_: str
) -> None:
    text = "".join(shown_by_libreoffice[kind, format_].split())
    assert "".join(handout(kind).title.split()) in text
    for table in handout(kind).tables():
        said = table.head[0] if table.rows or format_ == "xlsx" else table.empty
        assert "".join(said.split()) in text


def test_libreoffice_shows_the_brief_of_word_on_one_page(shown_by_libreoffice: dict[tuple[str, str], str]) -> None:
    text = shown_by_libreoffice["leader", "docx"]
    assert "--- 1" in text and "--- 2" not in text
    whole = "".join(text.split())
    for chart in handout("leader").charts():
        assert "".join(chart.title.split()) in whole
        assert all("".join(s.name.split()) in whole for s in chart.series)


def test_libreoffice_reads_the_cells_of_excel(shown_by_libreoffice: dict[tuple[str, str], str]) -> None:
    text = shown_by_libreoffice["gaps", "xlsx"]
    assert "示例机械厂" in text and "2026-12-21" in text and "HYPERLINK" in text


def test_charts_stand_in_blocks_that_every_writer_knows() -> None:
    blocks = [b for k in KINDS for b in handout(k).blocks() if isinstance(b, Charts)]
    assert blocks and all(shown(v) for b in blocks for c in b.charts for v in c.rows()[0])
