"""Running ``anwei`` as a user does: a process of its own, its streams apart."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TINY = ("--rules", "tests/reports/tiny.yaml")


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str


def anwei(*words: str, **environment: str) -> Ran:
    """Run ``anwei`` with the words; further variables of the environment by name."""
    command = [sys.executable, "-c", "from anwei.engine.cli.main import run; run()", *words]
    if "_ANWEI_COMPLETE" in environment:  # completion asks under the name of the program
        command = [str(Path(sys.executable).with_name("anwei")), *words]
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ANWEI_")}
    variables = {**kept, "PYTHONIOENCODING": "utf-8", **environment}
    done = subprocess.run(
        command, cwd=ROOT, env=variables, capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    return Ran(done.returncode, done.stdout, done.stderr)
