"""What is loaded where: the process that draws has neither database nor planner; the desk is ready beforehand."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

import anwei.tui.calendar
import anwei.tui.screens
from anwei.tui.jobs import warm
from anwei.tui.jobs.office import Office
from anwei.tui.work import Setup

HEAVY = ("sqlalchemy", "anwei.drills.planning", "anwei.drills.record", "anwei.engine.workspace.store", "openpyxl")


def test_no_screen_and_no_answer_brings_the_database_or_the_planner() -> None:
    packages = (anwei.tui.screens, anwei.tui.calendar)
    names = [f"{p.__name__}.{m.name}" for p in packages for m in pkgutil.iter_modules(p.__path__)]
    assert len(names) > 20
    program = f"""
import sys
from importlib import import_module
for name in {["anwei.tui.app", *names]!r}:
    import_module(name)
    heavy = [m for m in {HEAVY!r} if m in sys.modules]
    if heavy:
        sys.exit(f"{{name}} brings {{heavy}}")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_desk_has_law_and_evidence_ready(place: str) -> None:
    office = Office(Setup(place))
    warm.ready(office)
    assert {"law", "opened", "workspace"} <= office.__dict__.keys()
    assert "_asks" in office.law.__dict__ and "anwei.drills.duties.gather" in sys.modules
    office.workspace.close()
