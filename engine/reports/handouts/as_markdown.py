"""Markdown: text and tables; charts as the tables of their numbers, the QR code as the text it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import singledispatch

from anwei.engine.messages import label
from anwei.engine.reports.handouts.document import (
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
    shown,
)
from anwei.engine.reports.markdown import escaped


def write(handout: Handout) -> bytes:
    """The handout as Markdown."""
    lines = [f"# {escaped(handout.title)}", "", escaped(handout.subtitle), ""]
    lines += [f"**{escaped(m)}**  " for m in handout.marks]
    for page in handout.pages:
        lines += _page(page, handout)
    lines += ["", *(f"> {escaped(b)}  " for b in handout.basis)]
    return ("\n".join(lines) + "\n").encode()


def _page(page: Page, handout: Handout) -> list[str]:
    head = ["", f"## {escaped(page.title)}"] if page.title else []
    return [*head, *(line for block in page.blocks for line in ("", *_block(block, handout)))]


@singledispatch
def _block(_block: object, _handout: Handout) -> Iterator[str]:
    raise NotImplementedError


@_block.register
def _(block: Paragraph, _handout: Handout) -> Iterator[str]:
    yield escaped(block.text)


@_block.register
def _(block: Figures, _handout: Handout) -> Iterator[str]:
    yield from (f"- **{escaped(k)}** {escaped(shown(v))}" for k, v in block.rows)


@_block.register
def _(block: Charts, handout: Handout) -> Iterator[str]:
    for chart in block.charts:
        head = (label("handout.chart.group", handout.lang), *(s.name for s in chart.series))
        yield from _table(chart.title, head, chart.rows())
        yield ""


@_block.register
def _(block: Table, _handout: Handout) -> Iterator[str]:
    if block.rows:
        yield from _table(block.name, block.head, block.rows)
    else:
        yield from (f"### {escaped(block.name)}", "", escaped(block.empty))


@_block.register
def _(block: QrCode, _handout: Handout) -> Iterator[str]:
    yield from (f"- {escaped(line)}" for line in block.text.split("\n"))
    yield ""
    yield escaped(block.caption)


@_block.register
def _(block: Signatures, _handout: Handout) -> Iterator[str]:
    yield "　".join(f"{escaped(t)} ________" for t in block.labels)


def _table(title: str, head: tuple[str, ...], rows: Iterable[tuple[Cell, ...]]) -> Iterator[str]:
    found = list(rows)
    numeric = [
        bool(found) and all(isinstance(r[i], int) and not isinstance(r[i], Day) for r in found)
        for i in range(len(head))
    ]
    yield f"### {escaped(title)}"
    yield ""
    yield _row(map(escaped, head))
    yield _row("---:" if n else "---" for n in numeric)
    yield from (_row(escaped(shown(c)) for c in row) for row in found)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
