"""The plugin author's guide says what is so: its example works, its signatures are those of the code."""

from __future__ import annotations

import dataclasses
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from anwei.engine.api import check_plugin
from anwei.engine.plugins import spec
from anwei.engine.plugins.contract import open_plugin
from anwei.engine.plugins.spec import HOOK_NAMES, Hooks

ROOT = Path(__file__).resolve().parents[2]
GUIDES = [ROOT / "docs/en/plugin-authors.md", ROOT / "docs/zh/plugin-authors.md"]
TYPES = ("MeasureFunction", "Importer", "ReportFormat", "CommandSpec", "PanelSpec", "DrillTemplate")
_FILE = re.compile(r"^\*\*`([^`]+)`\*\*\n\n```[a-z]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def files(guide: Path) -> dict[str, str]:
    """The files of the guide's example by path."""
    return dict(_FILE.findall(guide.read_text("utf-8")))


def write_example(folder: Path) -> Path:
    for name, text in files(GUIDES[0]).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The example of the guide, importable."""
    write_example(tmp_path)
    monkeypatch.syspath_prepend(tmp_path / "src")
    yield tmp_path
    for module in [m for m in sys.modules if m.startswith("anwei_coldstore")]:
        del sys.modules[module]


def test_the_example_keeps_the_contract(example: Path) -> None:
    assert set(files(GUIDES[0])) == {
        "pyproject.toml",
        "src/anwei_coldstore/__init__.py",
        "src/anwei_coldstore/plugin.py",
        "src/anwei_coldstore/facts.yaml",
        "src/anwei_coldstore/rules.yaml",
        "src/anwei_coldstore/rules.tests.yaml",
        "tests/test_contract.py",
    }
    assert [str(p) for p in check_plugin("anwei_coldstore.plugin")] == []
    opened, status = open_plugin("anwei_coldstore.plugin")
    assert status.state == "loaded"
    assert "coldstore.detectors" in opened.catalogue.rules


def test_both_guides_show_the_same_code() -> None:
    english, chinese = (re.findall(r"```.*?```", g.read_text("utf-8"), re.DOTALL) for g in GUIDES)
    assert english == chinese


def shown(function: Any) -> str:
    """The signature of a hook without ``self``, as the guide writes it."""
    given = inspect.signature(function)
    return f"def {function.__name__}() -> {given.return_annotation}: ..."


@pytest.mark.parametrize("guide", GUIDES, ids=["en", "zh"])
def test_hook_signatures_are_those_of_the_code(guide: Path) -> None:
    blocks = _BLOCK.findall(guide.read_text("utf-8"))
    block = next(b for b in blocks if b.startswith("def anwei_"))
    assert block.splitlines() == [shown(getattr(Hooks, name)) for name in HOOK_NAMES]
    for name in HOOK_NAMES:
        assert list(inspect.signature(getattr(Hooks, name)).parameters) == ["self"], "hooks take no argument"
        assert f"| `{name}` |" in guide.read_text("utf-8")


def declared(name: str) -> str:
    """A type with its fields and defaults, as the guide writes it."""
    parts = []
    for field in dataclasses.fields(getattr(spec, name)):
        default = ""
        if field.default is not dataclasses.MISSING:
            default = f" = {field.default!r}"
        elif field.default_factory is not dataclasses.MISSING:
            default = f" = {field.default_factory()!r}"
        parts.append(f"{field.name}: {field.type}{default}")
    return f"{name}({', '.join(parts)})"


@pytest.mark.parametrize("guide", GUIDES, ids=["en", "zh"])
def test_types_are_those_of_the_code(guide: Path) -> None:
    blocks = _BLOCK.findall(guide.read_text("utf-8"))
    block = next(b for b in blocks if b.startswith("MeasureFunction("))
    assert block.replace("'", '"').splitlines() == [declared(name).replace("'", '"') for name in TYPES]


@pytest.mark.parametrize("guide", GUIDES, ids=["en", "zh"])
def test_checks_are_those_of_the_contract(guide: Path) -> None:
    source = (ROOT / "engine/plugins/contract.py").read_text("utf-8")
    checks = set(re.findall(r'Problem\("([a-z ]+)"', source))
    text = guide.read_text("utf-8")
    assert checks
    for check in checks:
        assert f"`{check}`" in text, check
