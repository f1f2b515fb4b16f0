"""Markdown for GitHub: a table of totals, then each subject with its findings. Data never becomes markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from anwei.engine.facts.subject import Subject
from anwei.engine.messages import label
from anwei.engine.reports.layout import visible
from anwei.engine.reports.sections import blocks, entries, heading, notes, summaries, totals
from anwei.engine.reports.view import Report, View

# every character that can begin markup, the colon of an address, the dot of ``www.``
_MARKUP = re.compile(r"[\\`*_\[\]|~#!$&<>@]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", ":": "&#58;", ".": "&#46;", "@": "@&#8203;"}


def write(report: Report) -> str:
    """The report as Markdown."""
    lines = [f"# {escaped(label('report.title', report.lang))}", "", *_table(*totals(report)), ""]
    lines += [f"> {escaped(n)}  " for n in notes(report)]
    for subject, views in blocks(report):
        lines += ["", *_subject(report, subject, views)]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, on one line: no emphasis, link, mention, table cell or HTML comes of it.

    >>> escaped("a|b <c>") == "a" + chr(92) + "|b &lt;c&gt;"
    True
    """
    return _MARKUP.sub(lambda m: _ENTITIES.get(m[0], f"\\{m[0]}"), visible(text))


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    align = ["---", "---", *("---:" for _ in header[2:])]
    return [_row(map(escaped, header)), _row(align), *(_row(map(escaped, r)) for r in rows)]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _subject(report: Report, subject: Subject, views: list[View]) -> list[str]:
    kind = report.catalogue.vocabulary.subjects[subject.kind].label.lang(report.lang)
    title = label("subject.title", report.lang, name=subject.name, kind=kind, id=subject.id)
    lines = [f"## {escaped(title)}"]
    for view in views:
        lines += ["", *_finding(report, view)]
    for name, texts in summaries(report, subject):
        verdict = escaped(label(f"verdict.{name}", report.lang))
        first, *rest = map(escaped, texts)
        lines += ["", f"### {verdict} · {first}", "", *(f"- {t}" for t in rest)]
    return lines


def _finding(report: Report, view: View) -> list[str]:
    lines = [f"### {escaped(view.verdict)} · {escaped(heading(view))} ({escaped(view.finding.rule.id)})", ""]
    return lines + [f"- **{escaped(view.say(f'head.{k}'))}** {escaped(t)}" for k, t in entries(report, view) if t]
