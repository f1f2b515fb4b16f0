"""The columns that a fleet run reads, and subjects in memory written as such columns.

One table for each kind of subject (``enterprise``) and one for each of its tables (``enterprise.people``, and
``enterprise.trainings`` whatever its parent). Subjects have ``id``, ``division``, their facts by name and
``coverage.<table>``; records have ``subject`` (the id they belong to), in nested tables also ``owner`` (the parent
record's ``row`` number where that table has such a column, else its key), and their facts.

A null is a fact that is not known or, for a fact declared ``blank: not_yet``, one that has not happened;
``<fact>.unknown`` then says where even that is not known. Codes are text, sets of codes and references are lists of
text, money and decimals are decimals of the declared scale. A table that is not there counts as not reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from anwei.engine.facts.subject import Record, Subject
from anwei.engine.facts.values import BLANK
from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, TableSpec, Vocabulary

if TYPE_CHECKING:
    import pyarrow as pa

UNKNOWN = ".unknown"
COVERAGE = "coverage."
SUBJECT, OWNER, ROW = "subject", "owner", "row"
_EPOCH = date(1970, 1, 1).toordinal()


def arrow_type(spec: FieldSpec) -> pa.DataType:
    """The Arrow type in which a fact is written."""
    import pyarrow as pa

    match spec.type:
        case "integer":
            return pa.int64()
        case "decimal" | "money":
            return pa.decimal128(38, spec.scale)
        case "boolean":
            return pa.bool_()
        case "date":
            return pa.date32()
        case "codes" | "refs":
            return pa.list_(pa.string())
    return pa.string()


def to_tables(subjects: Iterable[Subject], vocabulary: Vocabulary) -> dict[str, pa.Table]:
    """Subjects as tables by name: every table of each kind that occurs, also one without a record."""
    by_kind: dict[str, list[Subject]] = {}
    for subject in subjects:
        by_kind.setdefault(subject.kind, []).append(subject)
    found: dict[str, pa.Table] = {}
    for kind, members in by_kind.items():
        spec = vocabulary.subjects[kind]
        found[kind] = _subjects(members, spec)
        owned: Sequence[tuple[str, int, Record]] = [(s.id, i, s) for i, s in enumerate(members)]
        for table in spec.children(""):
            _records(found, spec, table, owned)
    return found


def _subjects(members: list[Subject], spec: SubjectSpec) -> pa.Table:
    import pyarrow as pa

    columns = _columns(members, spec.fields)
    names = dict.fromkeys(n for s in members for n in s.coverage)
    for name in names:
        stated = [c.value if (c := s.coverage.get(name)) is not None else None for s in members]
        columns[COVERAGE + name] = pa.array(stated, pa.string())
    return pa.table(columns)


def _records(
    found: dict[str, pa.Table], spec: SubjectSpec, table: TableSpec, owners: Sequence[tuple[str, int, Record]]
) -> None:
    import pyarrow as pa

    rows = [(subject, row, r) for subject, row, owner in owners for r in owner.children.get(table.name, ())]
    columns = {SUBJECT: pa.array([s for s, _, _ in rows], pa.string()), ROW: pa.array(range(len(rows)), pa.int64())}
    if table.parent:
        columns[OWNER] = pa.array([i for _, i, _ in rows], pa.int64())
    columns |= _columns([r for _, _, r in rows], table.fields)
    found[f"{spec.name}.{table.name}"] = pa.table(columns)
    for nested in spec.children(table.name):
        _records(found, spec, nested, [(s, i, r) for i, (s, _, r) in enumerate(rows)])


def _columns(rows: Sequence[Record], specs: dict[str, FieldSpec]) -> dict[str, Any]:
    import pyarrow as pa

    values = [r.values for r in rows]
    there = set().union(*values)
    columns: dict[str, Any] = {}
    for name, spec in specs.items():
        if name in there:
            columns[name] = _column([v.get(name) for v in values], spec)
        else:
            columns[name] = pa.nulls(len(rows), arrow_type(spec))
        if spec.not_yet:
            columns[name + UNKNOWN] = pa.array([v.get(name, BLANK) is None for v in values], pa.bool_())
    return columns


def _column(values: list[Any], spec: FieldSpec) -> pa.Array:
    """Held values of one fact as Arrow takes them, many at once: whole numbers become days and decimals unseen."""
    import pyarrow as pa

    values = [None if v is BLANK else v for v in values]
    kind = arrow_type(spec)
    match spec.type:
        case "decimal" | "money":
            whole = pa.array(values, pa.int64()).cast(pa.decimal128(38, 0))
            return pa.Array.from_buffers(kind, len(whole), whole.buffers(), whole.null_count, whole.offset)
        case "date":
            return pa.array([None if v is None else v - _EPOCH for v in values], pa.int32()).view(kind)
        case "codes" | "refs":
            return pa.array([None if v is None else sorted(v) for v in values], kind)
    return pa.array(values, kind)
