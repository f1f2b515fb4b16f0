"""Every ``anwei`` command of the quick start runs as it stands there."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from anwei.engine.cli.exits import Exit

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def commands(lang: str) -> list[list[str]]:
    text = (ROOT / "docs" / lang / "quick-start.md").read_text(encoding="utf-8")
    lines = [line for m in BLOCK.finditer(text) for line in m[1].splitlines()]
    return [shlex.split(line, comments=True) for line in lines if line.startswith("anwei ")]


def _placed(argument: str, folder: Path) -> str:
    """Workbooks go to a folder of their own, files of the project are named in full."""
    if argument.endswith(".xlsx"):
        return str(folder / argument)
    return str(ROOT / argument) if "/" in argument else argument


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_commands_run(lang: str, tmp_path: Path) -> None:
    found = commands(lang)
    assert len(found) == 8
    for command in found:
        arguments = [_placed(a, tmp_path) for a in command[1:]]
        done = subprocess.run(
            [str(Path(sys.executable).parent / "anwei"), "--lang", lang, *arguments],
            capture_output=True,
            cwd=tmp_path,
            text=True,
            encoding="utf-8",
            check=False,
        )
        # an empty form is refused: it has no id yet
        allowed = {Exit.INPUT} if command[1] == "check" else {Exit.OK, Exit.GAPS}
        assert done.returncode in allowed, (command, done.stderr)
        assert "Traceback" not in done.stderr


def test_the_exit_codes_named_are_the_published_ones() -> None:
    for lang, separator in (("en", ", "), ("zh", "、")):
        text = (ROOT / "docs" / lang / "quick-start.md").read_text(encoding="utf-8")
        table = text.rpartition("|---|---|\n")[2]
        cells = [row[2:].split(" |")[0] for row in table.splitlines() if row.startswith("| ")]
        named = {int(number) for cell in cells for number in cell.split(separator)}
        assert named == {int(e) for e in Exit}
