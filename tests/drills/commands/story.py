"""A year of drills told command by command: ``python -m tests.drills.commands.story`` prints what people would see.

Run in a process of its own, because the language is chosen when the program starts. The clock and the random numbers
stand still, so that the same program prints the same words.
"""

from __future__ import annotations

import io
import os
import re
import secrets
import shlex
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

MARKS = """\
evaluator: {who}
marks: {{safety: 95, alarm: {alarm}, action: 85, plan: S}}
findings:
  - {{text: late alarm, clause: "3.2", cause: training, severity: major}}
comment: orderly
"""
#: Day of looking, and a command after ``anwei drill``. ``!`` first: it is to be refused.
STEPS = """\
2026-01-05 duties --year 2026 --limit 3
2026-01-05 duties E-1 --year 2026 --open --ids --limit 2
2026-01-05 duties E-1 --year 2026 --format json
2026-01-05 !duties E-404 --year 2026
2026-01-05 waive O-1 --by committee --until 2026-12-31 --reason "plant stands still" --dry-run
2026-01-05 waive O-1 --by committee --until 2026-12-31 --reason "plant stands still" --format json
2026-01-05 !waive O-1 --by committee --until 2026-12-31 --reason again
2026-01-05 !waive O-2 --by committee --until 2026-03-01 --reason "too short"
2026-01-05 !waive O-2 --until 2026-12-31 --reason "nobody approved"
2026-01-05 !waive O-9 --closed --reason x
2026-01-05 !waive --reason x --closed
2026-01-05 waive O-1 --revoke --reason "runs again"
2026-01-05 plan 2027 --rounds 0 --dry-run --kind enterprise
2026-01-05 plan 2027 --rounds 0 --dry-run --format json
2026-01-05 plan 2027 --rounds 0
2026-01-05 add --from-plan 2027
2026-01-05 conflicts 2027
2026-01-05 !plan 2027 --policy nowhere.yaml
2026-01-05 !conflicts 2031
2026-01-05 conflicts 2026
2026-01-05 conflicts 2026 --format json
2026-01-05 add "Tank fire" --on 2026-05-12 --kind special --topic fire --mode live --host E-1=30 --unit E-2=12
2026-01-05 add "Flood" --on 2026-06-02 --kind comprehensive --topic flood --mode live --host E-2=8 --format json
2026-01-05 add "Not kept" --on 2026-06-03 --topic fire --dry-run
2026-01-05 !add "No such unit" --host E-404
2026-01-05 !add "Volcano" --topic volcano
2026-01-05 list
2026-01-05 list --for participant --format json
2026-01-05 !list --for nobody
2026-01-05 show D2026-0001
2026-01-05 show D2026-0001 --format json
2026-01-05 !show D2026-0009
2026-01-06 move D2026-0001 2026-05-13 --dry-run
2026-01-06 move D2026-0001 2026-05-13
2026-01-06 move D2026-0002 2026-06-03 --format json
2026-01-07 approve D2026-0001 --by "Director Zhang" --number 2026-3 --dry-run
2026-01-07 approve D2026-0001 --by "Director Zhang" --number 2026-3
2026-01-07 approve D2026-0002 --by "Director Zhang" --format json
2026-01-07 !approve --by "Director Zhang"
2026-01-08 !move D2026-0001 2026-05-20
2026-01-08 seal D2026-0002 --dry-run
2026-01-08 seal D2026-0002
2026-01-08 !seal D2026-0002 --reveal --format json
2026-01-08 list --for participant
2026-04-01 notify D2026-0001 --dry-run
2026-04-01 notify D2026-0001
2026-04-01 notify D2026-0002 --format json
2026-04-01 !notify D2026-0001
2026-05-13 hold D2026-0001 --start --dry-run
2026-05-13 !hold D2026-0001 --heads E-404=3
2026-05-13 hold D2026-0001 --heads E-1=28 --heads E-2
2026-06-03 hold D2026-0002 --heads E-2=8 --format json
2026-05-15 evaluate D2026-0001 --blank
2026-05-15 evaluate D2026-0001 --marks wang.yaml --marks li.yaml --dry-run
2026-05-15 evaluate D2026-0001 --marks wang.yaml --marks li.yaml --confirm
2026-06-05 evaluate D2026-0002 --marks wang.yaml --format json
2026-06-05 !evaluate D2026-0002
2026-05-15 actions D2026-0001 --add "Train the alarm" --finding 01 --owner Zhao --due 2026-06-20 --dry-run
2026-05-15 actions D2026-0001 --add "Train the alarm" --finding 01 --owner Zhao --due 2026-06-20
2026-07-01 actions --overdue
2026-07-01 actions --format json
2026-07-01 !actions A-0009 --step verified
2026-07-01 actions A-0001 --step done_claimed
2026-07-01 !close D2026-0001
2026-07-01 close D2026-0001 --reported 2026-07-01 --to bureau --dry-run
2026-07-01 close D2026-0001 --reported 2026-07-01 --to bureau
2026-07-01 actions A-0001 --step verified --as Li
2026-07-02 close D2026-0001 --archive --format json
2026-07-02 seal D2026-0002 --reveal -o reveal.json --format json
2026-07-02 show D2026-0001 --log
2026-07-02 ics
2026-07-02 ics -o drills.ics --format json
2026-07-02 ics --read drills.ics
2026-07-02 !ics --read wang.yaml
2026-07-02 papers notice D2026-0001 -o notice.docx
2026-07-02 papers plan --year 2026 -o plan.pdf --format json
2026-07-02 !papers notice
2026-07-02 !papers work-plan D2026-0001 --for participant
2026-07-02 verify
2026-07-02 verify --format json
2026-07-02 verify reveal.json --format json
2026-07-02 !verify wang.yaml
2026-07-03 add "Called off" --on 2026-08-04 --topic fire
2026-07-03 cancel D2026-0003 --reason "not needed" --dry-run
2026-07-03 cancel D2026-0003 --reason "not needed" --postpone
2026-07-03 cancel D2026-0003 --reason "not needed" --format json
2026-07-03 !cancel D2026-0001 --reason "too late"
2026-07-03 remove D2026-0003 --reason "entered twice" --dry-run
2026-07-03 remove D2026-0003 --reason "entered twice"
2026-07-03 remove D2026-0002 --reason "entered twice" --format json
2026-07-03 !remove D2026-0002 --reason again
"""
MOMENT = "2026-07-03T08:00:00.000000Z"
LONG = 44  # lines of an answer that are printed


