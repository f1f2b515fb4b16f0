"""Sets up the project's own environment in ``.venv`` from the lock file. Needs only Python 3.11 or later."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
INPUTS = ("requirements.lock", "pyproject.toml")


def ready() -> None:
    """Make ``.venv`` hold exactly what the lock file says; quick when it already does."""
    if sys.version_info < (3, 11):  # noqa: UP036 - run by whatever Python the user has
        sys.exit("anwei needs Python 3.11 or later / 需要 Python 3.11 或更高版本")
    stamp = VENV / "anwei.stamp"
    wanted = hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in INPUTS) + str(ROOT).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted and PYTHON.exists():
        return
    print("setting up .venv / 正在准备环境 …", file=sys.stderr)
    if not PYTHON.exists():
        venv.create(VENV, with_pip=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "--require-hashes", "-r", str(ROOT / "requirements.lock")])
    run([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)])
    stamp.write_text(wanted)


def run(command: list[str], **environment: str) -> None:
    """Run a command in the project's folder; leave with its exit code if it fails."""
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode
    if code:
        sys.exit(code)
