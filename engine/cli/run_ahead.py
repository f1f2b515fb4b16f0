"""``anwei lapsing`` and ``anwei what-if``: what comes by itself, and what would come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from anwei.engine.cli.main import LANG
from anwei.engine.cli.names import FORMAT, put_json
from anwei.engine.cli.narrate import note
from anwei.engine.cli.run import LIMIT, day_of, given_day, report_reading
from anwei.engine.cli.run_compare import names_of, verdict_word
from anwei.engine.cli.workspace import (
    KIND,
    WORKSPACE,
    catalogue_of,
    days_option,
    one_subject,
    opened_workspace,
    put_table,
    shown_day,
)
from anwei.engine.messages import label

if TYPE_CHECKING:
    from anwei.engine.workspace.running.lapsing import Lapse
    from anwei.engine.workspace.running.what_if import Different

DATE = click.option("--date", "day", callback=given_day, help=label("cli.ws.opt.day", LANG))


@click.command(help=label("cli.run.lapsing", LANG))
@click.option(
    "--within", "days", default="90d", show_default=True, callback=days_option, help=label("cli.run.opt.within", LANG)
)
@click.option("--every", is_flag=True, help=label("cli.run.opt.every", LANG))
@DATE
@LIMIT
@WORKSPACE
@FORMAT
def lapsing(days: int, every: bool, day: int | None, limit: int, place: str, format_: str) -> None:
    from anwei.engine.workspace.running.evidence import Evidence
    from anwei.engine.workspace.running.lapsing import lapsing as found_ahead
    from anwei.engine.workspace.running.law import LawBook

    with opened_workspace(place) as workspace:
        law = LawBook.of(catalogue_of(workspace))
        start = day_of(workspace, day)
        evidence = Evidence(workspace, law.vocabulary)
        found = found_ahead(law, evidence, start, days, every=every)
        names = names_of(workspace)
    report_reading(evidence)
    if format_ == "json":
        told = {"as_of": shown_day(start), "within": days}
        put_json({"schema": 1, **told, "lapsing": [_plain(x, names) for x in found]})
        return
    shown = found[:limit] if limit else found
    heads = ("lapses_on", "id", "name_of", "rule", "before", "after")
    put_table(heads, (_row(x, names) for x in shown))
    if len(shown) < len(found):
        note(label("run.shown", LANG, limit=limit))
    note(label("run.lapses", LANG, day=shown_day(start), days=days, count=len(found)))


def _row(lapse: Lapse, names: dict[tuple[str, str], str]) -> list[str]:
    words = verdict_word(lapse.before), verdict_word(lapse.after)
    return [shown_day(lapse.on), lapse.id, names.get((lapse.kind, lapse.id), ""), lapse.rule, *words]


def _plain(lapse: Lapse, names: dict[tuple[str, str], str]) -> dict[str, object]:
    named = {"kind": lapse.kind, "id": lapse.id, "name": names.get((lapse.kind, lapse.id), "")}
    return {**named, "rule": lapse.rule, "on": shown_day(lapse.on), "before": lapse.before, "after": lapse.after}


@click.command("what-if", help=label("cli.run.what_if", LANG))
@click.argument("subject")
@click.option("--set", "settings", multiple=True, help=label("cli.run.opt.set", LANG))
@DATE
@KIND
@WORKSPACE
@FORMAT
def what_if(subject: str, settings: tuple[str, ...], day: int | None, kind: str, place: str, format_: str) -> None:
    from anwei.engine.workspace.running.evidence import Evidence
    from anwei.engine.workspace.running.law import LawBook
    from anwei.engine.workspace.running.what_if import what_if as supposed

    if not settings:
        raise click.UsageError(label("run.set_needed", LANG))
    with opened_workspace(place) as workspace:
        law = LawBook.of(catalogue_of(workspace))
        line = one_subject(workspace, subject, kind)
        start = day_of(workspace, day)
        evidence = Evidence(workspace, law.vocabulary)
        read = evidence.subject(line.kind, line.id)
        if read is None:  # of a kind that no plugin or ruleset declares
            raise click.UsageError(label("cli.ws.not_there", LANG, id=subject))
        found = supposed(law, evidence, read, start, settings)
    report_reading(evidence)
    if format_ == "json":
        put_json({"schema": 1, "as_of": shown_day(start), "changes": [_different(d) for d in found]})
        return
    if found:
        put_table(("id", "name_of", "rule", "before", "after", "title"), (_words(d) for d in found))
    note(label("run.what_if", LANG, count=len(found)) if found else label("run.none", LANG))


def _words(different: Different) -> list[str]:
    before, after = different.before, different.after
    title = after.rule.title.lang(LANG)
    words = verdict_word(before.verdict), verdict_word(after.verdict)
    return [after.subject.id, after.subject.name, after.rule.id, *words, title]


def _different(different: Different) -> dict[str, object]:
    before, after = different.before, different.after
    named = {"kind": after.subject.kind, "id": after.subject.id, "name": after.subject.name}
    days = {"lapses_on": shown_day(after.lapses_on), "due_by": shown_day(after.due_by)}
    return {**named, "rule": after.rule.id, "before": before.verdict, "after": after.verdict, **days}
