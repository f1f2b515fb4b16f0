"""``anwei coverage``: how far the plans are checked, clause by clause."""

from __future__ import annotations

from pathlib import Path

import click

from anwei.engine.cli.main import LANG
from anwei.engine.cli.names import EXTRA, FORMAT, known, opened, put_json, settle
from anwei.engine.cli.narrate import note
from anwei.engine.ir.rules import DOMAINS
from anwei.engine.language.papers import STATUSES
from anwei.engine.messages import label


@click.command(help=label("cli.coverage", LANG))
@click.argument("plan", required=False)
@click.option(
    "--status", "statuses", multiple=True, type=click.Choice(STATUSES), help=label("cli.opt.coverage.status", LANG)
)
@click.option(
    "--domain", "domains", multiple=True, type=click.Choice(DOMAINS), help=label("cli.opt.coverage.domain", LANG)
)
@click.option("--clauses", "listing", is_flag=True, help=label("cli.opt.coverage.clauses", LANG))
@EXTRA
@FORMAT
def coverage(
    plan: str | None,
    statuses: tuple[str, ...],
    domains: tuple[str, ...],
    listing: bool,
    extra: tuple[Path, ...],
    format_: str,
) -> None:
    from anwei.engine.reports import coverage as report

    found = opened(extra)
    catalogue = found.catalogue
    names = [known(plan, catalogue.controls, "plan")] if plan else sorted(catalogue.controls)
    plans = [report.coverage(catalogue, catalogue.controls[name]) for name in names]
    choosing = listing or bool(statuses or domains)
    chosen = {p.controls.id: report.clauses_of(p.controls, statuses, domains) if choosing else [] for p in plans}
    if format_ == "json":
        shown = [report.plan_object(p, LANG, chosen[p.controls.id]) for p in plans]
        put_json({"schema": 1, "plans": shown})
    else:
        parts = [report.plan_text(plans[0], LANG)] if plan else [report.plans_text(plans, LANG)]
        parts += [report.clauses_text(c, LANG) for c in chosen.values() if c]
        click.echo("\n\n".join(parts))
    note(label("cli.coverage.count", LANG, plans=len(plans), clauses=sum(len(p.controls.clauses) for p in plans)))
    settle(found)
