"""``anwei report``: reports that people hand on, from the workspace or from files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anwei.engine.cli.check import day_option
from anwei.engine.cli.exits import Exit
from anwei.engine.cli.main import LANG, leave
from anwei.engine.cli.narrate import note, report_diagnostics
from anwei.engine.cli.workspace import WORKSPACE, catalogue_of, days_option, opened_workspace
from anwei.engine.messages import label
from anwei.engine.reports.handouts import BINARY, FORMATS, KINDS, OSCAL

if TYPE_CHECKING:
    from anwei.engine.catalogue.open import Opened
    from anwei.engine.facts.subject import Subject
    from anwei.engine.facts.vocabulary import Vocabulary
    from anwei.engine.ir.rules import Waiver
    from anwei.engine.reports.handouts.material import Material, Told

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
    return None if value is None else day_option(ctx, param, value)


@click.command(help=label("cli.report", LANG))
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@WORKSPACE
@click.option("--as-of", "as_of", callback=given_day, help=label("cli.report.as_of", LANG))
@click.option("--division", default="", help=label("cli.report.division", LANG))
@click.option("--sector", default="", help=label("cli.report.sector", LANG))
@click.option("--subject", "ids", multiple=True, help=label("cli.report.subject", LANG))
@click.option("--within", default="90d", show_default=True, callback=days_option, help=label("cli.report.within", LANG))
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
    material = _from_files(paths, asked) if paths else _from_workspace(place, asked)
    if not (material.enterprises if kind in ("certificate", "sector") else material.assessment.subjects):
        raise click.UsageError(label("cli.report.nobody", LANG))
    put_bytes(_made(kind, chosen, material), output, secret=unmasked)
    leave(Exit.PARTIAL if material.told.partial else Exit.OK)


def _format(given: str | None, output: Path | None) -> str:
    """The format given, else that of the file's suffix, else Markdown. What is no text needs a file."""
    chosen = given or (_BY_SUFFIX.get(output.suffix.lower(), "md") if output is not None else "md")
    if output is None and chosen in BINARY:
        raise click.UsageError(label("cli.report.needs_file", LANG, format=chosen))
    return chosen


def _from_files(paths: Sequence[Path], asked: Asked) -> Material:
    """The material of files and folders. Raises AnweiError for what cannot be read."""
    from anwei.engine.catalogue.open import open_catalogue
    from anwei.engine.documents.diagnostics import Diagnostics
    from anwei.engine.forms import read_paths
    from anwei.engine.reports.handouts.material import Told

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
    return _gathered(opened, subjects, day, asked, (), Told(partial=_failed(opened)))


def _from_workspace(place: str, asked: Asked) -> Material:
    """The material of a workspace, with the counts of its runs for the same scope."""
    from anwei.engine.cli.run import day_of
    from anwei.engine.reports.handouts.material import Told
    from anwei.engine.reports.handouts.office import runs_of
    from anwei.engine.workspace.papers import waivers
    from anwei.engine.workspace.read import Reader

    with opened_workspace(place) as workspace:
        opened = catalogue_of(workspace)
        reader = Reader(workspace, opened.catalogue.vocabulary)
        subjects = list(reader.subjects())
        day = day_of(workspace, asked.as_of)
        told = Told(workspace.about.get("name", ""), workspace.demo, _failed(opened))
        material = _gathered(opened, subjects, day, asked, waivers(workspace), told)
        runs = tuple(reversed(list(runs_of(workspace, material))))
    if reader.diagnostics.items:
        report_diagnostics(reader.diagnostics.items, LANG)
    return replace(material, told=replace(told, runs=runs))


def _failed(opened: Opened) -> tuple[str, ...]:
    return tuple(s.name for s in opened.plugins.failed)


def _gathered(
    opened: Opened, subjects: Sequence[Subject], day: int, asked: Asked, waivers: Iterable[Waiver], told: Told
) -> Material:
    from anwei.engine.reports.handouts.material import Scope, gather
    from anwei.engine.reports.handouts.office import Wanted

    scope = Scope(asked.division, _sector(asked, opened.catalogue.vocabulary), asked.ids)
    wanted = Wanted(asked.kind, asked.format, scope, asked.within, asked.unmasked)
    return gather(
        opened.catalogue,
        subjects,
        day,
        LANG,
        scope=scope,
        environment=opened.environment,
        waivers=waivers,
        told=told,
        within_days=asked.within,
        horizon=wanted.horizon,
        unmasked=asked.unmasked,
    )


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


def _made(kind: str, format_: str, material: Material) -> bytes:
    """The bytes of the report. Raises click.UsageError where a library of the extra ``office`` is not installed."""
    from anwei.engine.reports.handouts.office import made

    try:
        return made(material, kind, format_)
    except ModuleNotFoundError as error:
        if error.name not in _OFFICE:
            raise
        raise click.UsageError(label("cli.report.missing", LANG, format=format_, name=error.name)) from error


def put_bytes(data: bytes, output: Path | None, *, secret: bool = False) -> None:
    """To standard output, or to a file: whole or not at all. Raises AnweiError (DOC-011) where that fails."""
    if output is None:
        click.echo(data, nl=False)
        return
    from anwei.engine.reports.handouts.office import put

    put(data, output, secret=secret)
    note(label("cli.written", LANG, path=output))
