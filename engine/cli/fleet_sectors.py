"""The sectors of the subjects that a run judges, batch by batch: counts are made by them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from anwei.engine.fleet.run import Batch

SECTORS = "sectors"
SectorsOf = Callable[["Batch"], pa.Array]  # sets of codes, in the order of the batch


def in_order(parts: Iterable[pa.Table]) -> SectorsOf:
    """For batches that come in the order of the tables: some rows are held at a time."""
    waiting = iter(parts)
    held: list[pa.Table] = []

    def sectors(batch: Batch) -> pa.Array:
        count = len(batch.divisions)
        while sum(t.num_rows for t in held) < count:
            held.append(next(waiting))
        whole = pa.concat_tables(held, promote_options="permissive")
        held[:] = [whole.slice(count)]
        return whole.column(SECTORS).slice(0, count).combine_chunks()

    return sectors


def by_id(table: pa.Table) -> SectorsOf:
    """For batches in any order: ``table`` holds ``id`` and ``sectors`` of everyone."""
    places = {i: n for n, i in enumerate(table.column("id").cast(pa.string()).to_pylist())}
    known = table.column(SECTORS).combine_chunks()

    def sectors(batch: Batch) -> pa.Array:
        ids = batch.ids.cast(pa.string()).to_pylist()
        return known.take(pa.array([places.get(i) for i in ids], pa.int64()))

    return sectors
