"""Plans and holiday notices as documents of the workspace. Every version stays in the document's history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from anwei.drills.calendar import Notice
from anwei.drills.model import AnnualPlan, from_plain, to_plain
from anwei.drills.planning.policy import Policy
from anwei.engine.api import AnweiError, Diagnostic, Place
from anwei.engine.services import Collection, SetDocument, Write

if TYPE_CHECKING:
    from anwei.engine.services import Receipt, Source, Workspace

PLANS = "drill_plan"
NOTICES = "holiday_notice"
POLICIES = "drill_policy"
NOTICE = "notice"


def kept_plan(workspace: Workspace, year: int) -> AnnualPlan | None:
    """The plan of a year as it is on file. Raises AnweiError (DRL-010) where it cannot be read."""
    found = Collection(workspace, PLANS).get(str(year))
    if found is None:
        return None
    try:
        return from_plain(found.body, AnnualPlan)
    except msgspec.ValidationError as error:
        raise AnweiError([Diagnostic("DRL-010", Place(f"{workspace.place} {year}"), {"reason": error})]) from error


def kept_notice(workspace: Workspace) -> Notice | None:
    """The holiday notice that was imported last."""
    found = Collection(workspace, NOTICES).get(NOTICE)
    return msgspec.convert(found.body, type=Notice) if found is not None else None


def kept_policy(workspace: Workspace, year: int) -> Policy:
    """The policy by which the year's plan was made, or the defaults."""
    found = Collection(workspace, POLICIES).get(str(year))
    return from_plain(found.body, Policy) if found is not None else Policy()


def keep(
    workspace: Workspace,
    plan: AnnualPlan,
    policy: Policy,
    source: Source,
    notice: Notice | None = None,
    seen: int | None = None,
) -> Receipt:
    """Keep a plan with its policy (and the notice it rests on) as one command, which ``anwei undo`` takes back.

    ``seen`` is the journal number that the plan was made from: if somebody planned meanwhile, it is refused. Raises
    AnweiError.
    """
    changes = [
        SetDocument(PLANS, str(plan.year), to_plain(plan)),
        SetDocument(POLICIES, str(plan.year), to_plain(policy)),
    ]
    if notice is not None:
        changes.append(SetDocument(NOTICES, NOTICE, msgspec.to_builtins(notice)))
    return workspace.apply(Write(source, tuple(changes), seen))
