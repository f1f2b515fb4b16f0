"""What marks a demo workspace beside its flag: the fixed day that its commands take for today."""

from __future__ import annotations

from datetime import date

from anwei.engine.workspace.documents import Collection
from anwei.engine.workspace.store import Workspace

SETTINGS = "setting"
DEMO = "demo"
#: The demo's today: a working day on which something is open, something lapsed and something lapses soon.
TODAY = date(2026, 11, 21).toordinal()


def demo_day(workspace: Workspace) -> int | None:
    """The day (ordinal) that a demo workspace takes for today; None for a real one."""
    if not workspace.demo:
        return None
    kept = Collection(workspace, SETTINGS).get(DEMO)
    body = kept.body if kept is not None and isinstance(kept.body, dict) else {}
    day = body.get("today")
    return day if isinstance(day, int) else TODAY
