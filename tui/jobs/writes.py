"""Jobs around the journal and the runs: where the workspace stands, undo, redo, recompute."""

from __future__ import annotations

from dataclasses import dataclass

from anwei.engine import services
from anwei.tui.jobs.office import Office
from anwei.tui.words import clean, moment, say, word


def status(office: Office) -> tuple[int, int, int]:
    """The last command, the last run (0: none) and today."""
    runs = services.list_runs(office.workspace, 1)
    return office.workspace.head, runs[0].run if runs else 0, office.day


@dataclass(frozen=True)
class Last:
    """The operation that undo would take back, of another user: its number, who, when and what; ``own`` is the number
    of the user's own last one (0: none) and ``own_what`` what that was."""

    seq: int
    who: str
    when: str
    what: str
    own: int
    own_what: str


def of_another(office: Office) -> Last | None:
    """The last operation if another user did it; None where it is the user's own or there is none."""
    last = services.last_done(office.workspace, office.source("entry").by)
    if last is None or last.is_own:
        return None
    entry = last.entry
    own = next(iter(office.workspace.entries(before=last.own + 1, limit=1)), entry) if last.own else entry
    return Last(entry.seq, clean(entry.who), moment(entry.at), _what(entry), last.own, _what(own))


def undo(office: Office, seq: int = 0) -> str:
    """Take an operation back (0: the last one, if it is the user's own); what happened, in words. Raises AnweiError."""
    source = office.source("entry")
    done = office.workspace.undo(source, seq) if seq else services.undo_own(office.workspace, source)
    return say("undo.done", what=_taken(office), count=done.changed)


def redo(office: Office) -> str:
    """Do again what was undone last; in words. Raises AnweiError."""
    done = office.workspace.redo(office.source("entry"))
    return say("redo.done", what=_taken(office), count=done.changed)


def _taken(office: Office) -> str:
    """What was undone or done again last: the sort of command, and what it says of itself for people."""
    target = office.workspace.entries(limit=1)[0].target or 0
    entry = office.workspace.entries(before=target + 1, limit=1)[0]
    return _what(entry)


def _what(entry: services.JournalEntry) -> str:
    source = entry.command["source"]
    note = str(source.get("note", "")) if isinstance(source, dict) else ""
    if entry.kind == "drill":  # these say the command of the command line: only what it was done to is for people
        note = next((part for part in note.split() if any(c.isdigit() for c in part)), "")
    return " ".join(x for x in (word(f"journal.{entry.kind}"), clean(note)) if x)


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
