"""``anwei report`` as a user runs it: from files and from a workspace."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from anwei.engine.cli.report import ALL_FORMATS
from anwei.engine.reports.handouts import FORMATS, KINDS, OSCAL
from tests.cli.run import ROOT, anwei
from tests.cli.test_imports import HEAVY, loaded

WORKS = "examples/enterprises/machinery-works.yaml"
DAY = ("--as-of", "2026-11-21")
BEGINNINGS = {"html": b"<!doctype", "docx": b"PK", "xlsx": b"PK", "pdf": b"%PDF", "csv": b"\xef\xbb\xbf", "md": b"# "}


@pytest.mark.parametrize("format_", FORMATS)
def test_the_suffix_says_the_format(format_: str, tmp_path: Path) -> None:
    target = tmp_path / f"gaps.{format_}"
    ran = anwei("report", "gaps", WORKS, *DAY, "-o", str(target))
    assert ran.code == 0, ran.err
    assert target.read_bytes().startswith(BEGINNINGS[format_]) and str(target) in ran.err
    assert [p.name for p in tmp_path.iterdir()] == [target.name]


def test_oscal_goes_to_standard_output() -> None:
    ran = anwei("report", "gaps", WORKS, *DAY, "--format", OSCAL)
    assert ran.code == 0 and "assessment-results" in json.loads(ran.out)
    assert (*FORMATS, OSCAL) == ALL_FORMATS


def test_without_a_format_it_is_markdown_in_the_language_asked_for() -> None:
    ran = anwei("report", "training", WORKS, *DAY, "--lang", "en")
    assert ran.code == 0 and ran.out.startswith("# Training Call-Up List")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("gaps", WORKS, "--format", "pdf"), 2, "-o"),
        (("gaps", WORKS, "-o", "gaps.foo"), 2, "--format"),
        (("sector", WORKS), 2, "--sector"),
        (("gaps", WORKS, "--sector", "没有"), 2, "没有行业「没有」"),
        (("gaps", WORKS, "--division", "11"), 2, "没有可以报告的对象"),
        (("gaps", WORKS, "--workspace", "x.anwei"), 2, "不能都写"),
        (("gaps", WORKS, "-o", "/nowhere/at/all.md"), 3, "DOC-011"),
        (("gaps", "no-such-file.yaml"), 3, "no-such-file.yaml"),
        (("poem", WORKS), 2, "poem"),
    ],
)
def test_mistakes_are_told_clearly(words: tuple[str, ...], code: int, says: str) -> None:
    ran = anwei("report", *words, *DAY)
    assert ran.code == code and says in ran.err and "Traceback" not in ran.err and ran.out == ""


def test_a_file_with_personal_data_is_its_owners_alone(tmp_path: Path) -> None:
    target = tmp_path / "training.md"
    anwei("report", "training", WORKS, *DAY, "--unmasked", "-o", str(target))
    assert "示例王" in target.read_text(encoding="utf-8")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_a_workspace_brings_its_name_its_waivers_and_its_runs(tmp_path: Path) -> None:
    place = str(tmp_path / "office.anwei")
    assert anwei("init", place, "--name", "示例县安委办").code == 0
    assert anwei("import", str(ROOT / WORKS), "-w", place).code == 0
    assert anwei("run", "-w", place, "--as-of", "2026-10-01").code == 0
    before = anwei("report", "leader", "-w", place, *DAY)
    assert before.code == 0, before.err
    assert "示例县安委办" in before.out and "| 2026-10-01 |" in before.out and "**已豁免** 0" in before.out
    told = ("--reason", "停产", "--approved-by", "示例安委办", "--from", "2026-01-01", "--until", "2026-12-31")
    assert anwei("waiver", "add", "management.special-equipment-inspected", "E-JX-001", *told, "-w", place).code == 0
    narrow = anwei("report", "leader", "-w", place, *DAY, "--sector", "machinery")
    assert "**已豁免** 1" in narrow.out and "| 2026-10-01 |" in narrow.out


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_made_of_the_examples(kind: str) -> None:
    sector = ("--sector", "机械") if kind == "sector" else ()
    ran = anwei("report", kind, "examples/enterprises", *DAY, *sector, "--format", "csv")
    assert ran.code == 0 and len(ran.out.splitlines()) > 1


def test_text_formats_load_no_library_of_the_office_extra() -> None:
    office = {"docx", "reportlab", "segno", "lxml", "PIL"}
    assert loaded("report", "--help") & (HEAVY | office) == set()
    assert loaded("report", "gaps", WORKS, *DAY, "--format", "md") & office == set()
