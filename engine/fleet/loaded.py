"""Columns kept in memory, and parts of them: to ask again with another law, or of a few subjects only."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from anwei.engine.fleet.arrays import Array, indices
from anwei.engine.fleet.columns import Columns
from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.plan import Plan
from anwei.engine.fleet.run import Source, Subjects

_Key = tuple[str, str]  # kind and table: grains of two plans that read the same rows


class Loaded:
    """A source that reads each kind once. Another plan is served from memory as long as it reads the same columns."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._held: dict[str, tuple[str, list[tuple[Subjects, dict[_Key, Columns]]]]] = {}

    def load(self, plan: Plan) -> None:
        """Read now what the plan will ask for."""
        for one in plan.passes:
            for _ in self.partitions(plan, one.family, set()):
                break

    def partitions(
        self, plan: Plan, family: Grain, grains: set[Grain]
    ) -> Iterator[tuple[Subjects, dict[Grain, Columns]]]:
        needs = plan.needs_of(family)
        found = self._held.get(family.name)
        if found is None or found[0] != needs:
            read = self.source.partitions(plan, family, _all(plan, family) | grains)
            held = [(s, {(g.kind, g.table): c for g, c in columns.items()}) for s, columns in read]
            found = self._held[family.name] = needs, held
        wanted = {g for grain in grains for g in (grain, *grain.ancestors) if g.base is None and g.family is family}
        for subjects, columns in found[1]:
            yield subjects, {g: columns[g.kind, g.table] for g in wanted}


def _all(plan: Plan, family: Grain) -> set[Grain]:
    return {g for g in plan.needs if g.family is family}


class Chosen:
    """Of the kinds named, only the subjects with these ids; of the others all."""

    def __init__(self, source: Source, ids: dict[str, set[str]]) -> None:
        self.source = source
        self.ids = ids

    def partitions(
        self, plan: Plan, family: Grain, grains: set[Grain]
    ) -> Iterator[tuple[Subjects, dict[Grain, Columns]]]:
        wanted = self.ids.get(family.kind)
        judged = any(one.family is family and one.outputs for one in plan.passes)
        for subjects, columns in self.source.partitions(plan, family, grains):
            if wanted is None or not judged:
                yield subjects, columns
                continue
            rows = np.array([str(i) in wanted for i in subjects.ids.to_pylist()], bool)
            if rows.any():
                yield _those(subjects, rows), select(columns, rows)


def _those(subjects: Subjects, rows: Array) -> Subjects:
    places = np.flatnonzero(rows)
    return Subjects(subjects.ids.take(indices(places)), [subjects.divisions[i] for i in places])


def select(columns: dict[Grain, Columns], rows: Array) -> dict[Grain, Columns]:
    """The columns of some subjects (a truth for each) with all their records."""
    kept: dict[Grain, Array] = {}
    found: dict[Grain, Columns] = {}
    for grain in sorted(columns, key=lambda g: len(g.ancestors)):
        one = columns[grain]
        mine = rows
        parents = None
        if one.parents is not None and grain.parent is not None:
            above = kept[grain.parent]
            mine = above[one.parents]
            parents = (np.cumsum(above) - 1)[one.parents[mine]]
        kept[grain] = mine
        found[grain] = one.taken(np.flatnonzero(mine), parents)
    return found
