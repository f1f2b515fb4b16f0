"""The scenario as a list of injects (MSEL): put together, released by time or trigger, acknowledged, closed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from anwei.drills.record.errors import refuse
from anwei.drills.record.model import Drill, Inject, Log
from anwei.drills.record.states import BEFORE_RUNNING, DrillState, InjectState, move
from anwei.drills.record.steps import Clerk, recorded

if TYPE_CHECKING:
    from anwei.engine.api import DrillTemplate, Lang

STEP_MINUTES = 10  # between two injects of a template, until somebody sets the times


def from_template(template: DrillTemplate, lang: Lang) -> tuple[Inject, ...]:
    """The injects of a sector's template, in order, ten minutes apart."""
    return tuple(
        Inject(no, text.lang(lang), planned=(no - 1) * STEP_MINUTES) for no, text in enumerate(template.injects, 1)
    )


def templates() -> dict[str, DrillTemplate]:
    """Every template of every plugin, by id."""
    from anwei.engine.services import Plugins

    return {t.id: t for _, t in Plugins().all("anwei_drill_templates")}


def matching(drill: Drill, sectors: Sequence[str], found: Sequence[DrillTemplate]) -> list[DrillTemplate]:
    """The templates for the drill's kinds and the sectors of those who take part, the main kind first."""
    fitting = [t for t in found if t.drill_kind in drill.kinds and t.sector in sectors]
    return sorted(fitting, key=lambda t: (drill.kinds.index(t.drill_kind), t.id))


def set_injects(log: Log, clerk: Clerk, injects: Sequence[Inject]) -> Log:
    """Another scenario, before the drill runs. Numbers must be different (DRL-111) and all new ones are drafts."""
    drill = log.drill
    found = checked(drill.id, injects)
    if drill.state not in BEFORE_RUNNING or drill.secret:
        refuse("DRL-102", drill.id, fields="injects")
    return recorded(log, replace(drill, injects=found), "injects", clerk)


def checked(where: str, injects: Sequence[Inject]) -> tuple[Inject, ...]:
    """Injects as drafts in the order of time; numbers must be positive and different (DRL-111)."""
    numbers = [i.no for i in injects]
    if len(set(numbers)) != len(numbers) or any(n < 1 for n in numbers):
        refuse("DRL-111", where, numbers=", ".join(map(str, numbers)))
    return copied(sorted(injects, key=_when))


def approve_injects(log: Log, clerk: Clerk) -> Log:
    """Approve every inject that is still a draft."""
    drill = log.drill
    injects = tuple(
        replace(i, state=InjectState.APPROVED) if i.state is InjectState.DRAFT else i for i in drill.injects
    )
    return recorded(log, replace(drill, injects=injects), "approve injects", clerk)


def release(log: Log, clerk: Clerk, no: int, minute: int) -> Log:
    """Give an inject to the players, so many minutes after the start. Only while the drill runs (DRL-112)."""
    if log.drill.state is not DrillState.RUNNING:
        refuse("DRL-112", log.drill.id, no=no)
    return _moved(log, clerk, no, InjectState.RELEASED, "release", actual=minute)


def acknowledge(log: Log, clerk: Clerk, no: int) -> Log:
    """The players have it."""
    return _moved(log, clerk, no, InjectState.ACKNOWLEDGED, "acknowledge")


def finish(log: Log, clerk: Clerk, no: int) -> Log:
    """What was expected has been done, or it is over."""
    return _moved(log, clerk, no, InjectState.CLOSED, "close inject")


def skip(log: Log, clerk: Clerk, no: int) -> Log:
    """Left out this time."""
    return _moved(log, clerk, no, InjectState.SKIPPED, "skip inject")


def due(drill: Drill, minute: int) -> list[Inject]:
    """The approved injects whose time has come ``minute`` minutes after the start, the earliest first."""
    ready = [i for i in drill.injects if i.state is InjectState.APPROVED and 0 <= i.planned <= minute]
    return sorted(ready, key=_when)


def copied(injects: Sequence[Inject]) -> tuple[Inject, ...]:
    """The same scenario for another drill: nothing released yet."""
    return tuple(replace(i, state=InjectState.DRAFT, actual=-1) for i in injects)


def _moved(log: Log, clerk: Clerk, no: int, state: InjectState, step: str, actual: int | None = None) -> Log:
    drill = log.drill
    found = next((i for i in drill.injects if i.no == no), None)
    if found is None:
        refuse("DRL-113", drill.id, no=no)
    new = replace(found, state=move(f"{drill.id} #{no}", found.state, state))
    if actual is not None:
        new = replace(new, actual=actual)
    injects = tuple(new if i.no == no else i for i in drill.injects)
    return recorded(log, replace(drill, injects=injects), step, clerk)


def _when(inject: Inject) -> tuple[bool, int, int]:
    """By time; those without one (released by a trigger) last."""
    return inject.planned < 0, inject.planned, inject.no
