"""SARIF 2.1.0: rules with their sentence as help, results with a level by severity, located in the subject's file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from urllib.parse import quote

from anwei.engine import __version__
from anwei.engine.documents.diagnostics import Place
from anwei.engine.ir.rules import Rule
from anwei.engine.record.finding import Verdict
from anwei.engine.reports.junit import details_of, message_of, soon_message
from anwei.engine.reports.plain import Plain, day
from anwei.engine.reports.view import Report, View

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#: ``open``: evaluated, but there was not enough information to decide. A waived gap stays a failure, suppressed.
KINDS: dict[Verdict, str] = {
    Verdict.PASS: "pass",
    Verdict.FAIL: "fail",
    Verdict.UNKNOWN: "open",
    Verdict.ERROR: "open",
    Verdict.NOT_APPLICABLE: "notApplicable",
    Verdict.WAIVED: "fail",
}
LEVELS = {"critical": "error", "major": "warning", "minor": "note"}
RANKS = {"critical": 90.0, "major": 60.0, "minor": 30.0}


def write(report: Report) -> str:
    """The report as SARIF with sorted keys."""
    views = [*report.views(), *(v for v in report.soon if v.finding.verdict not in report.show)]
    rules = list({v.finding.rule.id: v for v in views}.values())
    index = {v.finding.rule.id: i for i, v in enumerate(rules)}
    driver: Plain = {
        "name": "anwei",
        "version": __version__,
        "language": "zh-CN" if report.lang == "zh" else "en",
        "rules": [_rule(v) for v in rules],
    }
    run: Plain = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, views)],
        "results": [_result(v, index[v.finding.rule.id], report) for v in views],
        "properties": {"as_of": day(report.assessment.as_of), "digest": report.assessment.digest},
    }
    whole = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(whole, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _level(rule: Rule) -> str:
    """What is only encouraged is never more than a note."""
    return "note" if rule.strength == "encouraged" else LEVELS[rule.severity]


def _rule(view: View) -> Plain:
    rule = view.finding.rule
    return {
        "id": rule.id,
        "shortDescription": {"text": view.title},
        "fullDescription": {"text": view.sentence},
        "help": {"text": view.articles or view.title},
        "defaultConfiguration": {"level": _level(rule), "rank": RANKS[rule.severity]},
        "properties": {
            "ruleset": rule.ruleset,
            "severity": rule.severity,
            "strength": rule.strength,
            "tags": [t for t in (rule.pillar, rule.topic) if t],
        },
    }


def _result(view: View, index: int, report: Report) -> Plain:
    """A result. What passes today and turns into a gap soon is for people to look at: ``review``."""
    finding = view.finding
    kind, said = KINDS[finding.verdict], message_of(view)
    if kind not in ("fail", "open") and report.is_soon(finding):
        kind, said = "review", soon_message(view)
    found: Plain = {
        "ruleId": finding.rule.id,
        "ruleIndex": index,
        "kind": kind,
        "level": _level(finding.rule) if kind == "fail" else "none",
        "message": {"text": "\n".join([said, *details_of(view)])},
        "locations": [_location(view)],
        "partialFingerprints": {"anwei/v1": fingerprint(view)},
        "properties": {
            "verdict": finding.verdict.value,
            "raw": finding.raw.value,
            "lapses_on": day(finding.lapses_on),
            "due_by": day(finding.due_by),
        },
    }
    if finding.waiver is not None:
        justification = f"{finding.waiver.reason} ({finding.waiver.approved_by})"
        found["suppressions"] = [{"kind": "external", "status": "accepted", "justification": justification}]
    return found


def _location(view: View) -> Plain:
    """The subject by name and, where it came from a file, its place there."""
    subject = view.finding.subject
    found: Plain = {"logicalLocations": [{"name": subject.name, "fullyQualifiedName": f"{subject.kind}/{subject.id}"}]}
    if subject.place.file:
        found["physicalLocation"] = _physical(subject.place)
    return found


def _physical(place: Place) -> Plain:
    path = quote(place.file.replace("\\", "/"))
    artifact = {"uri": f"file://{path}" if path.startswith("/") else path}
    if not place.line:
        return {"artifactLocation": artifact}
    return {"artifactLocation": artifact, "region": {"startLine": place.line, "startColumn": max(1, place.col)}}


def _invocation(report: Report, views: Iterable[View]) -> Plain:
    """Whether everything ran: plugins that failed and rules that could not be judged are named."""
    failed = [f"{v.finding.rule.id}: {v.finding.error}" for v in views if v.finding.verdict is Verdict.ERROR]
    texts = [*report.partial, *dict.fromkeys(failed)]
    return {
        "executionSuccessful": not texts,
        "toolExecutionNotifications": [{"level": "error", "message": {"text": t}} for t in texts],
    }


def fingerprint(view: View) -> str:
    """The same for the same rule and subject on every day, so that a gap can be followed from run to run."""
    subject = view.finding.subject
    return hashlib.sha256("\0".join((view.finding.rule.id, subject.kind, subject.id)).encode()).hexdigest()[:32]
