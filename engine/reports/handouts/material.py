"""What handouts are made from: one judged scope with everything said beside it, gathered once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import msgspec

from anwei.engine.catalogue.assess import Assessment, Environment, assess
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.facts.subject import Subject, within
from anwei.engine.facts.values import show_date
from anwei.engine.ir.rules import Rule, Waiver
from anwei.engine.ir.walk import parameters_of
from anwei.engine.messages import Lang, label
from anwei.engine.record.finding import Finding, Verdict
from anwei.engine.record.judge import HORIZON
from anwei.engine.record.standing import parts_in_force, scope_and_requirement
from anwei.engine.reports.handouts import fields
from anwei.engine.reports.handouts.veil import Veil
from anwei.engine.reports.law_words import cite_all
from anwei.engine.reports.view import View
from anwei.engine.workspace.running.evidence import digest_of, whole_digest

Key = tuple[str, str]  # kind and id of a subject
_DIGITS = 32  # hex, of a digest that people compare


@dataclass(frozen=True)
class Scope:
    """Whom a handout is about: those in a division, of a sector (or a narrower one), with these ids. All optional."""

    division: str = ""
    sector: str = ""
    ids: tuple[str, ...] = ()

    def holds(self, subject: Subject, catalogue: Catalogue) -> bool:
        if self.ids and subject.id not in self.ids:
            return False
        if self.division and not within(subject.division, self.division):
            return False
        return not self.sector or bool(_sectors(subject) & catalogue.vocabulary.codes["sector"].narrower(self.sector))


def _sectors(subject: Subject) -> frozenset[str]:
    found = subject.values.get(fields.SECTORS)
    return found if isinstance(found, frozenset) else frozenset()


@dataclass(frozen=True)
class RunPoint:
    """One stored run: its day and how many gaps and undecided verdicts it had in the scope."""

    as_of: int
    gaps: int
    unknown: int


@dataclass(frozen=True)
class Told:
    """What a handout says of itself: the office, whether its data are made up, plugins that failed, earlier runs, and
    the number of the stored run that its verdicts are taken from (0: judged for it)."""

    office: str = ""
    demo: bool = False
    partial: tuple[str, ...] = ()
    runs: tuple[RunPoint, ...] = ()
    run: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A verdict with what counting needs, as runs have it; ``Material.views`` puts it into words."""

    rule: Rule
    subject: Subject
    as_of: int
    verdict: Verdict
    lapses_on: int | None = None
    lapses_to: Verdict | None = None

    @property
    def is_gap(self) -> bool:
        return self.verdict is Verdict.FAIL


Found = Finding | Standing


@dataclass(frozen=True)
class Judged:
    """Who was judged on a day by which rules: every verdict in the order of subjects and rules. What does not apply
    may be left out."""

    as_of: int
    digest: str
    subjects: tuple[Subject, ...]
    findings: tuple[Found, ...]


Explain = Callable[[Sequence[Found]], Sequence[Finding]]


def explained(found: Sequence[Found]) -> Sequence[Finding]:
    """What was judged with everything said beside it needs no further judging."""
    return [f for f in found if isinstance(f, Finding)]


