"""Plain text for people: each subject with its gaps, then the totals. Widths are counted in terminal cells."""

from __future__ import annotations

from anwei.engine.facts.subject import Subject
from anwei.engine.messages import label
from anwei.engine.reports import sections
from anwei.engine.reports.layout import table, visible, wrapped
from anwei.engine.reports.sections import entries, heading, notes, totals
from anwei.engine.reports.view import Report, View

WIDTH = 100


def write(report: Report) -> str:
    """The report as text, ending with a newline."""
    blocks = [_subject(report, subject, views) for subject, views in sections.blocks(report)]
    header, rows = totals(report)
    counts = table(header, rows, right=range(2, len(header)))
    return "\n\n".join([*blocks, "\n".join([counts, *notes(report)])]) + "\n"


def _subject(report: Report, subject: Subject, views: list[View]) -> str:
    kind = report.catalogue.vocabulary.subjects[subject.kind].label.lang(report.lang)
    title = label("subject.title", report.lang, name=subject.name, kind=kind, id=subject.id)
    lines = wrapped("■", visible(title), indent=0, width=WIDTH, head_width=2)
    for view in views:
        lines += finding_lines(report, view)
    for verdict, texts in sections.summaries(report, subject):
        for i, text in enumerate(texts):
            head = label(f"verdict.{verdict}", report.lang) if i == 0 else ""
            lines += wrapped(head, visible(text), indent=2, width=WIDTH, head_width=4 if i == 0 else 8)
    return "\n".join(lines)


def finding_lines(report: Report, view: View) -> list[str]:
    """One finding: its title, then each entry under its heading."""
    title = f"{heading(view)}  [{view.finding.rule.id}]"
    lines = wrapped(view.verdict, visible(title), indent=2, width=WIDTH, head_width=4)
    previous = ""
    for key, text in entries(report, view):
        if text:
            head = view.say(f"head.{key}") if key != previous else ""
            lines += wrapped(head, visible(text), indent=6, width=WIDTH)
            previous = key
    return lines
