"""What a fleet run says, as Arrow tables: one row a subject (wide) or one row a subject and rule (long), and counts.

Verdicts are codes in wide tables: 0 pass, 1 fail, 2 unknown, 3 not applicable, 4 waived, 5 error. Days are dates; a
``recheck_on`` is the first day on which the verdict may change without new evidence, ``lapses_on`` the day on which it
does (to ``lapses_to``; null where it does not within the days looked at), a ``due_by`` the last day of an open duty.
Bounds are whole units of the measure's scale; no bound is null.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from anwei.engine.fleet.arrays import Array, plain
from anwei.engine.fleet.graph import NO_MOST
from anwei.engine.fleet.lapses import NEVER
from anwei.engine.fleet.run import Batch
from anwei.engine.fleet.values import EPOCH
from anwei.engine.ir.parameters import FOREVER

VERDICTS = ("pass", "fail", "unknown", "not_applicable", "waived", "error")
_DAYS = ("recheck_on", "due_by", "lapses_on")
_TO = "lapses_to"


def wide(batch: Batch) -> pa.Table:
    """One row a subject; columns ``<rule>`` with the verdict code and ``<rule>:<column>`` for the rest."""
    columns: dict[str, pa.Array] = {"id": batch.ids, "division": _texts(batch.divisions).cast(pa.string())}
    for (rule, name), values in batch.columns.items():
        columns[rule if name == "verdict" else f"{rule}:{name}"] = _array(name, values)
    return pa.table(columns)


def long(batch: Batch) -> pa.Table:
    """One row a subject and rule, with the verdict by name."""
    rules = [r for r, name in batch.columns if name == "verdict"]
    count = len(batch.divisions)
    codes = np.concatenate([batch.columns[r, "verdict"] for r in rules]) if rules else np.zeros(0, np.uint8)
    columns: dict[str, pa.Array] = {
        "id": pa.concat_arrays([batch.ids] * len(rules)) if rules else batch.ids.slice(0, 0),
        "division": _texts(batch.divisions * len(rules)).cast(pa.string()),
        "rule": _texts([r for r in rules for _ in range(count)]),
        "verdict": pa.DictionaryArray.from_arrays(_numbers(codes.astype(np.int8), pa.int8()), _words(VERDICTS)),
    }
    for name in _DAYS:
        if rules and (rules[0], name) in batch.columns:
            columns[name] = _array(name, np.concatenate([batch.columns[r, name] for r in rules]))
    if rules and (rules[0], _TO) in batch.columns:
        to = _array(_TO, np.concatenate([batch.columns[r, _TO] for r in rules]))
        columns[_TO] = pa.DictionaryArray.from_arrays(to.cast(pa.int8()), _words(VERDICTS))
    return pa.table(columns)


def _array(name: str, values: Array) -> pa.Array:
    if name in _DAYS:
        none = (values <= 0) | (values >= FOREVER)
        return _numbers((values - EPOCH).astype(np.int32), pa.date32(), none)
    if name == _TO:
        return _numbers(values, pa.from_numpy_dtype(values.dtype), values == NEVER)
    if values.dtype == np.int64:
        return _numbers(values, pa.int64(), np.abs(values) == NO_MOST)
    return _numbers(values, pa.uint8()) if values.dtype == np.uint8 else pa.array(values)


def _numbers(values: Array, kind: pa.DataType, none: Array | None = None) -> pa.Array:
    """Numbers as they lie in memory, null where ``none`` holds (Arrow's own conversion first looks for pandas)."""
    known = pa.py_buffer(np.packbits(~none, bitorder="little")) if none is not None and none.any() else None
    return pa.Array.from_buffers(kind, len(values), [known, pa.py_buffer(np.ascontiguousarray(values))])


def _texts(values: Sequence[str]) -> pa.Array:
    """The same for texts that repeat: each once, and where it stands."""
    codes: dict[str, int] = {}
    places = np.fromiter((codes.setdefault(v, len(codes)) for v in values), np.int32, len(values))
    return pa.DictionaryArray.from_arrays(_numbers(places, pa.int32()), _words(codes))


def _words(words: Iterable[str]) -> pa.Array:
    coded = [w.encode() for w in words]
    ends = np.cumsum([0, *map(len, coded)], dtype=np.int32)
    return pa.StringArray.from_buffers(len(coded), pa.py_buffer(ends), pa.py_buffer(b"".join(coded)))


@dataclass(slots=True)
class Counts:
    """How many subjects have which verdict: by rule, and by rule and division or sector."""

    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    divisions: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    sectors: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    subjects: int = 0
    _first: dict[str, str] = field(default_factory=dict, init=False)  # by kind the rule whose subjects are counted

    def add(self, batch: Batch, sectors: pa.Array | None = None) -> None:
        """Count one batch; ``sectors`` are the sector codes of its subjects (a subject may be in several).

        Batches of the same subjects with further rules count them once.
        """
        rules = [r for r, name in batch.columns if name == "verdict"]
        if rules and self._first.setdefault(batch.kind, rules[0]) in rules:
            self.subjects += len(batch.divisions)
        encoded = _texts(batch.divisions)
        places, names = plain(encoded.indices), encoded.dictionary.to_pylist()
        of_sector = _sectors(sectors)
        for (rule, column), values in batch.columns.items():
            if column != "verdict":
                continue
            for code, count in enumerate(np.bincount(values, minlength=len(VERDICTS)).tolist()):
                if count:
                    self.rules[rule, VERDICTS[code]] += count
            self._spread(self.divisions, rule, places, names, values)
            if of_sector is not None:
                rows, codes, labels = of_sector
                self._spread(self.sectors, rule, codes, labels, values[rows])

    @staticmethod
    def _spread(into: Counter[tuple[str, str, str]], rule: str, places: Array, names: list[str], values: Array) -> None:
        pairs = np.bincount(places.astype(np.int64) * len(VERDICTS) + values, minlength=len(names) * len(VERDICTS))
        for at in np.flatnonzero(pairs).tolist():
            into[rule, names[at // len(VERDICTS)], VERDICTS[at % len(VERDICTS)]] += int(pairs[at])

    def table(self) -> pa.Table:
        """``by`` (all, division, sector), ``of``, ``rule``, ``verdict``, ``subjects``."""
        rows = [("all", "", r, v, n) for (r, v), n in sorted(self.rules.items())]
        rows += [("division", d, r, v, n) for (r, d, v), n in sorted(self.divisions.items())]
        rows += [("sector", s, r, v, n) for (r, s, v), n in sorted(self.sectors.items())]
        *texts, subjects = zip(*rows, strict=True) if rows else [()] * 5
        columns = {n: _texts(t).cast(pa.string()) for n, t in zip(("by", "of", "rule", "verdict"), texts, strict=True)}
        return pa.table({**columns, "subjects": _numbers(np.array(subjects, np.int64), pa.int64())})


def _sectors(sectors: pa.Array | None) -> tuple[Array, Array, list[str]] | None:
    if sectors is None or not pa.types.is_list(sectors.type):
        return None
    flat = sectors.flatten().cast(pa.string()).dictionary_encode()
    return plain(pc.list_parent_indices(sectors)), plain(flat.indices), flat.dictionary.to_pylist()


def together(tables: Iterable[pa.Table]) -> pa.Table:
    return pa.concat_tables(tables, promote_options="default")
