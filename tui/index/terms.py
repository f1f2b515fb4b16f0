"""What a view is narrowed to, as terms of SQL over subjects and cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anwei.tui.index.schema import FAIL, NEAR, WAIVED

if TYPE_CHECKING:
    from anwei.tui.index.query import Facets, RuleLine


def fits(rule: RuleLine, facets: Facets) -> bool:
    """Whether a requirement is one of those asked about."""
    return (
        (not facets.kind or rule.kind == facets.kind)
        and (not facets.family or rule.family == facets.family)
        and (facets.severity < 0 or rule.severity == facets.severity)
        and (not facets.pillar or rule.pillar == facets.pillar)
    )


def subject_terms(facets: Facets) -> tuple[list[str], list[object]]:
    """Terms over the subject ``s`` with their values."""
    terms: list[str] = []
    params: list[object] = []
    if facets.text:
        terms.append("instr(s.search, ?) > 0")
        params.append(facets.text.lower())
    for column in ("kind", "place", "scale", "who"):
        value = getattr(facets, column)
        if value:
            terms.append(f"s.{column} = ?")
            params.append(value)
    if facets.sector:
        terms.append("s.sectors LIKE ?")
        params.append(f"% {facets.sector} %")
    return terms, params


def cell_terms(facets: Facets, day: int) -> tuple[list[str], list[object]]:
    """Terms over the cell ``c`` and its requirement ``r`` with their values; ``day`` is that of the run."""
    terms: list[str] = ["1"]
    params: list[object] = []
    for column, value in (("r.family", facets.family), ("r.pillar", facets.pillar), ("r.kind", facets.kind)):
        if value:
            terms.append(f"{column} = ?")
            params.append(value)
    if facets.severity >= 0:
        terms.append("r.severity = ?")
        params.append(facets.severity)
    if facets.verdict >= 0:
        terms.append("c.verdict = ?")
        params.append(facets.verdict)
    if facets.within:
        terms.append(f"c.verdict IN ({NEAR},{WAIVED}) AND c.lapses > 0 AND c.lapses <= ?")
        params.append(day + facets.within)
    return terms, params


def on_subjects(facets: Facets, day: int) -> list[str]:
    """Terms over subjects alone, where only a verdict or days are asked for: each subject keeps their counts."""
    if facets.family or facets.pillar or facets.severity >= 0 or (facets.within and facets.verdict >= 0):
        return []
    if facets.within:
        return [f"s.lapses > 0 AND s.lapses <= {day + facets.within}"]
    return {FAIL: ["s.gaps > 0"], NEAR: ["s.near > 0"]}.get(facets.verdict, [])


def asked(row: tuple[str, str, int, int], facets: Facets) -> bool:
    """Whether a line of the summary is within facets of place, family and verdict."""
    head, family, code, _ = row
    return (
        (not facets.place or head == facets.place)
        and (not facets.family or family == facets.family)
        and (facets.verdict < 0 or code == facets.verdict)
    )
