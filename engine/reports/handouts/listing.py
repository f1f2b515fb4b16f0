"""Tables that several kinds of handout share: gaps one by one, gaps by rule, what lapses next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from anwei.engine.facts.subject import Subject
from anwei.engine.record.finding import Verdict
from anwei.engine.reports.handouts import tally
from anwei.engine.reports.handouts.document import Cell, Day, Figures, Handout, Page, Table
from anwei.engine.reports.handouts.material import Found, Material
from anwei.engine.reports.remedies import filled
from anwei.engine.reports.view import View

MAX_GAPS = 3  # of one finding that are spelled out in a cell


def handout(
    kind: str, material: Material, pages: Sequence[Page], *, one_page: bool = False, basis: tuple[str, ...] = ()
) -> Handout:
    """A handout with title, scope and basis (by default that of the whole scope)."""
    title = material.say(f"handout.{kind}.title")
    words = material.scope_words
    basis = basis or material.basis
    if any(material.review_mark in str(c) for p in pages for b in p.blocks for r in getattr(b, "rows", ()) for c in r):
        basis = (*basis, material.say("handout.review", mark=material.review_mark.strip()))
    return Handout(kind, title, words, material.lang, material.as_of, basis, tuple(pages), one_page, material.marks)


def what_lacks(view: View) -> str:
    """What does not hold, in few words; for an undecided verdict the facts that would decide."""
    if view.finding.verdict is Verdict.UNKNOWN:
        return view.say("mark.list").join(view.shortened(view.missing, MAX_GAPS))
    texts = view.shortened(view.gaps, MAX_GAPS) or [t for t in (view.reason,) if t]
    return view.say("mark.list").join(texts)


def gap_table(material: Material, findings: Iterable[Found], name: str, *, main: bool = True) -> Table:
    """Gaps one by one: where, who, what is required by which article, what is missing, what to do and by when."""
    return gap_table_of(material, material.views(list(findings)), name, main=main)


def gap_table_of(material: Material, views: Iterable[View], name: str, *, main: bool = True) -> Table:
    """The same of gaps that are in words already."""
    heads = ("id", "subject", "severity", "strength", "title", "article", "gap", "remedy", "remedy_by")
    rows = tuple(_gap_row(material, v) for v in views)
    widths = (9, 10, 14, 5, 5, 14, 16, 24, 20, 9)
    empty = material.say("handout.no_gaps")
    head = (material.say("handout.head.place"), *(material.say(f"head.{h}") for h in heads))
    return Table(name, head, rows, widths, main, empty)


def _gap_row(material: Material, view: View) -> tuple[Cell, ...]:
    finding, rule = view.finding, view.finding.rule
    return (
        tally.place_words(material, tally.township_of(finding.subject)),
        finding.subject.id,
        finding.subject.name,
        view.say(f"severity.{rule.severity}"),
        view.say(f"strength.{rule.strength}"),
        marked_title(view),
        view.articles,
        what_lacks(view),
        filled(view),
        Day(view.remedy_by) if view.remedy_by else "",
    )


def marked_title(view: View) -> str:
    """The title, marked where the rule or a value it used still has to be compared with the official text."""
    return view.title + (view.say("param.review") if view.finding.needs_review else "")


def rule_table(material: Material, findings: Iterable[Found], name: str, limit: int | None = None) -> Table:
    """The rules with the most gaps: how many subjects have one, how severe it is and by which article."""
    found = tally.grouped(tally.gaps(findings), lambda f: f.rule.id)
    order = sorted(found.values(), key=lambda fs: (tally.rank(fs[0].rule), -len(fs)))[:limit]
    rows = tuple(
        (
            material.marked(next(filter(material.to_review, fs), fs[0])),
            len(fs),
            material.say(f"severity.{r.severity}"),
            material.articles(r),
        )
        for fs in order
        for r in (fs[0].rule,)
    )
    heads = tuple(material.say(h) for h in ("head.title", "handout.head.subjects", "head.severity", "head.article"))
    return Table(name, heads, rows, (12, 4, 4, 18), empty=material.say("handout.no_gaps"))


def lapse_table(material: Material, findings: Iterable[Found], name: str, limit: int | None = None) -> Table:
    """What turns into a gap within the days looked ahead, the earliest first."""
    lapsing = sorted((f for f in findings if material.lapsing(f)), key=lambda f: (f.lapses_on, tally.rank(f.rule)))
    found = lapsing[:limit]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            Day(f.lapses_on or 0),
            (f.lapses_on or 0) - f.as_of,
            f.subject.name,
            material.marked(f),
            needed,
        )
        for f, needed in zip(found, _needed(material, found), strict=True)
    )
    heads = ("head.lapses", "handout.head.days", "head.subject", "head.title", "head.evidence")
    empty = material.say("handout.no_lapses", days=material.within)
    return Table(name, tuple(material.say(h) for h in heads), rows, (7, 5, 12, 14, 16), empty=empty)


def _needed(material: Material, found: Sequence[Found]) -> list[str]:
    """What each verdict that lapses will need: the evidence of its rule, or the facts that would decide it now."""
    views = iter(material.views([f for f in found if f.verdict is Verdict.UNKNOWN]))
    remedies = (next(views).remedy if f.verdict is Verdict.UNKNOWN else "" for f in found)
    return [
        r or (f.rule.evidence.lang(material.lang) if f.rule.evidence is not None else "")
        for f, r in zip(found, remedies, strict=True)
    ]


def key_figures(material: Material, subjects: Sequence[Subject], findings: Sequence[Found]) -> Figures:
    """How many were judged, how many have gaps, how many gaps are severe, what is undecided and what lapses soon."""
    counts = tally.counted(findings)
    found = tally.gaps(findings)
    with_gaps = {(f.subject.kind, f.subject.id) for f in found}
    severe = sum(f.rule.severity == "critical" and f.rule.strength != "encouraged" for f in found)
    pairs = (
        ("handout.figure.subjects", len(subjects)),
        ("handout.figure.with_gaps", len(with_gaps)),
        ("handout.figure.gaps", counts[Verdict.FAIL]),
        ("handout.figure.critical", severe),
        ("handout.figure.unknown", counts[Verdict.UNKNOWN]),
        ("handout.figure.waived", counts[Verdict.WAIVED]),
        ("handout.figure.lapsing", sum(map(material.lapsing, findings))),
    )
    return Figures(tuple((material.say(key, days=material.within), value) for key, value in pairs))


def subject_table(material: Material, subjects: Iterable[Subject], name: str) -> Table:
    """Everyone in the scope with the count of each verdict."""
    heads = ["head.id", "head.subject", "head.kind", *(f"handout.verdict.{v.value}" for v in reversed(tally.SHOWN))]
    rows: list[tuple[Cell, ...]] = []
    for subject in subjects:
        counts = tally.counted(material.findings(subject))
        numbers = (counts[v] for v in reversed(tally.SHOWN))
        rows.append((subject.id, subject.name, material.kind_of(subject), *numbers))
    empty = material.say("handout.nobody")
    return Table(name, tuple(map(material.say, heads)), tuple(rows), (10, 20, 12, 5, 5, 5, 5), empty=empty)
