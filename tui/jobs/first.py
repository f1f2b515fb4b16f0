"""Jobs of the first run: a demo county, or an empty workspace."""

from __future__ import annotations

import re
from pathlib import Path

from anwei.engine import services
from anwei.tui.jobs.office import Office
from anwei.tui.words import day, say

DEMO = "demo.anwei"
ENTERPRISES = 600  # of the demo county


def demo(office: Office, folder: str) -> str:
    """Make the demo county in a folder, or take the one that is there; its path. Raises AnweiError."""
    path = Path(folder) / DEMO
    if path.exists():
        with services.Workspace.open(path, migrate=services.source("system")):  # raises where it is something else
            return str(path)
    office.tell(0, 0, say("first.making"))
    opened = services.open_catalogue()
    done = 0

    def told(on: int) -> None:
        nonlocal done
        done += 1
        office.tell(done, 11, say("first.running", day=day(on)))

    with services.make_demo(path, opened, enterprises=ENTERPRISES, seed=services.DEMO_SEED, runs=True, told=told):
        return str(path)


def empty(office: Office, folder: str, name: str) -> str:
    """Make an empty workspace in a folder; its path. Raises AnweiError."""
    file = re.sub(r"[^\w-]+", "-", name).strip("-") or "anwei"
    path = Path(folder) / f"{file}.anwei"
    location = services.Location(path)
    with services.Workspace.create(location, office.source("system"), name=name):
        return str(path)
