"""The papers as an office takes them: red head, margins, page numbers, the stamp; all ten opened by LibreOffice."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from docx.shared import Mm
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from anwei.drills.papers import pdf
from anwei.drills.papers.layouts import LAYOUTS
from anwei.drills.papers.sheet import LYING, UPRIGHT
from anwei.drills.record.states import DrillState
from tests.drills.papers.support import logs
from tests.drills.papers.test_papers import GAP, KINDS, made, pdf_words, words
from tests.drills.record.support import drill, lived

OFFICIAL = [k for k, layout in LAYOUTS.items() if layout.official]


def pages(data: bytes) -> list[Any]:
    return list(pypdf.PdfReader(io.BytesIO(data)).pages)


def red_runs(data: bytes) -> list[str]:
    read: Any = docx.Document(io.BytesIO(data))
    return [r.text for p in read.paragraphs for r in p.runs if str(r.font.color.rgb) == "FF0000"]


@pytest.mark.parametrize("kind", KINDS)
def test_official_papers_have_the_red_head_in_every_format(kind: str) -> None:
    head = kind in OFFICIAL
    assert (red_runs(made(kind)) == ["青山县安委办文件"]) == head
    html = made(kind, "html").decode()
    assert ('<p class="head">青山县安委办文件</p>' in html) == head and "color: #FF0000" in html
    first = pages(made(kind, "pdf"))[0]
    assert ("1 0 0 rg" in first.get_contents().get_data().decode("latin-1")) == head
    assert ("青山县安委办文件" in first.extract_text()) == head


@pytest.mark.parametrize("kind", KINDS)
def test_margins_and_page_numbers_are_those_of_official_papers(kind: str) -> None:
    section = docx.Document(io.BytesIO(made(kind))).sections[0]
    sides = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert all(abs(a - Mm(b)) < Mm(0.1) for a, b in zip(sides, (37, 28, 26, 35), strict=True))
    assert "PAGE" in section.footer._element.xml and "PAGE" in section.even_page_footer._element.xml
    sheets = pages(made(kind, "pdf"))
    for number, sheet in enumerate(sheets, 1):
        assert f"— {number} —" in sheet.extract_text()
    assert (round(float(sheets[0].mediabox.width)), round(float(sheets[0].mediabox.height))) == (595, 842)


def test_the_annexes_of_the_plan_lie_on_their_side() -> None:
    last = pages(made("plan", "pdf"))[-1]
    assert float(last.mediabox.width) > float(last.mediabox.height)
    assert "附件1" in last.extract_text() and "义务覆盖表" in last.extract_text()
    sections = docx.Document(io.BytesIO(made("plan"))).sections
    assert sections[0].page_width < sections[0].page_height and sections[1].page_width > sections[1].page_height


def test_an_official_paper_ends_with_office_day_and_imprint() -> None:
    said = words(made("notice")).split("\n")
    at = said.index("2026年6月1日")
    assert said[at - 1] == "青山县安委办" and "青山县安委办\t2026年6月1日印发" in said[at + 1 :]
    for format_ in ("html", "pdf"):
        data = made("notice", format_)
        told = data.decode() if format_ == "html" else pdf_words(data)
        assert "2026年6月1日印发" in told


def test_a_line_that_may_be_empty_is_left_out() -> None:
    """No empty paragraph where nothing was vetoed, and the sentence where something was."""
    read: Any = docx.Document(io.BytesIO(made("report")))
    texts = [p.text for p in read.paragraphs]
    at = next(i for i, t in enumerate(texts) if t.startswith("采用"))
    assert texts[at + 1] == "评估项及得分"


@pytest.mark.parametrize("format_", ["docx", "html", "pdf"])
def test_gaps_are_marked_in_every_format(format_: str) -> None:
    log = lived(DrillState.APPROVED, replace(drill(), seats=(), venue="", lead=""))
    data = made("work-plan", format_, log)
    read = {"docx": words, "html": lambda d: d.decode(), "pdf": pdf_words}[format_]
    assert read(data).count(GAP) >= 4


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_all_ten(tmp_path: Path) -> None:
    for kind in KINDS:
        (tmp_path / f"{kind}.docx").write_bytes(made(kind))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    names = [f"{kind}.docx" for kind in KINDS]
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *names]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    for kind in KINDS:
        theirs = re.sub(r"\s", "", pdf_words((tmp_path / f"{kind}.pdf").read_bytes()))
        # every cell and paragraph of the Word file is on the pages that LibreOffice makes of it
        for text in words(made(kind)).split("\n"):
            bare = re.sub(r"[\s\ufffd]", "", text)
            assert bare in theirs or set(bare) <= set(theirs), (kind, text)


# -- setting a PDF by ourselves ------------------------------------------------------------------------------------


@settings(max_examples=200)
@given(st.text(st.characters(codec="gbk", exclude_categories=("Cc",)), max_size=120), st.floats(30, 400))
def test_breaking_lines_loses_nothing_and_keeps_the_width(text: str, width: float) -> None:
    lines = pdf.broken(text, width, 10.5)
    assert "".join("".join(lines).split()) == "".join(text.split())
    hanging = max((pdf.text_width(c, 10.5) for c in "，。）”"), default=0)
    loud = [ln for ln in lines if len(ln) > 1]
    assert all(
        pdf.text_width(ln.rstrip("，。、；：！？）》」』】〕”’,.;:!?)]}%"), 10.5) <= width + hanging for ln in loud
    )


@given(st.text(st.sampled_from("甲乙丙，。（）ab 12"), max_size=200))
@example("1。。。。。。。。。。。 。1")
def test_no_line_begins_with_a_mark_that_closes(text: str) -> None:
    for line in pdf.broken(text, 120.0, 10.5)[1:]:
        assert not line or line[0] not in "，。）" or set(line) <= set("，。） ")


def set_table(rows: list[tuple[str, ...]]) -> bytes:
    setter = pdf.Setter("x", "zh-CN", UPRIGHT, LYING, lambda canvas, page, width: None)
    setter.table([("序号", "内容"), *rows], (1, 4), 10.5, 20.0, head=True)
    return setter.done()


def test_a_table_over_many_pages_has_every_row_and_its_head_on_each() -> None:
    data = set_table([(str(n), f"第{n}行") for n in range(1, 201)])
    sheets = [p.extract_text() for p in pages(data)]
    assert len(sheets) > 4 and all("序号" in s for s in sheets)
    assert re.findall(r"第(\d+)行", "".join(sheets)) == [str(n) for n in range(1, 201)]


def test_a_row_longer_than_a_page_is_broken_and_whole() -> None:
    text = "".join(f"第{n}句。" for n in range(1500))
    data = set_table([("1", text), ("2", "后一行")])
    said = "".join(p.extract_text() for p in pages(data)).replace("\n", "")
    assert len(pages(data)) > 2 and "后一行" in said
    assert re.findall(r"第(\d+)句", said.replace("序号", "").replace("内容", "")) == [str(n) for n in range(1500)]


def test_a_long_name_of_the_office_fits_the_head() -> None:
    from dataclasses import replace as changed

    from anwei.drills.papers.build import paper
    from anwei.engine.api import Diagnostics
    from tests.drills.papers.support import view
    from tests.drills.papers.test_papers import ASK

    shown = view(*logs())
    long = changed(shown, office=changed(shown.office, name="青山县安全生产委员会办公室应急演练工作领导小组"))
    said = pages(paper("notice", long, ASK, "pdf", Diagnostics()))[0].extract_text().replace("\n", "")
    assert "青山县安全生产委员会办公室应急演练工作领导小组文件" in said
