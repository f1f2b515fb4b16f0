"""What the reading formats (text, HTML, Markdown) share: the entries of a finding, and the table of totals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from anwei.engine.facts.subject import Subject
from anwei.engine.facts.values import show_date
from anwei.engine.messages import label
from anwei.engine.record.finding import Finding, Verdict
from anwei.engine.reports.view import Report, View, by_subject, worst_first

MAX_GAPS, MAX_MISSING, MAX_COLLECT = 6, 8, 12
NOT_ASKABLE = ("parameter", "definition")
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
    return (
        view.title
        if strength == "mandatory"
        else view.title + view.say("title.strength", strength=view.say(f"strength.{strength}"))
    )


def blocks(report: Report) -> list[tuple[Subject, list[View]]]:
    """Each subject that has something to show, with its findings worst first."""
    shown = {id(s): views for s, views in by_subject(report.views())}
    return [
        (s, worst_first(shown.get(id(s), [])))
        for s in report.assessment.subjects
        if id(s) in shown or summaries(report, s)
    ]


def summaries(report: Report, subject: Subject) -> list[tuple[str, list[str]]]:
    """What is said of a subject beside its findings one by one: a class of verdicts, and its heading with the lines."""
    found = (("lapsing", lapsing(report, subject)), ("unknown", undecided(report, subject)))
    return [(verdict, lines) for verdict, lines in found if lines]


def lapsing(report: Report, subject: Subject) -> list[str]:
    """What turns into a gap within the days asked for, by day, with what will be needed. The first line is the head."""
    found = [v for v in report.soon if v.finding.subject is subject]
    if not found:
        return []
    return [found[0].say("soon.head", count=len(found), days=report.within), *map(_soon, found)]


def _soon(view: View) -> str:
    line = view.say("soon.line", lapses=view.lapses, title=heading(view), rule=view.finding.rule.id)
    needed = view.remedy or view.evidence
    return view.say("mark.clause").join(filter(None, (line, needed and view.say("soon.needs", what=needed))))


def undecided(report: Report, subject: Subject) -> list[str]:
    """Where undecided findings are left out: how many there are, and the facts that would decide most of them.

    The first line is the heading. Empty where they are shown one by one, or where there are none.
    """
    if Verdict.UNKNOWN in report.show:
        return []
    open_ = [f for f in report.assessment.findings if f.subject is subject and f.verdict is Verdict.UNKNOWN]
    if not open_:
        return []
    say = View(open_[0], report.catalogue, report.lang).say
    counted = Counter(text for f in open_ for text in _askable(f, report))
    lines = [say("undecided.head", count=len(open_))]
    lines += [say("undecided.fact", text=text, count=n) for text, n in counted.most_common(MAX_COLLECT)]
    if len(counted) > MAX_COLLECT:
        lines.append(say("undecided.more", count=len(counted) - MAX_COLLECT))
    closed = sum(all(m.kind in NOT_ASKABLE for m in f.missing) for f in open_)
    return [*lines, say("undecided.closed", count=closed)] if closed else lines


def _askable(finding: Finding, report: Report) -> list[str]:
    """What somebody could report, in words: not the numbers and definitions that the sources leave open."""
    view = View(finding, report.catalogue, report.lang)
    found = [t for m, t in zip(finding.missing, view.missing, strict=True) if m.kind not in NOT_ASKABLE]
    return list(dict.fromkeys(found))


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
    found = [label("run.nothing", lang)] if not report.views() and not report.soon else []
    found.append(label("run.basis", lang, day=show_date(assessment.as_of), digest=assessment.digest))
    return found + [label("run.partial", lang, plugin=p) for p in report.partial]
