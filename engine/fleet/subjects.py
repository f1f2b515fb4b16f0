"""Subjects read back from columns: the few that a plan flags, to be explained one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from anwei.engine.catalogue.model import Catalogue
from anwei.engine.facts.subject import Coverage, Record, Subject, significant
from anwei.engine.facts.values import BLANK, Value, key_text
from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, TableSpec, Vocabulary
from anwei.engine.fleet.others import asked_about
from anwei.engine.fleet.pieces import pieces, there
from anwei.engine.fleet.tables import COVERAGE, OWNER, ROW, SUBJECT, UNKNOWN
from anwei.engine.ir.rules import Rule


def from_tables(tables: Mapping[str, pa.Table], vocabulary: Vocabulary, kind: str) -> list[Subject]:
    """The subjects of a kind with all their records; the inverse of ``to_tables``."""
    spec = vocabulary.subjects[kind]
    found: dict[str, Subject] = {}
    absent = {t for t in spec.tables if f"{kind}.{t}" not in tables}
    for row in tables[kind].to_pylist():
        coverage = {
            n.removeprefix(COVERAGE): Coverage.NOT_REPORTED if n.removeprefix(COVERAGE) in absent else Coverage(v)
            for n, v in row.items()
            if n.startswith(COVERAGE) and v is not None
        }
        values = _values(row, spec.fields)
        name = str(row["id"])
        values["id"] = name
        found[name] = Subject("", name, values, {}, kind=kind, coverage=coverage)
    owners: dict[tuple[str, str], dict[str, Record]] = {}
    for table in _parents_first(spec):
        data = tables.get(f"{kind}.{table.name}")
        if data is not None:
            _records(data, table, found, owners)
    return list(found.values())


def _parents_first(spec: SubjectSpec) -> Iterator[TableSpec]:
    waiting = [""]
    while waiting:
        parent = waiting.pop(0)
        for table in spec.children(parent):
            yield table
            waiting.append(table.name)


def _records(
    data: pa.Table, table: TableSpec, subjects: Mapping[str, Subject], owners: dict[tuple[str, str], dict[str, Record]]
) -> None:
    """Hang each record on its owner, and remember it by row number and key for those that it owns."""
    for row in data.to_pylist():
        subject = str(row[SUBJECT])
        owner: Record | None = subjects.get(subject)
        if table.parent:
            owner = owners.get((table.parent, subject), {}).get(str(row[OWNER]))
        if owner is None:
            continue
        values = _values(row, table.fields)
        key = key_text(values.get(table.key), table.fields.get(table.key)) if table.key else ""
        siblings = owner.children.setdefault(table.name, [])
        prefix = f"{owner.path}." if owner.path else ""
        record = Record(f"{prefix}{table.name}[{key or len(siblings)}]", key, values, {})
        siblings.append(record)
        known = owners.setdefault((table.name, subject), {})
        known[str(row[ROW]) if row.get(ROW) is not None else key] = record


def _values(row: Mapping[str, Any], specs: Mapping[str, FieldSpec]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for name, spec in specs.items():
        value = row.get(name)
        if value is not None and value != "":
            values[name] = _held(value, spec)
        elif spec.not_yet:
            values[name] = None if row.get(name + UNKNOWN) or name not in row else BLANK
    return values


def _held(value: Any, spec: FieldSpec) -> Value:
    """A value as it is held, from its plain Python form."""
    match spec.type:
        case "integer" | "decimal" | "money":
            return int((value if isinstance(value, Decimal) else Decimal(str(value))).scaleb(spec.scale))
        case "date":
            return value.toordinal() if isinstance(value, date) else date.fromisoformat(str(value)).toordinal()
        case "boolean":
            return bool(value)
        case "codes" | "refs":
            return frozenset(str(v) for v in value)
    return str(value)


def read_from(
    folder: Path, vocabulary: Vocabulary, kind: str, ids: Iterable[str] | None, limit: int = 0
) -> list[Subject]:
    """Some subjects of a folder: those with the ids, or the first ``limit`` of them spread over all."""
    return _read(folder, vocabulary, kind, _chosen(folder, kind, None if ids is None else set(ids), limit))


def population(folder: Path, law: Catalogue, rules: Iterable[Rule], subject: Subject) -> list[Subject]:
    """The other subjects that rules for ``subject`` can see: those of the kinds asked about that lie in its division,
    and those that do not say where they lie; with the subject itself."""
    found = [subject]
    kinds = {k for r in rules for k in asked_about(r, law.rules)}
    for kind in sorted(k for k in kinds if there(folder, k)):
        whole = _chosen(folder, kind, None, 0)
        divisions = whole.column("division").cast(pa.string())
        inside = pc.fill_null(pc.starts_with(divisions, significant(subject.division)), True)
        near = whole.filter(pc.or_(inside, pc.equal(pc.fill_null(divisions, ""), "")))
        others = _read(folder, law.vocabulary, kind, near)
        found += [s for s in others if (s.kind, s.id) != (subject.kind, subject.id)]
    return found


def _read(folder: Path, vocabulary: Vocabulary, kind: str, chosen: pa.Table) -> list[Subject]:
    """The subjects of some rows with all their records."""
    spec = vocabulary.subjects[kind]
    wanted = pa.array([str(i) for i in chosen.column("id").to_pylist()], pa.string())
    tables = {kind: chosen}
    for name in spec.tables:
        if not there(folder, f"{kind}.{name}"):
            continue
        parts = []
        for piece in pieces(folder, f"{kind}.{name}"):
            whole = piece.read(piece.names)
            parts.append(whole.filter(pc.is_in(whole.column(SUBJECT).cast(pa.string()), value_set=wanted)))
        if parts:
            tables[f"{kind}.{name}"] = pa.concat_tables(parts, promote_options="default")
    return from_tables(tables, vocabulary, kind)


def _chosen(folder: Path, kind: str, ids: set[str] | None, limit: int) -> pa.Table:
    found = pa.concat_tables([p.read(p.names) for p in pieces(folder, kind)], promote_options="default")
    if ids is not None:
        return found.filter(pc.is_in(found.column("id").cast(pa.string()), value_set=pa.array(sorted(ids))))
    step = max(1, found.num_rows // limit) if limit else 1
    return found.take(list(range(0, found.num_rows, step))[: limit or None])
