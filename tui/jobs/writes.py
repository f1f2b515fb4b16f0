"""Jobs around the journal and the runs: where the workspace stands, undo, redo, recompute."""

from __future__ import annotations

from anwei.engine import services
from anwei.tui.jobs.office import Office
from anwei.tui.words import say


def status(office: Office) -> tuple[int, int, int]:
    """The last command, the last run (0: none) and today."""
    runs = services.list_runs(office.workspace, 1)
    return office.workspace.head, runs[0].run if runs else 0, office.day


def undo(office: Office) -> str:
    """Take the last command back; what happened, in words. Raises AnweiError where there is none."""
    done = office.workspace.undo(office.source("entry"))
    return say("undo.done", count=done.changed)


def redo(office: Office) -> str:
    """Do again what was undone last; in words. Raises AnweiError."""
    done = office.workspace.redo(office.source("entry"))
    return say("redo.done", count=done.changed)


def recompute(office: Office) -> str:
    """Judge what may have changed since the last run and keep it as a run; in words. Raises AnweiError."""
    office.tell(0, 0, say("run.reading"))
    law = office.law

    def tell(stage: str, done: int, of: int) -> None:
        office.tell(done, of, say(f"run.{stage}"))

    tell("judging", 0, 0)
    source = office.source("run")
    ran, _ = services.run_workspace(office.workspace, law, office.day, source, incremental=True, tell=tell)
    gaps = ran.info.counts.get("fail", 0)
    return say("run.done", judged=ran.judged, subjects=ran.subjects, gaps=gaps)
