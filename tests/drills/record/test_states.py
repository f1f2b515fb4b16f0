"""The tables of edges: every legal step is possible, every other one refused with a message, over all pairs."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest

from anwei.drills.record import decisions, steps
from anwei.drills.record.model import Settled
from anwei.drills.record.states import DRILL_EDGES, MACHINES, ActionState, DrillState, Standing, move
from anwei.engine.api import AnweiError
from tests.drills.record.support import ASIDE, HELD, LATER, WAY, clerk, lived, obligation

PAIRS = [(kind, a, b) for kind in MACHINES for a in kind for b in kind]

#: Every step that leads into a state; how the steps of the program are called, and with what.
STEPS: dict[DrillState, Any] = {
    **WAY,
    **{state: step for state, (_, step) in ASIDE.items()},
    DrillState.PLANNED: lambda log: steps.plan(log, clerk(), LATER),
}


@pytest.mark.parametrize(("kind", "old", "new"), PAIRS, ids=lambda v: v.__name__ if isinstance(v, type) else v.value)
def test_only_the_edges_of_the_table_are_legal(kind: type[StrEnum], old: StrEnum, new: StrEnum) -> None:
    if new in MACHINES[kind].edges[old]:
        assert move("X", old, new) is new
        return
    with pytest.raises(AnweiError) as caught:
        move("X", old, new)
    (found,) = caught.value.diagnostics
    assert found.code == "DRL-101"
    for lang in ("zh", "en"):
        assert "{" not in found.line(lang) + found.help(lang)


@pytest.mark.parametrize("kind", list(MACHINES), ids=lambda k: k.__name__)
def test_tables_are_complete_and_every_state_can_be_reached(kind: type[StrEnum]) -> None:
    edges = MACHINES[kind].edges
    assert set(edges) == set(kind)
    seen, todo = set(), [next(iter(kind))]
    while todo:
        state = todo.pop()
        if state not in seen:
            seen.add(state)
            todo += edges[state]
    assert seen == set(kind)


@pytest.mark.parametrize("old", list(DrillState))
@pytest.mark.parametrize("new", [s for s in DrillState if s is not DrillState.DRAFT])
def test_steps_follow_the_table(old: DrillState, new: DrillState) -> None:
    """The steps themselves, not only the table: from every state into every other."""
    log = lived(old)
    assert log.drill.state is old
    if new in DRILL_EDGES[old]:
        assert STEPS[new](log).drill.state is new
        return
    with pytest.raises(AnweiError) as caught:
        STEPS[new](log)
    assert caught.value.diagnostics[0].code == "DRL-101"


def test_late_never_becomes_met() -> None:
    assert Standing.MET not in MACHINES[Standing].edges[Standing.MET_LATE]


def test_what_is_met_cannot_be_waived() -> None:
    done = Settled("O-1", "met", ("D",), HELD)
    waiver = Settled("O-1", "waived", reason="停产", authority="区安委会")
    with pytest.raises(AnweiError) as caught:
        decisions.let_off(done, waiver, obligation("O-1", "E-1"), LATER)
    assert caught.value.diagnostics[0].code == "DRL-101"
    assert decisions.let_off(None, waiver, obligation("O-1", "E-1"), LATER) is waiver


def test_an_action_that_was_shown_to_work_is_not_reopened() -> None:
    assert MACHINES[ActionState].edges[ActionState.RETESTED_OK] == frozenset()
