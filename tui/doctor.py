"""``anwei doctor``: what the terminal can do, and how the workspace is."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import click

from anwei.engine.api import cli_lang
from anwei.engine.services import AnweiError, Exit, found_workspace, leave
from anwei.tui.probe import Seen, probe, spoken
from anwei.tui.words import say, shell, use


@click.command(help=shell("cli.doctor"))
@click.option("--workspace", "-w", "place", default="", help=shell("cli.workspace"))
def doctor(place: str) -> None:
    use(cli_lang())
    seen = probe()
    for line in (*terminal_lines(seen), *input_lines()):
        click.echo(line)
    well, lines = workspace_lines(place)
    for line in lines:
        click.echo(line)
    leave(Exit.OK if well else Exit.INPUT)


def terminal_lines(seen: Seen) -> list[str]:
    """The terminal: kind, size, widths, and what to do about them."""
    size = shutil.get_terminal_size()
    kind = os.environ.get("TERM", "?")
    colours = say("doctor.true") if os.environ.get("COLORTERM") in ("truecolor", "24bit") else say("doctor.256")
    speed = say("doctor.speed", millis=f"{seen.millis:.0f}") if seen.widths else say("doctor.silent")
    lines = [say("doctor.terminal", kind=kind, columns=size.columns, lines=size.lines, colours=colours, speed=speed)]
    widths = " ".join(f"{c}={w}" for c, w in seen.widths.items()) or "?"
    verdict = "doctor.wide" if seen.safe else "doctor.good" if seen.good else "doctor.bad"
    return [*lines, say("doctor.widths", widths=widths, verdict=say(verdict))]


def input_lines() -> list[str]:
    """Input method and locale."""
    program = os.environ.get("TERM_PROGRAM", "-")
    return [say("doctor.input", program=program, locale=spoken(), zone=" ".join(dict.fromkeys(time.tzname)))]


def workspace_lines(place: str) -> tuple[bool, list[str]]:
    """The workspace: whether it opens, what it holds, and the plugins."""
    from anwei.engine.services import catalogue_of, count_subjects, opened_workspace

    lang = cli_lang()
    try:
        path = found_workspace(place)
    except AnweiError:
        return True, [say("doctor.no_workspace")]
    try:
        with opened_workspace(str(path), readonly=True) as workspace:
            subjects, head = sum(count_subjects(workspace).values()), workspace.head
            statuses = catalogue_of(workspace).plugins.statuses
    except AnweiError as error:
        return False, [x for d in error.diagnostics for x in (d.line(lang), "    " + d.help(lang))]
    failed = [f"{s.name} ({s.reason.lang(lang)})" for s in statuses if s.state == "failed"]
    told = say("doctor.data", path=Path(path).name, subjects=subjects, head=head)
    plugins = say("doctor.plugins", good=len(statuses) - len(failed), failed=len(failed))
    return not failed, [told, plugins, *(f"    {f}" for f in failed)]
