"""``anwei drill`` ``add``, ``move``, ``approve``, ``notify``, ``cancel``, ``close``, ``remove``: before and after."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from anwei.drills.cli.session import LANG, REASON, Asked, Session, codes, seats_of, session, what_of, writing
from anwei.engine.services import day_option, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from anwei.drills.record.model import Drill, Inject, Log, Seat


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def no_day(ctx: click.Context, param: click.Parameter, value: str | None) -> int:
    """A day as an ordinal, 0 where it was not given."""
    return day_option(ctx, param, value) if value else 0


@click.command(help=label("cli.drill.add", LANG))
@click.argument("title", required=False, default="")
@click.option("--on", "on", callback=no_day, help=label("cli.drill.opt.on", LANG))
@click.option("--slot", type=click.Choice(["day", "am", "pm"]), default="day", help=label("cli.drill.opt.slot", LANG))
@click.option("--kind", "kinds", multiple=True, help=label("cli.drill.opt.kinds", LANG))
@click.option("--topic", "topics", multiple=True, help=label("cli.drill.opt.topics", LANG))
@click.option("--mode", default="", help=label("cli.drill.opt.mode", LANG))
@click.option("--host", default="", help=label("cli.drill.opt.host", LANG))
@click.option("--unit", "units", multiple=True, help=label("cli.drill.opt.units", LANG))
@click.option("--observer", "observers", multiple=True, help=label("cli.drill.opt.observers", LANG))
@click.option("--evaluator", "evaluators", multiple=True, help=label("cli.drill.opt.evaluators", LANG))
@click.option("--safety-notice", "safety_notice", multiple=True, help=label("cli.drill.opt.safety_notice", LANG))
@click.option("--venue", default="", help=label("cli.drill.opt.venue", LANG))
@click.option("--lead", default="", help=label("cli.drill.opt.lead", LANG))
@click.option("--scenario", default="", help=label("cli.drill.opt.scenario", LANG))
@click.option("--objectives", default="", help=label("cli.drill.opt.objectives", LANG))
@click.option("--safety", default="", help=label("cli.drill.opt.safety", LANG))
@click.option("--script", type=click.Choice(["none", "outline", "full"]), help=label("cli.drill.opt.script", LANG))
@click.option("--blind-time", is_flag=True, help=label("cli.drill.opt.blind_time", LANG))
@click.option("--blind-scenario", is_flag=True, help=label("cli.drill.opt.blind_scenario", LANG))
@click.option("--template", default="", help=label("cli.drill.opt.template", LANG))
@click.option("--like", default="", help=label("cli.drill.opt.like", LANG))
@click.option("--injects", type=FILE, help=label("cli.drill.opt.injects", LANG))
@click.option("--roster", type=FILE, help=label("cli.drill.opt.roster", LANG))
@click.option("--to", "existing", default="", help=label("cli.drill.opt.to", LANG))
@click.option("--from-plan", "year", type=int, help=label("cli.drill.opt.from_plan", LANG))
@writing
def add(asked: Asked, title: str, existing: str, year: int | None, **given: Any) -> None:
    with session(asked) as work:
        _finish(work, _added(work, title, existing, year, given), "add")


def _added(work: Session, title: str, existing: str, year: int | None, given: dict[str, Any]) -> list[Log]:
    from anwei.drills.record import steps

    if year is not None:
        return adopt(work, year)
    clerk, on = work.clerk, given.pop("on")
    values = particulars(work, title, given)
    if existing:
        log = work.book.log(existing)
        values["seats"] = named(together(log.drill.seats, values.pop("seats", ())), given["roster"])
        return [steps.amend(log, clerk, values)]
    from anwei.drills.record.model import Drill

    if not title and not values.get("topics"):
        raise click.UsageError(label("drill.no_title", LANG))
    made = Drill(work.book.new_id(date.fromordinal(on or work.day).year), **values)
    log = steps.started(made, clerk)
    return [steps.plan(log, clerk, on, basis=basis_of(work, on))] if on else [log]


def particulars(work: Session, title: str, given: dict[str, Any]) -> dict[str, Any]:
    """What was said on the command line as fields of a drill; what was not said is left out."""
    plain = ("slot", "venue", "lead", "scenario", "objectives", "safety", "script", "blind_time", "blind_scenario")
    found: dict[str, Any] = {n: given[n] for n in plain if given[n] and given[n] != "day"}
    found |= {n: given[n] for n in ("evaluators", "safety_notice") if given[n]}
    found |= {"kinds": codes(work, "kind", given["kinds"])} if given["kinds"] else {}
    found |= {"topics": codes(work, "topics", given["topics"])} if given["topics"] else {}
    found |= {"mode": codes(work, "mode", [given["mode"]])[0]} if given["mode"] else {}
    found |= {"title": title} if title else {}
    hosts = seats_of(work, [given["host"]] if given["host"] else [], "host")
    seats = (*hosts, *seats_of(work, given["units"], "player"), *seats_of(work, given["observers"], "observer"))
    found |= {"seats": named(seats, given["roster"])} if seats else {}
    found |= {"host": hosts[0].unit} if hosts else {}
    injects = _injects(work, given["template"], given["like"], given["injects"])
    return found | ({"injects": injects} if injects else {})


def together(seats: Sequence[Seat], further: Sequence[Seat]) -> tuple[Seat, ...]:
    """The seats of a drill with further ones; for a unit that has its seat, how many are called is put right."""
    from msgspec.structs import replace

    called = {s.key: s.planned for s in further}
    known = {s.key for s in seats}
    kept = (replace(s, planned=called[s.key]) if called.get(s.key) else s for s in seats)
    return (*kept, *(s for s in further if s.key not in known))


def named(seats: Sequence[Seat], roster: Path | None) -> tuple[Seat, ...]:
    """Seats with the names of a roster file. Raises AnweiError (DRL-107) for a unit without a seat."""
    from msgspec.structs import replace

    from anwei.drills.record.errors import refuse
    from anwei.drills.record.sheets import read_roster

    names = read_roster(roster) if roster is not None else {}
    unknown = sorted(set(names) - {s.unit for s in seats})
    if unknown:
        refuse("DRL-107", str(roster), unit=", ".join(unknown))
    return tuple(replace(s, names=names[s.unit]) if s.unit in names else s for s in seats)


def _injects(work: Session, template: str, like: str, path: Path | None) -> tuple[Inject, ...]:
    from anwei.drills.record.injects import checked, copied, from_template, templates
    from anwei.drills.record.sheets import read_injects

    if path is not None:
        return checked(str(path), read_injects(path))
    if like:
        return copied(work.book.log(like).drill.injects)
    if not template:
        return ()
    found = templates()
    if template not in found:
        raise click.UsageError(label("drill.no_template", LANG, name=template, names=", ".join(sorted(found)) or "-"))
    return from_template(found[template], LANG)


def basis_of(work: Session, day: int) -> str:
    """On what the knowledge rests that a day is worked."""
    from anwei.drills.calendar import WorkCalendar
    from anwei.drills.planning.keep import kept_notice

    return WorkCalendar(kept_notice(work.workspace)).basis(day)


def adopt(work: Session, year: int) -> list[Log]:
    """The drills of a year's plan that are not on the books yet. Raises click.UsageError where there is no plan."""
    from anwei.drills.record.adopt import adopted
    from anwei.drills.words import about, area_names, planned_title

    plan = work.book.plans.get(str(year))
    if plan is None:
        raise click.UsageError(label("drill.no_plan", LANG, year=year))
    areas = area_names(work.workspace)
    return list(adopted(plan, work.book.logs, work.clerk, lambda p: planned_title(p, about(p, LANG), areas, LANG)))


