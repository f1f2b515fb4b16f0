"""The plugin of the drills package: the calendar of working days and the commands ``anwei drill``."""

from __future__ import annotations

from anwei.drills.calendar import WorkCalendar
from anwei.engine.api import Calendar, CommandSpec, Text, hookimpl


@hookimpl
def anwei_calendar() -> Calendar:
    """The official holiday tables where they exist, an estimate elsewhere; read when first asked."""
    return WorkCalendar()


@hookimpl
def anwei_commands() -> list[CommandSpec]:
    """``anwei drill``, imported when it is run."""
    return [
        CommandSpec(
            "drill",
            "anwei.drills.cli:drill",
            Text("应急演练：义务、计划、执行、评估", "Drills: duties, plan, execution, evaluation"),
        )
    ]
