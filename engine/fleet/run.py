"""Running a plan: pass after pass, partition after partition, with what one kind keeps for another."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from anwei.engine.facts.subject import significant
from anwei.engine.fleet.arrays import Array, filled
from anwei.engine.fleet.columns import Columns
from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.graph import AGGREGATES, Expr
from anwei.engine.fleet.interpret import run_pass, run_wide
from anwei.engine.fleet.lowering.rules import FAIL, UNKNOWN, WAIVED
from anwei.engine.fleet.partition import Partition, Ranges
from anwei.engine.fleet.plan import Pass, Plan, crosses, reach, results_of
from anwei.engine.fleet.ranges import Safety
from anwei.engine.ir.rules import Waiver


class Source(Protocol):
    """Where columns come from."""

    def partitions(
        self, plan: Plan, family: Grain, grains: set[Grain]
    ) -> Iterator[tuple[Subjects, dict[Grain, Columns]]]:
        """The subjects of a family in a stable order with their columns, a partition at a time."""
        ...


@dataclass(frozen=True, slots=True)
class Subjects:
    """Who the rows of a partition are: ids and divisions, as text."""

    ids: pa.Array
    divisions: list[str]


@dataclass(slots=True)
class Batch:
    """What a run says of some subjects of one kind: arrays by rule and column, in the order of ``ids``."""

    kind: str
    ids: pa.Array
    divisions: list[str]
    columns: dict[tuple[str, str], Array]


@dataclass(slots=True)
class Outcome:
    """All batches of one kind together."""

    kind: str
    batches: list[Batch] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        return [str(i) for b in self.batches for i in b.ids.to_pylist()]

    @property
    def divisions(self) -> list[str]:
        return [d for b in self.batches for d in b.divisions]

    @property
    def columns(self) -> set[tuple[str, str]]:
        return set(self.batches[0].columns) if self.batches else set()

    def column(self, rule: str, name: str = "verdict") -> Array:
        """One column of one rule: ``verdict``, ``recheck_on``, ``due_by``, or an end of its bounds."""
        return np.concatenate([b.columns[rule, name] for b in self.batches])


Runner = Callable[[Plan, Pass, Partition], dict[Expr, Array]]


@dataclass(slots=True)
class _Kept:
    """What is known of all subjects of a kind after its pass."""

    divisions: list[str]
    values: dict[Expr, Array]
    rows: dict[Grain, Columns] = field(default_factory=dict)  # of grains that other kinds meet row by row

    def add(self, subjects: Subjects, columns: dict[Grain, Columns], grains: frozenset[Grain]) -> None:
        """Keep who belongs to whom in one more partition."""
        before = {g: c.count for g, c in self.rows.items()}
        for grain in sorted(grains & columns.keys(), key=lambda g: len(g.ancestors)):
            fresh = columns[grain]
            held = self.rows.setdefault(grain, Columns(0))
            held.count += fresh.count
            if fresh.parents is not None and grain.parent is not None:
                parents = fresh.parents + before.get(grain.parent, 0)
                held.parents = parents if held.parents is None else np.concatenate([held.parents, parents])
            for name, keys in fresh.keys.items():
                held.keys[name] = pa.concat_arrays([held.keys[name], keys]) if name in held.keys else keys
        self.divisions += subjects.divisions


def run(plan: Plan, source: Source, runner: Runner = run_pass, waivers: Sequence[Waiver] = ()) -> dict[str, Outcome]:
    """Every rule's columns for every subject, by kind."""
    return collected(plan, batches(plan, source, runner, waivers))


def collected(plan: Plan, found: Iterable[Batch]) -> dict[str, Outcome]:
    """Batches of a plan together, by kind."""
    outcomes = {r.rule.subject: Outcome(r.rule.subject) for r in plan.rules}
    for batch in found:
        outcomes[batch.kind].batches.append(batch)
    return outcomes


def batches(plan: Plan, source: Source, runner: Runner = run_pass, waivers: Sequence[Waiver] = ()) -> Iterator[Batch]:
    """The same, partition by partition as it comes; nothing is held but what one kind keeps for another."""
    kept: dict[Grain, _Kept] = {}
    ordered: dict[Grain, tuple[list[str], Array]] = {}
    for one in plan.passes:
        exported: dict[Expr, list[Array]] = {e: [] for e in one.exports}
        fresh = _Kept([], dict(kept[one.family].values) if one.family in kept else {})
        grains = {one.family, *one.paired} | {n.grain for n in one.nodes if n.grain is not None}
        grains |= {n.data for n in one.nodes if n.op in AGGREGATES}
        safety = Safety(one)
        for subjects, columns in source.partitions(plan, one.family, grains):
            partition = _partition(one, subjects, columns, kept, ordered)
            values = _exactly(plan, one, partition, runner, safety)
            count = len(subjects.divisions)
            if one.asked:
                fresh.add(subjects, columns, one.paired)
            for export in one.exports:
                kind = bool if export.truth else np.int64
                rows = partition.count(export.grain) if export.grain is not None else 0
                value = np.broadcast_to(values[export], rows)
                exported[export].append(value if value.dtype == object else value.astype(kind))
            if one.outputs:
                batch = Batch(one.family.kind, subjects.ids, subjects.divisions, _results(one, values, count))
                waive(batch, waivers, plan.day)
                yield batch
        if one.asked:
            for export, parts in exported.items():
                fresh.values[export] = np.concatenate([np.zeros(0, bool if export.truth else np.int64), *parts])
            kept[one.family] = fresh


