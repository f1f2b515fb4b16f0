"""``anwei drill hold`` and ``anwei drill evaluate``: the day itself, the marks, the findings, the confirmation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from anwei.drills.cli.life import no_day
from anwei.drills.cli.session import LANG, Asked, Session, session, unit_heads, what_of, writing
from anwei.engine.services import label, note

if TYPE_CHECKING:
    from anwei.drills.record.forms import Form
    from anwei.drills.record.model import Drill, Finding, Log, Mark


@click.command(help=label("cli.drill.hold", LANG))
@click.argument("drill")
@click.option("--on", callback=no_day, help=label("cli.drill.opt.held_on", LANG))
@click.option("--heads", multiple=True, help=label("cli.drill.opt.heads", LANG))
@click.option("--remarks", default="", help=label("cli.drill.opt.remarks", LANG))
@click.option("--record-kept", is_flag=True, help=label("cli.drill.opt.record_kept", LANG))
@click.option("--signage/--no-signage", default=None, help=label("cli.drill.opt.signage", LANG))
@click.option("--start", is_flag=True, help=label("cli.drill.opt.start", LANG))
@click.option("--release", type=int, help=label("cli.drill.opt.release", LANG))
@click.option("--minute", type=click.IntRange(0, 10_000), default=0, help=label("cli.drill.opt.minute", LANG))
@click.option("--acknowledge", type=int, help=label("cli.drill.opt.acknowledge", LANG))
@click.option("--finish", type=int, help=label("cli.drill.opt.finish", LANG))
@click.option("--abort", default="", help=label("cli.drill.opt.abort", LANG))
@writing
def hold(asked: Asked, drill: str, **given: Any) -> None:
    from anwei.drills.record.book import Change

    with session(asked) as work:
        log, step = _held(work, work.book.log(drill), given)
        work.finish(Change(drills=(log,)), what_of(step, log))


def _held(work: Session, log: Log, given: dict[str, Any]) -> tuple[Log, str]:
    """The one thing asked for: started, an inject moved on, broken off, or held."""
    from anwei.drills.record import injects, steps

    clerk = work.clerk
    if given["start"]:
        return started(log, work), "start"
    if given["release"] is not None:
        return injects.release(log, clerk, given["release"], given["minute"]), "release"
    if given["acknowledge"] is not None:
        return injects.acknowledge(log, clerk, given["acknowledge"]), "acknowledge"
    if given["finish"] is not None:
        return injects.finish(log, clerk, given["finish"]), "close inject"
    if given["abort"]:
        return steps.abort(log, clerk, given["abort"]), "abort"
    heads = heads_of(log.drill, given["heads"])
    values = {n: given[n] for n in ("remarks", "record_kept", "signage") if given[n] not in ("", False, None)}
    values |= {"signage": False} if given["signage"] is False else {}
    return steps.hold(started(log, work), clerk, given["on"] or log.drill.day, heads, **values), "hold"


def started(log: Log, work: Session) -> Log:
    """The drill running: prepared, its injects approved, begun; whatever of it is still to be done."""
    from anwei.drills.record import injects, steps
    from anwei.drills.record.states import DrillState

    if log.drill.state is DrillState.RUNNING:
        return log
    if log.drill.state is not DrillState.PREPARED:
        log = steps.prepare(injects.approve_injects(log, work.clerk), work.clerk)
    return steps.start(log, work.clerk)


def heads_of(drill: Drill, texts: Sequence[str]) -> dict[str, int]:
    """``E-001=30`` as heads by the key of a seat; a unit without a number came as planned."""
    found = {}
    for text in texts:
        id_, heads = unit_heads(text)
        seat = next((s for s in drill.seats if id_ in (s.unit, s.key)), None)
        found[seat.key if seat is not None else id_] = heads if "=" in text or seat is None else seat.planned
    return found


@click.command(help=label("cli.drill.evaluate", LANG))
@click.argument("drill")
@click.option(
    "--marks",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=label("cli.drill.opt.marks", LANG),
)
@click.option(
    "--form",
    "form_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=label("cli.drill.opt.form", LANG),
)
@click.option("--on", callback=no_day, help=label("cli.drill.opt.evaluated_on", LANG))
@click.option("--oral", is_flag=True, help=label("cli.drill.opt.oral", LANG))
@click.option("--confirm", is_flag=True, help=label("cli.drill.opt.confirm", LANG))
@click.option("--unit", "units", multiple=True, help=label("cli.drill.opt.confirm_units", LANG))
@click.option("--blank", is_flag=True, help=label("cli.drill.opt.blank", LANG))
@writing
def evaluate(
    asked: Asked,
    drill: str,
    files: tuple[Path, ...],
    form_file: Path | None,
    on: int,
    oral: bool,
    confirm: bool,
    units: tuple[str, ...],
    blank: bool,
) -> None:
    with session(asked) as work:
        log = work.book.log(drill)
        form = _form(form_file, log.drill)
        if blank:
            click.echo(blank_marks(form), nl=False)
            return
        if not files and not confirm:
            raise click.UsageError(label("drill.no_marks", LANG))
        if files:
            log = _evaluated(work, log, form, files, on or work.day, oral)
        if confirm:
            log = _confirmed(work, log, units)
        _write(work, log)


def _write(work: Session, log: Log) -> None:
    """The evaluation; a drill that failed brings a draft of the one that repeats it."""
    from anwei.drills.record.book import Change

    again = redo(work, log) if log.drill.state.value == "failed" else ()
    work.finish(Change(drills=(log, *again)), what_of("evaluate", log))


def redo(work: Session, log: Log) -> tuple[Log, ...]:
    """A draft of the drill that repeats a failed one, with the same roster and scenario; none if there is one."""
    from msgspec.structs import replace

    from anwei.drills.record import steps
    from anwei.drills.record.injects import copied
    from anwei.drills.record.model import Evaluation, Seal
    from anwei.drills.record.states import DrillState

    old = log.drill
    if any(x.drill.redo_of == old.id for x in work.book.logs.values()):
        return ()
    seats = tuple(replace(s, actual=0, confirmed_by="", confirmed_on=0) for s in old.seats)
    kept: Evaluation | None = None
    last = old.held_on + old.redo_within if old.redo_within else 0
    made = replace(
        old,
        id=work.book.new_id(_year(old.held_on)),
        state=DrillState.DRAFT,
        revision=0,
        day=0,
        first=0,
        last=last,
        seats=seats,
        injects=copied(old.injects),
        evaluation=kept,
        findings=(),
        held_on=0,
        approved_by="",
        approved_on=0,
        number="",
        notified_on=0,
        announced_on=0,
        remarks="",
        record_kept=False,
        signage=None,
        reported_on=0,
        reported_to="",
        redo_of=old.id,
        redo_within=0,
        reason="",
        seal=Seal(),
        plan="",
    )
    return (steps.started(made, work.clerk),)


def _year(day: int) -> int:
    from datetime import date

    return date.fromordinal(day).year


def _form(path: Path | None, drill: Drill) -> Form:
    """The form of the file that fits the drill's mode, else the shipped one."""
    from anwei.drills.record.forms import form_for, read_forms

    if path is None:
        return form_for(drill.mode)
    forms = list(read_forms(path).values())
    wanted = "tabletop" if drill.mode == "tabletop" else "live"
    return next((f for f in forms if f.mode == wanted), forms[0])


