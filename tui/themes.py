"""``anwei themes``: the themes there are, and what is wrong in the files of one's own."""

from __future__ import annotations

from pathlib import Path

import click

from anwei.engine.api import cli_lang
from anwei.engine.services import Exit, leave, put_json, report_diagnostics
from anwei.tui.words import fit, place, say, shell, use

_CELLS = 20  # of what a theme is called


@click.command(help=shell("cli.looks"))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--schema", "wanted", is_flag=True, help=shell("cli.looks.schema"))
def themes(files: tuple[Path, ...], wanted: bool) -> None:
    from anwei.tui.colours import NAMES, look_words
    from anwei.tui.look_files import look_folder, look_paths, read_looks, schema

    lang = cli_lang()
    use(lang)
    if wanted:
        put_json(schema())
        return
    looks, problems = read_looks(files or look_paths())
    for name in NAMES:
        click.echo(f"{name:<16}{fit(look_words(name), _CELLS)}{say('cli.looks.built')}")
    for look in looks:
        told = say("look.weak", count=look.weak) if look.weak else say("look.own")
        click.echo(f"{look.name:<16}{fit(look.label.lang(lang), _CELLS)}{told}")
    click.echo(say("cli.looks.folder", path=place(look_folder())))
    if problems:
        report_diagnostics(problems, lang)
    leave(Exit.USAGE if any(p.severity == "error" for p in problems) else Exit.OK)
