"""``anwei tui``: finds the workspace, looks at the terminal, and opens the app."""

from __future__ import annotations

import os
import sys

import click

from anwei.engine.services import AnweiError, Exit, Lang, day_option, found_workspace, leave, note
from anwei.tui.words import say, use

THEMES = ("dark", "light", "contrast", "mono")


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    return None if value is None else day_option(ctx, param, value)


@click.command(help=say("cli.tui"))
@click.option("--workspace", "-w", "place", default="", help=say("cli.workspace"))
@click.option("--date", "day", callback=_day, help=say("cli.date"))
@click.option("--as", "who", default="", help=say("cli.who"))
@click.option("--theme", type=click.Choice(THEMES), default=None, help=say("cli.theme"))
@click.option("--safe-glyphs/--full-glyphs", "safe", default=None, help=say("cli.safe"))
@click.option("--slow-link", is_flag=True, help=say("cli.slow"))
@click.pass_context
def tui(
    ctx: click.Context,
    place: str,
    day: int | None,
    who: str,
    theme: str | None,
    safe: bool | None,
    slow_link: bool,
) -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        note(say("cli.no_terminal"))
        leave(Exit.USAGE)
    from anwei.tui.probe import prepare, probe

    prepare(slow=slow_link)
    seen = probe()
    chosen = _lang(ctx)
    use(chosen)
    _run(place, day, who, theme or "", seen.safe if safe is None else safe, chosen)


def _lang(ctx: click.Context) -> Lang:  # noqa: ARG001
    from anwei.engine.api import cli_lang

    return cli_lang()


def _run(place: str, day: int | None, who: str, theme: str, safe: bool, lang: Lang) -> None:
    from anwei.tui.app import AnweiApp
    from anwei.tui.glyphs import use_safe
    from anwei.tui.work import Setup

    use_safe(safe)
    try:
        setup = Setup(str(found_workspace(place)), day, who)
    except AnweiError:
        if place or os.environ.get("ANWEI_WORKSPACE"):
            raise
        setup = None
    app = AnweiApp(setup, lang=lang, theme=theme)
    app.run()
    if app.return_code:
        leave(Exit.INTERNAL)
