"""``anwei drill`` ``list``, ``show``, ``ics`` and ``papers``: what is shown goes through the table of exporters."""

from __future__ import annotations

from datetime import date
from json import loads
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from anwei.drills.cli.session import LANG, OUTPUT, Asked, Session, put_files, read_text, reading, session
from anwei.engine.services import given_day, label, note, put_json, put_table, report_diagnostics

if TYPE_CHECKING:
    from anwei.drills.ics.read import Proposed
    from anwei.drills.record.model import Drill

KINDS = ("plan", "notice", "work-plan", "evaluation", "report", "summary", "archive", "filing", "month", "replan")
LINE = ("id", "when", "title", "state", "units")


@click.command("list", help=label("cli.drill.list", LANG))
@click.option("--state", "states", multiple=True, help=label("cli.drill.opt.states", LANG))
@click.option("--year", type=int, help=label("cli.drill.opt.year_of", LANG))
@reading
def list_(asked: Asked, states: tuple[str, ...], year: int | None) -> None:
    from anwei.drills.papers.contexts import Ask
    from anwei.drills.seal.exporters import export

    with session(asked) as work:
        found = loads(export("list", work.view(), Ask())["drills.json"])
    rows = [r for r in found["drills"] if _wanted(r, states, year)]
    if asked.json:
        put_json({**found, "drills": rows})
        return
    for row in rows:
        row["state"] = label(f"drill.state.{row['state']}", LANG)
        row["units"] = str(len(row["units"]) or "")
    put_table([f"drill_{h}" for h in LINE], ([r[h] for h in LINE] for r in rows))
    note(label("cli.ws.count", LANG, count=len(rows)))


def _wanted(row: dict[str, Any], states: tuple[str, ...], year: int | None) -> bool:
    """Drills without a date are in every year."""
    in_year = year is None or not row["day"] or row["day"].startswith(f"{year:04d}-")
    return in_year and (not states or row["state"] in states)


@click.command(help=label("cli.drill.show", LANG))
@click.argument("drill")
@click.option("--log", "steps", is_flag=True, help=label("cli.drill.opt.log", LANG))
@reading
def show(asked: Asked, drill: str, steps: bool) -> None:
    from anwei.drills.papers.contexts import Ask
    from anwei.drills.seal.exporters import export

    with session(asked) as work:
        view = work.view()
        files = export("log" if steps else "show", view, Ask(drill))
    (data,) = files.values()
    told = loads(data)
    if asked.json:
        put_json(told)
    elif steps:
        for event in told["events"]:
            words = (event["at"][:16], event["by"], label(f"drill.step.{event['step']}", LANG), event.get("reason", ""))
            click.echo("  ".join(filter(None, words)))
    else:
        for line in _lines(told["drill"]):
            click.echo(line)


def _lines(told: dict[str, Any]) -> list[str]:
    """What of a drill people read first; everything else is in the JSON."""
    from anwei.drills.words import seat_name

    plain = [("id", told["id"]), ("title", told.get("title", "")), ("when", told["when"])]
    plain.append(("state", label(f"drill.state.{told.get('state', 'draft')}", LANG)))
    host = next((s["name"] for s in told.get("seats", ()) if s["unit"].endswith(f" {told.get('host')}")), "")
    told = {**told, "host": " ".join(filter(None, (str(told.get("host", "")), host)))}
    plain += [(n, str(told.get(n, ""))) for n in ("venue", "host", "lead", "scenario", "grade", "reason")]
    lines = [f"{label(f'head.drill_{n}', LANG)}: {v}" for n, v in plain if v]
    for seat in told.get("seats", ()):
        heads = seat.get("actual") or seat.get("planned") or ""
        role = label(f"drill.role.{seat.get('role', 'player')}", LANG)
        name = seat_name(seat.get("name", ""), seat.get("shift", ""), LANG)
        lines.append(f"  {seat['unit']} {name}  {role}  {heads}".rstrip())
    for inject in told.get("injects", ()):
        state = label(f"drill.inject.{inject.get('state', 'draft')}", LANG)
        lines.append(f"  #{inject['no']} T+{inject.get('planned', '-')} {inject['content']}  {state}")
    lines += [f"  ! {f['id']} {f['text']}" for f in told.get("findings", ())]
    return lines


@click.command(help=label("cli.drill.ics", LANG))
@click.option("--by-area", is_flag=True, help=label("cli.drill.opt.by_area", LANG))
@click.option(
    "--read",
    "source",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=label("cli.drill.opt.read", LANG),
)
@OUTPUT
@reading
def ics(asked: Asked, by_area: bool, source: Path | None, output: Path | None) -> None:
    from anwei.drills.papers.contexts import Ask
    from anwei.drills.seal.exporters import export

    with session(asked) as work:
        if source is not None:
            _propose(work, source)
            return
        files = export("calendars" if by_area else "calendar", work.view(), Ask())
    if output is None and not by_area:
        click.echo(next(iter(files.values())).decode(), nl=False)
        return
    _told(put_files(files, output), asked)


