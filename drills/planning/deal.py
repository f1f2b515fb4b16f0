"""Dealing: a programme says how many units of a class take each part; this says which units.

Any deal that meets what the programme meets will do, but not each does: a part that two units could use may be wasted
on the wrong one. Two simple deals are tried, and where both waste something a small programme finds the best one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from anwei.drills.planning import linear
from anwei.drills.planning.problem import UnitClass

#: (cell, pattern, units): so many units take a part.
Dealt = tuple[int, int, int]
#: (unit, pattern, cell): one of them does.
Taken = tuple[int, int, int]
#: Where units' parts of an earlier plan lie: (class, unit, theme) -> segments.
Former = Mapping[tuple[int, int, int], Sequence[int]]
EXACT = 3000  # columns up to which the small programme is tried


def deal(c: UnitClass, parts: Sequence[Dealt], cells: Sequence[int], former: Former) -> list[Taken]:
    """Who takes what: the deal that leaves the least unmet."""
    price, best = _by_part(c, parts, cells, former)
    least = _least(c, parts, cells)
    if price > least:
        price, best = min((price, best), _by_unit(c, parts, cells), key=lambda t: t[0])
    if price > least:
        price, best = min((price, best), _exactly(c, parts, cells, former), key=lambda t: t[0])
    return best


def _served(c: UnitClass, pattern: int, bits: int) -> list[int]:
    return [i for i in c.patterns[pattern].covers if c.needs[i].bits & bits]


def _least(c: UnitClass, parts: Sequence[Dealt], cells: Sequence[int]) -> int:
    """The price that no deal can avoid: what the parts do not cover even together."""
    given: Counter[int] = Counter()
    for cell, pattern, units in parts:
        for i in _served(c, pattern, cells[cell]):
            given[i] += units
    return sum(n.price * max(0, n.count * c.size - given[i]) for i, n in enumerate(c.needs))


def _left(c: UnitClass) -> list[list[int]]:
    return [[n.count for n in c.needs] for _ in c.units]


def _price(c: UnitClass, left: Sequence[Sequence[int]]) -> int:
    return sum(n.price * x for unit in left for n, x in zip(c.needs, unit, strict=True))


def _there(c: UnitClass, unit: int, pattern: int, bits: int, former: Former) -> bool:
    """Whether a unit met for the theme in the cell before."""
    return any(bits >> s & 1 for s in former.get((c.index, unit, c.patterns[pattern].theme), ()))


def _by_part(c: UnitClass, parts: Sequence[Dealt], cells: Sequence[int], former: Former) -> tuple[int, list[Taken]]:
    """Part after part to the units that need it most; parts that cover much first."""
    left: list[list[int]] = _left(c)
    found: list[Taken] = []
    for cell, pattern, units in sorted(parts, key=lambda p: (-len(c.patterns[p[1]].covers), -p[2], p)):
        served, bits = _served(c, pattern, cells[cell]), cells[cell]
        gains = [sum(c.needs[i].price for i in served if left[u][i] > 0) for u in range(c.size)]
        there = [_there(c, u, pattern, bits, former) for u in range(c.size)]
        for u in sorted(range(c.size), key=lambda u: (-gains[u], not there[u], u))[:units]:
            if gains[u]:
                _serve(left[u], served)
                found.append((u, pattern, cell))
    return _price(c, left), found


def _serve(left: list[int], served: Sequence[int]) -> None:
    for i in served:
        left[i] = max(0, left[i] - 1)


def _by_unit(c: UnitClass, parts: Sequence[Dealt], cells: Sequence[int]) -> tuple[int, list[Taken]]:
    """Unit after unit: its scarcest need first, by the part that serves it with the least waste."""
    left: list[list[int]] = _left(c)
    found: list[Taken] = []
    stock = {(cell, pattern): units for cell, pattern, units in parts}
    served = {key: _served(c, key[1], cells[key[0]]) for key in stock}
    for u in range(c.size):
        mine: set[tuple[int, int]] = set()
        while True:
            options = {
                i: [k for k, n in stock.items() if n and k not in mine and i in served[k]]
                for i, x in enumerate(left[u])
                if x > 0
            }
            waiting = [i for i, keys in options.items() if keys]
            if not waiting:
                break
            need = min(waiting, key=lambda i: (sum(stock[k] for k in options[i]), i))
            key = max(options[need], key=lambda k: _use(c, left[u], served[k], stock[k], k))
            stock[key] -= 1
            mine.add(key)
            _serve(left[u], served[key])
            found.append((u, key[1], key[0]))
    return _price(c, left), found


def _use(
    c: UnitClass, left: Sequence[int], served: Sequence[int], stock: int, key: tuple[int, int]
) -> tuple[int, int, int, int]:
    """What a part is worth to a unit: what it meets less what it wastes."""
    worth = sum(c.needs[i].price if left[i] > 0 else -c.needs[i].price for i in served)
    return worth, stock, -key[0], -key[1]


def _exactly(c: UnitClass, parts: Sequence[Dealt], cells: Sequence[int], former: Former) -> tuple[int, list[Taken]]:
    """The deal that leaves the least unmet, by a small programme."""
    if c.size * len(parts) > EXACT or not linear.available():
        return 1 << 60, []
    programme = linear.Programme()
    columns = {
        (u, at): programme.column(0 if _there(c, u, pattern, cells[cell], former) else 1, 0, 1)
        for at, (cell, pattern, _) in enumerate(parts)
        for u in range(c.size)
    }
    for at, (_, _, units) in enumerate(parts):
        programme.row(0, units, [(columns[u, at], 1.0) for u in range(c.size)])
    serving = [
        [at for at, (cell, p, _) in enumerate(parts) if i in _served(c, p, cells[cell])] for i in range(len(c.needs))
    ]
    for u in range(c.size):
        for i, need in enumerate(c.needs):
            slack = programme.column(need.price * 10, 0, need.count)
            entries = [*((columns[u, at], 1.0) for at in serving[i]), (slack, 1.0)]
            programme.row(need.count, float("inf"), entries)
    solved = programme.solve(nodes=50)
    if not solved.values:
        return 1 << 60, []
    left: list[list[int]] = _left(c)
    found: list[Taken] = []
    for (u, at), column in columns.items():
        if solved.values[column] > 0.5:
            cell, pattern, _ = parts[at]
            found.append((u, pattern, cell))
            _serve(left[u], _served(c, pattern, cells[cell]))
    return _price(c, left), found
