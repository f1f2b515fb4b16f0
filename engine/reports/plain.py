"""Findings as plain data: what the JSON formats write. Codes and exact numbers first, words beside them.

Numbers are decimal texts in the unit named beside them (``"15.00"`` with ``"%"``), days are ISO dates, ``null`` as a
bound means that it has none; what has not happened is ``null`` as a whole.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from anwei.engine.documents.diagnostics import Place
from anwei.engine.facts.subject import Subject
from anwei.engine.facts.units import RATIO_SIGNS
from anwei.engine.facts.values import show_date
from anwei.engine.ir.parameters import FOREVER, Citation, Law, Parameter, Value
from anwei.engine.ir.types import Length, Type
from anwei.engine.messages import Lang, Text
from anwei.engine.record.finding import Gap, Missing, Nearest, Quantity, Step, Verdict
from anwei.engine.reports.law_words import article, cite, show_end, show_start, show_value, value_lines
from anwei.engine.reports.view import Report, View

SCHEMA_VERSION = 1
Plain = dict[str, object]

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def run_object(report: Report) -> Plain:
    """The run as a whole: its day, what it rests on, which plugins failed, and the totals."""
    assessment = report.assessment
    return {
        "as_of": show_date(assessment.as_of),
        "digest": assessment.digest,
        "lang": report.lang,
        "partial": list(report.partial),
        "shown": sorted(v.value for v in report.show),
        "totals": totals(f.verdict for f in assessment.findings),
    }


def totals(verdicts: Iterable[Verdict]) -> Plain:
    """How many of each verdict; every verdict is there."""
    found = list(verdicts)
    return {v.value: found.count(v) for v in Verdict}


def subject_object(subject: Subject, report: Report) -> Plain:
    """One subject with its place in the input and its totals."""
    kind = report.catalogue.vocabulary.subjects[subject.kind]
    return {
        "kind": subject.kind,
        "kind_label": kind.label.lang(report.lang),
        "id": subject.id,
        "name": subject.name,
        "division": subject.division,
        "place": place_object(subject.place),
        "totals": totals(f.verdict for f in report.assessment.findings if f.subject is subject),
    }


def place_object(place: Place) -> Plain | None:
    """Where something was read from; None where it did not come from a file."""
    if not place.file:
        return None
    found: Plain = {"file": place.file}
    if place.line:
        found |= {"line": place.line, "column": place.col}
    if place.sheet:
        found |= {"sheet": place.sheet, "cell": place.cell}
    return found


def finding_object(view: View) -> Plain:
    """One finding with everything that led to it."""
    finding, rule = view.finding, view.finding.rule
    return {
        "rule": rule.id,
        "ruleset": rule.ruleset,
        "title": view.title,
        "severity": rule.severity,
        "strength": rule.strength,
        "pillar": rule.pillar or None,
        "topic": rule.topic or None,
        "confidence": rule.confidence,
        "legal_facts": list(rule.facts),
        "subject": {"kind": finding.subject.kind, "id": finding.subject.id},
        "as_of": show_date(finding.as_of),
        "verdict": finding.verdict.value,
        "raw": finding.raw.value,
        "possible": sorted(v.value for v in finding.possible),
        "reason": reason_object(view),
        "sentence": view.sentence,
        "error": finding.error or None,
        "citations": citation_objects(view.rule.cites, view.catalogue.laws, view.lang),
        "steps": [_step(s, formula, view) for s, (_, _, formula) in zip(finding.steps, view.steps, strict=True)],
        "parameters": [used_object(u.parameter, u.value, view) for u in finding.parameters],
        "gaps": [_gap(g, view) for g in finding.gaps],
        "nearest": _nearest(finding.nearest, view) if finding.nearest is not None else None,
        "missing": [_missing(m, text, view) for m, text in zip(finding.missing, view.missing, strict=True)],
        "due_by": day(finding.due_by),
        "lapses_on": day(finding.lapses_on),
        "lapses_to": finding.lapses_to.value if finding.lapses_to is not None else None,
        "remedy": {"text": view.remedy, "by": day(view.remedy_by)} if view.remedy else None,
        "evidence": view.evidence or None,
        "waiver": _waiver(view),
        "exclusion": _exclusion(view),
        "needs_review": finding.needs_review,
    }


def reason_object(view: View) -> Plain | None:
    """Why a rule does not apply or is undecided, as a code and in words."""
    finding = view.finding
    if not view.reason:
        return None
    return {"code": finding.reason.removeprefix("reason.") or None, "text": view.reason}


def day(ordinal: float | None) -> str | None:
    """A day as an ISO date; None where there is none."""
    if ordinal is None or not math.isfinite(ordinal) or not 1 <= ordinal <= FOREVER:
        return None
    return show_date(ordinal)


def amount(value: float, type_: Type) -> str | None:
    """An exact number or day as text; None for no bound."""
    if type_.kind == "date":
        return day(value)
    if not math.isfinite(value):
        return None
    return f"{Decimal(int(value)).scaleb(RATIO_SIGNS.get(type_.unit, 0) - type_.scale):f}"


def quantity_object(value: Quantity | None, view: View) -> Plain | None:
    """Bounds with their unit and in words; None for what has not happened."""
    if value is None:
        return None
    type_ = value.type
    return {
        "kind": "date" if type_.kind == "date" else "number",
        "low": amount(value.low, type_),
        "high": amount(value.high, type_),
        "exact": value.exact,
        "unit": type_.unit or None,
        "scale": max(0, type_.scale - RATIO_SIGNS.get(type_.unit, 0)),
        "text": view.amount(value),
    }


def citation_objects(citations: Iterable[Citation], laws: Mapping[str, Law], lang: Lang) -> list[Plain]:
    """Articles of instruments, as codes and in words."""
    return [_citation(c, laws, lang) for c in citations]


def _citation(citation: Citation, laws: Mapping[str, Law], lang: Lang) -> Plain:
    law = laws.get(citation.law)
    return {
        "law": citation.law,
        "article": citation.article or None,
        "section": citation.section or None,
        "title": law.title.lang(lang) if law is not None else citation.law,
        "number": law.number or None if law is not None else None,
        "article_text": article(citation.article, lang) if citation.article else None,
        "text": cite(citation, laws, lang),
        "note": citation.note or None,
    }


def used_object(parameter: Parameter, value: Value | None, view: View) -> Plain:
    """A parameter value as used; ``value`` is null where none is in force."""
    found: Plain = {"name": parameter.name, "label": view.words(parameter.label), "value": None}
    return found | value_object(parameter, value, view.catalogue.laws, view.lang) if value is not None else found


def value_object(parameter: Parameter, value: Value, laws: Mapping[str, Law], lang: Lang) -> Plain:
    """One dated value: what it is, from when, where, by which article, and whether a person has compared it."""
    return {
        "value": content_object(parameter, value, lang),
        "from": show_start(value),
        "until": show_end(value) or None,
        "division": value.division or None,
        "confidence": value.confidence,
        "legal_facts": list(value.facts),
        "citations": citation_objects(value.cites, laws, lang),
        "note": value.note.lang(lang) if value.note else None,
    }


def content_object(parameter: Parameter, value: Value, lang: Lang) -> Plain:
    """The content of a value: its kind, the exact number or length where it is one, and each of its lines in words."""
    found: Plain = {"kind": value.kind, "unit": parameter.type.unit or None, "text": show_value(parameter, value, lang)}
    match value.kind:
        case "number" | "date":
            return found | {"amount": amount(value.amount, parameter.type), "strict": value.strict}
        case "length":
            return found | {"length": _length(value.length)}
        case "unset":
            return found
    return found | {"lines": value_lines(parameter, value, lang)}


def _length(length: Length | None) -> Plain | None:
    return {"count": length.count, "unit": length.unit} if length is not None else None


def _step(step: Step, formula: str, view: View) -> Plain:
    return {
        "name": step.name,
        "label": view.words(step.label) or step.name,
        "is": formula,
        "value": quantity_object(step.value, view),
    }


def condition_name(node: object) -> str:
    """A condition node's kind as a stable name: ``compare``, ``code_is``, ``held``."""
    return _HUMP.sub("_", type(node).__name__).lower()


