"""What each select must hand on, worked out from the results backwards, and the layers in which it computes it."""

from __future__ import annotations

from dataclasses import dataclass

from anwei.engine.fleet.sql.schedule import JOINED, Batch, Pairs, Schedule, Station
from anwei.engine.fleet.sql.terms import AGGREGATES, Term


@dataclass(frozen=True, slots=True)
class Layer:
    """A select over the one below: what it passes on and what it computes."""

    carried: list[Term]
    made: list[Term]


@dataclass(frozen=True, slots=True)
class Layers:
    """``joined``: what is read or joined first; then the layers, each over the one before."""

    joined: list[Term]
    computed: list[Layer]


def layers(plan: Schedule, station: Station, wanted: set[Term]) -> Layers:
    """How a station comes to all that is wanted of it."""
    live, mine = set(wanted), []
    for term in sorted(_closure(plan, station, wanted), key=lambda t: -t.index):
        if _computed(plan, station, term):
            mine.append(term)
            live |= set(plan.needs(term))
    number: dict[Term, int] = {}
    for term in reversed(mine):
        number[term] = 1 + max((number.get(n, 0) for n in plan.needs(term)), default=0)
    found: list[Layer] = []
    after = set(wanted)
    for depth in range(max(number.values(), default=0), 0, -1):
        made = sorted((t for t in mine if number[t] == depth), key=lambda t: t.index)
        carried = after - set(made)
        found.append(Layer(sorted(carried, key=lambda t: t.index), made))
        after = carried | {n for t in made for n in plan.needs(t)}
    return Layers(sorted(after, key=lambda t: t.index), found[::-1])


def _computed(plan: Schedule, station: Station, term: Term) -> bool:
    """Whether a station computes a term itself, rather than reading, joining or carrying it."""
    return plan.levels[term] == station.level and (term.op == "page" or term.op not in JOINED | {"column"})


def _closure(plan: Schedule, station: Station, wanted: set[Term]) -> set[Term]:
    found: set[Term] = set()
    stack = list(wanted)
    while stack:
        term = stack.pop()
        if term not in found:
            found.add(term)
            if _computed(plan, station, term):
                stack.extend(plan.needs(term))
    return found


class Demands:
    """For each station and batch, the columns that others read of it; ``order`` has those that are read first."""

    def __init__(self, plan: Schedule, pairs: Pairs) -> None:
        self.plan = plan
        self.pairs = pairs
        placed = {t.data[0] for t in plan.order if t.op == "placed"}
        stations = [Station(g, n) for g, levels in plan.stations.items() for n in levels]
        numbers = {g: i for i, g in enumerate(plan.stations)}
        self.order: list[Station | Batch] = sorted(
            [*stations, *plan.batches],
            key=lambda s: (
                (s.level, 0, 0, numbers[s.rows])
                if isinstance(s, Batch)
                else (s.level, 1, len(s.grain.ancestors) + (s.grain not in placed), numbers[s.grain])
            ),
        )
        self.of: dict[Station | Batch, set[Term]] = {}
        self._fill()

    def _want(self, one: Station | Batch, *terms: Term) -> None:
        self.of.setdefault(one, set()).update(t for t in terms if t in self.plan.named)

    def source(self, station: Station, term: Term) -> Station | Batch | None:
        """Where a station joins a term from; None for what is its own, recorded or carried."""
        if self.plan.levels[term] != station.level:
            return None
        if term.op in AGGREGATES:
            assert term.grain is not None
            return Batch(term.data, term.grain, station.level)
        if term.op == "map":
            assert term.args[0].grain is not None
            return self.plan.at_or_below(term.args[0].grain, station.level)
        return None

    def _fill(self) -> None:
        plan = self.plan
        for term in plan.order:
            if term.op == "placed":
                self._want(Station(term.data[0], 0), term.data[1])
        family = plan.final
        for term in plan.outputs:
            self._want(family, *([term] if term in plan.named else plan.needs(term)))
        self._want(family)
        for one in reversed(self.order):
            if one not in self.of:
                continue
            if isinstance(one, Batch):
                self._of_batch(one)
            else:
                self._of_station(one)

    def _of_station(self, station: Station) -> None:
        before = self.plan.before(station)
        if before is not None:
            self._want(before)
        elif station.grain.base is not None:
            self._of_pairs(station)
        for term in layers(self.plan, station, self.of[station]).joined:
            source = self.source(station, term)
            if source is None:
                if before is not None:
                    self._want(before, term)
            elif isinstance(source, Batch):
                self._want(source, term)
                if len(term.args) > 1 and before is not None:
                    self._want(before, term.args[2])
            else:
                self._want(source, term.args[0])

    def _of_pairs(self, station: Station) -> None:
        grain = station.grain
        assert grain.parent is not None
        assert grain.base is not None
        sides = [self.plan.at_or_below(g, station.level) for g in (grain.parent, grain.base)]
        for side, term in zip(sides, self.pairs.get(grain, (None, None)), strict=True):
            self._want(side, *([term] if term is not None else []))

    def _of_batch(self, batch: Batch) -> None:
        rows = self.plan.at_or_below(batch.rows, batch.level - 1)
        self._want(rows)
        for term in self.of[batch]:
            of, *divisions = term.args
            self._want(rows, *([of] if of in self.plan.named else self.plan.needs(of)))
            if divisions:
                self._want(rows, divisions[0])
                self._want(self.plan.at_or_below(batch.target, batch.level - 1), divisions[1])
