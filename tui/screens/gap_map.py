"""The map drawn: places or sectors by families of requirements, a cell being the worst state and how many."""

from __future__ import annotations

from anwei.tui.families import ORDER
from anwei.tui.index.query import Facets, Index, verdict_name, worst
from anwei.tui.index.schema import NOT_JUDGED
from anwei.tui.widgets.matrix import Head, Line, Matrix
from anwei.tui.words import say, width

_LEAST, _MOST = 8, 10  # cells of a column
Summary = dict[tuple[str, str], dict[int, int]]


def map_of(matrix: Matrix, index: Index, by: str, facets: Facets) -> Summary:
    """Show the map in a matrix; the counts it was made from, by row and family."""
    summary, heads = index.summary(by, facets), index.heads(by, facets)
    families = [f for f in ORDER if any((h, f) in summary for h, _ in heads)]
    lines = {}
    for head, number in heads:
        cells = tuple(_cell(summary.get((head, f), {})) for f in families)
        name = index.name(by, head) if head else say(f"gaps.no_{by}")
        lines[head] = Line(head, name, str(number), cells)
    titles = [say(f"family.{f}") for f in families]
    columns = [Head(f, t, min(_MOST, max(_LEAST, width(t)))) for f, t in zip(families, titles, strict=True)]
    none = say(index.empty("empty.view"))
    matrix.show(say(f"gaps.corner.{by}"), columns, list(lines), lambda keys: [lines[k] for k in keys], none)
    return summary


def _cell(counts: dict[int, int]) -> tuple[str, str]:
    code = worst(counts)
    return (verdict_name(code), str(counts[code])) if code != NOT_JUDGED else ("", "")
