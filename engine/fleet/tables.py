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
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from anwei.engine.facts.subject import Record, Subject
from anwei.engine.facts.values import Blank
from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, TableSpec, Vocabulary

if TYPE_CHECKING:
    import pyarrow as pa

UNKNOWN = ".unknown"
COVERAGE = "coverage."
SUBJECT, OWNER, ROW = "subject", "owner", "row"


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

    columns: dict[str, Any] = {}
    for name, spec in specs.items():
        columns[name] = pa.array([_plain(r.values.get(name), spec) for r in rows], arrow_type(spec))
        if spec.not_yet:
            columns[name + UNKNOWN] = pa.array([name in r.values and r.values[name] is None for r in rows], pa.bool_())
    return columns


def _plain(value: object, spec: FieldSpec) -> object:
    """A stored value as Arrow takes it."""
    if value is None or isinstance(value, Blank):
        return None
    match spec.type:
        case "decimal" | "money":
            return Decimal(int(value)).scaleb(-spec.scale)  # type: ignore[call-overload]
        case "date":
            return date.fromordinal(value)  # type: ignore[arg-type]
        case "codes" | "refs":
            return sorted(value)  # type: ignore[call-overload]
    return value
