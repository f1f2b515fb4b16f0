"""Writes the golden files of the commands anew: ``python -m tests.running.regenerate``. Read the differences then."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.running.test_commands import COMMANDS, GOLDEN, Desk


def main() -> None:
    """All commands in both languages."""
    GOLDEN.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder) / "office.anwei")
        for name in COMMANDS:
            for lang in ("zh", "en"):
                (GOLDEN / f"{name}.{lang}.txt").write_text(desk.shown(name, lang), encoding="utf-8")


if __name__ == "__main__":
    main()
