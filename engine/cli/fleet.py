"""``anwei fleet``: the same rules over many subjects, from a folder of tables to a folder of verdicts."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.termui import progressbar

from anwei.engine.cli.exits import Exit
from anwei.engine.cli.fleet_data import at_hand, day_for, kinds_in, opened_with, rules_for
from anwei.engine.cli.fleet_engines import Embedded, engine_of
from anwei.engine.cli.main import LANG, leave
from anwei.engine.cli.narrate import note
from anwei.engine.cli.run import given_day
from anwei.engine.cli.workspace import days_option
from anwei.engine.messages import label

if TYPE_CHECKING:
    from anwei.engine.fleet.results import Counts
    from anwei.engine.fleet.run import Batch
    from anwei.engine.ir.rules import Rule

_PATH = click.Path(exists=True, path_type=Path)
FACTS = click.option("--facts", multiple=True, type=_PATH, help=label("cli.fleet.facts", LANG))
RULES = click.option("--rules", multiple=True, type=_PATH, help=label("cli.fleet.rules", LANG))
DATA = click.option("--data", required=True, type=_PATH, help=label("cli.fleet.data", LANG))
TABLES = click.option("--data", type=_PATH, help=label("cli.fleet.data", LANG))
AS_OF = click.option("--as-of", "as_of", callback=given_day, help=label("cli.opt.date", LANG))
ONLY = click.option("--only", multiple=True, help=label("cli.opt.only", LANG))
ENGINE = click.option("--engine", default="embedded", show_default=True, help=label("cli.fleet.engine", LANG))
PARTITION = click.option("--partition", type=click.IntRange(1), help=label("cli.fleet.partition", LANG))
MEMORY = click.option(
    "--memory", default=1024, show_default=True, type=click.IntRange(1), help=label("cli.fleet.memory", LANG)
)


@click.group(help=label("cli.fleet", LANG))
def fleet() -> None:
    """The group of commands over many subjects."""


@fleet.command("check", help=label("cli.fleet.check", LANG))
@FACTS
@RULES
@TABLES
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
@click.option("--lapses", default="0", callback=days_option, help=label("cli.fleet.lapses", LANG))
@click.option("--bounds", is_flag=True, help=label("cli.fleet.bounds", LANG))
@ONLY
@ENGINE
@click.option("--schema", default="", help=label("cli.fleet.schema", LANG))
@click.option(
    "--since", type=click.Path(exists=True, file_okay=False, path_type=Path), help=label("cli.fleet.since", LANG)
)
@click.option("--changed", multiple=True, type=_PATH, help=label("cli.fleet.changed", LANG))
@PARTITION
@MEMORY
def check(
    facts: tuple[Path, ...],
    rules: tuple[Path, ...],
    data: Path | None,
    as_of: int | None,
    out: Path,
    layout: str,
    arrow: bool,
    dates: bool,
    lapses: int,
    bounds: bool,
    only: tuple[str, ...],
    engine: str,
    schema: str,
    since: Path | None,
    changed: tuple[Path, ...],
    partition: int | None,
    memory: int,
) -> None:
    import time

    from anwei.engine.cli.fleet_batches import Earlier, batches_again, batches_of
    from anwei.engine.cli.fleet_files import Writers
    from anwei.engine.fleet.earlier import notes
    from anwei.engine.fleet.equivalence import plan_for
    from anwei.engine.fleet.results import Counts
    from anwei.engine.fleet.sql.troubles import shown

    start = time.process_time()
    opened, day = opened_with(facts, rules, data), day_for(data, as_of)
    folder = at_hand(data, opened) if data is not None else None
    words = opened.catalogue.vocabulary
    source = engine_of(engine, folder, words, schema, partition, memory << 20, ordered=since is None)
    chosen = rules_for(opened, source.kinds(words), only, str(data or shown(engine)))
    dates = dates or bool(lapses) or since is not None
    plan = plan_for(opened.catalogue, chosen, day, opened.environment, dates=dates, bounds=bounds)
    told = notes(plan, opened.catalogue.digest, opened.catalogue.waivers)
    if changed and since is None:
        raise click.UsageError(label("cli.fleet.changed_alone", LANG))
    if bounds and layout == "long":
        raise click.UsageError(label("cli.fleet.bounds_wide", LANG))
    if since is None:
        found = batches_of(source, plan, opened, lapses)
    elif lapses or bounds or not isinstance(source, Embedded):
        raise click.UsageError(label("cli.fleet.since_plain", LANG))
    else:
        found = batches_again(source, plan, opened, Earlier(since, changed, told))
    kinds = dict.fromkeys(r.subject for r in chosen)
    sectors = {k: source.sectors(k) for k in kinds}
    counts = Counts()
    with Writers(out, layout, arrow=arrow, notes=told) as writers:
        for batch in _shown(found, sum(source.count(k) for k in kinds)):
            known = sectors[batch.kind]
            counts.add(batch, known(batch) if known is not None else None)
            writers.write(batch)
        writers.counts(counts)
    _print_counts(counts, chosen)
    seconds = f"{time.process_time() - start:.1f}"
    note(label("cli.fleet.done", LANG, subjects=counts.subjects, rules=len(chosen), seconds=seconds))
    note(label("cli.fleet.wrote", LANG, path=out))
    failed = [rule for rule, verdict in counts.rules if verdict == "error"]
    if failed:
        note(label("cli.fleet.failed", LANG, rules=", ".join(sorted(set(failed)))))
    leave(_code(counts, failed=bool(failed) or opened.partial))


def _code(counts: Counts, *, failed: bool) -> Exit:
    """What a run ends with: results that a plugin's failure makes partial say so before all else."""
    if failed:
        return Exit.PARTIAL
    return Exit.GAPS if any(v == "fail" for _, v in counts.rules) else Exit.OK


