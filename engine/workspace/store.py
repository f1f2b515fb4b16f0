"""A workspace: opened or made, written by commands, read as it is now or as it was."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from sqlalchemy import func, insert, inspect, select, update
from sqlalchemy.engine import Connection

from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.messages import Text
from anwei.engine.workspace import journal
from anwei.engine.workspace.changes import Receipt, Source, Write
from anwei.engine.workspace.checks import Checker
from anwei.engine.workspace.database import APPLICATION_ID, BUSY_SECONDS, Database, new_file, readable_only
from anwei.engine.workspace.errors import refuse
from anwei.engine.workspace.places import Location, located, refuse_network, write_pointer
from anwei.engine.workspace.rows import content_digest
from anwei.engine.workspace.tables import SCHEMA_VERSION, about, audit
from anwei.engine.workspace.undo import take_back
from anwei.engine.workspace.write import Writer

_WORDS = {journal.UNDO: Text("撤销", "undo"), journal.REDO: Text("重做", "redo")}


class Workspace:
    """An open workspace. Use it as a context manager, or ``close`` it.

    Everything it raises for reasons outside the program is AnweiError with a code of its own.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.upgraded_from: int | None = None  # the schema it had, if opening it brought it forward

    @property
    def location(self) -> Location:
        return self.database.location

    @property
    def place(self) -> str:
        """What messages call this workspace."""
        return self.location.shown

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.database.close()

    # -- making and opening --------------------------------------------------------------------------------------

    @classmethod
    def create(
        cls, location: Location, source: Source, *, name: str = "", demo: bool = False, busy: float = BUSY_SECONDS
    ) -> Workspace:
        """A new, empty workspace. ``name`` is its title; ``demo`` marks it wherever it is shown.

        Raises AnweiError where something is there already, or on a network share.
        """
        path = location.path
        if location.path.exists():
            refuse("WSP-003", str(path))
        refuse_network(path.parent)
        if location.url is None:
            new_file(path)
        try:
            workspace = cls(Database(location, busy=busy))
            workspace._fill(source, name or path.stem, demo)
        except BaseException:
            if location.url is None:
                for leftover in (path, *(path.with_name(path.name + s) for s in ("-wal", "-shm"))):
                    leftover.unlink(missing_ok=True)
            raise
        if location.url is not None:
            write_pointer(path, location.url)
        return workspace

    def _fill(self, source: Source, name: str, demo: bool) -> None:
        from anwei.engine.workspace.migrations import migrate

        with self.database.write() as connection:
            if schema_of(connection):
                refuse("WSP-003", self.place)
            migrate(connection, 0)
            # an id of its own: the journal of one workspace cannot be passed off as that of another
            told = {"id": os.urandom(16).hex(), "name": name, "created": source.at, "demo": "yes" if demo else ""}
            told["schema"] = str(SCHEMA_VERSION)
            connection.execute(insert(about), [{"name": n, "value": v} for n, v in told.items()])
            journal.append(connection, 1, source, content_digest(connection, 1), kind=journal.INIT, about=told)
            if self.database.sqlite:
                connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")

    @classmethod
    def open(
        cls, path: Path | Location, *, readonly: bool = False, busy: float = BUSY_SECONDS, migrate: Source | None = None
    ) -> Workspace:
        """The workspace at ``path``. An older schema is brought forward if ``migrate`` says who does it and when (a
        copy is kept beside it); otherwise, and for a newer schema, AnweiError is raised.
        """
        location = path if isinstance(path, Location) else located(path)
        sealed = location.url is None and readable_only(location.path)
        workspace = cls(Database(location, readonly=readonly or sealed, busy=busy))
        try:
            workspace._check_schema(migrate)
        except BaseException:
            workspace.close()
            raise
        return workspace

    def _check_schema(self, source: Source | None) -> None:
        with self.database.read() as connection:
            version = schema_of(connection)
        if not version:
            refuse("WSP-001", self.place, reason="no workspace")
        if version > SCHEMA_VERSION:
            refuse("WSP-004", self.place, found=version, known=SCHEMA_VERSION)
        if version < SCHEMA_VERSION:
            if source is None or self.database.readonly:
                refuse("WSP-028", self.place, found=version, known=SCHEMA_VERSION)
            self._migrate(source, version)

    def _migrate(self, source: Source, version: int) -> None:
        from anwei.engine.workspace.backup import keep_copy
        from anwei.engine.workspace.migrations import migrate

        if self.database.sqlite:
            keep_copy(self.location.path, f"schema-{version}")
        with self.database.write() as connection:
            start = schema_of(connection)  # another process may have been faster
            if start == SCHEMA_VERSION:
                return
            migrate(connection, start)
            connection.execute(update(about).where(about.c.name == "schema").values(value=str(SCHEMA_VERSION)))
            seq = journal.head(connection)[0] + 1
            content = content_digest(connection, seq)
            journal.append(connection, seq, source, content, kind=journal.MIGRATE, schema=SCHEMA_VERSION)
        self.upgraded_from = start

    # -- what it says of itself ----------------------------------------------------------------------------------

    @property
    def about(self) -> Mapping[str, str]:
        """``id``, ``name``, ``created``, ``demo`` (``yes`` or empty) and ``schema``."""
        with self.database.read() as connection:
            return {row.name: row.value for row in connection.execute(select(about))}

    @property
    def demo(self) -> bool:
        """Whether everything in it is made up; shown wherever its content is."""
        return self.about.get("demo") == "yes"

    @property
    def head(self) -> int:
        """The number of the last command; what a writer passes as ``Write.seen``."""
        with self.database.read() as connection:
            return journal.head(connection)[0]

    # -- writing -------------------------------------------------------------------------------------------------

    def apply(self, write: Write, vocabulary: Vocabulary | None = None) -> Receipt:
        """Carry out a write: all of it, or nothing. ``vocabulary`` is needed wherever facts are written.

        Raises AnweiError with every problem found: names the vocabulary does not know (INP-, RUL- and WSP-0xx),
        conflicts with what others wrote since ``write.seen`` (WSP-011), and what the database refuses.
        """
        diagnostics = Diagnostics()
        checker = Checker(vocabulary or Vocabulary(), diagnostics, tuple(f.name for f in write.source.files))
        with self.database.write() as connection:
            seq = journal.head(connection)[0] + 1
            writer = Writer(connection, seq, write, checker)
            writer.run(write.changes)
            diagnostics.raise_errors()
            counts = {n: getattr(writer, n) for n in ("created", "changed", "removed", "unchanged")}
            hash_ = journal.append(connection, seq, write.source, content_digest(connection, seq), counts=counts)
        return Receipt(seq, hash_, **counts)

    def undo(self, source: Source, target: int | None = None) -> Receipt:
        """Take back the last command that can be (or the one with number ``target``), whole imports too.

        Raises AnweiError where there is none (WSP-016) or a later command changed the same records (WSP-015).
        """
        return self._take_back(source, journal.UNDO, target)

    def redo(self, source: Source) -> Receipt:
        """Do again what was undone last; possible until something else is written. Raises AnweiError (WSP-016)."""
        return self._take_back(source, journal.REDO, None)

    def _take_back(self, source: Source, kind: str, target: int | None) -> Receipt:
        with self.database.write() as connection:
            possible = getattr(journal.undoable(connection), kind)
            if not possible or (target is not None and target not in possible):
                refuse(
                    "WSP-016", self.place, what=Text(str(target), str(target)) if target is not None else _WORDS[kind]
                )
            chosen = possible[-1] if target is None else target
            seq = journal.head(connection)[0] + 1
            count = take_back(connection, seq, self._wrote(connection, kind, chosen), self.place)
            content = content_digest(connection, seq)
            hash_ = journal.append(
                connection, seq, source, content, kind=kind, target=chosen, counts={"changed": count}
            )
        return Receipt(seq, hash_, changed=count)

    @staticmethod
    def _wrote(connection: Connection, kind: str, target: int) -> int:
        """The command whose rows are to be taken back: itself, or the last undo (redo) that concerns it."""
        other = journal.REDO if kind == journal.UNDO else journal.UNDO
        query = select(func.max(audit.c.seq)).where(audit.c.target == target, audit.c.kind == other)
        return connection.execute(query).scalar() or target

    # -- the journal ---------------------------------------------------------------------------------------------

    def entries(self, *, before: int | None = None, limit: int | None = None) -> list[journal.Entry]:
        """Journal entries, the latest first."""
        with self.database.read() as connection:
            return list(journal.entries(connection, before=before, limit=limit))

    def undoable(self) -> journal.Undoable:
        """Which commands undo and redo would act on, the next one last."""
        with self.database.read() as connection:
            return journal.undoable(connection)

    def seq_at(self, moment: str) -> int:
        """The last command at or before a moment (UTC, ``2026-11-21T16:00:00Z``): what reading as of then needs."""
        with self.database.read() as connection:
            return journal.seq_at(connection, moment)


def schema_of(connection: Connection) -> int:
    """The schema version of a database; 0 where it holds no workspace."""
    if "about" not in inspect(connection).get_table_names():
        return 0
    value = connection.execute(select(about.c.value).where(about.c.name == "schema")).scalar()
    return int(value) if value and value.isdigit() else 0


def file_digest(path: Path) -> str:
    """SHA-256 (hex) of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
