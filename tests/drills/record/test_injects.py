"""The scenario: from a plugin's template, by time, by hand, in order of release."""

from __future__ import annotations

import pytest

from anwei.drills.record import injects, steps
from anwei.drills.record.model import Inject
from anwei.drills.record.states import DrillState, InjectState
from anwei.engine.api import AnweiError
from tests.drills.record.support import HELD, clerk, drill, lived

SCENE = (Inject(1, "报警", planned=0), Inject(2, "扩大", planned=15), Inject(3, "增援", trigger="请求增援时"))


def running() -> steps.Log:
    log = lived(DrillState.PREPARED, drill(injects=SCENE))
    return steps.start(injects.approve_injects(log, clerk()), clerk(HELD))


def test_a_plugins_template_gives_the_injects() -> None:
    found = injects.templates()
    made = injects.from_template(found["hazchem.leak"], "zh")
    assert [i.no for i in made] == list(range(1, len(made) + 1)) and made[0].planned == 0
    assert "报警" in made[0].content
    special = drill(kinds=("on_site", "special"))
    fitting = injects.matching(special, ["hazardous_chemicals"], list(found.values()))
    assert fitting[0].drill_kind == "on_site" and {t.sector for t in fitting} == {"hazardous_chemicals"}


def test_injects_come_due_in_their_order() -> None:
    log = running()
    assert [i.no for i in injects.due(log.drill, 0)] == [1]
    assert [i.no for i in injects.due(log.drill, 60)] == [1, 2]  # the one with a trigger never comes by itself
    released = injects.release(log, clerk(HELD), 1, 3)
    assert released.drill.injects[0].actual == 3 and [i.no for i in injects.due(released.drill, 60)] == [2]
    by_hand = injects.release(released, clerk(HELD), 3, 20)
    closed = injects.finish(injects.acknowledge(by_hand, clerk(HELD), 3), clerk(HELD), 3)
    assert [i.state for i in closed.drill.injects] == [InjectState.RELEASED, InjectState.APPROVED, InjectState.CLOSED]


def test_nothing_is_released_before_the_drill_runs() -> None:
    log = injects.approve_injects(lived(DrillState.PREPARED, drill(injects=SCENE)), clerk())
    with pytest.raises(AnweiError) as caught:
        injects.release(log, clerk(), 1, 0)
    assert caught.value.diagnostics[0].code == "DRL-112"


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda: injects.release(running(), clerk(), 9, 0), "DRL-113"),
        (lambda: injects.finish(running(), clerk(), 1), "DRL-101"),
        (lambda: injects.set_injects(running(), clerk(), SCENE), "DRL-102"),
        (lambda: injects.set_injects(lived(DrillState.PLANNED), clerk(), (SCENE[0], SCENE[0])), "DRL-111"),
        (lambda: injects.set_injects(lived(DrillState.PLANNED), clerk(), (Inject(0, "x"),)), "DRL-111"),
    ],
)
def test_what_is_refused(act: object, code: str) -> None:
    with pytest.raises(AnweiError) as caught:
        act()  # type: ignore[operator]
    assert caught.value.diagnostics[0].code == code


def test_another_scenario_begins_as_drafts_in_the_order_of_time() -> None:
    log = injects.set_injects(lived(DrillState.PLANNED), clerk(), SCENE[::-1])
    assert [i.no for i in log.drill.injects] == [1, 2, 3]
    copy = injects.copied(injects.release(running(), clerk(HELD), 1, 2).drill.injects)
    assert {i.state for i in copy} == {InjectState.DRAFT} and {i.actual for i in copy} == {-1}
