"""Backups made while others work, verified before they count, and restoring them.

A backup is a workspace like any other: one SQLite file, whatever database it was made from, with its evidence files
beside it. It can be opened, verified and read; restoring it copies it to a new place or into an empty database.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from anwei.engine.documents.diagnostics import Diagnostic
from anwei.engine.documents.nodes import reason_of
from anwei.engine.messages import Text
from anwei.engine.workspace.database import APPLICATION_ID, Database, new_file
from anwei.engine.workspace.errors import refuse, translated
from anwei.engine.workspace.evidence import check_files, evidence_path, referred, synchronise
from anwei.engine.workspace.places import Location, refuse_network, write_pointer
from anwei.engine.workspace.store import Workspace, schema_of
from anwei.engine.workspace.tables import metadata
from anwei.engine.workspace.verify import Verified, verify

_FETCH = 5000


@dataclass(frozen=True)
class Backup:
    """A verified backup: where it is, what its verification found, how many evidence files it holds."""

    path: Path
    verified: Verified
    files: int


def back_up(workspace: Workspace, target: Path) -> Backup:
    """Copy a workspace to ``target`` (with ``target.files`` for evidence) while others may go on working.

    Raises AnweiError: something is there already (WSP-003), it cannot be written (WSP-006, WSP-010), or the copy does
    not pass verification (WSP-033), in which case nothing is left behind.
    """
    for there in (target, Location(target).files):
        if there.exists():
            refuse("WSP-003", str(there))
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        _copy_database(workspace, part)
        files = _copy_files(workspace, Location(target).files)
        verified = _verified(part, Location(target).files, target)
        _seal(part, target)
    except BaseException as error:
        for leftover in (part, *(part.with_name(part.name + s) for s in ("-wal", "-shm"))):
            leftover.unlink(missing_ok=True)
        shutil.rmtree(Location(target).files, ignore_errors=True)
        if isinstance(error, OSError):
            refuse("WSP-010", str(target), reason=reason_of(error))
        raise
    return Backup(target, verified, files)


def restore(backup: Path, location: Location) -> Workspace:
    """Make a workspace at ``location`` from a backup, verified before and after. Raises AnweiError as ``back_up``."""
    # by its place alone: a backup may well lie on a network share, where nothing writes to it
    with Workspace.open(Location(backup), readonly=True) as origin:
        if location.url is None:
            refuse_network(location.path.parent)
            back_up(origin, location.path)
            return Workspace.open(location)
        if location.path.exists():
            refuse("WSP-003", str(location.path))
        found = verify(origin)
        if not found.sound:
            refuse("WSP-033", str(backup), reason=_line(found.problems[0]))
        end = Database(location)
        with end.write() as connection, origin.database.read() as reading:
            if schema_of(connection):
                refuse("WSP-003", location.shown)
            _copy_rows(reading, connection)
        _copy_files(origin, location.files)
    assert location.url is not None
    write_pointer(location.path, location.url)
    return Workspace(end)


def keep_copy(path: Path, reason: str) -> Path:
    """A plain copy of a SQLite workspace beside it, before its form is changed; the first one of a kind is kept."""
    target = path.with_name(f"{path.name}.{reason}.bak")
    if not target.exists():
        with translated(str(target)):
            _copy_sqlite(path, target)
    return target


def _copy_database(workspace: Workspace, part: Path) -> None:
    with translated(str(part)):
        if workspace.database.sqlite:
            _copy_sqlite(workspace.location.path, part)
            return
        new_file(part)
        with closing(Database(Location(part))) as end, workspace.database.read() as reading, end.write() as connection:
            _copy_rows(reading, connection)
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")


def _copy_sqlite(path: Path, target: Path) -> None:
    """SQLite's own online copy: a consistent state, however much is written meanwhile."""
    new_file(target)
    with (
        closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as origin,
        closing(sqlite3.connect(target)) as end,
    ):
        origin.backup(end, pages=1000)
        end.execute("PRAGMA journal_mode = DELETE")  # one file; opening it brings the log back


def _copy_rows(reading: Connection, writing: Connection) -> None:
    """Every row of every table, between whatever databases."""
    from anwei.engine.workspace.migrations import migrate

    migrate(writing, 0)
    stream = reading.execution_options(stream_results=True, yield_per=_FETCH)
    for table in metadata.sorted_tables:
        for rows in stream.execute(select(table)).partitions(_FETCH):
            writing.execute(insert(table), [dict(r._mapping) for r in rows])


def _copy_files(workspace: Workspace, folder: Path) -> int:
    """Copy every evidence file on record that is there; a missing one is found by verification."""
    copied = 0
    for digest in referred(workspace):
        origin = evidence_path(workspace.location.files, digest)
        if origin.exists():
            end = evidence_path(folder, digest)
            end.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copyfile(origin, end)
            end.chmod(0o600)
            synchronise(end.parent)
            copied += 1
    return copied


def _verified(part: Path, files: Path, target: Path) -> Verified:
    """Open the copy as anybody would and verify it; evidence is looked for where it will lie."""
    with Workspace.open(Location(part), readonly=True) as copy:
        found = verify(copy)
        problems = [*found.problems, *check_files(copy, files)]
    if problems:
        refuse("WSP-033", str(target), reason=_line(problems[0]))
    return found


def _seal(part: Path, target: Path) -> None:
    """Give the finished copy its name, durably."""
    for suffix in ("-wal", "-shm"):
        part.with_name(part.name + suffix).unlink(missing_ok=True)
    descriptor = os.open(part, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    part.replace(target)
    synchronise(target.parent)


def _line(problem: Diagnostic) -> Text:
    """A problem in both languages."""
    return Text(problem.line("zh"), problem.line("en"))
