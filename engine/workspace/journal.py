"""The journal: one row for each command ever applied, chained by hashes so that nothing in it changes unnoticed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection, Row

from anwei.engine.workspace.changes import Source
from anwei.engine.workspace.encoding import canonical
from anwei.engine.workspace.tables import audit

FIRST_HASH = "0" * 64
#: Kinds of entries beside those of sources. Only facts and documents are taken back; what was made from them is not.
INIT, UNDO, REDO, MIGRATE, RUN = "init", "undo", "redo", "migrate", "run"
NOT_UNDOABLE = frozenset({INIT, MIGRATE, RUN})
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z\Z")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the journal. ``command`` is plain data: the source with its files and the counts."""

    seq: int
    at: str
    who: str
    kind: str
    target: int | None
    command: dict[str, object]
    content: str
    previous: str
    hash: str


def entry_hash(
    previous: str, seq: int, at: str, who: str, kind: str, target: int | None, command: str, content: str
) -> str:
    """The hash of a journal row: over the hash before it and everything it says."""
    text = canonical([previous, seq, at, who, kind, target, command, content])
    return hashlib.sha256(text.encode()).hexdigest()


def head(connection: Connection) -> tuple[int, str]:
    """The last journal number and its hash; 0 for an empty journal."""
    row = connection.execute(select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).first()
    return (row.seq, row.hash) if row is not None else (0, FIRST_HASH)


def append(
    connection: Connection,
    seq: int,
    source: Source,
    content: str,
    *,
    kind: str = "",
    target: int | None = None,
    **told: object,
) -> str:
    """Write the row of command ``seq`` and give its hash. ``told`` joins the source in what the row says.

    Raises ValueError where ``source.at`` is not a moment in UTC.
    """
    if not _MOMENT.match(source.at):
        raise ValueError(f"not a moment in UTC: {source.at!r}")
    last, previous = head(connection)
    assert seq == last + 1
    command = canonical({"source": msgspec.to_builtins(source), **told})
    kind = kind or source.kind
    hash_ = entry_hash(previous, seq, source.at, source.by, kind, target, command, content)
    row = {"seq": seq, "at": source.at, "who": source.by, "kind": kind, "target": target, "command": command}
    connection.execute(insert(audit), {**row, "content": content, "previous": previous, "hash": hash_})
    return hash_


def entries(connection: Connection, *, before: int | None = None, limit: int | None = None) -> Iterator[Entry]:
    """Journal rows, the latest first; those before number ``before`` where it is given."""
    query = select(audit).order_by(audit.c.seq.desc())
    if before is not None:
        query = query.where(audit.c.seq < before)
    for row in connection.execute(query if limit is None else query.limit(limit)):
        yield as_entry(row)


def entry(connection: Connection, seq: int) -> Entry | None:
    """The journal row with a number, or None."""
    row = connection.execute(select(audit).where(audit.c.seq == seq)).first()
    return as_entry(row) if row is not None else None


def as_entry(row: Row[Any]) -> Entry:
    """A row of the table as an entry."""
    plain = msgspec.json.decode(row.command)
    return Entry(row.seq, row.at, row.who, row.kind, row.target, plain, row.content, row.previous, row.hash)


def seq_at(connection: Connection, moment: str) -> int:
    """The last journal number at or before a moment (UTC, as in ``Source.at``); 0 if there is none."""
    return connection.execute(select(func.max(audit.c.seq)).where(audit.c.at <= moment)).scalar() or 0


@dataclass
class Undoable:
    """Commands that can be undone and redone, the next one last in each list."""

    undo: list[int]
    redo: list[int]


def undoable(connection: Connection) -> Undoable:
    """What undo and redo would act on now: a new command clears what could have been redone."""
    found = Undoable([], [])
    for seq, kind, target in connection.execute(
        select(audit.c.seq, audit.c.kind, audit.c.target).order_by(audit.c.seq)
    ):
        if kind == UNDO:
            _move(target, found.undo, found.redo)
        elif kind == REDO:
            _move(target, found.redo, found.undo)
        elif kind not in NOT_UNDOABLE:
            found.undo.append(seq)
            found.redo.clear()
    return found


def last_by(connection: Connection, who: str, among: list[int]) -> int:
    """The last of some commands that a user gave; 0 if there is none."""
    given = set(among)
    numbers = connection.execute(select(audit.c.seq).where(audit.c.who == who).order_by(audit.c.seq.desc()))
    return next((row.seq for row in numbers if row.seq in given), 0)


def _move(target: int, origin: list[int], end: list[int]) -> None:
    if target in origin:
        origin.remove(target)
        end.append(target)
