"""What the commands of a workspace share: finding and opening it, subjects by id, days and lists."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anwei.engine.cli.main import LANG
from anwei.engine.cli.narrate import note
from anwei.engine.cli.workspace_clock import source
from anwei.engine.messages import label

if TYPE_CHECKING:
    from anwei.engine.catalogue.open import Opened
    from anwei.engine.workspace.lists import Line
    from anwei.engine.workspace.store import Workspace

WORKSPACE = click.option("--workspace", "-w", "place", default="", help=label("cli.ws.opt.workspace", LANG))
WHO = click.option("--as", "who", default="", help=label("cli.ws.opt.who", LANG))
NOTE = click.option("--note", "remark", default="", help=label("cli.ws.opt.note", LANG))
KIND = click.option("--kind", default="", help=label("cli.ws.opt.kind", LANG))
EVIDENCE = click.option(
    "--evidence",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=label("cli.ws.opt.evidence", LANG),
)


def days_option(_ctx: click.Context, _param: click.Parameter, value: str) -> int:
    """A number of days: ``90d``, ``90 天`` or ``90``."""
    match = re.fullmatch(r"(\d{1,5})\s*(d|days?|天|日)?", value.strip())
    if match is None:
        raise click.BadParameter(label("cli.ws.bad_within", LANG, text=value))
    return int(match[1])


WITHIN = click.option(
    "--within", default="30d", show_default=True, callback=days_option, help=label("cli.ws.opt.within", LANG)
)


def found_workspace(place: str) -> Path:
    """The workspace named, or ANWEI_WORKSPACE, or the nearest one. Raises AnweiError (WSP-002) where there is none."""
    from anwei.engine.workspace.errors import refuse
    from anwei.engine.workspace.places import nearest_workspace

    chosen = place or os.environ.get("ANWEI_WORKSPACE", "")
    path = Path(chosen) if chosen else nearest_workspace(Path.cwd())
    if path is None:
        refuse("WSP-002", str(Path.cwd()))
    return path


def opened_workspace(place: str, *, readonly: bool = False) -> Workspace:
    """The workspace, brought to today's schema if it is older; a demo says so."""
    from anwei.engine.workspace.store import Workspace
    from anwei.engine.workspace.tables import SCHEMA_VERSION

    workspace = Workspace.open(found_workspace(place), readonly=readonly, migrate=source("system"))
    if workspace.upgraded_from is not None:
        note(label("cli.ws.migrated", LANG, version=SCHEMA_VERSION))
    if workspace.demo:
        note(label("cli.ws.demo", LANG))
    return workspace


def catalogue_of(workspace: Workspace) -> Opened:
    """The catalogue by which a workspace is judged, with the folders pinned to it."""
    from anwei.engine.catalogue.open import open_catalogue
    from anwei.engine.cli.narrate import report_diagnostics
    from anwei.engine.workspace.papers import pinned_rulesets

    _, folders = pinned_rulesets(workspace)
    opened = open_catalogue(tuple(Path(f) for f in folders))
    if opened.warnings:
        report_diagnostics(opened.warnings, LANG)
    return opened


def one_subject(workspace: Workspace, id_: str, kind: str) -> Line:
    """The subject with an id. Raises click.UsageError where none or several kinds have it."""
    from anwei.engine.workspace.lists import find

    lines = find(workspace, id_=id_, kind=kind)
    if not lines:
        raise click.UsageError(label("cli.ws.not_there", LANG, id=id_))
    if len(lines) > 1:
        raise click.UsageError(label("cli.ws.several", LANG, id=id_, kinds=", ".join(x.kind for x in lines)))
    return lines[0]


def put_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on standard output, its heads by their labels."""
    from anwei.engine.reports.layout import table

    click.echo(table([label(f"head.{h}", LANG) for h in heads], rows))


def shown_day(day: object) -> str:
    """A day ordinal as ISO text; empty where there is none."""
    from anwei.engine.facts.values import show_date

    return show_date(day) if isinstance(day, int) else ""
