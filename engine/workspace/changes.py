"""What a write to the workspace says.

Everything is written as a ``Write``: one source, any number of changes, one transaction, one line of the journal. An
import of 300 workbooks is one ``Write`` whose source lists 300 files; an edit on a screen is one with a single change.
Either all changes are kept or none, and undoing a ``Write`` takes all of them back.

Values are *held* values as ``engine.facts.values.parse_value`` gives them: numbers as integers at the field's scale,
dates as day ordinals, codes and refs as frozensets, ``None`` for *not known*, ``BLANK`` for *has not happened*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from anwei.engine.facts.subject import Coverage
from anwei.engine.facts.values import Value

SourceKind = Literal["import", "entry", "attestation", "waiver", "drill", "run", "demo", "setting", "system"]


class SourceFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file that a write was read from. ``sha256`` (hex) is that of the file's bytes; ``sheet`` if it is only one."""

    name: str
    sha256: str = ""
    sheet: str = ""


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who says something, when and from what.

    ``by`` is a person or account, ``at`` the moment in UTC as ISO text (``2026-11-21T08:30:00Z``; it comes from the
    edge, nothing below reads a clock), ``note`` free text for the journal.
    """

    kind: SourceKind
    by: str
    at: str
    files: tuple[SourceFile, ...] = ()
    note: str = ""


class SetRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """Sets facts of a subject (``table`` empty) or of one of its child records; makes it if it is not there yet.

    ``kind`` and ``subject`` name the subject (``enterprise``, its id). ``record`` holds the record ids from the
    outermost table to ``table`` itself, made with ``record_id``: ``("P-01",)`` for a person, ``("P-01", "#000002")``
    for the third training of that person. Owners of a nested record must exist or come earlier in the same write.
    Fields not named in ``values`` stay as they are. ``cells`` says for fields where their value stood: ``Sheet!B7`` in
    a workbook, ``12:5`` (line and column) in a text file; ``file`` is the index of that file in ``Source.files``.
    ``evidence`` are digests of kept evidence files; they are added to those the record has.
    """

    kind: str
    subject: str
    values: Mapping[str, Value]
    table: str = ""
    record: tuple[str, ...] = ()
    cells: Mapping[str, str] = {}
    file: int = 0
    evidence: tuple[str, ...] = ()


class RemoveRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """Takes a child record off the books, with the records nested in it. Its history stays readable."""

    kind: str
    subject: str
    table: str
    record: tuple[str, ...]


class RemoveSubject(msgspec.Struct, frozen=True, omit_defaults=True):
    """Takes a subject off the books with all its records and coverage. Its history stays readable."""

    kind: str
    subject: str


class SetCoverage(msgspec.Struct, frozen=True, omit_defaults=True):
    """States how much of a table is on file. ``on`` is the day (ordinal) of which this is said; 0 if nobody told."""

    kind: str
    subject: str
    table: str
    coverage: Coverage
    on: int = 0
    cell: str = ""
    file: int = 0


class SetDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """Puts a JSON document (``body``: plain Python) into a collection, or takes it out (``None``).

    Waivers, drills, settings, pinned rulesets and learned column mappings are such documents.
    """

    collection: str
    id: str
    body: object


Change = SetRecord | RemoveRecord | RemoveSubject | SetCoverage | SetDocument


class Write(msgspec.Struct, frozen=True, omit_defaults=True):
    """One command. ``changes`` is read once, in order, and may be a generator; changes of one subject should follow
    one another (that is fastest).

    ``seen`` is the journal number (``Workspace.head``) that the writer had read before deciding. If somebody has since
    changed the same field, record or document, the write is refused with a conflict and nothing is changed. ``None``
    means that the writer does not mind.
    """

    source: Source
    changes: Iterable[Change]
    seen: int | None = None


class Receipt(msgspec.Struct, frozen=True):
    """What became of a write: its journal number and how many records and documents were new, changed, removed or
    already as told."""

    seq: int
    hash: str
    created: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0

    @property
    def rows(self) -> int:
        """How many records and documents differ from before."""
        return self.created + self.changed + self.removed


POSITION = "#"
#: As the last part of ``SetRecord.record``: the next free position, found while writing, so that two writers who add a
#: record without a key at the same time never overwrite each other.
NEXT = "#+"
_WIDTH = 6


def record_id(key: str, position: int) -> str:
    """The id of a record within its table: its key, or its position (0-based) where it has none.

    ``record_id("P-01", 4) == "P-01"``; ``record_id("", 4) == "#000004"``. A key that begins with ``#`` gets another
    one in front, so that it is never taken for a position.
    """
    if not key:
        return f"{POSITION}{position:0{_WIDTH}d}"
    return f"{POSITION}{key}" if key.startswith(POSITION) else key


def split_id(record: str) -> tuple[str, str]:
    """The key of a record id (empty if it has none) and what stands in its path: ``("", "4")`` for ``#000004``."""
    if not record.startswith(POSITION):
        return record, record
    rest = record[1:]
    if rest.startswith(POSITION):
        return rest, rest
    return "", str(int(rest))
