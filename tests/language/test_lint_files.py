"""Lint of files: what is kept from before gives the same findings, and is never trusted where something changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from anwei.engine.catalogue.files import law_files
from anwei.engine.catalogue.linting import lint_files
from anwei.engine.catalogue.open import open_catalogue
from anwei.engine.documents import cache
from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.plugins.manager import Plugins
from tests.language.test_lint import BASE

TESTS = "tests: t\ncases:" + BASE.partition("cases:")[2]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The law in one file and its tests in another; the cache is an empty one."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "t.yaml").write_text(BASE.partition("---\ntests: t")[0], "utf-8")
    (rules / "t.tests.yaml").write_text(TESTS, "utf-8")
    return rules


def found(folder: Path) -> list[str]:
    opened = open_catalogue([folder], Plugins(()), base=False)
    return [f"{Path(d.place.file).name}:{d.place.line} {d.code}" for d in lint_files(opened, [folder], base=False)]


def test_the_second_time_says_the_same(folder: Path) -> None:
    (folder / "t.tests.yaml").write_text(TESTS.replace(", {set: {employees: null}, expect: unknown}", ""), "utf-8")
    first = found(folder)
    assert first == ["t.yaml:20 LNT-011", "t.yaml:20 LNT-012"]
    assert found(folder) == first


def test_changed_tests_are_read_again_and_the_law_is_not(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(folder) == []
    monkeypatch.setattr("anwei.engine.catalogue.load.compile_catalogue", None)  # calling it would fail
    (folder / "t.tests.yaml").write_text(TESTS.replace(", {set: {employees: null}, expect: unknown}", ""), "utf-8")
    assert found(folder) == ["t.yaml:20 LNT-011", "t.yaml:20 LNT-012"]
    (folder / "more.tests.yaml").write_text(TESTS, "utf-8")
    assert found(folder) == []


def test_unchanged_tests_are_not_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(folder) == []
    monkeypatch.setattr("anwei.engine.catalogue.linting.prepare_all", None)
    assert found(folder) == []


def test_changed_law_is_compiled_again_and_its_tests_are_read_again(folder: Path) -> None:
    assert found(folder) == []
    law = (folder / "t.yaml").read_text("utf-8")
    changed = law.replace("fields: {", "fields: {closed: {type: boolean, label: {zh: 关, en: Closed}}, ")
    changed = changed.replace("require: {", "applies: {fact: closed, is: true}\n    require: {")
    (folder / "t.yaml").write_text(changed, "utf-8")
    (folder / "t.tests.yaml").write_text(TESTS.replace("{employees: 10}", "{employees: 10, closed: true}"), "utf-8")
    assert found(folder) == ["t.yaml:20 LNT-012"]


def test_a_damaged_cache_is_made_again(folder: Path) -> None:
    assert found(folder) == []
    kept = sorted(cache.cache_folder().iterdir())
    assert [p.suffix for p in kept] == [".catalogue", ".shown"]
    whole = [p.read_bytes() for p in kept]
    for path in kept:
        path.write_bytes(path.read_bytes()[:-3] + b"\xc1\xc1")
    assert found(folder) == []
    assert [p.read_bytes() for p in kept] == whole


def test_old_code_keeps_nothing_for_new_code(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sources changed while this process ran."""
    monkeypatch.setattr("anwei.engine.catalogue.open.code_digest", lambda: "new")
    monkeypatch.setattr("anwei.engine.catalogue.linting.code_digest", lambda: "new")
    assert found(folder) == []
    assert not cache.cache_folder().exists()


def test_a_fault_in_tests_is_told_each_time(folder: Path) -> None:
    (folder / "t.tests.yaml").write_text(TESTS.replace("employees: 10", "employes: 10"), "utf-8")
    (folder / "u.tests.yaml").write_text(
        "tests: u\ncases: [{rule: nobody, as_of: 2026-01-01, given: {}, expect: pass}]"
    )
    for _ in range(2):
        with pytest.raises(AnweiError) as raised:
            found(folder)
        assert [d.code for d in raised.value.diagnostics if d.severity == "error"] == ["INP-023", "RUL-014"]


def test_only_so_many_files_are_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "KEPT", 3)
    for number in range(5):
        (folder / "t.yaml").write_text((folder / "t.yaml").read_text("utf-8") + f"# {number}\n", "utf-8")
        assert found(folder) == []
    assert len(list(cache.cache_folder().iterdir())) == 3


LAW = {
    "plain": ("tests: a\ncases:\n  - x\n", True),
    "comments": ("# c\n\ntests: a\n---\n# d\ntests: b\n", True),
    "windows lines": ("tests: a\r\ncases:\r\n- x\r\n---\r\ntests: b\r\n", True),
    "indented document": ("tests: a\n---\n  ruleset: x\n", False),
    "indented first": ("  facts: x\n---\ntests: a\n", False),
    "on the marker's line": ("tests: a\n--- {ruleset: x}\n", False),
    "after a comment at the marker": ("tests: a\n--- # c\nruleset: x\n", False),
    "after an end": ("tests: a\n...\nruleset: x\n", False),
    "flow": ("{ruleset: x}\n", False),
    "question mark": ("tests: a\n---\n? ruleset\n: x\n", False),
    "quoted": ('tests: a\n"ruleset": x\n', False),
    "second key": ("tests: a\nruleset: x\n", False),
    "directive": ("%YAML 1.1\n---\ntests: a\n", False),
}


@pytest.mark.parametrize("name", LAW)
def test_only_what_is_surely_tests_is_left_out_of_the_law(name: str, tmp_path: Path) -> None:
    text, tests = LAW[name]
    path = tmp_path / "x.tests.yaml"
    path.write_bytes(text.encode())
    assert (law_files([path]) == []) is tests
    other = tmp_path / "x.yaml"
    other.write_bytes(text.encode())
    assert law_files([other]) == [other]
