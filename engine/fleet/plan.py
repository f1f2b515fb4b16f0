"""The fleet plan: which columns are read, what is computed for whom in which order, and what comes out.

A *pass* reads the subjects of one kind with their tables, partition by partition. What one kind's rules ask of
another's (shares, counts over other subjects) makes a further pass: the *exports* of the first are kept for all its
subjects and added up by division.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.fleet.bounds import FleetBounds
from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.graph import AGGREGATES, Expr, Graph
from anwei.engine.fleet.lowering.build import lower
from anwei.engine.fleet.lowering.rules import Lowered
from anwei.engine.fleet.lowering.scope import Areas
from anwei.engine.ir.rules import Rule
from anwei.engine.record.context import Law

Measures = Mapping[str, Callable[..., FleetBounds]]


@dataclass(slots=True)
class FieldNeed:
    """What is read of one fact: its parts, the codes that are told apart (1, 2 ...), and groups asked for."""

    parts: set[str] = field(default_factory=set)
    codes: list[str] = field(default_factory=list)
    groups: list[frozenset[str]] = field(default_factory=list)

    def code_id(self, code: str) -> int:
        return self.codes.index(code) + 1


@dataclass(frozen=True, slots=True)
class Pass:
    """One reading of the subjects of a kind: the nodes to compute, in order, and those to keep for all subjects."""

    family: Grain
    level: int
    nodes: tuple[Expr, ...]
    exports: tuple[Expr, ...]
    outputs: tuple[Lowered, ...]
    asked: bool = False  # whether other kinds ask about these subjects, if only how many there are
    paired: frozenset[Grain] = frozenset()  # the base grains whose rows other kinds meet one by one


class Plan:
    """Everything that a run needs to know about a set of rules on a day; no data yet."""

    def __init__(
        self,
        rules: Sequence[Rule],
        law: Law,
        vocabulary: Vocabulary,
        day: int,
        *,
        dates: bool = False,
        bounds: bool = False,
        measures: Measures | None = None,
    ) -> None:
        lowering, lowered = lower(rules, law, vocabulary, day, dates=dates, bounds=bounds, measures=measures)
        self.day = day
        self.dates = dates
        self.vocabulary = vocabulary
        self.graph: Graph = lowering.graph
        self.areas: Areas = lowering.areas
        self.rules = tuple(lowered)
        self.passes = tuple(_passes(lowered))
        self.needs = _needs(n for p in self.passes for n in p.nodes)

    @property
    def kinds(self) -> list[str]:
        """The kinds of subjects that are read."""
        return list(dict.fromkeys(p.family.kind for p in self.passes))

    def needs_of(self, family: Grain) -> str:
        """What is read of a family, as a text that is the same for plans that read the same."""
        found = [
            (g.table, name, sorted(n.parts), n.codes, [sorted(group) for group in n.groups])
            for g, fields in self.needs.items()
            if g.family is family
            for name, n in fields.items()
        ]
        return repr((sorted(found), self.areas.codes))

    @cached_property
    def digest(self) -> str:
        """Of all that is computed: two plans of one digest give the same columns from the same data."""
        found = hashlib.sha256()
        for one in self.passes:
            for node in one.nodes:
                args = ",".join(str(a.index) for a in node.args)
                grain = node.grain.name if node.grain else ""
                found.update(f"{node.index}:{node.op}({args}){grain}{_shown(node.data)};".encode())
        return found.hexdigest()[:24]


def _shown(data: object) -> str:
    if isinstance(data, (tuple, list)):
        return f"[{','.join(map(_shown, data))}]"
    if isinstance(data, frozenset):
        return _shown(sorted(data))
    return data.name if isinstance(data, Grain) else repr(data)


def results_of(rule: Lowered) -> list[Expr]:
    """Every expression that a rule's result consists of."""
    parts = [rule.verdict, rule.recheck_on, rule.due_by]
    parts += [e for b in rule.bounds.values() for e in (b.low, b.high, b.blank)]
    return [p for p in parts if p is not None]


def _family(node: Expr) -> Grain | None:
    return node.grain.family if node.grain is not None else None


def reach(targets: Iterable[Expr]) -> list[Expr]:
    """The targets and all below them, arguments first."""
    seen: set[int] = set()
    stack = list(targets)
    found: list[Expr] = []
    while stack:
        node = stack.pop()
        if node.index in seen:
            continue
        seen.add(node.index)
        found.append(node)
        stack.extend(node.args)
    return sorted(found, key=lambda n: n.index)


