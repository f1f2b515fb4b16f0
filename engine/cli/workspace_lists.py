"""``anwei subjects`` and ``anwei export``."""

from __future__ import annotations

from pathlib import Path

import click

from anwei.engine.cli.check import day_option
from anwei.engine.cli.main import LANG
from anwei.engine.cli.names import FORMAT, put_json
from anwei.engine.cli.narrate import note, report_diagnostics
from anwei.engine.cli.workspace import KIND, WORKSPACE, catalogue_of, opened_workspace, put_table
from anwei.engine.cli.workspace_clock import end_of_day
from anwei.engine.messages import label

DIVISION = click.option("--division", default="", help=label("cli.ws.opt.division", LANG))


def past_day(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """A day as an ordinal, or None for now."""
    return None if value is None else day_option(ctx, param, value)


@click.command(help=label("cli.ws.subjects", LANG))
@click.argument("text", default="")
@KIND
@DIVISION
@click.option("--limit", default=50, show_default=True, help=label("cli.ws.opt.limit", LANG))
@WORKSPACE
@FORMAT
def subjects(text: str, kind: str, division: str, limit: int, place: str, format_: str) -> None:
    from anwei.engine.workspace.lists import count, find

    with opened_workspace(place) as workspace:
        lines = find(workspace, text, kind=kind, division=division, limit=limit)
        total = sum(count(workspace).values())
    if format_ == "json":
        put_json({"schema": 1, "subjects": [{n: getattr(x, n) for n in x.__dataclass_fields__} for x in lines]})
    else:
        put_table(("id", "name", "kind", "division"), ([x.id, x.name, x.kind, x.division] for x in lines))
    note(
        label("cli.ws.more", LANG, limit=limit)
        if len(lines) == limit < total
        else label("cli.ws.count", LANG, count=len(lines))
    )


@click.command(help=label("cli.ws.export", LANG))
@click.argument("ids", nargs=-1)
@KIND
@DIVISION
@click.option("--as-of", "day", callback=past_day, help=label("cli.ws.opt.as_of", LANG))
@click.option("--personal", is_flag=True, help=label("cli.ws.opt.personal", LANG))
@click.option(
    "--format",
    "format_",
    type=click.Choice(["yaml", "json"]),
    default="yaml",
    show_default=True,
    help=label("cli.ws.opt.export_format", LANG),
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help=label("cli.ws.opt.output", LANG))
@WORKSPACE
def export(
    ids: tuple[str, ...],
    kind: str,
    division: str,
    day: int | None,
    personal: bool,
    format_: str,
    output: Path | None,
    place: str,
) -> None:
    from anwei.engine.workspace.export import plain_subject, text_of, write_export
    from anwei.engine.workspace.masking import masked
    from anwei.engine.workspace.read import Reader, Selection

    with opened_workspace(place) as workspace:
        vocabulary = catalogue_of(workspace).catalogue.vocabulary
        reader = Reader(workspace, vocabulary)
        at = workspace.seq_at(end_of_day(day)) if day is not None else None
        chosen = reader.subjects(Selection(kind, division, ids), at)
        shown = (s if personal else masked(s, vocabulary) for s in chosen)
        plain = (plain_subject(s, vocabulary) for s in shown)
        if output is None:
            for piece in text_of(plain, "json" if format_ == "json" else "yaml"):
                click.echo(piece, nl=False)
        else:
            total = write_export(plain, output, "json" if format_ == "json" else "yaml")
            note(label("cli.ws.exported", LANG, count=total))
    if reader.diagnostics.items:
        report_diagnostics(reader.diagnostics.items, LANG)
    if not personal:
        note(label("cli.ws.masked", LANG))
