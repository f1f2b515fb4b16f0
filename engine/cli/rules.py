"""``anwei rules``: list, show, test, lint, diff and schema."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from anwei.engine.cli.exits import Exit
from anwei.engine.cli.main import LANG, leave
from anwei.engine.cli.names import EXTRA
from anwei.engine.cli.narrate import note, report_diagnostics
from anwei.engine.cli.rule_book import list_, show
from anwei.engine.cli.rule_diff import diff
from anwei.engine.cli.rule_schema import schema
from anwei.engine.messages import label


@click.group(help=label("cli.rules", LANG))
def rules() -> None:
    """The group of rule commands."""


for _command in (list_, show, diff, schema):
    rules.add_command(_command)


@rules.command("lint", help=label("cli.rules.lint", LANG))
@EXTRA
@click.option("--strict", is_flag=True, help=label("cli.opt.strict", LANG))
def lint_(extra: tuple[Path, ...], strict: bool) -> None:
    from anwei.engine.catalogue.open import open_catalogue, sources_of
    from anwei.engine.language.lint import lint

    opened = open_catalogue(extra, use_cache=False)
    found = [*opened.warnings, *lint(opened.catalogue, sources_of(extra, opened.plugins).documents["tests"])]
    report_diagnostics(found, LANG)
    note(
        label("cli.rules.linted", LANG, rules=len(opened.catalogue.rules), parameters=len(opened.catalogue.parameters))
    )
    if any(d.severity == "error" for d in found) or (strict and found):
        leave(Exit.INPUT)


@rules.command("test", help=label("cli.rules.test", LANG))
@click.argument("names", nargs=-1)
@EXTRA
@click.option("-v", "--verbose", is_flag=True, help=label("cli.opt.verbose", LANG))
def test_(names: tuple[str, ...], extra: tuple[Path, ...], verbose: bool) -> None:
    from anwei.engine.catalogue.open import open_catalogue, sources_of
    from anwei.engine.catalogue.testing import run_tests

    opened = open_catalogue(extra)
    documents = sources_of(extra, opened.plugins).documents["tests"]
    wanted = {r.id for r in opened.catalogue.select(names)} if names else None
    ran = failed = 0
    for outcome in run_tests(opened.catalogue, documents, wanted, opened.environment):
        ran += 1
        if outcome.problems:
            failed += 1
            click.echo(f"{outcome.place}: {outcome.rule} · {outcome.name}")
            for problem in outcome.problems:
                click.echo(f"    {problem}")
        elif verbose:
            click.echo(f"{outcome.rule} · {outcome.name}: {outcome.expected}")
    note(label("cli.rules.tested", LANG, ran=ran, failed=failed))
    if failed or not ran:
        sys.exit(Exit.GAPS if failed else Exit.INPUT)


@rules.command("mutate", help=label("cli.rules.mutate", LANG))
@click.argument("names", nargs=-1, required=True)
@EXTRA
def mutate(names: tuple[str, ...], extra: tuple[Path, ...]) -> None:
    from anwei.engine.catalogue.mutation import survivors
    from anwei.engine.catalogue.open import open_catalogue, sources_of
    from anwei.engine.catalogue.testing import read_cases

    opened = open_catalogue(extra)
    chosen = opened.catalogue.select(names)
    if not chosen:
        raise click.UsageError(label("cli.no_rules", LANG, names=", ".join(names)))
    cases = read_cases(opened.catalogue, sources_of(extra, opened.plugins).documents["tests"])
    total = alive = 0
    for rule in chosen:
        count, found = survivors(opened.catalogue, rule, cases, opened.environment)
        total, alive = total + count, alive + len(found)
        for mutant in found:
            click.echo(f"{rule.id}: {mutant.change}")
    note(label("cli.rules.mutated", LANG, total=total, alive=alive))
