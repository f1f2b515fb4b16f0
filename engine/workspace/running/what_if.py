"""What would change if some facts were others: judged in memory, nothing kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from anwei.engine.documents.diagnostics import Diagnostic, Diagnostics, Place, nearest
from anwei.engine.facts.subject import Coverage, Record, Subject, within
from anwei.engine.facts.values import BadValue, parse_value
from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, TableSpec, Vocabulary
from anwei.engine.ir.rules import Rule
from anwei.engine.record.context import Population
from anwei.engine.record.finding import Finding
from anwei.engine.record.judge import Judge
from anwei.engine.workspace.running.evidence import Evidence
from anwei.engine.workspace.running.law import LawBook

COVERAGE = "coverage"
_STEP = re.compile(r"(?P<table>\w+)\[(?P<key>[^\[\]]*)\]\.")
_NAME = re.compile(r"\w+\Z")


@dataclass(frozen=True)
class Different:
    """One rule whose verdict would be another one for a subject."""

    before: Finding
    after: Finding


def what_if(law: LawBook, evidence: Evidence, subject: Subject, day: int, settings: Sequence[str]) -> list[Different]:
    """The verdicts that would change on a day, of the subject and of those whose rules ask about its kind.

    A setting is ``path=value``: ``employees=120``, ``people[P01].assessed_on=2026-11-01`` (a record that is not there
    is added), ``coverage.people=complete``. Raises AnweiError for one that cannot be understood.
    """
    changed = with_settings(subject, law.vocabulary, settings)
    found = list(_differences(law, evidence, [(subject, changed)], subject, changed, day))
    askers = [k for k in evidence.kinds() if subject.kind in law.asked_by(k)]
    around = [s for k in askers for s in evidence.of_kind(k) if s.key != subject.key and _concerns(s, subject, changed)]
    return found + list(_differences(law, evidence, [(s, s) for s in around], subject, changed, day, asking=True))


def _concerns(asker: Subject, *versions: Subject) -> bool:
    return any(within(v.division, asker.division) for v in versions)


def _differences(
    law: LawBook,
    evidence: Evidence,
    pairs: Iterable[tuple[Subject, Subject]],
    old: Subject,
    new: Subject,
    day: int,
    *,
    asking: bool = False,
) -> Iterator[Different]:
    for one, other in pairs:
        rules = [r for r in law.of_kind(one.kind) if not asking or old.kind in law.asks(r)]
        judges = [_judge(law, evidence, rules, old, version) for version in (old, new)]
        for rule in rules:
            if any(not rule.division or within(s.division, rule.division) for s in (one, other)):
                before, after = judges[0].finding(rule, one, day), judges[1].finding(rule, other, day)
                if (before.verdict, before.raw) != (after.verdict, after.raw):
                    yield Different(before, after)


def _judge(law: LawBook, evidence: Evidence, rules: Sequence[Rule], old: Subject, version: Subject) -> Judge:
    """A judge that sees the other subjects as they are and one in the given version."""
    kinds = {k for r in rules for k in law.asks(r)}
    population = Population(
        version if (s.kind, s.key) == (old.kind, old.key) else s for k in sorted(kinds) for s in evidence.of_kind(k)
    )
    return Judge(law.for_records, law.vocabulary, population, (*law.catalogue.waivers, *evidence.waivers))


# -- settings -------------------------------------------------------------------------------------------------------


def with_settings(subject: Subject, vocabulary: Vocabulary, settings: Sequence[str]) -> Subject:
    """A copy of a subject with the settings carried out, in order. Raises AnweiError with every problem found."""
    changed = _copied(subject)
    diagnostics = Diagnostics()
    for text in settings:
        _Setting(text, diagnostics).carry_out(changed, vocabulary)
    diagnostics.raise_errors()
    return changed


def _copied(subject: Subject) -> Subject:
    """A copy whose values, records and coverage may be changed."""
    children = {n: [_record_copied(r) for r in rows] for n, rows in subject.children.items()}
    values, covered = dict(subject.values), dict(subject.coverage)
    return Subject(subject.path, subject.key, values, children, subject.place, subject.kind, covered)


def _record_copied(record: Record) -> Record:
    children = {n: [_record_copied(r) for r in rows] for n, rows in record.children.items()}
    return Record(record.path, record.key, dict(record.values), children, record.place)


class _Setting:
    """One ``path=value``."""

    def __init__(self, text: str, diagnostics: Diagnostics) -> None:
        self.text = text
        self.place = Place(text)
        self.diagnostics = diagnostics

    def carry_out(self, subject: Subject, vocabulary: Vocabulary) -> None:
        path, equals, value = self.text.partition("=")
        spec = vocabulary.subjects[subject.kind]
        owner: Record = subject
        table: TableSpec | None = None
        rest = path.strip()
        while (step := _STEP.match(rest)) is not None:
            table = self.table(step["table"], table, spec)
            if table is None:
                return
            owner = _record(owner, table, step["key"].strip())
            rest = rest[step.end() :]
        head, dot, name = rest.partition(".")
        if table is None and dot and head == COVERAGE:
            self.cover(subject, name, value.strip(), spec, vocabulary)
        elif not equals or not _NAME.match(rest):
            self.error("INP-011", expected="path=value")
        else:
            self.set_fact(owner, rest, value, table.fields if table is not None else spec.fields, vocabulary)

    def table(self, name: str, parent: TableSpec | None, spec: SubjectSpec) -> TableSpec | None:
        allowed = {t.name: t for t in spec.children(parent.name if parent is not None else "")}
        if name not in allowed:
            self.error("INP-020", name=name, hint=nearest(name, allowed) or ", ".join(list(allowed)[:10]))
        return allowed.get(name)

    def cover(self, subject: Subject, name: str, value: str, spec: SubjectSpec, vocabulary: Vocabulary) -> None:
        allowed = [*spec.tables, *vocabulary.subjects]
        if name not in allowed:
            self.error("INP-020", name=name, hint=nearest(name, allowed) or ", ".join(allowed[:10]))
        elif value not in list(Coverage):
            self.error("INP-021", text=value)
        else:
            subject.coverage[name] = Coverage(value)

    def set_fact(
        self, owner: Record, name: str, value: str, fields: dict[str, FieldSpec], vocabulary: Vocabulary
    ) -> None:
        spec = fields.get(name)
        if spec is None:
            hint = nearest(name, fields) or ", ".join(list(fields)[:10])
            self.error("INP-023", name=name, where=owner.path or "-", hint=hint)
            return
        try:
            owner.values[name] = parse_value(value, spec, vocabulary)
        except BadValue as bad:
            self.error(bad.code, **bad.params)

    def error(self, code: str, **params: object) -> None:
        self.diagnostics.add(Diagnostic(code, self.place, params))


def _record(owner: Record, table: TableSpec, key: str) -> Record:
    """The record with a key (or position) in a table; it is added where it is not there yet."""
    rows = owner.children.setdefault(table.name, [])
    for row in rows:
        if key == (row.key or row.path.rpartition("[")[2].rstrip("]")):
            return row
    path = f"{owner.path}.{table.name}[{key}]" if owner.path else f"{table.name}[{key}]"
    values = {n: parse_value(None, s, Vocabulary()) for n, s in table.fields.items() if s.not_yet}
    made = Record(path, key if table.key else "", values)
    if table.key:
        made.values[table.key] = key
    rows.append(made)
    return made
