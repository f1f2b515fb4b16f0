"""Taking a command back: every record and document it wrote gets the content it had before, as a new version.

The inverse of a command needs no copy of its own: it is what the versions say that the command closed. A command can be
taken back as long as what it wrote still stands (or stands again, because later changes were themselves undone).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.engine import Connection

from anwei.engine.workspace.encoding import JOINT, decode_body
from anwei.engine.workspace.errors import refuse
from anwei.engine.workspace.journal import entry
from anwei.engine.workspace.rows import (
    FORMS,
    OWN,
    Document,
    Held,
    Said,
    Version,
    batches,
    decode_said,
    flush,
    put_document,
    same,
)
from anwei.engine.workspace.tables import facts, items, subjects, touched


def take_back(connection: Connection, seq: int, target: int, place: str) -> int:
    """Write as command ``seq`` what undoes command ``target``; how many records and documents that are.

    Raises AnweiError (WSP-015) where a later command changed one of them: that one has to be undone first.
    """
    query = (
        select(subjects.c.no, subjects.c.kind, subjects.c.id)
        .join(touched, touched.c.subject == subjects.c.no)
        .where(touched.c.seq == target)
        .order_by(subjects.c.no)
    )
    count = 0
    for batch in batches(connection.execute(query).fetchall()):
        held = {no: Held(no, kind, id_, {}) for no, kind, id_ in batch}
        count += _records(connection, seq, target, place, held)
        flush(connection, seq, held.values())
    return count + _documents(connection, seq, target, place)


def changed_fields(one: dict[str, object] | None, other: dict[str, object] | None) -> list[str]:
    """The fields in which two versions differ."""
    one, other = one or {}, other or {}
    missing = object()
    return sorted(n for n in one.keys() | other.keys() if not same(one.get(n, missing), other.get(n, missing)))


def _records(connection: Connection, seq: int, target: int, place: str, held: dict[int, Held]) -> int:
    """Prepare for each record that the target wrote a version with its earlier content."""
    rows = connection.execute(_versions(held, target)).fetchall()
    for no, tab, rec, wrote, now_since, now, before, before_said in rows:
        subject = held[no]
        if now != wrote:
            _later(connection, place, target, now_since, f"{subject.kind} {subject.id}")
        body = decode_body(before) if before is not None else None
        fields = changed_fields(decode_body(wrote) if wrote is not None else None, body)
        evidence = decode_said(before_said).evidence if before_said is not None else ()
        said = Said(dict.fromkeys(fields, ""), 0, evidence)
        subject.records[tab, rec] = Version(seq, body, said, now_since, True)
    _nothing_orphaned(connection, target, place, held)
    return len(rows)


def _nothing_orphaned(connection: Connection, target: int, place: str, held: dict[int, Held]) -> None:
    """Refuse to take out a subject or record to which somebody has since added records."""
    gone = {no: [rec for (_, rec), v in s.records.items() if v.body is None] for no, s in held.items()}
    wanted = [no for no, recs in gone.items() if recs]
    query = select(facts.c.subject, facts.c.tab, facts.c.rec, facts.c.since).where(
        facts.c.subject.in_(wanted), facts.c.until.is_(None), facts.c.body.is_not(None)
    )
    for no, tab, rec, since in connection.execute(query):
        subject = held[no]
        if (tab, rec) in subject.records:
            continue
        own = subject.records.get(OWN)
        if (own is not None and own.body is None) or any(r and rec.startswith(r + JOINT) for r in gone[no]):
            _later(connection, place, target, since, f"{subject.kind} {subject.id}")


def _versions(held: dict[int, Held], target: int) -> Select[Any]:
    """For each record the target wrote: what it wrote, what is there now and since when, what was there before."""
    now, before = facts.alias(), facts.alias()
    own = [(now.c[n] == facts.c[n]) for n in ("subject", "tab", "rec")]
    earlier = [(before.c[n] == facts.c[n]) for n in ("subject", "tab", "rec")]
    return (
        select(
            facts.c.subject,
            facts.c.tab,
            facts.c.rec,
            facts.c.body,
            now.c.since,
            now.c.body,
            before.c.body,
            before.c.said,
        )
        .select_from(
            facts.join(now, and_(*own, now.c.until.is_(None))).outerjoin(
                before, and_(*earlier, before.c.until == facts.c.since)
            )
        )
        .where(facts.c.subject.in_(held), facts.c.since == target)
    )


def _documents(connection: Connection, seq: int, target: int, place: str) -> int:
    """Give each document that the target wrote its earlier content."""
    now, before = items.alias(), items.alias()
    own = [(now.c[n] == items.c[n]) for n in ("collection", "id")]
    earlier = [(before.c[n] == items.c[n]) for n in ("collection", "id")]
    query = (
        select(items.c.collection, items.c.id, items.c.body, now.c.since, now.c.body, before.c.body)
        .select_from(
            items.join(now, and_(*own, now.c.until.is_(None))).outerjoin(
                before, and_(*earlier, before.c.until == items.c.since)
            )
        )
        .where(items.c.since == target, items.c.collection != FORMS)  # types of fields stay known
    )
    rows = connection.execute(query).fetchall()
    for collection, id_, wrote, now_since, now_body, body in rows:
        if now_body != wrote:
            _later(connection, place, target, now_since, f"{collection} {id_}")
        put_document(connection, seq, collection, id_, body, Document(now_since, now_body))
    return len(rows)


def _later(connection: Connection, place: str, target: int, later: int, what: str) -> None:
    found = entry(connection, later)
    refuse("WSP-015", place, target=target, later=later, what=what, who=found.who if found is not None else "?")
