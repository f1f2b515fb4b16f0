"""Pastes real output into the READMEs and guides, between markers; ``--check`` only says which files are out of date.

A marker is ``<!-- output head=20 tail=10: anwei check ... -->``; the text up to ``<!-- /output -->`` is replaced by the
command's output, or its first and last lines. Run it with the project's own Python.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = ("README.md", "README.zh-CN.md", "docs/en/quick-start.md", "docs/zh/quick-start.md")
#: Exit codes with a result: nothing, gaps, undecided items.
JUDGED = (0, 1, 4)
#: Changes with every rule and with every copy of the sources; nobody reads it in a README.
DIGEST = re.compile(r"\b[0-9a-f]{16,64}\b")
MARKED = re.compile(
    r"(?P<marker><!-- output(?: head=(?P<head>\d+))?(?: tail=(?P<tail>\d+))?: (?P<command>[^\n]+?) -->\n)"
    r".*?(?P<end><!-- /output -->)",
    re.DOTALL,
)


@cache
def output(command: str) -> str:
    """What a command of the project's environment prints. Raises RuntimeError where it did not come to a result."""
    program, *arguments = shlex.split(command)
    executable = Path(sys.executable).parent / program
    environment = {k: v for k, v in os.environ.items() if k not in ("ANWEI_LANG", "COLUMNS")}
    done = subprocess.run(
        [str(executable), *arguments],
        cwd=ROOT,
        env={**environment, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    if done.returncode not in JUDGED:
        raise RuntimeError(f"{command}: {done.returncode}: {done.stderr}")
    return done.stdout


def pasted(text: str) -> str:
    """The text with every marked block renewed."""
    return MARKED.sub(_block, text)


def _block(match: re.Match[str]) -> str:
    lines = [DIGEST.sub("…", line.rstrip()) for line in output(match["command"]).rstrip().splitlines()]
    head, tail = match["head"], match["tail"]
    if head or tail:
        first, last = int(head or 0), int(tail or 0)
        if first + last < len(lines):
            lines = [*lines[:first], "…", *(lines[-last:] if last else [])]
    return "\n".join([match["marker"] + "```text", *lines, "```", match["end"]])


def stale() -> list[str]:
    """The files whose pasted output is not what the commands print now."""
    return [f for f in FILES if (t := (ROOT / f).read_text(encoding="utf-8")) != pasted(t)]


def main() -> int:
    found = stale()
    if "--check" in sys.argv:
        print("\n".join(found))
        return 1 if found else 0
    for file in found:
        path = ROOT / file
        path.write_text(pasted(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    print(f"{len(found)} files written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
