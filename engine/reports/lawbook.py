"""Rules and parameters as they stand in the book, for people and as plain data: not judged, only shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from anwei.engine.catalogue.model import Catalogue
from anwei.engine.facts.values import show_date
from anwei.engine.ir.parameters import FOREVER, Parameter, Value
from anwei.engine.ir.rules import Exclusion, Extra, Rule
from anwei.engine.ir.walk import parameters_of
from anwei.engine.language.sentences import Sentences
from anwei.engine.messages import Lang, Text, label
from anwei.engine.reports.law_words import cite_all, show_end, show_start, value_lines
from anwei.engine.reports.layout import visible, wrapped
from anwei.engine.reports.plain import Plain, citation_objects, value_object

WIDTH = 100
Entry = tuple[str, str]


@dataclass(frozen=True)
class Book:
    """A catalogue read in one language, and how many test cases each rule has."""

    catalogue: Catalogue
    lang: Lang
    tests: Mapping[str, int] = field(default_factory=dict)

    def say(self, key: str, **slots: object) -> str:
        return label(key, self.lang, **slots)

    def cites(self, owner: Rule | Value | Extra) -> str:
        return cite_all(owner.cites, self.catalogue.laws, self.lang)

    def sentence(self, rule: Rule) -> str:
        return Sentences(self.catalogue, rule, self.lang).whole()

    def scope(self, rule: Rule) -> str:
        """Whom the rule concerns, as a sentence."""
        kind = self.catalogue.vocabulary.subjects[rule.subject].label.lang(self.lang)
        if rule.applies is None:
            return self.say("sentence.rule.scope.all", a=kind)
        said = Sentences(self.catalogue, rule, self.lang)
        return self.say("sentence.rule.scope", a=kind, b=said.condition(rule.applies))

    def requirement(self, rule: Rule) -> str:
        """What the rule asks."""
        return Sentences(self.catalogue, rule, self.lang).condition(rule.require)

    def measures(self, rule: Rule) -> list[str]:
        """What each named measure is."""
        said = Sentences(self.catalogue, rule, self.lang)
        return [f"{said.measure_name(m.name)} = {said.measure(m.name)}" for m in rule.measures]

    def parameters(self, rule: Rule) -> list[Parameter]:
        """The parameters that a rule reads, in the order of their names."""
        known = self.catalogue.parameters
        return [known[n] for n in sorted(self.reads[rule.id]) if n in known]

    @cached_property
    def reads(self) -> dict[str, set[str]]:
        """The names of the parameters that each rule reads."""
        return {r.id: parameters_of(r) for r in self.catalogue.rules.values()}

    def used_by(self, parameter: Parameter) -> list[str]:
        """The rules that read a parameter."""
        return [rule for rule, names in self.reads.items() if parameter.name in names]

    def needs_review(self, rule: Rule) -> bool:
        """Whether the rule itself, or any value of a parameter it reads, still has to be compared."""
        return rule.confidence != "seen" or any(v.confidence != "seen" for p in self.parameters(rule) for v in p.values)

    # -- for people -------------------------------------------------------------------------------------------------

    def rule_entries(self, rule: Rule) -> Iterable[Entry]:
        """Everything a rule says, each with its heading."""
        kind = self.catalogue.vocabulary.subjects[rule.subject].label.lang(self.lang)
        yield "head.kind", f"{kind} ({rule.subject})"
        yield "head.ruleset", rule.ruleset
        yield "head.weight", self.weight(rule)
        yield "head.in_force", self.period(show_limit(rule.start), show_limit(rule.end))
        yield "head.division", rule.division
        yield "head.scope", self.scope(rule)
        yield "head.requirement", self.requirement(rule)
        yield from (("head.measure", m) for m in self.measures(rule))
        for extra in rule.extras:
            yield "head.overlay", self.tightening(rule, extra)
        for exclusion in rule.exclusions:
            yield (
                "head.overlay",
                self.say(
                    "overlay.excludes",
                    overlay=exclusion.overlay,
                    division=exclusion.division,
                    reason=exclusion.reason.lang(self.lang),
                ),
            )
        yield "head.article", self.cites(rule)
        yield "head.legal_facts", ", ".join(rule.facts)
        for parameter in self.parameters(rule):
            yield from (("head.parameter", line) for line in self.value_summaries(parameter))
        if rule.remedy is not None:
            yield "head.remedy", rule.remedy.text.lang(self.lang)
        yield "head.evidence", rule.evidence.lang(self.lang) if rule.evidence is not None else ""
        yield "head.tests", self.say("tests.count", count=self.tests.get(rule.id, 0))
        yield "head.place", f"{rule.file}:{rule.line}"
        yield "head.review", self.say("finding.needs_review") if self.needs_review(rule) else ""
        yield "head.reason", rule.broken

    def weight(self, rule: Rule) -> str:
        """Severity, how binding, pillar and topic."""
        parts = [
            self.say(f"severity.{rule.severity}"),
            self.say(f"strength.{rule.strength}"),
            self.say(f"pillar.{rule.pillar}") if rule.pillar else "",
            rule.topic,
        ]
        return " · ".join(p for p in parts if p)

    def tightening(self, rule: Rule, extra: Extra) -> str:
        """What an overlay adds: a further requirement or a wider scope."""
        sentences = Sentences(self.catalogue, rule, self.lang)
        added = (("sentence.rule.require", extra.require), ("overlay.widens", extra.applies))
        parts = [self.say(key, a=sentences.condition(node)) for key, node in added if node is not None]
        return self.say(
            "overlay.tightens",
            overlay=extra.overlay,
            division=extra.division,
            text=" ".join(parts),
            cites=self.cites(extra),
        )

    def value_summaries(self, parameter: Parameter) -> list[str]:
        """Every dated value of a parameter in one line each, with its name."""
        name = parameter.label.lang(self.lang)
        return [
            self.say(
                "param.dated",
                name=name,
                id=parameter.name,
                value=self.value_text(parameter, v),
                span=self.span(v),
                cites=self.cites(v),
            )
            + self.mark(v)
            for v in parameter.values
        ]

    def value_text(self, parameter: Parameter, value: Value) -> str:
        return self.say("mark.list").join(value_lines(parameter, value, self.lang))

    def span(self, value: Value) -> str:
        """From when, until when and where a value holds."""
        text = self.period(show_start(value), show_end(value))
        return self.say("span.in", span=text, division=value.division) if value.division else text

    def period(self, start: str, end: str) -> str:
        """From a first to a last day, either of which the law may leave open."""
        if start and end:
            return self.say("span.from_to", start=start, end=end)
        return self.say("span.from", start=start) if start else self.say("span.until", end=end) if end else ""

    def mark(self, value: Value) -> str:
        return self.say(f"confidence.mark.{value.confidence}") if value.confidence != "seen" else ""

    def parameter_entries(self, parameter: Parameter, in_force: Value | None) -> Iterable[Entry]:
        """Everything a parameter holds, each with its heading; the value in force first."""
        yield "head.unit", parameter.type.unit
        if parameter.stricter:
            yield "head.stricter", self.say(f"stricter.{parameter.stricter}")
        yield "head.relax", self.say("relax.may") if parameter.may_relax else ""
        if in_force is None:
            yield "head.now", self.say("param.none_in_force")
        else:
            yield from (("head.now", line) for line in value_lines(parameter, in_force, self.lang))
        for value in parameter.values:
            yield (
                "head.value",
                self.say(
                    "value.dated",
                    span=self.span(value),
                    cites=self.cites(value),
                    value=self.value_text(parameter, value),
                )
                + self.mark(value),
            )
            yield "head.legal_facts", ", ".join(value.facts)
            yield "head.note", value.note.lang(self.lang) if value.note is not None else ""
        yield "head.used_by", ", ".join(self.used_by(parameter)) or self.say("param.unused")
        yield "head.place", f"{parameter.file}:{parameter.line}"

    # -- as plain data ----------------------------------------------------------------------------------------------

    def rule_object(self, rule: Rule) -> Plain:
        """A rule with its sentence in both languages and its parameters with all their values."""
        both = {lang: Book(self.catalogue, lang).sentence(rule) for lang in ("zh", "en")}
        return {
            **self.rule_summary(rule),
            "sentence": both,
            "evidence": _text(rule.evidence),
            "remedy": _text(rule.remedy.text if rule.remedy else None),
            "tests": self.tests.get(rule.id, 0),
            "citations": citation_objects(rule.cites, self.catalogue.laws, self.lang),
            "legal_facts": list(rule.facts),
            "measures": [
                {"name": m.name, "is": Sentences(self.catalogue, rule, self.lang).measure(m.name)}
                for m in rule.measures
            ],
            "overlays": [*map(_overlay, rule.extras), *map(_overlay, rule.exclusions)],
            "parameters": [self.parameter_object(p) for p in self.parameters(rule)],
        }

    def rule_summary(self, rule: Rule) -> Plain:
        """A rule as it is listed."""
        return {
            "rule": rule.id,
            "ruleset": rule.ruleset,
            "kind": rule.subject,
            "title": _text(rule.title),
            "pillar": rule.pillar or None,
            "topic": rule.topic or None,
            "severity": rule.severity,
            "strength": rule.strength,
            "division": rule.division or None,
            "from": show_limit(rule.start) or None,
            "until": show_limit(rule.end) or None,
            "confidence": rule.confidence,
            "needs_review": self.needs_review(rule),
            "place": {"file": rule.file, "line": rule.line},
            "error": rule.broken or None,
        }

    def parameter_object(self, parameter: Parameter) -> Plain:
        """A parameter with all its dated values."""
        values = [value_object(parameter, v, self.catalogue.laws, self.lang) for v in parameter.values]
        return {
            "name": parameter.name,
            "label": _text(parameter.label),
            "unit": parameter.type.unit or None,
            "stricter": parameter.stricter or None,
            "may_relax": parameter.may_relax,
            "values": values,
            "used_by": self.used_by(parameter),
            "place": {"file": parameter.file, "line": parameter.line},
        }


def show_limit(ordinal: int) -> str:
    """A first or last day; empty where the law sets none."""
    return show_date(ordinal) if 0 < ordinal < FOREVER else ""


def _overlay(change: Extra | Exclusion) -> Plain:
    kind = "excludes" if isinstance(change, Exclusion) else "tightens"
    return {"overlay": change.overlay, "division": change.division, "change": kind}


def _text(text: Text | None) -> Plain | None:
    return {"zh": text.zh, "en": text.en} if text is not None else None


def listed(title: str, entries: Iterable[Entry], lang: Lang) -> str:
    """A title and its entries in two columns; a heading is not repeated for entries that follow each other."""
    lines = wrapped("■", visible(title), indent=0, width=WIDTH, head_width=2)
    previous = ""
    for key, text in entries:
        if text:
            head = label(key, lang) if key != previous else ""
            lines += wrapped(head, visible(text), indent=2, width=WIDTH, head_width=12)
            previous = key
    return "\n".join(lines)
