"""The smallest input for each diagnostic code, and what the engine says of it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from anwei.engine.catalogue.files import read_sources
from anwei.engine.catalogue.load import compile_catalogue
from anwei.engine.catalogue.testing import prepare_all
from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Diagnostics, Place
from anwei.engine.documents.nodes import parse_documents
from anwei.engine.facts.declare import declare
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.forms import read_paths
from anwei.engine.language.lint import lint
from anwei.engine.messages import Text
from tests.docs.workbook_examples import described, workbook

HERE = Path(__file__).parent
RULE = {
    "title": "title: {zh: 示例, en: Example}",
    "severity": "severity: minor",
    "cites": "cites: [{law: act}]",
    "evidence": "evidence: {zh: 台账, en: register}",
    "remedy": "remedy: {zh: 补正, en: Correct it}",
}


@dataclass(frozen=True)
class Example:
    """One input: the part to show, the files it makes, and under which other code it is reported."""

    code: str
    shown: str
    files: dict[str, bytes]
    facts: str
    within: str
    encoding: str = ""
    done: Text | None = None  # what was done to a form


def examples() -> dict[str, Example]:
    """Every example by its code."""
    table = _table()
    return {code: _example(code, dict(entry), table["prelude"]) for code, entry in table["examples"].items()}


def prelude() -> str:
    """What every example builds on."""
    return str(_table()["prelude"])


@cache
def vocabulary() -> Vocabulary:
    """What can be known in the examples."""
    diagnostics = Diagnostics()
    found = declare([d for d in parse_documents(prelude().encode(), "prelude") if d.get("facts")], diagnostics)
    diagnostics.raise_errors()
    return found


def without() -> dict[str, str]:
    """The codes without an example, and why."""
    return dict(_table()["without"])


def run(example: Example) -> list[Diagnostic]:
    """Every diagnostic of an example, with places relative to its folder."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in example.files.items():
            (folder / file).write_bytes(content)
        return [_relative(d, folder) for d in _run(example, folder)]


def _run(example: Example, folder: Path) -> list[Diagnostic]:
    diagnostics = Diagnostics()
    rules = sorted(p for p in folder.iterdir() if p.name.startswith("_") or (p.suffix == ".yaml" and not example.facts))
    sources = read_sources(rules, diagnostics, folder)
    catalogue = compile_catalogue(sources, diagnostics)
    try:
        if example.facts:
            read_paths([folder / example.facts], catalogue.vocabulary, diagnostics)
        elif not diagnostics.errors:
            diagnostics.items += lint(catalogue, prepare_all(catalogue, sources.documents["tests"]))
    except AnweiError as error:
        diagnostics.items += error.diagnostics
    return diagnostics.items


def _relative(diagnostic: Diagnostic, folder: Path) -> Diagnostic:
    def bare(value: object) -> object:
        return str(value).replace(f"{folder}/", "") if isinstance(value, (str, Path, Place)) else value

    file = str(bare(diagnostic.place.file))
    params = {key: bare(value) for key, value in diagnostic.params.items()}
    return replace(diagnostic, place=msgspec.structs.replace(diagnostic.place, file=file), params=params)


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load((HERE / "error_examples.yaml").read_text(encoding="utf-8"))
    return table


def _example(code: str, entry: dict[str, Any], prelude: str) -> Example:
    files = {"_prelude.yaml": prelude.encode()}
    parts: list[str] = []
    if "rule" in entry:
        parts.append(_rule(entry["rule"], twice=bool(entry.get("twice"))))
    if "rules" in entry:
        parts.append(entry["rules"])
    if parts:
        files["example.yaml"] = "---\n".join(parts).encode()
    facts = ""
    if "facts" in entry or "file" in entry:
        facts = entry.get("file", "enterprise.yaml")
    if "facts" in entry:
        files[facts] = entry["facts"].encode(entry.get("encoding", "utf-8"))
    done: Text | None = None
    if "workbook" in entry:
        facts, done = "form.xlsx", described(entry["workbook"])
        files[facts] = workbook(entry["workbook"], vocabulary())
    shown = entry.get("facts") or "---\n".join(parts)
    return Example(code, shown, files, facts, entry.get("within", code), entry.get("encoding", ""), done)


def _rule(body: str, *, twice: bool) -> str:
    given = {line.partition(":")[0] for line in body.splitlines()}
    lines = [*(text for key, text in RULE.items() if key not in given), *body.splitlines()]
    rule = "\n".join(["  - id: example.rule", *(f"    {line}" for line in lines)])
    head = 'ruleset: example\ntitle: {zh: 示例, en: Example}\nversion: "1"\nsubject: enterprise\nrules:\n'
    return head + "\n".join([rule] * (2 if twice else 1)) + "\n"
