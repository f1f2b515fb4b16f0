"""The choice of a theme: the whole screen wears the one of the cursor, so that it is seen before it is kept."""

from __future__ import annotations

from anwei.tui.colours import look_words, names, own
from anwei.tui.dialogs.choose import Choose
from anwei.tui.widgets.grid import Grid
from anwei.tui.widgets.vtable import VTable
from anwei.tui.words import say


class LookChooser(Choose):
    """Every theme; gives the name of the one to keep. Whoever opens it puts back what was worn where none is kept."""

    def __init__(self, worn: str) -> None:
        super().__init__(say("look.choose"), [(n, look_words(n), _note(n)) for n in names()], worn)

    def on_grid_moved(self, event: Grid.Moved) -> None:
        """Wear the theme of the cursor."""
        row = event.grid.current if isinstance(event.grid, VTable) else None
        if row is not None and row.key in names():  # its file may have gone meanwhile
            self.office.theme = str(row.key)


def _note(name: str) -> str:
    found = own(name)
    if found is None:
        return ""
    return say("look.weak", count=found.weak) if found.weak else say("look.own")
