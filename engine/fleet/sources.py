"""Arrow tables in memory as a source of partitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, Vocabulary
from anwei.engine.fleet.arrays import Array, plain
from anwei.engine.fleet.columns import Columns, Reader
from anwei.engine.fleet.faults import Faults
from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.intake import checked
from anwei.engine.fleet.plan import Plan
from anwei.engine.fleet.run import Subjects
from anwei.engine.fleet.tables import OWNER, ROW, SUBJECT
from anwei.engine.fleet.values import Values
from anwei.engine.messages import Text


def reader_of(grain: Grain, spec: SubjectSpec, plan: Plan, absent: frozenset[str], faults: Faults) -> Reader:
    """The reader of a grain's columns. ``absent`` are the tables that the data does not have."""
    fields = spec.tables[grain.table].fields if grain.table else spec.fields
    needs, table = plan.needs.get(grain, {}), spec.tables.get(grain.table)
    return Reader(name_of(grain), fields, needs, plan.areas, table, plan.vocabulary, faults, absent)


def name_of(grain: Grain) -> str:
    """The name of the table that holds a grain's rows."""
    return f"{grain.kind}.{grain.table}" if grain.table else grain.kind


def who(table: pa.Table, spec: SubjectSpec, vocabulary: Vocabulary, faults: Faults) -> Subjects:
    """The subjects of some rows. A subject that does not say where it is has no division."""
    ids = table.column("id").combine_chunks()
    if "division" not in table.column_names:
        return Subjects(ids, [""] * len(ids))
    field = spec.fields.get("division") or FieldSpec("division", "division", Text("行政区划", "Division"))
    found = Values(spec.name, field, table.column("division").combine_chunks(), vocabulary, faults)
    return Subjects(ids, found.words())


class Tables:
    """All subjects and records as Arrow tables, by the names of the columns layout; one partition.

    ``held``: they are written from subjects, whose values stand as they are on file.
    """

    def __init__(self, tables: Mapping[str, pa.Table], *, held: bool = False) -> None:
        self.tables = dict(tables)
        self.held = held

    def partitions(
        self, plan: Plan, family: Grain, grains: set[Grain]
    ) -> Iterator[tuple[Subjects, dict[Grain, Columns]]]:
        kind = family.kind
        if kind not in self.tables:
            return
        spec, faults = plan.vocabulary.subjects[kind], Faults(held=self.held)
        tables = checked(self.tables, spec)
        table = tables[kind]
        present = who(table, spec, plan.vocabulary, faults)
        wanted = {g for grain in grains for g in (grain, *grain.ancestors) if g.family is family and g.base is None}
        columns: dict[Grain, Columns] = {}
        absent = frozenset(t for t in spec.tables if f"{kind}.{t}" not in tables)
        for grain in sorted(wanted, key=lambda g: len(g.ancestors)):
            data = tables.get(name_of(grain))
            reader = reader_of(grain, spec, plan, absent, faults)
            if data is None:
                data = pa.table({name: pa.nulls(0) for name in (SUBJECT, OWNER)})
            columns[grain] = reader.read(data)
            if grain.table:
                columns[grain].parents = _parents(grain, data, present.ids, tables, spec)
        if faults:
            faults.settle(
                present.ids, {n: _place(t.column(SUBJECT), present.ids) for n, t in tables.items() if n != kind}
            )
            faults.raise_any()
        yield present, columns


def _parents(grain: Grain, data: pa.Table, ids: pa.Array, tables: Mapping[str, pa.Table], spec: SubjectSpec) -> Array:
    """The parent row of each record: the subject, or for nested tables the record that owns it."""
    if not data.num_rows:
        return np.zeros(0, np.int64)
    assert grain.parent is not None
    subjects = _place(data.column(SUBJECT), ids)
    if not grain.parent.table:
        return subjects
    owner = tables[name_of(grain.parent)]
    if ROW in owner.schema.names:
        return _place(data.column(OWNER), owner.column(ROW))
    key = spec.tables[grain.parent.table].key
    return _place(_joined(data, OWNER), _joined(owner, key))


def _joined(table: pa.Table, key: str) -> pa.Array:
    return pc.binary_join_element_wise(
        table.column(SUBJECT).cast(pa.string()), table.column(key).cast(pa.string()), "\x1f"
    )


def _place(values: pa.ChunkedArray, known: pa.Array) -> Array:
    if isinstance(known, pa.ChunkedArray):
        known = known.combine_chunks()
    found = pc.index_in(values.cast(known.type), value_set=known)
    found = found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    return plain(found).astype(np.int64)
