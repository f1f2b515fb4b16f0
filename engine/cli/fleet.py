"""``anwei fleet``: the same rules over many subjects, from a folder of tables to a folder of verdicts."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.termui import progressbar

from anwei.engine.cli.check import day_option
from anwei.engine.cli.exits import Exit
from anwei.engine.cli.fleet_engines import engine_of
from anwei.engine.cli.main import LANG, leave
from anwei.engine.cli.narrate import note, report_diagnostics
from anwei.engine.messages import label

if TYPE_CHECKING:
    from anwei.engine.catalogue.open import Opened
    from anwei.engine.fleet.plan import Plan
    from anwei.engine.fleet.run import Batch
    from anwei.engine.ir.rules import Rule

_PATH = click.Path(exists=True, path_type=Path)
FACTS = click.option("--facts", multiple=True, type=_PATH, help=label("cli.fleet.facts", LANG))
RULES = click.option("--rules", multiple=True, type=_PATH, help=label("cli.fleet.rules", LANG))
DATA = click.option("--data", required=True, type=_PATH, help=label("cli.fleet.data", LANG))
AS_OF = click.option("--as-of", "as_of", callback=day_option, help=label("cli.opt.date", LANG))
ONLY = click.option("--only", multiple=True, help=label("cli.opt.only", LANG))
ENGINE = click.option("--engine", default="embedded", show_default=True, help=label("cli.fleet.engine", LANG))
PARTITION = click.option(
    "--partition", default=1 << 16, show_default=True, type=click.IntRange(1), help=label("cli.fleet.partition", LANG)
)
MEMORY = click.option(
    "--memory", default=1024, show_default=True, type=click.IntRange(1), help=label("cli.fleet.memory", LANG)
)


@click.group(help=label("cli.fleet", LANG))
def fleet() -> None:
    """The group of commands over many subjects."""


def opened_with(facts: Sequence[Path], rules: Sequence[Path]) -> Opened:
    """The shipped catalogue, or the user's own facts and rules alone."""
    from anwei.engine.catalogue.open import open_catalogue
    from anwei.engine.plugins.manager import Plugins

    own = [*facts, *rules]
    opened = open_catalogue(own, Plugins(found=()), base=False) if facts else open_catalogue(own)
    if opened.warnings:
        report_diagnostics(opened.warnings, LANG)
    return opened


def at_hand(data: Path, opened: Opened) -> Path:
    """The folder of tables that ``--data`` stands for, until the command ends."""
    from anwei.engine.cli.fleet_files import tables_of

    return click.get_current_context().with_resource(tables_of(data, opened.catalogue.vocabulary))


def rules_over(opened: Opened, data: Path, only: Sequence[str]) -> list[Rule]:
    """The rules for the kinds of subjects that a folder has. Raises AnweiError if it has none."""
    from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place
    from anwei.engine.fleet.pieces import there

    chosen = opened.catalogue.select(only)
    if only and not chosen:
        raise click.UsageError(label("cli.no_rules", LANG, names=", ".join(only)))
    found = [r for r in chosen if there(data, r.subject)]
    if not found:
        raise AnweiError([Diagnostic("FLT-006", Place(str(data)))])
    return found


@fleet.command("check", help=label("cli.fleet.check", LANG))
@FACTS
@RULES
@DATA
@AS_OF
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help=label("cli.fleet.out", LANG)
)
@click.option(
    "--layout", type=click.Choice(["wide", "long"]), default="wide", show_default=True,
    help=label("cli.fleet.layout", LANG),
)  # fmt: skip
@click.option("--arrow", is_flag=True, help=label("cli.fleet.arrow", LANG))
@click.option("--dates", is_flag=True, help=label("cli.fleet.dates", LANG))
@click.option("--bounds", is_flag=True, help=label("cli.fleet.bounds", LANG))
@ONLY
@ENGINE
@PARTITION
@MEMORY
def check(
    facts: tuple[Path, ...],
    rules: tuple[Path, ...],
    data: Path,
    as_of: int,
    out: Path,
    layout: str,
    arrow: bool,
    dates: bool,
    bounds: bool,
    only: tuple[str, ...],
    engine: str,
    partition: int,
    memory: int,
) -> None:
    import time

    from anwei.engine.cli.fleet_files import Writers
    from anwei.engine.fleet.equivalence import plan_for
    from anwei.engine.fleet.results import Counts

    start = time.process_time()
    opened = opened_with(facts, rules)
    data = at_hand(data, opened)
    chosen = rules_over(opened, data, only)
    plan = plan_for(opened.catalogue, chosen, as_of, opened.environment, dates=dates, bounds=bounds)
    counts = Counts()
    source = engine_of(engine, data, partition, memory << 20)
    with Writers(out, layout, arrow=arrow) as writers:
        for batch in _shown(source.batches(plan, opened.catalogue.waivers), plan, data):
            counts.add(batch, writers.sectors(data, batch, opened.catalogue.vocabulary))
            writers.write(batch)
        writers.counts(counts)
    _print_counts(counts, chosen)
    seconds = f"{time.process_time() - start:.1f}"
    note(label("cli.fleet.done", LANG, subjects=counts.subjects, rules=len(chosen), seconds=seconds))
    note(label("cli.fleet.wrote", LANG, path=out))
    leave(Exit.GAPS if any(v == "fail" for _, v in counts.rules) else Exit.OK)


