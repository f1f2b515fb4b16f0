"""The partitions of one kind once more, for plans of other days: read with everything that any of them needs."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from weakref import WeakSet

import numpy as np

from anwei.engine.fleet.arrays import Array, indices
from anwei.engine.fleet.columns import Columns
from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.graph import AGGREGATES
from anwei.engine.fleet.plan import FieldNeed, Plan
from anwei.engine.fleet.run import Source, Subjects

Held = dict[str, Columns]  # by table; the subjects' own under the empty name


class Reread:
    """Partition after partition of a kind. One more need (a code that the law names from another day on) starts the
    reading again; numbers of codes never change, so that plans made before stay right."""

    def __init__(self, source: Source, plan: Plan, kind: str) -> None:
        self.source = source
        self.kind = kind
        self.spec = plan.vocabulary.subjects[kind]
        self._reading = copy(plan)
        self._needs: dict[str, dict[str, FieldNeed]] = {"": {}}
        self._stream: Iterator[tuple[Subjects, dict[Grain, Columns]]] | None = None
        self._next = 0
        self._held: Slices | None = None
        self._seen: WeakSet[Plan] = WeakSet()

    def at(self, number: int, plan: Plan) -> Slices:
        """Partition ``number`` (never one before the last asked for) with all that ``plan`` needs."""
        if plan not in self._seen:
            self._seen.add(plan)
            if self._grow(plan):
                self._stream, self._next, self._held = None, 0, None
        if self._stream is None:
            self._stream = self._read()
        while self._held is None or self._next <= number:
            subjects, columns = next(self._stream)
            self._next += 1
            if self._next == number + 1:
                parents = {t.name: t.parent for t in self.spec.tables.values()}
                self._held = Slices(subjects, {g.table: c for g, c in columns.items()}, parents)
        return self._held

    def _grow(self, plan: Plan) -> bool:
        """Take in what a plan needs, and number its codes as here; whether something is new."""
        grew = False
        for table in _tables(plan, self.kind):
            grew = grew or table not in self._needs
            self._needs.setdefault(table, {})
        for grain, fields in plan.needs.items():
            if grain.kind != self.kind:
                continue
            known = self._needs.setdefault(grain.table, {})
            for name, need in fields.items():
                mine = known.setdefault(name, FieldNeed())
                parts, codes = need.parts - mine.parts, [c for c in need.codes if c not in mine.codes]
                groups = [g for g in need.groups if g not in mine.groups]
                grew = grew or bool(parts or codes or groups)
                mine.parts |= parts
                mine.codes += codes
                mine.groups += groups
                need.codes = mine.codes
        return grew

    def _read(self) -> Iterator[tuple[Subjects, dict[Grain, Columns]]]:
        grains = {"": Grain(self.kind, self.kind)}

        def grain_of(table: str) -> Grain:
            if table not in grains:
                parent = grain_of(self.spec.tables[table].parent)
                grains[table] = Grain(f"{parent.name}.{table}", self.kind, table, parent)
            return grains[table]

        self._reading.needs = {grain_of(t): fields for t, fields in self._needs.items()}
        return self.source.partitions(self._reading, grains[""], set(grains.values()))


def _tables(plan: Plan, kind: str) -> set[str]:
    """The tables of a kind whose rows a plan looks at, if only to count them."""
    nodes = [n for one in plan.passes for n in one.nodes]
    grains = {g for n in nodes for g in (n.grain, n.data if n.op in AGGREGATES else None) if g is not None}
    return {a.table for g in grains for a in (g, *g.ancestors) if a.kind == kind and a.base is None}


class Slices:
    """One partition in memory, of which some subjects are taken with all their records."""

    def __init__(self, subjects: Subjects, columns: Held, parents: dict[str, str]) -> None:
        self.subjects = subjects
        self.columns = columns
        self.parents = parents
        self._orders: dict[str, tuple[Array, Array]] = {}

    def take(self, rows: Array) -> OneBatch:
        """The subjects of some rows, in that order."""
        divisions = self.subjects.divisions
        subjects = Subjects(self.subjects.ids.take(indices(rows)), [divisions[i] for i in rows.tolist()])
        chosen: dict[str, Array] = {"": rows}
        found: Held = {}

        def add(table: str) -> None:
            if table in found:
                return
            one, links = self.columns[table], None
            if table:
                above = self.parents[table]
                add(above)
                chosen[table], links = self._below(table, chosen[above])
            found[table] = one.taken(chosen[table], links)

        for table in self.columns:
            add(table)
        return OneBatch(subjects, found)

    def _below(self, table: str, above: Array) -> tuple[Array, Array]:
        """The records of some owners, and the place of each one's owner among them."""
        order, edges = self._order(table)
        counts = edges[above + 1] - edges[above]
        links = np.repeat(np.arange(len(above)), counts)
        within = np.arange(len(links)) - np.repeat(np.cumsum(counts) - counts, counts)
        return order[np.repeat(edges[above], counts) + within], links

    def _order(self, table: str) -> tuple[Array, Array]:
        """The rows of a table in the order of their owners, and where those of each owner begin and end."""
        if table not in self._orders:
            parents = self.columns[table].parents
            owners = parents if parents is not None else np.zeros(0, np.int64)
            sizes = np.bincount(owners, minlength=self.columns[self.parents[table]].count)
            edges = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
            self._orders[table] = np.argsort(owners, kind="stable"), edges
        return self._orders[table]


class OneBatch:
    """A source of a single partition that is in memory already."""

    def __init__(self, subjects: Subjects, columns: Held) -> None:
        self.subjects = subjects
        self.columns = columns

    def partitions(
        self,
        plan: Plan,  # noqa: ARG002 - every source is asked so
        family: Grain,
        grains: set[Grain],
    ) -> Iterator[tuple[Subjects, dict[Grain, Columns]]]:
        """The one partition, under the grains of ``plan``."""
        wanted = {g for grain in grains for g in (grain, *grain.ancestors) if g.base is None and g.family is family}
        yield self.subjects, {g: self.columns[g.table] for g in wanted}
