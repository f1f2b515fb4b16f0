"""What to see to first, one requirement a subject, and which of it was never on file.

By severity of the requirement. Within one: what is overdue, the most days first; gaps without a day, those first who
have most to see to; what fell due with nothing ever on file, the earliest first term first (the days since then, often
years, measure nothing: what is lacking may be the record); gaps whose day is still to come; and what lapses soon.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from anwei.engine import services
from anwei.tui.index.schema import FAIL, NEAR
from anwei.tui.jobs.never import never_held, repeated
from anwei.tui.jobs.office import Office

KEPT = 200
_SHOWN = 60  # as many as the first screen shows
_JUDGED = 300  # requirements and days that are judged for the order; beyond, days are counted
OVERDUE, UNDATED, NEVER, TO_COME, LAPSING = range(5)
Group = tuple[int, int]  # a requirement and the day by which it was due


@dataclass(frozen=True)
class Cell:
    """A gap or what lapses soon: of which requirement, whose, and the days (ordinals; 0: none)."""

    rule: int
    code: int
    subject: int
    lapses: int
    due: int

    def late(self, as_of: int) -> bool:
        """Whether it is a gap whose day has passed."""
        return self.code == FAIL and 0 < self.due < as_of


def place(cell: Cell, as_of: int, never: Collection[Group], score: int) -> tuple[int, int]:
    """Where a cell stands among those of its severity: its class, and within it. ``score`` is its subject's.

    >>> overdue, never, bare = Cell(1, FAIL, 1, 0, 90), Cell(2, FAIL, 1, 0, 5), Cell(3, FAIL, 1, 0, 0)
    >>> [place(c, 100, {(2, 5)}, 70)[0] for c in (overdue, never, bare)] == [OVERDUE, NEVER, UNDATED]
    True
    """
    if cell.code == NEAR:
        return LAPSING, cell.lapses
    if not cell.due:
        return UNDATED, -score
    if not cell.late(as_of):
        return TO_COME, cell.due
    return (NEVER if (cell.rule, cell.due) in never else OVERDUE), cell.due


def put_top(office: Office, connection: sqlite3.Connection, cells: Iterable[tuple[int, ...]], as_of: int) -> None:
    """Fill the tables ``top`` and ``never`` from cells as the table ``cell`` has them."""
    severity = dict(connection.execute("SELECT no, severity FROM rule").fetchall())
    scores = dict(connection.execute("SELECT no, score FROM subject").fetchall())
    by_severity: dict[int, list[Cell]] = {}
    for rule, code, subject, lapses, _, due, _ in cells:
        if code in (FAIL, NEAR):
            by_severity.setdefault(severity[rule], []).append(Cell(rule, code, subject, lapses, due))
    bench, chosen = _Bench(office, connection, as_of), dict[int, Cell]()
    for _, own in sorted(by_severity.items(), reverse=True):
        if len(chosen) < KEPT:
            never = bench.never(c for c in own if c.late(as_of))
            own.sort(key=lambda c: (*place(c, as_of, never, scores[c.subject]), c.subject, c.rule))
            for cell in own:
                chosen.setdefault(cell.subject, cell)
    first = list(chosen.values())[:KEPT]
    rows = ((n, c.subject, c.rule, c.code, c.due, c.lapses) for n, c in enumerate(first))
    connection.executemany("INSERT INTO top VALUES (?,?,?,?,?,?)", rows)
    told = ((c.subject, c.rule) for c in first[:_SHOWN] if c.late(as_of) and bench.holds(c))
    connection.executemany("INSERT INTO never VALUES (?,?)", told)


class _Bench:
    """Judges whether something was ever on file. Rules that look at other subjects are left out: reading those would
    take longer than the index."""

    def __init__(self, office: Office, connection: sqlite3.Connection, as_of: int) -> None:
        self.office, self.connection, self.as_of = office, connection, as_of
        self._left = _JUDGED

    @cached_property
    def _rules(self) -> dict[int, services.Rule]:
        law = self.office.law
        named = ((n, law.rules.get(i)) for n, i in self.connection.execute("SELECT no, id FROM rule"))
        return {n: r for n, r in named if r is not None and repeated(r) and not law.asks(r)}

    @cached_property
    def _judge(self) -> services.Judge:
        law, evidence = self.office.law, self.office.evidence
        return services.judge_over(law, evidence, (), (*law.catalogue.waivers, *evidence.waivers))

    def never(self, cells: Iterable[Cell]) -> set[Group]:
        """The requirements and days of which nothing was ever on file: where a term began with the law, it ended on one
        day for everybody, so one of each group is judged, the largest groups first."""
        groups: dict[Group, list[Cell]] = {}
        for cell in cells:
            if cell.rule in self._rules:
                groups.setdefault((cell.rule, cell.due), []).append(cell)
        largest = sorted(((len(own), *group) for group, own in groups.items()), reverse=True)[: self._left]
        self._left -= len(largest)
        return {(rule, due) for _, rule, due in largest if self.holds(groups[rule, due][0])}

    def holds(self, cell: Cell) -> bool:
        """Whether nothing was ever on file for a late gap."""
        rule = self._rules.get(cell.rule)
        found = self.connection.execute("SELECT kind, id FROM subject WHERE no = ?", (cell.subject,)).fetchone()
        subject = self.office.evidence.subject(*found) if rule is not None else None
        if rule is None or subject is None:
            return False
        return never_held(self._judge, self._judge.finding(rule, subject, self.as_of))
