"""The import budget: what is not needed is not loaded, so that the command line starts quickly."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.run import ROOT, anwei

SCRIPT = """
import sys
sys.argv[1:] = {words!r}
from anwei.engine.cli.main import run
try:
    run()
except SystemExit as end:
    code = end.code
else:
    code = 0
print(",".join(sorted({{m.partition(".")[0] for m in sys.modules}})), file=sys.stderr)
sys.exit(code)
"""
HEAVY = {"textual", "rich", "openpyxl", "xlsxwriter", "jsonschema", "numpy", "pendulum", "chinese_calendar"}


def loaded(*words: str) -> set[str]:
    """The top-level modules that a command has imported when it ends."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(words=list(words))],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return set(done.stderr.strip().splitlines()[-1].split(","))


@pytest.mark.parametrize("words", [("--help",), ("--version",), ("check", "--help"), ("rules", "--help")])
def test_help_loads_nothing_heavy(words: tuple[str, ...]) -> None:
    assert loaded(*words) & (HEAVY | {"yaml", "msgspec", "pluggy", "tabulate"}) == set()


@pytest.mark.parametrize("name", ["text", "json", "csv", "junit", "sarif", "html", "md"])
def test_check_of_one_enterprise_loads_nothing_heavy(name: str) -> None:
    anwei("rules", "list")  # the compiled catalogue is then on file
    words = ("check", "examples/enterprises/small-shop.yaml", "--date", "2026-11-21", "--format", name)
    assert loaded(*words) & (HEAVY - {"chinese_calendar"}) == set()


def test_rules_and_params_load_nothing_heavy() -> None:
    for words in (("rules", "list"), ("params", "list"), ("explain", "DOC-001"), ("completion", "zsh")):
        assert loaded(*words) & (HEAVY - {"chinese_calendar"}) == set(), words
