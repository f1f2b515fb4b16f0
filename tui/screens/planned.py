"""How a gap shows that a drill for it is on the books."""

from __future__ import annotations

from anwei.tui.index.query import Index, Planned, RuleLine, SubjectLine
from anwei.tui.words import day, say

#: Verdicts that a drill may change: what else is planned needs no mark.
OPEN = frozenset({"fail", "near", "unknown"})


def planned_mark(index: Index, subject: SubjectLine, rule: RuleLine) -> str:
    """One sign beside a verdict: that a drill is planned, or held and does not count yet; empty for none."""
    found = _planned(index, subject, rule)
    return say("planned.mark.held" if found.held else "planned.mark") if found is not None else ""


def planned_words(index: Index | None, subject: SubjectLine, rule: RuleLine) -> str:
    """The same in words, with the day; empty for none."""
    found = _planned(index, subject, rule) if index is not None else None
    return say("planned.held" if found.held else "planned.on", day=day(found.day)) if found is not None else ""


def _planned(index: Index, subject: SubjectLine, rule: RuleLine) -> Planned | None:
    return index.planned.get((subject.no, rule.no))
