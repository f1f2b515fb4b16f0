"""What a lowering may see: the law on the day, the stack of grains, the measures in force and the current item."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TypeVar

from anwei.engine.facts.subject import Subject, significant, within
from anwei.engine.facts.vocabulary import TableSpec, Vocabulary
from anwei.engine.fleet.bounds import Algebra, FleetBounds, FleetTruth
from anwei.engine.fleet.grains import Grain, Grains
from anwei.engine.fleet.graph import Expr, Graph
from anwei.engine.fleet.lowering.references import depths
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.rules import Measure, Rule
from anwei.engine.ir.walk import walk
from anwei.engine.record.context import Context, Law, Population

T = TypeVar("T")
NOWHERE = "?"  # the area of a subject that does not say where it is
ELSEWHERE = ""  # the area of one that lies in none of those that the law tells apart
_OUTSIDE = "-"  # a division in no area


class Areas:
    """The areas that the law tells apart. A division belongs to the longest that holds it, and so to all around it."""

    def __init__(self, law: Law) -> None:
        named: set[str] = set()
        for parameter in law.parameters.values():
            named |= {v.division for v in parameter.values}
        for rule in law.rules.values():
            named |= {rule.division, *(e.division for e in rule.exclusions), *(e.division for e in rule.extras)}
            named |= {a for n in walk(rule) if isinstance(n, ir.Within) for a in n.areas}
        self.codes = tuple(sorted({significant(a) for a in named if a}, key=lambda a: (-len(a), a)))
        self.divisions: dict[str, str] = {NOWHERE: "", ELSEWHERE: _OUTSIDE, **{a: a for a in self.codes}}

    def of(self, division: str) -> str:
        """The area of a division code."""
        if not division:
            return NOWHERE
        return next((a for a in self.codes if within(division, a)), ELSEWHERE)


@dataclass(slots=True)
class Lowering:
    """One plan in the making: the graph, the law on its day, and what has been lowered already."""

    law: Law
    vocabulary: Vocabulary
    day: int
    algebra: Algebra
    areas: Areas
    grains: Grains = field(default_factory=Grains)
    lowered: Mapping[str, Callable[..., FleetBounds]] = field(default_factory=dict)  # plugins' measures
    said: dict[tuple[str, Grain], FleetTruth] = field(default_factory=dict)

    @property
    def graph(self) -> Graph:
        return self.algebra.graph


@dataclass(slots=True)
class Scope:
    """One rule (or measure of it) for the rows of the last grain of the stack."""

    plan: Lowering
    rule: Rule
    rows: tuple[Grain, ...]
    measures: Mapping[str, Measure]
    division: str | None = None  # while a part that holds in one area only is lowered
    item: Mapping[str, object] | None = None
    memo: dict[Hashable, FleetBounds] = field(default_factory=dict)

    @property
    def graph(self) -> Graph:
        return self.plan.algebra.graph

    @property
    def algebra(self) -> Algebra:
        return self.plan.algebra

    @property
    def law(self) -> Law:
        return self.plan.law

    @property
    def day(self) -> int:
        return self.plan.day

    @property
    def here(self) -> Grain:
        return self.rows[-1]

    def with_rows(self, *rows: Grain, item: Mapping[str, object] | None = None) -> Scope:
        return replace(self, rows=rows, item=item)

    @contextmanager
    def meeting(self) -> Iterator[None]:
        """While it lasts, expressions of unrelated grains meet at the innermost rows."""
        outer, self.graph.here = self.graph.here, self.here
        try:
            yield
        finally:
            self.graph.here = outer

    # -- rows -------------------------------------------------------------------------------------------------------

    def subject_depth(self, depth: int) -> int:
        """The depth of the subject that the row at ``depth`` belongs to."""
        return next(d for d in range(depth, -1, -1) if self.rows[d].of_subjects)

    def subject_at(self, depth: int) -> Grain:
        return self.rows[self.subject_depth(depth)]

    def column(self, grain: Grain, name: str, part: str, *, truth: bool = False) -> Expr:
        """A column of the records behind a grain, for its rows."""
        return self.graph.at(self.graph.column(grain.base or grain, name, part, truth=truth), grain)

    def table(self, grain: Grain) -> TableSpec | None:
        """The table that the rows of a grain are recorded in; None for subjects."""
        return self.plan.vocabulary.subjects[grain.kind].tables.get(grain.table) if grain.table else None

    def open(self, source: ir.Source, *nodes: ir.Node | None) -> Opened:
        """The records of a source as rows, for nodes that are to be evaluated on them."""
        level = len(self.rows) - 1
        inner_subject = level + 1 if source.subjects else self.subject_depth(level)
        used = {d for n in nodes if n is not None for d in depths(n, level + 1, inner_subject) if d <= level}
        owner = self.rows[source.depth]
        parent = self.rows[max([source.depth, *used])]
        grains = self.plan.grains
        if source.subjects:
            alike = sum(r.of_subjects and r.kind == source.table for r in self.rows)
            rows = grains.others(source.table, alike) if alike else grains.subjects(source.table)
            if used:
                rows = grains.paired(parent, owner, rows)
            else:  # asked of the subject itself, whoever it is paired with
                parent = owner.base or owner
        else:
            rows = grains.records(owner.base or owner, source.table)
            if alike := sum(_recorded(r) is rows for r in self.rows):
                rows = grains.once_more(rows, alike)
            if parent is not owner or owner.base is not None:
                rows = grains.paired(parent, owner, rows)
        return Opened(self.with_rows(*self.rows, rows, item=self.item), rows, parent, self._complete(source))

    def _complete(self, source: ir.Source) -> Expr:
        subject = self.subject_at(source.depth)
        declared = self.column(subject, source.table, "complete", truth=True)
        if not source.subjects:
            return self.graph.true if source.table == "attestations" else declared
        placed = self.graph.no(self.graph.table(self.area(source.depth), {NOWHERE: True}, otherwise=False))
        return self.graph.all(declared, placed, self.graph.shared("placed", source.table))

    # -- law --------------------------------------------------------------------------------------------------------

    def area(self, depth: int | None = None) -> Expr:
        """The area of the subject at a depth (of the innermost by default), as a code."""
        subject = self.subject_at(len(self.rows) - 1 if depth is None else depth)
        return self.column(subject, "division", "area")

    def by_area(self, function: Callable[[str], T]) -> list[tuple[Expr, T]]:
        """What a function of the innermost subject's division gives, with the test for each; the last is the rest."""
        found: dict[T, list[str]] = {}
        for area, division in self.plan.areas.divisions.items():
            found.setdefault(function(division), []).append(area)
        if len(found) == 1:
            return [(self.graph.true, next(iter(found)))]
        rest = next(v for v, areas in found.items() if ELSEWHERE in areas)
        tests = [
            (self.graph.table(self.area(), dict.fromkeys(areas, True), otherwise=False), v)
            for v, areas in found.items()
            if v != rest
        ]
        return [*tests, (self.graph.true, rest)]

    def number_by_area(self, function: Callable[[str], int]) -> Expr:
        """A number that depends on the innermost subject's division."""
        found = {a: function(d) for a, d in self.plan.areas.divisions.items()}
        if len(set(found.values())) == 1:
            return self.graph.number(found[ELSEWHERE])
        return self.graph.table(self.area(), found, found[ELSEWHERE])

    def next_change(self, name: str) -> Expr:
        """The first later day on which another value of a parameter may hold."""
        if not self.algebra.dates:
            return self.algebra.forever
        return self.number_by_area(lambda d: self.law.parameters[name].next_change(d, self.day))

    def record_context(self, division: str) -> Context:
        """A record context of a subject of which only the division is known: for what rests on law and day alone."""
        subject = Subject("", values={"division": division, "id": ""}, kind=self.rule.subject)
        return Context(self.law, self.rule, self.day, [subject], Population())


@dataclass(frozen=True, slots=True)
class Opened:
    """Records as rows: the scope inside them, what they are added up to, and whether there are no others."""

    scope: Scope
    rows: Grain
    target: Grain
    complete: Expr


def _recorded(grain: Grain) -> Grain:
    """The grain in which the rows of another are on file."""
    recorded = grain.base or grain
    return recorded.same or recorded


def tested(cases: Iterable[tuple[Expr, T]], combine: Callable[[Expr, T, T], T]) -> T:
    """One value from cases with their tests; the last case holds where none of the tests before does."""
    *tests, (_, found) = cases
    for test, value in reversed(tests):
        found = combine(test, value, found)
    return found
