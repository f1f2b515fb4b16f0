"""What a drill proves: which units, which obligations, which facts; and where every obligation stands on a day.

The one law here: no credit without held, evaluated, attended and confirmed; inside the window it is *met*, after it
*met late*, and late it stays. Everything is calculated from the drills, so that taking one off the books reopens what
it had met.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from anwei.drills.model import Obligation
from anwei.drills.record.errors import refuse
from anwei.drills.record.model import Drill, Log, Seat, Settled
from anwei.drills.record.states import ASSESSED, BEFORE_RUNNING, Standing
from anwei.drills.record.steps import Clerk, recorded

#: What an obligation may be before any drill on the books settles it.
SETTLED_BEFORE = frozenset({"met", "met_late", "waived", "lapsed"})
#: What cannot be late: facts are missing, or the source sets no period.
UNDECIDED = frozenset({"unknown", "not_set"})
SOON = 30  # days before the last one in which an obligation is due soon


class Credit(NamedTuple):
    """A drill that counts for an obligation, on the day it was held."""

    obligation: str
    drill: str
    on: int


def confirm(log: Log, clerk: Clerk, units: Collection[str] = ()) -> Log:
    """Confirm the attendance of units (``kind id``; by default all of which enough came), which is what credits them.

    Enough is what the policy of the drill's plan asks. A unit that is named is confirmed though fewer came: the share
    is a wish of the office, and who decides otherwise is in the log. Refused for a drill that was not held and
    evaluated (DRL-121), is still secret (DRL-122), a unit that was not there in a role that counts (DRL-123), or where
    no unit is named and too few came of each (DRL-138).
    """
    drill = log.drill
    if drill.state not in ASSESSED:
        refuse("DRL-121", drill.id)
    if drill.secret:
        refuse("DRL-122", drill.id)
    left = {s.key for s in too_few(drill)}
    chosen = set(units) or {s.key for s in drill.seats if s.attended and s.key not in left}
    if left and not chosen:
        refuse("DRL-138", drill.id, units=", ".join(s.unit for s in too_few(drill)), percent=drill.attendance)
    absent = sorted(u for u in chosen if (seat := drill.seat(u)) is None or not seat.attended)
    if absent or not chosen:
        refuse("DRL-123", drill.id, unit=", ".join(absent) or "-")
    seats = tuple(
        replace(s, confirmed_by=clerk.by, confirmed_on=clerk.day) if s.key in chosen and not s.confirmed_by else s
        for s in drill.seats
    )
    return recorded(log, replace(drill, seats=seats), "confirm", clerk)


def too_few(drill: Drill) -> tuple[Seat, ...]:
    """The seats of which fewer came than the drill's plan asks, and which nobody has confirmed."""
    return tuple(s for s in drill.seats if s.attended and not s.confirmed_by and not s.enough(drill.attendance))


def credited(drill: Drill) -> tuple[Seat, ...]:
    """The seats whose unit the drill counts for."""
    if drill.state not in ASSESSED or drill.secret or not drill.held_on:
        return ()
    return tuple(s for s in drill.seats if s.attended and s.confirmed_by)


def credits(drills: Iterable[Drill], obligations: Mapping[str, Obligation]) -> list[Credit]:
    """Every credit that the drills earn, in the order of days. Before its window a drill earns nothing."""
    found = []
    for drill in drills:
        for seat in credited(drill):
            for id_ in seat.obligations:
                duty = obligations.get(id_)
                if duty is not None and _counts(drill, seat, duty):
                    found.append(Credit(id_, drill.id, drill.held_on))
    return sorted(found, key=lambda c: (c.on, c.drill, c.obligation))


