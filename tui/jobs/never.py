"""Duties to be repeated for which nothing was ever on file: their first term ended, often years ago, when nobody kept
records yet. How many days that is says little; that there is no record, and when the first was due, says what to do."""

from __future__ import annotations

from dataclasses import replace

from anwei.engine import services
from anwei.tui.words import day, say


def never_words(judge: services.Judge, finding: services.Finding) -> str:
    """That nothing is on file for an overdue duty, and the day by which the first was due; empty where something is."""
    if finding.due_by is None or not never_held(judge, finding):
        return ""
    several = any(isinstance(n, services.ir.ForEach) for n in services.walk(finding.rule))
    return say("late.never.some" if several else "late.never", day=day(finding.due_by))


def never_held(judge: services.Judge, finding: services.Finding) -> bool:
    """Whether a gap is late since its first term: without a record its day would be the same.

    Of a duty with several items it is enough that there is one of which nothing is on file.
    """
    tables = repeated(finding.rule)
    if finding.verdict.value != "fail" or not tables or not finding.due_by or finding.due_by >= finding.as_of:
        return False
    return first_due(judge, finding.rule, finding.subject, finding.as_of) == finding.due_by


def first_due(judge: services.Judge, rule: services.Rule, subject: services.Subject, as_of: int) -> int | None:
    """The day by which what is to be repeated would be due if nothing were on file; None where there is none."""
    tables = repeated(rule)
    bare = replace(subject, children={t: [] if t in tables else rows for t, rows in subject.children.items()})
    return judge.finding(rule, bare, as_of).due_by


def repeated(rule: services.Rule) -> frozenset[str]:
    """The tables of what is to be repeated within an interval; empty for a rule that asks for no such thing.

    Only intervals: a calendar year or month ends on its day, whatever was on file before.
    """
    held = (n for n in services.walk(rule) if isinstance(n, services.ir.Held))
    return frozenset(n.source.table for n in held if n.recurrence.kind == "rolling")
