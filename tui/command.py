"""``anwei tui``: finds the workspace, looks at the terminal, and opens the app."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, cast

import click

from anwei.engine.services import AnweiError, Exit, Lang, day_option, found_workspace, leave, note
from anwei.tui.words import shell, use

if TYPE_CHECKING:
    from anwei.tui.state import State
    from anwei.tui.work import Setup


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    return None if value is None else day_option(ctx, param, value)


def _theme(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:  # noqa: ARG001
    """A theme that is built in or one's own."""
    if value is None:
        return value
    from anwei.tui.colours import NAMES
    from anwei.tui.look_files import look_paths, read_looks

    known = NAMES if value in NAMES else (*NAMES, *(look.name for look in read_looks(look_paths())[0]))
    if value not in known:
        raise click.BadParameter(shell("cli.look.none", name=value, names=", ".join(known)))
    return value


@click.command(help=shell("cli.tui"))
@click.option("--workspace", "-w", "place", default="", help=shell("cli.workspace"))
@click.option("--date", "day", callback=_day, help=shell("cli.date"))
@click.option("--as", "who", default="", help=shell("cli.who"))
@click.option("--theme", metavar="NAME", callback=_theme, default=None, help=shell("cli.theme"))
@click.option("--safe-glyphs/--full-glyphs", "safe", default=None, help=shell("cli.safe"))
@click.option("--vim/--no-vim", default=None, help=shell("cli.vim"))
@click.option("--slow-link", is_flag=True, help=shell("cli.slow"))
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
        note(shell("cli.no_terminal"))
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
