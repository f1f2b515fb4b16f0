"""A dialog to read in: what is told about a line, where there is no room beside the list."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from anwei.tui.dialogs.base import Dialog
from anwei.tui.shelf.reader import Entry, Reader
from anwei.tui.widgets.grid import Grid


class Told(Dialog[bool]):
    """Entries to read; Enter and Esc close it."""

    WIDE = 100

    def __init__(self, title: str, entries: Sequence[Entry]) -> None:
        super().__init__(title)
        self.entries = tuple(entries)

    def body(self) -> ComposeResult:
        yield Reader(id="told", opens=True)

    def on_mount(self) -> None:
        reader = self.query_one(Reader)
        reader.styles.height = 18
        reader.read(self.entries)
        reader.focus()

    def on_grid_opened(self, event: Grid.Opened) -> None:  # noqa: ARG002
        self.dismiss(True)
