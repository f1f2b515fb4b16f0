"""HTML: one file that needs nothing else, in light and dark, fit for printing. Data never becomes markup."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from anwei.engine.facts.subject import Subject
from anwei.engine.messages import label
from anwei.engine.reports.layout import visible
from anwei.engine.reports.sections import blocks, entries, heading, notes, summaries, totals
from anwei.engine.reports.view import Report, View

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --page: #ffffff; --card: #f6f8fa;
  --fail: #b3261e; --unknown: #8a5a00; --error: #7b1fa2; --waived: #3d5a80; --pass: #1a7f37;
  --not_applicable: #57606a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9da7b1; --line: #3d444d; --page: #0d1117;
  --card: #161b22; --fail: #ff8a80; --unknown: #f0b849; --error: #d9a6ff; --waived: #9cc2ea; --pass: #6fdd8b;
  --not_applicable: #9da7b1; } }
body { margin: 0 auto; padding: 1.5rem; max-width: 64rem; background: var(--page); color: var(--ink);
  font: 1rem/1.6 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; } h3 { font-size: 1rem; margin: 0; }
h1, h2, h3, td, dd { overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top; }
th:nth-child(n+3), td:nth-child(n+3) { text-align: right; font-variant-numeric: tabular-nums; }
tbody tr:last-child { font-weight: 600; }
article { border: 1px solid var(--line); border-left: .3rem solid var(--tone); border-radius: .3rem; margin: .8rem 0;
  padding: .7rem 1rem; background: var(--card); }
.verdict { color: var(--tone); } code { color: var(--soft); font-weight: 400; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: minmax(5rem, max-content) 1fr; gap: .1rem 1rem; margin: .5rem 0 0; }
dt { color: var(--soft); } dd { margin: 0; } dd + dd { grid-column: 2; }
.notes { color: var(--soft); }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd + dd { grid-column: 1; } }
@media print { body { max-width: none; padding: 0; } article { break-inside: avoid; } h2 { break-after: avoid; }
  article, body { background: none; color: #000; } }
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write(report: Report) -> str:
    """The report as one HTML page."""
    title = label("report.title", report.lang)
    lang = "zh-CN" if report.lang == "zh" else "en"
    tones = "\n".join(f".{v} {{ --tone: var(--{t}); }}" for v, t in _tones(report).items())
    lines = [
        "<!doctype html>",
        f'<html lang="{lang}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{text(title)}</title>",
        f"<style>{STYLE}{tones}\n</style>",
        "</head>",
        "<body>",
        "<main>",
        f"<h1>{text(title)}</h1>",
        *_totals(report),
        *(line for s, v in blocks(report) for line in _subject(report, s, v)),
        "</main>",
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def text(data: str) -> str:
    """Data as HTML text or as a quoted attribute."""
    return escape(visible(data), quote=True)


def _tones(report: Report) -> dict[str, str]:
    """The classes of articles and the colour of each; the summaries of a subject may stand where no finding does."""
    found = {v.finding.verdict.value: v.finding.verdict.value for v in report.views()}
    if report.within is not None:
        found |= {"unknown": "unknown", "lapsing": "unknown"}
    return dict(sorted(found.items()))


def _totals(report: Report) -> Iterator[str]:
    header, rows = totals(report)
    yield '<div class="wide"><table>'
    yield "<thead><tr>" + "".join(f'<th scope="col">{text(h)}</th>' for h in header) + "</tr></thead>"
    yield "<tbody>"
    for row in rows:
        yield "<tr>" + "".join(f"<td>{text(c)}</td>" for c in row) + "</tr>"
    yield "</tbody></table></div>"
    yield from (f'<p class="notes">{text(n)}</p>' for n in notes(report))


def _subject(report: Report, subject: Subject, views: list[View]) -> Iterator[str]:
    kind = report.catalogue.vocabulary.subjects[subject.kind].label.lang(report.lang)
    title = label("subject.title", report.lang, name=subject.name, kind=kind, id=subject.id)
    yield f"<section>\n<h2>{text(title)}</h2>"
    for view in views:
        yield from _finding(report, view)
    for name, texts in summaries(report, subject):
        verdict = text(label(f"verdict.{name}", report.lang))
        first, *rest = map(text, texts)
        yield f'<article class="{name}">\n<h3><span class="verdict">{verdict}</span> {first}</h3>'
        yield "<ul>" + "".join(f"<li>{t}</li>" for t in rest) + "</ul>\n</article>"
    yield "</section>"


def _finding(report: Report, view: View) -> Iterator[str]:
    finding = view.finding
    yield f'<article class="{finding.verdict.value}">'
    yield (
        f'<h3><span class="verdict">{text(view.verdict)}</span> {text(heading(view))} '
        f"<code>{text(finding.rule.id)}</code></h3>"
    )
    yield "<dl>"
    shown = [(k, t) for k, t in entries(report, view) if t]
    for key, group in groupby(shown, key=lambda e: e[0]):
        yield f"<dt>{text(view.say(f'head.{key}'))}</dt>" + "".join(f"<dd>{text(t)}</dd>" for _, t in group)
    yield "</dl>\n</article>"
