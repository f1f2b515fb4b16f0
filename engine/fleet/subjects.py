"""Subjects read back from columns: the few that a plan flags, to be explained one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from anwei.engine.catalogue.model import Catalogue
from anwei.engine.facts.subject import Coverage, Record, Subject, significant
from anwei.engine.facts.values import BLANK, BadValue, Value, key_text, out_of_range, parse_value
from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, TableSpec, Vocabulary
from anwei.engine.fleet.columns import coverage_spec
from anwei.engine.fleet.faults import Faults
from anwei.engine.fleet.intake import taken
from anwei.engine.fleet.others import asked_about
from anwei.engine.fleet.pieces import there
from anwei.engine.fleet.tables import COVERAGE, OWNER, ROW, SUBJECT, UNKNOWN
from anwei.engine.ir.rules import Rule


def from_tables(tables: Mapping[str, pa.Table], vocabulary: Vocabulary, kind: str) -> list[Subject]:
    """The subjects of a kind with all their records; the inverse of ``to_tables``."""
    spec = vocabulary.subjects[kind]
    found: dict[str, Subject] = {}
    absent = {t for t in spec.tables if f"{kind}.{t}" not in tables}
    facts = _Facts(vocabulary, Faults())
    for row in tables[kind].to_pylist():
        name = str(row["id"])
        values = facts.values(kind, row, spec.fields, name)
        values["id"] = name
        found[name] = Subject("", name, values, {}, kind=kind, coverage=facts.coverage(kind, row, absent, name))
    owners: dict[tuple[str, str], dict[str, Record]] = {}
    for table in _parents_first(spec):
        data = tables.get(f"{kind}.{table.name}")
        if data is not None:
            _records(data, table, facts, found, owners)
    facts.faults.raise_any()
    return list(found.values())


def _parents_first(spec: SubjectSpec) -> Iterator[TableSpec]:
    waiting = [""]
    while waiting:
        parent = waiting.pop(0)
        for table in spec.children(parent):
            yield table
            waiting.append(table.name)


def _records(
    data: pa.Table,
    table: TableSpec,
    facts: _Facts,
    subjects: Mapping[str, Subject],
    owners: dict[tuple[str, str], dict[str, Record]],
) -> None:
    """Hang each record on its owner, and remember it by row number and key for those that it owns."""
    for row in data.to_pylist():
        subject = str(row[SUBJECT])
        owner: Record | None = subjects.get(subject)
        if table.parent:
            owner = owners.get((table.parent, subject), {}).get(str(row[OWNER]))
        if owner is None:
            continue
        values = facts.values(f"{subjects[subject].kind}.{table.name}", row, table.fields, subject)
        key = key_text(values.get(table.key), table.fields.get(table.key)) if table.key else ""
        siblings = owner.children.setdefault(table.name, [])
        prefix = f"{owner.path}." if owner.path else ""
        record = Record(f"{prefix}{table.name}[{key or len(siblings)}]", key, values, {})
        siblings.append(record)
        known = owners.setdefault((table.name, subject), {})
        known[str(row[ROW]) if row.get(ROW) is not None else key] = record


class _Facts:
    """Plain Python values as they are held; what no fact can be is noted."""

    def __init__(self, vocabulary: Vocabulary, faults: Faults) -> None:
        self.vocabulary = vocabulary
        self.faults = faults

    def values(
        self, table: str, row: Mapping[str, Any], specs: Mapping[str, FieldSpec], subject: str
    ) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for name, spec in specs.items():
            value = row.get(name)
            if value is not None and value != "":
                try:
                    values[name] = self._held(value, spec)
                except BadValue as bad:
                    self.faults.tell(table, spec, bad, subject)
            elif spec.not_yet:
                values[name] = None if row.get(name + UNKNOWN) or name not in row else BLANK
        return values

    def coverage(
        self, table: str, row: Mapping[str, Any], absent: Collection[str], subject: str
    ) -> dict[str, Coverage]:
        found: dict[str, Coverage] = {}
        for column, value in row.items():
            if not column.startswith(COVERAGE) or not value:
                continue
            name = column.removeprefix(COVERAGE)
            if value not in tuple(Coverage):
                self.faults.tell(table, coverage_spec(name), BadValue("INP-021", text=str(value)[:40]), subject)
            else:
                found[name] = Coverage.NOT_REPORTED if name in absent else Coverage(value)
        return found

    def _held(self, value: Any, spec: FieldSpec) -> Value:
        if spec.numeric:
            return _number(value if isinstance(value, Decimal) else Decimal(str(value)), spec)
        if spec.type == "text":
            return str(value)
        given = [v for v in value if v is not None] if isinstance(value, list) else value
        return parse_value(given, spec, self.vocabulary)


def _number(amount: Decimal, spec: FieldSpec) -> int:
    """A number at the field's scale. Raises BadValue."""
    if not amount.is_finite():
        raise BadValue("INP-006", text=str(amount))
    scaled = amount.scaleb(spec.scale)
    value = int(scaled)
    if value != scaled:
        raise BadValue("INP-008", text=str(amount), digits=spec.scale)
    low, high = spec.minimum, spec.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        raise out_of_range(value, spec)
    return value


def read_from(
    folder: Path, vocabulary: Vocabulary, kind: str, ids: Iterable[str] | None, limit: int = 0
) -> list[Subject]:
    """Some subjects of a folder: those with the ids, or the first ``limit`` of them spread over all."""
    spec = vocabulary.subjects[kind]
    return _read(folder, vocabulary, kind, _chosen(folder, spec, None if ids is None else set(ids), limit))


def population(folder: Path, law: Catalogue, rules: Iterable[Rule], subject: Subject) -> list[Subject]:
    """The other subjects that rules for ``subject`` can see: those of the kinds asked about that lie in its division,
    and those that do not say where they lie; with the subject itself."""
    found = [subject]
    kinds = {k for r in rules for k in asked_about(r, law.rules)}
    for kind in sorted(k for k in kinds if there(folder, k)):
        whole = _chosen(folder, law.vocabulary.subjects[kind], None, 0)
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
        for piece in taken(folder, spec, name):
            whole = piece.read(piece.names)
            parts.append(whole.filter(pc.is_in(whole.column(SUBJECT).cast(pa.string()), value_set=wanted)))
        if parts:
            tables[f"{kind}.{name}"] = pa.concat_tables(parts, promote_options="default")
    return from_tables(tables, vocabulary, kind)


def _chosen(folder: Path, spec: SubjectSpec, ids: set[str] | None, limit: int) -> pa.Table:
    found = pa.concat_tables([p.read(p.names) for p in taken(folder, spec)], promote_options="default")
    if "division" not in found.column_names:
        found = found.append_column("division", pa.nulls(found.num_rows, pa.string()))
    if ids is not None:
        return found.filter(pc.is_in(found.column("id").cast(pa.string()), value_set=pa.array(sorted(ids))))
    step = max(1, found.num_rows // limit) if limit else 1
    return found.take(list(range(0, found.num_rows, step))[: limit or None])
