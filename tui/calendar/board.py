"""The calendar as a widget: a cursor over days, three pictures, days marked in a row, and what is carried."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import ClassVar

from rich.segment import Segment
from textual.events import Click
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from anwei.tui.actions import Acting, Action
from anwei.tui.calendar import drawing
from anwei.tui.calendar.drawing import Look, Picture
from anwei.tui.calendar.model import Year
from anwei.tui.calendar.reasons import Carried
from anwei.tui.calendar.span import Span
from anwei.tui.theme import inks

VIEWS = ("month", "week", "year")
_PICTURES: dict[str, Callable[[Look, int, int], Picture]] = {
    "month": drawing.month,
    "week": drawing.week,
    "year": drawing.year,
}


class Board(Acting, Widget, can_focus=True):
    """Shows a year. ``day`` is the cursor; ``Moved`` and ``Opened`` tell; what is carried is drawn under the cursor.

    ``span`` are the days of the year that were marked, if any.
    """

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("board.left", ("left",), bar=False),
        Action("board.right", ("right",), bar=False),
        Action("board.up", ("up",), bar=False),
        Action("board.down", ("down",), bar=False),
        Action("board.month_back", ("pageup",), bar=False),
        Action("board.month_on", ("pagedown",), bar=False),
        Action("board.first", ("home",), bar=False),
        Action("board.last", ("end",), bar=False),
        Action("board.open", ("enter",)),
        Action("board.lift", ("space",)),
        Action("board.range", ("insert", "r")),
        Action("board.swap", ("alt+o", "o")),
    )

    class Moved(Message):
        """The cursor stands on another day, or other days are marked."""

    class Opened(Message):
        """Enter, or a day was clicked twice."""

    class Lifted(Message):
        """Space: what lies on the day is to be picked up."""

    class YearAsked(Message):
        """The cursor left the year: another one is wanted, with the cursor on ``day``."""

        def __init__(self, day: int) -> None:
            super().__init__()
            self.day = day

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.model: Year | None = None
        self.view = "month"
        self.day = 0
        self.carried: Carried | None = None
        self.span: Span | None = None
        self._picture = Picture()
        self._known: dict[int, str] = {}  # what carrying to a day would mean

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self.redraw())

    def show(self, model: Year) -> None:
        """Show a year; the cursor stays on its day if that lies in it, and the marks on theirs."""
        self.model, self._known = model, {}
        if self.span is not None and not model.first <= self.span.first <= self.span.last <= model.last:
            self.span = None
        if not model.first <= self.day <= model.last:
            self.day = model.today if model.first <= model.today <= model.last else model.first
        self.redraw()

    def set_view(self, view: str) -> None:
        """Draw another picture."""
        self.view = view
        self.redraw()

    def carry(self, carried: Carried | None) -> None:
        """Carry something, or nothing any more; marks do not grow with it."""
        self.carried, self._known = carried, {}
        self.span = self.span.kept if self.span is not None else None
        self.redraw()

    def redraw(self) -> None:
        """Draw anew."""
        if self.model is not None and self.size:
            look = Look(
                self.model, self.day, self.carried, inks(self.app.theme), self.has_focus, self._known, self.span
            )
            before, self._picture = self._picture.lines, _PICTURES[self.view](look, self.size.width, self.size.height)
            self._refresh_lines(before, self._picture.lines)

    def _refresh_lines(self, old: Sequence[list[Segment]], new: Sequence[list[Segment]]) -> None:
        """Draw anew only the lines that differ: carrying something must be quick on a slow line, too."""
        if len(old) != len(new):
            self.refresh()
            return
        changed = [y for y, line in enumerate(new) if line != old[y]]
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def render_line(self, y: int) -> Strip:
        lines = self._picture.lines
        return Strip(lines[y] if y < len(lines) else []).adjust_cell_length(self.size.width, inks(self.app.theme).plain)

    # -- moving --------------------------------------------------------------------------------------------------

    def move(self, day: int) -> None:
        """Put the cursor on a day; beyond the year another one is asked for."""
        if self.model is None:
            return
        if self.span is not None and self.span.growing:  # marks stay within the year that is shown
            day = min(max(day, self.model.first), self.model.last)
        if day == self.day:
            return
        if not self.model.first <= day <= self.model.last:
            self.post_message(self.YearAsked(day))
            return
        self.day = day
        self.mark(self.span.to(day) if self.span is not None else None)

    def mark(self, span: Span | None) -> None:
        """Mark days in a row, or none any more."""
        self.span = span
        self.redraw()
        self.post_message(self.Moved())

    def act_left(self) -> None:
        self.move(self.day - (7 if self.view == "week" else 1))

    def act_right(self) -> None:
        self.move(self.day + (7 if self.view == "week" else 1))

    def act_up(self) -> None:
        self._line(-1)

    def act_down(self) -> None:
        self._line(1)

    def _line(self, step: int) -> None:
        """A line up or down: a week in the month, a day in the week, a week or a month in the year."""
        if self.view == "year" and not self._small:
            self.months(step)
        else:
            self.move(self.day + step * (1 if self.view == "week" else 7))

    @property
    def _small(self) -> bool:
        """Whether the year is drawn as twelve small months."""
        return (self.size.width, self.size.height) >= drawing.MINI and self.size.height >= drawing.MINI[1]

    def months(self, step: int) -> None:
        """Some months on or back, on the same day of the month as far as there is one."""
        on = date.fromordinal(self.day)
        index = on.year * 12 + on.month - 1 + step
        year, month = divmod(index, 12)
        after = date(year + (month == 11), (month + 1) % 12 + 1, 1).toordinal()
        self.move(min(date(year, month + 1, 1).toordinal() + on.day - 1, after - 1))

    def act_month_back(self) -> None:
        self.months(-1)

    def act_month_on(self) -> None:
        self.months(1)

    def act_first(self) -> None:
        self.move(date.fromordinal(self.day).replace(day=1).toordinal())

    def act_last(self) -> None:
        on = date.fromordinal(self.day)
        after = date(on.year + (on.month == 12), on.month % 12 + 1, 1).toordinal()
        self.move(after - 1)

    def act_open(self) -> None:
        self.post_message(self.Opened())

    def act_lift(self) -> None:
        self.post_message(self.Lifted())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing is marked while something is carried; the ends are swapped only while one of them moves."""
        held = {"board.range": self.carried is None, "board.swap": self.span is not None and self.span.growing}
        return next((held[str(p)] for p in parameters if p in held), True) and super().check_action(action, parameters)

    def act_range(self) -> None:
        """Begin to mark days at the cursor; end it and keep what is marked."""
        span = self.span
        self.mark(span.kept if span is not None and span.growing else Span(self.day, self.day))

    def act_swap(self) -> None:
        """Go to the other end, which moves from now on."""
        if self.span is not None and self.span.growing:
            self.day = self.span.stays
            self.mark(self.span.swapped)

    def on_click(self, event: Click) -> None:
        day = self._picture.day_at(event.x, event.y)
        if day:
            again = day == self.day
            self.move(day)
            if again and event.chain > 1:
                self.act_open()

    def on_mouse_scroll_down(self) -> None:
        self.months(1)

    def on_mouse_scroll_up(self) -> None:
        self.months(-1)

    def on_focus(self) -> None:
        self.redraw()

    def on_blur(self) -> None:
        self.redraw()

    def on_resize(self) -> None:
        self.redraw()
        self.refresh()
