"""CSV after RFC 4180: one finding a row, header in the chosen language, line ends CR LF, UTF-8.

Spreadsheets run a cell that begins like a formula; such a cell gets a leading apostrophe. Plain numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

from anwei.engine.facts.values import show_date
from anwei.engine.messages import label
from anwei.engine.reports.layout import visible
from anwei.engine.reports.view import Report, View

_NUMBER = re.compile(r"[-+]?[0-9][0-9,]*(\.[0-9]+)?%?\Z")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

#: Label key of the header -> what the cell holds.
COLUMNS: dict[str, Callable[[View], str]] = {
    "head.as_of": lambda v: show_date(v.finding.as_of),
    "head.kind": lambda v: v.words(v.catalogue.vocabulary.subjects[v.finding.subject.kind].label),
    "head.id": lambda v: v.finding.subject.id,
    "head.subject": lambda v: v.finding.subject.name,
    "head.division": lambda v: v.finding.subject.division,
    "head.rule": lambda v: v.finding.rule.id,
    "head.title": lambda v: v.title,
    "head.pillar": lambda v: v.say(f"pillar.{v.finding.rule.pillar}") if v.finding.rule.pillar else "",
    "head.topic": lambda v: v.finding.rule.topic,
    "head.severity": lambda v: v.say(f"severity.{v.finding.rule.severity}"),
    "head.strength": lambda v: v.say(f"strength.{v.finding.rule.strength}"),
    "head.verdict": lambda v: v.verdict,
    "head.raw": lambda v: v.say(f"verdict.{v.finding.raw.value}"),
    "head.reason": lambda v: v.reason,
    "head.article": lambda v: v.articles,
    "head.gap": lambda v: "\n".join(v.gaps),
    "head.shortfall": lambda v: v.shortfall,
    "head.nearest": lambda v: v.nearest,
    "head.missing": lambda v: "\n".join(v.missing),
    "head.due": lambda v: v.due,
    "head.lapses": lambda v: show_date(v.finding.lapses_on) if v.finding.lapses_on else "",
    "head.lapses_to": lambda v: v.say(f"verdict.{v.finding.lapses_to.value}") if v.finding.lapses_to else "",
    "head.remedy": lambda v: v.remedy,
    "head.remedy_by": lambda v: show_date(v.remedy_by) if v.remedy_by else "",
    "head.evidence": lambda v: v.evidence,
    "head.review": lambda v: v.review,
}


def write(report: Report) -> str:
    """The report as CSV; a report without findings is the header alone."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(label(key, report.lang) for key in COLUMNS)
    writer.writerows([neutral(cell(v)) for cell in COLUMNS.values()] for v in report.views())
    return out.getvalue()


def neutral(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, without control characters.

    >>> neutral("=1+1"), neutral("-5"), neutral("@sum")
    ("'=1+1", '-5', "'@sum")
    """
    plain = "\n".join(visible(line) for line in text.split("\n"))
    return f"'{plain}" if text.startswith(_FORMULA_STARTS) and not _NUMBER.match(text) else plain
