"""Collections of JSON documents with history: waivers, drills, settings, pinned rulesets, mappings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from sqlalchemy import and_, or_, select

from anwei.engine.workspace.changes import Receipt, SetDocument, Source, Write
from anwei.engine.workspace.store import Workspace
from anwei.engine.workspace.tables import audit, items


@dataclass(frozen=True, slots=True)
class Kept:
    """One version of a document. ``body`` is plain data, None where it was taken out; ``seq`` its journal number."""

    id: str
    body: object
    seq: int
    at: str = ""
    by: str = ""


class Collection:
    """The documents of one collection. Several documents at once are written with ``Workspace.apply``."""

    def __init__(self, workspace: Workspace, name: str) -> None:
        self.workspace = workspace
        self.name = name

    def get(self, id_: str, at: int | None = None) -> Kept | None:
        """A document as it is (or was after command ``at``), or None where there is none."""
        return next((k for k in self._read(id_, at) if k.body is not None), None)

    def all(self, at: int | None = None) -> list[Kept]:
        """Every document, by id."""
        return [k for k in self._read("", at) if k.body is not None]

    def ids(self) -> list[str]:
        """The ids of all documents that ever were, those taken out included."""
        query = select(items.c.id).where(items.c.collection == self.name).distinct().order_by(items.c.id)
        with self.workspace.database.read() as connection:
            return [row.id for row in connection.execute(query)]

    def put(self, id_: str, body: object, source: Source, *, seen: int | None = None) -> Receipt:
        """Write a document (``None`` takes it out) as one command. ``seen``: see ``Write``. Raises AnweiError."""
        return self.workspace.apply(Write(source, (SetDocument(self.name, id_, body),), seen))

    def history(self, id_: str) -> list[Kept]:
        """Every version of a document with who wrote it and when, the earliest first."""
        query = (
            select(items.c.id, items.c.body, items.c.since, audit.c.at, audit.c.who)
            .join(audit, audit.c.seq == items.c.since)
            .where(items.c.collection == self.name, items.c.id == id_)
            .order_by(items.c.since)
        )
        with self.workspace.database.read() as connection:
            return [Kept(i, _plain(b), s, at, by) for i, b, s, at, by in connection.execute(query)]

    def _read(self, id_: str, at: int | None) -> Iterator[Kept]:
        query = select(items.c.id, items.c.body, items.c.since).where(items.c.collection == self.name)
        if id_:
            query = query.where(items.c.id == id_)
        if at is None:
            query = query.where(items.c.until.is_(None))
        else:
            query = query.where(and_(items.c.since <= at, or_(items.c.until.is_(None), items.c.until > at)))
        with self.workspace.database.read() as connection:
            rows = connection.execute(query.order_by(items.c.id)).fetchall()
        for found, body, since in rows:
            yield Kept(found, _plain(body), since)


def _plain(body: str | None) -> object:
    return msgspec.json.decode(body) if body is not None else None
