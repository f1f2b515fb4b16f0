"""``anwei diff`` and ``anwei impact``: which verdicts differ between two evaluations, and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anwei.engine.cli.main import LANG
from anwei.engine.cli.names import FORMAT, put_json
from anwei.engine.cli.narrate import note
from anwei.engine.cli.run import LIMIT, day_of, given_day, report_reading
from anwei.engine.cli.workspace import WORKSPACE, catalogue_of, opened_workspace, put_table, shown_day
from anwei.engine.messages import label

if TYPE_CHECKING:
    from anwei.engine.catalogue.open import Opened
    from anwei.engine.record.finding import Verdict
    from anwei.engine.workspace.running.causes import Cause
    from anwei.engine.workspace.running.compare import Compared, Flip
    from anwei.engine.workspace.runs import RunInfo
    from anwei.engine.workspace.store import Workspace


@click.command(help=label("cli.run.diff", LANG))
@click.argument("before", type=int)
@click.argument("after", type=int)
@LIMIT
@WORKSPACE
@FORMAT
def diff(before: int, after: int, limit: int, place: str, format_: str) -> None:
    from anwei.engine.workspace.running.compare import compare_runs
    from anwei.engine.workspace.running.law import LawBook

    with opened_workspace(place) as workspace:
        law = LawBook.of(catalogue_of(workspace))
        put(compare_runs(workspace, law, before, after), names_of(workspace), format_, limit)


@click.command(help=label("cli.run.impact", LANG))
@click.option(
    "--rules",
    "new",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help=label("cli.run.opt.new_rules", LANG),
)
@click.option("--as-of", "on", callback=given_day, help=label("cli.run.opt.impact_as_of", LANG))
@click.option("--date", "day", callback=given_day, help=label("cli.run.opt.date", LANG))
@LIMIT
@WORKSPACE
@FORMAT
def impact(new: tuple[Path, ...], on: int | None, day: int | None, limit: int, place: str, format_: str) -> None:
    from anwei.engine.workspace.running.compare import impact as hit
    from anwei.engine.workspace.running.evidence import Evidence
    from anwei.engine.workspace.running.law import LawBook

    if not new and on is None:
        raise click.UsageError(label("run.impact.one", LANG))
    with opened_workspace(place) as workspace:
        opened = catalogue_of(workspace)
        now = LawBook.of(opened)
        then = LawBook.of(_with_rules(workspace, new)) if new else now
        start = day_of(workspace, day)
        evidence = Evidence(workspace, now.vocabulary)
        put(hit(evidence, now, start, then, start if on is None else on), names_of(workspace), format_, limit)
    report_reading(evidence)


def _with_rules(workspace: Workspace, new: Sequence[Path]) -> Opened:
    """The catalogue in force with further files on top."""
    from anwei.engine.catalogue.open import open_catalogue
    from anwei.engine.cli.narrate import report_diagnostics
    from anwei.engine.workspace.papers import pinned_rulesets

    folders = [Path(f) for f in pinned_rulesets(workspace)[1]]
    opened = open_catalogue((*folders, *new), use_cache=False)
    if opened.warnings:
        report_diagnostics(opened.warnings, LANG)
    return opened


def names_of(workspace: Workspace) -> dict[tuple[str, str], str]:
    """The names of all subjects on file by kind and id."""
    from anwei.engine.workspace.lists import count, find

    lines = find(workspace, limit=sum(count(workspace).values()) or 1)
    return {(x.kind, x.id): x.name for x in lines}


def put(compared: Compared, names: dict[tuple[str, str], str], format_: str, limit: int) -> None:
    """Every difference with its causes, and the counts on both sides."""
    if format_ == "json":
        put_json(
            {
                "schema": 1,
                "before": _side(compared.before),
                "after": _side(compared.after),
                "causes": dict(compared.by_cause()),
                "changes": [_plain(f, names) for f in compared.flips],
            }
        )
        return
    shown = compared.flips[:limit] if limit else compared.flips
    if shown:
        put_table(("id", "name_of", "rule", "before", "after", "cause"), (_row(f, names) for f in shown))
    if len(shown) < len(compared.flips):
        note(label("run.shown", LANG, limit=limit))
    note(label("run.totals", LANG, before=_counts(compared.before), after=_counts(compared.after)))
    note(label("run.flips", LANG, count=len(compared.flips)) if compared.flips else label("run.none", LANG))
    if compared.flips:
        note(label("run.by_cause", LANG, causes=_by_cause(compared)))


def _by_cause(compared: Compared) -> str:
    found = [
        label("run.cause_count", LANG, cause=label(f"cause.{c}", LANG), count=n)
        for c, n in sorted(compared.by_cause().items())
    ]
    return label("mark.list", LANG).join(found)


def _counts(info: RunInfo) -> str:
    """The counts of one side in words."""
    from anwei.engine.workspace.runs import CODES

    told = [f"{verdict_word(c)} {info.counts[c]}" for c in CODES if info.counts.get(c)]
    return label("mark.list", LANG).join([shown_day(info.as_of), *told])


def verdict_word(verdict: Verdict | None) -> str:
    """A verdict as it is called; a dash where there is none."""
    return label(f"verdict.{verdict or 'none'}", LANG)


def _row(flip: Flip, names: dict[tuple[str, str], str]) -> list[str]:
    causes = label("mark.list", LANG).join(_cause(c) for c in flip.causes)
    verdicts = verdict_word(flip.before), verdict_word(flip.after)
    return [flip.id, names.get((flip.kind, flip.id), ""), flip.rule, *verdicts, causes]


def _cause(cause: Cause) -> str:
    word = label(f"cause.{cause.kind}", LANG)
    return label("cause.named", LANG, cause=word, names=", ".join(cause.names)) if cause.names else word


def _plain(flip: Flip, names: dict[tuple[str, str], str]) -> dict[str, object]:
    return {
        "kind": flip.kind,
        "id": flip.id,
        "name": names.get((flip.kind, flip.id), ""),
        "rule": flip.rule,
        "before": flip.before,
        "after": flip.after,
        "causes": [{"kind": c.kind, "names": list(c.names)} for c in flip.causes],
    }


def _side(info: RunInfo) -> dict[str, object]:
    told = {"as_of": shown_day(info.as_of), "ruleset": info.ruleset, "evidence": info.evidence}
    return {**told, "run": info.run or None, "counts": dict(info.counts)}
