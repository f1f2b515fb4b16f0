"""The planner's own check over the drills on the books: what the calendar alone cannot see."""

from __future__ import annotations

from dataclasses import dataclass

from anwei.drills.planning.keep import kept_notice, kept_plan, kept_policy
from anwei.drills.record.conflicts import clashes
from anwei.engine import services
from anwei.tui.jobs.drills import LIVE_SUBJECTS, book_of
from anwei.tui.jobs.office import Office
from anwei.tui.words import clean, lang, say


@dataclass(frozen=True)
class Against:
    """Something that stands against a drill of the year (its id; empty: against none of them): why, and about whom."""

    drill: str
    why: str
    about: str


def against(office: Office, number: int) -> tuple[Against, ...]:
    """What the planner's check finds in a year's plan as the books have it; nothing where there is no plan, or where
    there are too many subjects to work their duties out unasked. Raises AnweiError."""
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
