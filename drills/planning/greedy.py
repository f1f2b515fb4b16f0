"""The greedy planner, in pure Python: the tightest duties first, each into a drill that has room, else into a new one.

It always ends, never exceeds a limit, and leaves open what does not fit. Its result is complete by itself and the start
of the search.
"""

from __future__ import annotations

from collections import Counter

from anwei.drills.planning.loads import TRIPS
from anwei.drills.planning.problem import Problem, UnitClass
from anwei.drills.planning.solution import Part, Slot, Solution
from anwei.drills.planning.weeks import bits_of

GAIN = 60  # points by which a need that is met on the way is worth choosing a pattern


class Greedy:
    """Builds a solution step by step; ``given`` are parts that are settled already."""

    def __init__(self, problem: Problem, given: tuple[Part, ...] = ()) -> None:
        self.problem = problem
        self.parts: list[Part] = []
        self.open: Counter[Slot] = Counter()  # units in a slot
        self.load = [0] * len(problem.weeks.segments)
        self.used = [0] * len(problem.caps)
        self.trips: Counter[tuple[int, str, int]] = Counter()  # (limit, area, segment) -> drills that vehicles reach
        self.caps_at = [
            [i for i, c in enumerate(problem.caps) if c.bits >> s.index & 1] for s in problem.weeks.segments
        ]
        self.left = [[[n.count for n in c.needs] for _ in c.units] for c in problem.classes]
        self.close: dict[tuple[int, int, int], int] = {}  # (class, unit, duty) -> segments too near to another drill
        self.taken: dict[tuple[int, int], int] = {}  # (class, unit) -> segments in which it has a drill
        self._near = [problem.weeks.near(s.index, problem.policy.spacing) for s in problem.weeks.segments]
        for part in given:
            self.take(part)

    def solve(self) -> Solution:
        """Every need in order of how little choice it has."""
        order = sorted(
            (need.bits.bit_count(), need.bits.bit_length(), -need.price, c.index, i)
            for c in self.problem.classes
            for i, need in enumerate(c.needs)
            if need.bits
        )
        for *_, cls, need in order:
            unit_class = self.problem.classes[cls]
            for unit in range(unit_class.size):
                while self.left[cls][unit][need] > 0 and self._serve(unit_class, unit, need):
                    pass
        return Solution.of(self.parts)

    def _serve(self, c: UnitClass, unit: int, need: int) -> bool:
        """One more part that meets a need; False where nothing fits."""
        best: tuple[float, int, int, int, int] | None = None
        for index, pattern in enumerate(c.patterns):
            if need not in pattern.covers:
                continue
            found = self._place(c, unit, need, index)
            if found is not None:
                score = (-found[0], found[2], found[1], index, 0)
                best = score if best is None or score < best else best
        if best is None:
            return False
        self.take(Part(c.index, unit, best[3], best[2]))
        return True

    def _place(self, c: UnitClass, unit: int, need: int, index: int) -> tuple[float, int, int] | None:
        """The best segment for a pattern: its score, the segment and the load there."""
        pattern = c.patterns[index]
        theme = self.problem.themes[pattern.theme]
        bits = c.needs[need].bits & ~self.near(c, unit, need)
        bits &= ~self.taken.get((c.index, unit), 0)
        if not bits:
            return None
        left, gain = self.left[c.index][unit], 0
        for i in sorted(pattern.covers, key=lambda i: c.needs[i].bits.bit_count()):
            also = bits & c.needs[i].bits & ~self.near(c, unit, i)
            if i != need and left[i] > 0 and also:
                bits = also
                gain += GAIN
        area = self.problem.area_of(c, theme)
        capacity = self.problem.capacity(area, theme.index)
        best: tuple[float, int, int] | None = None
        for segment in bits_of(bits):
            units = self.open[Slot(area, theme.index, segment)]
            room = -units % capacity
            if not room and not self.fits(area, theme.index, segment):
                continue
            score = gain - theme.visit - (0 if room else theme.cost + self.detour(area, theme.index, segment))
            found = (score, segment, self.load[segment])
            if best is None or (score, -found[2]) > (best[0], -best[2]):
                best = found
        return best

    def fits(self, area: str, theme: int, segment: int) -> bool:
        """Whether the limits allow one more drill of a theme in an area."""
        caps, slot = self.problem.caps, Slot(area, theme, segment)
        return all(
            not (use := self._use(i, slot)) or self.used[i] + use <= caps[i].limit for i in self.caps_at[segment]
        )

    def detour(self, area: str, theme: int, segment: int) -> int:
        """What one more drill takes of scarce vehicles: nothing where one goes to the area anyway."""
        caps, slot = self.problem.caps, Slot(area, theme, segment)
        return sum(self._use(i, slot) for i in self.caps_at[segment] if caps[i].kind == "vehicle")

    def _use(self, cap: int, slot: Slot) -> int:
        """How much one more drill takes of a limit: a vehicle that goes to the area anyway takes further drills."""
        limit = self.problem.caps[cap]
        use = limit.use(self.problem.themes[slot.theme], slot.area)
        if use and limit.kind == "vehicle":
            return 0 if self.trips[cap, slot.area, slot.segment] % TRIPS else TRIPS
        return use

    def near(self, c: UnitClass, unit: int, need: int) -> int:
        """The segments too near to a drill that the unit is credited with for the same duty."""
        return self.close.get((c.index, unit, c.needs[need].duty), 0)

    def take(self, part: Part) -> None:
        c = self.problem.classes[part.cls]
        pattern = c.patterns[part.pattern]
        theme = self.problem.themes[pattern.theme]
        slot = Slot(self.problem.area_of(c, theme), theme.index, part.segment)
        if self.open[slot] % self.problem.capacity(slot.area, theme.index) == 0:  # one more drill
            self.load[part.segment] += 1
            for i in self.caps_at[part.segment]:
                self.used[i] += self._use(i, slot)
                if self.problem.caps[i].kind == "vehicle":
                    self.trips[i, slot.area, part.segment] += 1
        self.open[slot] += 1
        for i in pattern.covers:
            need = c.needs[i]
            counts = need.bits & ~self.near(c, part.unit, i)
            if not counts >> part.segment & 1 or self.left[part.cls][part.unit][i] <= 0:
                continue
            self.left[part.cls][part.unit][i] -= 1
            if self.problem.policy.spacing:
                key = (part.cls, part.unit, need.duty)
                self.close[key] = self.close.get(key, 0) | self._near[part.segment]
        self.taken[part.cls, part.unit] = self.taken.get((part.cls, part.unit), 0) | 1 << part.segment
        self.parts.append(part)
