"""Where a workspace is: a SQLite file, or a small file that names a PostgreSQL database. Evidence lies beside either.

A workspace on a network share is refused: the write-ahead log needs memory shared between processes, which no share
has, so that data would be damaged sooner or later.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from anwei.engine.documents.nodes import reason_of
from anwei.engine.workspace.errors import refuse

SUFFIX = ".anwei"
MAGIC = b"SQLite format 3\0"
POINTER = "anwei-workspace"
MOUNTS = Path("/proc/self/mounts")
_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "9p", "glusterfs", "ceph", "lustre", "webdav"}
)
_NETWORK_FUSE = frozenset({"fuse.sshfs", "fuse.davfs", "fuse.davfs2", "fuse.rclone", "fuse.glusterfs", "fuse.s3fs"})
_REMOTE_DRIVE = 4  # DRIVE_REMOTE of GetDriveType


@dataclass(frozen=True)
class Location:
    """A workspace's file and, for PostgreSQL, the address of its database."""

    path: Path
    url: URL | None = None

    @property
    def shown(self) -> str:
        """What messages call it; never a password."""
        return str(self.path) if self.url is None else self.url.render_as_string(hide_password=True)

    @property
    def files(self) -> Path:
        """The folder of evidence files."""
        return self.path.with_name(self.path.name + ".files")


def located(path: Path) -> Location:
    """The workspace at ``path``. Raises AnweiError where there is none."""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        refuse("WSP-010", str(path), reason=reason_of(error))
    if head.startswith(MAGIC):
        refuse_network(path)
        return Location(path)
    try:
        found = json.loads(head)
        address = found[POINTER]
    except (ValueError, TypeError, KeyError):
        refuse("WSP-001", str(path), reason=head[:16].decode("ascii", "replace") if head else "0 bytes")
    return Location(path, address_of(str(address), str(path)))


def address_of(text: str, place: str) -> URL:
    """A database address, with our driver for PostgreSQL. Raises AnweiError for any other."""
    try:
        url = make_url(text)
    except ArgumentError:
        refuse("WSP-022", place, text=text[:80])
    if url.get_backend_name() not in ("postgresql", "postgres"):
        refuse("WSP-022", place, text=url.render_as_string(hide_password=True))
    return url.set(drivername="postgresql+psycopg")


def write_pointer(path: Path, url: URL) -> None:
    """Write the file that names the database. The password is not written: PGPASSWORD or .pgpass holds it."""
    bare = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    text = json.dumps({POINTER: bare.render_as_string()}, indent=1) + "\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def nearest_workspace(start: Path) -> Path | None:
    """The only ``*.anwei`` file in ``start`` or, failing that, in the nearest folder above it.

    Raises AnweiError where a folder has several: nobody can tell which is meant.
    """
    for folder in (start, *start.parents):
        found = sorted(p for p in folder.glob(f"*{SUFFIX}") if p.is_file())
        if len(found) > 1:
            refuse("WSP-023", str(folder), names=", ".join(p.name for p in found))
        if found:
            return found[0]
    return None


def refuse_network(path: Path) -> None:
    """Raise AnweiError where ``path`` lies on a network share."""
    kind = network_kind(path.resolve())
    if kind:
        refuse("WSP-009", str(path), kind=kind)


def network_kind(path: Path, mounts: Path = MOUNTS) -> str:
    """The kind of network file system on which ``path`` (absolute) lies; empty for a local one or if nobody can say."""
    if sys.platform == "win32":  # pragma: no cover - needs Windows
        import ctypes

        remote = ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == _REMOTE_DRIVE
        return "network drive" if remote or path.anchor.startswith("\\\\") else ""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    best, kind = -1, ""
    for line in lines:
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = Path(parts[1].replace("\\040", " "))
        if path.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), parts[2]
    return kind if kind in _NETWORK or kind in _NETWORK_FUSE else ""
