"""Refusing a write that was decided on what somebody else has changed since."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from anwei.engine.documents.diagnostics import Diagnostics, Place
from anwei.engine.workspace.changes import SetDocument
from anwei.engine.workspace.encoding import decode_body
from anwei.engine.workspace.journal import entry
from anwei.engine.workspace.rows import Held, Key, decode_said
from anwei.engine.workspace.tables import facts


def check_seen(
    connection: Connection,
    diagnostics: Diagnostics,
    place: Place,
    seen: int,
    subject: Held,
    key: Key,
    fields: Collection[str] | None,
) -> None:
    """Report a conflict if a version since ``seen`` stated one of ``fields``, or either side takes the record out
    (``fields`` is None).

    Two clerks who fill in different fields of one record are not in each other's way.
    """
    query = (
        select(facts.c.since, facts.c.body, facts.c.said)
        .where(facts.c.subject == subject.no, facts.c.tab == key[0], facts.c.rec == key[1], facts.c.since > seen)
        .order_by(facts.c.since)
    )
    for since, other, other_said in connection.execute(query):
        stated = decode_said(other_said).cells(decode_body(other) if other is not None else None)
        both = stated.keys() & set(fields or ())
        if fields is None or other is None or both:
            what = f"{subject.kind} {subject.id} {'.'.join(filter(None, (key[0], key[1].replace(chr(31), '.'))))}"
            _report(connection, diagnostics, place, since, f"{what.strip()} {', '.join(sorted(both))}".strip())
            return


def check_seen_document(connection: Connection, diagnostics: Diagnostics, change: SetDocument, since: int) -> None:
    """Report that a document was changed since it was read."""
    _report(connection, diagnostics, Place(change.collection), since, f"{change.collection} {change.id}")


def _report(connection: Connection, diagnostics: Diagnostics, place: Place, since: int, what: str) -> None:
    found = entry(connection, since)
    who = found.who if found is not None else "?"
    at = datetime.fromisoformat(found.at).astimezone().strftime("%Y-%m-%d %H:%M:%S") if found is not None else "?"
    diagnostics.error("WSP-011", place, what=what, who=who, at=at, seq=since)
