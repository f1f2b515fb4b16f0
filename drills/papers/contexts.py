"""What every paper says: gaps marked, rows numbered, and the words for forms, units, articles and dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from anwei.drills.model import Citation
from anwei.drills.papers.layout import OPTIONAL, Context, Layout
from anwei.drills.papers.word import missing
from anwei.drills.record.model import Seat
from anwei.drills.seal.views import Shown, View
from anwei.drills.words import codes_of, joined, seat_name, shown_date
from anwei.engine.api import Diagnostics, Lang, show_date
from anwei.engine.services import cleaned, label

MANY = 6  # units named in a cell; of more, the first and how many there are
Row = dict[str, str]


@dataclass(frozen=True)
class Ask:
    """What a paper is about: a drill, a year, a month, days from and to (ordinals), or a reason.

    ``templates`` is the office's own folder of Word templates; what is wrong with them goes to ``diagnostics``.
    """

    drill: str = ""
    year: int = 0
    month: int = 0
    first: int = 0
    last: int = 0
    reason: str = ""
    templates: Path | None = None
    diagnostics: Diagnostics = field(default_factory=Diagnostics, compare=False)


def common(view: View) -> Context:
    """What every paper may use."""
    office = view.office
    basis = label("drill.paper.basis", office.lang, day=show_date(office.as_of))
    demo = label("cli.ws.demo", office.lang)
    return {
        "office": office.name,
        "today": shown_date(office.as_of, office.lang, weekday=False),
        "basis_line": basis,
        "demo_line": demo,
        "foot_line": f"{demo} {basis}" if office.demo else basis,
    }


def marked(layout: Layout, context: Context, lang: Lang) -> Context:
    """The context with 【待填写】 where something is needed and not known."""
    gap = missing(lang)
    found: Context = {}
    for name in layout.fields(lang) | context.keys():
        value = context.get(name, "")
        found[name] = value if isinstance(value, list) else cleaned(value) or ("" if name in OPTIONAL else gap)
    for grid in layout.grids():
        rows = context.get(grid.rows, [])
        assert isinstance(rows, list)
        needed = {c.key for c in grid.columns if c.needed}
        found[grid.rows] = [
            {k: cleaned(v) or (gap if k in needed else "") for k, v in row.items()} for row in numbered(rows)
        ]
    return found


def numbered(rows: Iterable[Row]) -> list[Row]:
    """Rows with their number."""
    return [{"no": str(number), **row} for number, row in enumerate(rows, 1)]


# -- words ---------------------------------------------------------------------------------------------------------


def form_of(shown: Shown, lang: Lang) -> str:
    """Kind and mode."""
    drill = shown.drill
    kinds = joined(codes_of("drill_kind", drill.kinds, lang), lang)
    mode = joined(codes_of("drill_mode", [drill.mode] if drill.mode else [], lang), lang)
    return " / ".join(filter(None, (kinds, mode)))


def units_of(shown: Shown, lang: Lang, seats: Iterable[Seat] | None = None) -> str:
    """Who takes part: their names, each with its shift, or the first and how many."""
    names = [seat_name(s.name or s.unit, s.shift, lang) for s in (shown.drill.seats if seats is None else seats)]
    if len(names) <= MANY:
        return joined(names, lang)
    return label("drill.paper.many", lang, first=names[0], count=len(names))


def cites_of(citations: Iterable[Citation], lang: Lang) -> str:
    """Articles in words, each once."""
    words = [f"{c.title.lang(lang) or c.law} {c.article}".strip() for c in citations]
    return joined(dict.fromkeys(words), lang)


def drill_cites(view: View) -> dict[str, str]:
    """The articles that each drill fulfils, by its id."""
    found: dict[str, list[Citation]] = {}
    for line in view.duties:
        if line.drill:
            found.setdefault(line.drill, []).extend(line.obligation.duty.cites)
    return {drill: cites_of(cites, view.office.lang) for drill, cites in found.items()}


def state_of(shown: Shown, lang: Lang) -> str:
    return label(f"drill.state.{shown.drill.state.value}", lang)


def estimated(view: View) -> str:
    """Said once at the end where any date rests on an estimate."""
    some = any(s.drill.basis == "estimated" and s.drill.day and not s.drill.held_on for s in view.drills)
    return label("drill.paper.estimated", view.office.lang) if some else ""
