"""What is said of a panel that failed: on the card, and in the report that can be copied."""

from __future__ import annotations

from dataclasses import dataclass

from anwei.tui.shelf.reader import Entry
from anwei.tui.words import say


@dataclass(frozen=True)
class Failure:
    """A panel that failed: its plugin with its version, the cause, and when it last worked (ISO text or empty)."""

    panel: str
    title: str
    plugin: str
    version: str
    cause: tuple[str, ...]
    last: str = ""

    def card(self) -> list[Entry]:
        """The card on the screen."""
        return [
            ("", say("panel.card", title=self.title)),
            *((say("panel.cause"), line.strip()) for line in self.cause),
            (say("panel.plugin"), f"{self.plugin} {self.version}".strip()),
            (say("panel.last"), self.last or say("panel.never")),
            (say("panel.rest"), say("panel.rest.words")),
            (say("panel.can"), say("panel.can.words")),
        ]

    def report(self, place: str, at: str) -> str:
        """The same for whoever looks after the plugin, as plain text."""
        lines = [f"panel: {self.panel}", f"plugin: {self.plugin} {self.version}".rstrip(), f"at: {at}"]
        return "\n".join([*lines, f"workspace: {place}", "cause:", *(f"  {x.strip()}" for x in self.cause), ""])
