"""One partition in memory: the columns of some subjects and their records, and how rows of one grain find another's."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from anwei.engine.fleet.arrays import Array, filled, plain
from anwei.engine.fleet.columns import Columns
from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.graph import Expr


@dataclass(slots=True)
class Ranges:
    """Subjects of another kind in the order of their divisions: for each row, where its division's ones lie."""

    order: Array
    starts: Array
    stops: Array


@dataclass(slots=True)
class Partition:
    """``columns`` of the base grains; ``ranges`` by grain of other subjects; ``kept`` are exports of earlier passes."""

    columns: dict[Grain, Columns]
    ranges: dict[tuple[Grain, Grain], Ranges] = field(default_factory=dict)
    kept: dict[Expr, Array] = field(default_factory=dict)
    globals: dict[tuple[str, str], bool] = field(default_factory=dict)
    _pairs: dict[Grain, tuple[Array, Array]] = field(default_factory=dict)
    _segments: dict[Grain, tuple[Array, Array]] = field(default_factory=dict)
    _indices: dict[tuple[Grain, Grain], Array] = field(default_factory=dict)
    _most: dict[Grain, int] = field(default_factory=dict)

    def count(self, grain: Grain) -> int:
        if grain.base is not None:
            return len(self.pairs(grain)[0])
        found = self.columns.get(grain)
        return found.count if found is not None else 0

    def parents(self, grain: Grain) -> Array:
        """The row of the parent grain that each row belongs to."""
        if grain.base is not None:
            return self.pairs(grain)[0]
        found = self.columns.get(grain)
        if found is None or found.parents is None:
            return np.zeros(0, np.int64)
        return found.parents

    def most(self, grain: Grain) -> int:
        """The most rows that any one row of the parent grain has."""
        if grain.base is None:
            found = self.columns.get(grain)
            return found.most() if found is not None else 0
        if grain not in self._most:
            parents = self.parents(grain)
            self._most[grain] = int(np.bincount(parents).max()) if len(parents) else 0
        return self._most[grain]

    def index(self, source: Grain, target: Grain) -> Array:
        """For each row of ``target``, the row of its ancestor ``source``."""
        key = (source, target)
        if key not in self._indices:
            self._indices[key] = self._find(source, target)
        return self._indices[key]

    def _find(self, source: Grain, target: Grain) -> Array:
        for link, rows in ((target.parent, self.parents), (target.base, self._bases)):
            if link is source:
                return rows(target)
            if link is not None and source in link.ancestors:
                return self.index(source, link)[rows(target)]
        raise AssertionError(f"{source.name} is not reached from {target.name}")

    def _bases(self, grain: Grain) -> Array:
        return self.pairs(grain)[1]

    def pairs(self, grain: Grain) -> tuple[Array, Array]:
        """The rows of a paired grain: the parent's row and the base's row of each."""
        if grain not in self._pairs:
            assert grain.base is not None and grain.owner is not None and grain.parent is not None
            order, starts, stops = self._segment(grain.base, grain.owner)
            owner = grain.owner if grain.owner.base is None else grain.owner.base
            rows = self._at(owner, grain.parent)
            counts = (stops - starts)[rows]
            parents = np.repeat(np.arange(len(rows)), counts)
            within = np.arange(len(parents)) - np.repeat(np.cumsum(counts) - counts, counts)
            self._pairs[grain] = parents, order[np.repeat(starts[rows], counts) + within]
        return self._pairs[grain]

    def _segment(self, base: Grain, owner: Grain) -> tuple[Array, Array, Array]:
        """The rows of ``base`` in the order of their owners, and where those of each owner begin and end."""
        if not base.table:
            found = self.ranges[base, owner.base or owner]
            return found.order, found.starts, found.stops
        if base not in self._segments:
            owners, count = self.parents(base), self.count(base.parent)  # type: ignore[arg-type]
            order = np.argsort(owners, kind="stable")
            sizes = np.bincount(owners, minlength=count) if count else np.zeros(0, np.int64)
            self._segments[base] = order, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        order, edges = self._segments[base]
        return order, edges[:-1], edges[1:]

    def refers(self, grain: Grain, field_name: str, row: Grain, target: Grain) -> Array:
        """For each pair, whether the references of its ``row`` name the key of its ``target``."""
        lists = self.columns[row].keys[field_name] if row in self.columns else pa.array([], pa.list_(pa.string()))
        keys = self.columns[target].keys[""] if target in self.columns else pa.array([], pa.string())
        names = pc.unique(pa.concat_arrays([_strings(keys), _strings(lists.flatten())]))
        size = len(names) + 1
        key = _lookup(keys, names)
        named = _strings(lists.flatten())
        pairs = np.sort(plain(pc.list_parent_indices(lists)).astype(np.int64) * size + _lookup(named, names))
        wanted = self._at(row, grain) * size + key[self._at(target, grain)]
        if not len(pairs):
            return np.zeros(len(wanted), bool)
        place = np.minimum(np.searchsorted(pairs, wanted), len(pairs) - 1)
        found: Array = pairs[place] == wanted
        return found

    def _at(self, source: Grain, grain: Grain) -> Array:
        return np.arange(self.count(grain)) if source is grain else self.index(source, grain)


def _strings(data: pa.Array) -> pa.Array:
    return data.cast(pa.string()) if not pa.types.is_string(data.type) else data


def _lookup(data: pa.Array, names: pa.Array) -> Array:
    found = pc.index_in(_strings(data), value_set=names)
    return filled(found, len(names)).astype(np.int64)
