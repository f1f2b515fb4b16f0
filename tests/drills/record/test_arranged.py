"""What drills of the plan or of the books will meet is arranged; what is late, or has too few, is not."""

from __future__ import annotations

from msgspec.structs import replace

from anwei.drills.model import AnnualPlan, Participation, PlannedDrill
from anwei.drills.record.arranged import arranged
from anwei.drills.record.model import Drill
from anwei.drills.record.states import DrillState
from tests.drills.record.support import day, drill, lived, obligation

ONE = obligation("O-1", "E-1", "2026-01-01", "2026-06-30")
ON, TODAY = day("2026-05-05"), day("2026-03-01")
PLAN = AnnualPlan(
    2026,
    drills=(PlannedDrill("D-1", ON, participations=(Participation("enterprise", "E-1", obligations=("O-1",)),)),),
    obligations=(ONE,),
)


def booked(state: DrillState) -> Drill:
    log = lived(state, drill("D-1", day=ON))
    return replace(log.drill, seats=tuple(replace(s, obligations=("O-1",)) for s in log.drill.seats[:1]))


def test_a_drill_of_the_plan_or_of_the_books_is_enough() -> None:
    assert [o.status for o in arranged([ONE], PLAN, [], TODAY)] == ["scheduled"]
    assert [o.status for o in arranged([ONE], None, [booked(DrillState.PLANNED)], TODAY)] == ["scheduled"]
    assert [o.status for o in arranged([ONE], PLAN, [booked(DrillState.CANCELLED)], TODAY)] == ["open"]
    assert [o.status for o in arranged([ONE], None, [], TODAY)] == ["open"]


def test_what_is_past_late_or_too_little_is_not_arranged() -> None:
    late, twice = replace(ONE, last=TODAY - 1), replace(ONE, count=2)
    met = replace(ONE, status="met", held=1)
    found = arranged([late, twice, met], PLAN, [], TODAY)
    assert [o.status for o in found] == ["open", "open", "met"]
    assert arranged([ONE], PLAN, [], ON + 1)[0].status == "open"
