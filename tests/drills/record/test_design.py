"""The tables of edges against the design, written down a second time, and every machine driven by its real steps."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise, product
from typing import Any

import pytest
from msgspec.structs import replace

from anwei.drills.record import decisions, findings, injects
from anwei.drills.record.model import Action, Inject, Log, Seal, Settled
from anwei.drills.record.states import (
    ACTION_EDGES,
    DRILL_EDGES,
    INJECT_EDGES,
    OBLIGATION_EDGES,
    SEAL_EDGES,
    ActionState,
    DrillState,
    InjectState,
    SealState,
    Standing,
)
from anwei.drills.seal import commitments
from anwei.engine.api import AnweiError
from tests.drills.record.support import HELD, LATER, clerk, drill, lived, obligation

STRAIGHT = [
    "draft",
    "planned",
    "approved",
    "notified",
    "prepared",
    "running",
    "held",
    "evaluated",
    "reported",
    "closed",
    "archived",
]
BEFORE = ["draft", "planned", "approved", "notified", "prepared", "postponed"]
ASIDE = {
    ("planned", "postponed"),
    ("approved", "postponed"),
    ("notified", "postponed"),
    ("prepared", "postponed"),  # bad weather on the morning: ready, and put off
    ("postponed", "planned"),
    ("running", "aborted"),
    ("held", "failed"),
    # what did not become a drill that counts is put away too
    ("aborted", "closed"),
    ("failed", "closed"),
    ("cancelled", "archived"),
}


def code(make: Callable[[], Any]) -> str:
    """The code of the refusal; empty where there was none."""
    try:
        make()
    except AnweiError as refused:
        return refused.diagnostics[0].code
    return ""


def test_drills_follow_the_design() -> None:
    wanted = {*pairwise(STRAIGHT), *((s, "cancelled") for s in BEFORE), *ASIDE}
    assert {(a.value, b.value) for a, after in DRILL_EDGES.items() for b in after} == wanted


def test_actions_follow_the_design() -> None:
    """open -> in_progress -> done_claimed -> verified -> retested_ok, or reopened; a step may be left out before."""
    wanted = {
        *pairwise(["open", "in_progress", "done_claimed", "verified", "retested_ok"]),
        ("open", "done_claimed"),
        *product(("done_claimed", "verified"), ("reopened",)),
        *product(("reopened",), ("in_progress", "done_claimed")),
    }
    assert {(a.value, b.value) for a, after in ACTION_EDGES.items() for b in after} == wanted


@pytest.mark.parametrize(("old", "new"), list(product(ActionState, ActionState)))
def test_steps_of_actions(old: ActionState, new: ActionState) -> None:
    if new is ActionState.OPEN:
        return  # no step leads back to it
    action = Action("A-1", "D2026-0001", "x", owner="赵六", state=old, done_on=HELD + 5)
    later = replace(lived(DrillState.EVALUATED).drill, id="D2026-0009", held_on=HELD + 9)

    def step() -> Action:
        if new is ActionState.RETESTED_OK:
            return findings.retested(action, later, clerk())
        return findings.advanced(action, new, clerk(), reason="没改好")

    if new in ACTION_EDGES[old]:
        assert step().state is new
    else:
        assert code(step) == "DRL-101"


@pytest.mark.parametrize(("old", "new"), list(product(InjectState, InjectState)))
def test_steps_of_injects(old: InjectState, new: InjectState) -> None:
    running = lived(DrillState.RUNNING, drill(injects=(Inject(1, "起火", state=old),)))
    if running.drill.injects[0].state is not old:  # preparing approves what was drafted
        running = Log(replace(running.drill, injects=(Inject(1, "起火", state=old),)), running.events)
    make: dict[InjectState, Callable[[], Log]] = {
        InjectState.RELEASED: lambda: injects.release(running, clerk(), 1, 5),
        InjectState.ACKNOWLEDGED: lambda: injects.acknowledge(running, clerk(), 1),
        InjectState.CLOSED: lambda: injects.finish(running, clerk(), 1),
        InjectState.SKIPPED: lambda: injects.skip(running, clerk(), 1),
    }
    if new not in make:
        return  # drafts are approved all together, and written anew by editing
    if new in INJECT_EDGES[old]:
        assert make[new]().drill.injects[0].state is new
    else:
        assert code(make[new]) == "DRL-101"


@pytest.mark.parametrize("old", list(SealState))
def test_steps_of_seals(old: SealState) -> None:
    before = lived(DrillState.APPROVED)
    held = lived(DrillState.HELD)
    sealed = Seal(old, "S-1", "ab" * 32, "cd" * 32, HELD - 30, HELD + 30)
    first, last = (Log(replace(x.drill, seal=sealed), x.events) for x in (before, held))
    steps = {
        SealState.SEALED: lambda: commitments.seal(first, clerk(), bytes(32), (HELD - 30, HELD + 30)),
        SealState.REVEALED: lambda: commitments.reveal(last, clerk()),
    }
    for new, make in steps.items():
        if new in SEAL_EDGES[old]:
            assert make().drill.seal.state is new
        else:
            assert code(make) == "DRL-101"


@pytest.mark.parametrize("old", list(Standing))
@pytest.mark.parametrize("new", [Standing.WAIVED, Standing.LAPSED])
def test_what_may_be_let_off(old: Standing, new: Standing) -> None:
    """The two steps by which somebody moves an obligation; the others follow from days and drills."""
    owed = obligation("O-1", "E-1")
    day = {Standing.OPEN: HELD - 60, Standing.SCHEDULED: HELD - 60, Standing.DUE_SOON: owed.last - 3}.get(
        old, LATER + 90
    )
    kept = old in (Standing.MET, Standing.MET_LATE, Standing.WAIVED, Standing.LAPSED)
    before = Settled("O-1", old, until=0, reason="x", authority="y") if kept else None
    undecided = old in (Standing.UNKNOWN, Standing.NOT_SET)
    if undecided:  # there is nothing yet to let anybody off
        owed = replace(owed, status=old.value)

    def step() -> Settled:
        if new is Standing.LAPSED:
            return decisions.lapsed(owed, before, clerk(day), "注销")
        return decisions.waived(owed, before, clerk(day), "停产", "县安委会", LATER + 400)

    allowed = new in OBLIGATION_EDGES[old]
    assert (code(step) or "DRL-000") == ("DRL-000" if allowed else "DRL-127" if undecided else "DRL-101")
    if allowed:
        assert step().standing == new
