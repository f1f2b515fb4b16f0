"""Plain text for people: each subject with its gaps, then the totals. Widths are counted in terminal cells."""

from __future__ import annotations

from anwei.engine.facts.values import show_date
from anwei.engine.messages import label
from anwei.engine.record.finding import Verdict
from anwei.engine.reports.layout import wrapped
from anwei.engine.reports.view import Report, View, by_subject, worst_first
from tabulate import tabulate

WIDTH = 100


def write(report: Report) -> str:
    """The report as text, ending with a newline."""
    blocks = [_subject(report, subject, views) for subject, views in by_subject(report.views())]
    blocks.append(_totals(report))
    return "\n\n".join(b for b in blocks if b) + "\n"


def _subject(report: Report, subject: object, views: list[View]) -> str:
    kind = report.catalogue.vocabulary.subjects[views[0].finding.subject.kind].label.lang(report.lang)
    name, id_ = getattr(subject, "name", ""), getattr(subject, "id", "")
    lines = [f"■ {name}（{kind} {id_}）" if report.lang == "zh" else f"■ {name} ({kind} {id_})"]
    for view in worst_first(views):
        lines += _finding(report, view)
    return "\n".join(lines)


def _finding(report: Report, view: View) -> list[str]:
    finding = view.finding
    strength = "" if finding.rule.strength == "mandatory" else f"〔{view.say(f'strength.{finding.rule.strength}')}〕"
    lines = [f"  {view.verdict}  {view.title}{strength}  [{finding.rule.id}]"]
    entries: list[tuple[str, str]] = [("article", view.articles)]
    if view.reason:
        entries.append(("reason", view.reason))
    if finding.verdict is Verdict.FAIL:
        entries += [("gap", g) for g in view.gaps[:6]]
        if len(view.gaps) > 6:
            entries.append(("gap", view.say("gap.more", count=len(view.gaps) - 6)))
        entries += [("nearest", view.nearest), ("evidence", view.evidence)]
    if finding.verdict is Verdict.UNKNOWN:
        entries += [("missing", m) for m in view.missing[:8]]
        entries.append(("evidence", view.evidence))
    if report.explain:
        entries += [("step", f"{name} = {value}（{what}）") for name, value, what in view.steps]
        entries += [("parameter", p) for p in view.parameters]
    entries += [("due", view.due), ("lapses", view.lapses), ("remedy", view.remedy), ("review", view.review)]
    previous = ""
    for key, text in entries:
        if text:
            head = view.say(f"head.{key}") if key != previous else ""
            lines += wrapped(head, text, indent=6, width=WIDTH)
            previous = key
    return lines


def _totals(report: Report) -> str:
    """Counts by subject and verdict, and what the run rests on."""
    assessment, lang = report.assessment, report.lang
    shown = [Verdict.FAIL, Verdict.UNKNOWN, Verdict.ERROR, Verdict.WAIVED, Verdict.PASS, Verdict.NOT_APPLICABLE]
    shown = [v for v in shown if assessment.count(v) or v in (Verdict.FAIL, Verdict.PASS, Verdict.UNKNOWN)]
    rows: list[list[str | int]] = []
    for subject in assessment.subjects:
        own = [f for f in assessment.findings if f.subject is subject]
        rows.append([subject.id, subject.name, *(sum(f.verdict is v for f in own) for v in shown)])
    rows.append([label("total", lang), "", *(assessment.count(v) for v in shown)])
    headers = [label("head.id", lang), label("head.subject", lang), *(label(f"verdict.{v.value}", lang) for v in shown)]
    table = tabulate(rows, headers=headers, tablefmt="simple", disable_numparse=True,
                     colalign=("left", "left", *("right" for _ in shown)))
    notes = [label("run.basis", lang, day=show_date(assessment.as_of), digest=assessment.digest)]
    notes += [label("run.partial", lang, plugin=p) for p in report.partial]
    return table + "\n" + "\n".join(notes)
