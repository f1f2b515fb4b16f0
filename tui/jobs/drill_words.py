"""One drill in words for its page, and what may be done with it in its state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from anwei.drills.record.credit import too_few
from anwei.drills.record.model import Action, Drill, Log, Seat
from anwei.drills.record.states import ACTION_DONE
from anwei.drills.words import codes_of, finding_words, grade_words, reason_words, seat_name
from anwei.tui.words import clean, day, lang, moment, say, word

if TYPE_CHECKING:  # it brings widgets with it, for which jobs have no use
    from anwei.tui.shelf.reader import Entry

#: State -> the steps that may follow, the usual one first.
_STEPS: dict[str, tuple[str, ...]] = {
    "draft": ("move", "remove", "cancel"),
    "planned": ("approve", "move", "hold_now", "postpone", "cancel", "remove"),
    "approved": ("notify", "move", "hold_now", "postpone", "cancel"),
    "notified": ("hold", "move", "postpone", "cancel"),
    "prepared": ("hold", "move", "postpone", "cancel"),
    "running": ("hold", "abort"),
    "held": ("evaluate", "confirm"),
    "evaluated": ("report", "confirm"),
    "reported": ("close", "confirm"),
    "closed": ("archive",),
    "postponed": ("move", "cancel"),
    "cancelled": ("archive",),
    "aborted": ("close",),
    "failed": ("close",),
    "archived": (),
}


def steps(drill: Drill, actions: Sequence[Action]) -> tuple[str, ...]:
    """What may be done with a drill now, the usual step first."""
    found = [s for s in _STEPS[drill.state.value] if s != "confirm" or _unconfirmed(drill)]
    if "confirm" in found and drill.evaluation is not None:
        found = ["confirm", *(s for s in found if s != "confirm")]
    if drill.findings:
        found.append("correct")
    if any(a.state not in ACTION_DONE for a in actions):
        found.append("advance")
    return tuple(found)


def _unconfirmed(drill: Drill) -> bool:
    return any(s.attended and not s.confirmed_by for s in drill.seats)


def entries(log: Log, actions: Sequence[Action]) -> Iterator[Entry]:
    """Everything to be told of a drill, with headings; empty texts are left out by the reader."""
    drill = log.drill
    yield say("drill.id"), drill.id
    why = clean(_why(drill, drill.reason))
    yield say("drill.state"), word(f"drill.state.{drill.state.value}") + (f": {why}" if why else "")
    yield say("drill.when"), _when(drill)
    yield say("drill.kind"), word("mark.list").join(codes_of("drill_kind", drill.kinds, lang()))
    yield say("drill.topic"), word("mark.list").join(codes_of("drill_topic", drill.topics, lang()))
    yield say("drill.mode"), word("mark.list").join(codes_of("drill_mode", [drill.mode] if drill.mode else [], lang()))
    yield say("drill.venue"), drill.venue
    yield say("drill.lead"), drill.lead
    for seat in drill.seats:
        heads = say("drill.heads", planned=seat.planned, actual=seat.actual)
        confirmed = say("drill.confirmed", by=seat.confirmed_by) if seat.confirmed_by else few_words(drill, seat)
        role = word(f"drill.role.{seat.role}")
        yield say("drill.units"), clean("  ".join(x for x in (named(seat), role, heads, confirmed) if x))
    yield say("drill.scenario"), clean(drill.scenario)
    for inject in drill.injects:
        at = f"T+{inject.planned} " if inject.planned >= 0 else ""
        yield say("drill.injects"), clean(f"{inject.no}. {at}{inject.content}")
    yield from _evaluated(drill)
    for finding in drill.findings:
        cause = word(f"drill.cause.{finding.cause}")
        yield say("drill.findings"), clean(f"{finding.id}  {finding_words(finding, lang())}  ({cause})")
    for action in actions:
        state = word(f"drill.action.{action.state.value}")
        yield say("drill.actions"), clean(f"{action.id}  {action.measure}  {action.owner} {day(action.due)}  {state}")
    for event in log.events[-12:]:
        step = f"drill.step.{event.step}"
        on = moment(event.at)[:10]
        yield say("drill.log"), clean(f"{on} {event.by}  {word(step)}  {_why(drill, event.reason)}".rstrip())


def _why(drill: Drill, reason: str) -> str:
    return reason_words(drill, reason, lang())


def named(seat: Seat) -> str:
    """A unit by its name, with the shift that takes part where one is named."""
    return seat_name(seat.name or seat.unit, seat.shift, lang())


def few_words(drill: Drill, seat: Seat) -> str:
    """That too few of a unit came to be confirmed with the others; empty where enough did."""
    return say("drill.few", percent=drill.attendance) if seat in too_few(drill) else ""


def left_out(drill: Drill) -> str:
    """The units that a confirmation left out since too few came, with their numbers; empty for none."""
    told = (say("drill.left_out.unit", unit=named(s), actual=s.actual, planned=s.planned) for s in too_few(drill))
    units = clean(word("mark.list").join(told))
    return say("drill.left_out", units=units, percent=drill.attendance) if units else ""


def _when(drill: Drill) -> str:
    window = f"{day(drill.first)} – {day(drill.last)}" if drill.last else ""
    told = say("drill.window", window=window) if window else ""
    held = say("drill.held_on", day=day(drill.held_on)) if drill.held_on else day(drill.day)
    estimate = word("drill.estimated") if drill.basis == "estimated" and not drill.held_on and drill.day else ""
    return "  ".join(x for x in (held, estimate, told) if x)


def _evaluated(drill: Drill) -> Iterator[Entry]:
    found = drill.evaluation
    if found is None:
        return
    passed = say("drill.passed" if found.passed else "drill.not_passed")
    by = word("mark.list").join(found.by)
    points = say("drill.points", total=f"{found.total / 10:.1f}", spread=found.spread, observed=found.observed)
    yield say("drill.evaluation"), clean(f"{passed}  {grade_words(drill, lang())}  {points}  {day(found.on)} {by}")
    yield say("drill.comment"), clean(found.comment)
