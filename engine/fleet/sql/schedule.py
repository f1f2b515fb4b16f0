"""When each term is computed: which select of which rows, and which terms become columns of their own.

The *level* of a term says how many group-bys lie below it. All terms of a grain and level are computed by one select
(a *station*); a *batch* is one group-by: everything that one grain asks of another between two levels. Terms are
computed as late as they can be, so that group-bys over the same rows fall together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.sql.terms import AGGREGATES, Term

DEEPEST = 8  # operations inside one another before one becomes a column
LONGEST = 40  # terms of one "and", "or", "min" or "max" before a part becomes a column
CHAINS = frozenset({"and", "or", "min", "max"})
Pairs = Mapping[Grain, tuple[Term, Term]]
JOINED = frozenset({"map", "page", *AGGREGATES})  # what another select has computed


@dataclass(frozen=True, slots=True)
class Station:
    """The select that computes the terms of a grain at a level."""

    grain: Grain
    level: int


@dataclass(frozen=True, slots=True)
class Batch:
    """The group-by that adds up rows for the station of ``target`` at a level."""

    rows: Grain
    target: Grain
    level: int


@dataclass(slots=True)
class Schedule:
    """``named``: terms that are columns; ``levels``: where each is computed; ``stations``: of each grain, in order."""

    family: Grain
    order: list[Term]
    outputs: list[Term]
    height: int = 0
    levels: dict[Term, int] = field(default_factory=dict)
    named: set[Term] = field(default_factory=set)
    stations: dict[Grain, list[int]] = field(default_factory=dict)
    batches: dict[Batch, list[Term]] = field(default_factory=dict)

    def at_or_below(self, grain: Grain, level: int) -> Station:
        """The last station of a grain up to a level."""
        return Station(grain, max(n for n in self.stations[grain] if n <= level))

    @property
    def final(self) -> Station:
        """The station of the results."""
        return self.at_or_below(self.family, self.height)

    def before(self, station: Station) -> Station | None:
        earlier = [n for n in self.stations[station.grain] if n < station.level]
        return Station(station.grain, earlier[-1]) if earlier else None

    def needs(self, term: Term) -> Iterable[Term]:
        """The columns that a term's own expression reads, through all that is written out in it."""
        found: dict[Term, None] = {}
        stack = list(term.args)
        while stack:
            arg = stack.pop()
            if arg in self.named:
                found[arg] = None
            else:
                stack.extend(arg.args)
        return found


def schedule(outputs: list[Term], family: Grain, pairs: Pairs) -> Schedule:
    """The schedule of all terms that the outputs (of the subjects of ``family``) rest on.

    ``pairs``: for grains of pairs with other subjects, the divisions that are compared on both sides.
    """
    plan = Schedule(family, _reach(outputs, pairs), outputs)
    early: dict[Term, int] = {}
    for term in plan.order:
        early[term] = max((early[a] for a in term.args), default=0) + (term.op in AGGREGATES)
    plan.height = max(early.values(), default=0)
    _late(plan, early, {t for both in pairs.values() for t in both})
    _place(plan)
    _name(plan)
    return plan


def _reach(outputs: Iterable[Term], pairs: Pairs) -> list[Term]:
    seen: set[Term] = set()
    stack = list(outputs)
    while stack:
        term = stack.pop()
        if term not in seen:
            seen.add(term)
            stack.extend(term.args)
            if term.op == "placed":
                stack.append(term.data[1])
            for grain in (term.grain, term.data if term.op in AGGREGATES else None):
                if grain is not None:
                    stack.extend(t for g in (grain, *grain.ancestors) for t in pairs.get(g, ()))
    return sorted(seen, key=lambda t: t.index)


def _late(plan: Schedule, early: dict[Term, int], first: set[Term]) -> None:
    """Levels from the outputs down; an aggregate joins a group-by that is made anyway where it can."""
    latest = {t: 0 if t in first else plan.height for t in plan.order}
    opened: dict[tuple[Grain | None, Grain | None], set[int]] = {}
    for term in reversed(plan.order):
        level = latest[term]
        if term.op in AGGREGATES:
            known = opened.setdefault((term.data, term.grain), set())
            level = max((n for n in known if early[term] <= n <= level), default=level)
            known.add(level)
        if term.op == "column":
            level = 0
        plan.levels[term] = level
        for arg in term.args:
            latest[arg] = min(latest[arg], level - (term.op in AGGREGATES))


def _place(plan: Schedule) -> None:
    """The stations and batches that the levels ask for."""
    wanted: dict[Grain, set[int]] = {plan.family: {0}}

    def want(grain: Grain, level: int) -> None:
        if grain.base is None:
            level = 0
        wanted.setdefault(grain, set())
        if not any(n <= level for n in wanted[grain]):
            wanted[grain].add(level)

    for term in plan.order:
        if term.grain is None:
            if term.op == "placed":
                want(term.data[0], 0)
            continue
        level = plan.levels[term]
        wanted.setdefault(term.grain, set()).add(level)
        if term.op in AGGREGATES:
            plan.batches.setdefault(Batch(term.data, term.grain, level), []).append(term)
            want(term.data, level - 1)
        elif term.op == "map":
            want(term.args[0].grain, level)  # type: ignore[arg-type]
    for grain in sorted(wanted, key=lambda g: -len(g.ancestors)):
        if grain.base is None:
            wanted[grain].add(0)
        else:
            assert grain.parent is not None
            for other in (grain.parent, grain.base):
                wanted.setdefault(other, set())
                want(other, min(wanted[grain]))
    plan.stations = {g: sorted(levels) for g, levels in wanted.items()}


def _name(plan: Schedule) -> None:
    """A term is a column where it is read more than once, read in another select, or too deep to write out."""
    readers: dict[Term, list[Term]] = {}
    for term in plan.order:
        for arg in term.args:
            readers.setdefault(arg, []).append(term)
    ends = Counter(plan.outputs)
    depth: dict[Term, int] = {}
    length: dict[Term, int] = {}
    for term in plan.order:
        inline = [a for a in term.args if a not in plan.named]
        alike = [a for a in inline if a.op == term.op and term.op in CHAINS]
        depth[term] = max((depth[a] + (a not in alike) for a in inline), default=0)
        length[term] = 2 + sum(length[a] - 1 for a in alike)
        if term.grain is not None and (
            term.op == "column"
            or term.op in JOINED
            or len(readers.get(term, ())) + ends.get(term, 0) > 1
            or any(_elsewhere(plan, term, r) for r in readers.get(term, ()))
            or (term in ends and plan.final.level != plan.levels[term])
            or depth[term] > DEEPEST
            or length[term] > LONGEST
        ):
            plan.named.add(term)


def _elsewhere(plan: Schedule, term: Term, reader: Term) -> bool:
    """Whether a reader stands in another select than the term."""
    if reader.op == "map":
        return True
    if reader.op in AGGREGATES:
        return plan.at_or_below(term.grain, plan.levels[reader] - 1).level != plan.levels[term]  # type: ignore[arg-type]
    return plan.levels[term] != plan.levels[reader]
