"""What the planning commands share: where units come from, the year, holiday notices, and the kept plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anwei.engine.api import Diagnostics, Opened, cli_lang
from anwei.engine.services import label, report_diagnostics

if TYPE_CHECKING:
    from anwei.drills.calendar import Notice
    from anwei.drills.duties.gather import Gathered
    from anwei.engine.services import Workspace

LANG = cli_lang()
FILES = click.option(
    "--files", multiple=True, type=click.Path(exists=True, path_type=Path), help=label("cli.drill.opt.files", LANG)
)
KIND = click.option("--kind", default="", help=label("cli.drill.opt.kind", LANG))
HOLIDAYS = click.option(
    "--holidays", type=click.Path(exists=True, path_type=Path), help=label("cli.drill.opt.holidays", LANG)
)


@dataclass
class Given:
    """What a command was given to work on: units with obligations, the law, and the workspace if it is one."""

    gathered: Gathered
    opened: Opened
    workspace: Workspace | None = None
    areas: Mapping[str, str] = field(default_factory=dict)  # names by division code


def year_of(year: int | None, day: int) -> int:
    """The year asked for, by default that of a day. Raises click.UsageError outside 2000 to 2150."""
    found = date.fromordinal(day).year if year is None else year
    if not 2000 <= found <= 2150:
        raise click.UsageError(label("cli.bad_date", LANG, text=found))
    return found


def from_files(
    files: tuple[Path, ...], year: int | None, day: int, ids: tuple[str, ...], kind: str, notice: Notice | None
) -> Given:
    """The units of files. Raises AnweiError where a file cannot be read."""
    from anwei.drills.duties.gather import of_subjects
    from anwei.drills.words import AREAS
    from anwei.engine.api import open_catalogue
    from anwei.engine.services import read_paths

    opened = open_catalogue()
    diagnostics = Diagnostics()
    importers = [i for _, i in opened.plugins.all("anwei_importers")]
    subjects = read_paths(files, opened.catalogue.vocabulary, diagnostics, importers)
    diagnostics.raise_errors()
    if diagnostics.items:
        report_diagnostics(diagnostics.items, LANG)
    wanted = [s for s in subjects if (not ids or s.id in ids) and (not kind or s.kind == kind)]
    gathered = of_subjects(wanted, opened, year_of(year, day), day, population=subjects, notice=notice)
    refuse_unknown(ids, {s.id for s in wanted})
    areas = {u.division: u.name for u in gathered.units if u.kind in AREAS and u.name}
    return Given(gathered, opened, areas=areas)


def from_workspace(
    workspace: Workspace, year: int | None, day: int, ids: tuple[str, ...], kind: str, notice: Notice | None
) -> Given:
    """The units of a workspace; what the rules cannot read of it is told."""
    from anwei.drills.duties.gather import of_workspace
    from anwei.drills.words import area_names
    from anwei.engine.services import catalogue_of

    opened = catalogue_of(workspace)
    gathered, evidence = of_workspace(workspace, opened, year_of(year, day), day, ids=ids, kind=kind, notice=notice)
    if evidence.diagnostics.items:
        report_diagnostics(evidence.diagnostics.items, LANG)
    refuse_unknown(ids, {u.id for u in gathered.units})
    return Given(gathered, opened, workspace, area_names(workspace))


def refuse_unknown(ids: tuple[str, ...], found: set[str]) -> None:
    """Raises click.UsageError for the first id that no unit has."""
    for id_ in ids:
        if id_ not in found:
            raise click.UsageError(label("drill.no_unit", LANG, id=id_))


def read_holidays(path: Path | None, workspace: Workspace | None) -> Notice | None:
    """The notice of a file, else the one kept in the workspace; None where there is none."""
    from anwei.drills.calendar import read_notice
    from anwei.drills.planning.keep import kept_notice

    if path is not None:
        return read_notice(path)
    return kept_notice(workspace) if workspace is not None else None
