"""The leader's brief: where the gaps are, what comes next and what weighs most, on one page."""

from __future__ import annotations

from anwei.engine.record.finding import Verdict
from anwei.engine.reports.handouts import listing, tally
from anwei.engine.reports.handouts.document import Cell, Charts, Handout, Page, Table
from anwei.engine.reports.handouts.material import Material

TOWNSHIPS, RULES, SUBJECTS = 8, 5, 5  # what a page has room for


def build(material: Material) -> Handout:
    """The brief of a scope."""
    findings = material.assessment.findings
    trend = tally.trend(material)
    charts = [
        tally.by_pillar(material, findings),
        tally.by_township(material, TOWNSHIPS),
        tally.by_week(material),
        *([trend] if trend is not None else []),
    ]
    blocks = (
        listing.key_figures(material, material.assessment.subjects, findings),
        Charts(tuple(charts)),
        listing.rule_table(material, findings, material.say("handout.brief.rules", count=RULES), RULES),
        _worst(material),
    )
    return listing.handout("leader", material, [Page("", blocks)], one_page=True)


def _worst(material: Material) -> Table:
    """The subjects with the most severe gaps."""
    rows: list[tuple[Cell, ...]] = []
    for subject in material.assessment.subjects:
        findings = material.findings(subject)
        found = tally.gaps(findings)
        if not found:
            continue
        severe = sum(f.rule.severity == "critical" and f.rule.strength != "encouraged" for f in found)
        place = tally.place_words(material, tally.township_of(subject))
        unknown = tally.counted(findings)[Verdict.UNKNOWN]
        rows.append((subject.name, place, severe, len(found), unknown, material.marked(found[0])))
    rows.sort(key=lambda r: (-int(str(r[2])), -int(str(r[3]))))
    heads = (
        "head.subject",
        "handout.head.place",
        "severity.critical",
        "handout.verdict.fail",
        "handout.verdict.unknown",
    )
    head = (*map(material.say, heads), material.say("handout.head.first"))
    name = material.say("handout.brief.worst", count=SUBJECTS)
    empty = material.say("handout.no_gaps")
    return Table(name, head, tuple(rows[:SUBJECTS]), (14, 10, 4, 4, 4, 14), main=True, empty=empty)
