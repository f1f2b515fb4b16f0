"""``anwei waiver`` and ``anwei attest``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from anwei.engine.cli.check import day_option
from anwei.engine.cli.main import LANG
from anwei.engine.cli.names import FORMAT, known, put_json
from anwei.engine.cli.narrate import note, report_diagnostics
from anwei.engine.cli.workspace import (
    EVIDENCE,
    KIND,
    NOTE,
    WHO,
    WITHIN,
    WORKSPACE,
    catalogue_of,
    one_subject,
    opened_workspace,
    put_table,
    shown_day,
)
from anwei.engine.cli.workspace_clock import account, source
from anwei.engine.messages import label

if TYPE_CHECKING:
    from anwei.engine.catalogue.model import Catalogue
    from anwei.engine.workspace.papers import ListedWaiver

DAY = click.option("--date", "day", callback=day_option, help=label("cli.ws.opt.day", LANG))
DUE = click.option("--due", is_flag=True, help=label("cli.ws.opt.due", LANG))


@click.group(help=label("cli.ws.waiver", LANG))
def waiver() -> None:
    """The group of waiver commands."""


@waiver.command("add", help=label("cli.ws.waiver.add", LANG))
@click.argument("rule")
@click.argument("subject")
@click.option("--reason", required=True, help=label("cli.ws.waiver.reason", LANG))
@click.option("--approved-by", required=True, help=label("cli.ws.waiver.approved_by", LANG))
@click.option("--from", "start", callback=day_option, help=label("cli.ws.waiver.from", LANG))
@click.option("--until", "end", required=True, callback=day_option, help=label("cli.ws.waiver.until", LANG))
@EVIDENCE
@WORKSPACE
@WHO
@NOTE
def add_waiver(
    rule: str,
    subject: str,
    reason: str,
    approved_by: str,
    start: int,
    end: int,
    files: tuple[Path, ...],
    place: str,
    who: str,
    remark: str,
) -> None:
    from anwei.engine.workspace.papers import WaiverPaper
    from anwei.engine.workspace.papers import add_waiver as put

    with opened_workspace(place) as workspace:
        rules = catalogue_of(workspace).catalogue.rules
        kind = rules[known(rule, rules, "rule")].subject
        line = one_subject(workspace, subject, kind)
        paper = WaiverPaper(kind, line.id, rule, reason, approved_by, start, end)
        id_, done = put(workspace, paper, source("waiver", who, note=remark), files)
    click.echo(id_)
    note(label("cli.ws.done", LANG, seq=done.seq))


@waiver.command("list", help=label("cli.ws.waiver.list", LANG))
@WITHIN
@DUE
@DAY
@WORKSPACE
@FORMAT
def list_waivers(within: int, due: bool, day: int, place: str, format_: str) -> None:
    from anwei.engine.workspace.papers import list_waivers as listed

    with opened_workspace(place) as workspace:
        found = [w for w in listed(workspace, day, within) if not due or w.state in ("expiring", "expired")]
    found.sort(key=lambda w: (w.paper.end, w.id))
    if format_ == "json":
        put_json({"schema": 1, "waivers": [_plain(w) for w in found]})
        return
    heads = ("id", "state", "rule", "subject", "from", "until", "reason", "approved_by", "evidence")
    put_table(heads, (_row(w) for w in found))
    note(label("cli.ws.count", LANG, count=len(found)))


def _row(listed: ListedWaiver) -> list[str]:
    paper = listed.paper
    state = label(f"state.{listed.state}", LANG)
    dates = (shown_day(paper.start), shown_day(paper.end))
    reason = paper.reason if not paper.revoked else f"{paper.reason}（{paper.revoked}）"
    evidence = str(len(paper.evidence) or "")
    return [listed.id, state, paper.rule, paper.subject, *dates, reason, paper.approved_by, evidence]


def _plain(listed: ListedWaiver) -> dict[str, object]:
    import msgspec

    told = msgspec.to_builtins(listed.paper)
    days = {"start": shown_day(listed.paper.start), "end": shown_day(listed.paper.end)}
    return {"id": listed.id, "state": listed.state, **told, **days}


@waiver.command("revoke", help=label("cli.ws.waiver.revoke", LANG))
@click.argument("id_", metavar="ID")
@click.option("--reason", required=True, help=label("cli.ws.waiver.reason", LANG))
@WORKSPACE
@WHO
def revoke_waiver(id_: str, reason: str, place: str, who: str) -> None:
    from anwei.engine.workspace.papers import revoke_waiver as revoke

    with opened_workspace(place) as workspace:
        done = revoke(workspace, id_, reason, source("waiver", who, note=reason))
    note(label("cli.ws.done", LANG, seq=done.seq))


@click.group(help=label("cli.ws.attest", LANG))
def attest() -> None:
    """The group of attestation commands."""


@attest.command("add", help=label("cli.ws.attest.add", LANG))
@click.argument("subject")
@click.argument("item")
@click.option("--holds/--fails", required=True, default=None, help=label("cli.ws.attest.holds", LANG))
@click.option("--seen-on", callback=day_option, help=label("cli.ws.attest.seen_on", LANG))
@click.option("--until", "end", required=True, callback=day_option, help=label("cli.ws.attest.until", LANG))
@click.option("--by", default="", help=label("cli.ws.attest.by", LANG))
@KIND
@EVIDENCE
@WORKSPACE
@WHO
@NOTE
def add_attestation(
    subject: str,
    item: str,
    holds: bool,
    seen_on: int,
    end: int,
    by: str,
    kind: str,
    files: tuple[Path, ...],
    place: str,
    who: str,
    remark: str,
) -> None:
    from anwei.engine.workspace.papers import attest as put

    with opened_workspace(place) as workspace:
        catalogue = catalogue_of(workspace).catalogue
        line = one_subject(workspace, subject, kind)
        known(item, _items(catalogue, line.kind), "attested")
        told = source("attestation", who, note=remark)
        done = put(
            workspace,
            catalogue.vocabulary,
            line.kind,
            line.id,
            item,
            told,
            holds=holds,
            seen_on=seen_on,
            valid_until=end,
            by=by or account(who),
            files=files,
        )
    note(label("cli.ws.done", LANG, seq=done.seq))


def _items(catalogue: Catalogue, kind: str) -> list[str]:
    """The items that rules for a kind of subject ask to have been seen."""
    from anwei.engine.ir.nodes import Attested
    from anwei.engine.ir.walk import walk

    rules = [r for r in catalogue.rules.values() if r.subject == kind]
    return sorted({n.item for r in rules for n in walk(r) if isinstance(n, Attested)})


@attest.command("list", help=label("cli.ws.attest.list", LANG))
@WITHIN
@DUE
@DAY
@click.option("--personal", is_flag=True, help=label("cli.ws.opt.personal", LANG))
@WORKSPACE
@FORMAT
def list_attestations(within: int, due: bool, day: int, personal: bool, place: str, format_: str) -> None:
    from anwei.engine.workspace.masking import MASK
    from anwei.engine.workspace.papers import list_attestations as listed
    from anwei.engine.workspace.read import Reader

    rows: list[dict[str, object]] = []
    with opened_workspace(place) as workspace:
        reader = Reader(workspace, catalogue_of(workspace).catalogue.vocabulary)
        for found in listed(reader, day, within):
            if due and found.state not in ("expiring", "expired"):
                continue
            values = found.record.values
            told = {n: values.get(n) for n in ("item", "holds")}
            days = {"seen_on": shown_day(values.get("seen_on")), "until": shown_day(values.get("valid_until"))}
            by = values.get("by") if personal else MASK
            rows.append({"subject": found.subject.id, "state": found.state, **told, **days, "who": by})
    if reader.diagnostics.items:
        report_diagnostics(reader.diagnostics.items, LANG)
    rows.sort(key=lambda r: (str(r["until"]), str(r["subject"]), str(r["item"])))
    if format_ == "json":
        put_json({"schema": 1, "attestations": rows})
        return
    put_table(("subject", "state", "item", "holds", "seen_on", "until", "who"), (_cells(r) for r in rows))
    note(label("cli.ws.count", LANG, count=len(rows)))


def _cells(row: dict[str, object]) -> list[str]:
    words = {**row, "state": label(f"state.{row['state']}", LANG)}
    words["holds"] = label("form.yes" if row["holds"] else "form.no", LANG)
    return [
        "" if words[n] is None else str(words[n])
        for n in ("subject", "state", "item", "holds", "seen_on", "until", "who")
    ]
