"""The plugin of the drills package: the calendar of working days."""

from __future__ import annotations

from anwei.drills.calendar import WorkCalendar
from anwei.engine.api import Calendar, hookimpl


@hookimpl
def anwei_calendar() -> Calendar:
    """The official holiday tables where they exist, an estimate elsewhere; read when first asked."""
    return WorkCalendar()
