"""The self-check certificate of an enterprise: what was checked, by which rules, on which facts, with what result.

Its QR code holds day, digests and counts, so that whoever gets the paper can repeat the check and compare.
"""

from __future__ import annotations

from collections.abc import Iterator

from anwei.engine.facts.subject import Subject
from anwei.engine.facts.values import show_date
from anwei.engine.record.finding import Verdict
from anwei.engine.reports.handouts import listing, tally
from anwei.engine.reports.handouts.document import (
    Block,
    Cell,
    Charts,
    Day,
    Figures,
    Handout,
    Page,
    Paragraph,
    QrCode,
    Signatures,
    Table,
)
from anwei.engine.reports.handouts.material import Found, Material

FORM = "anwei-selfcheck/1"
MAX_ROWS = 8  # gaps on the paper; the gap list has them all


def build(material: Material) -> Handout:
    """A page for each enterprise of the scope."""
    pages = [Page(s.name, _blocks(material, s)) for s in material.enterprises]
    basis = (material.say("handout.certificate.basis", day=show_date(material.as_of)), material.masking)
    return listing.handout("certificate", material, pages, one_page=True, basis=basis)


def payload(material: Material, subject: Subject) -> str:
    """What the QR code of a subject holds: form, id, day, both digests and the counts, one ``name=value`` a line."""
    counts = tally.counted(material.findings(subject))
    parts = {
        "id": subject.id,
        "as-of": show_date(material.as_of),
        "ruleset": material.assessment.digest,
        "evidence": material.evidence[subject.kind, subject.id],
        **{v.value: str(counts[v]) for v in tally.SHOWN},
    }
    return "\n".join([FORM, *(f"{name}={value}" for name, value in parts.items())])


def _blocks(material: Material, subject: Subject) -> tuple[Block, ...]:
    findings = material.findings(subject)
    counts = tally.counted(findings)
    digest = material.evidence[subject.kind, subject.id]
    pairs: tuple[tuple[str, Cell], ...] = (
        ("head.subject", subject.name),
        ("head.id", subject.id),
        ("handout.head.place", tally.place_words(material, tally.township_of(subject))),
        ("head.as_of", Day(material.as_of)),
        ("handout.rules_digest", material.assessment.digest),
        ("handout.evidence_digest", digest),
        ("handout.next_change", _next_change(material, findings)),
    )
    result = {v: counts[v] for v in tally.SHOWN}
    key = "handout.certificate.gaps" if result[Verdict.FAIL] else "handout.certificate.clean"
    if result[Verdict.UNKNOWN] and not result[Verdict.FAIL]:
        key = "handout.certificate.open"
    slots = {v.value: n for v, n in result.items()}
    return (
        Figures(tuple((material.say(k), v) for k, v in pairs)),
        Paragraph(material.say(key, total=sum(result.values()), **slots)),
        *_review(material, findings),
        Charts((tally.by_pillar(material, findings),)),
        _summary(material, findings),
        QrCode(payload(material, subject), material.say("handout.certificate.qr")),
        Paragraph(material.say("handout.certificate.meaning"), soft=True),
        Signatures(tuple(material.say(f"handout.sign.{k}") for k in ("principal", "officer", "day"))),
    )


def _review(material: Material, findings: tuple[Found, ...]) -> Iterator[Paragraph]:
    """How many of the verdicts counted rest on what nobody has compared with the official text yet."""
    count = sum(material.to_review(f) for f in findings if f.verdict is not Verdict.NOT_APPLICABLE)
    if count:
        yield Paragraph(material.say("handout.certificate.review", count=count), soft=True)


def _next_change(material: Material, findings: tuple[Found, ...]) -> Cell:
    """The first day on which a pass is lost without new evidence."""
    days = [f.lapses_on for f in findings if f.lapses_on and f.verdict is Verdict.PASS]
    return Day(min(days)) if days else material.say("handout.none_known")


def _summary(material: Material, findings: tuple[Found, ...]) -> Table:
    """The gaps in short, the severe first; how many more there are stands in the last row."""
    found = tally.gaps(findings)
    rows: list[tuple[Cell, ...]] = []
    for view in material.views(found[:MAX_ROWS]):
        rule = view.finding.rule
        severity = view.say(f"severity.{rule.severity}")
        rows.append((view.finding.subject.id, listing.marked_title(view), severity, view.articles, view.shortfall))
    if len(found) > MAX_ROWS:
        rows.append(("", material.say("gap.more", count=len(found) - MAX_ROWS), "", "", ""))
    heads = ("head.id", "head.title", "head.severity", "head.article", "head.shortfall")
    name, empty = material.say("handout.gap_list"), material.say("handout.no_gaps")
    return Table(name, tuple(map(material.say, heads)), tuple(rows), (7, 14, 4, 16, 8), main=True, empty=empty)
