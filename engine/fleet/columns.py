"""From Arrow columns to the exact arrays that a plan computes with."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from anwei.engine.facts.subject import Coverage
from anwei.engine.facts.values import BadValue, key_text
from anwei.engine.facts.vocabulary import FieldSpec, TableSpec, Vocabulary
from anwei.engine.fleet.arrays import Array, equals, indices, truths, valid
from anwei.engine.fleet.faults import Faults
from anwei.engine.fleet.lowering.scope import NOWHERE, Areas
from anwei.engine.fleet.plan import FieldNeed
from anwei.engine.fleet.tables import COVERAGE, UNKNOWN
from anwei.engine.fleet.values import EPOCH, Values
from anwei.engine.messages import Text


@dataclass(slots=True)
class Columns:
    """The arrays of ``count`` rows: by fact and part, and by fact and group of codes.

    Numbers stay as narrow as they were stored; dates (the names in ``dates``) count from 1970. ``parents`` is the row
    that each record belongs to; ``keys`` holds keys and references for ``refers``.
    """

    count: int
    parts: dict[tuple[str, str], Array] = field(default_factory=dict)
    groups: dict[tuple[str, frozenset[str]], Array] = field(default_factory=dict)
    dates: set[str] = field(default_factory=set)
    parents: Array | None = None
    keys: dict[str, pa.Array] = field(default_factory=dict)
    _extents: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict, init=False)
    _most: int = field(default=-1, init=False)

    def extent(self, name: str, part: str) -> tuple[int, int]:
        """The least and the greatest number of a part, as they are computed with; looked at once."""
        if (name, part) not in self._extents:
            values, shift = self.parts[name, part], self.shift(name, part)
            self._extents[name, part] = int(values.min()) + shift, int(values.max()) + shift
        return self._extents[name, part]

    def most(self) -> int:
        """The most rows that any one row of the parent grain has; looked at once."""
        if self._most < 0:
            some = self.parents is not None and len(self.parents) > 0
            self._most = int(np.bincount(self.parents).max()) if some else 0  # type: ignore[arg-type]
        return self._most

    def taken(self, places: Array, parents: Array | None) -> Columns:
        """The rows at some places, with the rows that they now belong to."""
        return replace(
            self,
            count=len(places),
            parts={k: v[places] for k, v in self.parts.items()},
            groups={k: v[places] for k, v in self.groups.items()},
            keys={k: v.take(indices(places)) for k, v in self.keys.items()},
            parents=parents,
        )

    def shift(self, name: str, part: str) -> int:
        """What is added to a stored number to give the one that the plan computes with."""
        return EPOCH if part == "value" and name in self.dates else 0

    def numbers(self, name: str, part: str) -> Array:
        """A part as it is computed with."""
        found = self.parts[name, part]
        return found if found.dtype == bool else found.astype(np.int64) + self.shift(name, part)


class Reader:
    """Reads one table's columns as a plan needs them. ``name`` is the table's, for messages."""

    def __init__(
        self,
        name: str,
        fields: dict[str, FieldSpec],
        needs: dict[str, FieldNeed],
        areas: Areas,
        table: TableSpec | None,
        vocabulary: Vocabulary,
        faults: Faults,
        absent: frozenset[str] = frozenset(),
    ) -> None:
        self.name = name
        self.fields = fields
        self.needs = needs
        self.areas = areas
        self.table = table
        self.vocabulary = vocabulary
        self.faults = faults
        self.absent = absent  # tables that the data does not have at all: nobody has reported them

    @property
    def wanted(self) -> list[str]:
        """The names of the columns that are read, where the data has them."""
        found: list[str] = []
        for name, need in self.needs.items():
            if name:
                found += [name] if name in self.fields else []
                found += [name + UNKNOWN] if "doubtful" in need.parts else []
                found += [COVERAGE + name] if "complete" in need.parts else []
            elif self.table is not None and self.table.key:
                found.append(self.table.key)
        return list(dict.fromkeys(found))

    def read(self, batch: pa.RecordBatch | pa.Table) -> Columns:
        columns = Columns(batch.num_rows)
        for name, need in self.needs.items():
            if not name:
                self._key(batch, need, columns)
                continue
            if "complete" in need.parts:
                columns.parts[name, "complete"] = self._complete(batch, name)
            if name in self.fields:
                self._field(batch, self.fields[name], need, columns)
        return columns

    def _complete(self, batch: pa.RecordBatch | pa.Table, name: str) -> Array:
        """Whose table is complete. What nobody has said, or of a table that is not there, is not."""
        stated = _column(batch, COVERAGE + name)
        if stated is None:
            return _false(batch)
        words = _Stated(self.name, coverage_spec(name), stated, self.vocabulary, self.faults)
        complete = words.looked_up(lambda text: text == Coverage.COMPLETE, False, bool)
        return _false(batch) if name in self.absent else complete

    def _key(self, batch: pa.RecordBatch, need: FieldNeed, columns: Columns) -> None:
        """The key of each record as text; empty where it is not known."""
        key = self.table.key if self.table is not None else "id"
        data = _column(batch, key) if key else None
        spec = self.fields.get(key)
        if data is None:
            texts = pa.array([""] * batch.num_rows, pa.string())
        elif pa.types.is_string(data.type):
            texts = pc.fill_null(data, "")
        else:
            texts = pa.array(self._key_texts(data, spec), pa.string())
        columns.keys[""] = texts
        if "keyed" in need.parts:
            columns.parts["", "keyed"] = ~equals(texts, "")

    def _key_texts(self, data: pa.Array, spec: FieldSpec | None) -> list[str]:
        """Keys that are not text, as people write them."""
        if spec is None or pa.types.is_dictionary(data.type):
            return [str(v) if v is not None else "" for v in data.to_pylist()]
        found = self._values(spec, data)
        values = found.days().astype(np.int64) + EPOCH if spec.type == "date" else found.numbers()
        return [key_text(int(v), spec) if ok else "" for v, ok in zip(values, valid(data), strict=True)]

    def _field(self, batch: pa.RecordBatch, spec: FieldSpec, need: FieldNeed, columns: Columns) -> None:
        data = _column(batch, spec.name)
        values = self._values(spec, data if data is not None else pa.nulls(batch.num_rows))
        parts = columns.parts
        for part in need.parts:
            match part:
                case "value" if spec.type == "boolean":
                    parts[spec.name, part] = values.truths()
                case "value" if spec.type == "date":
                    parts[spec.name, part] = values.days()
                    columns.dates.add(spec.name)
                case "value" if spec.numeric:
                    parts[spec.name, part] = values.numbers()
                case "code":
                    parts[spec.name, part] = values.codes({c: i + 1 for i, c in enumerate(need.codes)}, 0, 0)
                case "area":
                    parts[spec.name, part] = self._areas(values)
                case "known":
                    parts[spec.name, part] = values.known()
                case "doubtful":
                    mark = _column(batch, spec.name + UNKNOWN)
                    open_ = np.ones(batch.num_rows, bool) if data is None else _false(batch)
                    parts[spec.name, part] = open_ if mark is None else truths(mark)
                case "some":
                    parts[spec.name, part] = values.lengths() > 0
                case "keys":
                    columns.keys[spec.name] = values.lists()
        for group, found in zip(need.groups, values.groups(need.groups), strict=True):
            columns.groups[spec.name, group] = found

    def _values(self, spec: FieldSpec, data: pa.Array) -> Values:
        return Values(self.name, spec, data, self.vocabulary, self.faults)

    def _areas(self, values: Values) -> Array:
        ids = {a: i for i, a in enumerate(self.areas.divisions)}
        return values.looked_up(lambda text: ids[self.areas.of(text)], ids[NOWHERE], np.int16)


def coverage_spec(table: str) -> FieldSpec:
    """The column that says how much of a table is on file."""
    return FieldSpec(COVERAGE + table, "text", Text("填报完整性", "Coverage"))


class _Stated(Values):
    """How much of a table is on file."""

    def _one(self, text: str) -> str:
        if text and text not in tuple(Coverage):
            raise BadValue("INP-021", text=text[:40])
        return text


def _column(batch: pa.RecordBatch | pa.Table, name: str) -> pa.Array | None:
    if name not in batch.schema.names:
        return None
    data = batch.column(name)
    return data.combine_chunks() if isinstance(data, pa.ChunkedArray) else data


def _false(batch: pa.RecordBatch) -> Array:
    return np.zeros(batch.num_rows, bool)