@click.command(help=label("cli.drill.move", LANG))
@click.argument("drill")
@click.argument("on", callback=day_option)
@click.option("--slot", type=click.Choice(["day", "am", "pm"]), help=label("cli.drill.opt.slot", LANG))
@REASON
@writing
def move(asked: Asked, drill: str, on: int, slot: str | None, reason: str) -> None:
    from anwei.drills.record import steps
    from anwei.drills.record.states import DrillState
    from anwei.drills.seal.commitments import NONCE_BYTES, renew

    with session(asked) as work:
        log = work.book.log(drill)
        values = {"basis": basis_of(work, on)} | ({"slot": slot} if slot else {})
        if log.drill.state is DrillState.DRAFT:
            log = steps.plan(log, work.clerk, on, **values)
        else:
            log = steps.reschedule(log, work.clerk, on, reason, **values)
        if log.drill.secret:
            log = renew(log, work.clerk, secrets.token_bytes(NONCE_BYTES), reason)
        _finish(work, [log], "move")


@click.command(help=label("cli.drill.approve", LANG))
@click.argument("drills", nargs=-1)
@click.option("--plan", "year", type=int, help=label("cli.drill.opt.plan_year", LANG))
@click.option("--month", type=click.IntRange(1, 12), help=label("cli.drill.opt.month", LANG))
@click.option("--by", required=True, help=label("cli.drill.opt.by", LANG))
@click.option("--number", default="", help=label("cli.drill.opt.number", LANG))
@writing
def approve(asked: Asked, drills: tuple[str, ...], year: int | None, month: int | None, by: str, number: str) -> None:
    from anwei.drills.record import steps
    from anwei.drills.record.book import Change

    if bool(drills) == (year is not None):
        raise click.UsageError(label("drill.which", LANG))
    with session(asked) as work:
        documents: tuple[Any, ...] = ()
        if year is not None:
            logs, documents = _whole_plan(work, year, month, by, number)
        else:
            logs = [work.book.log(d) for d in drills]
        done = [steps.approve(log, work.clerk, by=by, number=number) for log in logs]
        change = Change(drills=tuple(done), documents=documents)
        work.finish(change, what_of("approve", *done))


