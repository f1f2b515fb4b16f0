"""Which reader a path needs, and what happens to files that none can read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.facts.subject import Subject
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.forms import read_path, read_paths
from anwei.engine.forms.paths import files_below
from anwei.engine.forms.write import write_subject
from anwei.engine.plugins.spec import Importer
from tests.forms.support import small_vocabulary, subject_of


def text(id_: str, kind: str = "town") -> str:
    return f"{{subject: {kind}, id: {id_}, division: '341502'}}\n"


def read(*paths: Path, importers: Sequence[Importer] = ()) -> tuple[list[str], list[str]]:
    """Problems (with severity) and ids."""
    diagnostics = Diagnostics()
    found = read_paths(paths, small_vocabulary(), diagnostics, importers)
    problems = [f"{d.severity} {d.code} {d.place}" for d in diagnostics.items]
    return problems, [s.id for s in found]


def test_a_folder_in_stable_order(tmp_path: Path) -> None:
    vocabulary = small_vocabulary()
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "z.yaml").write_text(text("B2"), encoding="utf-8")
    (tmp_path / "b" / "a.yml").write_text(text("B1"), encoding="utf-8")
    (tmp_path / "c.JSON").write_text('{"subject": "town", "id": "C", "division": "341502"}', encoding="utf-8")
    (tmp_path / "a.xlsx").write_bytes(write_subject(subject_of(text("A"), vocabulary), vocabulary))
    (tmp_path / "town.csv").write_text("id,division\nT,341502\n", encoding="utf-8")
    for name in ("README.md", ".hidden.yaml", "~$a.xlsx", "__init__.py"):
        (tmp_path / name).write_text("?", encoding="utf-8")
    problems, ids = read(tmp_path)
    assert problems == []
    assert ids == ["A", "C", "B1", "B2", "T"]


def test_files_and_folders_together(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.yaml").write_text(text(name), encoding="utf-8")
    assert read(tmp_path / "b.yaml", tmp_path / "a.yaml") == ([], ["b", "a"])


def test_an_id_counts_once_for_each_kind(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(text("X") + "---\n" + text("X", "plant"), encoding="utf-8")
    (tmp_path / "b.yaml").write_text(text("X"), encoding="utf-8")
    assert read(tmp_path)[0] == [f"error INP-026 {tmp_path / 'b.yaml'}:1:1"]


def test_nothing_found_is_an_error(tmp_path: Path) -> None:
    assert read(tmp_path)[0] == [f"error INP-025 {tmp_path}"]
    (tmp_path / "a.yaml").write_text("# nothing yet\n", encoding="utf-8")
    assert read(tmp_path)[0] == [f"error INP-025 {tmp_path}"]


def test_a_missing_file(tmp_path: Path) -> None:
    for name in ("none.yaml", "none.docx", "none"):
        assert read(tmp_path / name)[0] == [f"error DOC-001 {tmp_path / name}"]


def test_an_unknown_kind_of_file(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK")
    (tmp_path / "b.yaml").write_text(text("B"), encoding="utf-8")
    assert read(tmp_path / "a.docx")[0] == [f"error INP-028 {tmp_path / 'a.docx'}"]
    problems, ids = read(tmp_path)
    assert problems == [f"warning INP-029 {tmp_path / 'a.docx'}"], "left out, but never silently"
    assert ids == ["B"]


def test_the_readable_kinds_are_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    diagnostics = Diagnostics()
    read_path(tmp_path / "a", small_vocabulary(), diagnostics)
    assert diagnostics.errors[0].what("en") == ("unknown kind of file 'a'; readable: .csv .json .xlsm .xlsx .yaml .yml")


def test_the_next_file_is_read_after_a_broken_one(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: [", encoding="utf-8")
    (tmp_path / "b.yaml").write_text(text("B"), encoding="utf-8")
    (tmp_path / "c.xlsx").write_bytes(b"no")
    problems, ids = read(tmp_path)
    assert [p.split()[1] for p in problems] == ["DOC-004", "XLS-001"]
    assert ids == ["B"]


def test_importers_of_plugins(tmp_path: Path) -> None:
    def lines(path: Path, vocabulary: Vocabulary, _diagnostics: Diagnostics) -> list[Subject]:
        return [subject_of(text(line), vocabulary) for line in path.read_text(encoding="utf-8").split()]

    (tmp_path / "a.lines").write_text("X Y", encoding="utf-8")
    assert read(tmp_path, importers=[Importer("lines", (".lines",), lines)]) == ([], ["X", "Y"])


def test_an_importer_that_fails_does_not_stop_the_rest(tmp_path: Path) -> None:
    def broken(_path: Path, _vocabulary: Vocabulary, _diagnostics: Diagnostics) -> list[Subject]:
        raise KeyError("oops")

    (tmp_path / "a.lines").write_text("X", encoding="utf-8")
    (tmp_path / "b.yaml").write_text(text("B"), encoding="utf-8")
    problems, ids = read(tmp_path, importers=[Importer("lines", (".lines",), broken)])
    assert problems == [f"error PLG-002 {tmp_path / 'a.lines'}"]
    assert ids == ["B"]


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(text("A"), encoding="utf-8")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert [p.name for p in files_below(tmp_path)] == ["a.yaml"]


@pytest.mark.parametrize("name", ["a.xls", "a.XLS"])
def test_old_workbooks_are_named_as_such(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600)
    assert read(tmp_path / name)[0] == [f"error XLS-002 {tmp_path / name}"]
