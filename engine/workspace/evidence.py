"""Evidence files, kept by what they hold: a file's name in the folder beside the workspace is its SHA-256.

A file is on disk, whole and synchronised, before the record that names it is written; so a record never points to
nothing. One that no record came to name does no harm.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from anwei.engine.documents.diagnostics import Diagnostic, Place
from anwei.engine.documents.nodes import reason_of
from anwei.engine.workspace.changes import SetDocument
from anwei.engine.workspace.database import MODE
from anwei.engine.workspace.documents import Collection
from anwei.engine.workspace.errors import refuse
from anwei.engine.workspace.rows import decode_said
from anwei.engine.workspace.store import Workspace
from anwei.engine.workspace.tables import facts

COLLECTION = "evidence"
MAX_BYTES = 512 * 1024 * 1024
_CHUNK = 1 << 20


def keep_file(workspace: Workspace, path: Path) -> tuple[str, SetDocument]:
    """Copy a file into the workspace's folder. Returns its digest and the document that puts it on record, to be
    written together with what it is evidence of. Raises AnweiError where it cannot be read or kept.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            refuse("WSP-017", str(path), size=size, limit=MAX_BYTES)
        digest = _copy(path, workspace.location.files)
    except OSError as error:
        refuse("DOC-001", str(path), reason=reason_of(error))
    return digest, SetDocument(COLLECTION, digest, {"name": path.name, "size": size})


def _copy(path: Path, folder: Path) -> str:
    """Copy into ``folder`` under the digest, whole or not at all."""
    folder.mkdir(mode=0o700, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=".part-")
    part = Path(name)
    try:
        whole = hashlib.sha256()
        with os.fdopen(descriptor, "wb") as target, path.open("rb") as origin:
            while chunk := origin.read(_CHUNK):
                whole.update(chunk)
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        end = evidence_path(folder, whole.hexdigest())
        end.parent.mkdir(mode=0o700, exist_ok=True)
        part.chmod(MODE)
        part.replace(end)
        synchronise(end.parent)
    finally:
        part.unlink(missing_ok=True)
    return whole.hexdigest()


def evidence_path(folder: Path, digest: str) -> Path:
    """Where a file lies. Raises ValueError for anything but a digest: names from data never leave the folder."""
    if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
        raise ValueError(f"not a digest: {digest!r}")
    return folder / digest[:2] / digest


def synchronise(folder: Path) -> None:
    """Make the folder's entries durable, where the system can."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def referred(workspace: Workspace) -> dict[str, str]:
    """Every evidence file that is on record or named by a version of a record: digest -> its name."""
    kept = Collection(workspace, COLLECTION).all()
    names = {k.id: str(k.body["name"]) for k in kept if isinstance(k.body, dict)}
    query = select(facts.c.said).where(facts.c.said.contains('"evidence"', autoescape=True))
    with workspace.database.read() as connection:
        for (said,) in connection.execute(query):
            for digest in decode_said(said).evidence:
                names.setdefault(digest, digest)
    return names


def check_files(workspace: Workspace, files: Path | None = None) -> Iterator[Diagnostic]:
    """A diagnostic for each evidence file that is missing or was changed. ``files``: where to look instead."""
    folder = files or workspace.location.files
    for digest, name in sorted(referred(workspace).items()):
        path = evidence_path(folder, digest)
        try:
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            found = ""
        if found != digest:
            yield Diagnostic("WSP-020", Place(str(path)), {"name": name})
