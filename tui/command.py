"""``anwei tui``: finds the workspace, looks at the terminal, and opens the app."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, cast

import click

from anwei.engine.services import AnweiError, Exit, Lang, day_option, found_workspace, leave, note
from anwei.tui.words import say, use

if TYPE_CHECKING:
    from anwei.tui.state import State
    from anwei.tui.work import Setup

THEMES = ("dark", "light", "contrast", "mono")


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    return None if value is None else day_option(ctx, param, value)


@click.command(help=say("cli.tui"))
@click.option("--workspace", "-w", "place", default="", help=say("cli.workspace"))
@click.option("--date", "day", callback=_day, help=say("cli.date"))
@click.option("--as", "who", default="", help=say("cli.who"))
@click.option("--theme", type=click.Choice(THEMES), default=None, help=say("cli.theme"))
@click.option("--safe-glyphs/--full-glyphs", "safe", default=None, help=say("cli.safe"))
@click.option("--vim/--no-vim", default=None, help=say("cli.vim"))
@click.option("--slow-link", is_flag=True, help=say("cli.slow"))
def tui(
    place: str,
    day: int | None,
    who: str,
    theme: str | None,
    safe: bool | None,
    vim: bool | None,
    slow_link: bool,
) -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        note(say("cli.no_terminal"))
        leave(Exit.USAGE)
    from anwei.tui.probe import prepare, probe

    prepare(slow=slow_link)
    seen = probe()
    setup = _found(place, day, who)
    kept = _kept(setup)
    if vim is not None:
        kept.put("app", "vim", vim or None)
    glyphs = kept.get("app", "safe", seen.safe) if safe is None else safe
    _run(setup, kept, theme or "", safe=bool(glyphs), lang=_lang(kept))


def _found(place: str, day: int | None, who: str) -> Setup | None:
    """The workspace to open; None where there is none yet and none was named."""
    from anwei.tui.work import Setup

    try:
        return Setup(str(found_workspace(place)), day, who)
    except AnweiError:
        if place or os.environ.get("ANWEI_WORKSPACE"):
            raise
    return None


def _kept(setup: Setup | None) -> State:
    """What is remembered of earlier starts on this workspace."""
    from anwei.tui.index.schema import key_of
    from anwei.tui.state import State

    return State.of(key_of(setup.place)) if setup is not None else State(None)


def _lang(kept: State) -> Lang:
    """The language: as asked for on the command line or in the environment, else as chosen on the screens, else zh."""
    from anwei.engine.api import cli_lang

    told = any(w.partition("=")[0] == "--lang" for w in sys.argv[1:]) or bool(os.environ.get("ANWEI_LANG"))
    chosen = kept.get("app", "lang")
    return cast(Lang, chosen) if not told and chosen in ("zh", "en") else cli_lang()


def _run(setup: Setup | None, kept: State, theme: str, *, safe: bool, lang: Lang) -> None:
    from anwei.tui.app import AnweiApp
    from anwei.tui.glyphs import use_safe

    use(lang)
    use_safe(safe)
    app = AnweiApp(setup, lang=lang, theme=theme, state=kept)
    app.run()
    if app.return_code:
        leave(Exit.INTERNAL)
