"""What the virtual table and the matrix share: a cursor over rows, lines drawn one by one, page-wise movement."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from anwei.tui.actions import Acting, Action
from anwei.tui.glyphs import glyph
from anwei.tui.theme import Inks, inks
from anwei.tui.words import fit, width


class Grid(Acting, ScrollView, can_focus=True):
    """A scrolling list of lines with a cursor. Subclasses say how many rows there are and draw one.

    ``HEAD`` lines stay on top. The cursor is kept in sight; rows are numbered from 0.
    """

    HEAD = 1
    led = False  # whether its cursor is moved from a field beside it, and so seen without the focus
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("grid.up", ("up",), bar=False),
        Action("grid.down", ("down",), bar=False),
        Action("grid.page_up", ("pageup",), bar=False),
        Action("grid.page_down", ("pagedown",), bar=False),
        Action("grid.first", ("home",), bar=False),
        Action("grid.last", ("end",), bar=False),
        Action("grid.open", ("enter",)),
    )

    class Moved(Message):
        """The cursor stands elsewhere."""

        def __init__(self, grid: Grid) -> None:
            super().__init__()
            self.grid = grid

        @property
        def control(self) -> Grid:
            return self.grid

    class Opened(Moved):
        """Enter was pressed, or a row was clicked twice."""

    def __init__(self, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.row = 0
        self.offset_row = 0

    @property
    def rows(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def head_line(self, y: int, width: int) -> list[Segment]:
        """One of the lines on top, ``width`` cells."""
        raise NotImplementedError

    def row_line(self, row: int, width: int, on: bool) -> list[Segment]:
        """The line of a row, ``width`` cells; ``on`` where the cursor stands."""
        raise NotImplementedError

    def no_row_line(self, row: int, width: int, on: bool) -> list[Segment]:  # noqa: ARG002
        """A line below the last row; on the first of a grid without rows the focus is seen all the same."""
        return [Segment(fit(glyph("cursor"), width), ink(self.inks.mark, on, self.inks))] if on else []

    # -- drawing -------------------------------------------------------------------------------------------------

    @property
    def inks(self) -> Inks:
        """The inks of the theme in force."""
        return inks(self.app.theme)

    @property
    def fitting(self) -> int:
        """How many rows fit."""
        return max(1, self.size.height - self.HEAD)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y < self.HEAD:
            segments = self.head_line(y, width)
        else:
            row = self.offset_row + y - self.HEAD
            on = row == self.row and (self.has_focus or self.led)
            segments = self.row_line(row, width, on) if row < self.rows else self.no_row_line(row, width, on)
        return Strip(_merged(segments)).adjust_cell_length(width, self.inks.plain)

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        return container.width

    def renew(self) -> None:
        """Draw anew after the rows changed; the cursor stays on its row if there is one."""
        self.row = min(self.row, max(0, self.rows - 1))
        self._keep_in_sight()
        self.refresh()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where there is no row, none can be opened."""
        return (parameters != ("grid.open",) or self.rows > 0) and super().check_action(action, parameters)

    # -- moving --------------------------------------------------------------------------------------------------

    def move(self, row: int) -> None:
        """Put the cursor on a row (the nearest there is) and tell."""
        row = min(max(0, row), max(0, self.rows - 1))
        if row == self.row:
            return
        before, top = self.row, self.offset_row
        self.row = row
        self._keep_in_sight()
        if self.offset_row == top:
            self.refresh_rows(before, row)
        else:
            self.refresh()
        self.post_message(self.Moved(self))

    def refresh_rows(self, *rows: int) -> None:
        """Draw some rows anew, and no other; of each only what the cursor changes."""
        lines = (self.HEAD + r - self.offset_row for r in rows)
        shown = [y for y in lines if self.HEAD <= y < self.size.height]
        self.refresh(*(Region(x, y, cells, 1) for y in shown for x, cells in self.touched()))

    def touched(self) -> list[tuple[int, int]]:
        """The parts of a row, (start, cells), that look otherwise where the cursor stands."""
        return [(0, self.size.width)]

    def _keep_in_sight(self) -> None:
        if self.row < self.offset_row:
            self.offset_row = self.row
        elif self.row >= self.offset_row + self.fitting:
            self.offset_row = self.row - self.fitting + 1
        self.offset_row = max(0, min(self.offset_row, max(0, self.rows - self.fitting)))

    def on_resize(self) -> None:
        top = self.offset_row
        self._keep_in_sight()
        if self.offset_row != top:
            self.refresh()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def act_up(self) -> None:
        self.move(self.row - 1)

    def act_down(self) -> None:
        self.move(self.row + 1)

    def act_page_up(self) -> None:
        self.move(self.row - self.fitting)

    def act_page_down(self) -> None:
        self.move(self.row + self.fitting)

    def act_first(self) -> None:
        self.move(0)

    def act_last(self) -> None:
        self.move(self.rows - 1)

    def act_open(self) -> None:
        if self.rows:
            self.post_message(self.Opened(self))

    def on_mouse_scroll_down(self) -> None:
        self.move(self.row + 3)

    def on_mouse_scroll_up(self) -> None:
        self.move(self.row - 3)

    def on_click(self, event: Click) -> None:
        row = self.offset_row + event.y - self.HEAD
        if event.y >= self.HEAD and row < self.rows:
            again = row == self.row
            self.clicked(event.x)
            self.move(row)
            if again and event.chain > 1:
                self.act_open()

    def clicked(self, x: int) -> None:
        """A cell was clicked, before the cursor moves to its row."""


def _merged(segments: list[Segment]) -> list[Segment]:
    """Runs of equal style as one: fewer bytes for the terminal."""
    merged: list[Segment] = []
    for segment in segments:
        if merged and merged[-1].style == segment.style:
            merged[-1] = Segment(merged[-1].text + segment.text, segment.style)
        else:
            merged.append(segment)
    return merged


def ink(style: Style, on: bool, inks: Inks) -> Style:
    """A style under the cursor or not; what is dim elsewhere can be read there."""
    if not on:
        return style
    return (inks.plain if style == inks.dim else style) + inks.cursor


def filled(told: str, cells: int, style: Style, rest: Style) -> list[Segment]:
    """A text in its style and blanks in another up to so many cells: reverse video then marks a word, not a block."""
    shown = fit(told, cells).rstrip()
    return [Segment(shown, style), Segment(" " * (cells - width(shown)), rest)]
