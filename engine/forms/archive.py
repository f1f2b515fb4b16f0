"""Looking at a workbook's bytes before anything opens it: its kind, its size when unpacked, and entity declarations."""

from __future__ import annotations

import io
import zipfile
import zlib
from contextlib import suppress
from xml.parsers import expat

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place
from anwei.engine.messages.form_labels import FORM_LABELS

MAX_FILE = 32 * 1024 * 1024
MAX_ENTRIES = 2_000
MAX_UNPACKED = 96 * 1024 * 1024
MAX_RATIO = 200  # Excel's own files stay below 50
RATIO_FROM = 4 * 1024 * 1024  # small files may compress as well as they like

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CHUNK = 64 * 1024
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


def refuse(code: str, file: str, /, **params: object) -> AnweiError:
    """The error of a whole workbook."""
    return AnweiError([Diagnostic(code, Place(file), params)])


def too_large(what: str, size: int, limit: int, name: str) -> AnweiError:
    """The error of a workbook beyond a limit."""
    return refuse("XLS-005", name, what=FORM_LABELS[f"form.archive.{what}"], size=size, limit=limit)


def check_archive(data: bytes, name: str) -> None:
    """Raises AnweiError unless ``data`` is a zip archive of reasonable size whose XML declares no entities."""
    if data.startswith(_OLE):
        raise refuse("XLS-003" if _ENCRYPTED in data else "XLS-002", name)
    if not data.startswith(b"PK\x03\x04"):
        raise refuse("XLS-001", name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_size(entries, name)
            declaring = next((e.filename for e in entries if _declares_entities(archive, e)), None)
    except _BROKEN as error:
        raise refuse("XLS-004", name, reason=str(error)[:120]) from error
    if declaring is not None:
        raise refuse("XLS-006", name, part=declaring[:80])


def _check_size(entries: list[zipfile.ZipInfo], name: str) -> None:
    """The directory states the unpacked sizes; reading stops there, so a false statement only damages the file."""
    unpacked, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if len(entries) > MAX_ENTRIES:
        raise too_large("entries", len(entries), MAX_ENTRIES, name)
    if unpacked > MAX_UNPACKED:
        raise too_large("bytes", unpacked, MAX_UNPACKED, name)
    if unpacked > RATIO_FROM and unpacked > MAX_RATIO * max(1, packed):
        raise too_large("ratio", unpacked // max(1, packed), MAX_RATIO, name)


#: What the parser raises for what is no XML, or is in an encoding that it does not know.
NO_XML = (expat.ExpatError, LookupError, ValueError)


class _Stop(Exception):
    """Enough of the part has been read."""


def _declares_entities(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Whether a part starts with a document type declaration, the only place where entities can be declared.

    Only what stands before the first element is parsed; a part that is no XML declares nothing.
    """
    found: list[bool] = []
    parser = expat.ParserCreate()

    def declared(*_args: object) -> None:
        found.append(True)
        raise _Stop

    def started(*_args: object) -> None:
        raise _Stop

    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = started
    with archive.open(entry) as part, suppress(_Stop, *NO_XML):
        while chunk := part.read(_CHUNK):
            parser.Parse(chunk, False)
    return bool(found)
