"""``anwei drill conflicts``: a kept plan checked again against what is on file today."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from anwei.drills.cli.common import HOLIDAYS, LANG, from_workspace, read_holidays
from anwei.engine.api import show_date
from anwei.engine.services import (
    FORMAT,
    WORKSPACE,
    Exit,
    day_of,
    given_day,
    label,
    leave,
    note,
    opened_workspace,
    put_json,
)

if TYPE_CHECKING:
    from anwei.drills.record.conflicts import Clash


@click.command(help=label("cli.drill.conflicts", LANG))
@click.argument("year", type=int)
@click.option("--policy", "policy_file", type=click.Path(path_type=Path), help=label("cli.drill.opt.policy", LANG))
@click.option("--date", "day", callback=given_day, help=label("cli.opt.date", LANG))
@HOLIDAYS
@WORKSPACE
@FORMAT
def conflicts(
    year: int, policy_file: Path | None, day: int | None, holidays: Path | None, place: str, format_: str
) -> None:
    from anwei.drills.cli.tables import put_conflicts, put_unmet
    from anwei.drills.model import to_plain
    from anwei.drills.planning.keep import kept_plan, kept_policy
    from anwei.drills.planning.policy import read_policy
    from anwei.drills.planning.telling import with_dates
    from anwei.drills.record.book import Book
    from anwei.drills.record.conflicts import clashes

    with opened_workspace(place) as workspace:
        plan = kept_plan(workspace, year)
        if plan is None:
            raise click.UsageError(label("drill.no_plan", LANG, year=year))
        policy = read_policy(policy_file, year) if policy_file is not None else kept_policy(workspace, year)
        notice = read_holidays(holidays, workspace)
        given = from_workspace(workspace, year, day_of(workspace, day), (), "", notice)
        drills = Book(workspace, given.opened.catalogue.vocabulary).drills
    found = clashes(plan, drills, given.gathered, policy, LANG)
    if format_ == "json":
        rows = [_plain(c) for c in found]
        told = {
            "unmet": [to_plain(u) for u in plan.unmet],
            "bottlenecks": [with_dates(to_plain(b)) for b in plan.bottlenecks],
        }
        put_json({"schema": 1, "year": year, "conflicts": rows, **told})
    elif found or plan.unmet:
        if found:
            put_conflicts(found)
        put_unmet(plan)
    else:
        note(label("drill.conflicts.none", LANG))
    counts = {"conflicts": len(found), "unmet": len(plan.unmet), "bottlenecks": len(plan.bottlenecks)}
    note(label("drill.conflicts.count", LANG, **counts))
    leave(Exit.GAPS if found or plan.unmet else Exit.OK)


def _plain(clash: Clash) -> dict[str, object]:
    """A conflict as data: what it is, about what by id, and in words."""
    c = clash.conflict
    ids = {"drill": c.drill, "unit": c.unit, "obligation": c.obligation, "drills": list(clash.drills)}
    return {"what": c.what, **ids, "day": show_date(c.day) if c.day else "", "why": clash.why}