def _shown(found: Iterator[Batch], plan: Plan, data: Path) -> Iterator[Batch]:
    """The batches with a progress bar; Ctrl-C stops between two of them."""
    from anwei.engine.fleet.folder import Folder

    judged = {p.family.kind for p in plan.passes if p.outputs}
    total = sum(Folder(data).count(k) for k in judged)
    with progressbar(range(total), label=label("cli.fleet.progress", LANG), file=sys.stderr) as bar:
        for batch in found:
            yield batch
            bar.update(len(batch.divisions))


def _print_counts(counts: Any, rules: Sequence[Rule]) -> None:
    """Verdicts by rule, as a table."""
    from tabulate import tabulate

    from anwei.engine.fleet.results import VERDICTS

    present = [v for v in VERDICTS if any(n for (_, found), n in counts.rules.items() if found == v)]
    head = [label("fleet.rule", LANG), *(label(f"verdict.{v}", LANG) for v in present)]
    rows = [[r.id, *(counts.rules.get((r.id, v), 0) for v in present)] for r in rules]
    click.echo(tabulate(rows, head, tablefmt="simple"))


@fleet.command("plan", help=label("cli.fleet.plan", LANG))
@FACTS
@RULES
@DATA
@AS_OF
@ONLY
@click.option(
    "--emit-sql", "dialect", type=click.Choice(["duckdb", "postgres", "clickhouse", "spark"]),
    help=label("cli.fleet.emit", LANG),
)  # fmt: skip
@click.option("--dates", is_flag=True, help=label("cli.fleet.dates", LANG))
@click.option("--bounds", is_flag=True, help=label("cli.fleet.bounds", LANG))
def plan_(
    facts: tuple[Path, ...],
    rules: tuple[Path, ...],
    data: Path,
    as_of: int,
    only: tuple[str, ...],
    dialect: Any,
    dates: bool,
    bounds: bool,
) -> None:
    from tabulate import tabulate

    from anwei.engine.fleet.equivalence import plan_for

    opened = opened_with(facts, rules)
    data = at_hand(data, opened)
    plan = plan_for(
        opened.catalogue, rules_over(opened, data, only), as_of, opened.environment, dates=dates, bounds=bounds
    )
    if dialect is not None:
        from anwei.engine.fleet.sql.execute import emit

        click.echo(emit(plan, dialect))
        return
    for number, one in enumerate(plan.passes, 1):
        click.echo(
            label(
                "fleet.pass", LANG, number=number, kind=one.family.kind, nodes=len(one.nodes), outputs=len(one.outputs)
            )
        )
    rows = [[g.name, ", ".join(sorted(n for n in names if n))] for g, names in plan.needs.items()]
    click.echo(tabulate(rows, [label("fleet.table", LANG), label("fleet.columns", LANG)], maxcolwidths=[None, 90]))


