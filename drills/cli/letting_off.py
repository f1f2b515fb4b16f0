"""``anwei drill waive``: obligations let off by an authority up to a day, ended with their unit, or owed again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from anwei.drills.cli.life import no_day
from anwei.drills.cli.session import LANG, Asked, Session, session, writing
from anwei.engine.services import label, note

if TYPE_CHECKING:
    from anwei.drills.model import Obligation
    from anwei.drills.record.book import Change
    from anwei.drills.record.model import Settled


@click.command(help=label("cli.drill.waive", LANG))
@click.argument("obligations", nargs=-1)
@click.option("--unit", "units", multiple=True, help=label("cli.drill.opt.waive_unit", LANG))
@click.option("--rule", default="", help=label("cli.drill.opt.waive_rule", LANG))
@click.option("--record", default="", help=label("cli.drill.opt.waive_record", LANG))
@click.option("--year", type=int, help=label("cli.drill.opt.year", LANG))
@click.option("--by", "authority", default="", help=label("cli.drill.opt.authority_waive", LANG))
@click.option("--until", callback=no_day, help=label("cli.drill.opt.waive_until", LANG))
@click.option("--closed", is_flag=True, help=label("cli.drill.opt.closed", LANG))
@click.option("--revoke", is_flag=True, help=label("cli.drill.opt.revoke", LANG))
@click.option("--reason", required=True, help=label("cli.drill.opt.reason", LANG))
@writing
def waive(
    asked: Asked,
    obligations: tuple[str, ...],
    units: tuple[str, ...],
    rule: str,
    record: str,
    year: int | None,
    authority: str,
    until: int,
    closed: bool,
    revoke: bool,
    reason: str,
) -> None:
    if bool(obligations) == bool(units):
        raise click.UsageError(label("drill.waive.which", LANG))
    if closed + revoke + bool(until) != 1:
        raise click.UsageError(label("drill.waive.one", LANG))
    with session(asked) as work:
        owed = of_units(work, units, rule, record, year) if units else named(work, obligations, year)
        if units:
            owed = [o for o in owed if _concerned(work, o, revoke)]
        if not owed:
            raise click.UsageError(label("drill.waive.none", LANG))
        change = _change(work, owed, reason, authority, until, closed=closed, revoke=revoke)
        step = "revoke waiver" if revoke else "lapse" if closed else "waive"
        # the journal names the units: whose obligations they are, and not only numbers that nobody knows
        who = " ".join(dict.fromkeys(o.duty.unit for o in owed))
        work.finish(change, f"drill {step} {who} {reason}")
        if not revoke:
            _tell(work, owed)


def _concerned(work: Session, obligation: Obligation, revoke: bool) -> bool:
    """Of a unit's obligations those that can be let off (or were), so that one that is met does not stop the others."""
    if revoke:
        old = work.book.settlements.get(obligation.id)
        return old is not None and old.standing == "waived"
    return obligation.status in ("open", "scheduled", "due_soon", "overdue")


def _change(
    work: Session, owed: list[Obligation], reason: str, authority: str, until: int, *, closed: bool, revoke: bool
) -> Change:
    from anwei.drills.record import decisions
    from anwei.drills.record.book import Change

    before, clerk = work.book.settlements, work.clerk
    if revoke:
        return Change(revoked=tuple(decisions.revoked(o, before.get(o.id), clerk.day, reason) for o in owed))

    def decided(obligation: Obligation) -> Settled:
        old = before.get(obligation.id)
        if closed:
            return decisions.lapsed(obligation, old, clerk, reason, authority)
        return decisions.waived(obligation, old, clerk, reason, authority, until)

    return Change(settled=tuple(map(decided, owed)))


def of_units(work: Session, units: Iterable[str], rule: str, record: str, year: int | None) -> list[Obligation]:
    """The dated obligations of units in a year, of one rule or about one plan where those are named."""
    found = _gathered(work, tuple(units), year)
    return [o for o in found if o.last and rule in ("", o.duty.rule) and record in ("", o.duty.record)]


def named(work: Session, ids: Iterable[str], year: int | None) -> list[Obligation]:
    """Obligations by id: of the kept plans, else as the rules give them. Raises AnweiError (DRL-130)."""
    from anwei.drills.record.errors import refuse
    from anwei.engine.services import nearest

    wanted, known = tuple(dict.fromkeys(ids)), dict(work.book.obligations)
    if any(i not in known for i in wanted):
        known |= {o.id: o for o in _gathered(work, (), year)}
    for id_ in wanted:
        if id_ not in known:
            refuse("DRL-130", work.workspace.place, id=id_, hint=nearest(id_, known) or "-")
    return [known[i] for i in wanted]


def _gathered(work: Session, units: tuple[str, ...], year: int | None) -> tuple[Obligation, ...]:
    from anwei.drills.cli.common import from_workspace, read_holidays

    notice = read_holidays(None, work.workspace)
    return from_workspace(work.workspace, year, work.day, units, "", notice).gathered.obligations


def _tell(work: Session, owed: list[Obligation]) -> None:
    """Drills that were planned for what nobody asks any more, and where the rule itself would be waived."""
    from anwei.drills.record.states import BEFORE_RUNNING

    ids = {o.id for o in owed}
    for drill in work.book.drills:
        if drill.state in BEFORE_RUNNING and not drill.secret:
            for id_ in sorted(ids & {o for s in drill.seats for o in s.obligations}):
                note(label("drill.waive.planned", LANG, drill=drill.id, obligation=id_))
    one = owed[0].duty
    note(label("drill.waive.check", LANG, rule=one.rule, unit=one.unit))
