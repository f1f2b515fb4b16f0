"""Ctrl-C in the middle of a run: the published exit code, and neither half a result nor anything in its place."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.run import ROOT, anwei
from tests.fleet.support import FILES, generate

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
WORDS = ("fleet", "check", "--facts", str(FILES[0]), "--rules", str(FILES[1]), "--rules", str(FILES[2]))
WAIT = 60  # seconds


@pytest.mark.parametrize("before", [False, True], ids=["new folder", "over earlier results"])
def test_a_run_that_is_broken_off_leaves_nothing(tmp_path: Path, before: bool) -> None:
    data, out = generate(tmp_path / "data", 400), tmp_path / "out"
    words = (*WORDS, "--as-of", "2026-06-30", "--data", str(data), "--out", str(out))
    if before:
        assert anwei(*words).code == 1
    held = {f.name: f.read_bytes() for f in out.glob("*")}
    command = [sys.executable, "-c", "from anwei.engine.cli.main import run; run()", *words, "--partition", "1"]
    spill = tmp_path / "spill"
    spill.mkdir()
    started = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "TMPDIR": str(spill)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    end = time.monotonic() + WAIT
    while not list(out.glob(".*.part")):  # it has begun to write
        assert started.poll() is None and time.monotonic() < end
        time.sleep(0.02)
    started.send_signal(signal.SIGINT)
    said = started.communicate(timeout=WAIT)
    assert started.returncode == 130, said
    assert b"Traceback" not in said[1]
    assert {f.name: f.read_bytes() for f in out.glob("*")} == held
    assert not list(out.glob(".*"))
    assert not list(spill.iterdir())
