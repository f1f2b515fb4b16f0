"""The planning process: the same plan as in one's own process; stopping and dying leave nothing half done."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from anwei.drills.model import to_json
from anwei.drills.planning.job import Told, job_of
from anwei.drills.planning.make import make_plan
from anwei.drills.planning.policy import Policy
from anwei.drills.planning.process import Running, plan_apart
from anwei.engine.api import AnweiError
from tests.drills.planning.support import JOINT, QUICK, county

POLICY = Policy("test", joint=JOINT)


def test_the_plan_is_the_same_in_a_process_of_its_own() -> None:
    told: list[Told] = []
    made = plan_apart(job_of(county(25), POLICY, QUICK, None, None), told.append)
    assert to_json(made.plan) == to_json(make_plan(county(25), POLICY, QUICK).plan)
    assert [t.event for t in told][-1] == "done"
    assert told[-1].cost == made.plan.solver.cost
    assert {t.of for t in told[:-1]} == {2}  # townships


def test_stopping_keeps_the_best_so_far() -> None:
    running = Running(job_of(county(60), POLICY, replace(QUICK, rounds=3), None, None))
    running.stop()
    made = running.wait()
    assert made.plan.drills
    assert made.plan.solver.stopped
    assert made.conflicts == ()


def test_a_killed_process_is_told_and_keeps_what_it_had_written() -> None:
    running = Running(job_of(county(25), POLICY, QUICK, None, None))

    def kill(_told: Told) -> None:
        running.process.kill()

    try:
        made = running.wait(kill)
    except AnweiError as error:
        assert [d.code for d in error.diagnostics] == ["DRL-011"]
    else:
        assert made.plan.drills
    assert not running.folder.exists()


def test_a_job_that_cannot_be_read_is_an_error_with_its_reason() -> None:
    job = job_of(county(3), POLICY, QUICK, None, None)
    running = Running(replace(job, year=0))
    with pytest.raises(AnweiError) as caught:
        running.wait()
    assert [d.code for d in caught.value.diagnostics] == ["DRL-011"]
