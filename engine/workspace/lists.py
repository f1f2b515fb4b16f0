"""Pages of subjects for screens and lists, and everything that was ever said about one subject."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from anwei.engine.facts.subject import significant
from anwei.engine.workspace.changes import SourceFile
from anwei.engine.workspace.encoding import decode_body, parted
from anwei.engine.workspace.rows import COVERAGE, decode_said, numbers, same
from anwei.engine.workspace.store import Workspace
from anwei.engine.workspace.tables import audit, facts, subjects


@dataclass(frozen=True, slots=True)
class Line:
    """One subject in a list."""

    kind: str
    id: str
    name: str
    division: str


@dataclass(frozen=True, slots=True)
class Said:
    """One statement in the history of a subject: field by field, who, when, from which file and cell.

    ``table`` and ``record`` are empty for the subject's own facts; ``before`` and ``after`` stored values, None where
    there was nothing or the record was taken out (``removed``).
    """

    seq: int
    at: str
    by: str
    kind: str
    table: str
    record: tuple[str, ...]
    field: str
    before: object
    after: object
    removed: bool = False
    file: str = ""
    sha256: str = ""
    cell: str = ""
    evidence: tuple[str, ...] = ()


def find(
    workspace: Workspace,
    text: str = "",
    *,
    kind: str = "",
    division: str = "",
    id_: str = "",
    limit: int = 100,
    offset: int = 0,
) -> list[Line]:
    """A page of the subjects on file by division and id; ``text`` occurs in the name or id."""
    query = select(subjects.c.kind, subjects.c.id, subjects.c.name, subjects.c.division).where(subjects.c.alive)
    if text:
        query = query.where(
            or_(subjects.c.name.contains(text, autoescape=True), subjects.c.id.contains(text, autoescape=True))
        )
    if kind:
        query = query.where(subjects.c.kind == kind)
    if id_:
        query = query.where(subjects.c.id == id_)
    if division:
        query = query.where(subjects.c.division.startswith(significant(division), autoescape=True))
    query = query.order_by(subjects.c.division, subjects.c.kind, subjects.c.id).limit(limit).offset(offset)
    with workspace.database.read() as connection:
        return [Line(*row) for row in connection.execute(query)]


def kinds_of(workspace: Workspace, id_: str) -> list[str]:
    """The kinds of subjects that ever had an id, those taken out included."""
    query = select(subjects.c.kind).where(subjects.c.id == id_).order_by(subjects.c.kind)
    with workspace.database.read() as connection:
        return [row.kind for row in connection.execute(query)]


def count(workspace: Workspace) -> dict[str, int]:
    """How many subjects of each kind are on file."""
    query = select(subjects.c.kind, func.count().label("number")).where(subjects.c.alive).group_by(subjects.c.kind)
    with workspace.database.read() as connection:
        return {row.kind: row.number for row in connection.execute(query.order_by(subjects.c.kind))}


def history(workspace: Workspace, kind: str, id_: str) -> Iterator[Said]:
    """Every statement about a subject, the earliest first; empty for one that was never on file."""
    with workspace.database.read() as connection:
        no = numbers(connection, [(kind, id_)]).get((kind, id_))
        if no is None:
            return
        query = (
            select(facts, audit.c.at, audit.c.who, audit.c.kind, audit.c.command)
            .join(audit, audit.c.seq == facts.c.since)
            .where(facts.c.subject == no)
            .order_by(facts.c.since, facts.c.tab, facts.c.rec)
        )
        rows = connection.execute(query).fetchall()
    latest: dict[tuple[str, str], dict[str, object]] = {}
    for row in rows:
        before = latest.get((row.tab, row.rec), {})
        after = decode_body(row.body) if row.body is not None else {}
        latest[row.tab, row.rec] = after
        said = decode_said(row.said)
        files = _files(row.command)
        file = files[said.file] if said.file < len(files) else SourceFile("")
        own = row.tab, parted(row.rec) if row.tab != COVERAGE else (row.rec,)
        head = (row.since, row.at, row.who, row.kind, *own)
        if row.body is None:
            yield Said(*head, "", None, None, removed=True)
        cells = said.cells(after)
        for field in sorted(cells.keys() | _differ(before, after)) if row.body is not None else ():
            cell = cells.get(field, "")
            stated = (field, before.get(field), after.get(field))
            if not cell and stated[1:] == (None, None):
                continue  # the file has no place for it, and nothing was known before
            yield Said(*head, *stated, False, file.name, file.sha256, cell, said.evidence)


def _differ(before: dict[str, object], after: dict[str, object]) -> set[str]:
    return {n for n in before.keys() | after.keys() if not same(before.get(n), after.get(n))}


def _files(command: str) -> tuple[SourceFile, ...]:
    import msgspec

    return tuple(msgspec.convert(f, SourceFile) for f in msgspec.json.decode(command)["source"].get("files", ()))
