"""Which tables of a file lost records to problems: what could not be read is left alone, never taken for removed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from anwei.engine.documents.diagnostics import Diagnostic
from anwei.engine.facts.subject import Record, Subject
from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, TableSpec
from anwei.engine.forms.layout import OWNER

#: Problems by which a sheet, a list or a row is not read, or not known to be the one it says.
_WHOLE = frozenset(
    {"XLS-008", "XLS-010", "XLS-018", "XLS-019", "XLS-023", "INP-020", "INP-022"}
    | {"SHP-001", "SHP-002", "SHP-003", "SHP-004", "SHP-005"}
)
_BESIDE = frozenset({"XLS-009", "XLS-015", "INP-021", "INP-023"})  # outside the records, or of no known field


def loses(item: Diagnostic, table: TableSpec, spec: FieldSpec | None) -> bool:
    """Whether a problem at a field of a table (None: at none) may have lost a record or its key."""
    if item.severity == "warning" or item.code in _BESIDE:
        return False
    if item.code in _WHOLE:
        return True
    if item.code == "XLS-014":
        return item.params.get("name") in (table.key, OWNER)
    return spec is None or spec.name == table.key


def lost_in_text(items: Iterable[Diagnostic], subject: Subject, after: Subject | None, spec: SubjectSpec) -> set[str]:
    """The same of a subject in a text file, which ends where the subject ``after`` it begins.

    A problem there does not say in which table it stands, so it counts for all of them.
    """
    start = (subject.place.line, subject.place.col)
    end = (after.place.line, after.place.col) if after is not None else None
    keys = {t.key for t in spec.tables.values() if t.key}
    for item in items:
        at = (item.place.line, item.place.col)
        if item.place.line and (at < start or (end is not None and at >= end)):
            continue
        value = item.code == "INP-024" and item.params.get("name") not in keys
        if item.severity != "warning" and item.code not in _BESIDE and not value:
            return set(spec.tables)
    return set()


def with_nested(lost: Set[str], spec: SubjectSpec) -> set[str]:
    """Tables and those nested in them: without its owner no record of theirs has been read."""
    return {n for n in spec.tables if lost & set(_owners(n, spec))}


def may_be_there(lost: Set[str], subject: Subject, spec: SubjectSpec) -> set[str]:
    """Tables of which no record may be taken out: the lost ones, those whose records own lost ones, and those in
    which a record stands without its key, as it may be any of those on file."""
    owners = {o for n in lost for o in _owners(n, spec)}
    return owners | with_nested(lost | set(_without_key(subject, spec)), spec)


def _owners(table: str, spec: SubjectSpec) -> Iterator[str]:
    """A table and those that it is nested in."""
    while table:
        yield table
        table = spec.tables[table].parent


def _without_key(record: Record, spec: SubjectSpec) -> Iterator[str]:
    for name, rows in record.children.items():
        if spec.tables[name].key and any(not r.key for r in rows):
            yield name
        for row in rows:
            yield from _without_key(row, spec)
