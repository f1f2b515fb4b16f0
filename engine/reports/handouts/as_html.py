"""HTML: one file that needs nothing else, with charts as inline SVG, in light and dark, fit for printing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch

from anwei.engine.messages import label
from anwei.engine.reports.handouts.charts import draw
from anwei.engine.reports.handouts.document import (
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
from anwei.engine.reports.handouts.drawing import svg
from anwei.engine.reports.handouts.qr import qr_drawing
from anwei.engine.reports.html import POLICY, text
from anwei.engine.reports.layout import cells

CHART_WIDTH = 340.0
STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --page: #fff; --card: #f6f8fa; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9da7b1; --line: #3d444d; --page: #0d1117;
  --card: #161b22; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 60rem; background: var(--page); color: var(--ink);
  font: .95rem/1.55 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; }
body.wide { max-width: 84rem; }
header { border-bottom: .15rem solid var(--ink); margin-bottom: 1rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; margin: 1.6rem 0 .5rem; }
h3, caption, figcaption { font-size: 1rem; font-weight: 600; text-align: left; margin: 0; padding: .3rem 0; }
.mark { font-weight: 700; } .soft, footer, .subtitle { color: var(--soft); overflow-wrap: anywhere; }
.subtitle { margin: .2rem 0 .6rem; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .5rem; margin: .8rem 0; }
dl div { background: var(--card); border: 1px solid var(--line); border-radius: .3rem; padding: .4rem .7rem; }
dt { color: var(--soft); font-size: .85rem; } dd { margin: 0; font-size: 1.25rem; font-weight: 600; }
dl.long { grid-template-columns: max-content 1fr; gap: .1rem 1rem; } dl.long div { display: contents; }
dl.long dd { font-size: 1rem; font-weight: 400; overflow-wrap: anywhere; } dl.long dt { font-size: 1rem; }
.charts { display: flex; flex-wrap: wrap; gap: .6rem 2rem; } figure { margin: 0; max-width: 100%; }
svg { max-width: 100%; height: auto; font-family: inherit; }
.qr { display: flex; gap: 1rem; align-items: center; } .qr svg { background: #fff; color: #000; flex: none; }
.table { overflow-x: auto; margin: .8rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; }
th, td { border: 1px solid var(--line); padding: .25rem .45rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; min-width: 3em; }
th { background: var(--card); } td.n { text-align: right; white-space: nowrap; } td.s { white-space: nowrap; }
.sign { display: flex; flex-wrap: wrap; gap: 2.5rem; margin: 2.5rem 0 1rem; }
.sign span { border-bottom: 1px solid var(--ink); min-width: 14rem; padding-bottom: .2rem; }
@page { size: A4; margin: 14mm; }
@media print { body, body.wide { max-width: none; padding: 0; font-size: 9.5pt; color: #000; background: none; }
  section + section { break-before: page; } tr, figure, .qr, .sign { break-inside: avoid; } thead { display:
  table-header-group; } .charts { gap: .3rem 1rem; } h1 { font-size: 15pt; } dd { font-size: 12pt; } }
"""
_LONG = 24  # characters: particulars, not figures
_SHORT = 12  # columns of a text that is not broken


def write(handout: Handout) -> bytes:
    """The handout as one HTML page."""
    lang = "zh-CN" if handout.lang == "zh" else "en"
    lines = [
        "<!doctype html>",
        f'<html lang="{lang}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{text(handout.title)}</title>",
        f"<style>{STYLE}{'@page { size: A4 landscape; }' if handout.wide else ''}</style>",
        "</head>",
        _body(handout),
        "<header>",
        *(f'<p class="mark">{text(m)}</p>' for m in handout.marks),
        f"<h1>{text(handout.title)}</h1>",
        f'<p class="subtitle">{text(handout.subtitle)}</p>',
        "</header>",
        "<main>",
        *(line for page in handout.pages for line in _page(page, handout)),
        "</main>",
        "<footer>",
        *(f"<p>{text(b)}</p>" for b in handout.basis),
        "</footer>",
        "</body>",
        "</html>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _body(handout: Handout) -> str:
    return '<body class="wide">' if handout.wide else "<body>"


def _page(page: Page, handout: Handout) -> Iterator[str]:
    yield "<section>"
    if page.title:
        yield f"<h2>{text(page.title)}</h2>"
    for block in page.blocks:
        yield from _block(block, handout)
    yield "</section>"


@singledispatch
def _block(_block: object, _handout: Handout) -> Iterator[str]:
    raise NotImplementedError


@_block.register
def _(block: Paragraph, _handout: Handout) -> Iterator[str]:
    yield f'<p class="soft">{text(block.text)}</p>' if block.soft else f"<p>{text(block.text)}</p>"


@_block.register
def _(block: Figures, _handout: Handout) -> Iterator[str]:
    long = any(len(shown(v)) > _LONG for _, v in block.rows)
    rows = "".join(f"<div><dt>{text(k)}</dt><dd>{text(shown(v))}</dd></div>" for k, v in block.rows)
    yield f'<dl class="long">{rows}</dl>' if long else f"<dl>{rows}</dl>"


@_block.register
def _(block: Charts, _handout: Handout) -> Iterator[str]:
    yield '<div class="charts">'
    for chart in block.charts:
        yield f"<figure><figcaption>{text(chart.title)}</figcaption>{svg(draw(chart, CHART_WIDTH))}</figure>"
    yield "</div>"


@_block.register
def _(block: Table, _handout: Handout) -> Iterator[str]:
    if not block.rows:
        yield f"<h3>{text(block.name)}</h3><p>{text(block.empty)}</p>"
        return
    yield f'<div class="table"><table><caption>{text(block.name)}</caption>'
    yield "<thead><tr>" + "".join(f'<th scope="col">{text(h)}</th>' for h in block.head) + "</tr></thead><tbody>"
    for row in block.rows:
        yield "<tr>" + "".join(map(_cell, row)) + "</tr>"
    yield "</tbody></table></div>"


def _cell(cell: str | int | Day) -> str:
    short = isinstance(cell, Day) or (isinstance(cell, str) and cells(cell) <= _SHORT)
    kind = ' class="s"' if short else ' class="n"' if isinstance(cell, int) else ""
    return f"<td{kind}>{text(shown(cell))}</td>"


@_block.register
def _(block: QrCode, handout: Handout) -> Iterator[str]:
    drawing = qr_drawing(block.text, label("handout.certificate.title", handout.lang))
    yield f'<div class="qr">{svg(drawing)}<p>{text(block.caption)}</p></div>'


@_block.register
def _(block: Signatures, _handout: Handout) -> Iterator[str]:
    yield '<div class="sign">' + "".join(f"<span>{text(t)}</span>" for t in block.labels) + "</div>"
