"""``anwei rules diff``: what changed between two sets of rules, or between two days."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from anwei.engine.cli.main import LANG
from anwei.engine.cli.names import EXTRA, FORMAT, opened, put_json
from anwei.engine.cli.narrate import note
from anwei.engine.messages import label

if TYPE_CHECKING:
    from anwei.engine.catalogue.model import Catalogue
    from anwei.engine.reports.differences import Change


def days_option(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[int, ...]:
    """The days of ``--as-of``."""
    from anwei.engine.cli.check import day_option

    return tuple(day_option(_ctx, _param, v) for v in values)


@click.command("diff", help=label("cli.rules.diff", LANG))
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--as-of", "days", multiple=True, callback=days_option, help=label("cli.opt.two_days", LANG))
@EXTRA
@FORMAT
def diff(paths: tuple[Path, ...], days: tuple[int, ...], extra: tuple[Path, ...], format_: str) -> None:
    from anwei.engine.reports.differences import between, between_days

    if len(paths) == 2 and not days:
        changes = between(_catalogue(paths[0], extra), _catalogue(paths[1], extra), LANG)
    elif len(days) == 2 and not paths:
        changes = between_days(opened(extra).catalogue, days[0], days[1], LANG)
    else:
        raise click.UsageError(label("cli.diff.two", LANG))
    if format_ == "json":
        put_json({"schema": 1, "changes": [c.plain() for c in changes]})
    elif changes:
        click.echo("\n\n".join(_text(c) for c in changes))
    count = {w: sum(c.what == w for c in changes) for w in ("added", "removed", "changed")}
    note(label("cli.diff.count", LANG, **count))


def _catalogue(path: Path, extra: tuple[Path, ...]) -> Catalogue:
    """The rules of a folder or file: alone if it brings a vocabulary of its own, else on top of the shipped ones."""
    from anwei.engine.catalogue.files import read_sources, yaml_files
    from anwei.engine.catalogue.open import open_catalogue
    from anwei.engine.documents.diagnostics import Diagnostics
    from anwei.engine.plugins.manager import Plugins

    diagnostics = Diagnostics()
    facts = read_sources(yaml_files([path]), diagnostics).documents["facts"]
    diagnostics.raise_errors()
    if any(d.get("extends") is None for d in facts):
        return open_catalogue((path, *extra), Plugins(()), use_cache=False, base=False).catalogue
    return open_catalogue((path, *extra), use_cache=False).catalogue


def _text(change: Change) -> str:
    from anwei.engine.reports.lawbook import listed

    kind, what = label(f"change.kind.{change.kind}", LANG), label(f"change.{change.what}", LANG)
    entries = []
    for part in change.parts:
        head = f"head.{part.name}"
        if part.before == part.after:
            entries.append((head, label("diff.same_words", LANG, words=part.after)))
        elif change.what == "changed":
            entries += [(head, f"{sign} {words}") for sign, words in (("-", part.before), ("+", part.after)) if words]
        else:
            entries.append((head, part.after or part.before))
    return listed(f"{what} · {kind} {change.title}  [{change.id}]", entries, LANG)
