"""Connections: SQLite in write-ahead mode with full synchronisation, or PostgreSQL; one way to read, one to write.

A write transaction takes the only write lock when it begins (SQLite: BEGIN IMMEDIATE; PostgreSQL: an advisory lock), so
that journal numbers follow one another and no two writers interleave.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.pool import NullPool

from anwei.engine.workspace.errors import refuse, translated
from anwei.engine.workspace.places import Location

APPLICATION_ID = 0x616E7765  # "anwe": what `file` and we know a workspace by
BUSY_SECONDS = 10.0
_LOCK = 0x616E776569  # the advisory lock of writers in a PostgreSQL database
_WRITES = "anwei_writes"
MODE = 0o600


class Database:
    """An opened database. ``read`` and ``write`` are context managers that yield a connection in a transaction."""

    def __init__(self, location: Location, *, readonly: bool = False, busy: float = BUSY_SECONDS) -> None:
        self.location = location
        self.readonly = readonly
        self.sqlite = location.url is None
        self.engine = _sqlite(location.path, readonly, busy) if self.sqlite else _postgres(location, busy)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the data throughout. Raises AnweiError."""
        with translated(self.location.shown), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """The one writing connection: all is kept when the block ends, nothing if it raises. Raises AnweiError."""
        if self.readonly:
            refuse("WSP-007", self.location.shown, reason="read-only")
        engine = self.engine.execution_options(**{_WRITES: True})
        with translated(self.location.shown), engine.begin() as connection:
            if not self.sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            yield connection

    def close(self) -> None:
        self.engine.dispose()


def _sqlite(path: Path, readonly: bool, busy: float) -> Engine:
    def connect() -> sqlite3.Connection:
        mode = "ro" if readonly else "rw"
        sealed = readonly and not _writable(path.parent) and not _log_of(path).exists()
        address = f"{path.resolve().as_uri()}?mode={mode}" + ("&immutable=1" if sealed else "")
        connection = sqlite3.connect(address, uri=True, timeout=busy, isolation_level=None, check_same_thread=False)
        if not readonly:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -65536")
        connection.execute("PRAGMA trusted_schema = OFF")
        return connection

    # NullPool: a connection left open would keep the log from being folded in when the last process ends
    engine = create_engine("sqlite://", creator=connect, poolclass=NullPool)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _postgres(location: Location, busy: float) -> Engine:
    assert location.url is not None
    try:
        import psycopg  # noqa: F401
    except ImportError:
        refuse("WSP-025", location.shown)
    limits: dict[str, Any] = {"options": f"-c lock_timeout={int(busy * 1000)}", "connect_timeout": max(2, int(busy))}
    engine = create_engine(location.url, connect_args=limits, pool_pre_ping=True)
    event.listen(engine, "begin", _isolate)
    return engine


def _isolate(connection: Connection) -> None:
    """Readers see one state throughout; a writer must see what came before it got the lock."""
    if not connection.get_execution_options().get(_WRITES, False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def new_file(path: Path) -> None:
    """An empty SQLite file that only its owner may read; the log files take over its mode. Raises AnweiError."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE))
    except FileExistsError:
        refuse("WSP-003", str(path))
    except OSError as error:
        from anwei.engine.documents.nodes import reason_of

        refuse("WSP-010", str(path), reason=reason_of(error))


def readable_only(path: Path) -> bool:
    """Whether a SQLite file can be read but not written (the file or its folder is protected)."""
    return not (_writable(path) and _writable(path.parent))


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def url_of(text: str, place: str) -> URL:
    """A database address as typed by a user."""
    from anwei.engine.workspace.places import address_of

    return address_of(text, place)