def _propose(work: Session, source: Path) -> None:
    """Show what a calendar file proposes; nothing is applied."""
    from anwei.drills.ics.read import read
    from anwei.drills.ics.write import uid

    office = work.workspace.about.get("id", "")
    known: dict[str, Drill] = {}
    for drill in work.book.drills:
        known |= {uid(office, key): drill for key in filter(None, (drill.id, drill.seal.alias))}
    found = read(read_text(source), source.name, known)
    if found.diagnostics.items:
        report_diagnostics(found.diagnostics.items, LANG)
    rows = _proposal_rows(found)
    if work.asked.json:
        put_json({"schema": 1, "proposals": rows, "problems": len(found.diagnostics.items)})
        return
    heads = ("what", "id", "title", "day_before", "day_now")
    named = [r | {"what": label(f"drill.proposal.{r['what']}", LANG)} for r in rows]
    put_table([f"drill_{h}" for h in heads], ([r[h] for h in heads] for r in named))
    note(label("drill.proposed", LANG, count=len(rows)))


def _proposal_rows(found: Proposed) -> list[dict[str, str]]:
    from anwei.engine.api import show_date

    return [
        {
            "what": p.kind,
            "id": p.drill,
            "uid": p.uid,
            "title": p.title,
            "day_before": show_date(p.old_day) if p.old_day else "",
            "day_now": show_date(p.day),
            "slot": p.slot,
        }
        for p in found.proposals
    ]


@click.command(help=label("cli.drill.papers", LANG))
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("drill", required=False, default="")
@click.option(
    "--as", "paper_format", type=click.Choice(["docx", "html", "pdf"]), help=label("cli.drill.opt.paper_format", LANG)
)
@click.option("--year", type=int, help=label("cli.drill.opt.year_of", LANG))
@click.option("--month", type=click.IntRange(1, 12), help=label("cli.drill.opt.month", LANG))
@click.option("--reason", default="", help=label("cli.drill.opt.reason", LANG))
@click.option("--from", "first", callback=given_day, help=label("cli.drill.opt.from", LANG))
@click.option("--until", "last", callback=given_day, help=label("cli.drill.opt.until", LANG))
@click.option(
    "--templates",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=label("cli.drill.opt.templates", LANG),
)
@OUTPUT
@reading
def papers(
    asked: Asked,
    kind: str,
    drill: str,
    paper_format: str | None,
    year: int | None,
    month: int | None,
    reason: str,
    first: int | None,
    last: int | None,
    templates: Path | None,
    output: Path | None,
) -> None:
    from anwei.drills.papers.build import FORMATS, OF_A_DRILL
    from anwei.drills.papers.contexts import Ask
    from anwei.drills.seal.exporters import export
    from anwei.engine.api import Diagnostics

    if (kind in OF_A_DRILL) != bool(drill):
        raise click.UsageError(label("drill.paper_drill", LANG, kind=kind))
    suffix = output.suffix[1:].lower() if output is not None else ""
    chosen = paper_format or (suffix if suffix in FORMATS else "docx")
    diagnostics = Diagnostics()
    with session(asked) as work:
        today = date.fromordinal(work.day)
        of = year or _year_of(kind, work)
        owed = kind in OF_DUTIES and str(of) not in work.book.plans
        if owed:
            note(label("drill.paper.no_plan", LANG, year=of))
        view = work.view(0 if kind in OF_A_DRILL else of, owed=owed)
        of_month = month or (today.month if of == today.year else 1)
        ask = Ask(drill, of, of_month, first or 0, last or 0, reason, templates, diagnostics)
        files = export(f"{kind}.{chosen}", view, ask)
    if diagnostics.items:
        report_diagnostics(diagnostics.items, LANG)
    _told(put_files(files, output), asked)


#: Papers that speak of what is owed, whether a plan is kept or not.
OF_DUTIES = frozenset({"plan", "month"})


def _year_of(kind: str, work: Session) -> int:
    """The year of a paper where none is said: this one; of papers of a plan the next one that has a plan, if this one
    has none."""
    now = date.fromordinal(work.day).year
    kept = sorted(int(y) for y in work.book.plans if int(y) > now)
    if kind not in ("plan", "replan") or str(now) in work.book.plans or not kept:
        return now
    note(label("drill.paper.of_year", LANG, now=now, year=kept[0]))
    return kept[0]


def _told(paths: list[Path], asked: Asked) -> None:
    if asked.json:
        put_json({"schema": 1, "files": [str(p) for p in paths]})
        return
    for path in paths:
        note(label("cli.written", LANG, path=path))
