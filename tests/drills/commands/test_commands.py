"""Every command of ``anwei drill`` alike: JSON, dry runs, refusals with a message, and its words in both languages.

``ANWEI_UPDATE_GOLDEN=1`` writes the transcripts anew; read the difference like any other change.
"""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from anwei.drills.cli import SUBCOMMANDS, drill
from tests.drills.commands.story import steps

GOLDENS = Path(__file__).parent / "goldens"
UPDATE = "ANWEI_UPDATE_GOLDEN"
#: Commands that write nothing into the workspace; all others have a dry run.
READING = frozenset({"duties", "conflicts", "list", "show", "ics", "papers", "verify"})


def options(name: str) -> set[str]:
    command = drill.get_command(click.Context(drill), name)
    assert command is not None
    return {o for p in command.params for o in p.opts}


def told(name: str) -> Iterator[tuple[bool, list[str]]]:
    """What the story does with a command: whether it is refused, and the words."""
    return ((refused, words[1:]) for _, refused, words in steps() if words[0] == name)


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_every_command_has_json_and_a_dry_run_where_it_writes(name: str) -> None:
    assert "--format" in options(name) and "--workspace" in options(name)
    assert ("--dry-run" in options(name)) == (name not in READING)


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_the_story_tells_every_command_in_every_way(name: str) -> None:
    done = [words for refused, words in told(name) if not refused]
    assert any("json" in words for words in done), "as JSON"
    assert any("json" not in words and "--dry-run" not in words for words in done), "in words"
    assert any(refused for refused, _ in told(name)), "refused"
    assert name in READING or any("--dry-run" in words for words in done), "as a dry run"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_words_of_every_command(lang: str) -> None:
    """The story in a process of its own; it fails there if a command ends otherwise or a dry run writes."""
    settings = os.environ | {"ANWEI_LANG": lang, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "tests.drills.commands.story"]
    root = Path(__file__).parents[3]
    run = subprocess.run(command, cwd=root, env=settings, capture_output=True, text=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    path = GOLDENS / f"{lang}.txt"
    if os.environ.get(UPDATE) == "1":
        path.write_text(run.stdout, encoding="utf-8")
    changed = difflib.unified_diff(
        path.read_text(encoding="utf-8").splitlines(), run.stdout.splitlines(), "golden", "now", n=1, lineterm=""
    )
    shown = [line[:300] for line, _ in zip(changed, range(60), strict=False)]
    assert not shown, f"{path.name} differs; if that is meant, run with {UPDATE}=1\n" + "\n".join(shown)
