"""The sectors of the subjects that a run judges, batch by batch: counts are made by them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from anwei.engine.fleet.run import Batch

SECTORS = "sectors"
SectorsOf = Callable[["Batch"], pa.Array]  # sets of codes, in the order of the batch


def in_order(parts: Iterable[pa.Table]) -> SectorsOf:
    """For batches that come in the order of the tables: some rows are held at a time."""
    waiting = iter(parts)
    held = pa.table({SECTORS: pa.array([], pa.list_(pa.string()))})

    def sectors(batch: Batch) -> pa.Array:
        nonlocal held
        count = len(batch.divisions)
        while held.num_rows < count:
            held = pa.concat_tables([held, next(waiting)], promote_options="permissive")
        found, held = held.column(SECTORS).slice(0, count), held.slice(count)
        return found.combine_chunks()

    return sectors


def by_id(table: pa.Table) -> SectorsOf:
    """For batches in any order: ``table`` holds ``id`` and ``sectors`` of everyone."""
    ids = table.column("id").combine_chunks()

    def sectors(batch: Batch) -> pa.Array:
        places = pc.index_in(batch.ids.cast(ids.type), value_set=ids)
        return table.column(SECTORS).take(places).combine_chunks()

    return sectors
