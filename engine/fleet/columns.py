"""From Arrow columns to the exact arrays that a plan computes with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place
from anwei.engine.facts.values import key_text
from anwei.engine.facts.vocabulary import FieldSpec, TableSpec
from anwei.engine.fleet.lowering.scope import NOWHERE, Areas
from anwei.engine.fleet.plan import FieldNeed
from anwei.engine.fleet.tables import COVERAGE, UNKNOWN

Array = npt.NDArray[Any]
EPOCH = 719163  # the ordinal of 1970-01-01
LARGEST = 1 << 60  # of a number at its declared scale


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
        absent: frozenset[str] = frozenset(),
    ) -> None:
        self.name = name
        self.fields = fields
        self.needs = needs
        self.areas = areas
        self.table = table
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
                stated = _column(batch, COVERAGE + name)
                unsaid = stated is None or name in self.absent
                complete = _false(batch) if unsaid else _is(stated, "complete")
                columns.parts[name, "complete"] = complete
            if name in self.fields:
                self._field(batch, self.fields[name], need, columns)
        return columns

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
            columns.parts["", "keyed"] = ~_is(texts, "")

    def _key_texts(self, data: pa.Array, spec: FieldSpec | None) -> list[str]:
        """Keys that are not text, as people write them."""
        if spec is None or pa.types.is_dictionary(data.type):
            return [str(v) if v is not None else "" for v in data.to_pylist()]
        found = _Values(self, spec, data)
        values = found.days().astype(np.int64) + EPOCH if spec.type == "date" else found.numbers()
        return [key_text(int(v), spec) if ok else "" for v, ok in zip(values, _valid(data), strict=True)]

    def _field(self, batch: pa.RecordBatch, spec: FieldSpec, need: FieldNeed, columns: Columns) -> None:
        data = _column(batch, spec.name)
        values = _Values(self, spec, data if data is not None else pa.nulls(batch.num_rows))
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
                    parts[spec.name, part] = open_ if mark is None else _truths(mark)
                case "some":
                    parts[spec.name, part] = values.lengths() > 0
                case "keys":
                    columns.keys[spec.name] = values.lists()
        for group, found in zip(need.groups, values.groups(need.groups), strict=True):
            columns.groups[spec.name, group] = found

    def _areas(self, values: _Values) -> Array:
        ids = {a: i for i, a in enumerate(self.areas.divisions)}
        return values.looked_up(lambda text: ids[self.areas.of(text)], ids[NOWHERE], np.int16)


class _Values:
    """One column of one fact."""

    def __init__(self, reader: Reader, spec: FieldSpec, data: pa.Array) -> None:
        self.reader = reader
        self.spec = spec
        self.data = data
        self._encoded: tuple[Array, list[str], Array | None] | None = None

    def fail(self, got: object) -> AnweiError:
        params = {"field": self.spec.name, "type": self.spec.type, "got": str(got)}
        return AnweiError([Diagnostic("FLT-001", Place(self.reader.name), params)])

    def known(self) -> Array:
        if self.spec.type in ("code", "text", "ref", "division"):
            return self.looked_up(lambda text: text != "", False, bool)
        return np.zeros(len(self.data), bool) if pa.types.is_null(self.data.type) else _valid(self.data)

    def truths(self) -> Array:
        if pa.types.is_null(self.data.type):
            return np.zeros(len(self.data), bool)
        if not pa.types.is_boolean(self.data.type):
            raise self.fail(self.data.type)
        return _truths(self.data)

    def days(self) -> Array:
        """Days since 1970; any number where not known."""
        kind = self.data.type
        if pa.types.is_null(kind):
            return np.zeros(len(self.data), np.int32)
        data = self.data.cast(pa.date32()) if pa.types.is_timestamp(kind) or pa.types.is_date64(kind) else self.data
        if not pa.types.is_date32(data.type):
            raise self.fail(kind)
        return plain(data)

    def numbers(self) -> Array:
        """Whole units of the declared scale; any number where not known."""
        data, kind, scale = self.data, self.data.type, self.spec.scale
        if pa.types.is_null(kind):
            return np.zeros(len(data), np.int8)
        if pa.types.is_decimal128(kind):
            return self._scaled(_decimals(data, self), kind.scale)
        if pa.types.is_decimal32(kind) or pa.types.is_decimal64(kind):
            return self._scaled(np.where(_valid(data), plain(data), 0).astype(np.int64), kind.scale)
        if pa.types.is_uint64(kind):
            data = data.cast(pa.int64())
        if pa.types.is_integer(kind):
            whole = plain(data)
            if not scale and whole.itemsize < 8:
                return whole
            return self._scaled(np.where(_valid(data), whole, 0).astype(np.int64), 0)
        if pa.types.is_floating(kind):
            scaled = np.where(_valid(data), plain(data).astype(np.float64), 0.0) * 10.0**scale
            whole = np.rint(scaled)
            if not np.all(np.abs(scaled - whole) < 1e-3) or np.any(np.abs(whole) > 1e15):
                raise self.fail("inexact")
            return whole.astype(np.int64)
        raise self.fail(kind)

    def _scaled(self, whole: Array, has: int) -> Array:
        """Whole units of ``has`` digits at the declared scale; a digit too many is an error, never rounded away."""
        digits = self.spec.scale - has
        if digits < 0:
            whole, lost = np.divmod(whole, 10**-digits)
            if lost.any():
                raise self.fail(f"{has} > {self.spec.scale}")
        limit = LARGEST // 10 ** max(digits, 0)
        if len(whole) and max(-int(whole.min()), int(whole.max())) > limit:
            raise self.fail("overflow")
        return whole * 10**digits if digits > 0 else whole

    def _codes(self) -> tuple[Array, list[str], Array | None]:
        """An index for each row into the distinct texts, and which rows have a text (None: all)."""
        if self._encoded is None:
            data = self.data
            if not pa.types.is_dictionary(data.type):
                if not (pa.types.is_string(data.type) or pa.types.is_large_string(data.type)):
                    data = data.cast(pa.string())
                data = data.dictionary_encode()
            texts = [str(t) if t is not None else "" for t in data.dictionary.to_pylist()]
            self._encoded = plain(data.indices), texts, _valid(data.indices) if data.indices.null_count else None
        return self._encoded

    def looked_up(self, of: Callable[[str], int], null: int, kind: Any) -> Array:
        """What a function gives for the text of each row, ``null`` where there is none; asked once for each text."""
        if pa.types.is_null(self.data.type):
            return np.full(len(self.data), null, kind)
        indices, texts, there = self._codes()
        if not texts:
            return np.full(len(indices), null, kind)
        found = np.array([of(t) for t in texts], kind).take(indices, mode="clip")  # under nulls they may be anything
        if there is not None:
            np.copyto(found, null, where=~there)
        return found

    def codes(self, ids: dict[str, int], other: int, null: int) -> Array:
        return self.looked_up(lambda text: ids.get(text, other), null, np.int8 if len(ids) < 127 else np.int32)

    def lists(self) -> pa.Array:
        if pa.types.is_null(self.data.type):
            return pa.array([None] * len(self.data), pa.list_(pa.string()))
        if not pa.types.is_list(self.data.type):
            raise self.fail(self.data.type)
        return self.data

    def lengths(self) -> Array:
        return filled(pc.list_value_length(self.lists()), 0)

    def groups(self, groups: Sequence[frozenset[str]]) -> list[Array]:
        """For each group, whether the set of each row has any of it."""
        if not groups:
            return []
        data = self.lists()
        flat = data.flatten()  # skips what stands under nulls
        inner = _Values(self.reader, self.spec, flat)
        row = plain(pc.list_parent_indices(data))
        found = []
        for group in groups:
            has = np.zeros(len(data), bool)
            has[row[inner.looked_up(group.__contains__, False, bool)]] = True
            found.append(has)
        return found


def _column(batch: pa.RecordBatch | pa.Table, name: str) -> pa.Array | None:
    if name not in batch.schema.names:
        return None
    data = batch.column(name)
    return data.combine_chunks() if isinstance(data, pa.ChunkedArray) else data


def _false(batch: pa.RecordBatch) -> Array:
    return np.zeros(batch.num_rows, bool)


def _bits(buffer: pa.Buffer, offset: int, count: int) -> Array:
    """A bitmap as truths."""
    packed = np.frombuffer(buffer, np.uint8)
    first = offset // 8
    found = np.unpackbits(packed[first : (offset + count + 7) // 8], bitorder="little")
    return found[offset - 8 * first :][:count].view(bool)


def _valid(data: pa.Array) -> Array:
    bitmap = data.buffers()[0] if data.null_count else None
    return np.ones(len(data), bool) if bitmap is None else _bits(bitmap, data.offset, len(data))


def _truths(data: pa.Array) -> Array:
    """Truths; false where not known."""
    values = data.buffers()[1]
    found = _bits(values, data.offset, len(data)) if values is not None else np.zeros(len(data), bool)
    return found & _valid(data) if data.null_count else found


def plain(data: pa.Array | pa.ChunkedArray) -> Array:
    """The numbers of a primitive array without a copy; under nulls they may be anything."""
    if isinstance(data, pa.ChunkedArray):
        data = data.chunk(0) if data.num_chunks == 1 else data.combine_chunks()
    width = data.type.bit_width // 8
    kind = np.dtype(f"{'f' if pa.types.is_floating(data.type) else 'i'}{width}")
    values = data.buffers()[1]
    if values is None:
        return np.zeros(len(data), kind)
    return np.frombuffer(values, kind)[data.offset : data.offset + len(data)]


def _is(data: pa.Array, text: str) -> Array:
    if pa.types.is_null(data.type):
        return np.zeros(len(data), bool)
    if pa.types.is_dictionary(data.type):
        same = np.array([t == text for t in data.dictionary.to_pylist()] + [False], bool)
        return same[np.where(_valid(data.indices), plain(data.indices), len(same) - 1)]
    return _truths(pc.equal(data, text))


def filled(data: pa.Array | pa.ChunkedArray, null: int) -> Array:
    """The numbers of a primitive array, ``null`` where there is none (Arrow's own way first looks for pandas)."""
    whole = data.combine_chunks() if isinstance(data, pa.ChunkedArray) else data
    return np.where(_valid(whole), plain(whole), null) if whole.null_count else plain(whole)


def indices(places: Array) -> pa.Array:
    """Row numbers as Arrow takes them (its own conversion first looks for pandas)."""
    held = np.ascontiguousarray(places)
    return pa.Array.from_buffers(pa.from_numpy_dtype(held.dtype), len(held), [None, pa.py_buffer(held)])


def _decimals(data: pa.Array, values: _Values) -> Array:
    """Decimals as whole units of their own scale: the low words, where the high ones only carry the sign."""
    buffer = data.buffers()[1]
    if buffer is None:
        return np.zeros(len(data), np.int64)
    words = np.frombuffer(buffer, np.int64).reshape(-1, 2)[data.offset : data.offset + len(data)]
    low, high = words[:, 0], words[:, 1]
    wrong = high != low >> 63
    if wrong.any() and np.any(wrong & _valid(data)):
        raise values.fail("overflow")
    return np.where(_valid(data), low, 0) if data.null_count else low


def texts(data: pa.Array) -> list[str]:
    """Each text, empty where there is none; those that repeat are made once."""
    if not pa.types.is_dictionary(data.type):
        return [t or "" for t in data.to_pylist()]
    known = np.array([*(t or "" for t in data.dictionary.to_pylist()), ""], object)
    found: list[str] = known.take(filled(data.indices, len(known) - 1)).tolist()
    return found
