"""Some lines to read beside a list; at a change only those lines are drawn anew that differ."""

from __future__ import annotations

from collections.abc import Iterable

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from anwei.tui.shelf.reader import wrapped
from anwei.tui.theme import inks
from anwei.tui.words import clean


class Lines(Widget):
    """Texts below one another, each wrapped to the width; what does not fit is not shown."""

    def __init__(self, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._texts: tuple[str, ...] = ()
        self._drawn: list[str] = []

    def show(self, texts: Iterable[str]) -> None:
        """Show texts in place of those before."""
        self._texts = tuple(clean(t) for t in texts)
        before, self._drawn = self._drawn, self._wrapped()
        most = max(len(before), len(self._drawn))
        old, new = (lines + [""] * (most - len(lines)) for lines in (before, self._drawn))
        changed = [y for y in range(min(most, self.size.height)) if old[y] != new[y]]
        if changed:
            self.refresh(*(Region(0, y + self.gutter.top, self.outer_size.width, 1) for y in changed))

    def _wrapped(self) -> list[str]:
        return [line for text in self._texts for line in wrapped(text, self.size.width)]

    def on_resize(self) -> None:
        self._drawn = self._wrapped()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        plain = inks(self.app.theme).plain
        told = self._drawn[y] if y < len(self._drawn) else ""
        return Strip([Segment(told, plain)]).adjust_cell_length(self.size.width, plain)
