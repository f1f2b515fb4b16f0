"""Obligations that somebody let off: waived by an authority up to a day, or lapsed because the unit has closed.

A decision is about one dated obligation and says who took it and why. The rules are not changed by it: ``anwei check``
goes on judging the duty itself, for which there are waivers of rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from anwei.drills.model import Obligation, Status, from_plain
from anwei.drills.record.credit import standing
from anwei.drills.record.errors import refuse
from anwei.drills.record.model import Settled
from anwei.drills.record.states import OBLIGATION_EDGES, Standing, move

if TYPE_CHECKING:
    from anwei.drills.record.steps import Clerk
    from anwei.engine.services import Workspace

SETTLED = "drill_settled"
DECIDED = frozenset({Standing.WAIVED, Standing.LAPSED})
_STATUS: Mapping[str, Status] = {Standing.WAIVED: "waived", Standing.LAPSED: "lapsed"}


def decisions(workspace: Workspace) -> dict[str, Settled]:
    """Every decision on file, by obligation."""
    from anwei.engine.services import Collection

    found = (from_plain(k.body, Settled) for k in Collection(workspace, SETTLED).all())
    return {s.obligation: s for s in found if s.standing in DECIDED}


def holds(decision: Settled, day: int) -> bool:
    """Whether a decision still stands on a day: a waiver up to its last day, the end of a unit for good."""
    return decision.standing == Standing.LAPSED or not decision.until or day <= decision.until


def applied(obligations: Iterable[Obligation], decided: Mapping[str, Settled], day: int) -> tuple[Obligation, ...]:
    """The obligations with what was decided about them; one that has been met stays met."""
    return tuple(_applied(o, decided.get(o.id), day) for o in obligations)


def _applied(obligation: Obligation, decision: Settled | None, day: int) -> Obligation:
    if decision is None or obligation.status in ("met", "met_late") or not holds(decision, day):
        return obligation
    return replace(obligation, status=_STATUS[decision.standing])


def waived(
    obligation: Obligation, old: Settled | None, clerk: Clerk, reason: str, authority: str, until: int
) -> Settled:
    """A waiver by an authority up to a day.

    Refused where the obligation has been met (DRL-101) or is none yet (DRL-127), the reason or authority is missing
    (DRL-109), or the waiver ends before the obligation would fail and so excuses nothing (DRL-128).
    """
    from anwei.engine.api import show_date

    least = max(obligation.last + 1, clerk.day)
    decision = Settled(obligation.id, Standing.WAIVED, (), clerk.day, clerk.by, reason, authority, until)
    let_off(old, decision, obligation, clerk.day)
    if until < least:
        refuse("DRL-128", obligation.id, until=show_date(max(until, 1)), least=show_date(least))
    return decision


def lapsed(obligation: Obligation, old: Settled | None, clerk: Clerk, reason: str, authority: str = "") -> Settled:
    """The unit has closed: nothing is owed any more. Refused like a waiver (DRL-101, DRL-109, DRL-127)."""
    return let_off(
        old,
        Settled(obligation.id, Standing.LAPSED, (), clerk.day, clerk.by, reason, authority),
        obligation,
        clerk.day,
    )


def let_off(old: Settled | None, new: Settled, obligation: Obligation, day: int) -> Settled:
    """The decision, if the obligation may be let off."""
    if obligation.status in ("not_set", "unknown") or not obligation.last:
        refuse("DRL-127", obligation.id)
    done = obligation.status in ("met", "met_late")
    now = Standing(obligation.status) if done else standing(obligation, day, old, scheduled=False)
    if Standing(new.standing) not in OBLIGATION_EDGES[now]:
        move(obligation.id, now, Standing(new.standing))
    if not new.reason.strip() or (new.standing == Standing.WAIVED and not new.authority.strip()):
        refuse("DRL-109", obligation.id)
    return new


def revoked(obligation: Obligation, old: Settled | None, day: int, reason: str) -> str:
    """The id of an obligation whose waiver is taken back: it is owed again.

    Refused where nothing was waived or the unit is closed for good (DRL-101), or without a reason (DRL-109).
    """
    now = Standing(old.standing) if old is not None else standing(obligation, day, None, scheduled=False)
    if now is Standing.LAPSED:
        move(obligation.id, now, Standing.OPEN)
    if now is not Standing.WAIVED:
        refuse("DRL-129", obligation.id)
    if not reason.strip():
        refuse("DRL-109", obligation.id)
    return obligation.id
