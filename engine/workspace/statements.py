"""A whole subject, as files give it, as changes: what an import of it says."""

from __future__ import annotations

from collections.abc import Iterator

from anwei.engine.facts.subject import Record, Subject
from anwei.engine.workspace.changes import Change, SetCoverage, SetRecord, record_id


def changes_of(subject: Subject, file: int = 0, on: int = 0) -> Iterator[Change]:
    """The changes that put a subject on file with all its records and coverage, owners before what they own.

    Records without a key are known by their position in their table. ``file`` is the index of its file in the source,
    ``on`` the day (ordinal) of which coverage is said. Records on file that the subject lacks are left alone.
    """
    yield SetRecord(subject.kind, subject.id, subject.values, file=file)
    yield from _records(subject, subject, (), file)
    for table, coverage in subject.coverage.items():
        yield SetCoverage(subject.kind, subject.id, table, coverage, on, file=file)


def _records(subject: Subject, owner: Record, above: tuple[str, ...], file: int) -> Iterator[Change]:
    for table, records in owner.children.items():
        for position, record in enumerate(records):
            ids = (*above, record_id(record.key, position))
            yield SetRecord(subject.kind, subject.id, record.values, table, ids, file=file)
            yield from _records(subject, record, ids, file)
