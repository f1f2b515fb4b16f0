"""Rounding cuts: units of an area that can only be served by some themes in some segments need whole drills.

They make the bound of the linear programme good. Many are possible and few matter, so only those that a fractional
solution breaks are added, in rounds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from anwei.drills.planning.linear import Solved
from anwei.drills.planning.problem import Problem, UnitClass
from anwei.drills.planning.programme import INF, Built

PAIRS = 60  # windows of an area that are joined in twos
ROUNDS = 6
BROKEN = 1e-4


@dataclass(frozen=True)
class Cut:
    """``drills of the themes in the segments + what is left out >= least`` for the classes of an area.

    ``left_out`` names the needs (class, need) whose units were counted. A unit left out saves at most one drill, so the
    cut holds whatever is left out.
    """

    area: str
    bits: int
    themes: frozenset[int]
    least: int
    left_out: tuple[tuple[int, int], ...]


def possible_cuts(problem: Problem, classes: Iterable[UnitClass]) -> list[Cut]:
    """The cuts of each area: for every window and set of themes that serve some need, and joins of two of them."""
    areas: dict[str, list[UnitClass]] = defaultdict(list)
    for c in classes:
        areas[c.area].append(c)
    found: dict[Cut, None] = {}
    for area, members in areas.items():
        needs = [(c, i, _themes_of(c, i)) for c in members for i in range(len(c.needs)) if c.needs[i].bits]
        for bits, themes in _windows(needs):
            cut = _cut(problem, area, bits, themes, needs)
            if cut is not None:
                found[cut] = None
    return list(found)


def _themes_of(c: UnitClass, need: int) -> frozenset[int]:
    return frozenset(p.theme for p in c.patterns if need in p.covers)


def _windows(needs: Sequence[tuple[UnitClass, int, frozenset[int]]]) -> list[tuple[int, frozenset[int]]]:
    pairs = dict.fromkeys((c.needs[i].bits, themes) for c, i, themes in needs if themes)
    joined = dict(pairs)
    for (a, ta), (b, tb) in combinations(list(pairs)[:PAIRS], 2):
        joined[a | b, ta | tb] = None
        joined[a | b, ta] = None
    every = frozenset(t for _, themes in pairs for t in themes)
    for bits, _ in pairs:
        joined[bits, every] = None
    return list(joined)


def _cut(
    problem: Problem,
    area: str,
    bits: int,
    themes: frozenset[int],
    needs: Sequence[tuple[UnitClass, int, frozenset[int]]],
) -> Cut | None:
    """Of each class the needs that must be met there: the one that asks most, or several in windows apart."""
    if any(problem.themes[t].wide for t in themes):
        return None
    capacity = max(problem.capacity(area, t) for t in themes)
    by_class: dict[int, list[tuple[int, int, int]]] = defaultdict(list)  # class -> (window, units, need)
    for c, i, mine in needs:
        if mine <= themes and not c.needs[i].bits & ~bits:
            by_class[c.index].append((c.needs[i].bits, c.needs[i].count * c.size, i))
    total, left_out = 0, []
    for cls, found in by_class.items():
        for units, i in _apart(found):
            total += units
            left_out.append((cls, i))
    if not total:
        return None
    return Cut(area, bits, themes, -(-total // capacity), tuple(left_out))


def _apart(found: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """Needs in windows that do not meet, chosen by the earliest end; where they meet, the one that asks more."""
    chosen: list[tuple[int, int, int]] = []
    for window, units, need in sorted(found, key=lambda f: (f[0].bit_length(), f[0].bit_count())):
        if chosen and chosen[-1][0] & window:
            if units > chosen[-1][1] and not any(c[0] & window for c in chosen[:-1]):
                chosen[-1] = (window, units, need)
            continue
        if any(c[0] & window for c in chosen):
            continue
        chosen.append((window, units, need))
    return [(units, need) for _, units, need in chosen]


class CutRows:
    """Adds cuts to one programme."""

    def __init__(self, problem: Problem, built: Built) -> None:
        self.built = built
        self.columns: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
        for slot, column in built.drills.items():
            self.columns[slot.area, slot.theme].append((slot.segment, column))  # of a cell
        for (cls, p, cell), column in built.parts.items():
            c = problem.classes[cls]
            theme = c.patterns[p].theme
            if problem.themes[theme].capacity == 1:
                self.columns[c.area, theme].append((cell, column))

    def entries(self, cut: Cut) -> list[int]:
        """The columns of a cut, each with the factor 1."""
        drills = [x for t in cut.themes for s, x in self.columns.get((cut.area, t), ()) if self._inside(s, cut)]
        return drills + [self.built.slack[key] for key in cut.left_out]

    def _inside(self, cell: int, cut: Cut) -> bool:
        return not self.built.cells[cell] & ~cut.bits

    def add(self, cut: Cut) -> None:
        self.built.programme.row(cut.least, INF, [(x, 1.0) for x in self.entries(cut)])

    def broken(self, cuts: Iterable[Cut], values: Sequence[float]) -> list[Cut]:
        """The cuts that a solution breaks."""
        return [c for c in cuts if sum(values[x] for x in self.entries(c)) < c.least - BROKEN]


def tighten(problem: Problem, built: Built, classes: Iterable[UnitClass]) -> tuple[Solved, list[Cut]]:
    """The relaxed programme solved with the cuts that it would break otherwise; its solution and those cuts."""
    waiting, rows, used = possible_cuts(problem, classes), CutRows(problem, built), []
    solved = built.programme.solve(relaxed=True)
    for _ in range(ROUNDS):
        if not solved.values:
            break
        broken = rows.broken(waiting, solved.values)
        if not broken:
            break
        for cut in broken:
            rows.add(cut)
        used += broken
        gone = set(broken)
        waiting = [c for c in waiting if c not in gone]
        solved = built.programme.solve(relaxed=True)
    return solved, used


def rows_by_area(cuts: Iterable[Cut]) -> Mapping[str, list[Cut]]:
    """Cuts by their area."""
    found: dict[str, list[Cut]] = defaultdict(list)
    for cut in cuts:
        found[cut.area].append(cut)
    return found


__all__ = ["Cut", "CutRows", "possible_cuts", "rows_by_area", "tighten"]
