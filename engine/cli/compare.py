"""``anwei compare``: the same obligation of several plans side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from anwei.engine.cli.check import day_option
from anwei.engine.cli.main import LANG
from anwei.engine.cli.names import EXTRA, known, opened
from anwei.engine.cli.narrate import note
from anwei.engine.cli.report import put_bytes
from anwei.engine.ir.rules import DOMAINS
from anwei.engine.messages import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from anwei.engine.catalogue.model import Catalogue
    from anwei.engine.reports.plan_comparison import Plan, Row

_FORMATS = ("text", "json", "html", "xlsx", "md", "csv")
_BINARY = frozenset({"xlsx"})


@click.command(help=label("cli.compare", LANG))
@click.argument("names", metavar="PLAN...", nargs=-1)
@click.option(
    "--domain", "domains", multiple=True, type=click.Choice(DOMAINS), help=label("cli.opt.compare.domain", LANG)
)
@click.option("--numbers", is_flag=True, help=label("cli.opt.compare.numbers", LANG))
@click.option("--differing", is_flag=True, help=label("cli.opt.compare.differing", LANG))
@click.option("--as-of", "as_of", callback=day_option, help=label("cli.opt.as_of", LANG))
@EXTRA
@click.option(
    "--format",
    "format_",
    type=click.Choice(_FORMATS),
    help=label("cli.opt.compare.format", LANG, names=", ".join(_FORMATS)),
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help=label("cli.opt.output", LANG))
def compare(
    names: tuple[str, ...],
    domains: tuple[str, ...],
    numbers: bool,
    differing: bool,
    as_of: int,
    extra: tuple[Path, ...],
    format_: str | None,
    output: Path | None,
) -> None:
    from anwei.engine.reports import plan_comparison, plan_comparison_pages

    chosen = _format(format_, output)
    catalogue = opened(extra).catalogue
    wanted = list(dict.fromkeys(known(n, catalogue.controls, "plan") for n in names or _local_plans(catalogue)))
    if len(wanted) < 2:
        raise click.UsageError(label("cli.compare.two", LANG))
    plans = [plan_comparison.plan_of(catalogue, catalogue.controls[n]) for n in wanted]
    rows = [
        row
        for row in plan_comparison.compare(catalogue, plans, as_of)
        if (not domains or row.domain in domains) and (row.numbered or not numbers) and (row.differs or not differing)
    ]
    _put(plans, rows, as_of, chosen, output)
    note(label("cli.compare.count", LANG, plans=len(plans), **plan_comparison_pages.counts(rows)))


def _local_plans(catalogue: Catalogue) -> list[str]:
    """The plans of cities and counties; a law can be mapped clause by clause as well, but it is no plan."""
    return sorted(n for n, c in catalogue.controls.items() if catalogue.laws[c.source].rank == "local_plan")


def _format(given: str | None, output: Path | None) -> str:
    """The format given, else that of the file's suffix, else text. What is no text needs a file."""
    suffix = output.suffix.lower().removeprefix(".") if output is not None else ""
    chosen = given or (suffix if suffix in _FORMATS else "text")
    if output is None and chosen in _BINARY:
        raise click.UsageError(label("cli.compare.needs_file", LANG, format=chosen))
    return chosen


def _put(plans: Sequence[Plan], rows: Sequence[Row], day: int, format_: str, output: Path | None) -> None:
    import json

    from anwei.engine.reports.plan_comparison_pages import comparison_object, handout, text

    if format_ == "json":
        shown = json.dumps(comparison_object(plans, rows, day, LANG), ensure_ascii=False, indent=2, sort_keys=True)
        put_bytes((shown + "\n").encode(), output)
    elif format_ == "text":
        put_bytes((text(plans, rows, day, LANG) + "\n").encode(), output)
    else:
        from anwei.engine.reports.handouts import write

        put_bytes(write(handout(plans, rows, day, LANG), format_), output)
