"""The planner's own check over the drills on the books: what the calendar alone cannot see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from anwei.drills.planning.keep import kept_notice, kept_plan, kept_policy
from anwei.drills.record.conflicts import clashes
from anwei.drills.record.states import ASSESSED
from anwei.engine import services
from anwei.tui.calendar.told import Against
from anwei.tui.jobs.drill_words import left_out
from anwei.tui.jobs.drills import LIVE_SUBJECTS, book_of, title_of
from anwei.tui.jobs.office import Office
from anwei.tui.words import clean, lang, say


def against(office: Office, number: int) -> tuple[Against, ...]:
    """What the planner's check finds in a year's plan as the books have it, and the units that a drill of the year does
    not count for since too few came. Raises AnweiError."""
    return (*_by_plan(office, number), *_left_out(office, number))


def _left_out(office: Office, number: int) -> Iterator[Against]:
    """The drills of a year of which a unit waits for somebody to decide whether it counts."""
    for drill in book_of(office).drills:
        if drill.on and date.fromordinal(drill.on).year == number and drill.state in ASSESSED:
            told = left_out(drill)
            if told:
                yield Against(drill.id, clean(told), title_of(office, drill))


def _by_plan(office: Office, number: int) -> tuple[Against, ...]:
    """Of a plan as the books have it; nothing where there is none, or where there are too many subjects to work their
    duties out unasked."""
    from anwei.drills.duties.gather import of_workspace

    plan = kept_plan(office.workspace, number)
    if plan is None or sum(services.count_subjects(office.workspace).values()) > LIVE_SUBJECTS:
        return ()
    office.tell(0, 0, say("drills.duties"))
    notice = kept_notice(office.workspace)
    gathered, _ = of_workspace(office.workspace, office.opened, number, office.day, notice=notice)
    policy = kept_policy(office.workspace, number)
    found = clashes(plan, book_of(office).drills, gathered, policy, lang())
    return tuple(
        Against(c.conflict.drill, clean(c.why), clean(" ".join(filter(None, (c.unit, c.duty))))) for c in found
    )
