"""What a fleet command works on: the law with a workspace's own rules and waivers, and the folder of tables."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anwei.engine.cli.main import LANG
from anwei.engine.cli.narrate import report_diagnostics
from anwei.engine.messages import label

if TYPE_CHECKING:
    from anwei.engine.catalogue.open import Opened
    from anwei.engine.facts.vocabulary import Vocabulary
    from anwei.engine.ir.rules import Rule, Waiver


@dataclass(frozen=True)
class Office:
    """What a workspace says of how it is judged: its own rules, its waivers and, if it is a demo, its day."""

    rules: tuple[Path, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    today: int | None = None


@cache
def office(data: Path | None) -> Office:
    """Of a workspace (a file; tables lie in a folder); nothing where ``data`` is none."""
    if data is None or not data.is_file():
        return Office()
    from anwei.engine.cli.workspace import opened_workspace
    from anwei.engine.demo.settings import demo_day
    from anwei.engine.workspace.papers import pinned_rulesets, waivers

    with opened_workspace(str(data)) as workspace:
        folders = tuple(Path(f) for f in pinned_rulesets(workspace)[1])
        return Office(folders, waivers(workspace), demo_day(workspace))


def opened_with(facts: Sequence[Path], rules: Sequence[Path], data: Path | None = None) -> Opened:
    """The shipped catalogue, or the user's own facts and rules alone.

    If ``data`` is a workspace, the rules are those it is judged by, and its waivers count.
    """
    import msgspec

    from anwei.engine.catalogue.open import environment_of, open_catalogue
    from anwei.engine.plugins.manager import Plugins

    given = office(data)
    if facts:
        own = open_catalogue([*facts, *rules], Plugins(found=()), base=False)
        calendar = environment_of(Plugins()).calendar  # days off are what they are, whatever is judged
        opened = replace(own, environment=replace(own.environment, calendar=calendar))
    else:
        opened = open_catalogue([*given.rules, *rules])
    if opened.warnings:
        report_diagnostics(opened.warnings, LANG)
    waivers = (*opened.catalogue.waivers, *given.waivers)
    return replace(opened, catalogue=msgspec.structs.replace(opened.catalogue, waivers=waivers))


def day_for(data: Path | None, given: int | None) -> int:
    """The day given, else that of a demo, else today."""
    from anwei.engine.cli.check import day_option

    if given is not None:
        return given
    today = office(data).today
    return today if today is not None else day_option(click.get_current_context(), click.Option(["--as-of"]), None)


def at_hand(data: Path, opened: Opened) -> Path:
    """The folder of tables that ``--data`` stands for, until the command ends; tells what in it is no table."""
    from anwei.engine.fleet.intake import strangers

    vocabulary = opened.catalogue.vocabulary
    left_out = list(strangers(data, vocabulary)) if data.is_dir() else []
    if left_out:
        report_diagnostics(left_out, LANG)
    return click.get_current_context().with_resource(tables_of(data, opened.catalogue.vocabulary))


@contextmanager
def tables_of(data: Path, vocabulary: Vocabulary) -> Iterator[Path]:
    """The folder of Parquet or Arrow tables that ``--data`` stands for: itself, or made for as long as it is needed
    from a folder of CSV files or from a workspace. Raises AnweiError for what cannot be read."""
    from anwei.engine.fleet.csv_folder import convert, tables_in

    files = tables_in(data, vocabulary) if data.is_dir() else {}
    if data.is_dir() and not files:
        yield data
        return
    with tempfile.TemporaryDirectory(prefix="anwei-tables-") as name:
        made = Path(name)
        if files:
            for other in data.iterdir():
                if other not in files.values():
                    (made / other.name).symlink_to(other.resolve())
            convert(files, vocabulary, made)
        else:
            _from_workspace(data, vocabulary, made)
        yield made


def _from_workspace(place: Path, vocabulary: Vocabulary, made: Path) -> None:
    from anwei.engine.workspace.running.as_tables import write_tables
    from anwei.engine.workspace.running.evidence import Evidence
    from anwei.engine.workspace.store import Workspace

    office(place)  # says that it is a demo, and brings one of an older version forward
    with Workspace.open(place) as workspace:
        evidence = Evidence(workspace, vocabulary)
        write_tables(evidence, made)
    if evidence.diagnostics.items:
        report_diagnostics(evidence.diagnostics.items, LANG)


def rules_for(opened: Opened, kinds: Collection[str], only: Sequence[str], place: str) -> list[Rule]:
    """The rules for the kinds of subjects that there are. Raises AnweiError (FLT-006) if there is none of them."""
    from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place

    chosen = opened.catalogue.select(only)
    if only and not chosen:
        raise click.UsageError(label("cli.no_rules", LANG, names=", ".join(only)))
    found = [r for r in chosen if r.subject in kinds]
    if not found:
        raise AnweiError([Diagnostic("FLT-006", Place(place))])
    return found


def kinds_in(folder: Path, vocabulary: Vocabulary) -> list[str]:
    """The kinds of subjects that a folder has tables of."""
    from anwei.engine.fleet.pieces import there

    return [k for k in vocabulary.subjects if there(folder, k)]
