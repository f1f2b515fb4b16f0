"""The dialog of a long task: what it does, how far it is, and Esc to end it."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
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

    def __init__(self, title: str, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(title)
        self.job: Task | None = None
        self.pace = Pace(clock)
        self._told = say("work.begins")

    def body(self) -> ComposeResult:
        yield Static(text(self._told), id="how-far")
        yield Static(id="share")
        yield Static(text(say("work.cancel")), classes="hint")

    def on_mount(self) -> None:
        self.set_interval(1.0, self._draw)
        self._draw()

    def progress(self, done: int, of: int, told: str) -> None:
        """How far it is."""
        self._told = told or self._told
        self.pace.hear(done, of, told)
        if self.is_mounted:
            self._draw()

    def _draw(self) -> None:
        self.query_one("#how-far", Static).update(text(self._told))
        self.query_one("#share", Static).update(text(self.pace.words()))

    def act_cancel(self) -> None:
        if self.job is not None:
            self.job.cancel()


class Pace:
    """How fast a task goes on: its share, the time gone, and the time left at the pace of the stage it is in."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.began = self.stage_began = clock()
        self.done = self.of = 0
        self.stage = ""

    def hear(self, done: int, of: int, stage: str) -> None:
        """So much of so many (0: not known) of a stage is done."""
        if stage != self.stage or done < self.done:
            self.stage, self.stage_began = stage, self.clock()
        self.done, self.of = done, of

    @property
    def left(self) -> float:
        """Seconds left in this stage at its pace so far; 0 where nothing is known yet."""
        if not self.done or self.done >= self.of:
            return 0.0
        return (self.clock() - self.stage_began) / self.done * (self.of - self.done)

    def words(self) -> str:
        """A bar with percent, the time gone and the time left; the time gone alone where the share is not known."""
        spent = minutes(self.clock() - self.began)
        if not self.of:
            return say("work.spent", spent=spent)
        share = self.done / self.of
        told = say("work.share", percent=int(share * 100), spent=spent, left=minutes(self.left))
        return f"{bar(share, 20)} {told}"


def minutes(seconds: float) -> str:
    """Minutes and seconds: ``1:05``."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
