"""Papers opened again by independent readers: every row is there, nothing is cut, gaps are marked, bytes are stable."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace as changed
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from anwei.drills.papers.build import BUILDERS, FORMATS, OF_A_DRILL, build, paper
from anwei.drills.papers.contexts import Ask
from anwei.drills.papers.layout import PLACEHOLDER
from anwei.drills.papers.layouts import LAYOUTS
from anwei.drills.papers.make_templates import FOLDER, main
from anwei.drills.papers.template import template
from anwei.drills.record.model import Log
from anwei.drills.record.states import DrillState
from anwei.drills.seal.views import CONTROLLER, view_of
from anwei.engine.api import AnweiError, Diagnostics
from tests.drills.papers.support import YEAR, logs, raw, view
from tests.drills.record.support import day, drill, lived

ASK = Ask("D2026-0001", YEAR, 5, reason="台风 <三号>")
GAP = "【待填写】"
KINDS = list(LAYOUTS)


def made(kind: str, format_: str = "docx", *given_: Log, lang: str = "zh", folder: Path | None = None) -> bytes:
    diagnostics = Diagnostics()
    data = paper(kind, view(*given_, lang=lang), ASK, format_, diagnostics, folder)  # type: ignore[arg-type]
    assert diagnostics.items == []
    return data


def words(data: bytes) -> str:
    """Everything that a Word file says, with an independent reader."""
    read: Any = docx.Document(io.BytesIO(data))
    texts = [p.text for p in read.paragraphs]
    texts += [c.text for t in read.tables for row in t.rows for c in row.cells]
    return "\n".join(texts)


def pdf_words(data: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def rows(data: bytes, number: int) -> int:
    read: Any = docx.Document(io.BytesIO(data))
    return len(read.tables[number].rows) - 1


def test_every_layout_has_a_builder_and_a_template() -> None:
    assert set(BUILDERS) == set(LAYOUTS)
    assert {p.stem for p in FOLDER.glob("*.docx")} == set(LAYOUTS)


@pytest.mark.parametrize("kind", KINDS)
def test_shipped_templates_are_those_of_the_script(kind: str, tmp_path: Path) -> None:
    main(tmp_path)
    assert (tmp_path / f"{kind}.docx").read_bytes() == (FOLDER / f"{kind}.docx").read_bytes()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_placeholder_of_a_layout_is_filled(kind: str, lang: str) -> None:
    layout = LAYOUTS[kind]
    context = build(kind, view(lang=lang), ASK)  # type: ignore[arg-type]
    assert layout.fields(lang) <= context.keys()  # type: ignore[arg-type]
    for grid in layout.grids():
        for row in context[grid.rows]:
            assert {c.key for c in grid.columns} <= set(row) | {"no"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_view_gives_the_same_bytes(kind: str, format_: str) -> None:
    assert made(kind, format_) == made(kind, format_)


@pytest.mark.parametrize("kind", sorted(OF_A_DRILL))
def test_odd_characters_survive(kind: str) -> None:
    title = "甲<b>&公司��'\"{{ x }}{% if %}火灾演练"
    assert title in words(made(kind)).replace("\n", "")
    html = made(kind, "html").decode()
    assert "甲&lt;b&gt;&amp;公司" in html and "<b>" not in html
    assert "甲<b>&公司" in pdf_words(made(kind, "pdf")).replace("\n", "")


def test_line_breaks_stay() -> None:
    assert "第一行\n第二行 <泄漏> & 起火" in words(made("work-plan"))


def test_the_annual_plan_has_every_drill_and_every_duty() -> None:
    data = made("plan")
    assert (rows(data, 0), rows(data, 1)) == (2, 2)
    said = words(data)
    assert "应急预案管理办法 33(1)" in said and "青安委〔2026〕3号" in said and "青山县安委办文件" in said
    assert "2026年11月9日（周一）（放假安排未公布，按估算）" in said


def test_a_date_on_estimated_days_says_so_in_every_format() -> None:
    for format_ in FORMATS:
        data = made("plan", format_)
        said = {"docx": words, "html": bytes.decode, "pdf": pdf_words}[format_](data)  # type: ignore[operator]
        assert "按估算" in said.replace("\n", "")


def test_injects_and_roster() -> None:
    said = words(made("work-plan"))
    for text in ("报警器报警 <A&B>", "T+0:00", "未按时到场", "消防救援大队", "甲公司", "30"):
        assert text in said


def test_the_evaluation_form_is_blank_before_and_filled_after() -> None:
    before = words(made("evaluation", "docx", lived(DrillState.APPROVED)))
    after = words(made("evaluation"))
    assert "王专家 80" not in before and GAP in before
    assert "王专家 80" in after and "总分：80.0　结论：良" in after
    tabletop = words(made("evaluation", "docx", lived(DrillState.APPROVED, drill(mode="tabletop"))))
    assert "桌面演练评估表" in tabletop


def test_what_is_not_known_is_marked_and_not_left_out() -> None:
    log = lived(DrillState.APPROVED, replace(drill(), seats=(), venue=""))
    for kind in ("notice", "work-plan"):
        for format_ in ("docx", "html"):
            said = {"docx": words, "html": bytes.decode}[format_](made(kind, format_, log))  # type: ignore[operator]
            assert GAP in said, (kind, format_)


def test_actions_without_owner_or_date_are_gaps() -> None:
    read: Any = docx.Document(io.BytesIO(made("summary")))
    cells = [[c.text for c in row.cells] for row in read.tables[-1].rows]
    assert cells[1][2] == "修订报警流程 <立即>" and cells[1][4] == "赵六"
    assert cells[2][4] == cells[2][5] == GAP


def test_the_archive_lists_what_is_there_and_what_lacks() -> None:
    said = words(made("archive"))
    assert "在档" in said and "缺" in said and "登记问题" in said


def test_the_diff_of_a_replan() -> None:
    said = words(made("replan"))
    assert "台风 <三号>" in said and "改期" in said and "2026年5月9日" in said


def test_unknown_placeholders_of_an_own_template_are_listed(tmp_path: Path) -> None:
    own: Any = docx.Document()
    own.add_paragraph("{{ title }} {{ titel }} {% for x in lines %}{{ x }}{% endfor %}")
    own.save(tmp_path / "notice.docx")
    diagnostics = Diagnostics()
    data = paper("notice", view(), ASK, "docx", diagnostics, tmp_path)
    (found,) = diagnostics.items
    assert found.code == "DRL-151" and found.severity == "warning"
    assert "titel" in found.line("zh") and "lines" in found.line("zh")
    assert GAP in words(data) and "火灾演练" in words(data)


@pytest.mark.parametrize("text", ["{{ title", "{% for x in drills %}", "{{ ''.__class__.__mro__ }}{{ 1/0 }}"])
def test_a_template_that_cannot_be_used_is_refused_with_a_message(text: str, tmp_path: Path) -> None:
    own: Any = docx.Document()
    own.add_paragraph(text)
    own.save(tmp_path / "notice.docx")
    with pytest.raises(AnweiError) as caught:
        paper("notice", view(), ASK, "docx", Diagnostics(), tmp_path)
    assert caught.value.diagnostics[0].code == "DRL-152"


def test_a_file_that_is_no_template(tmp_path: Path) -> None:
    (tmp_path / "notice.docx").write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(AnweiError) as caught:
        paper("notice", view(), ASK, "docx", Diagnostics(), tmp_path)
    assert caught.value.diagnostics[0].code == "DRL-152"


def test_no_template_leaves_a_placeholder_behind() -> None:
    for kind in KINDS:
        said = words(made(kind, "docx", *(replace(x, drill=replace(x.drill, title="甲公司演练")) for x in logs())))
        assert not PLACEHOLDER.search(said) and "{%" not in said, kind


def test_papers_of_a_demo_say_so_on_every_page() -> None:
    shown = view()
    demo = changed(shown, office=changed(shown.office, demo=True))
    for format_ in FORMATS:
        data = paper("notice", demo, ASK, format_, Diagnostics())
        said = {"docx": footer, "html": bytes.decode, "pdf": pdf_words}[format_](data)  # type: ignore[operator]
        assert "演示库" in said, format_
    assert "演示库" not in footer(made("notice")) and "制表日：2026-06-01" in footer(made("notice"))


def footer(data: bytes) -> str:
    read: Any = docx.Document(io.BytesIO(data))
    return "\n".join(p.text for s in read.sections for p in s.footer.paragraphs)


def test_english_papers_have_english_words() -> None:
    said = words(made("work-plan", "docx", lang="en"))
    assert "Work plan:" in said and "Objectives" in said and "一、" not in said
    assert template(LAYOUTS["plan"], "en") == template(LAYOUTS["plan"], "en")


@settings(max_examples=25)
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
def test_any_words_make_a_readable_paper(text: str) -> None:
    log = lived(DrillState.APPROVED, drill(title="演练", venue=text, scenario=text, lead=text))
    said = words(made("work-plan", "docx", log))
    kept = re.sub(r"\s", "", "".join(c for c in text if c.isprintable()))
    assert set(kept) <= set(re.sub(r"\s", "", said))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_reads_the_plan(tmp_path: Path) -> None:
    (tmp_path / "plan.docx").write_bytes(made("plan"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "plan.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    said = pdf_words((tmp_path / "plan.pdf").read_bytes()).replace("\n", "")
    assert "义务覆盖表" in said and "防汛演练" in said


def test_a_plan_accuses_nobody_of_what_is_not_decided() -> None:
    """An old period of which the facts are missing is not overdue, and neither it nor a wish is counted."""
    seen = view()
    one, other = (x.obligation for x in seen.duties)
    unknown = replace(one, status="unknown", first=day("2019-01-01"), last=day("2022-01-01"))
    wish = replace(other, id="O-9", duty=replace(other.duty, strength="encouraged"))
    told = view_of(changed(raw(), obligations=(unknown, other, wish)), CONTROLLER, seen.office)
    context = build("plan", told, Ask(year=YEAR))
    rows = context["duties"]
    assert isinstance(rows, list) and rows[0]["state"] == "事实不足"
    assert context["duty_count"] == "1"
    assert "事实不足、尚不能判断的事项1件，鼓励开展的事项1件" in str(context["basis"])


def test_who_leads_is_named_not_numbered() -> None:
    nobody = drill(lead="", host="E-1")
    named = replace(nobody, seats=tuple(replace(s, name="甲公司") for s in nobody.seats[:1]))
    rows = build("plan", view(lived(DrillState.PLANNED, named)), Ask(year=YEAR))["drills"]
    assert isinstance(rows, list) and rows[0]["lead"] == "甲公司"
