"""The records of one table of a folder, dealt to the partitions of their subjects."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place
from anwei.engine.fleet.arrays import Array, filled, indices, plain
from anwei.engine.fleet.moving import in_order, order_of, slim
from anwei.engine.fleet.pieces import Piece
from anwei.engine.fleet.tables import OWNER, SUBJECT

_PLACE = ".place"  # of a dealt record's subject within its partition: it stands for its id


class Index:
    """Finds the row of a subject by its id, over the whole kind."""

    def __init__(self, kind: str, parts: Sequence[Piece], size: int) -> None:
        ids = pa.chunked_array([c for p in parts for c in p.read(["id"]).column("id").chunks])
        if ids.null_count:
            raise AnweiError([Diagnostic("FLT-017", Place(kind), {"count": ids.null_count})])
        self.size = size
        self.count = len(ids)
        self.texts: pa.Array | None = None
        self.numbers: Array | None = None
        if pa.types.is_integer(ids.type) and not ids.null_count:
            numbers = plain(ids).astype(np.int64)
            if len(numbers) < 2 or np.all(numbers[1:] > numbers[:-1]):
                self.numbers = numbers
                self.dense = len(numbers) > 0 and int(numbers[-1] - numbers[0]) == len(numbers) - 1
        if self.numbers is None:
            self.texts = ids.cast(pa.string()).combine_chunks()
            _once(kind, self.texts)

    def rows(self, subjects: pa.ChunkedArray) -> Array:
        """The row of each subject; -1 for one that is not there."""
        if self.numbers is None or not pa.types.is_integer(subjects.type):
            if pa.types.is_dictionary(subjects.type) or not pa.types.is_string(subjects.type):
                subjects = subjects.cast(pa.string())
            known = self.texts if self.texts is not None else pa.array(self.numbers).cast(pa.string())
            return filled(pc.index_in(subjects, value_set=known), -1).astype(np.int64)
        wanted = plain(subjects)
        if not len(self.numbers):
            return np.full(len(wanted), -1)
        if self.dense:
            place: Array = np.subtract(wanted, self.numbers[0], dtype=np.int64)
            place[place.view(np.uint64) >= self.count] = -1  # of an id below the first, too
            return place
        near = np.minimum(np.searchsorted(self.numbers, wanted), self.count - 1)
        return np.where(self.numbers[near] == wanted, near, -1)


def _once(kind: str, ids: pa.Array) -> None:
    """Check that no id stands for two."""
    counted = pc.value_counts(ids)
    if len(counted) == len(ids):
        return
    twice = counted.filter(pc.greater(counted.field("counts"), 1))
    shown = ", ".join(twice.field("values").slice(0, 5).to_pylist())
    raise AnweiError([Diagnostic("FLT-018", Place(kind), {"count": len(twice), "ids": shown})])


class Children:
    """The records of one table, partition by partition."""

    def __init__(
        self, table: str, parts: list[Piece], index: Index, names: list[str], spill: Path, memory: int
    ) -> None:
        self.table = table
        self.parts = parts
        self.index = index
        self.names = names
        self.empty = pa.table({SUBJECT: pa.nulls(0, pa.string()), OWNER: pa.nulls(0, pa.string())})
        self.buckets: list[list[pa.Table]] | None = None
        self.spill = spill
        self.memory = memory
        self.next = 0
        self.held: list[tuple[pa.Table, Array]] = []
        if not self._follows():
            self._deal()

    def _follows(self) -> bool:
        """Whether the pieces follow the order of the subjects (within a piece they are put in order)."""
        if self.index.numbers is None or any(p.bounds is None for p in self.parts):
            return len(self.parts) <= 1
        ends = [p.bounds for p in self.parts if p.bounds is not None]
        return all(a[1] <= b[0] for a, b in pairwise(ends))

    def take(self, number: int) -> tuple[pa.Table, Array]:
        """The records of a partition's subjects, and the row of each one's subject within the partition."""
        if not self.parts:
            return self.empty, np.zeros(0, np.int64)
        first = number * self.index.size
        if self.buckets is not None:
            dealt = self._bucket(number)
            if not dealt:
                return self._nothing(), np.zeros(0, np.int64)
            table = pa.concat_tables(dealt, promote_options="permissive")
            return table, plain(table.column(_PLACE)).astype(np.int64)
        last = min(first + self.index.size, self.index.count)
        while self.next < len(self.parts) and (not self.held or self.held[-1][1][-1:].max(initial=-1) < last):
            self.held.append(self._read(self.parts[self.next]))
            self.next += 1
        mine: list[pa.Table] = []
        places: list[Array] = []
        kept: list[tuple[pa.Table, Array]] = []
        for table, rows in self.held:
            cut = int(np.searchsorted(rows, last))
            if cut:
                mine.append(table.slice(0, cut))
                places.append(rows[:cut])
            if cut < len(rows):
                kept.append((table.slice(cut), rows[cut:]))
        self.held = kept
        if not mine:
            return self._nothing(), np.zeros(0, np.int64)
        return pa.concat_tables(mine, promote_options="permissive"), np.concatenate(places) - first

    def _nothing(self) -> pa.Table:
        return self.parts[0].read(self._present(self.parts[0])).slice(0, 0)

    def _present(self, part: Piece) -> list[str]:
        return [n for n in self.names if n in part.names]

    def _read(self, part: Piece) -> tuple[pa.Table, Array]:
        """A piece with the rows of its subjects, in their order."""
        table, rows = self._located(part)
        if len(rows) > 1 and np.any(rows[1:] < rows[:-1]):
            order = order_of(rows)
            return in_order(table, order), rows[order]
        return table, rows

    def _located(self, part: Piece) -> tuple[pa.Table, Array]:
        table = part.read(self._present(part))
        rows = self.index.rows(table.column(SUBJECT))
        if len(rows) and rows.min() < 0:
            stranger = table.column(SUBJECT)[int(np.argmin(rows))].as_py()
            raise AnweiError([Diagnostic("FLT-003", Place(self.table), {"subject": str(stranger)})])
        return table, rows

    # -- dealing out ------------------------------------------------------------------------------------------------

    def _deal(self) -> None:
        """Put each record into the bucket of its partition."""
        self.buckets = [[] for _ in range(-(-self.index.count // self.index.size))]
        held = 0
        for part in self.parts:
            held += self._deal_piece(part, self.buckets)
            if held > self.memory:
                self._write()
                held = 0

    def _deal_piece(self, part: Piece, dealt: list[list[pa.Table]]) -> int:
        """One piece; gives the bytes held of it. Nothing else of it is left when the next one is read."""
        table, rows = self._located(part)
        buckets, places = _partitioned(rows, self.index.count, self.index.size)
        placed = slim(table).drop_columns([SUBJECT]).append_column(_PLACE, indices(places))
        sorted_table = in_order(placed, np.argsort(buckets, kind="stable"))
        edges = np.concatenate([[0], np.cumsum(np.bincount(buckets, minlength=len(dealt)))])
        for bucket, (start, end) in zip(dealt, pairwise(edges.tolist()), strict=True):
            if start < end:
                bucket.append(sorted_table.slice(start, end - start))
        size: int = sorted_table.nbytes
        return size

    def _write(self) -> None:
        """Move what is held to disk: a file for each bucket and turn."""
        assert self.buckets is not None
        self.spill.mkdir(parents=True, exist_ok=True)
        for number, tables in enumerate(self.buckets):
            if tables:
                turn = len(list(self.spill.glob(f"{number}-*.arrow")))
                whole = pa.concat_tables(tables, promote_options="permissive").unify_dictionaries()
                file = str(self.spill / f"{number}-{turn}.arrow")
                with pa.OSFile(file, "wb") as sink, pa.ipc.new_file(sink, whole.schema) as writer:
                    writer.write_table(whole)
                tables.clear()

    def _bucket(self, number: int) -> list[pa.Table]:
        assert self.buckets is not None
        files = sorted(self.spill.glob(f"{number}-*.arrow")) if self.spill.exists() else []
        stored = [pa.ipc.open_file(pa.memory_map(str(f))).read_all() for f in files]
        return [*stored, *self.buckets[number]]


def _partitioned(rows: Array, count: int, size: int) -> tuple[Array, Array]:
    """The partition of each row of ``count``, and its place there, as narrow as may be: less to sort and to move."""
    narrow = rows.astype(np.min_scalar_type(max(count, size)))
    parts = narrow // size
    return parts.astype(np.min_scalar_type(count // size)), (narrow - parts * size).astype(np.min_scalar_type(size))