@dataclass(frozen=True)
class Material:
    """A judged scope. Subjects and findings are masked unless ``unmasked``; ``evidence`` are digests of the full facts.

    ``within`` is how many days ahead what lapses or ends is listed.
    """

    assessment: Judged
    catalogue: Catalogue
    lang: Lang
    scope: Scope
    evidence: Mapping[Key, str]
    places: Mapping[str, str]
    told: Told
    within: int
    unmasked: bool
    explain: Explain = explained

    @property
    def as_of(self) -> int:
        return self.assessment.as_of

    @property
    def last_day(self) -> int:
        """The last day looked ahead to."""
        return self.as_of + self.within

    def say(self, key: str, **slots: object) -> str:
        return label(key, self.lang, **slots)

    def views(self, found: Sequence[Found]) -> list[View]:
        """Verdicts in words, in the same order. What is known of them by a run alone is judged anew for that."""
        return [View(f, self.catalogue, self.lang) for f in self.explain(found)]

    def title(self, rule: Rule) -> str:
        return rule.title.lang(self.lang)

    @property
    def review_mark(self) -> str:
        return self.say("param.review")

    def marked(self, found: Found) -> str:
        """The title of a verdict's rule, marked where it rests on what nobody has compared with the official text."""
        return self.title(found.rule) + (self.review_mark if self.to_review(found) else "")

    def to_review(self, found: Found) -> bool:
        """Whether the rule, or a value in force of a parameter that it reads, still has to be compared.

        A run does not keep which values a verdict used; this says it of every verdict alike.
        """
        rule, division = found.rule, found.subject.division
        if (rule.id, division) not in self._reviews:
            read = (self.catalogue.parameters[name] for name in sorted(parameters_of(_in_force(rule, division))))
            values = (parameter.in_force(division, self.as_of) for parameter in read)
            open_ = rule.confidence != "seen" or any(v is not None and v.confidence != "seen" for v in values)
            self._reviews[rule.id, division] = open_
        return self._reviews[rule.id, division]

    @cached_property
    def _reviews(self) -> dict[tuple[str, str], bool]:
        """By rule and division."""
        return {}

    def articles(self, rule: Rule) -> str:
        """The citations of a rule: instrument and article."""
        return cite_all(rule.cites, self.catalogue.laws, self.lang)

    @cached_property
    def by_subject(self) -> Mapping[Key, tuple[Found, ...]]:
        """The findings of each subject of the scope, also of those that no rule concerns."""
        found: dict[Key, list[Found]] = {(s.kind, s.id): [] for s in self.assessment.subjects}
        for finding in self.assessment.findings:
            found[finding.subject.kind, finding.subject.id].append(finding)
        return {key: tuple(rows) for key, rows in found.items()}

    def findings(self, subject: Subject) -> tuple[Found, ...]:
        return self.by_subject[subject.kind, subject.id]

    @property
    def enterprises(self) -> list[Subject]:
        return [s for s in self.assessment.subjects if s.kind == fields.ENTERPRISE]

    @cached_property
    def evidence_digest(self) -> str:
        """The digest over the facts of everyone in the scope: as a run of just these subjects has it."""
        return whole_digest(self.evidence)[:_DIGITS]

    def kind_of(self, subject: Subject) -> str:
        return self.catalogue.vocabulary.subjects[subject.kind].label.lang(self.lang)

    def place(self, division: str) -> str:
        """A division by the name of its government where that is on file, else by its code."""
        return self.places.get(division, division)

    def lapsing(self, finding: Found) -> bool:
        """Whether a verdict turns into a gap within the days looked ahead."""
        return finding.lapses_to is Verdict.FAIL and self.as_of < (finding.lapses_on or 0) <= self.last_day

    @property
    def scope_words(self) -> str:
        """Whom the handout is about, in words; the whole where nothing narrows it."""
        parts = []
        if self.scope.division:
            parts.append(self.place(self.scope.division))
        if self.scope.sector:
            parts.append(self.catalogue.vocabulary.code_label("sector", self.scope.sector).lang(self.lang))
        if self.scope.ids:
            parts.append(self.say("mark.enumeration").join(self.scope.ids))
        return self.say("mark.enumeration").join(parts) or self.told.office or self.say("handout.everything")

    @property
    def basis(self) -> tuple[str, ...]:
        """On what a handout rests: day, digests, and whether personal data is masked."""
        digests = {"rules": self.assessment.digest, "evidence": self.evidence_digest}
        run = (self.say("handout.from_run", run=self.told.run),) if self.told.run else ()
        return (self.say("handout.basis", day=show_date(self.as_of), **digests), *run, self.masking)

    @property
    def masking(self) -> str:
        """Whether personal data is shown."""
        return self.say("handout.unmasked" if self.unmasked else "handout.masked")

    @property
    def marks(self) -> tuple[str, ...]:
        demo = [self.say("handout.demo")] if self.told.demo else []
        return (*demo, *(self.say("run.partial", plugin=p) for p in self.told.partial))


def gather(
    catalogue: Catalogue,
    subjects: Sequence[Subject],
    as_of: int,
    lang: Lang,
    *,
    scope: Scope,
    environment: Environment | None = None,
    waivers: Iterable[Waiver] = (),
    told: Told | None = None,
    within_days: int = 90,
    horizon: int = HORIZON,
    unmasked: bool = False,
) -> Material:
    """Judge the subjects of a scope on a day; shares see all ``subjects``. Masked after judging unless ``unmasked``.

    Lapses are looked for ``horizon`` days ahead: a list needs no more than ``within_days``, and that is much faster.
    """
    judged_by = msgspec.structs.replace(catalogue, waivers=(*catalogue.waivers, *waivers))
    chosen = [s for s in subjects if scope.holds(s, catalogue)]
    judged = assess(judged_by, chosen, as_of, environment=environment, horizon=horizon, population=subjects)
    evidence = {(s.kind, s.id): digest_of(s) for s in chosen}
    shown = _whole(judged if unmasked else veiled(judged, catalogue))
    places = places_of(subjects)
    return Material(shown, judged_by, lang, scope, evidence, places, told or Told(), within_days, unmasked)


def places_of(subjects: Iterable[Subject]) -> dict[str, str]:
    """Division -> the name of its government."""
    named = [s for s in subjects if s.kind in fields.PLACES]
    return {s.division: s.name for s in sorted(named, key=lambda s: fields.PLACES.index(s.kind))}


def _in_force(rule: Rule, division: str) -> tuple[object, ...]:
    """What a rule is made of where it is judged."""
    return (*parts_in_force(rule, division), *scope_and_requirement(rule, division))


def _whole(assessment: Assessment) -> Judged:
    return Judged(assessment.as_of, assessment.digest, assessment.subjects, assessment.findings)


def veiled(assessment: Assessment, catalogue: Catalogue) -> Assessment:
    """An assessment without personal data."""
    veils = {id(s): Veil(s, catalogue.vocabulary) for s in assessment.subjects}
    findings = tuple(veils[id(f.subject)].finding(f) for f in assessment.findings)
    subjects = tuple(veils[id(s)].subject for s in assessment.subjects)
    return Assessment(assessment.as_of, assessment.digest, subjects, findings)
