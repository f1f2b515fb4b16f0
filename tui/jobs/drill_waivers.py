"""Letting a dated obligation off: waived by an authority up to a day, or ended because its unit has closed; and owed
again where the waiver is taken back."""

from __future__ import annotations

from collections.abc import Mapping

from anwei.drills.model import Obligation
from anwei.drills.record import decisions
from anwei.drills.record.book import Book, Change
from anwei.drills.record.states import BEFORE_RUNNING
from anwei.engine import services
from anwei.tui.jobs.drill_steps import clerk_of, owed_by, still_owed
from anwei.tui.jobs.drills import book_of
from anwei.tui.jobs.office import Office
from anwei.tui.words import clean, day, lang, say, word
from anwei.tui.work import Trouble

WAIVE, LAPSE = "waive", "lapse"


def let_off(office: Office, unit: str, obligation: str, number: int, how: str, values: Mapping[str, str]) -> str:
    """Let off an obligation of a unit (``kind id``) in a year, as one command; what was done, in words.

    ``how`` is ``waive`` (values: by, reason, until) or ``lapse`` (reason). Raises AnweiError: no reason or authority
    (DRL-109), a waiver that ends too early (DRL-128); Trouble where the duty is gone.
    """
    kind, _, id_ = unit.partition(" ")
    owed = still_owed(owed_by(office, kind, id_, number), obligation)
    book, clerk = book_of(office), clerk_of(office)
    old, reason, by = book.settlements.get(owed.id), values["reason"], values.get("by", "")
    title = _title(owed)
    if how == WAIVE:
        until = services.parse_date(values["until"])
        decision = decisions.waived(owed, old, clerk, reason, by, until)
        told = say("let_off.waived", duty=title, day=day(until))
    else:
        decision = decisions.lapsed(owed, old, clerk, reason, by)
        told = say("let_off.lapsed", duty=title)
    book.apply(Change(settled=(decision,)), office.source("drill", f"drill {how} {owed.duty.unit} {reason}"))
    drills = _planned(book, owed.id)
    return told + (say("let_off.planned", drills=word("mark.list").join(drills)) if drills else "")


def take_back(office: Office, unit: str, obligation: str, number: int, values: Mapping[str, str]) -> str:
    """Take back the waiver of an obligation of a unit (``kind id``), as one command (values: reason); in words.

    Raises AnweiError where it is not waived any more (DRL-101, DRL-129), Trouble where the duty is gone.
    """
    kind, _, id_ = unit.partition(" ")
    owed = next((o for o in owed_by(office, kind, id_, number) if o.id == obligation), None)
    if owed is None:
        raise Trouble((say("drills.gone"), say("drills.gone.help")), "gone")
    book, reason = book_of(office), values["reason"]
    revoked = decisions.revoked(owed, book.settlements.get(owed.id), office.day, reason)
    book.apply(Change(revoked=(revoked,)), office.source("drill", f"drill revoke waiver {owed.duty.unit} {reason}"))
    return say("let_off.revoked", duty=_title(owed))


def _title(owed: Obligation) -> str:
    return clean(f"{owed.duty.unit_name or owed.duty.unit} {owed.duty.title.lang(lang())}")


def _planned(book: Book, obligation: str) -> list[str]:
    """The drills that were planned for an obligation and are still ahead; none that is kept secret."""
    ahead = (d for d in book.drills if d.state in BEFORE_RUNNING and not d.secret)
    return [d.id for d in ahead if any(obligation in s.obligations for s in d.seats)]
