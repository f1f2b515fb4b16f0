"""What the READMEs and guides show as output is what the commands print now, in both languages."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT: dict[str, Any] = runpy.run_path(str(ROOT / ".ci" / "paste_output.py"))
PROSE = sorted(
    p
    for p in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md"))
    if p.parent.name != "errors" or p.name == "README.md"
)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
TWINS = ("architecture", "cli", "glossary", "plugin-authors", "quick-start", "rule-language")


@pytest.mark.parametrize("file", SCRIPT["FILES"])
def test_output_is_real(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert text == SCRIPT["pasted"](text), "run: .venv/bin/python .ci/paste_output.py"


def test_both_readmes_show_the_demo() -> None:
    for file, flag in (("README.md", " --lang en"), ("README.zh-CN.md", "")):
        command = "anwei check examples/enterprises examples/districts --exit-zero --date 2026-11-21"
        assert f": {command}{flag} -->" in (ROOT / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PROSE, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    targets = [t for t in LINK.findall(path.read_text(encoding="utf-8")) if "://" not in t]
    assert [t for t in targets if not (path.parent / t).exists()] == []


@pytest.mark.parametrize("name", TWINS)
def test_every_guide_has_its_twin(name: str) -> None:
    for lang in ("en", "zh"):
        assert (ROOT / "docs" / lang / f"{name}.md").exists()


def test_twins_have_the_same_sections() -> None:
    for name in TWINS:
        depths = [
            [len(line.split(" ")[0]) for line in _prose(ROOT / "docs" / lang / f"{name}.md") if line.startswith("#")]
            for lang in ("en", "zh")
        ]
        assert depths[0] == depths[1], name


def _prose(path: Path) -> list[str]:
    """The lines outside fenced blocks."""
    lines, inside = [], False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("```"):
            inside = not inside
        elif not inside:
            lines.append(line)
    return lines
