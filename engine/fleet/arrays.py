"""Arrow arrays as NumPy sees them: without copies where that is possible, and without pandas."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Array = npt.NDArray[Any]


def _bits(buffer: pa.Buffer, offset: int, count: int) -> Array:
    """A bitmap as truths."""
    packed = np.frombuffer(buffer, np.uint8)
    first = offset // 8
    found = np.unpackbits(packed[first : (offset + count + 7) // 8], bitorder="little")
    return found[offset - 8 * first :][:count].view(bool)


def valid(data: pa.Array) -> Array:
    """Where there is a value."""
    bitmap = data.buffers()[0] if data.null_count else None
    return np.ones(len(data), bool) if bitmap is None else _bits(bitmap, data.offset, len(data))


def truths(data: pa.Array) -> Array:
    """Truths; false where not known."""
    values = data.buffers()[1]
    found = _bits(values, data.offset, len(data)) if values is not None else np.zeros(len(data), bool)
    return found & valid(data) if data.null_count else found


def plain(data: pa.Array | pa.ChunkedArray) -> Array:
    """The numbers of a primitive array without a copy; under nulls they may be anything."""
    if isinstance(data, pa.ChunkedArray):
        data = data.chunk(0) if data.num_chunks == 1 else data.combine_chunks()
    width = data.type.bit_width // 8
    kind = np.dtype(f"{_sign(data.type)}{width}")
    values = data.buffers()[1]
    if values is None:
        return np.zeros(len(data), kind)
    return np.frombuffer(values, kind)[data.offset : data.offset + len(data)]


def _sign(kind: pa.DataType) -> str:
    if pa.types.is_floating(kind):
        return "f"
    return "u" if pa.types.is_unsigned_integer(kind) else "i"


def equals(data: pa.Array, text: str) -> Array:
    """Which texts (or codes of a dictionary) are a certain one."""
    if pa.types.is_null(data.type):
        return np.zeros(len(data), bool)
    if pa.types.is_dictionary(data.type):
        same = np.array([t == text for t in data.dictionary.to_pylist()] + [False], bool)
        return same[np.where(valid(data.indices), plain(data.indices), len(same) - 1)]
    return truths(pc.equal(data, text))


def filled(data: pa.Array | pa.ChunkedArray, null: int) -> Array:
    """The numbers of a primitive array, ``null`` where there is none (Arrow's own way first looks for pandas)."""
    whole = data.combine_chunks() if isinstance(data, pa.ChunkedArray) else data
    return np.where(valid(whole), plain(whole), null) if whole.null_count else plain(whole)


def indices(places: Array) -> pa.Array:
    """Row numbers as Arrow takes them (its own conversion first looks for pandas)."""
    held = np.ascontiguousarray(places)
    return pa.Array.from_buffers(pa.from_numpy_dtype(held.dtype), len(held), [None, pa.py_buffer(held)])


def texts(data: pa.Array) -> list[str]:
    """Each text, empty where there is none; those that repeat are made once."""
    if not pa.types.is_dictionary(data.type):
        return [t or "" for t in data.to_pylist()]
    known = np.array([*(t or "" for t in data.dictionary.to_pylist()), ""], object)
    found: list[str] = known.take(filled(data.indices, len(known) - 1)).tolist()
    return found
