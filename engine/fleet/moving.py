"""Records on their way to their subjects: as few bytes to move as will hold them, in the order of their subjects."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from anwei.engine.fleet.arrays import Array, indices

DIGITS_64 = 18  # of a decimal that surely fits in 8 bytes


def slim(table: pa.Table) -> pa.Table:
    """A table with decimals in 8 bytes instead of 16 and codes in one or two instead of 4, where they surely fit."""
    for place, column in enumerate(table.schema):
        found = _slim(table.column(place))
        if found is not None:
            table = table.set_column(place, column.name, found)
    return table


def _slim(column: pa.ChunkedArray) -> pa.ChunkedArray | None:
    kind = column.type
    if pa.types.is_decimal128(kind) and kind.precision <= DIGITS_64:
        narrow = pa.decimal64(kind.precision, kind.scale)
        return pa.chunked_array([_low_words(c, narrow) for c in column.chunks], narrow)
    if pa.types.is_dictionary(kind) and kind.index_type.bit_width > 16:
        codes = max((len(c.dictionary) for c in column.chunks), default=0)
        index = pa.int8() if codes < 1 << 7 else pa.int16() if codes < 1 << 15 else kind.index_type
        chunks = [pa.DictionaryArray.from_arrays(c.indices.cast(index), c.dictionary) for c in column.chunks]
        return pa.chunked_array(chunks, pa.dictionary(index, kind.value_type))
    return None


def _low_words(data: pa.Array, kind: pa.DataType) -> pa.Array:
    valid, words = data.buffers()
    low = np.zeros(0, np.int64) if words is None else np.ascontiguousarray(np.frombuffer(words, np.int64)[::2])
    return pa.Array.from_buffers(kind, len(data), [valid, pa.py_buffer(low)], data.null_count, data.offset)


def in_order(table: pa.Table, order: Array) -> pa.Table:
    """The records of a table in an order of all of them."""
    return pc.take(table, indices(order), boundscheck=False)  # which would read the order once more for each column


def order_of(rows: Array) -> Array:
    """The order of row numbers, equal ones as they come: by 16 bits at a time, which are counted, not compared."""
    order = np.argsort((rows & 0xFFFF).astype(np.uint16), kind="stable")
    shift = 16
    while len(rows) and int(rows.max()) >> shift:
        order = order[np.argsort((rows[order] >> shift & 0xFFFF).astype(np.uint16), kind="stable")]
        shift += 16
    return order