def _exactly(plan: Plan, one: Pass, partition: Partition, runner: Runner, safety: Safety) -> dict[Expr, Array]:
    """The values of a pass; those that int64 may not hold are computed in wide numbers instead."""
    values = runner(plan, one, partition)
    risky = safety.unsafe(partition)
    wanted = [e for e in (*one.exports, *(e for r in one.outputs for e in results_of(r))) if e in risky]
    if not wanted:
        return values
    reached = {n.index for n in reach(wanted)}
    wide = run_wide(plan, [n for n in one.nodes if n.index in reached], partition)
    values.update({e: wide[e] for e in wanted})
    return values


def _results(one: Pass, values: dict[Expr, Array], count: int) -> dict[tuple[str, str], Array]:
    found: dict[tuple[str, str], Array] = {}

    def keep(rule: str, name: str, expr: Expr | None, kind: type | None = None) -> None:
        if expr is not None:
            column = np.broadcast_to(values[expr], count)
            found[rule, name] = column.astype(kind or column.dtype)

    for rule in one.outputs:
        keep(rule.rule.id, "verdict", rule.verdict, np.uint8)
        keep(rule.rule.id, "recheck_on", rule.recheck_on)
        keep(rule.rule.id, "due_by", rule.due_by)
        for name, bounds in rule.bounds.items():
            keep(rule.rule.id, f"{name}.low", bounds.low)
            keep(rule.rule.id, f"{name}.high", bounds.high)
            keep(rule.rule.id, f"{name}.blank", bounds.blank)
    return found


def waive(batch: Batch, waivers: Sequence[Waiver], day: int) -> None:
    """Waivers take the place of a fail or an unknown; the day on which one begins or ends is a day of change."""
    mine = [w for w in waivers if (w.rule, "verdict") in batch.columns or (w.rule, "recheck_on") in batch.columns]
    if not mine:
        return
    subjects = batch.ids.cast(pa.string()) if not pa.types.is_string(batch.ids.type) else batch.ids
    for waiver in mine:
        verdicts = batch.columns.get((waiver.rule, "verdict"))
        rows = filled(pc.index_in(subjects, value_set=pa.array([waiver.subject])), -1) == 0
        if verdicts is not None and waiver.start <= day <= waiver.end:
            verdicts[rows & ((verdicts == FAIL) | (verdicts == UNKNOWN))] = WAIVED
        changes = [d for d in (waiver.start, waiver.end + 1) if d > day]
        recheck = batch.columns.get((waiver.rule, "recheck_on"))
        if changes and recheck is not None:
            recheck[rows] = np.minimum(recheck[rows], min(changes))


def _partition(
    one: Pass,
    subjects: Subjects,
    columns: dict[Grain, Columns],
    kept: dict[Grain, _Kept],
    ordered: dict[Grain, tuple[list[str], Array]],
) -> Partition:
    partition = Partition({**{g: c for k in kept.values() for g, c in k.rows.items()}, **columns})
    partition.kept = {e: v for k in kept.values() for e, v in k.values.items()}
    for node in one.nodes:
        for other, target in _others(node):
            known = kept.get(other)
            divisions = known.divisions if known is not None else []
            if (other, target) not in partition.ranges:
                if other not in ordered:
                    order = np.array(sorted(range(len(divisions)), key=divisions.__getitem__), np.int64)
                    ordered[other] = [divisions[i] for i in order], order
                elsewhere = kept.get(target.family) if target.family is not one.family else None
                areas = elsewhere.divisions if elsewhere is not None else subjects.divisions
                partition.ranges[other, target] = _ranges(*ordered[other], areas)
        if node.op == "global":
            kind = node.data[1]
            found = [k.divisions for g, k in kept.items() if g.kind == kind]
            partition.globals[node.data] = all(all(d) for d in found)
    return partition


def _others(node: Expr) -> Iterator[tuple[Grain, Grain]]:
    """The grains of other subjects that a node reads, with the grain whose divisions hold them."""
    if crosses(node):
        assert node.grain is not None
        yield node.data, node.grain
    for start in (node.grain, node.data if node.op in AGGREGATES else None):
        grain = start
        while grain is not None:
            if grain.base is not None and not grain.base.table and grain.owner is not None:
                yield grain.base, grain.owner.base or grain.owner
            grain = grain.parent


def _ranges(divisions: list[str], order: Array, areas: list[str]) -> Ranges:
    """Where the divisions that lie in each area begin and end; nothing lies in an area that is not known."""
    known: dict[str, tuple[int, int]] = {"": (0, 0)}
    for area in areas:
        if area not in known:
            prefix = significant(area)
            # what lies in an area is what begins with its significant digits
            known[area] = bisect.bisect_left(divisions, prefix), bisect.bisect_left(divisions, prefix + "\U0010ffff")
    pairs = np.array([known[a] for a in areas], np.int64).reshape(-1, 2)
    return Ranges(order, pairs[:, 0], pairs[:, 1])
