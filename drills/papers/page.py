"""The HTML twin of a paper: the layout and context of the Word one, in one file that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from anwei.drills.papers.layout import (
    Annex,
    Context,
    Grid,
    Imprint,
    Layout,
    Line,
    Part,
    Particulars,
    Sign,
    Signed,
    Turn,
    filled,
)
from anwei.drills.papers.template import FANG, HEI, KAI, LATIN, RED, SONG
from anwei.engine.services import HTML_POLICY, html_text, label

if TYPE_CHECKING:
    from anwei.drills.seal.views import Office

STYLE = f"""
:root {{ color-scheme: light; }}
* {{ box-sizing: border-box; }}
body {{ margin: 0 auto; padding: 12mm 8mm; max-width: 172mm; background: #fff; color: #000;
  font: 16pt/28pt "{LATIN}", "{FANG}", FangSong, "Noto Serif CJK SC", serif; }}
.wide {{ page: wide; break-before: page; }}
p {{ margin: 0; text-indent: 2em; white-space: pre-line; overflow-wrap: anywhere; }}
html[lang=en] p {{ text-indent: 0; }}
.head {{ color: #{RED}; font: 400 42pt/1.3 "{SONG}", "Noto Serif CJK SC", serif; text-align: center; margin: 0 0 20pt;
  text-wrap: balance; }}
