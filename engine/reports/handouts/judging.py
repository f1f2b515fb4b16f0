"""From verdicts to what a report is made of: taken from a run or judged at once, and put into words one by one where a
report prints them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import msgspec

from anwei.engine.facts.subject import Subject
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.rules import Rule, Waiver
from anwei.engine.ir.walk import walk
from anwei.engine.messages import Lang
from anwei.engine.record.context import Population
from anwei.engine.record.finding import Finding, Verdict
from anwei.engine.record.judge import HORIZON, Judge
from anwei.engine.reports.handouts.material import Found, Judged, Key, Material, Scope, Standing, Told
from anwei.engine.reports.handouts.veil import Veil
from anwei.engine.workspace.running.evidence import Evidence
from anwei.engine.workspace.running.law import LawBook
from anwei.engine.workspace.running.standing import standing
from anwei.engine.workspace.runs import CODES, SubjectVerdicts


@dataclass(frozen=True)
class Judging:
    """What judging for a report needs, on one day."""

    law: LawBook
    evidence: Evidence
    day: int
    lang: Lang
    scope: Scope
    within: int
    unmasked: bool

    @cached_property
    def waivers(self) -> tuple[Waiver, ...]:
        return (*self.law.catalogue.waivers, *self.evidence.waivers)

    def counted(self, subjects: Sequence[Subject], places: dict[str, str], told: Told) -> Material:
        """The scope with its verdicts; what is put into words is judged when it is."""
        keys = {(s.kind, s.id): self.veiled(s) for s in subjects}
        found = standing(self.law, self.evidence, self.day, self.within, None if self.scope == Scope() else keys)
        rules: dict[Key, tuple[Found, ...]] = {}
        digests: dict[Key, str] = {}
        for verdicts in found.verdicts:
            key = (verdicts.kind, verdicts.id)
            digests[key] = verdicts.evidence
            rules[key] = tuple(self._standings(keys[key], verdicts))
        told = replace(told, run=found.run.run if found.run is not None else 0)
        findings = tuple(f for key in keys for f in rules.get(key, ()))
        judged = Judged(self.day, self.law.catalogue.digest, tuple(keys.values()), findings)
        evidence = {key: digests.get(key) or self._digest(key) for key in keys}
        return self._material(judged, evidence, places, told)

    def wholly(self, subjects: Sequence[Subject], places: dict[str, str], told: Told) -> Material:
        """The scope with everything said beside each verdict, however far ahead it lapses."""
        catalogue = self.law.catalogue
        findings: list[Finding] = []
        shown: list[Subject] = []
        for subject in self._full([(s.kind, s.id) for s in subjects]):
            own = [
                self._judge(rule).finding(rule, subject, self.day, horizon=HORIZON)
                for rule in catalogue.rules_for(subject.kind, subject.division)
            ]
            veil = None if self.unmasked else Veil(subject, catalogue.vocabulary)
            findings += own if veil is None else map(veil.finding, own)
            shown.append(subject if veil is None else veil.subject)
        judged = Judged(self.day, catalogue.digest, tuple(shown), tuple(findings))
        evidence = {(s.kind, s.id): self.evidence.digest(s.kind, s.id) for s in subjects}
        return self._material(judged, evidence, places, told)

    def explain(self, found: Sequence[Found]) -> list[Finding]:
        """Verdicts with everything that is said beside them, in the same order."""
        by_subject: dict[Key, list[int]] = {}
        for place, one in enumerate(found):
            by_subject.setdefault((one.subject.kind, one.subject.id), []).append(place)
        explained: dict[int, Finding] = {}
        for subject in self._full(list(by_subject)):
            veil = None if self.unmasked else Veil(subject, self.law.vocabulary)
            for place in by_subject[subject.kind, subject.id]:
                one = found[place]
                finding = self._judge(one.rule).finding(one.rule, subject, self.day, horizon=0)
                finding = finding if veil is None else veil.finding(finding)
                # the subject as the report has it: a list of very many gaps does not hold all records of each
                explained[place] = replace(
                    finding, subject=one.subject, lapses_on=one.lapses_on, lapses_to=one.lapses_to
                )
        return [explained[place] for place in range(len(found))]

    def veiled(self, subject: Subject) -> Subject:
        return subject if self.unmasked else Veil(subject, self.law.vocabulary).subject

    def _material(self, judged: Judged, evidence: dict[Key, str], places: dict[str, str], told: Told) -> Material:
        catalogue = msgspec.structs.replace(self.law.catalogue, waivers=self.waivers)
        rest = (places, told, self.within, self.unmasked, self.explain)
        return Material(judged, catalogue, self.lang, self.scope, evidence, *rest)

    def _standings(self, subject: Subject, verdicts: SubjectVerdicts) -> Iterator[Standing]:
        rules = self.law.rules
        for one in verdicts.verdicts:
            if one.verdict is Verdict.NOT_APPLICABLE:
                continue
            on, to = one.detail.lapses_on, one.detail.lapses_to
            near = 0 < on <= self.day + self.within  # a run may look further ahead
            lapse = (on, CODES[to]) if near else (None, None)
            yield Standing(rules[one.rule], subject, self.day, one.verdict, *lapse)

    def _full(self, keys: Sequence[Key]) -> Iterator[Subject]:
        """Subjects with all their records, kind by kind, in the order given within each."""
        by_kind: dict[str, list[str]] = {}
        for kind, id_ in keys:
            by_kind.setdefault(kind, []).append(id_)
        for kind, ids in by_kind.items():
            yield from self.evidence.some(kind, ids)

    def _digest(self, key: Key) -> str:
        """The digest of a subject that no rule concerns."""
        for _ in self.evidence.some(key[0], (key[1],)):
            pass
        return self.evidence.digest(*key)

    def _judge(self, rule: Rule) -> Judge:
        return self._asking if self.law.asks(rule) else self._plain

    @cached_property
    def _plain(self) -> Judge:
        return Judge(self.law.for_records, self.law.vocabulary, Population(), self.waivers)

    @cached_property
    def _asking(self) -> Judge:
        """A judge that sees of all subjects what rules ask about others: of very many, those tables only."""
        asking = [r for r in self.law.rules.values() if self.law.asks(r)]
        kinds = sorted({k for r in asking for k in self.law.asks(r)})
        named = {t for r in asking for one in self.law.closure(r) for t in _tables(one)}
        population = Population(s for kind in kinds for s in self.evidence.parts(kind, self._owners(kind, named)))
        return Judge(self.law.for_records, self.law.vocabulary, population, self.waivers)

    def _owners(self, kind: str, named: set[str]) -> frozenset[str]:
        """The named tables of a kind, with those that they are nested in."""
        tables = self.law.vocabulary.subjects[kind].tables
        found: set[str] = set()
        for name in named & tables.keys():
            above = name
            while above:
                found.add(above)
                above = tables[above].parent
        return frozenset(found)


def _tables(rule: Rule) -> Iterator[str]:
    """The tables whose records a rule looks at, its own and those of others."""
    for node in walk(rule):
        source = getattr(node, "source", None)
        if isinstance(source, ir.Source):
            yield source.table
