"""When each subject of a run has to be judged again: kept beside the run, not in it, since it says nothing of the
verdicts and depends on the way they were found. Without it the next incremental run judges everything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anwei.engine.workspace.changes import Source
from anwei.engine.workspace.documents import Collection
from anwei.engine.workspace.running.evidence import Key
from anwei.engine.workspace.store import Workspace

SCHEDULE = "run-schedule"
_LATEST = "latest"


def save_schedule(workspace: Workspace, run: int, again: Mapping[Key, int], source: Source) -> None:
    """Keep the days (ordinals) on which subjects have to be judged again after a run."""
    days: dict[str, dict[str, list[str]]] = {}
    for (kind, id_), day in sorted(again.items()):
        days.setdefault(kind, {}).setdefault(str(day), []).append(id_)
    Collection(workspace, SCHEDULE).put(_LATEST, {"run": run, "days": days}, source)


def load_schedule(workspace: Workspace, run: int) -> dict[Key, int] | None:
    """The schedule of a run, or None where another one has been kept since."""
    kept = Collection(workspace, SCHEDULE).get(_LATEST)
    body: Any = kept.body if kept is not None else None
    if not isinstance(body, dict) or body.get("run") != run:
        return None
    return {(kind, i): int(d) for kind, days in body["days"].items() for d, ids in days.items() for i in ids}
