"""Which requirements of whom have a drill on the books that would close their gap: not held yet, or not counted yet.

A drill for a period that has not begun closes no gap of today: next year's plan hides nothing that is lacking now.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from anwei.drills.model import Obligation
from anwei.drills.record.book import Book
from anwei.drills.record.model import Drill
from anwei.engine import services
from anwei.tui.index.schema import NEAR
from anwei.tui.jobs.office import Office

_AHEAD = frozenset({"planned", "approved", "notified", "prepared", "running"})
_BEHIND = frozenset({"held", "evaluated", "reported"})


class Served(NamedTuple):
    """What a drill is for: the requirement, and the first day (ordinal) on which it counts for it."""

    rule: str
    first: int


def put_planned(office: Office, connection: sqlite3.Connection) -> None:
    """Fill the table ``planned`` of an index whose subjects and requirements are in it."""
    drills = [d for d in Book(office.workspace, office.law.vocabulary).drills if _waits(d)]
    if not drills:
        return
    subjects = {(k, i): n for n, k, i in connection.execute("SELECT no, kind, id FROM subject")}
    rules = {(k, i): n for n, k, i in connection.execute("SELECT no, kind, id FROM rule")}
    served = _served(office, drills)
    lapsing: dict[tuple[int, int], int] = {
        (subject, rule): lapses
        for subject, rule, lapses in connection.execute(
            "SELECT subject, rule, lapses FROM cell WHERE verdict = ?", (NEAR,)
        )
    }
    rows: set[tuple[int, int, int, int, str]] = set()
    for drill, kind, unit, of in _waiting(drills, served):
        key = subjects.get((kind, unit), -1), rules.get((kind, of.rule), -1)
        if min(key) >= 0 and of.first <= max(office.day, lapsing.get(key, 0)):
            rows.add((*key, drill.on, int(drill.state.value in _BEHIND), drill.id))
    latest_first = sorted(rows, key=itemgetter(2, 4), reverse=True)
    connection.executemany("INSERT INTO planned VALUES (?,?,?,?,?)", latest_first)


def _waiting(drills: list[Drill], served: dict[str, Served]) -> Iterator[tuple[Drill, str, str, Served]]:
    """Each drill with a unit (kind, id) that it does not count for yet, and what it would count for."""
    for drill in drills:
        for seat in drill.seats:
            if not seat.confirmed_by:
                yield from ((drill, seat.kind, seat.unit, served[o]) for o in seat.obligations if o in served)


def _waits(drill: Drill) -> bool:
    return bool(drill.on) and not drill.secret and drill.state.value in _AHEAD | _BEHIND


def _served(office: Office, drills: list[Drill]) -> dict[str, Served]:
    """What each obligation of the drills is for: from the plans kept, else worked out for their units."""
    known = {i: _for(o) for i, o in Book(office.workspace, office.law.vocabulary).obligations.items()}
    asked: dict[tuple[int, str], set[str]] = defaultdict(set)
    for drill in drills:
        for seat in drill.seats:
            if any(o not in known for o in seat.obligations):
                asked[date.fromordinal(drill.on).year, seat.kind].add(seat.unit)
    for (year, kind), ids in sorted(asked.items()):
        known.update(_worked_out(office, year, kind, sorted(ids)))
    return known


def _worked_out(office: Office, year: int, kind: str, ids: list[str]) -> Iterator[tuple[str, Served]]:
    from anwei.drills.duties.gather import of_workspace
    from anwei.drills.planning.keep import kept_notice

    try:
        found, _ = of_workspace(
            office.workspace, office.opened, year, office.day, ids=ids, kind=kind, notice=kept_notice(office.workspace)
        )
    except services.AnweiError:  # the calendar shows why; the index goes without
        return
    yield from ((o.id, _for(o)) for o in found.obligations)


def _for(obligation: Obligation) -> Served:
    return Served(obligation.duty.rule, obligation.first)
