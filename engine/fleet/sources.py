"""Arrow tables in memory as a source of partitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from anwei.engine.facts.vocabulary import SubjectSpec
from anwei.engine.fleet.columns import Array, Columns, Reader, plain
from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.plan import Plan
from anwei.engine.fleet.run import Subjects
from anwei.engine.fleet.tables import OWNER, ROW, SUBJECT


def reader_of(grain: Grain, spec: SubjectSpec, plan: Plan, absent: frozenset[str]) -> Reader:
    """The reader of a grain's columns. ``absent`` are the tables that the data does not have."""
    fields = spec.tables[grain.table].fields if grain.table else spec.fields
    needs = plan.needs.get(grain, {})
    return Reader(grain.name, fields, needs, plan.areas, spec.tables.get(grain.table), absent)


class Tables:
    """All subjects and records as Arrow tables, by the names of the columns layout; one partition."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        self.tables = dict(tables)

    def partitions(
        self, plan: Plan, family: Grain, grains: set[Grain]
    ) -> Iterator[tuple[Subjects, dict[Grain, Columns]]]:
        kind = family.kind
        table = self.tables.get(kind)
        if table is None:
            return
        spec = plan.vocabulary.subjects[kind]
        ids = table.column("id").combine_chunks()
        divisions = [d or "" for d in table.column("division").to_pylist()]
        wanted = {g for grain in grains for g in (grain, *grain.ancestors) if g.family is family and g.base is None}
        columns: dict[Grain, Columns] = {}
        absent = frozenset(t for t in spec.tables if f"{kind}.{t}" not in self.tables)
        for grain in sorted(wanted, key=lambda g: len(g.ancestors)):
            data = table if not grain.table else self.tables.get(f"{kind}.{grain.table}")
            reader = reader_of(grain, spec, plan, absent)
            if data is None:
                data = pa.table({name: pa.nulls(0) for name in (SUBJECT, OWNER)})
            columns[grain] = reader.read(data)
            if grain.table:
                columns[grain].parents = self._parents(grain, data, ids, kind, spec)
        yield Subjects(ids, divisions), columns

    def _parents(self, grain: Grain, data: pa.Table, ids: pa.Array, kind: str, spec: SubjectSpec) -> Array:
        """The parent row of each record: the subject, or for nested tables the record that owns it."""
        if not data.num_rows:
            return np.zeros(0, np.int64)
        assert grain.parent is not None
        subjects = _place(data.column(SUBJECT), ids)
        if not grain.parent.table:
            return subjects
        owner = self.tables[f"{kind}.{grain.parent.table}"]
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
