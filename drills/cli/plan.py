"""``anwei drill plan``: the drill plan of a year."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anwei.drills.cli.common import FILES, HOLIDAYS, KIND, LANG, from_files, from_workspace, read_holidays
from anwei.drills.cli.duties import given_today
from anwei.engine.services import (
    FORMAT,
    WHO,
    WORKSPACE,
    Exit,
    day_of,
    given_day,
    label,
    leave,
    note,
    opened_workspace,
    put_json,
    source,
)

if TYPE_CHECKING:
    from anwei.drills.calendar import Notice
    from anwei.drills.cli.common import Given
    from anwei.drills.model import AnnualPlan
    from anwei.drills.planning.job import Told
    from anwei.drills.planning.make import Made, Options
    from anwei.drills.planning.policy import Policy


@click.command(help=label("cli.drill.plan", LANG))
@click.argument("year", type=int)
@click.option("--policy", "policy_file", type=click.Path(path_type=Path), help=label("cli.drill.opt.policy", LANG))
@click.option("--date", "day", callback=given_day, help=label("cli.opt.date", LANG))
@click.option("--seed", default=0, show_default=True, help=label("cli.drill.opt.seed", LANG))
@click.option(
    "--rounds", type=click.IntRange(0, 20), default=3, show_default=True, help=label("cli.drill.opt.rounds", LANG)
)
@click.option(
    "--seconds", type=click.IntRange(0), default=0, show_default=True, help=label("cli.drill.opt.seconds", LANG)
)
@click.option(
    "--replan",
    type=click.Choice(["free", "balanced", "strict"]),
    default="balanced",
    show_default=True,
    help=label("cli.drill.opt.replan", LANG),
)
@click.option("--encouraged", is_flag=True, help=label("cli.drill.opt.encouraged", LANG))
@click.option("--dry-run", is_flag=True, help=label("cli.drill.opt.dry_run", LANG))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help=label("cli.drill.opt.out", LANG))
@KIND
@FILES
@HOLIDAYS
@WORKSPACE
@WHO
@FORMAT
def plan(
    year: int,
    policy_file: Path | None,
    day: int | None,
    seed: int,
    rounds: int,
    seconds: int,
    replan: str,
    encouraged: bool,
    dry_run: bool,
    out: Path | None,
    kind: str,
    files: tuple[Path, ...],
    holidays: Path | None,
    place: str,
    who: str,
    format_: str,
) -> None:
    from anwei.drills.planning.keep import keep, kept_plan, kept_policy
    from anwei.drills.planning.make import Options
    from anwei.drills.planning.policy import Policy, read_policy

    policy = read_policy(policy_file, year) if policy_file is not None else None
    options = Options(seed=seed, rounds=rounds, encouraged=encouraged, replan=replan)
    with ExitStack() as stack:
        workspace = None if files else stack.enter_context(opened_workspace(place))
        notice = read_holidays(holidays, workspace)
        former = kept_plan(workspace, year) if workspace is not None else None
        if policy is None:
            policy = kept_policy(workspace, year) if workspace is not None else Policy()
        given: Given
        if workspace is None:
            given = from_files(files, year, day if day is not None else given_today(), (), kind, notice)
        else:
            given = from_workspace(workspace, year, day_of(workspace, day), (), kind, notice)
        if not any(o.needed for o in given.gathered.obligations):
            note(label("drill.no_duties", LANG, year=year))
            leave(Exit.INPUT)
        _tell_short(notice, year)
        made = _made(given, policy, options, notice, former, seconds)
        seq = 0
        if workspace is not None and not dry_run and out is None:
            kept = keep(
                workspace, made.plan, policy, source("drill", who), notice if holidays else None, given.gathered.head
            )
            seq = kept.seq
    if out is not None:
        _write(out, made.plan)
    _put(made, given, format_)
    _tell(made.plan, former)
    note(label("drill.plan.kept", LANG, year=year, version=made.plan.version, seq=seq) if seq else _dry(out))
    leave(Exit.GAPS if made.plan.unmet or made.conflicts else Exit.OK)


def _tell_short(notice: Notice | None, year: int) -> None:
    """A notice that names too few days to settle the year: what it names counts, the rest stays an estimate."""
    named = notice.named_in(year) if notice is not None else 0
    if notice is not None and year not in notice.years and (named or not notice.years):
        note(label("drill.short_notice", LANG, year=year, count=named))


def _dry(out: Path | None) -> str:
    return label("cli.written", LANG, path=out) if out is not None else label("drill.plan.dry", LANG)


def _made(
    given: Given,
    policy: Policy,
    options: Options,
    notice: Notice | None,
    former: AnnualPlan | None,
    seconds: int,
) -> Made:
    from anwei.drills.planning.job import job_of
    from anwei.drills.planning.process import plan_apart

    shown = sys.stderr.isatty()

    def hear(told: Told) -> None:
        if shown and told.event == "progress" and told.done == told.of:
            note(label("drill.plan.progress", LANG, round=told.round, cost=told.cost))

    return plan_apart(job_of(given.gathered, policy, options, notice, former), hear, seconds=seconds)


def _write(path: Path, made: AnnualPlan) -> None:
    from anwei.drills.planning.telling import plain_plan
    from anwei.engine.api import AnweiError, Diagnostic, Place

    try:
        path.write_text(json.dumps(plain_plan(made), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise AnweiError([Diagnostic("DOC-011", Place(str(path)), {"reason": error.strerror or ""})]) from error


def _put(made: Made, given: Given, format_: str) -> None:
    if format_ == "json":
        from anwei.drills.planning.telling import plain_plan

        put_json({"plan": plain_plan(made.plan), "conflicts": [c.what for c in made.conflicts]})
        return
    from anwei.drills.cli.tables import put_drills, put_unmet

    put_drills(made.plan.drills, given.opened.catalogue.vocabulary, given.areas)
    put_unmet(made.plan)


def _tell(made: AnnualPlan, former: AnnualPlan | None) -> None:
    """The plan in a few lines: how much, how good, on what its days rest."""
    solver = made.solver
    planned = {o for d in made.drills for o in d.obligations}
    note(
        label(
            "drill.plan.done",
            LANG,
            year=made.year,
            drills=len(made.drills),
            participations=sum(len(d.participations) for d in made.drills),
            met=len(planned - {u.obligation for u in made.unmet}),
            unmet=len(made.unmet),
        )
    )
    if solver.gap is not None:
        gap = f"{solver.gap:.2%}"
        note(label("drill.plan.cost", LANG, cost=solver.cost, bound=round(solver.bound), gap=gap))
    else:
        note(label("drill.plan.cost_only", LANG, cost=solver.cost))
    if not solver.optimised:
        note(label("drill.plan.not_optimised", LANG))
    if solver.stopped:
        note(label("drill.plan.stopped", LANG))
    estimated = sum(d.basis == "estimated" for d in made.drills)
    if estimated:
        note(label("drill.plan.estimated", LANG, count=estimated))
    if former is not None:
        from anwei.drills.planning.replan import drill_changes

        counts = {w: sum(m.what == w for m in made.changes) for w in ("moved", "added", "dropped")}
        more, fewer = drill_changes(former, made.drills)
        note(label("drill.plan.moves", LANG, more=more, fewer=fewer, **counts))
