"""Versions of records and documents: reading those in force, closing them and writing the next ones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import msgspec
from sqlalchemy import Table, and_, bindparam, delete, insert, select, update
from sqlalchemy.engine import Connection

from anwei.engine.workspace.encoding import MARK, canonical, decode_body, fact_digest, item_digest
from anwei.engine.workspace.tables import facts, items, subjects, touched

T = TypeVar("T")
BATCH = 2000
COVERAGE = "@coverage"
FORMS = "forms"  # collection: of which type each field was when it was first written
Key = tuple[str, str]  # tab, rec
OWN: Key = ("", "")


class Said(msgspec.Struct, omit_defaults=True, frozen=True):
    """Where a version comes from: the fields it states with their cells, the file's index, the evidence it has.

    ``every`` stands for all fields of the body, stated in no cell: the names need not be kept twice, which is most of
    what the source of a record would take on disk.
    """

    fields: dict[str, str] = {}
    file: int = 0
    evidence: tuple[str, ...] = ()
    every: bool = False

    def cells(self, body: Mapping[str, object] | None) -> dict[str, str]:
        """The fields that the version with this body states, each with its cell (empty where there is none)."""
        return dict.fromkeys(body or (), "") if self.every else self.fields


EVERY = Said(every=True)


_said_encoder = msgspec.json.Encoder(order="sorted")
_said_decoder = msgspec.json.Decoder(Said)


_every_text = _said_encoder.encode(EVERY).decode()


def encode_said(said: Said) -> str:
    return _every_text if said is EVERY else _said_encoder.encode(said).decode()


def decode_said(text: str) -> Said:
    return EVERY if text == _every_text else _said_decoder.decode(text)


@dataclass(slots=True)
class Version:
    """A record as it stands. ``body`` is None where it was taken out; ``closes`` is the version that it replaces,
    ``text`` the body as it is stored if it has been encoded."""

    since: int
    body: dict[str, object] | None
    said: Said
    closes: int | None = None
    dirty: bool = False
    text: str | None = None


@dataclass(slots=True)
class Held:
    """A subject while it is written: its number and the current version of each of its records."""

    no: int
    kind: str
    id: str
    records: dict[Key, Version]
    again: bool = False  # an earlier batch of the same command wrote for it already

    @property
    def alive(self) -> bool:
        own = self.records.get(OWN)
        return own is not None and own.body is not None


def batches(things: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Lists of at most ``size``."""
    source = iter(things)
    while batch := list(islice(source, size)):
        yield batch


