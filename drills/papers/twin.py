"""The HTML and PDF twins of a paper: the same layout and context as the engine's handout, laid out by its writers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from anwei.drills.papers.layout import Context, Grid, Layout, Line, Particulars, Sign, filled
from anwei.engine.services import cleaned, handout, write_handout

if TYPE_CHECKING:
    from anwei.drills.seal.views import Office


def write(layout: Layout, context: Context, office: Office, format_: str) -> bytes:
    """The paper in a format of the engine's handouts (``html``, ``pdf``, ``md`` ...)."""
    return write_handout(cleaned(made(layout, context, office)), format_)


def made(layout: Layout, context: Context, office: Office) -> handout.Handout:
    """The paper as a handout of one part."""
    lang = office.lang
    number = str(context.get("number", "")) if layout.official else ""
    subtitle = "　".join(filter(None, (office.name, number)))
    return handout.Handout(
        kind=f"drill.{layout.kind}",
        title=filled(layout.title.lang(lang), context),
        subtitle=subtitle,
        lang=lang,
        as_of=office.as_of,
        basis=(str(context["basis_line"]),),
        pages=(handout.Page("", tuple(_blocks(layout, context, office))),),
        marks=(str(context["demo_line"]),) if office.demo else (),
    )


def _blocks(layout: Layout, context: Context, office: Office) -> Iterator[handout.Block]:
    lang = office.lang
    for part in layout.parts:
        match part:
            case Line():
                text = filled(part.text.lang(lang), context)
                if text:
                    yield handout.Paragraph(text, soft=part.role == "small")
            case Particulars():
                yield handout.Figures(tuple((n.lang(lang), str(context.get(p, ""))) for n, p in part.rows))
            case Grid():
                yield _table(part, context, office)
            case Sign():
                yield handout.Signatures(tuple(t.lang(lang) for t in part.labels))
            case _:
                continue


def _table(grid: Grid, context: Context, office: Office) -> handout.Table:
    rows = context.get(grid.rows, [])
    assert isinstance(rows, list)
    return handout.Table(
        grid.title.lang(office.lang),
        tuple(c.head.lang(office.lang) for c in grid.columns),
        tuple(tuple(row.get(c.key, "") for c in grid.columns) for row in rows),
        tuple(c.width for c in grid.columns),
        empty=grid.empty.lang(office.lang),
    )
