"""What the files of law say as a whole is remembered by their places, sizes and times, and never out of date."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from anwei.engine.catalogue import files
from anwei.engine.catalogue.files import digest_of, law_digest, law_files, yaml_files

LAW, TESTS, OTHER = "ruleset: a\nrules: []\n", "tests: a\ncases: []\n", "ruleset: b\nrules: []\n"


@pytest.fixture
def law(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Two files that were written long ago, and a cache of their own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(files, "SETTLED_NS", -1)
    folder = tmp_path / "law"
    folder.mkdir()
    (folder / "a.yaml").write_text(LAW, encoding="utf-8")
    (folder / "a.tests.yaml").write_text(TESTS, encoding="utf-8")
    return yaml_files([folder])


def kept(folder: Path) -> list[Path]:
    return sorted((folder / "cache" / "anwei").glob("*.digest"))


def test_it_is_read_once(law: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = law_digest(law)
    assert found == digest_of(law_files(law))
    assert len(kept(tmp_path)) == 1
    monkeypatch.setattr(files, "digest_of", lambda _: pytest.fail("read again"))
    assert law_digest(law) == found


def test_a_change_of_the_same_size_is_seen(law: list[Path]) -> None:
    before = law_digest(law)
    was = law[1].stat()
    law[1].write_text(OTHER, encoding="utf-8")
    os.utime(law[1], ns=(was.st_atime_ns, was.st_mtime_ns))  # as tools that keep times do
    assert law[1].stat().st_size == was.st_size
    assert law_digest(law) == digest_of(law_files(law)) != before


def test_tests_are_no_law(law: list[Path]) -> None:
    before = law_digest(law)
    law[0].write_text(TESTS.replace("[]", "[] # none"), encoding="utf-8")
    assert law_digest(law) == before


def test_what_was_changed_just_now_is_read_each_time(
    law: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SETTLED_NS", 3600 * 1_000_000_000)
    now = time.time_ns()
    os.utime(law[1], ns=(now, now))
    assert law_digest(law) == digest_of(law_files(law))
    assert kept(tmp_path) == []


def test_it_can_be_left_out(law: list[Path], tmp_path: Path) -> None:
    assert law_digest(law, remember=False) == law_digest(law)
    assert len(kept(tmp_path)) == 1


def test_the_order_is_that_of_paths(tmp_path: Path) -> None:
    for name in ("b/x.yaml", "b-c/x.yaml", "b.d/x.yaml", "b/a/x.yaml", "a.yaml", "B/x.yaml", "b/y.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    assert yaml_files([tmp_path]) == sorted(tmp_path.rglob("*.yaml"))