@fleet.command("impact", help=label("cli.fleet.impact", LANG))
@FACTS
@RULES
@DATA
@AS_OF
@click.option("--to-date", "to_date", callback=day_option, help=label("cli.fleet.to_date", LANG))
@click.option("--to-rules", multiple=True, type=_PATH, help=label("cli.fleet.to_rules", LANG))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help=label("cli.opt.output", LANG))
@ONLY
@PARTITION
@MEMORY
def impact_(
    facts: tuple[Path, ...],
    rules: tuple[Path, ...],
    data: Path,
    as_of: int,
    to_date: int,
    to_rules: tuple[Path, ...],
    out: Path | None,
    only: tuple[str, ...],
    partition: int,
    memory: int,
) -> None:
    from tabulate import tabulate

    from anwei.engine.cli.fleet_files import write_flips
    from anwei.engine.fleet.changes import Causes, impact
    from anwei.engine.fleet.equivalence import plan_for
    from anwei.engine.fleet.folder import Folder
    from anwei.engine.fleet.loaded import Loaded
    from anwei.engine.fleet.run import run
    from anwei.engine.record.context import Law

    before, after = opened_with(facts, rules), opened_with(facts, [*rules, *to_rules])
    data = at_hand(data, before)
    source = Loaded(Folder(data, partition=partition, memory=memory << 20))
    runner = engine_of("embedded", data, partition, memory << 20).runner

    def judged(opened: Opened, day: int) -> Any:
        plan = plan_for(opened.catalogue, rules_over(opened, data, only), day, opened.environment)
        return run(plan, source, runner, opened.catalogue.waivers)

    old, new = (Law(o.catalogue.parameters, o.catalogue.rules) for o in (before, after))
    first = judged(before, as_of)
    between = judged(before, to_date) if to_date != as_of else first
    found = impact(first, between, judged(after, to_date) if to_rules else between, Causes(old, new, to_date))
    if out is not None:
        write_flips(found, out)
    names = [label(f"fleet.{n}", LANG) for n in ("rule", "before", "after", "cause", "subjects")]
    rows = [
        [r, label(f"verdict.{b}", LANG), label(f"verdict.{a}", LANG), c, n]
        for (r, b, a, c), n in sorted(found.counts.items())
    ]
    click.echo(tabulate(rows, names))
    note(label("cli.fleet.flips", LANG, count=len(found.flips)))


@fleet.command("explain", help=label("cli.fleet.explain", LANG))
@click.argument("kind")
@click.argument("subject")
@FACTS
@RULES
@DATA
@AS_OF
@ONLY
def explain(
    kind: str,
    subject: str,
    facts: tuple[Path, ...],
    rules: tuple[Path, ...],
    data: Path,
    as_of: int,
    only: tuple[str, ...],
) -> None:
    from anwei.engine.catalogue.assess import assess
    from anwei.engine.fleet.subjects import read_from
    from anwei.engine.record.finding import Verdict
    from anwei.engine.reports import writer
    from anwei.engine.reports.view import Report

    opened = opened_with(facts, rules)
    if kind not in opened.catalogue.vocabulary.subjects:
        raise click.UsageError(label("cli.fleet.no_subject", LANG, id=subject, kind=kind))
    data = at_hand(data, opened)
    found = read_from(data, opened.catalogue.vocabulary, kind, [subject])
    if not found:
        raise click.UsageError(label("cli.fleet.no_subject", LANG, id=subject, kind=kind))
    chosen = opened.catalogue.select(only)
    result = assess(opened.catalogue, found, as_of, rules=chosen, environment=opened.environment)
    click.echo(writer("text")(Report(result, opened.catalogue, LANG, frozenset(Verdict), (), True)), nl=False)


@fleet.command("tables", help=label("cli.fleet.tables", LANG))
@click.argument("paths", nargs=-1, required=True, type=_PATH)
@FACTS
@click.option("--csv", "as_csv", is_flag=True, help=label("cli.fleet.csv", LANG))
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help=label("cli.fleet.tables_out", LANG)
)
def tables(paths: tuple[Path, ...], facts: tuple[Path, ...], as_csv: bool, out: Path) -> None:
    import pyarrow.parquet as pq

    from anwei.engine.documents.diagnostics import Diagnostics
    from anwei.engine.fleet import csv_folder
    from anwei.engine.fleet.tables import to_tables
    from anwei.engine.forms import read_paths

    opened = opened_with(facts, ())
    diagnostics = Diagnostics()
    subjects = read_paths(paths, opened.catalogue.vocabulary, diagnostics)
    diagnostics.raise_errors()
    out.mkdir(parents=True, exist_ok=True)
    for name, table in to_tables(subjects, opened.catalogue.vocabulary).items():
        if as_csv:
            csv_folder.write(table, out / f"{name}.csv")
        else:
            pq.write_table(table, out / f"{name}.parquet")
    note(label("cli.fleet.wrote", LANG, path=out))
