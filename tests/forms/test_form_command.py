"""``anwei form`` from the outside."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "enterprises" / "coal-mine.yaml"


def anwei(*arguments: object, lang: str = "zh") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from anwei.engine.cli.main import run; run()", *map(str, arguments)]
    env = {**os.environ, "ANWEI_LANG": lang}
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=env, check=False)


def test_a_form_for_sectors(tmp_path: Path) -> None:
    out = tmp_path / "采集表.xlsx"
    done = anwei("form", "enterprise", "--sector", "危险化学品", "--sector", "trade", "-o", out)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1].startswith(f"已写入 {out}：")
    book = openpyxl.load_workbook(out)
    assert "危险化学品" in str(book["填表说明"]["A4"].value)


@pytest.mark.parametrize(("given", "written"), [("370100", "370100"), ("３７０１００", "370100"), ("37", None)])
def test_a_form_for_a_division_says_so_in_its_cell(tmp_path: Path, given: str, written: str | None) -> None:
    out = tmp_path / "form.xlsx"
    done = anwei("form", "village", "--division", given, "-o", out)
    assert done.returncode == 0, done.stderr
    sheet = openpyxl.load_workbook(out)["基本情况"]
    assert next(r[3].value for r in sheet.iter_rows(min_row=4) if r[0].value == "division") == written


@pytest.mark.parametrize("command", [("params", "show", "staffing.henan.other-officers"), ("params", "list")])
def test_no_command_takes_a_division_by_its_name(command: tuple[str, ...]) -> None:
    done = anwei(*command, "--division", "河南")
    assert done.returncode == 2
    assert "不是行政区划代码：「河南」" in done.stderr


def test_a_kind_by_its_label_in_english(tmp_path: Path) -> None:
    out = tmp_path / "form.xlsx"
    done = anwei("form", "应急物资储备库（点）", "-o", out, lang="en")
    assert done.returncode == 0, done.stderr
    assert f"written to {out}:" in done.stderr


def test_filled_with_facts_and_checked_it_gives_the_same_verdicts(tmp_path: Path) -> None:
    out = tmp_path / "form.xlsx"
    done = anwei("form", "enterprise", "--fill", EXAMPLE, "-o", out)
    assert done.returncode == 0, done.stderr
    first, second = (anwei("check", p, "--date", "2026-11-21", "--format", "csv") for p in (EXAMPLE, out))
    assert first.returncode == second.returncode == 1
    assert first.stdout == second.stdout
    assert len(first.stdout.splitlines()) > 50


def test_an_existing_file_is_not_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "form.xlsx"
    out.write_text("a clerk's work", encoding="utf-8")
    done = anwei("form", "village", "-o", out)
    assert done.returncode == 3
    assert "XLS-025" in done.stderr
    assert out.read_text(encoding="utf-8") == "a clerk's work"
    assert anwei("form", "village", "-o", out, "--force").returncode == 0
    assert openpyxl.load_workbook(out).sheetnames[0] == "填表说明"


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    done = anwei("form", "village", "-o", tmp_path / "none" / "form.xlsx")
    assert done.returncode == 3
    assert "DOC-011" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["enterprize", "-o", "x.xlsx"], "enterprise"),
        (["enterprise", "--sector", "危险化学", "-o", "x.xlsx"], "危险化学品"),
        (["village", "--sector", "trade", "-o", "x.xlsx"], "村"),
        (["enterprise", "--only", "no.such.rule", "-o", "x.xlsx"], "no.such.rule"),
        (["enterprise", "-o", "x.csv"], ".xlsx"),
        (["village", "--fill", str(EXAMPLE), "-o", "x.xlsx"], "0"),
        (["enterprise"], "-o"),
        (["enterprise", "--division", "河南", "-o", "x.xlsx"], "不是行政区划代码：「河南」"),
        (["enterprise", "--division", "zz", "-o", "x.xlsx"], "不是行政区划代码：「zz」"),
        (["enterprise", "--division", "37010", "-o", "x.xlsx"], "不是行政区划代码：「37010」"),
    ],
)
def test_wrong_usage(arguments: list[str], word: str) -> None:
    done = anwei("form", *arguments)
    assert done.returncode == 2
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_form_is_checked_without_a_traceback(tmp_path: Path) -> None:
    out = tmp_path / "form.xlsx"
    anwei("form", "village", "-o", out)
    done = anwei("check", out)
    assert done.returncode == 3
    assert "XLS-024" in done.stderr
    assert f"{out} › 基本情况!D4" in done.stderr
    assert "Traceback" not in done.stderr
