"""The planning problem as a linear programme: classes of units, patterns, and *cells* of the year.

A cell is a set of segments that no window tells apart: where in it a drill lies makes no difference to any duty, so the
programme decides the cell and ``place`` the week. That leaves some ten cells instead of nearly sixty segments.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from anwei.drills.planning.caps import CapKey
from anwei.drills.planning.linear import Programme
from anwei.drills.planning.problem import Problem, UnitClass
from anwei.drills.planning.solution import Slot

INF = float("inf")
Place = tuple[int, int, int]  # class, pattern, cell
Room = Mapping[tuple[CapKey, int], int]


@dataclass
class Built:
    """A programme with what its columns and rows mean. Slots hold the number of a cell in place of a segment."""

    programme: Programme
    cells: tuple[int, ...]
    parts: dict[Place, int] = field(default_factory=dict)
    drills: dict[Slot, int] = field(default_factory=dict)
    slack: dict[tuple[int, int], int] = field(default_factory=dict)
    cap_rows: dict[tuple[CapKey, int], int] = field(default_factory=dict)
    need_rows: dict[tuple[int, int], int] = field(default_factory=dict)


def cells_of(classes: Iterable[UnitClass]) -> tuple[int, ...]:
    """The cells that the windows of some classes make, as bits of segments, in the order of the year."""
    windows = sorted({n.bits for c in classes for n in c.needs if n.bits})
    if not windows:
        return ()
    whole = 0
    for window in windows:
        whole |= window
    cells = [whole]
    for window in windows:
        cells = [part for cell in cells for part in (cell & window, cell & ~window) if part]
    return tuple(sorted(cells, key=lambda c: c & -c))


def build(
    problem: Problem,
    classes: Iterable[UnitClass],
    cells: Sequence[int],
    *,
    room: Room | None = None,
    before: Mapping[tuple[int, int, int], int] | None = None,
    move: int = 0,
) -> Built:
    """The programme for some classes over cells.

    ``room`` is what is left of a resource in a cell; ``before`` are the units that an earlier plan had in (class,
    theme, cell), and ``move`` is the price of taking one of them out.
    """
    built = Built(Programme(), tuple(cells))
    for c in classes:
        _class_columns(problem, c, built)
    _drill_columns(problem, built)
    for (key, cell), left in (room or {}).items():
        _limit(problem, built, key, cell, left)
    for (cls, theme, cell), units in (before or {}).items():
        patterns = problem.classes[cls].patterns
        columns = [
            x for p, t in enumerate(patterns) if t.theme == theme and (x := built.parts.get((cls, p, cell), -1)) >= 0
        ]
        if columns:
            moved = built.programme.column(move, 0, units, whole=False)
            built.programme.row(units, INF, [*((x, 1.0) for x in columns), (moved, 1.0)])
    return built


def _class_columns(problem: Problem, c: UnitClass, built: Built) -> None:
    """Parts and unmet needs of one class."""
    programme = built.programme
    by_need: dict[int, list[int]] = defaultdict(list)
    most = max((n.count for n in c.needs), default=1)
    for p, pattern in enumerate(c.patterns):
        theme = problem.themes[pattern.theme]
        cost = theme.visit + (theme.cost if theme.capacity == 1 else 0)
        for number, cell in enumerate(built.cells):
            served = [i for i in pattern.covers if c.needs[i].bits & cell]
            if not served:
                continue
            column = built.parts[c.index, p, number] = programme.column(cost, 0, c.size * most)
            for i in served:
                by_need[i].append(column)
    for i, need in enumerate(c.needs):
        wanted = need.count * c.size
        slack = built.slack[c.index, i] = programme.column(need.price, 0, wanted)
        entries = [*((x, 1.0) for x in by_need[i]), (slack, 1.0)]
        built.need_rows[c.index, i] = programme.row(wanted, INF, entries)


def _drill_columns(problem: Problem, built: Built) -> None:
    """How many drills a joint theme takes in a cell."""
    meet: dict[Slot, list[int]] = defaultdict(list)
    seats: dict[tuple[Slot, int], list[int]] = defaultdict(list)
    for (cls, p, cell), column in built.parts.items():
        c = problem.classes[cls]
        theme = problem.themes[c.patterns[p].theme]
        if theme.capacity > 1:
            slot = Slot(problem.area_of(c, theme), theme.index, cell)
            meet[slot].append(column)
            seats[slot, cls].append(column)
    for slot, columns in meet.items():
        theme = problem.themes[slot.theme]
        drills = built.drills[slot] = built.programme.column(theme.cost, 0, INF)
        capacity = problem.capacity(slot.area, slot.theme)
        built.programme.row(0, INF, [(drills, float(capacity)), *((x, -1.0) for x in columns)])
    for (slot, cls), columns in seats.items():
        if problem.classes[cls].size < problem.capacity(slot.area, slot.theme):  # a unit has one seat in a drill
            entries = [(built.drills[slot], float(problem.classes[cls].size)), *((x, -1.0) for x in columns)]
            built.programme.row(0, INF, entries)


def _limit(problem: Problem, built: Built, key: CapKey, cell: int, left: int) -> None:
    """No more of a resource in a cell than is left there."""
    probe = next((c for c in problem.caps if c.key == key), None)
    if probe is None:
        return
    entries = [
        (x, float(u))
        for slot, x in built.drills.items()
        if slot.segment == cell and (u := probe.use(problem.themes[slot.theme], slot.area))
    ]
    for (cls, p, at), x in built.parts.items():
        c = problem.classes[cls]
        theme = problem.themes[c.patterns[p].theme]
        if at == cell and theme.capacity == 1 and (use := probe.use(theme, problem.area_of(c, theme))):
            entries.append((x, float(use)))
    if entries:
        built.cap_rows[key, cell] = built.programme.row(-INF, max(0, left), entries)


def room_in(
    problem: Problem, cells: Sequence[int], used: Sequence[int] | None = None, *, binding: bool = False
) -> dict[tuple[CapKey, int], int]:
    """What is left of each resource in each cell: the sum over the limits that touch it (so never too little)."""
    found: dict[tuple[CapKey, int], int] = {}
    for number, cell in enumerate(cells):
        for kind in dict.fromkeys(c.key for c in problem.caps if c.binding or not binding):
            tightest: dict[int, int] = {}  # the segments of the limit -> what is left
            covered = 0
            for i, cap in enumerate(problem.caps):
                if cap.key == kind and cap.bits & cell:
                    left = cap.limit - (used[i] if used is not None else 0)
                    key = cap.bits & cell
                    tightest[key] = min(left, tightest.get(key, left))
                    covered |= key
            if covered & cell == cell:  # every segment is limited
                found[kind, number] = _cover(tightest, cell)
    return found


def _cover(tightest: Mapping[int, int], cell: int) -> int:
    """A sum of limits that together cover a cell, the narrowest first."""
    total = reached = 0
    for bits in sorted(tightest, key=lambda b: (b.bit_count(), b)):
        if bits & ~reached:
            total += max(0, tightest[bits])
            reached |= bits
        if reached & cell == cell:
            break
    return total
