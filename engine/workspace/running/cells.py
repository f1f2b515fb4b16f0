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
    from anwei.engine.fleet.run import Outcome, Subjects

Array = Any
PARTITION = 4000  # subjects held as objects at a time
COMPILED_FROM = 20_000  # subjects from which compiling the plan pays
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


class _Streamed:
    """Subjects on file as a source of the fleet: read, turned into columns and let go, some thousand at a time."""

    def __init__(self, evidence: Evidence, only: dict[str, set[str]]) -> None:
        self.evidence = evidence
        self.only = only

    def partitions(
        self, plan: Plan, family: Grain, grains: set[Grain]
    ) -> Iterator[tuple[Subjects, dict[Grain, Columns]]]:
        from anwei.engine.fleet.sources import Tables
        from anwei.engine.fleet.tables import to_tables

        for batch in batches(self._read(family.kind), PARTITION):
            yield from Tables(to_tables(batch, self.evidence.vocabulary)).partitions(plan, family, grains)

    def _read(self, kind: str) -> Iterable[Subject]:
        if kind in self.only:
            return self.evidence.some(kind, sorted(self.only[kind]))
        return self.evidence.of_kind(kind)


def judge_cells(
    law: LawBook, evidence: Evidence, day: int, wanted: dict[str, set[str] | None], rules: Sequence[Rule] | None = None
) -> dict[str, Cells]:
    """The cells of the wanted subjects: kind -> ids, or None for all of a kind. ``rules`` narrows the rules.

    Subjects that their rules ask about are read as well, whether wanted or not.
    """
    chosen = {k: _chosen(law, k, rules) for k in wanted}
    bulk = [r for rs in chosen.values() for r in rs if not law.by_record_alone(r)]
    asked = {k for r in bulk for k in law.asks(r)}
    only = {k: ids for k, ids in wanted.items() if ids is not None and k not in asked}
    outcomes = _run(law, _Streamed(evidence, only), day, bulk, large=_large(evidence, wanted)) if bulk else {}
    found: dict[str, Cells] = {}
    for kind, own in chosen.items():
        if own:
            found[kind] = _cells(law, evidence, day, kind, own, outcomes.get(kind), wanted[kind])
    return found


def _chosen(law: LawBook, kind: str, rules: Sequence[Rule] | None) -> tuple[Rule, ...]:
    if rules is None:
        return law.of_kind(kind)
    names = {r.id for r in rules}
    return tuple(r for r in law.of_kind(kind) if r.id in names)


def _large(evidence: Evidence, wanted: dict[str, set[str] | None]) -> bool:
    from anwei.engine.workspace.lists import count

    return any(ids is None for ids in wanted.values()) and sum(count(evidence.workspace).values()) >= COMPILED_FROM


def _run(law: LawBook, source: _Streamed, day: int, rules: list[Rule], *, large: bool) -> dict[str, Outcome]:
    from anwei.engine.fleet.interpret import run_pass
    from anwei.engine.fleet.plan import Plan
    from anwei.engine.fleet.run import run

    plan = Plan(
        rules,
        law.for_records,
        law.vocabulary,
        day,
        dates=True,
        measures=law.opened.environment.lowerings,  # type: ignore[arg-type]
    )
    if not large:
        return run(plan, source, run_pass)
    from anwei.engine.fleet.compiled import Compiled

    return run(plan, source, Compiled())


def _cells(
    law: LawBook,
    evidence: Evidence,
    day: int,
    kind: str,
    rules: tuple[Rule, ...],
    outcome: Outcome | None,
    ids: set[str] | None,
) -> Cells:
    import numpy as np

    if outcome is not None and outcome.columns:
        names, divisions = outcome.ids, outcome.divisions
    else:
        read = evidence.of_kind(kind) if ids is None else evidence.some(kind, sorted(ids))
        who = [(s.id, s.division) for s in read]
        names, divisions = [i for i, _ in who], [d for _, d in who]
    keep = [i for i, name in enumerate(names) if ids is None or name in ids]
    places = np.array(keep, np.int64)
    shape = (len(rules), len(keep))
    columns = outcome.columns if outcome is not None else set()
    codes, recheck, due = np.zeros(shape, np.uint8), np.full(shape, FOREVER, np.int32), np.zeros(shape, np.int32)
    for row, rule in enumerate(rules):
        if outcome is not None and (rule.id, "verdict") in columns:
            codes[row] = outcome.column(rule.id)[places]
            recheck[row] = np.minimum(outcome.column(rule.id, "recheck_on"), FOREVER)[places]
            due[row] = outcome.column(rule.id, "due_by")[places]
    cells = Cells(kind, rules, tuple(names[i] for i in keep), tuple(divisions[i] for i in keep), codes, recheck, due)
    alone = [r for r in rules if law.by_record_alone(r)]
    if alone:
        _by_record(cells, law, evidence, day, alone)
    _leave_out(cells)
    return cells


def _leave_out(cells: Cells) -> None:
    """Rules of a division are not judged elsewhere, as when one record is checked."""
    for row, rule in enumerate(cells.rules):
        if rule.division:
            for place, division in enumerate(cells.divisions):
                if not within(division, rule.division):
                    cells.codes[row, place], cells.recheck[row, place], cells.due[row, place] = NOT_JUDGED, FOREVER, 0


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
