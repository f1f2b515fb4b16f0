"""Sets everything up and runs every check and test: ``python3 .ci/test.py``. Further arguments go to pytest."""

from __future__ import annotations

import os
import sys

from environment import BIN, PYTHON, ROOT, ready, run

FOLDERS = ("engine", "plugins", "drills", "tui", "rulesets", "examples")


def link_for_typing() -> None:
    """Show mypy the folders under their package names (``.typing/anwei/engine`` -> ``engine``)."""
    links = ROOT / ".typing" / "anwei"
    links.mkdir(parents=True, exist_ok=True)
    for name in FOLDERS:
        link = links / name
        if not link.exists():
            link.symlink_to(os.path.relpath(ROOT / name, links), target_is_directory=True)


if __name__ == "__main__":
    ready()
    link_for_typing()
    run([str(BIN / "ruff"), "check", "."])
    run([str(BIN / "mypy"), "-p", "anwei.engine", "-p", "anwei.plugins", "-p", "anwei.drills", "-p", "anwei.tui"])
    run([str(BIN / "lint-imports")])
    run([str(BIN / "anwei"), "rules", "lint", "--strict", "--lang", "en"])
    run([str(BIN / "anwei"), "rules", "test", "--lang", "en"])
    run([str(PYTHON), "-m", "pytest", "-n", "2", *sys.argv[1:]])
