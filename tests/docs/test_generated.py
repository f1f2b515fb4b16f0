"""The pages that are made from the code: up to date, complete, and every example does what its page says."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from anwei.engine.cli.exits import Exit
from anwei.engine.messages.errors import ERRORS
from anwei.engine.messages.glossary import GLOSSARY
from tests.docs.error_examples import Example, examples, run, without

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = examples()


@pytest.fixture(scope="module")
def generator() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / ".ci" / "generate_docs.py"))


def test_pages_are_up_to_date(generator: dict[str, Any]) -> None:
    stale = [p for p, text in generator["pages"]() if not p.exists() or p.read_text(encoding="utf-8") != text]
    assert stale == [], "run: .venv/bin/python .ci/generate_docs.py"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_there_is_one_page_for_each_code(lang: str) -> None:
    pages = {p.stem for p in (ROOT / "docs" / lang / "errors").glob("*.md")} - {"README"}
    assert pages == set(ERRORS)


def test_every_code_belongs_to_a_family(generator: dict[str, Any]) -> None:
    assert {code[:3] for code in ERRORS} == set(generator["FAMILIES"])


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_an_example_brings_its_code_about(example: Example) -> None:
    found = [d for d in run(example) if d.code == example.within]
    assert found
    for diagnostic in found:
        for lang in ("zh", "en"):
            line = diagnostic.line(lang)
            assert diagnostic.help(lang)
            assert "/tmp" not in line
    if example.within != example.code:  # worded inside another message
        texts = ERRORS[example.code].what.en.partition("{")[0]
        assert any(texts in d.line("en") for d in found)


def test_every_code_has_an_example_or_a_reason() -> None:
    prefixes = {c.removesuffix("*") for c in without()}
    assert [c for c in ERRORS if c not in EXAMPLES and not any(c.startswith(p) for p in prefixes)] == []
    assert set(EXAMPLES) <= set(ERRORS)


def test_every_exit_code_is_explained(generator: dict[str, Any]) -> None:
    for lang in ("en", "zh"):
        assert len(generator["exit_codes"](lang)) == len(Exit) + 2


def test_glossary_terms_are_distinct_and_complete() -> None:
    assert len({e.zh for e in GLOSSARY.values()}) == len(GLOSSARY)
    assert len({e.en.casefold() for e in GLOSSARY.values()}) == len(GLOSSARY)
    for key, entry in GLOSSARY.items():
        assert key == key.casefold().replace(" ", "-")
        assert entry.meaning.zh.endswith("。")
        assert entry.meaning.en.endswith(".")
        assert "\n" not in entry.meaning.zh + entry.meaning.en
