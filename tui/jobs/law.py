"""Jobs about the law: rules and parameters as they stand, what differs between two days or sets, tests of a rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from anwei.engine import services
from anwei.tui.jobs import labels
from anwei.tui.jobs.office import Office
from anwei.tui.words import clean, lang, say, word

if TYPE_CHECKING:  # it brings widgets with it, for which jobs have no use
    from anwei.tui.shelf.reader import Entry

Lang = services.Lang
_BOTH: tuple[Lang, Lang] = ("zh", "en")
_BLANK = re.compile(r"\{\w+\}")  # of a remedy: what a verdict puts in is a blank in the rule itself


@dataclass(frozen=True)
class RuleLine:
    """A rule in a list, in words; ``found_by`` is what a search finds it by."""

    id: str
    title: str
    kind: str
    weight: str
    article: str
    review: bool
    found_by: str


@dataclass(frozen=True)
class Dated:
    """One value of a parameter: where and when it holds, what it is, and its source."""

    parameter: str
    label: str
    where: str
    span: str
    value: str
    cites: str
    mark: str
    now: bool
    found_by: str


@dataclass(frozen=True)
class Tested:
    """One case beside a rule: what was expected, whether it came out so, and what did not."""

    name: str
    expected: str
    place: str
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """A rule or parameter that differs, and how: (heading, before, after)."""

    id: str
    title: str
    kind: str
    what: str
    parts: tuple[tuple[str, str, str], ...]


def _book(office: Office) -> services.RuleBook:
    return services.RuleBook(office.law.catalogue, lang())


def rules(office: Office) -> list[RuleLine]:
    """Every rule by id."""
    book, subjects = _book(office), office.law.vocabulary.subjects
    found = []
    for rule in sorted(office.law.rules.values(), key=lambda r: r.id):
        kind, cites = subjects[rule.subject].label, book.cites(rule)
        searched = (rule.id, rule.ruleset, rule.topic, *rule.title, *kind, cites, *rule.facts)
        found.append(
            RuleLine(
                rule.id,
                clean(rule.title.lang(lang())),
                kind.lang(lang()),
                word(f"severity.{rule.severity}"),
                clean(cites),
                book.needs_review(rule),
                clean(" ".join(searched)).lower(),
            )
        )
    return found


def rule(office: Office, id_: str) -> list[Entry]:
    """Everything a rule says: its sentence in both languages, then each part with its heading."""
    found, book = office.law.rules[id_], _book(office)
    sentences = [(say(f"rules.sentence.{x}"), services.RuleBook(book.catalogue, x).sentence(found)) for x in _BOTH]
    entries = [(word(h), _worded(office, found, h, t)) for h, t in book.rule_entries(found) if h != "head.tests"]
    head = [(say("rules.rule"), f"{found.title.lang(lang())}  [{found.id}]")]
    return [(h, clean(_BLANK.sub("____", t))) for h, t in (*head, *sentences, *entries)]


def _worded(office: Office, rule: services.Rule, heading: str, told: str) -> str:
    """One part of a rule with labels in place of codes."""
    match heading:
        case "head.kind":
            return labels.without((rule.subject,), told)
        case "head.weight":
            return labels.topic(rule, told)
        case "head.parameter":
            names = (p.name for p in _book(office).parameters(rule))
            return labels.values(office.law.vocabulary, labels.without(names, told))
    return told


def rule_title(office: Office, id_: str) -> str:
    """The title of a rule."""
    return clean(office.law.rules[id_].title.lang(lang()))


def parameters(office: Office, rule_id: str = "") -> list[Dated]:
    """The values of every parameter (of those that a rule reads), by name; those in force today are marked."""
    book, catalogue = _book(office), office.law.catalogue
    chosen = (
        book.parameters(catalogue.rules[rule_id])
        if rule_id
        else sorted(catalogue.parameters.values(), key=lambda p: p.name)
    )
    return [_dated(office, book, p, v) for p in chosen for v in p.values]


def _dated(office: Office, book: services.RuleBook, parameter: services.Parameter, value: services.LawValue) -> Dated:
    now = parameter.in_force(value.division, office.day) is value
    cites, label = clean(book.cites(value)), clean(parameter.label.lang(lang()))
    searched = (parameter.name, *parameter.label, value.division, cites)
    return Dated(
        parameter.name,
        label,
        value.division or say("rules.everywhere"),
        book.span(msgspec.structs.replace(value, division="")),  # where it holds has a column of its own
        clean(labels.values(office.law.vocabulary, book.value_text(parameter, value))),
        cites,
        book.mark(value).strip(),
        now,
        clean(" ".join(searched)).lower(),
    )


def parameter(office: Office, name: str) -> list[Entry]:
    """Everything a parameter holds, the value in force today for everywhere first."""
    found, book = office.law.parameters[name], _book(office)
    entries = book.parameter_entries(found, found.in_force("", office.day))
    head = [(say("rules.parameter"), f"{found.label.lang(lang())}  [{found.name}]")]
    told = ((word(h), labels.values(office.law.vocabulary, t)) for h, t in entries)
    return [(h, clean(t)) for h, t in (*head, *told)]


# -- differences and tests -----------------------------------------------------------------------------------------


def between_days(office: Office, before: int, after: int) -> list[Difference]:
    """What the same rules say differently on two days."""
    return [_difference(c) for c in services.law_between_days(office.law.catalogue, before, after, lang())]


def against(office: Office, folder: str) -> list[Difference]:
    """What a folder or file of rules would change of the rules in force. Raises AnweiError where it does not load."""
    office.tell(0, 0, say("rules.reading"))
    _, pinned = services.pinned_rulesets(office.workspace)
    others = (*(Path(f) for f in pinned), Path(folder))
    opened = services.open_catalogue(others, use_cache=False)
    office.tell(0, 0, say("rules.comparing"))
    return [_difference(c) for c in services.law_between(office.law.catalogue, opened.catalogue, lang())]


def _difference(change: services.LawChange) -> Difference:
    parts = tuple((word(f"head.{p.name}"), clean(p.before), clean(p.after)) for p in change.parts)
    return Difference(
        change.id, clean(change.title), word(f"change.kind.{change.kind}"), word(f"change.{change.what}"), parts
    )


def try_rule(office: Office, id_: str) -> list[Tested]:
    """Run the cases that lie beside a rule. Raises AnweiError where their document is wrong."""
    opened = office.opened
    office.tell(0, 0, say("rules.reading"))
    _, folders = services.pinned_rulesets(office.workspace)
    documents = services.sources_of(tuple(Path(f) for f in folders), opened.plugins).documents["tests"]
    found = []
    for outcome in services.run_rule_tests(opened.catalogue, documents, {id_}, opened.environment):
        found.append(
            Tested(
                clean(outcome.name or outcome.rule),
                word(f"verdict.{outcome.expected.value}"),
                str(outcome.place),
                tuple(clean(p) for p in outcome.problems),
            )
        )
        office.tell(len(found), 0, say("rules.testing", count=len(found)))
    return found
