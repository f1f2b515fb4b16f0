"""What changed between two sets of rules, or between two days: rules and parameters, in words before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeVar

from anwei.engine.catalogue.model import Catalogue
from anwei.engine.facts.subject import significant
from anwei.engine.ir.parameters import Parameter
from anwei.engine.ir.rules import Rule
from anwei.engine.messages import Lang, Text
from anwei.engine.reports.lawbook import Book, show_limit
from anwei.engine.reports.plain import Plain

What = Literal["added", "removed", "changed"]
T = TypeVar("T")


@dataclass(frozen=True)
class Part:
    """One thing that changed: a label key, and the words before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """A rule or parameter that was added, removed or changed."""

    kind: Literal["rule", "parameter"]
    id: str
    what: What
    title: str
    parts: tuple[Part, ...]

    def plain(self) -> Plain:
        """The change as plain data."""
        return {
            "kind": self.kind,
            "id": self.id,
            "change": self.what,
            "title": self.title,
            "parts": [{"part": p.name, "before": p.before or None, "after": p.after or None} for p in self.parts],
        }


class Aspect(NamedTuple):
    """One thing that a rule or parameter says: which (``key`` tells several apart), what it means, and in words.

    Two meanings can share their words, so both are compared.
    """

    name: str
    key: str
    meaning: object
    words: str


def between(before: Catalogue, after: Catalogue, lang: Lang) -> list[Change]:
    """Every difference between two catalogues: rules first, then parameters, each by id."""
    old, new = Book(before, lang), Book(after, lang)
    rules = _compare("rule", before.rules, after.rules, lambda r: _of_rule(r, old), lambda r: _of_rule(r, new), lang)
    parameters = _compare(
        "parameter",
        before.parameters,
        after.parameters,
        lambda p: _of_parameter(p, old),
        lambda p: _of_parameter(p, new),
        lang,
    )
    return [*rules, *parameters]


def between_days(catalogue: Catalogue, before: int, after: int, lang: Lang) -> list[Change]:
    """What the same rules say on two days: rules that begin or cease to hold, and values that change."""
    book = Book(catalogue, lang)

    def on(day: int) -> tuple[dict[str, Rule], dict[str, tuple[Parameter, int]]]:
        rules = {r.id: r for r in catalogue.rules.values() if r.start <= day <= r.end}
        return rules, {n: (p, day) for n, p in catalogue.parameters.items() if _in_force(p, day, book)}

    (old_rules, old), (new_rules, new) = on(before), on(after)
    rules = _compare("rule", old_rules, new_rules, lambda r: _of_rule(r, book), lambda r: _of_rule(r, book), lang)
    parameters = _compare(
        "parameter",
        old,
        new,
        lambda p: _in_force(*p, book),
        lambda p: _in_force(*p, book),
        lang,
        titled=lambda p: p[0].label,
    )
    return [*rules, *parameters]


def _compare(
    kind: Literal["rule", "parameter"],
    before: Mapping[str, T],
    after: Mapping[str, T],
    old: Callable[[T], list[Aspect]],
    new: Callable[[T], list[Aspect]],
    lang: Lang,
    titled: Callable[[T], Text] = lambda t: getattr(t, "title", None) or t.label,  # type: ignore[attr-defined]
) -> Iterator[Change]:
    for id_ in sorted({*before, *after}):
        first, second = before.get(id_), after.get(id_)
        newest = second if second is not None else first
        assert newest is not None
        what: What = "added" if first is None else "removed" if second is None else "changed"
        parts = _parts(old(first) if first is not None else [], new(second) if second is not None else [])
        if parts or what != "changed":
            yield Change(kind, id_, what, titled(newest).lang(lang), parts)


def _parts(before: list[Aspect], after: list[Aspect]) -> tuple[Part, ...]:
    old, new = ({(a.name, a.key): a for a in side} for side in (before, after))
    nothing = Aspect("", "", None, "")
    pairs = [(k[0], old.get(k, nothing), new.get(k, nothing)) for k in dict.fromkeys([*old, *new])]
    return tuple(Part(name, a.words, b.words) for name, a, b in pairs if (a.meaning, a.words) != (b.meaning, b.words))


def _of_rule(rule: Rule, book: Book) -> list[Aspect]:
    overlays = [*(e.overlay for e in rule.extras), *(e.overlay for e in rule.exclusions)]
    asked = book.say("mark.list").join([book.requirement(rule), *book.measures(rule)])
    where = f" ({rule.division})" if rule.division else ""
    period = book.period(show_limit(rule.start), show_limit(rule.end))
    return [
        a
        for a in (
            Aspect("title", "", rule.title, _both(rule.title)),
            Aspect("scope", "", (rule.subject, rule.applies, rule.division), f"{book.scope(rule)}{where}"),
            Aspect("requirement", "", (rule.require, rule.measures), asked),
            Aspect("in_force", "", (rule.start, rule.end), period),
            Aspect("weight", "", (rule.severity, rule.strength, rule.pillar, rule.topic), book.weight(rule)),
            Aspect("article", "", rule.cites, book.cites(rule)),
            Aspect("legal_facts", "", (rule.facts, rule.confidence), ", ".join(rule.facts)),
            Aspect("remedy", "", rule.remedy, _both(rule.remedy.text if rule.remedy else None)),
            Aspect("evidence", "", rule.evidence, _both(rule.evidence)),
            Aspect("overlay", "", (rule.extras, rule.exclusions), ", ".join(overlays)),
        )
        if a.words
    ]


def _of_parameter(parameter: Parameter, book: Book) -> list[Aspect]:
    """The label and every dated value, told apart by division and first day."""
    values = [
        Aspect(
            "value",
            f"{v.division}/{v.start}",
            v,
            book.say("value.dated", span=book.span(v), value=book.value_text(parameter, v), cites=book.cites(v))
            + book.mark(v),
        )
        for v in parameter.values
    ]
    meaning = (parameter.label, parameter.type, parameter.stricter, parameter.may_relax)
    return [Aspect("label", "", meaning, _both(parameter.label)), *values]


def _in_force(parameter: Parameter, day: int, book: Book) -> list[Aspect]:
    """The values in force on a day: the national one, and that of each division that has its own."""
    found: list[Aspect] = []
    for division in sorted({significant(v.division) for v in parameter.values}):
        value = parameter.in_force(division, day)
        if value is not None and significant(value.division) == division:
            found.append(
                Aspect(
                    "value",
                    division,
                    value,
                    book.say(
                        "value.dated",
                        span=book.span(value),
                        value=book.value_text(parameter, value),
                        cites=book.cites(value),
                    )
                    + book.mark(value),
                )
            )
    return found


def _both(text: Text | None) -> str:
    """Both languages: a change in either counts."""
    return f"{text.zh} / {text.en}" if text is not None else ""
