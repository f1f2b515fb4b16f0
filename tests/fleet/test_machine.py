"""The machine code is kept once compiled, trusted only where nobody else could have written it, and the same again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import numpy as np
import pytest

from anwei.engine.fleet import compiled
from anwei.engine.fleet.equivalence import differences
from tests.semantics.test_random_rules import world

GUARD, MARK = 8192, 0xA7
LOADED = """
import sys
from anwei.engine.fleet.machine import machine
machine()
print("numba" in sys.modules)
"""


def compiled_anew(cache: Path) -> bool:
    """Whether a fresh process with this folder of caches needs the compiler."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    done = subprocess.run([sys.executable, "-c", LOADED], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip() == "True"


def kept(cache: Path) -> Path:
    (file,) = (cache / "anwei" / "machine").glob("*.o")
    return file


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("numba")
    folder = tmp_path_factory.mktemp("cache")
    assert compiled_anew(folder)
    return folder


def test_a_second_process_does_without_the_compiler(cache: Path) -> None:
    assert not compiled_anew(cache)


def test_a_damaged_file_is_made_again(cache: Path) -> None:
    file = kept(cache)
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert compiled_anew(cache)
    assert kept(cache).read_bytes() == whole
    assert not compiled_anew(cache)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_what_others_may_have_written_is_not_run(cache: Path) -> None:
    file = kept(cache)
    file.chmod(0o666)
    assert compiled_anew(cache)
    file = kept(cache)
    file.chmod(0o644)
    assert not compiled_anew(cache)
    file.parent.chmod(0o777)
    assert compiled_anew(cache)
    file.parent.chmod(0o700)


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    pytest.importorskip("numba")
    (tmp_path / "anwei").write_text("not a folder", encoding="utf-8")
    assert compiled_anew(tmp_path)


def test_it_writes_only_where_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """Machine code sees no ends of arrays: on arrays with guarded ends, the guards stay as they were."""
    pytest.importorskip("numba")
    made: list[np.ndarray] = []

    def guarded(_: object, name: str, rows: int, columns: int, kind: type) -> np.ndarray:
        whole = np.full(rows * columns * np.dtype(kind).itemsize + 2 * GUARD, MARK, np.uint8)
        made.append(whole)
        return whole[GUARD:-GUARD].view(kind).reshape(rows, columns)

    monkeypatch.setattr(compiled._Scratch, "take", guarded)
    for seed in range(40):
        found = world(Random(seed), count=3)
        if found is not None:
            people = list({(s.kind, s.id): s for s in found.subjects}.values())
            list(differences(found.catalogue, people, found.rules, found.day, runner=compiled.Compiled()))
    assert len(made) > 500
    assert all(np.all(w[:GUARD] == MARK) and np.all(w[-GUARD:] == MARK) for w in made)
