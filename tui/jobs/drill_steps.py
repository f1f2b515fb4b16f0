"""Writes of the drill calendar: each one command of the journal, so that one key takes it back."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from anwei.drills.model import Obligation
from anwei.drills.record import findings as corrective
from anwei.drills.record import steps
from anwei.drills.record.book import Book, Change
from anwei.drills.record.model import Action, Drill, Finding, Log, Mark, Seat
from anwei.drills.record.states import ActionState, DrillState
from anwei.engine import services
from anwei.tui.jobs.drill_words import left_out
from anwei.tui.jobs.drills import book_of
from anwei.tui.jobs.office import Office
from anwei.tui.words import clean, day, lang, say, word
from anwei.tui.work import Trouble

Values = Mapping[str, str]


def clerk_of(office: Office) -> steps.Clerk:
    """Who takes a step, and when."""
    told = office.source("drill")
    return steps.Clerk(told.by, told.at, office.day)


def keep(office: Office, book: Book, change: Change, step: str) -> str:
    """Carry out a change as one command; what was done, in words. Raises AnweiError."""
    names = " ".join(x.drill.seal.alias if x.drill.secret else x.drill.id for x in change.drills[:3])
    book.apply(change, office.source("drill", f"drill {step} {names}".strip()))
    return say("drills.done", what=say(f"step.{step}"))


# -- the calendar --------------------------------------------------------------------------------------------------


def move(office: Office, id_: str, on: int, reason: str) -> str:
    """Another day for a drill; an approved one is postponed with the reason and planned anew. Raises AnweiError."""
    book = book_of(office)
    log, clerk = book.log(id_), clerk_of(office)
    basis = _basis(office, on)
    if log.drill.state in (DrillState.DRAFT, DrillState.POSTPONED):
        log = steps.plan(log, clerk, on, reason=reason, basis=basis)
    else:
        log = steps.reschedule(log, clerk, on, reason, basis=basis)
    if log.drill.secret:
        from anwei.drills.seal.commitments import NONCE_BYTES, renew

        log = renew(log, clerk, secrets.token_bytes(NONCE_BYTES), reason)
    keep(office, book, Change(drills=(log,)), "move")
    return say("drills.moved", title=clean(log.drill.title or log.drill.id), day=day(on))


def _basis(office: Office, on: int) -> str:
    from anwei.drills.calendar import WorkCalendar
    from anwei.drills.planning.keep import kept_notice

    return WorkCalendar(kept_notice(office.workspace)).basis(on)


def place(office: Office, unit: str, obligation: str, number: int, on: int) -> str:
    """A drill for a duty of a unit (``kind id``) on a day. Raises AnweiError; Trouble where the duty is gone."""
    kind, _, id_ = unit.partition(" ")
    owed = still_owed(owed_by(office, kind, id_, number), obligation)
    book, clerk = book_of(office), clerk_of(office)
    new = drill_for(office, owed, book.new_id(date.fromordinal(on).year))
    log = steps.plan(steps.started(new, clerk), clerk, on, basis=_basis(office, on))
    keep(office, book, Change(drills=(log,)), "place")
    return say("drills.placed", title=clean(new.title), day=day(on))


def owed_by(office: Office, kind: str, id_: str, number: int) -> tuple[Obligation, ...]:
    """What a unit owes in a year, worked out from the rules. Raises AnweiError."""
    from anwei.drills.duties.gather import of_workspace
    from anwei.drills.planning.keep import kept_notice

    notice = kept_notice(office.workspace)
    found, _ = of_workspace(office.workspace, office.opened, number, office.day, ids=(id_,), kind=kind, notice=notice)
    return found.obligations


def still_owed(owed: Sequence[Obligation], id_: str) -> Obligation:
    """One of some obligations that still wants a drill. Raises Trouble where it does not."""
    found = next((o for o in owed if o.id == id_ and o.needed), None)
    if found is None:
        raise Trouble((say("drills.gone"), say("drills.gone.help")), "gone")
    return found


def drill_for(office: Office, owed: Obligation, id_: str) -> Drill:
    """A draft that counts for an obligation: of the first sort that does, held by the unit that owes it."""
    duty = owed.duty
    sort = owed.accepts[0] if owed.accepts else None
    kinds = (sort.main or sort.kinds)[:1] if sort is not None else ()
    refs: dict[str, tuple[str, ...]] = {owed.plans_field: (duty.record,)} if owed.plans_field and duty.record else {}
    seat = Seat(duty.unit_kind, duty.unit, duty.unit_name, "host", refs=refs, obligations=(owed.id,))
    late = owed.last < office.day
    label = word("drill.title.single", unit=duty.unit_name or duty.unit, topic=duty.title.lang(lang()))
    return Drill(
        id_,
        title=label,
        kinds=tuple(dict.fromkeys((*kinds, *((duty.record_kind,) if duty.record_kind and not kinds else ())))),
        topics=tuple(g[0] for g in sort.topics) if sort is not None else (),
        mode=sort.modes[0] if sort is not None and sort.modes else "",
        features=tuple(g[0] for g in sort.features) if sort is not None else (),
        first=max(owed.first, 0),
        last=0 if late else owed.last,
        area=duty.division[:9],
        host=duty.unit,
        seats=(seat,),
    )


# -- one drill -----------------------------------------------------------------------------------------------------


def step(office: Office, id_: str, name: str, values: Values) -> str:
    """Take a step of a drill's life with what was filled in. Raises AnweiError for an edge that is not there."""
    book = book_of(office)
    log = book.log(id_)
    if name == "remove":
        return keep(office, book, Change(removed=(id_,)), name)
    if name == "close":
        done = steps.close(log, clerk_of(office), corrective.open_actions(book.actions.values(), id_))
        return keep(office, book, Change(drills=(done,)), name)
    kept = [services.keep_file(office.workspace, Path(f.strip())) for f in _files(values)]
    if kept:
        digests = ", ".join(digest[:12] for digest, _ in kept)
        values = {**values, "remarks": f"{values.get('remarks', '')} [{digests}]".strip()}
    done = _STEPS[name](office, log, values)
    again = _redo(office, book, done) if done.drill.state is DrillState.FAILED else ()
    documents = tuple(document for _, document in kept)
    told = keep(office, book, Change(drills=(done, *again), documents=documents), name)
    return f"{told}  {left_out(done.drill)}".rstrip() if name == "confirm" else told