def _gap(gap: Gap, view: View) -> Plain:
    return {
        "condition": condition_name(gap.node),
        "op": getattr(gap.node, "op", None),
        "record": gap.record or None,
        "item": _item(gap.item, view),
        "observed": quantity_object(gap.observed, view),
        "required": quantity_object(gap.required, view),
        "shortfall": quantity_object(gap.shortfall, view),
        "records": list(gap.records),
        "option": gap.option.number if gap.option is not None else None,
        "text": view.gap_text(gap),
    }


def _item(item: Mapping[str, object] | None, view: View) -> Plain | None:
    """A catalogue item: its texts in the chosen language; its numbers are in the parameter's own lines."""
    if item is None:
        return None
    return {k: v.lang(view.lang) if isinstance(v, Text) else v for k, v in item.items() if isinstance(v, (str, Text))}


def _nearest(nearest: Nearest, view: View) -> Plain:
    return {
        "record": nearest.record,
        "met": nearest.met,
        "total": nearest.total,
        "text": view.nearest,
        "failed": [_gap(g, view) for g in nearest.failed],
    }


def _missing(missing: Missing, text: str, view: View) -> Plain:
    return {"kind": missing.kind, "path": missing.path, "label": view.words(missing.label) or None, "text": text}


def _waiver(view: View) -> Plain | None:
    waiver = view.finding.waiver
    if waiver is None:
        return None
    return {
        "reason": waiver.reason,
        "approved_by": waiver.approved_by,
        "from": day(waiver.start),
        "until": day(waiver.end),
        "place": place_object(Place(waiver.file, waiver.line, 1 if waiver.line else 0)),
    }


def _exclusion(view: View) -> Plain | None:
    found = view.finding.exclusion
    if found is None:
        return None
    return {
        "overlay": found.overlay,
        "division": found.division,
        "reason": view.words(found.reason),
        "citations": citation_objects(found.cites, view.catalogue.laws, view.lang),
    }


__all__ = ["SCHEMA_VERSION", "citation_objects", "finding_object", "run_object", "subject_object", "value_object"]
