"""By which columns the rows of one grain find those of another.

Subjects are known by ``id``, records by ``subject`` and, where they are told apart at all, ``row``: the ``row`` number
of the data, else the key of the table, else their place in the order of what is read of them.
"""

from __future__ import annotations

from functools import cache

from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.sql.schedule import Schedule
from anwei.engine.fleet.sql.terms import AGGREGATES

ID, SUBJECT, OWNER, ROW = "id", "subject", "owner", "row"


class Keys:
    """The key columns in the select of each grain, by the grain whose rows they name."""

    def __init__(self, plan: Schedule) -> None:
        self.told_apart = _told_apart(plan)
        numbers = {g: i for i, g in enumerate(sorted(plan.stations, key=lambda g: (len(g.ancestors), g.name)))}
        self._row = {g: f"{ROW}{numbers[g]}" for g in numbers}
        self.of = cache(self._of)

    def _of(self, grain: Grain) -> dict[Grain, tuple[str, ...]]:
        if grain.base is not None:
            return self._of_pairs(grain)
        if not grain.table:
            return {grain: (ID,)}
        assert grain.parent is not None
        found = {grain.family: (SUBJECT,), grain: (SUBJECT, ROW)}
        return found | ({grain.parent: (SUBJECT, OWNER)} if grain.parent.table else {})

    def _of_pairs(self, grain: Grain) -> dict[Grain, tuple[str, ...]]:
        """The parent's, and a row of its own for what it is paired with."""
        assert grain.parent is not None
        assert grain.base is not None
        found = dict(self.of(grain.parent))
        row = self._row[grain]
        found[grain.base] = (*found[grain.base.family][:1], row) if grain.base.table else (row,)
        return found | {grain: (*found[grain.parent], row)}

    def columns(self, grain: Grain) -> list[str]:
        """Every key column that the selects of a grain carry."""
        known = self.of(grain).items()
        wanted = [c for g, columns in known if g in self.told_apart or not (g.table or g.base) for c in columns]
        return list(dict.fromkeys(wanted))


def _told_apart(plan: Schedule) -> set[Grain]:
    """The grains of which single rows are looked for, by others or by later selects."""
    found: set[Grain] = set()
    for term in plan.order:
        if term.op in AGGREGATES and term.grain is not None:
            found.add(term.grain)
        if term.op == "map" and term.grain is not None:
            source, first = term.args[0].grain, plan.stations[term.grain][0]
            direct = term.grain.base is not None and source in (term.grain.parent, term.grain.base)
            if source is not None and not (direct and plan.levels[term] == first):
                found.add(source)
    for grain in sorted(plan.stations, key=lambda g: -len(g.ancestors)):
        if grain.base is not None:
            assert grain.owner is not None
            found.add(grain.owner.base or grain.owner)  # by which the two are paired
            if grain in found:
                found |= {g for g in (grain.parent, grain.base) if g is not None}
    return found
