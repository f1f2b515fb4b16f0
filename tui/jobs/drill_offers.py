"""Drills that would close a gap: what is owed for a requirement of a unit, and days on which it could be drilled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from anwei.drills.record import steps
from anwei.drills.record.book import Change
from anwei.engine import services
from anwei.tui.calendar.reasons import Carried, good_days, reasons, verdict
from anwei.tui.calendar.told import Offer
from anwei.tui.jobs import drills
from anwei.tui.jobs.drill_steps import Values, clerk_of, drill_for, hold, keep, owed_by, still_owed
from anwei.tui.jobs.office import Office
from anwei.tui.words import clean, day, say

_DAYS = 3  # days that are offered


def offers(office: Office, kind: str, id_: str, rule: str) -> list[Offer]:
    """What is owed for a requirement this year, else the next; empty where it asks for no drill. Raises AnweiError."""
    this = date.fromordinal(office.day).year
    return next((found for number in (this, this + 1) if (found := _of_year(office, kind, id_, rule, number))), [])


def _of_year(office: Office, kind: str, id_: str, rule: str, number: int) -> list[Offer]:
    owed = [o for o in owed_by(office, kind, id_, number) if o.needed and o.last]
    lines = tuple(drills.duty_line(office, o) for o in owed)
    year = replace(drills.year(office, number), duties=lines)
    wanted = {o.id for o in owed if o.duty.rule == rule}
    found = []
    for line in year.waiting:
        if line.id in wanted:
            carried = Carried(line.title, duty=line)
            days = good_days(year, carried, max(year.today, line.first, year.first), _DAYS)
            found.append(Offer(line, number, tuple((d, verdict(reasons(year, carried, d))) for d in days)))
    return found


def record(office: Office, unit: str, obligation: str, number: int, values: Values) -> tuple[str, str]:
    """A drill that was held already, for a duty of a unit (``kind id``), as one command; words and its id.

    Raises AnweiError; Trouble where the duty is gone.
    """
    kind, _, id_ = unit.partition(" ")
    owed = still_owed(owed_by(office, kind, id_, number), obligation)
    on = services.parse_date(values["on"])
    book, clerk = drills.book_of(office), clerk_of(office)
    new = drill_for(office, owed, book.new_id(date.fromordinal(on).year))
    planned = steps.plan(steps.started(new, clerk), clerk, on)
    keep(office, book, Change(drills=(hold(office, planned, values),)), "hold")
    return say("offer.recorded", title=clean(new.title), day=day(on)), new.id
