"""Judging subjects by every rule that concerns them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from anwei.engine.catalogue.model import Catalogue
from anwei.engine.facts.subject import Subject
from anwei.engine.ir.rules import Rule, Waiver
from anwei.engine.record.bounds import Bounds
from anwei.engine.record.context import Law, Population
from anwei.engine.record.finding import Finding, Verdict
from anwei.engine.record.judge import HORIZON, Judge
from anwei.engine.record.periods import Calendar, Weekdays


@dataclass(frozen=True)
class Assessment:
    """What one run said: the day, the catalogue's digest, the subjects and every finding in order."""

    as_of: int
    digest: str
    subjects: tuple[Subject, ...]
    findings: tuple[Finding, ...]

    def count(self, verdict: Verdict) -> int:
        return sum(f.verdict is verdict for f in self.findings)


@dataclass(frozen=True)
class Environment:
    """What plugins contribute to judging: the calendar of working days and their own measures."""

    calendar: Calendar = field(default_factory=Weekdays)
    functions: Mapping[str, Callable[..., Bounds]] = field(default_factory=dict)
    lowerings: Mapping[str, Callable[..., object]] = field(default_factory=dict)


def judge_for(
    catalogue: Catalogue,
    subjects: Iterable[Subject],
    environment: Environment | None = None,
    waivers: Sequence[Waiver] | None = None,
) -> Judge:
    """A judge for a catalogue and the population of a run."""
    given_by_plugins = environment or Environment()
    law = Law(catalogue.parameters, catalogue.rules, given_by_plugins.calendar, given_by_plugins.functions)
    given = catalogue.waivers if waivers is None else waivers
    return Judge(law, catalogue.vocabulary, Population(subjects), given)


def assess(
    catalogue: Catalogue,
    subjects: Sequence[Subject],
    as_of: int,
    *,
    rules: Sequence[Rule] | None = None,
    environment: Environment | None = None,
    horizon: int = HORIZON,
    population: Sequence[Subject] | None = None,
) -> Assessment:
    """Every finding for the subjects on a day, in the order of subjects and rules.

    ``rules`` limits which rules are judged; ``population`` are all subjects that shares may see (default: the same).
    """
    judge = judge_for(catalogue, population if population is not None else subjects, environment)
    wanted = None if rules is None else {r.id for r in rules}
    findings = tuple(
        judge.finding(rule, subject, as_of, horizon=horizon)
        for subject in subjects
        for rule in catalogue.rules_for(subject.kind, subject.division)
        if wanted is None or rule.id in wanted
    )
    return Assessment(as_of, catalogue.digest, tuple(subjects), findings)
