"""Charts drawn of boxes, strokes and words: stacked bars, stacked columns, lines. Every value is also written."""

from __future__ import annotations

from collections.abc import Iterator

from anwei.engine.reports.handouts.document import Chart, Point
from anwei.engine.reports.handouts.drawing import Box, Drawing, Mark, Stroke, Word, breadth, clipped

SIZE = 9.0  # of text, in points
ROW = 17.0
PLOT = 96.0  # height of columns and lines
LEGEND = 16.0
_LABELS = 0.34  # of the width, at most, for the labels of bars


def draw(chart: Chart, width: float = 240.0) -> Drawing:
    """The chart, ``width`` points wide and as high as it needs. The title is left to the writer."""
    marks = [*_legend(chart, width)]
    top = max((m.y for m in marks if isinstance(m, Word)), default=0.0) + 8
    if chart.form == "bars":
        marks += _bars(chart, width, top)
        height = top + ROW * len(chart.points) + 2
    else:
        marks += _columns(chart, width, top) if chart.form == "columns" else _lines(chart, width, top)
        height = top + PLOT + 2 * SIZE + 4
    return Drawing(width, height, chart.title, tuple(marks))


def _legend(chart: Chart, width: float) -> Iterator[Mark]:
    x, y = 0.0, 10.0
    for series in chart.series:
        room = 13 + breadth(series.name, SIZE) + 10
        if x and x + room > width:
            x, y = 0.0, y + LEGEND
        yield Box(x, y - 8, 9, 9, series.tone)
        yield Word(x + 13, y, series.name, SIZE)
        x += room


def _highest(chart: Chart) -> int:
    if chart.form == "lines":
        return max((v for p in chart.points for v in p.values), default=0) or 1
    return max((sum(p.values) for p in chart.points), default=0) or 1


def _bars(chart: Chart, width: float, top: float) -> Iterator[Mark]:
    widest = max((breadth(p.label, SIZE) for p in chart.points), default=0.0)
    left = min(widest + 4, width * _LABELS) + 6
    tail = breadth(str(_highest(chart)), SIZE) * 1.35 + 5
    scale = (width - left - tail) / _highest(chart)
    for index, point in enumerate(chart.points):
        y = top + index * ROW
        yield Word(left - 6, y + 10.5, clipped(point.label, SIZE, left - 6), SIZE, "end")
        yield from _stack(chart, point, left, y, scale)
        yield Word(left + sum(point.values) * scale + 4, y + 10.5, str(sum(point.values)), SIZE, "start", "soft")


def _stack(chart: Chart, point: Point, left: float, y: float, scale: float) -> Iterator[Mark]:
    x = left
    for value, series in zip(point.values, chart.series, strict=True):
        if value:
            yield Box(x, y, value * scale, ROW - 4, series.tone)
        x += value * scale


def _axis(chart: Chart, width: float, top: float) -> Iterator[Mark]:
    """The base line, and the labels of as many points as there is room for, the last always."""
    yield Stroke(((0, top + PLOT + SIZE), (width, top + PLOT + SIZE)), "line")
    if not chart.points:
        return
    room = max(breadth(p.label, SIZE - 1) for p in chart.points) + 6
    step = width / len(chart.points)
    every = max(1, -int(-room // step))
    last = len(chart.points) - 1
    for index, point in enumerate(chart.points):
        if (last - index) % every == 0:
            x = min(max(step * (index + 0.5), room / 2), width - room / 2)
            yield Word(x, top + PLOT + 2 * SIZE + 1, point.label, SIZE - 1, "middle", "soft")


def _columns(chart: Chart, width: float, top: float) -> Iterator[Mark]:
    yield from _axis(chart, width, top)
    step = width / max(1, len(chart.points))
    scale, base = PLOT / _highest(chart), top + PLOT + SIZE
    for index, point in enumerate(chart.points):
        y = base
        for value, series in zip(point.values, chart.series, strict=True):
            if value:
                y -= value * scale
                yield Box(step * (index + 0.15), y, step * 0.7, value * scale, series.tone)
        if sum(point.values):
            yield Word(step * (index + 0.5), y - 2, str(sum(point.values)), SIZE - 1, "middle")


def _lines(chart: Chart, width: float, top: float) -> Iterator[Mark]:
    yield from _axis(chart, width, top)
    step = width / max(1, len(chart.points))
    scale, base = PLOT / _highest(chart), top + PLOT + SIZE
    for index, series in enumerate(chart.series):
        places = tuple((step * (i + 0.5), base - p.values[index] * scale) for i, p in enumerate(chart.points))
        if len(places) > 1:
            yield Stroke(places, series.tone, 2.0)
        yield from (Box(x - 2, y - 2, 4, 4, series.tone) for x, y in places)
        for i in sorted({0, len(places) - 1} & set(range(len(places)))):
            x, y = places[i]
            yield Word(x, y - 5, str(chart.points[i].values[index]), SIZE - 1, "middle")
