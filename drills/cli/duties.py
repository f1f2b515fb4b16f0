"""``anwei drill duties``: what each unit owes in a year."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anwei.drills.cli.common import FILES, HOLIDAYS, KIND, LANG, from_files, from_workspace, read_holidays
from anwei.engine.api import show_date
from anwei.engine.services import FORMAT, WORKSPACE, day_of, given_day, label, note, opened_workspace, put_json

if TYPE_CHECKING:
    from anwei.drills.duties.gather import Gathered
    from anwei.drills.model import Obligation
    from anwei.drills.record.model import Settled
    from anwei.engine.api import Opened
    from anwei.engine.services import Workspace

UNDATED = ("not_set", "unknown")
DONE = (*UNDATED, "scheduled")  # nothing is left to arrange
NAMED = 4  # plans that a line names


@click.command(help=label("cli.drill.duties", LANG))
@click.argument("units", nargs=-1)
@click.option("--year", type=int, help=label("cli.drill.opt.year", LANG))
@click.option("--date", "day", callback=given_day, help=label("cli.opt.date", LANG))
@click.option("--open", "open_only", is_flag=True, help=label("cli.drill.opt.open", LANG))
@click.option("--ids", is_flag=True, help=label("cli.drill.opt.ids", LANG))
@click.option("--limit", default=200, show_default=True, help=label("cli.run.opt.limit", LANG))
@KIND
@FILES
@HOLIDAYS
@WORKSPACE
@FORMAT
def duties(
    units: tuple[str, ...],
    year: int | None,
    day: int | None,
    open_only: bool,
    ids: bool,
    limit: int,
    kind: str,
    files: tuple[Path, ...],
    holidays: Path | None,
    place: str,
    format_: str,
) -> None:
    from anwei.drills.record.decisions import decisions

    decided: dict[str, Settled] = {}
    with ExitStack() as stack:
        if files:
            on = day if day is not None else given_today()
            given = from_files(files, year, on, units, kind, read_holidays(holidays, None))
        else:
            workspace = stack.enter_context(opened_workspace(place))
            notice = read_holidays(holidays, workspace)
            given = from_workspace(workspace, year, day_of(workspace, day), units, kind, notice)
            decided = decisions(workspace)
            given.gathered = _arranged(given.gathered, workspace, given.opened)
    shown = [o for o in given.gathered.obligations if not open_only or (o.needed and o.status not in DONE)]
    if format_ == "json":
        from anwei.drills.duties.telling import plain

        told = {"schema": 1, "year": given.gathered.year, "as_of": show_date(given.gathered.as_of)}
        rows = [plain(o) | {"decision": _decision(decided.get(o.id))} for o in shown]
        put_json({**told, "obligations": rows})
    else:
        _put_table(shown, given.opened, limit, decided, ids=ids)
    _tell_counts(given.gathered)


def _arranged(gathered: Gathered, workspace: Workspace, opened: Opened) -> Gathered:
    """What is owed, with what the plan of the year and the drills on the books will meet."""
    from anwei.drills.record.arranged import arranged
    from anwei.drills.record.book import Book

    book = Book(workspace, opened.catalogue.vocabulary)
    plan = book.plans.get(str(gathered.year))
    return replace(gathered, obligations=arranged(gathered.obligations, plan, book.drills, gathered.as_of))


def given_today() -> int:
    """Today, where no day was given."""
    from anwei.engine.services import day_option

    return day_option(click.get_current_context(), click.Option(["--date"]), None)


def _decision(found: Settled | None) -> dict[str, str] | None:
    """Who let an obligation off, why and until when; None where nobody did."""
    if found is None:
        return None
    days = {n: show_date(v) if v else "" for n, v in (("on", found.on), ("until", found.until))}
    return {"status": found.standing, "by": found.by, "authority": found.authority, "reason": found.reason, **days}


def _put_table(
    shown: list[Obligation], opened: Opened, limit: int, decided: Mapping[str, Settled], *, ids: bool
) -> None:
    from anwei.drills.duties.telling import shown_cites, shown_sorts, shown_window
    from anwei.engine.services import text_table

    vocabulary = opened.catalogue.vocabulary
    groups: dict[tuple[object, ...], list[Obligation]] = {}
    for o in shown:  # one line for all plans that a duty asks each of in one window
        key = (o.duty.unit_kind, o.duty.unit, o.duty.rule, o.duty.part, o.duty.item, o.first, o.last, o.status, o.held)
        groups.setdefault((*key, o.id) if ids or o.id in decided else key, []).append(o)
    lines = list(groups.values())
    heads = [label(f"head.{h}", LANG) for h in (("obligation", *HEADS) if ids else HEADS)]
    rows = [
        [
            *((o.id,) if ids else ()),
            o.duty.unit_name or o.duty.unit,
            o.duty.title.lang(LANG),
            _records(group),
            shown_sorts(o, vocabulary, LANG),
            shown_window(o) or _unset(o, opened),
            f"{o.held}/{o.count}" if o.last else "",
            label(f"drill.status.{o.status}", LANG) + _until(o, decided.get(o.id)),
            shown_cites(o, LANG),
        ]
        for group in lines[: limit or None]
        for o in group[:1]
    ]
    click.echo(text_table(heads, rows))
    if limit and len(lines) > limit:
        note(label("cli.more", LANG, count=len(lines) - limit))


def _unset(obligation: Obligation, opened: Opened) -> str:
    """Which number the source leaves open, in words."""
    found = opened.catalogue.parameters.get(obligation.not_set)
    return found.label.lang(LANG) if found is not None else obligation.not_set


def _until(obligation: Obligation, decision: Settled | None) -> str:
    """Up to which day it is waived."""
    if decision is None or not decision.until or obligation.status != "waived":
        return ""
    return label("drill.until", LANG, day=show_date(decision.until))


def _records(group: list[Obligation]) -> str:
    """The plans (or the item) that a line is about: the first few by name, the others by number."""
    names = [n for o in group if (n := o.duty.record_name or o.duty.item)]
    rest = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (label("drill.and_more", LANG, count=rest) if rest > 0 else "")


HEADS = ("unit", "duty", "plan_record", "kind", "window", "times", "state", "cites")


def _tell_counts(gathered: Gathered) -> None:
    found = gathered.obligations
    note(
        label(
            "drill.duties.count",
            LANG,
            year=gathered.year,
            units=len(gathered.units),
            duties=len({o.duty.key for o in found}),
            obligations=sum(o.status not in UNDATED for o in found),
            open=sum(bool(o.needed) and o.status != "scheduled" for o in found),
            scheduled=sum(o.status == "scheduled" for o in found),
            not_set=len({o.duty.key for o in found if o.status == "not_set"}),
            unknown=len({o.duty.key for o in found if o.status == "unknown"}),
        )
    )
