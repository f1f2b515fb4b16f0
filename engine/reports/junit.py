"""JUnit XML: a suite for each subject, a case for each rule.

A gap is a failure, an undecided one is skipped with what is missing, a failed plugin is an error. Waived and not
applicable ones are skipped too, and say so.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from anwei.engine.facts.subject import Subject
from anwei.engine.facts.values import show_date
from anwei.engine.record.finding import Verdict
from anwei.engine.reports.view import Report, View, by_subject

#: What each verdict is in JUnit; an empty text is a plain success.
ELEMENTS: dict[Verdict, str] = {
    Verdict.PASS: "",
    Verdict.FAIL: "failure",
    Verdict.ERROR: "error",
    Verdict.UNKNOWN: "skipped",
    Verdict.WAIVED: "skipped",
    Verdict.NOT_APPLICABLE: "skipped",
}
# what XML 1.0 cannot hold, and what turns the direction of writing
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(report: Report) -> str:
    """The report as JUnit XML."""
    views = report.views()
    suites = [line for subject, own in by_subject(views) for line in _suite(report, subject, own)]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites{_counts(views)}>", *suites, "</testsuites>"]
    return "\n".join(lines) + "\n"


def _suite(report: Report, subject: Subject, views: list[View]) -> list[str]:
    place = str(subject.place) if subject.place.file else ""
    properties = {
        "subject.kind": subject.kind,
        "subject.id": subject.id,
        "subject.division": subject.division,
        "subject.place": place,
        "as_of": show_date(report.assessment.as_of),
        "digest": report.assessment.digest,
        "partial": ", ".join(report.partial),
        "lapsing": str(soon) if (soon := sum(report.is_soon(v.finding) for v in views)) else "",
    }
    head = f"  <testsuite{_attributes(name=f'{subject.name} ({subject.id})')}{_counts(views)}>"
    shown = [f"      <property{_attributes(name=k, value=v)}/>" for k, v in properties.items() if v]
    cases = [line for view in views for line in _case(view, report)]
    return [head, "    <properties>", *shown, "    </properties>", *cases, "  </testsuite>"]


def _case(view: View, report: Report) -> list[str]:
    finding = view.finding
    case = f"    <testcase{_attributes(classname=finding.rule.ruleset, name=f'{finding.rule.id} {view.title}')}"
    element = ELEMENTS[finding.verdict]
    if not element:
        return [case + ">", *_soon(view), "    </testcase>"] if report.is_soon(finding) else [case + "/>"]
    details = details_of(view)
    body = [
        f"      <{element}{_attributes(message=message_of(view), type=finding.verdict.value)}>"
        f"{_text(chr(10).join(details))}</{element}>"
    ]
    return [case + ">", *body, "    </testcase>"]


def _soon(view: View) -> list[str]:
    """What a success says that turns into a gap soon."""
    return [f"      <system-out>{_text(chr(10).join([soon_message(view), *details_of(view)]))}</system-out>"]


def soon_message(view: View) -> str:
    """One line that says from when on it is a gap."""
    return f"{view.say('verdict.lapsing')} · {view.lapses}"


def message_of(view: View) -> str:
    """One line that says what was found."""
    first = view.gaps[:1] if view.finding.verdict is Verdict.FAIL else view.missing[:1]
    text = view.say("mark.clause").join(t for t in (view.reason, *first) if t)
    return f"{view.verdict} · {text}" if text else view.verdict


def details_of(view: View) -> list[str]:
    """Everything else that people need, a line each with its heading."""
    entries = [("article", view.articles)]
    entries += [("gap", g) for g in view.gaps] + [("missing", m) for m in view.missing]
    entries += [
        ("nearest", view.nearest),
        ("due", view.due),
        ("lapses", view.lapses),
        ("remedy", view.remedy),
        ("evidence", view.evidence),
        ("review", view.review),
    ]
    return [view.say("head.line", head=view.say(f"head.{k}"), text=t) for k, t in entries if t]


def _counts(views: list[View]) -> str:
    kinds = [ELEMENTS[v.finding.verdict] for v in views]
    return _attributes(
        tests=str(len(kinds)),
        failures=str(kinds.count("failure")),
        errors=str(kinds.count("error")),
        skipped=str(kinds.count("skipped")),
    )


def _attributes(**values: str) -> str:
    breaks = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
    return "".join(f" {k}={quoteattr(_FORBIDDEN.sub(chr(0xFFFD), v), breaks)}" for k, v in values.items())


def _text(text: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", text), {"\r": "&#13;"})