def _files(values: Values) -> list[str]:
    """The files named, with ``;`` between them."""
    return [f for f in values.get("files", "").replace("；", ";").split(";") if f.strip()]


def _day(values: Values, name: str, otherwise: int) -> int:
    return services.parse_date(values[name]) if values.get(name) else otherwise


def _approve(office: Office, log: Log, values: Values) -> Log:
    return steps.approve(log, clerk_of(office), by=values["by"], number=values.get("number", ""))


def hold(office: Office, log: Log, values: Values) -> Log:
    """Everything up to the drill that has not been told yet, then the drill itself with the heads that came."""
    from anwei.drills.record.injects import approve_injects

    clerk, state = clerk_of(office), log.drill.state
    if state is DrillState.PLANNED:
        log = steps.approve(log, clerk, by=values.get("by") or clerk.by)
    if log.drill.state is DrillState.APPROVED:
        log = steps.notify(log, clerk)
    if log.drill.state is DrillState.NOTIFIED:
        log = steps.prepare(approve_injects(log, clerk), clerk)
    if log.drill.state is DrillState.PREPARED:
        log = steps.start(log, clerk)
    heads = {s.key: int(values.get(f"heads{n}") or 0) for n, s in enumerate(log.drill.seats)}
    return steps.hold(
        log, clerk, _day(values, "on", log.drill.day), heads, remarks=values.get("remarks", ""), record_kept=True
    )


