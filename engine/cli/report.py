"""``anwei report``: reports that people hand on, from the workspace or from files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anwei.engine.cli.check import check_day, day_option
from anwei.engine.cli.exits import Exit
from anwei.engine.cli.main import LANG, leave
from anwei.engine.cli.narrate import note, report_diagnostics
from anwei.engine.cli.workspace import WORKSPACE, catalogue_of, days_option, opened_workspace
from anwei.engine.messages import label
from anwei.engine.reports.handouts import BINARY, FORMATS, KINDS, OSCAL

if TYPE_CHECKING:
    from anwei.engine.catalogue.open import Opened
    from anwei.engine.facts.vocabulary import Vocabulary
    from anwei.engine.reports.handouts.material import Material
    from anwei.engine.reports.handouts.office import Wanted

ALL_FORMATS = (*FORMATS, OSCAL)
_BY_SUFFIX = {**{f".{name}": name for name in FORMATS}, ".htm": "html", ".json": OSCAL}
_OFFICE = frozenset({"docx", "reportlab", "segno"})  # of the extra ``office``


@dataclass(frozen=True)
class Asked:
    """What was asked for, as it stands on the command line."""

    kind: str
    format: str
    as_of: int | None
    division: str
    sector: str
    ids: tuple[str, ...]
    within: int
    unmasked: bool


def given_day(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """A day as an ordinal; None for today."""
    return None if value is None else check_day(ctx, param, value)


@click.command(help=label("cli.report", LANG))
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@WORKSPACE
@click.option("--as-of", "as_of", callback=given_day, help=label("cli.report.as_of", LANG))
@click.option("--division", default="", help=label("cli.report.division", LANG))
@click.option("--sector", default="", help=label("cli.report.sector", LANG))
@click.option("--subject", "ids", multiple=True, help=label("cli.report.subject", LANG))
@click.option("--within", default="30d", show_default=True, callback=days_option, help=label("cli.report.within", LANG))
@click.option(
    "--format",
    "format_",
    type=click.Choice(ALL_FORMATS),
    help=label("cli.report.format", LANG, names=", ".join(ALL_FORMATS)),
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help=label("cli.report.output", LANG))
@click.option("--unmasked", is_flag=True, help=label("cli.report.unmasked", LANG))
def report(
    kind: str,
    paths: tuple[Path, ...],
    place: str,
    as_of: int | None,
    division: str,
    sector: str,
    ids: tuple[str, ...],
    within: int,
    format_: str | None,
    output: Path | None,
    unmasked: bool,
) -> None:
    if paths and place:
        raise click.UsageError(label("cli.report.both", LANG))
    chosen = _format(format_, output)
    asked = Asked(kind, chosen, as_of, division, sector, ids, within, unmasked)
    data, partial = _from_files(paths, asked) if paths else _from_workspace(place, asked)
    put_bytes(data, output, secret=unmasked)
    leave(Exit.PARTIAL if partial else Exit.OK)


def _format(given: str | None, output: Path | None) -> str:
    """The format given, else what the suffix of the file says, else Markdown. What is no text needs a file."""
    suffix = output.suffix.lower() if output is not None else ""
    if given is None and suffix and suffix not in _BY_SUFFIX:
        raise click.UsageError(label("cli.report.suffix", LANG, suffix=suffix, names=", ".join(ALL_FORMATS)))
    chosen = given or _BY_SUFFIX.get(suffix, "md")
    if output is None and chosen in BINARY:
        raise click.UsageError(label("cli.report.needs_file", LANG, format=chosen))
    return chosen


def _from_files(paths: Sequence[Path], asked: Asked) -> tuple[bytes, bool]:
    """The report on files and folders. Raises AnweiError for what cannot be read."""
    from anwei.engine.catalogue.open import open_catalogue
    from anwei.engine.documents.diagnostics import Diagnostics
    from anwei.engine.forms import read_paths
    from anwei.engine.reports.handouts.material import Told, gather

    opened = open_catalogue()
    diagnostics = Diagnostics()
    importers = [i for _, i in opened.plugins.all("anwei_importers")]
    subjects = read_paths(paths, opened.catalogue.vocabulary, diagnostics, importers)
    diagnostics.raise_errors()
    if opened.warnings or diagnostics.items:
        report_diagnostics((*opened.warnings, *diagnostics.items), LANG)
    day = asked.as_of
    if day is None:
        day = day_option(click.get_current_context(), click.Option(["--as-of"]), None)
    wanted = _wanted(opened, asked)
    material = gather(
        opened.catalogue,
        subjects,
        day,
        LANG,
        scope=wanted.scope,
        environment=opened.environment,
        told=Told(partial=tuple(s.name for s in opened.plugins.failed)),
        within_days=wanted.within,
        horizon=wanted.horizon,
        unmasked=wanted.unmasked,
    )
    return _made(material, asked)


def _from_workspace(place: str, asked: Asked) -> tuple[bytes, bool]:
    """The report on a workspace, with the counts of its runs for the same scope."""
    from anwei.engine.cli.run import day_of
    from anwei.engine.reports.handouts.office import material_of
    from anwei.engine.workspace.running.evidence import Evidence

    with opened_workspace(place) as workspace:
        opened = catalogue_of(workspace)
        evidence = Evidence(workspace, opened.catalogue.vocabulary)
        day = day_of(workspace, asked.as_of)
        made = _made(material_of(workspace, opened, day, LANG, _wanted(opened, asked), evidence), asked)
    if evidence.diagnostics.items:
        report_diagnostics(evidence.diagnostics.items, LANG)
    return made


def _wanted(opened: Opened, asked: Asked) -> Wanted:
    from anwei.engine.reports.handouts.material import Scope
    from anwei.engine.reports.handouts.office import Wanted

    scope = Scope(asked.division, _sector(asked, opened.catalogue.vocabulary), asked.ids)
    return Wanted(asked.kind, asked.format, scope, asked.within, asked.unmasked)


def _sector(asked: Asked, vocabulary: Vocabulary) -> str:
    """The sector's code, from its code, label or alias. Raises click.UsageError for one that is not known."""
    codes = vocabulary.codes.get("sector")
    if not asked.sector:
        if asked.kind == "sector":
            some = list(codes.codes)[:8] if codes is not None else []
            raise click.UsageError(label("cli.report.needs_sector", LANG, names=", ".join(some)))
        return ""
    found = codes.find(asked.sector) if codes is not None else None
    if found is None:
        raise click.UsageError(label("cli.report.no_sector", LANG, name=asked.sector))
    return found


def _made(material: Material, asked: Asked) -> tuple[bytes, bool]:
    """The bytes of the report, and whether a plugin failed. Raises click.UsageError where it would be about nobody, or
    where a library of the extra ``office`` is not installed."""
    from anwei.engine.reports.handouts.office import concerns, made

    if not concerns(material, asked.kind):
        raise click.UsageError(label("cli.report.nobody", LANG))
    try:
        return made(material, asked.kind, asked.format), bool(material.told.partial)
    except ModuleNotFoundError as error:
        if error.name not in _OFFICE:
            raise
        raise click.UsageError(label("cli.report.missing", LANG, format=asked.format, name=error.name)) from error


def put_bytes(data: bytes, output: Path | None, *, secret: bool = False) -> None:
    """To standard output, or to a file: whole or not at all. Raises AnweiError (DOC-011) where that fails."""
    if output is None:
        click.echo(data, nl=False)
        return
    from anwei.engine.reports.handouts.office import put

    put(data, output, secret=secret)
    note(label("cli.written", LANG, path=output))
