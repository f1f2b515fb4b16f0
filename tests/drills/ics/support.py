"""Drills for the tests of calendar files."""

from __future__ import annotations

from typing import Any

from anwei.drills.ics.write import uid
from anwei.drills.record.model import Drill
from anwei.drills.record.states import DrillState
from anwei.drills.seal.views import CONTROLLER, Office, Raw, View, view_of
from tests.drills.record.support import day, drill

OFFICE = Office("青山县安委办", day("2027-01-04"), "0123456789abcdef")
STAMP = "2026-11-22T08:30:00.123456Z"


def dated(id_: str, on: str, **values: Any) -> Drill:
    return drill(id_, **({"day": day(on), "state": DrillState.APPROVED} | values))


def view(*drills: Drill) -> View:
    return view_of(Raw(drills, stamps=dict.fromkeys([d.id for d in drills], STAMP)), CONTROLLER, OFFICE)


def known(*drills: Drill) -> dict[str, Drill]:
    return {uid(OFFICE.id, d.id): d for d in drills}
