"""OSCAL assessment results: the assessment as NIST's exchange format has it, for tools that read that.

OSCAL knows *satisfied* and *not satisfied*. What is undecided or waived is not satisfied, and says by its reason and
its properties which it is; what does not apply is counted, not listed. Ids follow from the content.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import NAMESPACE_URL, uuid5

from anwei.engine import __version__
from anwei.engine.facts.subject import Subject
from anwei.engine.facts.values import show_date
from anwei.engine.record.finding import Finding, Verdict
from anwei.engine.reports.handouts.cleaning import cleaned
from anwei.engine.reports.handouts.listing import what_lacks
from anwei.engine.reports.handouts.material import Material
from anwei.engine.reports.plain import Plain
from anwei.engine.reports.view import View

VERSION = "1.2.3"
SPACE = "https://anwei.example/ns/oscal"  # of our own properties: a name, not an address
_NAMESPACE = uuid5(NAMESPACE_URL, SPACE)
_ZONE = "+08:00"  # days are those of China
#: Verdict -> state and its reason in OSCAL's words.
STATES: dict[Verdict, tuple[str, str]] = {
    Verdict.PASS: ("satisfied", "pass"),
    Verdict.FAIL: ("not-satisfied", "fail"),
    Verdict.UNKNOWN: ("not-satisfied", "other"),
    Verdict.ERROR: ("not-satisfied", "other"),
    Verdict.WAIVED: ("not-satisfied", "other"),
}


def write(material: Material) -> bytes:
    """The assessment of the scope as one ``assessment-results`` document with sorted keys."""
    whole = {"assessment-results": _Results(material).whole()}
    return (json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


class _Results:
    """One document while it is made."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.seed = f"{material.assessment.digest}/{material.evidence_digest}/{material.as_of}"
        self.moment = f"{show_date(material.as_of)}T00:00:00{_ZONE}"

    def id(self, *parts: str) -> str:
        """The id of a part: equal for equal content."""
        return str(uuid5(_NAMESPACE, "\x1f".join((self.seed, *parts))))

    def whole(self) -> Plain:
        say = self.material.say
        plan = self.id("plan")
        return {
            "uuid": self.id("results"),
            "metadata": {
                "title": say("oscal.title"),
                "last-modified": self.moment,
                "version": f"{show_date(self.material.as_of)}+{self.material.evidence_digest}",
                "oscal-version": VERSION,
                "props": _props(generator=f"anwei {__version__}", demo="yes" if self.material.told.demo else ""),
            },
            "import-ap": {"href": f"#{plan}"},
            "results": [self.result()],
            "back-matter": {"resources": [{"uuid": plan, "description": say("oscal.plan")}]},
        }

    def result(self) -> Plain:
        material = self.material
        digest = material.evidence_digest
        not_applicable = sum(f.verdict is Verdict.NOT_APPLICABLE for f in material.assessment.findings)
        title = material.say("oscal.result", scope=_solid(material.scope_words), day=show_date(material.as_of))
        found: Plain = {
            "uuid": self.id("result"),
            "title": title,
            "description": "\n".join((*material.marks, *material.basis)),
            "start": self.moment,
            "end": self.moment,
            "props": _props(
                ruleset=material.assessment.digest, evidence=digest, **{"not-applicable": str(not_applicable)}
            ),
            "reviewed-controls": {"control-selections": [{"include-all": {}}]},
        }
        items = [self.item(s) for s in material.assessment.subjects]
        views = material.views([f for f in material.assessment.findings if f.verdict in STATES])
        # an empty list is not allowed
        return {
            **found,
            **({"local-definitions": {"inventory-items": items}} if items else {}),
            **({"observations": [self.observation(v) for v in views]} if views else {}),
            **({"findings": [self.finding(v) for v in views]} if views else {}),
        }

    def item(self, subject: Subject) -> Plain:
        """A subject as an inventory item."""
        digest = self.material.evidence[subject.kind, subject.id]
        return {
            "uuid": self.id("item", subject.kind, subject.id),
            "description": _solid(cleaned(subject.name)),
            "props": _props(kind=subject.kind, id=subject.id, division=subject.division, evidence=digest),
        }

    def observation(self, view: View) -> Plain:
        finding = view.finding
        subject = finding.subject
        return {
            "uuid": self.id("observation", *_key(finding)),
            "title": _solid(view.title),
            "description": _solid(cleaned(what_lacks(view))) if finding.verdict is not Verdict.PASS else view.verdict,
            "methods": ["EXAMINE"],
            "types": ["control-objective"],
            "subjects": [{"subject-uuid": self.id("item", subject.kind, subject.id), "type": "inventory-item"}],
            "collected": self.moment,
            **({"expires": f"{show_date(finding.lapses_on)}T00:00:00{_ZONE}"} if finding.lapses_on else {}),
        }

    def finding(self, view: View) -> Plain:
        finding = view.finding
        state, reason = STATES[finding.verdict]
        remedy = cleaned(view.remedy)
        return {
            "uuid": self.id("finding", *_key(finding)),
            "title": _solid(view.title),
            "description": _solid(cleaned(view.articles)),
            "props": _props(
                verdict=finding.verdict.value,
                raw=finding.raw.value,
                severity=finding.rule.severity,
                strength=finding.rule.strength,
                **({"needs-review": "yes"} if finding.needs_review else {}),
                **({"due-by": show_date(finding.due_by)} if finding.due_by else {}),
            ),
            "target": {
                "type": "objective-id",
                "target-id": finding.rule.id,
                "status": {"state": state, "reason": reason},
            },
            "related-observations": [{"observation-uuid": self.id("observation", *_key(finding))}],
            **({"remarks": remedy} if remedy else {}),
        }


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.subject.kind, finding.subject.id, finding.rule.id


def _props(**values: str) -> list[Plain]:
    """Properties of our own; empty ones are left out."""
    return list(_each(values))


def _each(values: dict[str, str]) -> Iterator[Plain]:
    for name, value in values.items():
        text = " ".join(cleaned(value).split())
        if text:
            yield {"name": name, "ns": SPACE, "value": text}


def _solid(text: str) -> str:
    """Text that is not empty, as every title and description has to be."""
    return text.strip() or "-"