def steps() -> Iterator[tuple[str, bool, list[str]]]:
    """The day, whether it is to be refused, and the words of each command."""
    for line in STEPS.splitlines():
        day, _, words = line.partition(" ")
        yield day, words.startswith("!"), shlex.split(words.removeprefix("!"))


def main(folder: Path) -> Iterator[str]:
    """The transcript, a command at a time. Raises AssertionError where one does not end as it should."""
    from anwei.engine.api import open_catalogue
    from tests.drills.record.support import office

    office(folder / "office.anwei", open_catalogue().catalogue).close()
    for who, alarm in (("wang", 80), ("li", 90)):
        (folder / f"{who}.yaml").write_text(MARKS.format(who=who, alarm=alarm), encoding="utf-8")
    os.chdir(folder)
    for day, refused, words in steps():
        before = head(folder)
        code, said = answer([*words, *(() if words[0] == "verify" else ("--date", day))])
        assert "--dry-run" not in words or head(folder) == before, f"anwei drill {shlex.join(words)} wrote"
        assert (code not in (0, 1)) == refused, f"anwei drill {shlex.join(words)}: exit code {code}\n{said}"
        yield f"$ anwei drill {shlex.join(words)}"
        yield from shortened(said, folder)
        yield f"[{code}]\n"


def head(folder: Path) -> int:
    """The number of the last command in the journal."""
    from anwei.engine.services import opened_workspace

    with redirect_stderr(io.StringIO()), opened_workspace(str(folder / "office.anwei")) as workspace:
        return workspace.head


def answer(words: list[str]) -> tuple[int, str]:
    """The exit code of a command and everything that it printed."""
    from anwei.engine.cli.main import run

    said = io.StringIO()
    said.isatty = lambda: False  # type: ignore[method-assign]
    code = 0
    with (
        patch.object(sys, "argv", ["anwei", "drill", *words]),
        patch("click.core._detect_program_name", lambda: "anwei"),
        patch("anwei.engine.cli.workspace_clock.now", lambda: MOMENT),
        patch.object(secrets, "token_bytes", lambda count: b"\1" * count),
        redirect_stdout(said),
        redirect_stderr(said),
    ):
        try:
            run()
        except SystemExit as end:
            code = int(end.code or 0)
    return code, said.getvalue()


def shortened(said: str, folder: Path) -> list[str]:
    """An answer without this machine's paths and the identity of the workspace, cut where it is very long."""
    said = said.replace(f"{folder}/", "").replace(str(folder), ".")
    said = re.sub(r"UID:\w+@anwei", "UID:…@anwei", said)
    said = re.sub(r'"(input|calendar)": "\w+"', r'"\1": "…"', said)
    lines = [line.rstrip() for line in said.replace("\r\n", "\n").rstrip("\n").split("\n")]
    return lines if len(lines) <= LONG else [*lines[:LONG], "…"]


if __name__ == "__main__":
    os.environ.update({"ANWEI_USER": "Li", "COLUMNS": "120"})
    with tempfile.TemporaryDirectory() as place:
        for line in main(Path(place).resolve()):
            print(line)