def _evaluate(office: Office, log: Log, values: Values) -> Log:
    """Marks of one evaluator, and findings, one a line of the form. Raises AnweiError for a mark that is none."""
    from anwei.drills.record.evaluate import points_of, scored
    from anwei.drills.record.forms import form_for

    form, by = form_for(log.drill.mode), values["by"]
    marks = [Mark(i.id, by, points_of(form, values.get(f"item{n}") or "-")) for n, i in enumerate(form.items)]
    found = scored(form, marks, on=_day(values, "on", office.day), comment=values.get("comment", ""))
    log = steps.evaluate(log, clerk_of(office), found, redo_within=form.redo_within)
    told = [Finding("", values[k]) for k in ("finding0", "finding1", "finding2") if values.get(k)]
    if told:
        earlier = [x.drill for x in book_of(office).logs.values()]
        log = corrective.noted(log, clerk_of(office), told, earlier)
    return log


def _confirm(office: Office, log: Log, values: Values) -> Log:
    """The attendance of all units of which enough came, or of the one that is named."""
    from anwei.drills.record.credit import confirm

    return confirm(log, clerk_of(office), (values["unit"],) if values.get("unit") else ())


def _report(office: Office, log: Log, values: Values) -> Log:
    return steps.report(log, clerk_of(office), _day(values, "on", office.day), values.get("to", ""))


def _plainly(function: Callable[[Log, steps.Clerk], Log]) -> Callable[[Office, Log, Values], Log]:
    return lambda office, log, _values: function(log, clerk_of(office))


def _because(function: Callable[[Log, steps.Clerk, str], Log]) -> Callable[[Office, Log, Values], Log]:
    return lambda office, log, values: function(log, clerk_of(office), values["reason"])


_STEPS: Mapping[str, Callable[[Office, Log, Values], Log]] = {
    "approve": _approve,
    "notify": _plainly(steps.notify),
    "hold": hold,
    "hold_now": hold,
    "evaluate": _evaluate,
    "confirm": _confirm,
    "report": _report,
    "archive": _plainly(steps.archive),
    "postpone": _because(steps.postpone),
    "cancel": _because(steps.cancel),
    "abort": _because(steps.abort),
}


def _redo(office: Office, book: Book, log: Log) -> tuple[Log, ...]:
    """A draft of the drill that repeats a failed one, with the same roster; none if there is one already."""
    old = log.drill
    if any(x.drill.redo_of == old.id for x in book.logs.values()):
        return ()
    seats = tuple(
        Seat(s.kind, s.unit, s.name, s.role, s.planned, refs=s.refs, obligations=s.obligations) for s in old.seats
    )
    new = Drill(
        book.new_id(date.fromordinal(old.held_on).year),
        title=old.title,
        kinds=old.kinds,
        topics=old.topics,
        mode=old.mode,
        features=old.features,
        last=old.held_on + old.redo_within if old.redo_within else 0,
        area=old.area,
        venue=old.venue,
        host=old.host,
        lead=old.lead,
        scenario=old.scenario,
        seats=seats,
        redo_of=old.id,
    )
    return (steps.started(new, clerk_of(office)),)


# -- corrective actions --------------------------------------------------------------------------------------------


def correct(office: Office, id_: str, values: Values) -> str:
    """A corrective action for a finding of a drill."""
    book = book_of(office)
    new = Action(
        book.new_action_ids(1)[0],
        id_,
        values["measure"],
        finding=values.get("finding", ""),
        owner=values.get("owner", ""),
        due=_day(values, "due", 0),
    )
    return keep(office, book, Change(actions=(new,)), "correct")


def advance(office: Office, action: str, state: str, values: Values) -> str:
    """A corrective action one state on. Raises AnweiError for an edge that is not there."""
    book = book_of(office)
    found, clerk = book.action(action), clerk_of(office)
    done = corrective.advanced(found, ActionState(state), clerk, reason=values.get("reason", ""))
    return keep(office, book, Change(actions=(done,)), "advance")
