"""Which of the gaps to see to first are late only since their first term: nothing was ever on file for them."""

from __future__ import annotations

import sqlite3

from anwei.engine import services
from anwei.tui.index.schema import FAIL
from anwei.tui.jobs.never import never_held, repeated
from anwei.tui.jobs.office import Office

_SEEN = 60  # as many as the first screen shows


def put_never(office: Office, connection: sqlite3.Connection, as_of: int) -> None:
    """Fill the table ``never`` from the table ``top``, judging those gaps anew as of a day.

    Rules that look at other subjects are left out: reading those would take longer than the index.
    """
    law = office.law
    query = (
        "SELECT t.subject, t.rule, s.kind, s.id, r.id FROM top t JOIN subject s ON s.no = t.subject "
        "JOIN rule r ON r.no = t.rule WHERE t.verdict = ? AND t.due BETWEEN 1 AND ? AND t.place < ?"
    )
    late = connection.execute(query, (FAIL, as_of - 1, _SEEN)).fetchall()
    named = [law.rules[i] for i in sorted({row[-1] for row in late}) if i in law.rules]
    rules = {r.id: r for r in named if repeated(r) and not law.asks(r)}
    if not rules:
        return
    judge = services.judge_over(law, office.evidence, (), (*law.catalogue.waivers, *office.evidence.waivers))
    found = []
    for number, no, kind, id_, rule in late:
        subject = office.evidence.subject(kind, id_) if rule in rules else None
        if subject is not None and never_held(judge, judge.finding(rules[rule], subject, as_of)):
            found.append((number, no))
    connection.executemany("INSERT INTO never VALUES (?,?)", found)