html[lang=en] .head {{ font-size: 22pt; font-weight: 700; }}
.number {{ text-align: center; text-indent: 0; border-bottom: 2.25pt solid #{RED}; padding-bottom: 4pt; }}
h1, .title {{ font: 400 22pt/1.4 "{LATIN}", "{SONG}", "Noto Serif CJK SC", serif; text-align: center;
  margin: 18pt 0 14pt; overflow-wrap: anywhere; text-wrap: balance; }}
h2 {{ font: 400 16pt/28pt "{LATIN}", "{HEI}", SimHei, "Noto Sans CJK SC", sans-serif; margin: 0; text-indent: 2em;
  break-after: avoid; }}
.head, .title, .annex, .to, .foot {{ text-indent: 0; }}
.small {{ font: 12pt/22pt "{LATIN}", "{KAI}", KaiTi, "Noto Serif CJK SC", serif; text-indent: 0; }}
.table {{ overflow-x: auto; margin: 0 0 8pt; }}
table {{ border-collapse: collapse; width: 100%; table-layout: fixed; font-size: 10.5pt; line-height: 1.35; }}
th, td {{ border: .5pt solid #000; padding: 2.5pt 4pt; vertical-align: middle; text-align: left; font-weight: 400;
  overflow-wrap: anywhere; white-space: pre-line; }}
thead th, caption {{ font-family: "{LATIN}", "{HEI}", SimHei, "Noto Sans CJK SC", sans-serif; text-align: center; }}
caption {{ font-size: 12pt; padding: 3pt; }} thead {{ display: table-header-group; }} tr {{ break-inside: avoid; }}
td:first-child {{ text-align: center; }} tbody th {{ width: 20%; text-align: center; }}
.stamp, .imprint, footer {{ break-inside: avoid; break-before: avoid; }}
.stamp {{ margin: 28pt 24pt 0 auto; width: 240pt; text-align: center; }} .stamp p {{ text-indent: 0; }}
.imprint {{ display: flex; justify-content: space-between; border: solid #000; border-width: 1pt 0; font-size: 14pt;
  margin-top: 22pt; padding: 0 14pt; }}
.sign {{ display: flex; flex-wrap: wrap; gap: 12mm; margin: 24pt 0; font-size: 12pt; }}
.sign span::after {{ content: "____________"; }}
.foot {{ font-size: 10.5pt; text-align: center; margin-top: 18pt; }} .mark {{ text-align: center; text-indent: 0; }}
@page {{ size: A4; margin: 37mm 26mm 35mm 28mm; @bottom-center {{ content: "— " counter(page) " —"; }} }}
@page wide {{ size: A4 landscape; margin: 28mm 35mm 26mm 37mm; }}
@media print {{ body {{ max-width: none; padding: 0; }} }}
"""


def write(layout: Layout, context: Context, office: Office) -> bytes:
    """The paper as one HTML page."""
    lang, title = office.lang, html_text(filled(layout.title.lang(office.lang), context))
    lines = [
        "<!doctype html>",
        f'<html lang="{"zh-CN" if lang == "zh" else "en"}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{HTML_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<style>{STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
        *([f'<p class="mark">{html_text(str(context["demo_line"]))}</p>'] if office.demo else []),
        *(_red_head(context, office) if layout.official else ()),
        f"<h1>{title}</h1>",
        *(line for part, titled, _ in layout.placed() for line in _part(part, titled, context, office)),
        f'<footer><p class="foot">{_said(context, "foot_line")}</p></footer>',
        *(["</section>"] if any(isinstance(p, Turn) for p in layout.parts) else []),
        "</main>",
        "</body>",
        "</html>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _said(context: Context, name: str) -> str:
    """A value of the context as HTML text; its line breaks stay."""
    return "\n".join(map(html_text, str(context.get(name, "")).split("\n")))


def _text(text: str, context: Context) -> str:
    return "\n".join(map(html_text, filled(text, context).split("\n")))


def _red_head(context: Context, office: Office) -> Iterator[str]:
    yield f'<p class="head">{_text(label("drill.paper.head", office.lang), context)}</p>'
    yield f'<p class="number">{_said(context, "number")}</p>'


def _part(part: Part, titled: bool, context: Context, office: Office) -> Iterator[str]:
    lang = office.lang
    match part:
        case Line():
            yield from _line(part, context, office)
        case Particulars():
            rows = "".join(
                f'<tr><th scope="row">{html_text(n.lang(lang))}</th><td>{_said(context, p)}</td></tr>'
                for n, p in part.rows
            )
            yield f'<div class="table"><table><tbody>{rows}</tbody></table></div>'
        case Grid():
            yield from _grid(part, titled, context, office)
        case Turn():
            yield '<section class="wide">'
        case Annex():
            yield f'<h2 class="annex">{label("drill.paper.annex", lang, number=part.number)}</h2>'
            yield f'<p class="title">{_text(part.title.lang(lang), context)}</p>'
        case Signed():
            yield f'<div class="stamp"><p>{_said(context, "office")}</p><p>{_said(context, part.day)}</p></div>'
        case Imprint():
            day = _text(label("drill.paper.imprint", lang, day=part.day), context)
            yield f'<div class="imprint"><span>{_said(context, "office")}</span><span>{day}</span></div>'
        case Sign():
            names = "".join(f"<span>{html_text(t.lang(lang))}：</span>" for t in part.labels)
            yield f'<div class="sign">{names}</div>'


def _line(line: Line, context: Context, office: Office) -> Iterator[str]:
    text = _text(line.text.lang(office.lang), context)
    if not text:
        return
    if line.role == "heading":
        yield f"<h2>{text}</h2>"
    else:
        kind = "" if line.role == "body" else f' class="{line.role}"'
        yield f"<p{kind}>{text}</p>"


def _grid(grid: Grid, titled: bool, context: Context, office: Office) -> Iterator[str]:
    lang, rows = office.lang, context.get(grid.rows, [])
    assert isinstance(rows, list)
    if not rows:
        yield f'<p class="small">{html_text(grid.empty.lang(lang))}</p>'
        return
    caption = "" if titled else f"<caption>{html_text(grid.title.lang(lang))}</caption>"
    whole = sum(c.width + 0.7 for c in grid.columns)
    widths = "".join(f'<col style="width: {100 * (c.width + 0.7) / whole:.1f}%">' for c in grid.columns)
    head = "".join(f'<th scope="col">{html_text(c.head.lang(lang))}</th>' for c in grid.columns)
    yield f'<div class="table"><table>{caption}<colgroup>{widths}</colgroup><thead><tr>{head}</tr></thead><tbody>'
    for row in rows:
        cells = ("\n".join(map(html_text, row.get(c.key, "").split("\n"))) for c in grid.columns)
        yield "<tr>" + "".join(f"<td>{c}</td>" for c in cells) + "</tr>"
    yield "</tbody></table></div>"
