"""Record against fleet: the same subjects judged both ways, and where they first differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from anwei.engine.catalogue.assess import Environment, judge_for
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.facts.subject import Subject
from anwei.engine.fleet.arithmetic import WIDE_MOST
from anwei.engine.fleet.graph import NO_LEAST, NO_MOST
from anwei.engine.fleet.interpret import run_pass
from anwei.engine.fleet.lapses import NEVER, PlanOn, with_lapses
from anwei.engine.fleet.plan import Plan
from anwei.engine.fleet.results import VERDICTS
from anwei.engine.fleet.run import Batch, Outcome, Runner, Source, batches, collected
from anwei.engine.fleet.sources import Tables
from anwei.engine.fleet.tables import to_tables
from anwei.engine.ir.parameters import FOREVER
from anwei.engine.ir.rules import Rule
from anwei.engine.record.context import Law
from anwei.engine.record.finding import Finding, Verdict


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the two evaluations say differently of a subject."""

    rule: str
    subject: str
    what: str
    record: str
    fleet: str


def plan_for(
    catalogue: Catalogue,
    rules: Sequence[Rule],
    day: int,
    environment: Environment | None = None,
    *,
    dates: bool = False,
    bounds: bool = False,
) -> Plan:
    """The fleet plan of some rules of a catalogue, with what plugins bring. Raises AnweiError for what cannot lower."""
    given = environment or Environment()
    law = Law(catalogue.parameters, catalogue.rules, given.calendar, given.functions)
    lowerings = dict(given.lowerings)
    return Plan(rules, law, catalogue.vocabulary, day, dates=dates, bounds=bounds, measures=lowerings)  # type: ignore[arg-type]


def differences(
    catalogue: Catalogue,
    subjects: Sequence[Subject],
    rules: Sequence[Rule],
    day: int,
    environment: Environment | None = None,
    runner: Runner = run_pass,
    judged: Sequence[Subject] | None = None,
    ahead: int = 0,
) -> Iterator[Difference]:
    """Every difference in verdicts, dates and bounds. ``judged`` limits who is compared; all are the population.

    Subjects need distinct ids within their kind. ``ahead``: days within which the days of lapse are compared too.
    """
    kinds = {s.kind for s in subjects}
    wanted = [r for r in rules if r.subject in kinds]
    plan = plan_for(catalogue, wanted, day, environment, dates=True, bounds=True)
    source = Tables(to_tables(subjects, catalogue.vocabulary), held=True)
    outcomes = collected(plan, _batches(catalogue, plan, source, environment, runner, ahead))
    rows = {k: {i: n for n, i in enumerate(o.ids)} for k, o in outcomes.items()}
    columns = {k: {c: o.column(*c).tolist() for c in o.columns} for k, o in outcomes.items()}
    judge = judge_for(catalogue, subjects, environment)
    for subject in subjects if judged is None else judged:
        for rule in wanted:
            if rule.subject == subject.kind:
                finding = judge.finding(rule, subject, day, horizon=ahead)
                row = rows[subject.kind][subject.id]
                yield from _compared(
                    finding, {n: c[row] for (r, n), c in columns[subject.kind].items() if r == rule.id}
                )


def later_plans(catalogue: Catalogue, environment: Environment | None = None) -> PlanOn:
    """The plans of some rules of a catalogue on any day, with dates."""

    def plan_on(day: int, rules: Sequence[Rule]) -> Plan:
        return plan_for(catalogue, rules, day, environment, dates=True)

    return plan_on


def _batches(
    catalogue: Catalogue, plan: Plan, source: Source, environment: Environment | None, runner: Runner, ahead: int
) -> Iterator[Batch]:
    if not ahead:
        return batches(plan, source, runner, catalogue.waivers)
    plan_on = later_plans(catalogue, environment)
    return with_lapses(plan, plan_on, catalogue.rules, source, ahead, lambda: runner, catalogue.waivers)


def _compared(finding: Finding, fleet: dict[str, int]) -> Iterator[Difference]:
    def differs(what: str, record: object, other: object) -> Iterator[Difference]:
        if record != other:
            yield Difference(finding.rule.id, finding.subject.id, what, str(record), str(other))

    said = VERDICTS[int(str(fleet["verdict"]))]
    yield from differs("verdict", finding.verdict.value, said)
    if Verdict.ERROR.value in (finding.verdict.value, said):
        return
    yield from differs("recheck_on", _shown(finding.until), _shown(fleet["recheck_on"]))
    yield from differs("due_by", _shown(finding.due_by or 0), _shown(fleet["due_by"]))
    if "lapses_on" in fleet:
        yield from differs("lapses_on", _shown(finding.lapses_on or FOREVER), _shown(fleet["lapses_on"]))
        to = VERDICTS[fleet["lapses_to"]] if fleet["lapses_to"] != NEVER else "-"
        yield from differs("lapses_to", str(finding.lapses_to or "-"), to)
    for step in finding.steps:
        blank = bool(fleet[f"{step.name}.blank"])
        yield from differs(f"{step.name} has happened", step.value is not None, not blank)
        if step.value is not None and not blank:
            ends = {float("inf"): NO_MOST, float("-inf"): NO_LEAST}
            fleet = {n: {WIDE_MOST: NO_MOST, -WIDE_MOST: NO_LEAST}.get(v, v) for n, v in fleet.items()}
            for end in ("low", "high"):
                value = getattr(step.value, end)
                yield from differs(f"{step.name}.{end}", int(ends.get(value, value)), fleet[f"{step.name}.{end}"])


def _shown(day: int) -> str:
    """A day as it is told; ``-`` where there is none."""
    return date.fromordinal(day).isoformat() if 0 < day < FOREVER else "-"


__all__ = ["Difference", "Outcome", "differences", "later_plans", "plan_for"]
