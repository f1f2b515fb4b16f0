"""Which requirements of whom have a drill on the books that would close their gap: not held yet, or not counted yet."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from operator import itemgetter

from anwei.drills.record.book import Book
from anwei.drills.record.model import Drill
from anwei.engine import services
from anwei.tui.jobs.office import Office

_AHEAD = frozenset({"planned", "approved", "notified", "prepared", "running"})
_BEHIND = frozenset({"held", "evaluated", "reported"})


def put_planned(office: Office, connection: sqlite3.Connection) -> None:
    """Fill the table ``planned`` of an index whose subjects and requirements are in it."""
    drills = [d for d in Book(office.workspace, office.law.vocabulary).drills if _waits(d)]
    if not drills:
        return
    subjects = {(k, i): n for n, k, i in connection.execute("SELECT no, kind, id FROM subject")}
    rules = {(k, i): n for n, k, i in connection.execute("SELECT no, kind, id FROM rule")}
    owed = _rules_of(office, drills)
    rows: set[tuple[int, int, int, int, str]] = {
        (subjects[s.kind, s.unit], rules[s.kind, owed[o]], d.on, int(d.state.value in _BEHIND), d.id)
        for d in drills
        for s in d.seats
        for o in s.obligations
        if not s.confirmed_by and (s.kind, s.unit) in subjects and (s.kind, owed.get(o, "")) in rules
    }
    latest_first = sorted(rows, key=itemgetter(2, 4), reverse=True)
    connection.executemany("INSERT INTO planned VALUES (?,?,?,?,?)", latest_first)


def _waits(drill: Drill) -> bool:
    return bool(drill.on) and not drill.secret and drill.state.value in _AHEAD | _BEHIND


def _rules_of(office: Office, drills: list[Drill]) -> dict[str, str]:
    """The rule of each obligation that the drills serve: from the plans kept, else worked out for their units."""
    known = {i: o.duty.rule for i, o in Book(office.workspace, office.law.vocabulary).obligations.items()}
    asked: dict[tuple[int, str], set[str]] = defaultdict(set)
    for drill in drills:
        for seat in drill.seats:
            if any(o not in known for o in seat.obligations):
                asked[date.fromordinal(drill.on).year, seat.kind].add(seat.unit)
    for (year, kind), ids in sorted(asked.items()):
        known.update(_worked_out(office, year, kind, sorted(ids)))
    return known


def _worked_out(office: Office, year: int, kind: str, ids: list[str]) -> Iterator[tuple[str, str]]:
    from anwei.drills.duties.gather import of_workspace
    from anwei.drills.planning.keep import kept_notice

    try:
        found, _ = of_workspace(
            office.workspace, office.opened, year, office.day, ids=ids, kind=kind, notice=kept_notice(office.workspace)
        )
    except services.AnweiError:  # the calendar shows why; the index goes without
        return
    yield from ((o.id, o.duty.rule) for o in found.obligations)
