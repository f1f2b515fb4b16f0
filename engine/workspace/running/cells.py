"""Judging many subjects at once: raw verdict, due date and next change of every rule, as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from anwei.engine.facts.subject import Subject, within
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.ir.parameters import FOREVER
from anwei.engine.ir.rules import Rule
from anwei.engine.record.context import Population
from anwei.engine.record.finding import Verdict
from anwei.engine.record.judge import Judge
from anwei.engine.workspace.rows import batches
from anwei.engine.workspace.running.evidence import Evidence
from anwei.engine.workspace.running.law import LawBook
from anwei.engine.workspace.runs import CODES, NOT_JUDGED

if TYPE_CHECKING:
    from anwei.engine.fleet.columns import Columns
    from anwei.engine.fleet.grains import Grain
    from anwei.engine.fleet.plan import Plan
    from anwei.engine.fleet.run import Outcome, Runner, Subjects

Array = Any
PARTITION = 1000  # subjects held as objects at a time
_CODE = {verdict: code for code, verdict in enumerate(CODES)}


@dataclass(frozen=True)
class Cells:
    """The raw verdicts of the subjects of a kind: one row a rule, one column a subject.

    ``codes`` are positions in ``CODES`` or ``NOT_JUDGED`` (a rule of another division), ``recheck`` the first day on
    which a verdict may change with no new evidence, ``due`` the day by which a duty is due (0: none).
    """

    kind: str
    rules: tuple[Rule, ...]
    ids: tuple[str, ...]
    divisions: tuple[str, ...]
    codes: Array
    recheck: Array
    due: Array


class Streamed:
    """Subjects on file as a source of the fleet: read, turned into columns and let go, some thousand at a time.

    ``only`` narrows kinds to some ids. ``narrow``: only the tables that the plan reads, which leaves no digests.
    """

    def __init__(self, evidence: Evidence, only: dict[str, set[str]], *, narrow: bool = False) -> None:
        self.evidence = evidence
        self.only = only
        self.narrow = narrow

    def partitions(
        self, plan: Plan, family: Grain, grains: set[Grain]
    ) -> Iterator[tuple[Subjects, dict[Grain, Columns]]]:
        from anwei.engine.fleet.sources import Tables
        from anwei.engine.fleet.tables import to_tables

        tables = _tables(plan, family, grains) if self.narrow else None
        for batch in batches(self._read(family.kind, tables), PARTITION):
            yield from Tables(to_tables(batch, self.evidence.vocabulary), held=True).partitions(plan, family, grains)

    def _read(self, kind: str, tables: frozenset[str] | None) -> Iterable[Subject]:
        if kind in self.only:
            return self.evidence.some(kind, sorted(self.only[kind]))
        return self.evidence.of_kind(kind) if tables is None else self.evidence.parts(kind, tables)


def _tables(plan: Plan, family: Grain, grains: set[Grain]) -> frozenset[str]:
    """The tables of a kind that a plan looks at, with those that they are nested in."""
    looked_at = {g for g in (*grains, *plan.needs) if g.family is family}
    looked_at |= {a for g in looked_at for a in g.ancestors}
    return frozenset(g.table for g in looked_at if g.kind == family.kind and g.table)


def judge_cells(
    law: LawBook, evidence: Evidence, day: int, wanted: dict[str, set[str] | None], rules: Sequence[Rule] | None = None
) -> dict[str, Cells]:
    """The cells of the wanted subjects: kind -> ids, or None for all of a kind. ``rules`` narrows the rules.

    Rules that look at their own subject alone are judged while it is read. Those that ask about other subjects are
    judged apart: of these others, wanted or not, only the tables that are asked about are read.
    """
    chosen = {k: _chosen(law, k, rules) for k in wanted}
    bulk = [r for rs in chosen.values() for r in rs if not law.by_record_alone(r)]
    asking = [r for r in bulk if law.asks(r)]
    plain = [r for r in bulk if not law.asks(r)]
    only = {k: ids for k, ids in wanted.items() if ids is not None}
    runner = _runner(evidence, wanted)
    outcomes = [_run(law, Streamed(evidence, only), day, plain, runner)] if plain else []
    if asking:
        outcomes.append(_run(law, asked_about(law, evidence, asking, only), day, asking, runner))
    found: dict[str, Cells] = {}
    for kind, own in chosen.items():
        if own:
            read = [o[kind] for o in outcomes if kind in o]
            found[kind] = _cells(law, evidence, day, kind, own, read, wanted[kind])
    return found


def asked_about(law: LawBook, evidence: Evidence, rules: Sequence[Rule], only: dict[str, set[str]]) -> Streamed:
    """The source for rules that ask about other subjects: of the kinds asked about all, of the others ``only`` some."""
    asked = {k for r in rules for k in law.asks(r)}
    return Streamed(evidence, {k: ids for k, ids in only.items() if k not in asked}, narrow=True)


def _chosen(law: LawBook, kind: str, rules: Sequence[Rule] | None) -> tuple[Rule, ...]:
    if rules is None:
        return law.of_kind(kind)
    names = {r.id for r in rules}
    return tuple(r for r in law.of_kind(kind) if r.id in names)


def _runner(evidence: Evidence, wanted: dict[str, set[str] | None]) -> Runner:
    from anwei.engine.fleet.runners import runner_for
    from anwei.engine.workspace.lists import count

    every = any(ids is None for ids in wanted.values())
    return runner_for(sum(count(evidence.workspace).values()) if every else 0)


def plan_of(law: LawBook, rules: Sequence[Rule], day: int) -> Plan:
    """The plan of some rules on a day, with the dates on which verdicts may change."""
    from anwei.engine.fleet.plan import Plan

    measures: Any = law.opened.environment.lowerings
    return Plan(rules, law.for_records, law.vocabulary, day, dates=True, measures=measures)


def _run(law: LawBook, source: Streamed, day: int, rules: list[Rule], runner: Runner) -> dict[str, Outcome]:
    from anwei.engine.fleet.run import run

    return run(plan_of(law, rules, day), source, runner)


def _cells(
    law: LawBook,
    evidence: Evidence,
    day: int,
    kind: str,
    rules: tuple[Rule, ...],
    outcomes: list[Outcome],
    ids: set[str] | None,
) -> Cells:
    """The outcomes of a kind side by side; the first one that judged says who there is, and in which order."""
    import numpy as np

    judged = [o for o in outcomes if o.columns]
    wholly = judged and not any(law.asks(r) for r in rules if (r.id, "verdict") in judged[0].columns)
    if wholly:
        names, divisions = judged[0].ids, judged[0].divisions
    else:
        read = evidence.of_kind(kind) if ids is None else evidence.some(kind, sorted(ids))
        who = [(s.id, s.division) for s in read]
        names, divisions = [i for i, _ in who], [d for _, d in who]
    shape = (len(rules), len(names))
    codes, recheck, due = np.zeros(shape, np.uint8), np.full(shape, FOREVER, np.int32), np.zeros(shape, np.int32)
    row_of = {r.id: row for row, r in enumerate(rules)}
    for number, outcome in enumerate(judged):
        place_of = {id_: place for place, id_ in enumerate(outcome.ids)} if number or not wholly else {}
        places = np.array([place_of[n] for n in names], np.int64) if place_of else slice(None)
        for rule, name in outcome.columns:
            if name == "verdict":
                row = row_of[rule]
                codes[row] = outcome.column(rule)[places]
                recheck[row] = np.minimum(outcome.column(rule, "recheck_on"), FOREVER)[places]
                due[row] = outcome.column(rule, "due_by")[places]
    cells = Cells(kind, rules, tuple(names), tuple(divisions), codes, recheck, due)
    alone = [r for r in rules if law.by_record_alone(r)]
    if alone:
        _by_record(cells, law, evidence, day, alone)
    _leave_out(cells)
    return cells


def _leave_out(cells: Cells) -> None:
    """Rules of a division are not judged elsewhere, as when one record is checked."""
    import numpy as np

    known, where = np.unique(np.array(cells.divisions, np.str_), return_inverse=True)
    for row, rule in enumerate(cells.rules):
        if rule.division and len(known):
            outside = np.array([not within(str(d), rule.division) for d in known])[where]
            cells.codes[row, outside], cells.recheck[row, outside], cells.due[row, outside] = NOT_JUDGED, FOREVER, 0


def _by_record(cells: Cells, law: LawBook, evidence: Evidence, day: int, rules: list[Rule]) -> None:
    judge = judge_over(law, evidence, {k for r in rules for k in law.asks(r)})
    row_of = {r.id: i for i, r in enumerate(cells.rules)}
    for place, subject in enumerate(evidence.some(cells.kind, cells.ids)):
        for rule in rules:
            finding = judge.finding(rule, subject, day, horizon=0)
            row = row_of[rule.id]
            cells.codes[row, place] = _CODE[finding.raw]
            cells.recheck[row, place] = FOREVER if finding.raw is Verdict.ERROR else finding.until
            cells.due[row, place] = finding.due_by or 0


def judge_over(law: LawBook, evidence: Evidence, kinds: Iterable[str], waivers: Sequence[Any] = ()) -> Judge:
    """A judge of single records that sees all subjects of some kinds."""
    population = Population(s for k in sorted(kinds) for s in evidence.of_kind(k))
    return Judge(law.for_records, _vocabulary(law), population, waivers)


def _vocabulary(law: LawBook) -> Vocabulary:
    return law.vocabulary
