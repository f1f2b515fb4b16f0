"""Call-up lists: whom to call to training and whom to an insurer, with what ends within the days looked ahead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from anwei.engine.facts.subject import Record, Subject
from anwei.engine.facts.vocabulary import TableSpec
from anwei.engine.ir.rules import Rule
from anwei.engine.record.finding import Finding
from anwei.engine.reports.handouts import fields, listing, tally
from anwei.engine.reports.handouts.document import Cell, Day, Handout, Page, Table
from anwei.engine.reports.handouts.material import Material
from anwei.engine.reports.view import View


class Ending(NamedTuple):
    """Something on file that ended or ends soon: whose, what, and its last day."""

    subject: Subject
    who: str
    what: str
    last_day: int


def build_training(material: Material) -> Handout:
    """Certificates that ended or end soon, person by person, and what the rules on training find."""
    return _call_up(material, "training", _is_training, _certificates, _people_table)


def build_insurance(material: Material) -> Handout:
    """Policies that ended or end soon, and what the rules on insurance find."""
    return _call_up(material, "insurance", _is_insurance, _policies)


def _is_training(rule: Rule) -> bool:
    return rule.pillar in fields.TRAINING_PILLARS or rule.topic in fields.TRAINING_TOPICS


def _is_insurance(rule: Rule) -> bool:
    return rule.topic in fields.INSURANCE_TOPICS


def _call_up(
    material: Material,
    kind: str,
    concerns: Callable[[Rule], bool],
    endings: Callable[[Material, Subject], Iterator[Ending]],
    *more: Callable[[Material, list[View]], Table],
) -> Handout:
    found = [e for s in material.assessment.subjects for e in endings(material, s) if e.last_day <= material.last_day]
    findings = [f for f in material.assessment.findings if concerns(f.rule)]
    views = material.views(tally.gaps(findings))
    blocks = (
        _ending_table(material, kind, sorted(found, key=lambda e: (e.last_day, e.subject.id, e.what, e.who))),
        listing.gap_table_of(material, views, material.say(f"handout.{kind}.gaps"), main=False),
        *(table(material, views) for table in more),
        listing.lapse_table(material, findings, material.say("handout.lapses")),
    )
    return listing.handout(kind, material, [Page("", blocks)])


def _people_table(material: Material, views: list[View]) -> Table:
    """Whom the gaps concern, one by one: everybody whom a gap names, with the rule and the day by which."""
    rows = tuple(
        (
            tally.place_words(material, tally.township_of(view.finding.subject)),
            view.finding.subject.id,
            view.finding.subject.name,
            who,
            listing.marked_title(view),
            Day(view.remedy_by) if view.remedy_by else "",
        )
        for view in views
        for who in _people(material, view.finding)
    )
    heads = ("handout.head.place", "head.id", "head.subject", "handout.training.who", "head.title", "head.remedy_by")
    name, empty = material.say("handout.training.people"), material.say("handout.training.nobody")
    return Table(name, tuple(map(material.say, heads)), rows, (10, 10, 18, 12, 22, 9), empty=empty)


def _people(material: Material, finding: Finding) -> Iterator[str]:
    """Those whom the gaps of a finding name, each once."""
    table = material.catalogue.vocabulary.subjects[finding.subject.kind].tables.get(fields.PEOPLE)
    known = {person.path: person for person in fields.records(finding.subject, fields.PEOPLE)}
    paths = (path.split(".")[0] for gap in finding.gaps for path in (gap.record, *gap.records))
    for path in dict.fromkeys(paths):
        if table is not None and path in known:
            yield _person(material, known[path], table)


def _ending_table(material: Material, kind: str, found: list[Ending]) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            tally.place_words(material, tally.township_of(e.subject)),
            e.subject.id,
            e.subject.name,
            e.who,
            e.what,
            Day(e.last_day),
            e.last_day - material.as_of,
            material.say("state.expired" if e.last_day < material.as_of else "state.expiring"),
        )
        for e in found
    )
    heads = (
        "handout.head.place",
        "head.id",
        "head.subject",
        f"handout.{kind}.who",
        f"handout.{kind}.what",
        "handout.head.last_day",
        "handout.head.days",
        "head.state",
    )
    name = material.say(f"handout.{kind}.endings", days=material.within)
    empty = material.say(f"handout.{kind}.none", days=material.within)
    return Table(name, tuple(map(material.say, heads)), rows, (10, 10, 18, 12, 18, 9, 7, 7), main=True, empty=empty)


def _certificates(material: Material, subject: Subject) -> Iterator[Ending]:
    """The latest certificate of each kind of everyone still there, and the assessment certificate of each."""
    spec = material.catalogue.vocabulary.subjects[subject.kind].tables
    if fields.PEOPLE not in spec:
        return
    for person in fields.people(subject, material.as_of):
        who = _person(material, person, spec[fields.PEOPLE])
        own = fields.day_of(person, fields.OWN_CERTIFICATE)
        if own is not None:
            name = spec[fields.PEOPLE].fields[fields.OWN_CERTIFICATE].label.lang(material.lang)
            yield Ending(subject, who, name, own)
        papers = fields.records(person, fields.CERTIFICATES)
        for paper, day in _latest(papers, fields.CERTIFICATE_KINDS, fields.CERTIFICATE_UNTIL):
            yield Ending(subject, who, _named(material, paper, spec[fields.CERTIFICATES]), day)


def _person(material: Material, person: Record, table: TableSpec) -> str:
    """Name (masked or not), post and the number on file, so that the enterprise knows who is meant."""
    vocabulary, lang = material.catalogue.vocabulary, material.lang
    cells = (
        fields.cell(person, table.fields.get(n), vocabulary, lang) for n in (fields.PERSON_NAME, fields.PERSON_POST)
    )
    return " ".join(str(c) for c in (*cells, f"[{person.key}]" if person.key else "") if c != "")


def _named(material: Material, paper: Record, table: TableSpec) -> str:
    vocabulary, lang = material.catalogue.vocabulary, material.lang
    cells = (fields.cell(paper, table.fields.get(n), vocabulary, lang) for n in fields.CERTIFICATE_KINDS)
    return next((str(c) for c in cells if c != ""), table.label.lang(lang))


def _policies(material: Material, subject: Subject) -> Iterator[Ending]:
    """The latest policy of each kind and object that was not cancelled."""
    table = material.catalogue.vocabulary.subjects[subject.kind].tables.get(fields.POLICIES)
    if table is None:
        return
    vocabulary, lang = material.catalogue.vocabulary, material.lang
    valid = [p for p in fields.records(subject, fields.POLICIES) if fields.day_of(p, fields.POLICY_CANCELLED) is None]
    for policy, day in _latest(valid, fields.POLICY_SAME, fields.POLICY_END):
        cells = (fields.cell(policy, table.fields.get(n), vocabulary, lang) for n in ("kind", "insured_object"))
        insurer = fields.cell(policy, table.fields.get("insurer"), vocabulary, lang)
        who = " ".join(str(c) for c in (insurer, f"[{policy.key}]" if policy.key else "") if c != "")
        yield Ending(subject, who, " ".join(str(c) for c in cells if c != ""), day)


def _latest(papers: list[Record], same: tuple[str, ...], end: str) -> Iterator[tuple[Record, int]]:
    """Of papers alike in ``same`` the one that ends last, if its end is known."""
    found: dict[tuple[str, ...], tuple[Record, int]] = {}
    for paper in papers:
        day = fields.day_of(paper, end)
        key = tuple(fields.code_of(paper, n) for n in same)
        if day is not None and (key not in found or found[key][1] < day):
            found[key] = (paper, day)
    yield from found.values()
