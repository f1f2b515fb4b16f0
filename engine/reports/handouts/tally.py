"""Counting what charts and key figures show: verdicts by pillar and township, trend over runs, lapses by week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar, get_args

from anwei.engine.facts.subject import Subject
from anwei.engine.facts.values import show_date
from anwei.engine.ir.rules import Pillar, Rule
from anwei.engine.record.finding import Verdict
from anwei.engine.reports.handouts import fields
from anwei.engine.reports.handouts.document import Chart, Point, Series, Tone
from anwei.engine.reports.handouts.material import Found, Material

#: What counts as decided or open; what does not apply is left out. ``error`` is counted as undecided.
SHOWN: tuple[Verdict, ...] = (Verdict.PASS, Verdict.WAIVED, Verdict.UNKNOWN, Verdict.FAIL)
_TONES: dict[Verdict, Tone] = {
    Verdict.PASS: "pass",
    Verdict.WAIVED: "waived",
    Verdict.UNKNOWN: "unknown",
    Verdict.FAIL: "fail",
}
WEEK = 7
MAX_RUNS = 12
T = TypeVar("T")
SEVERITY = ("critical", "major", "minor")


def counted(findings: Iterable[Found]) -> Counter[Verdict]:
    """How many findings have each verdict."""
    return Counter(Verdict.UNKNOWN if f.verdict is Verdict.ERROR else f.verdict for f in findings)


def gaps(findings: Iterable[Found]) -> list[Found]:
    """The gaps, mandatory before the others, severe first, then as judged."""
    return sorted((f for f in findings if f.is_gap), key=lambda f: rank(f.rule))


def rank(rule: Rule) -> tuple[bool, int]:
    return rule.strength == "encouraged", SEVERITY.index(rule.severity)


def township_of(subject: Subject) -> str:
    """The division of the township a subject lies in; that of its county where it names none."""
    return subject.division[: fields.TOWNSHIP_DIGITS]


def grouped(things: Iterable[T], key: Callable[[T], str]) -> dict[str, list[T]]:
    """Things by a key, in the order of the keys."""
    found: dict[str, list[T]] = {}
    for thing in things:
        found.setdefault(key(thing), []).append(thing)
    return dict(sorted(found.items()))


def verdict_chart(material: Material, title: str, groups: Mapping[str, Iterable[Found]]) -> Chart:
    """Verdicts of named groups as stacked bars; a verdict that no group has is left out."""
    counts = {name: counted(rows) for name, rows in groups.items()}
    present = [v for v in SHOWN if any(c[v] for c in counts.values())]
    series = tuple(Series(material.say(f"handout.verdict.{v.value}"), _TONES[v]) for v in present)
    points = tuple(Point(name, tuple(c[v] for v in present)) for name, c in counts.items())
    return Chart(title, "bars", series, points)


def by_pillar(material: Material, findings: Iterable[Found]) -> Chart:
    """Verdicts by pillar, in the order in which the five are named; other rules last."""
    groups: dict[str, list[Found]] = {p: [] for p in get_args(Pillar)}
    for finding in findings:
        groups[finding.rule.pillar].append(finding)
    named = {material.say(f"pillar.{p}"): rows for p, rows in groups.items() if sum(_countable(rows))}
    return verdict_chart(material, material.say("handout.chart.pillars"), named)


def _countable(findings: Iterable[Found]) -> Iterable[int]:
    return (f.verdict is not Verdict.NOT_APPLICABLE for f in findings)


def by_township(material: Material, limit: int) -> Chart:
    """Gaps and undecided verdicts by township, the most gaps first; the title says how many there are in all."""
    groups = grouped(material.assessment.findings, lambda f: township_of(f.subject))
    counts = {name: counted(rows) for name, rows in groups.items()}
    order = sorted(counts, key=lambda d: (-counts[d][Verdict.FAIL], d))
    shown = (Verdict.FAIL, Verdict.UNKNOWN)
    series = tuple(Series(material.say(f"handout.verdict.{v.value}"), _TONES[v]) for v in shown)
    points = tuple(Point(place_words(material, d), tuple(counts[d][v] for v in shown)) for d in order[:limit])
    key = "handout.chart.townships" if len(order) <= limit else "handout.chart.townships.first"
    return Chart(material.say(key, limit=limit, count=len(order)), "bars", series, points)


def place_words(material: Material, division: str) -> str:
    """A township by its name or code; what lies in none of them is said to be at the level of its county."""
    if not division:
        return material.say("handout.no_division")
    name = material.place(division)
    return name if len(division) >= fields.TOWNSHIP_DIGITS else material.say("handout.county_level", name=name)


def by_week(material: Material) -> Chart:
    """How many verdicts turn into gaps in each week looked ahead, by the first day of the week."""
    weeks = -(-material.within // WEEK)
    counts = Counter(
        ((f.lapses_on or 0) - material.as_of - 1) // WEEK for f in material.assessment.findings if material.lapsing(f)
    )
    starts = (material.as_of + 1 + WEEK * w for w in range(weeks))
    points = tuple(Point(show_date(day)[5:], (counts[week],)) for week, day in enumerate(starts))
    series = (Series(material.say("handout.series.lapses"), "unknown"),)
    return Chart(material.say("handout.chart.weeks", days=material.within), "columns", series, points)


def trend(material: Material) -> Chart | None:
    """Gaps and undecided verdicts of the stored runs, with today's as the last; None before the first run."""
    runs = [r for r in material.told.runs if r.as_of < material.as_of][-MAX_RUNS + 1 :]
    if not runs:
        return None
    now = counted(material.assessment.findings)
    points = [Point(show_date(r.as_of), (r.gaps, r.unknown)) for r in runs]
    points.append(Point(show_date(material.as_of), (now[Verdict.FAIL], now[Verdict.UNKNOWN])))
    shown = (Verdict.FAIL, Verdict.UNKNOWN)
    series = tuple(Series(material.say(f"handout.verdict.{v.value}"), _TONES[v]) for v in shown)
    return Chart(material.say("handout.chart.trend"), "lines", series, tuple(points))
