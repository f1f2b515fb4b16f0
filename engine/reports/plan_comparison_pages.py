"""The comparison of plans laid out: as text for a terminal, as plain data, and as a handout for every other format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from anwei.engine.facts.values import show_date
from anwei.engine.ir.rules import Clause
from anwei.engine.messages import Lang, label
from anwei.engine.reports.handouts.cleaning import cleaned
from anwei.engine.reports.handouts.document import Figures, Handout, Page, Paragraph, Table
from anwei.engine.reports.law_words import review_mark, show_value
from anwei.engine.reports.layout import visible, wrapped
from anwei.engine.reports.plan_comparison import Cell, Limit, Plan, Row

_WIDTH = 110


def counts(rows: Sequence[Row]) -> dict[str, int]:
    """How many obligations there are, how many have a number, and how many numbers differ."""
    return {"rows": len(rows), "numbers": sum(r.numbered for r in rows), "differing": sum(r.differs for r in rows)}


# -- words ------------------------------------------------------------------------------------------------------------


def limit_text(limit: Limit, lang: Lang) -> str:
    """A number with its unit, marked where it still has to be compared with the official text."""
    return show_value(limit.parameter, limit.value, lang) + review_mark(limit.value, lang)


def strengths(clauses: Iterable[Clause], lang: Lang) -> list[str]:
    """How binding the clauses are, each word once."""
    found = dict.fromkeys(c.strength for c in clauses if c.strength)
    return [label(f"compare.strength.{s}" if s == "binding" else f"strength.{s}", lang) for s in found]


def cell_text(cell: Cell | None, lang: Lang) -> str:
    """What a plan says, in one line: its numbers, who is strictest, how binding, which clauses."""
    if cell is None:
        return label("compare.absent", lang)
    comma = label("mark.list", lang)
    numbers = comma.join(limit_text(n, lang) for n in cell.limits)
    standing = label(f"compare.standing.{cell.standing}", lang) if cell.standing else ""
    clauses = comma.join(label("compare.clause", lang, id=c.id, section=c.section) for c in cell.clauses)
    return " · ".join(part for part in (numbers, standing, comma.join(strengths(cell.clauses, lang)), clauses) if part)


# -- for people -------------------------------------------------------------------------------------------------------


def text(plans: Sequence[Plan], rows: Sequence[Row], day: int, lang: Lang) -> str:
    """The plans, then each obligation with a line for each plan."""
    head = [label("compare.basis", lang, day=show_date(day))]
    head += [line for p in plans for line in wrapped(p.id, visible(p.title.lang(lang)), indent=2, width=_WIDTH)]
    return "\n".join([*head, *_lines(plans, rows, lang)] if rows else [*head, "", label("compare.none", lang)])


def _lines(plans: Sequence[Plan], rows: Iterable[Row], lang: Lang) -> Iterator[str]:
    for domain, found in groupby(rows, key=lambda r: r.domain):
        yield from ("", f"■ {label(f'domain.{domain}', lang)}")
        for row in found:
            yield from wrapped("", visible(row.name.lang(lang)), indent=1, width=_WIDTH, head_width=1)
            for plan in plans:
                said = visible(cell_text(row.cells.get(plan.id), lang))
                yield from wrapped(plan.id, said, indent=4, width=_WIDTH)


def handout(plans: Sequence[Plan], rows: Sequence[Row], day: int, lang: Lang) -> Handout:
    """A page of figures and a page for each field of work, fit to be written in every format of a handout."""
    found = counts(rows)
    titles = label("mark.list", lang).join(p.title.lang(lang) for p in plans)
    figures = Figures(
        (
            (label("compare.plans", lang), len(plans)),
            (label("compare.rows", lang), found["rows"]),
            (label("compare.numbered", lang), found["numbers"]),
            (label("compare.differing", lang), found["differing"]),
        )
    )
    first = Page("", (figures, Paragraph(label("compare.remark", lang), soft=True)))
    pages = [
        Page(label(f"domain.{domain}", lang), (_table(plans, list(group), lang),))
        for domain, group in groupby(rows, key=lambda r: r.domain)
    ] or [Page("", (_table(plans, [], lang),))]
    basis = (label("compare.basis", lang, day=show_date(day)),)
    title = label("compare.title", lang)
    return cleaned(Handout("compare", title, titles, lang, day, basis, (first, *pages)))


def _table(plans: Sequence[Plan], rows: Iterable[Row], lang: Lang) -> Table:
    head = (label("compare.domain", lang), label("compare.obligation", lang), *(p.title.lang(lang) for p in plans))
    body = tuple(
        (
            label(f"domain.{row.domain}", lang),
            row.name.lang(lang),
            *(cell_text(row.cells.get(plan.id), lang) for plan in plans),
        )
        for row in rows
    )
    widths = (6, 16, *(20 for _ in plans))
    return Table(label("compare.table", lang), head, body, widths, main=True, empty=label("compare.none", lang))


# -- as data ----------------------------------------------------------------------------------------------------------


def comparison_object(plans: Sequence[Plan], rows: Sequence[Row], day: int, lang: Lang) -> dict[str, object]:
    """The comparison as plain data; texts in one language, identifiers as they are."""
    return {
        "schema": 1,
        "as_of": show_date(day),
        "plans": [{"plan": p.id, "title": p.title.lang(lang), "division": p.division or None} for p in plans],
        "counts": counts(rows),
        "obligations": [_row_object(row, lang) for row in rows],
    }


def _row_object(row: Row, lang: Lang) -> dict[str, object]:
    return {
        "by": row.key.kind,
        "key": row.key.name,
        "name": row.name.lang(lang),
        "domain": row.domain or None,
        "differs": row.differs,
        "cells": {plan: _cell_object(cell, lang) for plan, cell in row.cells.items()},
    }


def _cell_object(cell: Cell, lang: Lang) -> dict[str, object]:
    return {
        "limits": [
            {
                "parameter": n.parameter.name,
                "value": limit_text(n, lang),
                "set": n.value.kind != "unset",
                "stricter": n.parameter.stricter,
            }
            for n in cell.limits
        ],
        "standing": cell.standing or None,
        "clauses": [
            {"id": c.id, "section": c.section, "strength": c.strength or None, "status": c.status} for c in cell.clauses
        ],
    }