def _evaluated(work: Session, log: Log, form: Form, files: Sequence[Path], on: int, oral: bool) -> Log:
    from msgspec.structs import replace

    from anwei.drills.record import steps
    from anwei.drills.record.evaluate import scored
    from anwei.drills.record.findings import noted
    from anwei.drills.record.sheets import read_sheet

    marks: list[Mark] = []
    findings: list[Finding] = []
    comments: list[str] = []
    for path in files:
        sheet = read_sheet(path, form)
        marks += sheet.marks
        findings += sheet.findings
        comments += [sheet.comment] if sheet.comment else []
    result = replace(scored(form, marks, on=on, comment="\n".join(comments)), written=not oral)
    log = steps.evaluate(log, work.clerk, result, redo_within=form.redo_within)
    if findings:
        log = noted(log, work.clerk, findings, [x.drill for x in work.book.logs.values()])
    return log


def _confirmed(work: Session, log: Log, units: Sequence[str]) -> Log:
    from anwei.drills.record.credit import confirm, too_few

    done = confirm(log, work.clerk, tuple(heads_of(log.drill, units)))
    for seat in too_few(done.drill):
        told = {"unit": seat.unit, "actual": seat.actual, "planned": seat.planned, "percent": done.drill.attendance}
        note(label("drill.too_few", LANG, **told))
    return done


def blank_marks(form: Form) -> str:
    """An empty sheet of marks to be filled in: YAML with every item of the form as a comment beside its id."""
    lines = [f"form: {form.id}", 'evaluator: ""', "marks:"]
    words = " ".join(form.words)
    lines += [f"  {i.id}:    # {i.weight}  {i.text.lang(LANG)}" for i in form.items]
    lines += [
        f"# 0 … 100, - , {words}",
        "findings: []",
        "# - {text: , clause: , cause: training, severity: minor}",
        'comment: ""',
    ]
    return "\n".join(lines) + "\n"
