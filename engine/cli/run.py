"""``anwei run`` and ``anwei runs``: judging a whole workspace, and the runs on file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from anwei.engine.cli.check import check_day, day_option
from anwei.engine.cli.exits import Exit
from anwei.engine.cli.main import LANG, leave
from anwei.engine.cli.names import FORMAT, put_json
from anwei.engine.cli.narrate import note, report_diagnostics
from anwei.engine.cli.workspace import WHO, WORKSPACE, catalogue_of, days_option, opened_workspace, shown_day
from anwei.engine.cli.workspace_clock import source
from anwei.engine.messages import label

if TYPE_CHECKING:
    from anwei.engine.workspace.running.evidence import Evidence
    from anwei.engine.workspace.runs import RunInfo
    from anwei.engine.workspace.store import Workspace

LIMIT = click.option("--limit", default=50, show_default=True, help=label("cli.run.opt.limit", LANG))
SHORT = 12  # digits of a digest that are shown


def given_day(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """A day as an ordinal; None where it was not given."""
    return None if value is None else check_day(ctx, param, value)


def day_of(workspace: Workspace, given: int | None) -> int:
    """The day given; in a demo its own fixed day, else today."""
    from anwei.engine.demo.settings import demo_day

    if given is not None:
        return given
    fixed = demo_day(workspace)
    if fixed is None:
        return day_option(click.get_current_context(), click.Option(["--date"]), None)
    note(label("demo.today", LANG, day=shown_day(fixed)))
    return fixed


def report_reading(evidence: Evidence) -> None:
    """What of the workspace the rules could not read."""
    if evidence.diagnostics.items:
        report_diagnostics(evidence.diagnostics.items, LANG)


@click.command(help=label("cli.run", LANG))
@click.option("--as-of", "day", callback=given_day, help=label("cli.run.opt.as_of", LANG))
@click.option("--incremental", is_flag=True, help=label("cli.run.opt.incremental", LANG))
@click.option("--ahead", default="30d", show_default=True, callback=days_option, help=label("cli.run.opt.ahead", LANG))
@WORKSPACE
@WHO
@FORMAT
def run(day: int | None, incremental: bool, ahead: int, place: str, who: str, format_: str) -> None:
    from anwei.engine.workspace.lists import count
    from anwei.engine.workspace.running.law import LawBook
    from anwei.engine.workspace.running.run import run_workspace
    from anwei.engine.workspace.runs import stored_digest

    with opened_workspace(place) as workspace:
        if not count(workspace):
            note(label("run.no_subjects", LANG))
            leave(Exit.INPUT)
        law = LawBook.of(catalogue_of(workspace))
        on = day_of(workspace, day)
        ran, evidence = run_workspace(workspace, law, on, source("run", who), incremental=incremental, ahead=ahead)
        digest = stored_digest(workspace, ran.info.run)
        demo = workspace.demo
    report_reading(evidence)
    if format_ == "json":
        told = {"subjects": ran.subjects, "judged": ran.judged, "digest": digest, "demo": demo}
        put_json({"schema": 1, **_plain(ran.info), **told})
    else:
        _put_counts([ran.info])
    if ran.whole:
        note(label("run.whole", LANG, reason=label(ran.whole, LANG)))
    info = ran.info
    note(label("run.done", LANG, run=info.run, day=shown_day(info.as_of), subjects=ran.subjects, judged=ran.judged))
    short = {"ruleset": info.ruleset[:SHORT], "evidence": info.evidence[:SHORT], "digest": digest[:SHORT]}
    note(label("run.ruleset", LANG, **short))
    errors = info.counts.get("error", 0)
    if errors:
        note(label("run.errors", LANG, count=errors))
    leave(Exit.PARTIAL if errors or law.opened.partial else Exit.OK)


@click.command(help=label("cli.runs", LANG))
@click.option("--limit", default=20, show_default=True, help=label("cli.run.opt.runs", LANG))
@WORKSPACE
@FORMAT
def runs(limit: int, place: str, format_: str) -> None:
    from anwei.engine.workspace.runs import list_runs

    with opened_workspace(place) as workspace:
        found = list_runs(workspace, limit)
    if format_ == "json":
        put_json({"schema": 1, "runs": [_plain(r) for r in found]})
        return
    _put_counts(found)
    note(label("cli.ws.count", LANG, count=len(found)))


def _put_counts(found: list[RunInfo]) -> None:
    """One line a run: day, digests and how many verdicts of each kind."""
    from anwei.engine.reports.layout import table
    from anwei.engine.workspace.runs import CODES

    heads = [label(f"head.{h}", LANG) for h in ("run", "run_day", "rules_digest", "facts_digest")]
    heads += [label(f"verdict.{c}", LANG) for c in CODES]
    rows = [
        [
            str(r.run),
            shown_day(r.as_of),
            r.ruleset[:SHORT],
            r.evidence[:SHORT],
            *(str(r.counts.get(c, 0)) for c in CODES),
        ]
        for r in found
    ]
    click.echo(table(heads, rows, right=range(4, len(heads))))


def _plain(info: RunInfo) -> dict[str, object]:
    return {
        "run": info.run,
        "as_of": shown_day(info.as_of),
        "at": info.at,
        "by": info.by,
        "head": info.head,
        "ruleset": info.ruleset,
        "evidence": info.evidence,
        "counts": dict(info.counts),
    }