def _whole_plan(work: Session, year: int, month: int | None, by: str, number: str) -> tuple[list[Log], tuple[Any, ...]]:
    """Every planned drill of the year (or month), and the plan with its approval and the root over all seals."""
    from msgspec.structs import replace

    from anwei.drills.model import to_plain
    from anwei.drills.record.book import PLANS
    from anwei.drills.record.states import DrillState
    from anwei.drills.seal.commitments import root
    from anwei.drills.seal.office import ROOTS, commitments
    from anwei.engine.services import SetDocument

    logs = {log.drill.id: log for log in adopt(work, year)} | work.book.logs
    plan = replace(work.book.plans[str(year)], approved_by=by, approved_on=work.day, number=number)
    chosen = [x for x in logs.values() if x.drill.state is DrillState.PLANNED and _within(x.drill, year, month)]
    sealed = commitments(work.book)
    documents = [SetDocument(PLANS, str(year), to_plain(plan))]
    if sealed:
        documents.append(SetDocument(ROOTS, str(year), {"root": root(sealed), "commitments": sealed}))
    return sorted(chosen, key=lambda x: x.drill.id), tuple(documents)


def _within(drill: Drill, year: int, month: int | None) -> bool:
    on = date.fromordinal(drill.day)
    return on.year == year and month in (None, on.month)


@click.command(help=label("cli.drill.notify", LANG))
@click.argument("drills", nargs=-1, required=True)
@click.option("--announced", callback=no_day, help=label("cli.drill.opt.announced", LANG))
@writing
def notify(asked: Asked, drills: tuple[str, ...], announced: int) -> None:
    from anwei.drills.record import steps

    with session(asked) as work:
        logs = [steps.notify(work.book.log(d), work.clerk, announced) for d in drills]
        _finish(work, logs, "notify")


@click.command(help=label("cli.drill.cancel", LANG))
@click.argument("drills", nargs=-1, required=True)
@click.option("--postpone", is_flag=True, help=label("cli.drill.opt.postpone", LANG))
@click.option("--reason", required=True, help=label("cli.drill.opt.reason", LANG))
@writing
def cancel(asked: Asked, drills: tuple[str, ...], postpone: bool, reason: str) -> None:
    from anwei.drills.record import steps

    step = steps.postpone if postpone else steps.cancel
    with session(asked) as work:
        logs = [step(work.book.log(d), work.clerk, reason) for d in drills]
        _finish(work, logs, "postpone" if postpone else "cancel")


@click.command(help=label("cli.drill.close", LANG))
@click.argument("drill")
@click.option("--reported", callback=no_day, help=label("cli.drill.opt.reported", LANG))
@click.option("--to", "authority", default="", help=label("cli.drill.opt.authority", LANG))
@click.option("--archive", is_flag=True, help=label("cli.drill.opt.archive", LANG))
@writing
def close(asked: Asked, drill: str, reported: int, authority: str, archive: bool) -> None:
    """Reported with ``--reported``; closed otherwise; put away too with ``--archive``."""
    from anwei.drills.record import steps
    from anwei.drills.record.findings import open_actions

    with session(asked) as work:
        log = work.book.log(drill)
        if reported:
            log = steps.report(log, work.clerk, reported, authority)
        elif not (archive and log.drill.state.value in ("closed", "cancelled")):
            log = steps.close(log, work.clerk, open_actions(work.book.actions.values(), drill))
        if archive:
            log = steps.archive(log, work.clerk)
        _finish(work, [log], "report" if reported else "close")


@click.command(help=label("cli.drill.remove", LANG))
@click.argument("drills", nargs=-1, required=True)
@click.option("--reason", required=True, help=label("cli.drill.opt.reason", LANG))
@writing
def remove(asked: Asked, drills: tuple[str, ...], reason: str) -> None:
    from anwei.drills.record.book import Change

    with session(replace(asked, remark=f"{reason} {asked.remark}".strip())) as work:
        what = what_of("remove", *(work.book.log(d) for d in drills))
        work.finish(Change(removed=drills), what)


def _finish(work: Session, logs: list[Log], step: str) -> None:
    from anwei.drills.record.book import Change

    work.finish(Change(drills=tuple(logs)), what_of(step, *logs))
