"""The gap list: every gap of a scope, and what would turn into one next."""

from __future__ import annotations

from anwei.engine.reports.handouts import listing, tally
from anwei.engine.reports.handouts.document import Handout, Page
from anwei.engine.reports.handouts.material import Material


def build(material: Material) -> Handout:
    """Every gap of the scope, severe first."""
    findings = material.assessment.findings
    blocks = (
        listing.key_figures(material, material.assessment.subjects, findings),
        listing.gap_table(material, tally.gaps(findings), material.say("handout.gap_list")),
        listing.lapse_table(material, findings, material.say("handout.lapses")),
    )
    return listing.handout("gaps", material, [Page("", blocks)])