def _shown(found: Iterator[Batch], total: int) -> Iterator[Batch]:
    """The batches with a progress bar; Ctrl-C stops between two of them."""
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
@TABLES
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
    data: Path | None,
    as_of: int | None,
    only: tuple[str, ...],
    dialect: Any,
    dates: bool,
    bounds: bool,
) -> None:
    from tabulate import tabulate

    from anwei.engine.fleet.equivalence import plan_for

    opened, day = opened_with(facts, rules, data), day_for(data, as_of)
    kinds = (
        kinds_in(at_hand(data, opened), opened.catalogue.vocabulary) if data else opened.catalogue.vocabulary.subjects
    )
    chosen = rules_for(opened, kinds, only, str(data))
    plan = plan_for(opened.catalogue, chosen, day, opened.environment, dates=dates, bounds=bounds)
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
@click.option("--to-date", "to_date", callback=given_day, help=label("cli.fleet.to_date", LANG))
@click.option("--to-rules", multiple=True, type=_PATH, help=label("cli.fleet.to_rules", LANG))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help=label("cli.opt.output", LANG))
@ONLY
@PARTITION
@MEMORY
def impact_(
    facts: tuple[Path, ...],
    rules: tuple[Path, ...],
    data: Path,
    as_of: int | None,
    to_date: int | None,
    to_rules: tuple[Path, ...],
    out: Path | None,
    only: tuple[str, ...],
    partition: int | None,
    memory: int,
) -> None:
    from tabulate import tabulate

    from anwei.engine.cli.fleet_files import write_flips
    from anwei.engine.cli.fleet_impact import compared

    if out is not None and out.suffix != ".parquet":
        raise click.UsageError(label("cli.fleet.flips_parquet", LANG, path=out))
    before, after = opened_with(facts, rules, data), opened_with(facts, [*rules, *to_rules], data)
    day = day_for(data, as_of)
    here = Embedded(at_hand(data, before), before.catalogue.vocabulary, partition, memory << 20)
    found = compared(here, before, after if to_rules else before, day, day if to_date is None else to_date, only)
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
    as_of: int | None,
    only: tuple[str, ...],
) -> None:
    from anwei.engine.catalogue.assess import assess
    from anwei.engine.fleet.subjects import population, read_from
    from anwei.engine.record.finding import Verdict
    from anwei.engine.reports import writer
    from anwei.engine.reports.view import Report

    opened, day = opened_with(facts, rules, data), day_for(data, as_of)
    if kind not in opened.catalogue.vocabulary.subjects:
        raise click.UsageError(label("cli.fleet.no_subject", LANG, id=subject, kind=kind))
    folder, law = at_hand(data, opened), opened.catalogue
    found = read_from(folder, law.vocabulary, kind, [subject])
    if not found:
        raise click.UsageError(label("cli.fleet.no_subject", LANG, id=subject, kind=kind))
    chosen = [r for r in law.select(only) if r.subject == kind]
    others = population(folder, law, chosen, found[0])
    result = assess(law, found, day, rules=chosen, environment=opened.environment, population=others)
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
