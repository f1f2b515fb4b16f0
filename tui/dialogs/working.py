"""The dialog of a long task: what it does, how far it is, and Esc to end it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from anwei.tui.actions import Action
from anwei.tui.dialogs.base import Dialog
from anwei.tui.glyphs import bar
from anwei.tui.words import say, text
from anwei.tui.work import Task


class Working(Dialog[None]):
    """Shown while a task runs; the app takes it away at the end."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (Action("working.cancel", ("escape",)),)
    WIDE = 60

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.job: Task | None = None

    def body(self) -> ComposeResult:
        yield Static(text(say("work.begins")), id="how-far")

    def progress(self, done: int, of: int, told: str) -> None:
        """How far it is."""
        if not self.is_mounted:
            return
        share = f"{bar(done / of, 30)} {done * 100 // of}%" if of else ""
        self.query_one("#how-far", Static).update(text(f"{told}  {share}".strip()))

    def act_cancel(self) -> None:
        if self.job is not None:
            self.job.cancel()
