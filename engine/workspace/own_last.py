"""What undo takes back where no operation is named: the last one, if it is one's own; never another user's unasked."""

from __future__ import annotations

from dataclasses import dataclass

from anwei.engine.messages import Text, label
from anwei.engine.workspace import journal
from anwei.engine.workspace.changes import Receipt, Source
from anwei.engine.workspace.errors import refuse
from anwei.engine.workspace.store import Workspace


@dataclass(frozen=True, slots=True)
class LastDone:
    """The operation that undo would take back now; ``own`` is the number of the user's own last one (0: none)."""

    entry: journal.Entry
    own: int

    @property
    def is_own(self) -> bool:
        return self.entry.seq == self.own


def last_done(workspace: Workspace, by: str) -> LastDone | None:
    """The last operation that can be taken back, as ``by`` finds it; None where there is none."""
    with workspace.database.read() as connection:
        possible = journal.undoable(connection).undo
        found = [journal.entry(connection, seq) for seq in possible[-1:]]
        own = journal.last_by(connection, by, possible)
    return LastDone(found[0], own) if found and found[0] is not None else None


def undo_own(workspace: Workspace, source: Source) -> Receipt:
    """Take back the last operation. Raises AnweiError: another user did it (WSP-036), there is none (WSP-016)."""
    last = last_done(workspace, source.by)
    if last is not None and not last.is_own:
        entry = last.entry
        own = (
            Text(f"您自己的上一次是第 {last.own} 号；", f"Your own last one is no. {last.own}. ")
            if last.own
            else Text("", "")
        )
        refuse("WSP-036", workspace.place, seq=entry.seq, who=entry.who, what=in_words(entry), own=own)
    return workspace.undo(source, last.entry.seq if last is not None else None)


def in_words(entry: journal.Entry) -> Text:
    """What an operation was: its sort, and what it says of itself for people."""
    source = entry.command.get("source")
    note = str(source.get("note", "")) if isinstance(source, dict) else ""
    return Text(*(" ".join(x for x in (label(f"journal.{entry.kind}", lang), note) if x) for lang in ("zh", "en")))
