"""``anwei demo``: a county to look around in."""

from __future__ import annotations

from pathlib import Path

import click

from anwei.engine.cli.main import LANG
from anwei.engine.cli.narrate import note
from anwei.engine.cli.workspace import shown_day
from anwei.engine.messages import label

FILE = "demo.anwei"
MOST = 2_000_000


@click.command(help=label("cli.demo", LANG))
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path), default=Path())
@click.option("--scale", default=600, show_default=True, help=label("cli.demo.opt.scale", LANG))
@click.option("--seed", default=20261121, show_default=True, help=label("cli.demo.opt.seed", LANG))
@click.option("--no-runs", is_flag=True, help=label("cli.demo.opt.no_runs", LANG))
def demo(folder: Path, scale: int, seed: int, no_runs: bool) -> None:
    from anwei.engine.catalogue.open import open_catalogue
    from anwei.engine.demo.build import make_demo
    from anwei.engine.demo.settings import TODAY
    from anwei.engine.workspace.errors import refuse
    from anwei.engine.workspace.lists import count
    from anwei.engine.workspace.runs import list_runs

    if not 1 <= scale <= MOST:
        raise click.BadParameter(label("demo.bad_scale", LANG), param_hint="--scale")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        refuse("WSP-010", str(folder), reason=error.strerror or type(error).__name__)
    path = folder / FILE
    opened = open_catalogue()

    def told(day: int) -> None:
        note(label("demo.running", LANG, day=shown_day(day)))

    with make_demo(path, opened, enterprises=scale, seed=seed, runs=not no_runs, told=told) as workspace:
        vocabulary = opened.catalogue.vocabulary
        counts = [
            label("demo.count", LANG, label=vocabulary.subjects[kind].label.lang(LANG), count=number)
            for kind, number in count(workspace).items()
        ]
        found = list_runs(workspace)
    note(label("demo.made", LANG, path=path, day=shown_day(TODAY)))
    note(label("mark.list", LANG).join(counts))
    if len(found) > 1:
        note(label("demo.next", LANG, path=path, first=found[1].run, last=found[0].run))
    click.echo(path)