def _counts(drill: Drill, seat: Seat, obligation: Obligation) -> bool:
    """Whether a seat's drill is one that the obligation accepts: of its unit, of its sort, of its record, not early."""
    duty = obligation.duty
    covers = not obligation.plans_field or duty.record in seat.refs.get(obligation.plans_field, ())
    sort = not obligation.accepts or any(
        a.fits(drill.kinds, drill.mode, drill.topics, drill.features) for a in obligation.accepts
    )
    own = (duty.unit_kind, duty.unit) == (seat.kind, seat.unit)
    return own and covers and sort and drill.held_on >= obligation.first


def settled(
    obligations: Iterable[Obligation], earned: Iterable[Credit], before: Mapping[str, Settled]
) -> dict[str, Settled]:
    """What is settled of each obligation by the credits earned. What was settled as late stays late while the drill
    that made it so is there; a waiver or a closed unit stands as it was decided."""
    by_obligation: dict[str, list[Credit]] = {}
    for credit in earned:
        by_obligation.setdefault(credit.obligation, []).append(credit)
    found = {}
    for obligation in obligations:
        old = before.get(obligation.id)
        own = by_obligation.get(obligation.id, [])
        decided = old is not None and old.standing in (Standing.WAIVED, Standing.LAPSED)
        if old is not None and decided:  # what was held after a waiver ended counts
            own = [c for c in own if old.standing == Standing.WAIVED and 0 < old.until < c.on]
        new = _settled(obligation, own, old) or (old if decided else None)
        if new is not None:
            found[obligation.id] = new
    return found


def _settled(obligation: Obligation, earned: list[Credit], old: Settled | None) -> Settled | None:
    """Drills that the obligation has counted already (``satisfied_by``) are not counted twice."""
    days = {c.drill: c.on for c in earned}
    if old is not None and old.standing == Standing.MET_LATE and set(old.drills) <= days.keys():
        return old
    fresh = {d: on for d, on in days.items() if d not in obligation.satisfied_by}
    inside = [d for d, on in fresh.items() if on <= obligation.last]
    wanted = max(0, obligation.count - obligation.held)
    if len(inside) >= wanted:
        counted = (*obligation.satisfied_by, *inside[:wanted])
        last = max((days[d] for d in counted if d in days), default=0)
        return Settled(obligation.id, Standing.MET, counted, last)
    if len(fresh) >= wanted:
        counted = (*obligation.satisfied_by, *list(fresh)[:wanted])
        return Settled(obligation.id, Standing.MET_LATE, counted, max(days[d] for d in counted if d in days))
    return None


def standing(
    obligation: Obligation, day: int, settled_: Settled | None, scheduled: bool, *, soon: int = SOON
) -> Standing:
    """Where an obligation stands on a day. A waiver counts up to its last day; without a settlement stands what the
    facts on file and the waivers of rules said when the obligation was worked out: also that nothing can be said."""
    if settled_ is None and obligation.status in SETTLED_BEFORE:
        return Standing(obligation.status)
    if settled_ is not None and not (settled_.standing == Standing.WAIVED and 0 < settled_.until < day):
        return Standing(settled_.standing)
    if obligation.status in UNDECIDED:
        return Standing(obligation.status)
    if day > obligation.last:
        return Standing.OVERDUE
    if scheduled:
        return Standing.SCHEDULED
    return Standing.DUE_SOON if day > obligation.last - soon else Standing.OPEN


def scheduled(drills: Iterable[Drill]) -> frozenset[str]:
    """The obligations for which a drill is planned that has a date and was not called off."""
    return frozenset(
        o for d in drills if d.state in BEFORE_RUNNING and d.day for seat in d.seats for o in seat.obligations
    )


def table(
    obligations: Iterable[Obligation], drills: Iterable[Drill], day: int, settlements: Mapping[str, Settled]
) -> Iterator[tuple[Obligation, Standing, Settled | None]]:
    """Every obligation with where it stands on a day."""
    planned = scheduled(drills)
    for obligation in obligations:
        done = settlements.get(obligation.id)
        yield obligation, standing(obligation, day, done, obligation.id in planned), done
