"""``anwei init``, ``anwei backup`` and ``anwei restore``."""

from __future__ import annotations

from pathlib import Path

import click

from anwei.engine.cli.main import LANG
from anwei.engine.cli.narrate import note
from anwei.engine.cli.workspace import WHO, WORKSPACE, opened_workspace
from anwei.engine.cli.workspace_clock import source
from anwei.engine.messages import label

DB = click.option("--db", "address", default="", help=label("cli.ws.opt.db", LANG))
DEFAULT_NAME = "workspace.anwei"


@click.command(help=label("cli.ws.init", LANG))
@click.argument("path", required=False, type=click.Path(path_type=Path), default=Path(DEFAULT_NAME))
@DB
@click.option("--name", default="", help=label("cli.ws.opt.name", LANG))
@WHO
def init(path: Path, address: str, name: str, who: str) -> None:
    from anwei.engine.workspace.places import SUFFIX, Location, address_of
    from anwei.engine.workspace.store import Workspace

    path = path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)
    location = Location(path, address_of(address, address) if address else None)
    with Workspace.create(location, source("system", who), name=name) as made:
        note(label("cli.ws.made", LANG, path=path if not address else f"{path} → {made.place}"))


@click.command(help=label("cli.ws.backup", LANG))
@click.argument("target", type=click.Path(path_type=Path))
@WORKSPACE
def backup(target: Path, place: str) -> None:
    from anwei.engine.workspace.backup import back_up
    from anwei.engine.workspace.places import SUFFIX

    with opened_workspace(place) as workspace:
        done = back_up(workspace, target)
        own = workspace.location.path
    note(label("cli.ws.backed_up", LANG, path=done.path, files=done.files))
    if done.path.suffix == SUFFIX and done.path.resolve().parent == own.resolve().parent:
        note(label("cli.ws.backed_up.beside", LANG, path=own))
    note(label("cli.ws.head", LANG, hash=done.verified.hash, seq=done.verified.head))


@click.command(help=label("cli.ws.restore", LANG))
@click.argument("origin", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("path", type=click.Path(path_type=Path))
@DB
def restore(origin: Path, path: Path, address: str) -> None:
    from anwei.engine.workspace.backup import restore as restored
    from anwei.engine.workspace.places import Location, address_of

    location = Location(path, address_of(address, address) if address else None)
    with restored(origin, location) as workspace:
        note(label("cli.ws.restored", LANG, path=workspace.place))
