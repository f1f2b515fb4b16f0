"""Arrow columns of random facts with a share of them not known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa


def missing(random: np.random.Generator, size: int, share: float) -> np.ndarray:
    """Which of ``size`` facts are not known."""
    return random.random(size) < share


def whole(random: np.random.Generator, values: np.ndarray, share: float) -> pa.Array:
    return pa.array(values.astype(np.int32), mask=missing(random, len(values), share))


def flags(random: np.random.Generator, values: np.ndarray, share: float) -> pa.Array:
    return pa.array(values, mask=missing(random, len(values), share))


def days(random: np.random.Generator, values: np.ndarray, share: float) -> pa.Array:
    """Dates from days since 1970."""
    return dated(values, missing(random, len(values), share))


def dated(values: np.ndarray, mask: np.ndarray) -> pa.Array:
    return pa.array(values.astype(np.int32), mask=mask).view(pa.date32())


def happened(
    random: np.random.Generator, name: str, values: np.ndarray, done: np.ndarray, share: float = 0.05
) -> dict[str, pa.Array]:
    """A ``not_yet`` date: null where it has not happened, and where ``<name>.unknown`` says that nobody knows."""
    unknown = missing(random, len(values), share)
    return {name: dated(values, ~done | unknown), f"{name}.unknown": pa.array(unknown)}


def decimals(random: np.random.Generator, units: np.ndarray, scale: int, share: float) -> pa.Array:
    """Decimals from whole units of the last digit."""
    held = pa.array(units.astype(np.int64), mask=missing(random, len(units), share))
    wide = np.empty((len(units), 2), dtype=np.int64)  # a decimal128 is two words, the low one first
    wide[:, 0], wide[:, 1] = units, units >> 63
    return pa.Array.from_buffers(
        pa.decimal128(18, scale), len(units), [held.buffers()[0], pa.py_buffer(wide)], held.null_count
    )


def codes(random: np.random.Generator, positions: np.ndarray, names: Sequence[str], share: float) -> pa.Array:
    return coded(positions, names, missing(random, len(positions), share))


def coded(positions: np.ndarray, names: Sequence[str], mask: np.ndarray) -> pa.Array:
    """Names by their position, dictionary encoded."""
    return pa.DictionaryArray.from_arrays(pa.array(positions.astype(np.int8), mask=mask), pa.array(names))


def keys(letter: str, positions: np.ndarray) -> pa.Array:
    """Keys that are unique within a subject: P1, P2 and so on. Never missing."""
    names = [f"{letter}{i + 1}" for i in range(int(positions.max(initial=0)) + 1)]
    return pa.DictionaryArray.from_arrays(pa.array(positions.astype(np.int16)), pa.array(names))
