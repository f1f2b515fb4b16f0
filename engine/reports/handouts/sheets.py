"""Sheets for those who act: one for each township, one for a sector."""

from __future__ import annotations

from collections.abc import Sequence

from anwei.engine.facts.subject import Subject
from anwei.engine.reports.handouts import listing, tally
from anwei.engine.reports.handouts.document import Block, Charts, Handout, Page
from anwei.engine.reports.handouts.material import Found, Material


def build_township(material: Material) -> Handout:
    """A page for each township of the scope, and one for what lies in no township."""
    groups = tally.grouped(material.assessment.subjects, tally.township_of)
    pages = [Page(tally.place_words(material, d), _sheet(material, rows)) for d, rows in groups.items()]
    return listing.handout("township", material, pages)


def build_sector(material: Material) -> Handout:
    """The enterprises of a sector: the rules most often broken, then every gap."""
    findings = [f for s in material.enterprises for f in material.findings(s)]
    rules = listing.rule_table(material, findings, material.say("handout.sector.rules"))
    lapses = listing.lapse_table(material, findings, material.say("handout.lapses"))
    figures, charts, *rest = _sheet(material, material.enterprises)
    return listing.handout("sector", material, [Page("", (figures, charts, rules, *rest, lapses))])


def _sheet(material: Material, subjects: Sequence[Subject]) -> tuple[Block, ...]:
    findings: list[Found] = [f for s in subjects for f in material.findings(s)]
    return (
        listing.key_figures(material, subjects, findings),
        Charts((tally.by_pillar(material, findings),)),
        listing.subject_table(material, subjects, material.say("handout.subjects")),
        listing.gap_table(material, tally.gaps(findings), material.say("handout.gap_list")),
    )
