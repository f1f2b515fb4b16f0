"""``anwei drill actions``: corrective actions listed, added and moved on, up to the retest."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from anwei.drills.cli.life import no_day
from anwei.drills.cli.session import FOR, LANG, REASON, Asked, Session, session, writing
from anwei.engine.services import EVIDENCE, label, note, put_json, put_table

STEPS = ("in_progress", "done_claimed", "verified", "retested_ok", "reopened")


@click.command(help=label("cli.drill.actions", LANG))
@click.argument("target", required=False, default="")
@click.option("--add", "measure", default="", help=label("cli.drill.opt.add_action", LANG))
@click.option("--finding", default="", help=label("cli.drill.opt.finding", LANG))
@click.option("--owner", default="", help=label("cli.drill.opt.owner", LANG))
@click.option("--due", callback=no_day, help=label("cli.drill.opt.due", LANG))
@click.option("--step", type=click.Choice(STEPS), help=label("cli.drill.opt.step", LANG))
@click.option("--retest", default="", help=label("cli.drill.opt.retest", LANG))
@click.option("--overdue", "late", is_flag=True, help=label("cli.drill.opt.overdue", LANG))
@click.option("--recurring", is_flag=True, help=label("cli.drill.opt.recurring", LANG))
@EVIDENCE
@REASON
@FOR
@writing
def actions(
    asked: Asked, target: str, measure: str, step: str | None, late: bool, recurring: bool, **given: Any
) -> None:
    with session(asked) as work:
        if recurring:
            _recurring(work)
        elif measure:
            _add(work, target, measure, given)
        elif step:
            _step(work, target, step, given)
        else:
            _list(work, target, late)


def _add(work: Session, drill: str, measure: str, given: dict[str, Any]) -> None:
    """An action for a drill (and one of its findings): its element is the cause of the finding."""
    from anwei.drills.record.book import Change
    from anwei.drills.record.errors import refuse
    from anwei.drills.record.model import Action, Cause

    log = work.book.log(drill)
    found = next((f for f in log.drill.findings if f.id == given["finding"]), None)
    if given["finding"] and found is None:
        refuse("DRL-135", drill, id=given["finding"], ids=", ".join(f.id for f in log.drill.findings) or "-")
    (id_,) = work.book.new_action_ids(1)
    element: Cause = found.cause if found is not None else "other"
    action = Action(id_, drill, measure, given["finding"], element, given["owner"], given["due"])
    work.finish(Change(actions=(action,)), f"drill action {id_}")


def _step(work: Session, id_: str, step: str, given: dict[str, Any]) -> None:
    from msgspec.structs import replace

    from anwei.drills.record.book import Change
    from anwei.drills.record.findings import advanced, retested
    from anwei.drills.record.states import ActionState
    from anwei.engine.services import keep_file

    action = work.book.action(id_)
    changed = {n: given[n] for n in ("owner", "due") if given[n]}
    action = replace(action, **changed)
    if step == ActionState.RETESTED_OK:
        done = retested(action, work.book.log(given["retest"]).drill, work.clerk)
    else:
        done = advanced(action, ActionState(step), work.clerk, reason=given["reason"])
    files: tuple[Path, ...] = () if work.asked.dry_run else given["files"]
    kept = [keep_file(work.workspace, path) for path in files]
    done = replace(done, evidence=(*done.evidence, *(digest for digest, _ in kept)))
    change = Change(actions=(done,), documents=tuple(document for _, document in kept))
    work.finish(change, f"drill action {id_} {step}")


def _list(work: Session, drill: str, late: bool) -> None:
    from json import loads

    from anwei.drills.papers.contexts import Ask
    from anwei.drills.papers.contexts_drill import action_row
    from anwei.drills.record.findings import overdue
    from anwei.drills.seal.exporters import export

    view = work.view()
    chosen = overdue(view.actions, work.day) if late else list(view.actions)
    view = replace(view, actions=tuple(a for a in chosen if drill in ("", a.drill, a.id)))
    if work.asked.json:
        put_json(loads(export("actions", view, Ask())["actions.json"]))
        return
    rows = [action_row(a, LANG) | {"drill": a.drill} for a in view.actions]
    heads = ("id", "drill", "measure", "owner", "due", "state", "verified")
    put_table([f"drill_{h}" for h in heads], ([r[h] for h in heads] for r in rows))
    note(label("cli.ws.count", LANG, count=len(rows)))


def _recurring(work: Session) -> None:
    """Findings that came back, by year: whether it gets better."""
    from anwei.drills.record.findings import years

    view = work.view()
    table = years(s.drill for s in view.drills)
    if work.asked.json:
        put_json({"schema": 1, "recurring": {k: {str(y): n for y, n in v.items()} for k, v in table.items()}})
        return
    columns = sorted({y for row in table.values() for y in row})
    for key, row in table.items():
        clause, _, cause = key.rpartition("|")
        counts = "  ".join(f"{y}: {row.get(y, 0)}" for y in columns)
        click.echo(f"{clause}  {label(f'drill.cause.{cause}', LANG)}  {counts}")
    note(label("cli.ws.count", LANG, count=len(table)))
