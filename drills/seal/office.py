"""What is on the books as an office shows it: everything that ``view_of`` needs, gathered from a book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anwei.drills.record.states import SealState
from anwei.engine.services import Collection

if TYPE_CHECKING:
    from anwei.drills.model import Obligation
    from anwei.drills.record.book import Book
    from anwei.drills.seal.views import Office, Raw, Reveal
    from anwei.engine.api import Lang

ROOTS = "drill_root"


def office_of(book: Book, day: int, lang: Lang) -> Office:
    """Whose drills these are, on a day."""
    from anwei.drills.seal.views import Office

    about = book.workspace.about
    return Office(about.get("name", ""), day, about.get("id", ""), lang, about.get("demo") == "yes")


def raw_of(book: Book, year: int = 0, day: int = 0) -> Raw:
    """Everything on the books: drills, actions, the year's plan and obligations (of all years without one).

    Where no plan of the year is kept, its obligations are worked out as of ``day`` (0: there are none then).
    """
    from anwei.drills.seal.views import Raw

    logs = book.logs
    plan = book.plans.get(str(year)) if year else None
    if plan is not None:
        obligations = plan.obligations
    elif year:
        obligations = owed_in(book, year, day) if day else ()
    else:
        obligations = tuple(book.obligations.values())
    return Raw(
        tuple(log.drill for log in logs.values()),
        tuple(book.actions.values()),
        obligations,
        book.settlements,
        {i: log.events[-1].at for i, log in logs.items() if log.events},
        plan,
        kept_root(book, year),
        {i: log.events for i, log in logs.items()},
        _sheets(book),
    )


def owed_in(book: Book, year: int, day: int) -> tuple[Obligation, ...]:
    """What all units owe in a year, worked out by the rules from what is on file. Raises AnweiError."""
    from anwei.drills.duties.gather import of_workspace
    from anwei.drills.planning.keep import kept_notice
    from anwei.engine.services import catalogue_of

    workspace = book.workspace
    found, _ = of_workspace(workspace, catalogue_of(workspace), year, day, notice=kept_notice(workspace))
    return found.obligations


def commitments(book: Book) -> list[str]:
    """Every commitment ever made and not taken back, those of renewed seals included."""
    found = {
        str(new["commitment"])
        for log in book.logs.values()
        for event in log.events
        if event.step in ("seal", "seal again") and "seal" in event.changes
        for new in [event.changes["seal"][1]]
        if isinstance(new, dict) and new.get("commitment")
    }
    return sorted(found)


def kept_root(book: Book, year: int) -> str:
    """The root printed in the plan of a year; empty where there is none."""
    body = _root_body(book, year)
    return str(body.get("root", ""))


def rooted(book: Book, year: int) -> list[str]:
    """The commitments that the root of a year was made of."""
    listed = _root_body(book, year).get("commitments", [])
    return [str(c) for c in listed] if isinstance(listed, list) else []


def _root_body(book: Book, year: int) -> dict[str, object]:
    kept = Collection(book.workspace, ROOTS).get(str(year)) if year else None
    return kept.body if kept is not None and isinstance(kept.body, dict) else {}


def _sheets(book: Book) -> dict[str, Reveal]:
    from datetime import date

    from anwei.drills.seal.commitments import sheet

    found = {}
    for id_, log in book.logs.items():
        if log.drill.seal.state is SealState.REVEALED:
            year = date.fromordinal(log.drill.on).year if log.drill.on else 0
            found[id_] = sheet(log, rooted(book, year))
    return found
