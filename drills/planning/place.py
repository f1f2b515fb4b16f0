"""From numbers to units and weeks: who of a class takes the parts that a programme chose, and in which segment each
drill lies.

Units go where they need it most. A drill takes the least loaded segment of its cell in which the limits hold and no
unit has a drill of the same duty too near. What finds no place is left to the greedy planner.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from anwei.drills.planning.deal import Dealt, Former, deal
from anwei.drills.planning.greedy import Greedy
from anwei.drills.planning.problem import Problem
from anwei.drills.planning.programme import Built
from anwei.drills.planning.solution import Part, Slot
from anwei.drills.planning.weeks import bits_of


@dataclass(frozen=True)
class Seat:
    """A unit in a drill still without a segment."""

    cls: int
    unit: int
    pattern: int


@dataclass
class Group:
    """Seats of one drill, in a cell (bits of segments); ``wish`` is where it lay before (-1: nowhere)."""

    area: str
    theme: int
    cell: int
    wish: int
    seats: list[Seat] = field(default_factory=list)


def seats_of(
    problem: Problem, built: Built, values: Sequence[float], former: Former
) -> dict[tuple[int, int], list[Seat]]:
    """The seats by (theme, cell number): each class's parts dealt to its units by need."""
    chosen: dict[int, list[Dealt]] = defaultdict(list)
    for (cls, pattern, cell), column in built.parts.items():
        units = round(values[column])
        if units > 0:
            chosen[cls].append((cell, pattern, units))
    found: dict[tuple[int, int], list[Seat]] = defaultdict(list)
    for cls in sorted(chosen):
        c = problem.classes[cls]
        for unit, pattern, cell in deal(c, sorted(chosen[cls]), built.cells, former):
            found[c.patterns[pattern].theme, cell].append(Seat(cls, unit, pattern))
    return found


def groups_of(
    problem: Problem, built: Built, seats: Mapping[tuple[int, int], list[Seat]], former: Former
) -> list[Group]:
    """Drills without a week: the seats of an area, theme and cell in groups of the theme's capacity."""
    found: list[Group] = []
    for (theme, cell), members in sorted(seats.items()):
        by_area: dict[str, dict[int, list[Seat]]] = defaultdict(lambda: defaultdict(list))
        bits = built.cells[cell]
        for seat in members:
            area = problem.area_of(problem.classes[seat.cls], problem.themes[theme])
            before = [s for s in former.get((seat.cls, seat.unit, theme), ()) if bits >> s & 1]
            by_area[area][before[0] if before else -1].append(seat)
        for area, wishes in sorted(by_area.items()):
            found += _grouped(problem, Group(area, theme, bits, -1), wishes)
    return found


def _grouped(problem: Problem, like: Group, wishes: Mapping[int, list[Seat]]) -> list[Group]:
    """Units that were together stay together; the others fill up, then make drills of even size."""
    capacity = problem.capacity(like.area, like.theme)
    groups: list[Group] = []
    for wish in sorted(w for w in wishes if w >= 0):
        groups += [Group(like.area, like.theme, like.cell, wish, c) for c in _even(wishes[wish], capacity)]
    free = list(wishes.get(-1, ()))
    for group in groups:
        while free and len(group.seats) < capacity:
            group.seats.append(free.pop(0))
    return groups + [Group(like.area, like.theme, like.cell, -1, c) for c in _even(free, capacity)]


def _even(seats: list[Seat], capacity: int) -> list[list[Seat]]:
    """As few groups as the capacity allows, of even size; seats of one unit go to different groups."""
    number = -(-len(seats) // capacity)
    ordered = sorted(seats, key=lambda s: (s.cls, s.unit, s.pattern))
    return [ordered[i::number] for i in range(number)]


class Placer:
    """Puts groups into segments on top of what is settled (``greedy`` keeps loads, limits and nearness)."""

    def __init__(self, problem: Problem, settled: tuple[Part, ...] = ()) -> None:
        self.problem = problem
        self.greedy = Greedy(problem, settled)

    def place(self, groups: Iterable[Group]) -> None:
        """Each group in the best segment of its cell; seats that do not fit anywhere are left out."""
        order = sorted(groups, key=lambda g: (g.wish < 0, g.cell.bit_count(), g.cell, g.area, g.theme, -len(g.seats)))
        for group in order:
            waiting = group.seats
            while waiting:
                segment, fit = self._best(group, waiting)
                if segment < 0:
                    break
                for seat in fit:
                    self.greedy.take(Part(seat.cls, seat.unit, seat.pattern, segment))
                waiting = [s for s in waiting if s not in fit]

    def _best(self, group: Group, seats: list[Seat]) -> tuple[int, list[Seat]]:
        """The segment that takes most of the seats, then the least loaded one; -1 if none takes any."""
        capacity = self.problem.capacity(group.area, group.theme)
        once = {(s.cls, s.unit): s for s in reversed(seats)}  # a unit takes one seat of a drill
        free = {seat: self._free(seat, group.cell) for seat in reversed(once.values())}
        counts: Counter[int] = Counter()
        for bits in free.values():
            counts.update(bits_of(bits))
        best: tuple[tuple[int, ...], int] | None = None
        for segment, number in counts.items():
            slot = Slot(group.area, group.theme, segment)
            room = -self.greedy.open[slot] % capacity
            if room < number and not self.greedy.fits(group.area, group.theme, segment):
                continue
            detour = self.greedy.detour(group.area, group.theme, segment)
            score = (-number, segment != group.wish, detour, self._weekly(segment), segment)
            best = (score, segment) if best is None or score < best[0] else best
        if best is None:
            return -1, []
        return best[1], [s for s in free if free[s] >> best[1] & 1]

    def _weekly(self, segment: int) -> int:
        """The drills of the segment's week."""
        segments = self.problem.weeks.segments
        week, total = segments[segment].week, 0
        for at in range(max(0, segment - 2), min(len(segments), segment + 3)):
            if segments[at].week == week:
                total += self.greedy.load[at]
        return total

    def _free(self, seat: Seat, cell: int) -> int:
        """The segments of a cell in which a unit can take part, by what it does already."""
        c = self.problem.classes[seat.cls]
        bits, whole, left = cell, 0, self.greedy.left[seat.cls][seat.unit]
        for i in c.patterns[seat.pattern].covers:
            whole |= c.needs[i].bits
            if left[i] > 0 and c.needs[i].bits & cell:
                bits &= ~self.greedy.near(c, seat.unit, i)
        return bits & whole & ~self.greedy.taken.get((seat.cls, seat.unit), 0)
