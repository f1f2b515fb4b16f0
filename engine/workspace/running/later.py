"""Verdicts on days to come, for the cells that may change on them: many at once by columns, a few record by record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from anwei.engine.facts.subject import Subject
from anwei.engine.ir.parameters import FOREVER
from anwei.engine.ir.rules import Rule
from anwei.engine.record.context import PluginFailure
from anwei.engine.record.finding import Verdict
from anwei.engine.record.judge import Judge
from anwei.engine.workspace.running.cells import Cells, asked_about, judge_over, plan_of
from anwei.engine.workspace.running.evidence import Evidence
from anwei.engine.workspace.running.law import LawBook
from anwei.engine.workspace.runs import CODES

if TYPE_CHECKING:
    from anwei.engine.fleet.plan import Plan
    from anwei.engine.fleet.run import Source

Cell = tuple[int, int]  # place of the subject, row of the rule
Near = dict[int, list[Cell]]  # by the first day on which they may change
Found = tuple[Verdict, int]  # verdict before waivers, and the first day on which it may be another one
Verdicts = Callable[[int, list[Cell]], list[Found]]
BATCH = 5000  # subjects held at a time
FEW = 60  # cells of one day below which judging records is faster than making a plan


@dataclass
class Later:
    """Judges cells on later days. Plans are kept: the same days come back for every batch of subjects."""

    law: LawBook
    evidence: Evidence
    _plans: dict[tuple[str, int], tuple[frozenset[str], Plan]] = field(default_factory=dict)
    _judges: dict[frozenset[str], Judge] = field(default_factory=dict)

    def plan(self, kind: str, day: int, rules: Iterable[Rule]) -> Plan:
        """A plan that holds the rules; it grows with those that are asked for."""
        wanted = {r.id: r for r in rules}
        names, plan = self._plans.get((kind, day), (frozenset(), None))
        if plan is None or not wanted.keys() <= names:
            names = names | wanted.keys()
            plan = plan_of(self.law, [self.law.rules[n] for n in sorted(names)], day)
            self._plans[kind, day] = names, plan
        return plan

    def judge(self, kinds: frozenset[str]) -> Judge:
        """A judge of single records that sees all subjects of some kinds."""
        if kinds not in self._judges:
            self._judges[kinds] = judge_over(self.law, self.evidence, kinds)
        return self._judges[kinds]

    def by_columns(self, part: Cells, source: Source, name: str, day: int, cells: list[Cell]) -> list[Found]:
        """``name`` tells the plans of plain rules from those of rules that ask about others."""
        from anwei.engine.fleet.interpret import run_pass
        from anwei.engine.fleet.run import run

        rows = {row for _, row in cells}
        plan = self.plan(f"{part.kind} {name}", day, (part.rules[r] for r in rows))
        outcome = run(plan, source, run_pass)[part.kind]
        place_of = {id_: i for i, id_ in enumerate(outcome.ids)}
        columns = {r: (outcome.column(part.rules[r].id), outcome.column(part.rules[r].id, "recheck_on")) for r in rows}
        found = []
        for place, row in cells:
            at = place_of[part.ids[place]]
            verdict, recheck = columns[row]
            found.append((CODES[verdict[at]], min(int(recheck[at]), FOREVER)))
        return found

    def by_record(self, part: Cells, subjects: dict[str, Subject], day: int, cells: list[Cell]) -> list[Found]:
        found = []
        for place, row in cells:
            rule = part.rules[row]
            try:
                judge = self.judge(self.law.asks(rule))
                found.append(judge.verdict(rule, subjects[part.ids[place]], day))
            except PluginFailure:
                found.append((Verdict.ERROR, FOREVER))
        return found


def rounds(later: Later, part: Cells, near: Near) -> Iterator[tuple[Near, Verdicts]]:
    """The near cells in groups whose subjects fit into memory, each with what judges them."""
    law = later.law
    alone = {row for row, r in enumerate(part.rules) if law.by_record_alone(r)}
    asking = {row for row, r in enumerate(part.rules) if law.asks(r)} - alone
    apart, rest = _split(near, lambda _, row: row in asking)
    if apart:
        yield apart, _asking(later, part, [part.rules[row] for row in sorted(asking)])
    places = sorted({place for cells in rest.values() for place, _ in cells})
    for start in range(0, len(places), BATCH):
        batch = set(places[start : start + BATCH])
        mine, rest = _split(rest, lambda place, _, batch=batch: place in batch)  # type: ignore[misc]
        subjects = {s.id: s for s in later.evidence.some(part.kind, [part.ids[p] for p in sorted(batch)])}
        yield mine, _plain(later, part, subjects, alone)


def _split(near: Near, which: Callable[[int, int], bool]) -> tuple[Near, Near]:
    """The cells that are chosen, and the others."""
    chosen: Near = {}
    others: Near = {}
    for day, cells in near.items():
        for cell in cells:
            (chosen if which(*cell) else others).setdefault(day, []).append(cell)
    return chosen, others


def _asking(later: Later, part: Cells, rules: list[Rule]) -> Verdicts:
    """Rules that ask about other subjects: what is asked about is read once for all days."""
    from anwei.engine.fleet.loaded import Loaded

    source: Any = Loaded(asked_about(later.law, later.evidence, rules, {}))

    def verdicts(day: int, cells: list[Cell]) -> list[Found]:
        return later.by_columns(part, source, "asking", day, cells)

    return verdicts


def _plain(later: Later, part: Cells, subjects: dict[str, Subject], alone: set[int]) -> Verdicts:
    """Rules that look at their own subject: by columns where there are enough cells."""
    from anwei.engine.fleet.loaded import Chosen
    from anwei.engine.fleet.sources import Tables
    from anwei.engine.fleet.tables import to_tables

    tables: list[Tables] = []

    def verdicts(day: int, cells: list[Cell]) -> list[Found]:
        many = [c for c in cells if c[1] not in alone]
        if len(many) < FEW:
            return later.by_record(part, subjects, day, cells)
        if not tables:
            tables.append(Tables(to_tables(subjects.values(), later.law.vocabulary), held=True))
        source: Any = Chosen(tables[0], {part.kind: {part.ids[place] for place, _ in many}})
        found = dict(zip(many, later.by_columns(part, source, "plain", day, many), strict=True))
        few = [c for c in cells if c[1] in alone]
        found |= dict(zip(few, later.by_record(part, subjects, day, few), strict=True))
        return [found[c] for c in cells]

    return verdicts