def _passes(rules: Sequence[Lowered]) -> Iterable[Pass]:
    """Passes in order: a kind is read once for each depth of questions about other kinds that it takes part in."""
    nodes = reach(e for r in rules for e in results_of(r))
    levels: dict[int, int] = {}
    exports: dict[int, Expr] = {}
    asked: set[Grain] = set()
    for node in nodes:
        level = 0
        for arg in node.args:
            beyond = _family(arg) is not None and _family(arg) is not _family(node)
            level = max(level, levels[arg.index] + beyond)
            if beyond:
                exports[arg.index] = arg
        if node.op in AGGREGATES and crosses(node):
            asked.add(node.data.family)
            level = max(level, 1)
        if any(_meets_others(g) for g in _grains_of(node)):
            level = max(level, 1)
        levels[node.index] = level
    targets: dict[tuple[int, Grain], tuple[list[Expr], list[Lowered]]] = {}
    for node in exports.values():
        targets.setdefault((levels[node.index], node.grain.family), ([], []))[0].append(node)  # type: ignore[union-attr]
    bases = _bases(nodes)
    asked |= {g.family for g in bases}
    asked |= {f for e in exports.values() if (f := _family(e)) is not None}
    for family in asked - {f for _, f in targets}:  # asked only how many they are
        targets[0, family] = [], []
    families = [*asked, *map(_family, nodes)]
    by_kind = {f.kind: f for f in families if f is not None}
    judged: dict[Grain, list[Lowered]] = {}
    for rule in rules:
        kind = rule.rule.subject
        judged.setdefault(by_kind.setdefault(kind, Grain(kind, kind)), []).append(rule)
    for family, outputs in judged.items():  # all results of a kind come out of one pass
        level = max(levels[e.index] for r in outputs for e in results_of(r))
        targets.setdefault((level, family), ([], []))[1].extend(outputs)
    for (level, family), (kept, outputs) in sorted(targets.items(), key=lambda t: (t[0][0], t[0][1].name)):
        reached = reach([*kept, *(e for r in outputs for e in results_of(r))])
        mine = tuple(n for n in reached if _family(n) in (None, family))
        met = frozenset(g for g in bases if g.family is family)
        yield Pass(family, level, mine, tuple(kept), tuple(outputs), family in asked, met)


def _bases(nodes: Sequence[Expr]) -> set[Grain]:
    """The base grains, with those above them, that are paired with rows of another kind."""
    grains = {g for n in nodes for g in _grains_of(n)}
    found: set[Grain] = set()
    for grain in {a for g in grains for a in (g, *g.ancestors)}:
        if grain.base is not None and grain.base.family is not grain.family:
            found |= {grain.base, *grain.base.ancestors}
    return found


def _grains_of(node: Expr) -> list[Grain]:
    """The rows that a node is computed for, and those that it adds up."""
    return [g for g in (node.grain, node.data if node.op in AGGREGATES else None) if g is not None]


def _meets_others(grain: Grain) -> bool:
    """Whether rows of another kind are among its pairs."""
    chain = (grain, *grain.ancestors)
    return any(g.base is not None and g.base.family is not grain.family and g.family is grain.family for g in chain)


def crosses(node: Expr) -> bool:
    """Whether a node adds up what another kind's pass has kept."""
    return node.op in AGGREGATES and node.data.family is not node.grain.family  # type: ignore[union-attr]


def _needs(nodes: Iterable[Expr]) -> dict[Grain, dict[str, FieldNeed]]:
    """By base grain and fact, what is read; the same for grains of the same records."""
    needs: dict[Grain, dict[str, FieldNeed]] = {}

    def need(grain: Grain, name: str) -> FieldNeed:
        needs[grain] = needs.setdefault(grain.same or grain, {})
        return needs[grain].setdefault(name, FieldNeed())

    for node in nodes:
        match node.op:
            case "column":
                assert node.grain is not None
                need(node.grain, node.data[0]).parts.add(node.data[1])
            case "has":
                assert node.grain is not None
                found = need(node.grain, node.data[0])
                if node.data[1] not in found.groups:
                    found.groups.append(node.data[1])
            case "table":
                column = node.args[0]
                while column.op == "map":
                    column = column.args[0]
                assert column.grain is not None
                found = need(column.grain, column.data[0])
                if column.data[1] == "code":
                    found.codes += [k for k, _ in node.data[0] if k not in found.codes]
            case "refers":
                name, row, target = node.data
                need(row, name).parts.add("keys")
                need(target, "").parts.add("keys")
    return needs
