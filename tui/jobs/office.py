"""The office as a job sees it: its workspace, its law, its evidence and its day, opened when they are first needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property
from pathlib import Path

from anwei.engine import services
from anwei.tui.work import Setup


def quiet(_done: int, _total: int, _words: str) -> None:
    """Tell nobody."""


class Office:
    """One per process. ``tell(done, of, words)`` reports progress of a task; the desk has nobody to tell."""

    def __init__(self, setup: Setup, tell: Callable[[int, int, str], None] = quiet) -> None:
        self.setup = setup
        self.tell = tell
        self._evidence: services.Evidence | None = None

    @cached_property
    def workspace(self) -> services.Workspace:
        """The workspace, brought to today's schema if it is older. Raises AnweiError."""
        return services.Workspace.open(Path(self.setup.place), migrate=services.source("system"))

    @cached_property
    def opened(self) -> services.Opened:
        """The catalogue by which the workspace is judged, with what plugins bring."""
        _, folders = services.pinned_rulesets(self.workspace)
        return services.open_catalogue(tuple(Path(f) for f in folders))

    @cached_property
    def law(self) -> services.LawBook:
        """The rules and parameters as an evaluation takes them."""
        return services.LawBook.of(self.opened)

    @property
    def evidence(self) -> services.Evidence:
        """What is on file now; read anew when somebody has written since."""
        head = self.workspace.head
        if self._evidence is None or self._evidence.head != head:
            self._evidence = services.Evidence(self.workspace, self.law.vocabulary, head)
        return self._evidence

    @property
    def day(self) -> int:
        """The day (ordinal) for which everything is judged: as given, the demo's own, else today."""
        if self.setup.day is not None:
            return self.setup.day
        fixed = services.demo_day(self.workspace)
        return fixed if fixed is not None else date.today().toordinal()  # noqa: DTZ011 - the office's own calendar day

    def source(self, kind: services.SourceKind, note: str = "") -> services.Source:
        """Who does something now."""
        return services.source(kind, self.setup.who, note=note)
