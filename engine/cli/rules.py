"""``anwei rules``: list, show, test, lint, mutate, boundary, diff and schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from anwei.engine.cli.check import day_option
from anwei.engine.cli.exits import Exit
from anwei.engine.cli.main import LANG, leave
from anwei.engine.cli.names import EXTRA, settle
from anwei.engine.cli.names import opened as opened_with
from anwei.engine.cli.narrate import note, report_diagnostics
from anwei.engine.cli.rule_book import list_, select, show
from anwei.engine.cli.rule_boundary import boundary
from anwei.engine.cli.rule_diff import diff
from anwei.engine.cli.rule_schema import schema
from anwei.engine.messages import label

if TYPE_CHECKING:
    from anwei.engine.catalogue.open import Opened
    from anwei.engine.documents.diagnostics import Diagnostic


@click.group(help=label("cli.rules", LANG))
def rules() -> None:
    """The group of rule commands."""


for _command in (list_, show, boundary, diff, schema):
    rules.add_command(_command)


@rules.command("lint", help=label("cli.rules.lint", LANG))
@EXTRA
@click.option("--strict", is_flag=True, help=label("cli.opt.strict", LANG))
def lint_(extra: tuple[Path, ...], strict: bool) -> None:
    from anwei.engine.catalogue.linting import lint_files
    from anwei.engine.catalogue.open import open_catalogue

    opened = open_catalogue(extra)
    found = lint_files(opened, extra)
    if strict:
        found += _unnoticed(opened, extra)
    report_diagnostics(found, LANG)
    note(
        label("cli.rules.linted", LANG, rules=len(opened.catalogue.rules), parameters=len(opened.catalogue.parameters))
    )
    if any(d.severity == "error" for d in found) or (strict and found):
        leave(Exit.INPUT)
    settle(opened)


def _unnoticed(opened: Opened, extra: tuple[Path, ...]) -> list[Diagnostic]:
    """The wrong numbers that no case notices."""
    from anwei.engine.catalogue.mutation import unnoticed
    from anwei.engine.catalogue.open import tests_of
    from anwei.engine.catalogue.testing import prepare_all, unreachable

    documents = tests_of(extra, opened.plugins)
    trials = prepare_all(opened.catalogue, documents)
    return list(unnoticed(opened.catalogue, trials, unreachable(documents), opened.environment))


@rules.command("test", help=label("cli.rules.test", LANG))
@click.argument("names", nargs=-1)
@EXTRA
@click.option("-v", "--verbose", is_flag=True, help=label("cli.opt.verbose", LANG))
@click.option("--equivalence", type=int, is_flag=False, flag_value=0, help=label("cli.opt.equivalence", LANG))
@click.option(
    "--data",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help=label("cli.opt.equivalence_data", LANG),
)
@click.option("--date", "as_of", callback=day_option, help=label("cli.opt.date", LANG))
def test_(
    names: tuple[str, ...],
    extra: tuple[Path, ...],
    verbose: bool,
    equivalence: int | None,
    data: tuple[Path, ...],
    as_of: int,
) -> None:
    from anwei.engine.catalogue.open import tests_of
    from anwei.engine.catalogue.testing import run_tests

    opened = opened_with(extra)
    chosen = select(opened.catalogue, names)
    if equivalence is not None:
        from anwei.engine.cli.rule_equivalence import compare

        compare(opened, chosen, extra, equivalence, data, as_of)
        settle(opened)
        return
    documents = tests_of(extra, opened.plugins)
    wanted = {r.id for r in chosen} if names else None
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
        leave(Exit.GAPS if failed else Exit.INPUT)
    settle(opened)


@rules.command("mutate", help=label("cli.rules.mutate", LANG))
@click.argument("names", nargs=-1)
@EXTRA
@click.option("--thresholds", "numbers", is_flag=True, help=label("cli.opt.thresholds", LANG))
@click.option("--strict", is_flag=True, help=label("cli.opt.strict_mutants", LANG))
def mutate(names: tuple[str, ...], extra: tuple[Path, ...], numbers: bool, strict: bool) -> None:
    from anwei.engine.catalogue.mutation import mutants, survivors, thresholds
    from anwei.engine.catalogue.open import tests_of
    from anwei.engine.catalogue.testing import prepare_all, unreachable

    opened = opened_with(extra)
    catalogue = opened.catalogue
    chosen = select(catalogue, names)
    documents = tests_of(extra, opened.plugins)
    trials, excused = prepare_all(catalogue, documents), unreachable(documents)
    total = alive = 0
    for rule in chosen:
        wrong = (thresholds if numbers else mutants)(rule, catalogue.parameters)
        count, survived = survivors(catalogue, wrong, trials.get(rule.id, ()), opened.environment)
        found = [m for m in survived if (rule.id, m.change) not in excused]
        total, alive = total + count, alive + len(found)
        for mutant in found:
            click.echo(f"{rule.id}: {mutant.change}")
        named = {m.change for m in survived}
        for change in sorted(c for r, c in excused if r == rule.id and c not in named):
            alive += 1
            click.echo(label("cli.rules.reached", LANG, rule=rule.id, what=change))
    note(label("cli.rules.mutated", LANG, total=total, alive=alive))
    if strict and alive:
        leave(Exit.GAPS)
    settle(opened)
