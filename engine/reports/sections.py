"""What the reading formats (text, HTML, Markdown) share: the entries of a finding, and the table of totals."""

from __future__ import annotations

from collections.abc import Iterator

from anwei.engine.facts.values import show_date
from anwei.engine.messages import label
from anwei.engine.record.finding import Verdict
from anwei.engine.reports.view import Report, View

MAX_GAPS, MAX_MISSING = 6, 8
ALWAYS = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS)
ORDER = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.ERROR, Verdict.WAIVED, Verdict.PASS, Verdict.NOT_APPLICABLE)


def entries(report: Report, view: View) -> Iterator[tuple[str, str]]:
    """The heading and text of each thing to say about a finding, in reading order. Lists say what they leave out."""
    verdict = view.finding.verdict
    yield "article", view.articles
    yield "reason", view.reason
    if verdict is Verdict.FAIL:
        yield from (("gap", g) for g in view.shortened(view.gaps, MAX_GAPS))
        yield "nearest", view.nearest
    if verdict is Verdict.UNKNOWN:
        yield from (("missing", m) for m in view.shortened(view.missing, MAX_MISSING))
    if verdict in (Verdict.FAIL, Verdict.UNKNOWN):
        yield "evidence", view.evidence
    if report.explain:
        yield "sentence", view.sentence
        yield from (("step", view.say("step.line", name=n, value=v, what=w)) for n, v, w in view.steps)
        yield from (("parameter", p) for p in view.parameters)
    yield "due", view.due
    yield "lapses", view.lapses
    yield "remedy", view.remedy
    yield "review", view.review


def heading(view: View) -> str:
    """The title, with how binding the rule is where it is not mandatory."""
    strength = view.finding.rule.strength
    return view.title if strength == "mandatory" else view.title + view.say("title.strength", strength=view.say(
        f"strength.{strength}"))


def totals(report: Report) -> tuple[list[str], list[list[str]]]:
    """Header and rows of the counts by subject and verdict; the last row adds them up."""
    assessment, lang = report.assessment, report.lang
    shown = [v for v in ORDER if assessment.count(v) or v in ALWAYS]
    header = [label("head.id", lang), label("head.subject", lang), *(label(f"verdict.{v.value}", lang) for v in shown)]
    rows = []
    for subject in assessment.subjects:
        own = [f.verdict for f in assessment.findings if f.subject is subject]
        rows.append([subject.id, subject.name, *(str(own.count(v)) for v in shown)])
    return header, [*rows, [label("total", lang), "", *(str(assessment.count(v)) for v in shown)]]


def notes(report: Report) -> list[str]:
    """What the run rests on, and whether it is partial."""
    assessment, lang = report.assessment, report.lang
    found = [label("run.nothing", lang)] if not report.views() else []
    found.append(label("run.basis", lang, day=show_date(assessment.as_of), digest=assessment.digest))
    return found + [label("run.partial", lang, plugin=p) for p in report.partial]