def numbers(connection: Connection, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The numbers of subjects by kind and id, as far as they have been named before."""
    by_kind: dict[str, list[str]] = {}
    for kind, id_ in wanted:
        by_kind.setdefault(kind, []).append(id_)
    found: dict[tuple[str, str], int] = {}
    for kind, ids in by_kind.items():
        for batch in batches(ids):
            query = select(subjects.c.id, subjects.c.no).where(subjects.c.kind == kind, subjects.c.id.in_(batch))
            found.update({(kind, id_): no for id_, no in connection.execute(query)})
    return found


def current(connection: Connection, held: Mapping[int, Held]) -> None:
    """Read the current versions of all records of the subjects into ``held``."""
    columns = (facts.c.subject, facts.c.tab, facts.c.rec, facts.c.since, facts.c.body, facts.c.said)
    for batch in batches(held):
        query = select(*columns).where(facts.c.subject.in_(batch), facts.c.until.is_(None))
        for no, tab, rec, since, body, said in connection.execute(query):
            values = decode_body(body) if body is not None else None
            held[no].records[tab, rec] = Version(since, values, decode_said(said))


_this_version = and_(
    facts.c.subject == bindparam("b_subject"),
    facts.c.tab == bindparam("b_tab"),
    facts.c.rec == bindparam("b_rec"),
    facts.c.since == bindparam("b_since"),
)
_close = update(facts).where(_this_version).values(until=bindparam("b_until"))
_unwrite = delete(facts).where(_this_version)
_close_item = (
    update(items)
    .where(
        and_(
            items.c.collection == bindparam("b_collection"),
            items.c.id == bindparam("b_id"),
            items.c.since == bindparam("b_since"),
        )
    )
    .values(until=bindparam("b_until"))
)
_project = (
    update(subjects)
    .where(subjects.c.no == bindparam("b_no"))
    .values({c: bindparam(f"b_{c}") for c in ("alive", "name", "division", "facts")})
)


def flush(connection: Connection, seq: int, subjects_held: Iterable[Held]) -> None:
    """Write every version that is dirty, with the digest of each subject."""
    held = [s for s in subjects_held if any(v.dirty for v in s.records.values())]
    closing: list[dict[str, object]] = []
    rewriting: list[dict[str, object]] = []
    adding: list[tuple[object, ...]] = []
    marks: list[tuple[object, ...]] = []
    shown: list[dict[str, object]] = []
    for subject in held:
        dirty = sorted(((k, v) for k, v in subject.records.items() if v.dirty), key=lambda pair: pair[0])
        whole = hashlib.sha256()
        for (tab, rec), version in dirty:
            body = version.text
            if body is None and version.body is not None:
                body = canonical(version.body)
            said = encode_said(version.said)
            row = fact_digest(subject.kind, subject.id, tab, rec, seq, body, said)
            whole.update(row)
            if version.closes is not None:
                named = {"b_subject": subject.no, "b_tab": tab, "b_rec": rec, "b_since": version.closes}
                (rewriting if version.closes == seq else closing).append(named | {"b_until": seq})
            adding.append((subject.no, tab, rec, seq, None, body, said, row[:MARK]))
            if (tab, rec) == OWN:
                shown.append(projection(subject.no, version.body, body))
        marks.append((seq, subject.no, whole.digest()))
    if closing:
        connection.execute(_close, closing)
    if rewriting:  # an earlier batch of this very command wrote them; nobody has seen that yet
        connection.execute(_unwrite, [{k: v for k, v in r.items() if k != "b_until"} for r in rewriting])
    again = [s.no for s in held if s.again]
    if again:
        connection.execute(delete(touched).where(touched.c.seq == seq, touched.c.subject.in_(again)))
    if adding:
        add(connection, facts, adding)
        add(connection, touched, marks)
    if shown:
        connection.execute(_project, shown)


def add(connection: Connection, table: Table, rows: list[tuple[object, ...]]) -> None:
    """Insert rows that name every column in order, as the driver takes them: a fifth of the time for a whole import."""
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    names = ", ".join(c.name for c in table.columns)
    marks = ", ".join(mark for _ in table.columns)
    connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)  # noqa: S608


def projection(no: int, values: Mapping[str, object] | None, body: str | None) -> dict[str, object]:
    """What ``subjects`` shows of a subject's own record."""
    values = values or {}
    return {
        "b_no": no,
        "b_alive": body is not None,
        "b_name": str(values.get("name") or values.get("id") or "").replace("\0", "\ufffd"),  # PostgreSQL keeps no NUL
        "b_division": str(values.get("division") or ""),
        "b_facts": body or "{}",
    }


@dataclass(slots=True)
class Document:
    """The current version of a document; ``body`` is None where it was taken out."""

    since: int
    body: str | None


def document(connection: Connection, collection: str, id_: str) -> Document | None:
    """The current version of a document, or None if it never was."""
    query = select(items.c.since, items.c.body).where(
        items.c.collection == collection, items.c.id == id_, items.c.until.is_(None)
    )
    row = connection.execute(query).first()
    return Document(row.since, row.body) if row is not None else None


def put_document(
    connection: Connection, seq: int, collection: str, id_: str, body: str | None, old: Document | None
) -> None:
    """Write the next version of a document and close the old one."""
    if old is not None and old.since == seq:
        connection.execute(
            update(items)
            .where(items.c.collection == collection, items.c.id == id_, items.c.since == seq)
            .values(body=body, mark=item_digest(collection, id_, seq, body)[:MARK])
        )
        return
    if old is not None:
        key = {"b_collection": collection, "b_id": id_, "b_since": old.since, "b_until": seq}
        connection.execute(_close_item, key)
    mark = item_digest(collection, id_, seq, body)[:MARK]
    row = {"collection": collection, "id": id_, "since": seq, "until": None, "body": body, "mark": mark}
    connection.execute(insert(items), row)


def content_digest(connection: Connection, seq: int, further: Sequence[bytes] = ()) -> str:
    """The digest of everything that command ``seq`` wrote: facts by subject, then documents, then ``further``."""
    whole = hashlib.sha256()
    query = (
        select(touched.c.digest)
        .join(subjects, subjects.c.no == touched.c.subject)
        .where(touched.c.seq == seq)
        .order_by(subjects.c.kind, subjects.c.id)
    )
    for (digest,) in connection.execute(query):
        whole.update(bytes(digest))
    whole.update(b"|")
    documents = (
        select(items.c.collection, items.c.id, items.c.body)
        .where(items.c.since == seq)
        .order_by(items.c.collection, items.c.id)
    )
    for collection, id_, body in connection.execute(documents):
        whole.update(item_digest(collection, id_, seq, body))
    for part in further:
        whole.update(b"|" + part)
    return whole.hexdigest()


def redigest(connection: Connection, seq: int, held: Iterable[Held]) -> None:
    """Digest again what a command wrote for subjects that several of its batches touched."""
    for subject in held:
        whole = hashlib.sha256()
        query = (
            select(facts.c.tab, facts.c.rec, facts.c.body, facts.c.said)
            .where(facts.c.subject == subject.no, facts.c.since == seq)
            .order_by(facts.c.tab, facts.c.rec)
        )
        for tab, rec, body, said in connection.execute(query):
            whole.update(fact_digest(subject.kind, subject.id, tab, rec, seq, body, said))
        connection.execute(
            update(touched).where(touched.c.seq == seq, touched.c.subject == subject.no).values(digest=whole.digest())
        )


def same(one: object, other: object) -> bool:
    """Whether two stored values (or bodies) are equal; ``True`` is not 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(v, other[k]) for k, v in one.items())
    return isinstance(one, bool) == isinstance(other, bool) and one == other
