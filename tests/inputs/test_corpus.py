"""Broken and hostile files: each gets its own clear message at its place, and none a traceback or a long wait."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.facts.subject import Subject
from anwei.engine.forms import read_path, workbook
from tests.forms.support import small_vocabulary
from tests.inputs.hostile import WORKBOOKS, form

CORPORA = Path(__file__).resolve().parents[1] / "corpora"

#: File -> every problem, as ``code`` and place within it.
TEXTS: dict[str, list[str]] = {
    "inputs/alias-bomb.yaml": ["DOC-006:4:22"],
    "inputs/many-aliases.yaml": ["DOC-006:205:9"],
    "inputs/self-alias.yaml": ["DOC-006:3:7"],
    "inputs/undefined-alias.yaml": ["DOC-004:2:5"],
    "inputs/deep-nesting.yaml": ["DOC-005:3:46"],
    "inputs/deep-block.yaml": ["DOC-005:43:81"],
    "inputs/long-number.yaml": ["DOC-009:4:17"],
    "inputs/number-beyond-int64.yaml": ["INP-024:4:17"],
    "inputs/exponent.yaml": ["INP-024:4:17"],
    "inputs/wrong-types.yaml": [
        "SHP-004:2:5",
        "INP-024:2:5",
        "INP-024:4:11",
        "INP-024:6:11",
        "INP-024:7:9",
        "INP-024:8:14",
        "INP-024:9:14",
        "INP-024:10:12",
        "INP-024:11:9",
        "INP-024:12:11",
        "INP-023:13:3",
        "SHP-004:15:10",
        "SHP-001:16:11",
        "INP-020:17:9",
        "INP-020:18:10",
        "INP-021:19:19",
        "INP-020:19:30",
    ],
    "inputs/gbk.yaml": ["DOC-003:3:9"],
    "inputs/utf-16.yaml": ["DOC-003:1:1"],
    "inputs/latin-1.yaml": ["DOC-003:2:8"],
    "inputs/duplicate-keys.yaml": ["DOC-007:5:3"],
    "inputs/nul-byte.yaml": ["DOC-004:2:6"],
    "inputs/escape-character.yaml": ["DOC-004:2:5"],
    "inputs/empty.yaml": ["INP-025"],
    "inputs/only-comments.yaml": ["INP-025"],
    "inputs/only-markers.yaml": ["INP-025"],
    "inputs/tabs.yaml": ["DOC-004:4:1"],
    "inputs/unclosed-quote.yaml": ["DOC-004:4:1"],
    "inputs/unclosed-bracket.yaml": ["DOC-004:4:1"],
    "inputs/python-tag.yaml": ["SHP-004:2:5", "INP-024:2:5"],
    "inputs/merge-key.yaml": ["SHP-002:3:1", "INP-023:5:3"],
    "inputs/key-not-text.yaml": ["DOC-008:3:3"],
    "inputs/list-at-top.yaml": ["SHP-001:1:1"],
    "inputs/text-at-top.yaml": ["SHP-001:1:1"],
    "inputs/unknown-kind.yaml": ["RUL-022:1:10"],
    "inputs/no-kind.yaml": ["SHP-003:1:1"],
    "inputs/no-id.yaml": ["SHP-003:1:1"],
    "inputs/future-yaml.yaml": ["DOC-004:1:1"],
    "inputs/two-subjects-one-id.yaml": ["INP-026:3:5"],
    "inputs/duplicate-keys.json": ["DOC-007:2:2"],
    "inputs/nan.json": ["DOC-010:2:22"],
    "inputs/infinity.json": ["DOC-010:2:22"],
    "inputs/trailing-comma.json": ["DOC-010:1:31"],
    "inputs/single-quotes.json": ["DOC-010:1:2"],
    "inputs/comment.json": ["DOC-010:1:21"],
    "inputs/truncated.json": ["DOC-010:1:50"],
    "inputs/two-values.json": ["DOC-010:2:1"],
    "inputs/leading-zero.json": ["DOC-010:1:27"],
    "inputs/half-a-character.json": ["DOC-010:1:27"],
    "inputs/raw-newline.json": ["DOC-010:1:27"],
    "inputs/long-number.json": ["DOC-009:2:22"],
    "inputs/deep-nesting.json": ["DOC-005:1:80"],
    "inputs/gbk.json": ["DOC-003:1:28"],
    "inputs/empty.json": ["INP-025"],
    "inputs/null.json": ["INP-025"],
    "csv/gbk/town.csv": [],
    "csv/utf-8-with-mark/town.csv": [],
    "csv/mixed-encodings/town.csv": ["CSV-002:3:1"],
    "csv/utf-16/town.csv": ["CSV-001:1:1"],
    "csv/not-text/town.csv": ["CSV-001:1:1"],
    "csv/open-quote/town.csv": ["CSV-003:2:5"],
    "csv/tab-separated/town.csv": ["CSV-011:1:1", "CSV-006:1:1"],
    "csv/formula/town.csv": ["INP-024:2:5"],
}


def read(path: Path) -> tuple[list[str], list[Subject]]:
    """Every problem with its place, each said in both languages."""
    diagnostics = Diagnostics()
    found = read_path(path, small_vocabulary(), diagnostics)
    problems = [d for d in diagnostics.items if d.code not in ("INP-027", "XLS-028")]
    for problem in problems:
        assert problem.line("zh")
        assert problem.line("en") != problem.line("zh")
        assert problem.help("zh")
        assert problem.help("en")
    return [f"{d.code} {d.place}" for d in problems], found


def test_the_list_is_complete() -> None:
    files = {str(p.relative_to(CORPORA)) for p in CORPORA.rglob("*.*") if p.suffix in (".yaml", ".json", ".csv")}
    assert files == set(TEXTS)


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_texts(name: str) -> None:
    path = CORPORA / name
    before = time.process_time()
    problems, _ = read(path)
    assert time.process_time() - before < 5, "a hostile file must not keep anyone waiting"
    assert problems == [f"{e[:7]} {path}{e[7:]}" for e in TEXTS[name]]


def test_gbk_is_read_as_it_was_meant() -> None:
    for name in ("csv/gbk/town.csv", "csv/utf-8-with-mark/town.csv"):
        _, (subject,) = read(CORPORA / name)
        assert (subject.name, subject.values["people"]) == ("示例乡", 1200)


@pytest.mark.parametrize("name", WORKBOOKS)
def test_workbooks(name: str, tmp_path: Path) -> None:
    file, make, expected = WORKBOOKS[name]
    path = tmp_path / file
    path.write_bytes(make())
    before = time.process_time()
    problems, found = read(path)
    assert time.process_time() - before < 5, "a hostile file must not keep anyone waiting"
    assert problems == [e.replace("{f}", str(path)) for e in expected]
    if not expected:
        assert found[0].values["people"] == 7


def test_too_many_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_CELLS", 50)
    path = tmp_path / "a.xlsx"
    path.write_bytes(form())
    assert read(path)[0] == [f"XLS-005 {path}"]


@pytest.mark.parametrize("name", ["a.yaml", "a.json", "a.csv", "a.xlsx"])
def test_files_that_are_too_large(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    with path.open("wb") as out:
        out.truncate(64 * 1024 * 1024)
    if name == "a.csv":
        path = path.rename(tmp_path / "town.csv")
    assert read(path)[0] == [f"DOC-002 {path}"]


@pytest.mark.parametrize("name", ["town.yaml", "town.json", "town.csv", "town.xlsx"])
def test_files_that_may_not_be_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.mkdir()
    broken = path / "gone.yaml"
    broken.symlink_to(tmp_path / "nowhere.yaml")
    assert read(path)[0] == [f"DOC-001 {broken}"]


DIGITS = {
    "a.yaml": ("{subject: plant, id: 007, facts: {note: %s}}", "+8613900000000"),
    "a.json": ('{"subject": "plant", "id": "007", "facts": {"note": %s}}', "1.50"),
}


@pytest.mark.parametrize("name", DIGITS)
def test_numbers_in_text_fields_keep_their_digits(name: str, tmp_path: Path) -> None:
    text, written = DIGITS[name]
    path = tmp_path / name
    path.write_text(text % written, encoding="utf-8")
    problems, (subject,) = read(path)
    assert problems == []
    assert (subject.id, subject.values["note"]) == ("007", written)
