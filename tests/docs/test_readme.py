"""What the READMEs say of commands, verdicts, folders and the law register is so."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from anwei.engine.catalogue.model import Catalogue
from anwei.engine.cli.main import COMMANDS, root
from anwei.engine.messages import label
from anwei.engine.record.finding import Verdict
from anwei.engine.reports import FORMATS

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("README.md", "README.zh-CN.md")


@pytest.fixture(params=NAMES)
def text(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_command_and_subcommand_is_named(text: str) -> None:
    named = {m[1]: m[2] for m in re.finditer(r"^\| `anwei ([\w-]+) ([^`]*)`", text, re.MULTILINE)}
    assert set(named) == set(COMMANDS)
    context = click.Context(root)
    for name in COMMANDS:
        command = root.get_command(context, name)
        if isinstance(command, click.Group):
            assert sorted(named[name].split(", ")) == sorted(command.list_commands(context)), name


def test_every_verdict_is_shown_with_its_mark(text: str) -> None:
    rows = re.findall(r"^\| (\S) \| `(\w+)` \|", text, re.MULTILINE)
    assert {name: mark for mark, name in rows} == {v.value: label(f"verdict.{v.value}", "zh") for v in Verdict}


def test_every_output_format_is_named(text: str) -> None:
    spoken = {"jsonl": ("JSON lines", "JSON 行"), "md": ("Markdown",), "text": ("text", "文本"), "junit": ("JUnit",)}
    for name in FORMATS:
        assert any(word in text for word in spoken.get(name, (name.upper(),))), name


def test_folders_named_exist(text: str) -> None:
    layout = re.findall(r"^\| ((?:`[\w.]+/`[、, ]*)+) \|", text, re.MULTILINE)
    folders = [f for cell in layout for f in re.findall(r"`([\w.]+)/`", cell)]
    assert len(folders) == 10
    assert [f for f in folders if not (ROOT / f).is_dir()] == []


def test_no_instrument_is_marked_as_compared_yet(catalogue: Catalogue) -> None:
    assert [law.id for law in catalogue.laws.values() if law.checked] == [], "correct both READMEs"
