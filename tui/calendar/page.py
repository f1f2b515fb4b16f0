"""The page of the calendar: its data, what stands beside it, its layout; ``screens.drills`` carries things over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import DescendantFocus, Resize
from textual.message import Message
from textual.widgets import Static

from anwei.tui import keeper
from anwei.tui.actions import Action
from anwei.tui.calendar import clashes
from anwei.tui.calendar.board import VIEWS, Board
from anwei.tui.calendar.model import Excuse, Owed, Year
from anwei.tui.calendar.reasons import Carried
from anwei.tui.calendar.telling import day_entries, duty_entries, progress_words, reason_entries, span_entries
from anwei.tui.glyphs import glyph
from anwei.tui.screens.page import Page
from anwei.tui.shelf.background import in_background
from anwei.tui.shelf.reader import Reader
from anwei.tui.widgets.keybar import KeyBar
from anwei.tui.widgets.vtable import Column, Row, VTable
from anwei.tui.words import day as shown
from anwei.tui.words import say, text
from anwei.tui.work import Trouble

JOBS = "anwei.tui.jobs.drills:"
WIDE = 110
SIDE = 48  # cells of what stands beside the calendar
LIST = "list"
SOON = 30  # days before the end of a window from which a duty presses


class Waiting(VTable):
    """What is owed and not planned, then what was let off. Space or Enter picks a duty up, Del lets it off."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("waiting.lift", ("space",)),
        Action("waiting.waive", ("delete", "e")),
        Action("waiting.revoke", ("alt+w", "W")),
    )
    let_off: Mapping[str, Excuse] = {}  # of its rows those that were

    class Lifted(Message):
        """The duty of the cursor is to be picked up."""

    class LetOff(Message):
        """The duty of the cursor is to be waived or ended."""

    class TakenBack(Message):
        """The waiver of the duty of the cursor is to be taken back."""

    @property
    def off(self) -> Excuse | None:
        """Why the duty of the cursor is not asked for; None where it is."""
        return self.let_off.get(str(self.current.key)) if self.current is not None else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is owed can be planned or let off; of what was let off a waiver can be taken back."""
        owed, off = self.current is not None and self.off is None, self.off
        held = {"waiting.lift": owed, "waiting.waive": owed, "waiting.revoke": off is not None and off.waived}
        return next((held[str(p)] for p in parameters if p in held), True) and super().check_action(action, parameters)

    def act_lift(self) -> None:
        self.post_message(self.Lifted())

    def act_waive(self) -> None:
        self.post_message(self.LetOff())

    def act_revoke(self) -> None:
        self.post_message(self.TakenBack())


class CalendarPage(Page):
    """A year of drills. ``model`` is the year that is shown, ``carried`` what was picked up."""

    def __init__(self) -> None:
        super().__init__()
        self.model: Year | None = None
        self.number = 0
        self.view = "month"
        self.carried: Carried | None = None
        self._owed: dict[tuple[int, int], Owed] = {}
        self._clashes = 0  # conflicts of the year that is shown
        self._aside = False  # narrow: the duties stand in place of the calendar
        self._offered = (False, False)  # whether something is carried, and whether marks grow: other keys work then

    def body(self) -> ComposeResult:
        yield Static(id="head", classes="line")
        yield Horizontal(
            Board(id="board"),
            VTable(id="list"),
            Vertical(Static(id="owed", classes="line title"), Waiting(id="waiting"), Reader(id="why"), id="side"),
            id="row",
            classes="row",
        )
        yield Static(id="progress", classes="line")

    @property
    def board(self) -> Board:
        """The calendar widget."""
        return self.query_one("#board", Board)

    def memory(self) -> dict[str, Any]:
        return {"view": self.view, "day": self.board.day, "year": self.number}

    def recall(self, kept: dict[str, Any]) -> None:
        view, day, number = kept.get("view"), kept.get("day"), kept.get("year")
        self.view = view if view in (*VIEWS, LIST) else "month"
        self.board.view = self.view if self.view in VIEWS else "month"
        self.board.day = day if isinstance(day, int) and day > 0 else 0
        self.number = number if isinstance(number, int) else 0

    # -- data ----------------------------------------------------------------------------------------------------

    async def fill(self) -> None:
        self.lay_out(self.size.width)
        self.tell_head()
        in_background(self, self._load, "load")

    async def _load(self) -> None:
        try:
            found: Year = await self.office.desk.ask(JOBS + "year", self.number)
            self.number = found.year
            self.show(found)
            wanted = self._as_of(found.year)
            if wanted not in self._owed:
                self._owed[wanted] = await self._work_out(found.year)
                self.show(found)
        except Trouble as trouble:
            self.show_trouble(trouble)

    def _as_of(self, number: int) -> tuple[int, int]:
        """A year as the last run sees it: what is owed is worked out anew after the next run."""
        index = self.office.index
        return number, int(index.meta.get("run", 0)) if index is not None else 0

    async def _work_out(self, number: int) -> Owed:
        """The duties of a year, worked out in a process of their own: rules are judged for it."""
        assert self.office.setup is not None
        task = keeper.Task(self.office.setup, JOBS + "duties", (number,))
        try:
            owed: Owed = await task.run()
        finally:
            task.end()
        return owed

    def show(self, found: Year) -> None:
        """Show a year with the duties known of it."""
        owed = self._owed.get(self._as_of(found.year), Owed(None))
        self.model = replace(found, duties=owed.duties, recorded=dict(owed.recorded), asked=owed.asked)
        self._clashes = clashes.count(self.model)
        self.board.show(self.model)
        self.query_one("#progress", Static).update(text(" " + progress_words(self.model.progress)))
        self._show_list(self.model)
        self._show_waiting(self.model)
        self.tell_head()
        self.tell_day()
        self.refresh_bars()

    def _show_list(self, model: Year) -> None:
        columns = (
            Column(say("drills.day"), 10),
            Column(say("drills.state"), 10),
            Column(say("drills.drill")),
            Column(say("drills.units"), 6, right=True),
        )
        rows = [Row(d.id, (shown(d.day), d.state_word, d.title, str(len(d.units))), value=d) for d in model.drills]
        self.query_one("#list", VTable).show_rows(columns, rows, say("drills.empty"))

    def _show_waiting(self, model: Year) -> None:
        columns = (
            Column("", 2, verdict=True),
            Column(say("drills.who"), 16),
            Column(say("drills.duty")),
            Column(say("drills.left"), 6, right=True),
        )
        late = model.today
        rows = [
            Row(
                d.id,
                (
                    "fail" if d.last < late else "near" if d.last < late + SOON else "",
                    d.name,
                    d.title,
                    say("drills.never") if d.never else str(d.last - late),
                ),
                value=d,
            )
            for d in model.waiting
        ]
        rows += [Row(d.id, ("waived", d.name, d.title, ""), quiet=True, value=d) for d in model.excused]
        empty = say("drills.owed.loading") if self._as_of(model.year) not in self._owed else say("drills.owed.none")
        if self._as_of(model.year) in self._owed and model.duties is None:
            empty = say("drills.owed.many")
        waiting = self.query_one("#waiting", Waiting)
        row, off = waiting.row, waiting.off
        waiting.let_off = model.let_off
        turned = (waiting.off is None) != (off is None)
        waiting.show_rows(columns, rows, empty)
        if turned:  # what was let off goes to the end: the cursor stays for the next one
            waiting.move(row)
        count = len(model.waiting) if model.duties is not None else glyph("cut")
        self.query_one("#owed", Static).update(text(" " + say("drills.owed", count=count)))

    # -- words ---------------------------------------------------------------------------------------------------

    def tell_head(self) -> None:
        """The line on top: the year, what is owed and planned, and which picture."""
        model = self.model
        if model is None:
            self.query_one("#head", Static).update(text(" " + say("loading")))
            return
        planned = sum(len(v) for v in model.by_day.values())
        owed = len(model.waiting) if model.duties is not None else glyph("cut")
        on = date.fromordinal(self.board.day or model.first)
        told = say("drills.head", year=model.year, month=on.month, planned=planned, owed=owed, clashes=self._clashes)
        told += f"   {model.plan}" if model.plan else ""
        self.query_one("#head", Static).update(text(f" {told}   [{say(f'drills.view.{self.view}')}]"), layout=False)

    def tell_day(self) -> None:
        """Beside the calendar: why the day would do for what is carried, else what is on it or on marked days."""
        reader = self.query_one("#why", Reader)
        model = self.model
        if model is None:
            return
        self._tell_keys()
        if self.carried is not None:
            reader.read(reason_entries(model, self.carried, self.board.day))
            return
        waiting = self.query_one("#waiting", Waiting)
        if waiting.has_focus and waiting.current is not None:
            reader.read(duty_entries(waiting.current.value, waiting.off))
        elif self.board.span is not None:
            reader.read(span_entries(model, self.board.span))
        else:
            reader.read(day_entries(model, self.board.day))

    def _tell_keys(self) -> None:
        """The key bar, where other keys work than before."""
        offered = self.carried is not None, self.board.span is not None and self.board.span.growing
        if offered != self._offered:
            self._offered = offered
            self.query_one(KeyBar).refresh()

    @on(Resize)
    def relay(self, event: Resize) -> None:
        """Beside one another where there is room, else one above the other."""
        if self.query("#row"):  # the first size comes before the widgets
            self.lay_out(event.size.width)

    def lay_out(self, width: int) -> None:
        """Sizes and what is seen, for a width."""
        wide = width >= WIDE
        row, side = self.query_one("#row"), self.query_one("#side")
        board, listed = self.board, self.query_one("#list", VTable)
        waiting, owed = self.query_one("#waiting", Waiting), self.query_one("#owed", Static)
        row.styles.layout = "horizontal" if wide else "vertical"
        side.styles.width = SIDE if wide else "100%"
        board.styles.width = board.styles.height = "1fr"
        aside = self._aside and not wide
        side.styles.height = "1fr" if wide or aside else 6
        waiting.display = owed.display = wide or aside
        board.display = self.view != LIST and not aside
        listed.display = self.view == LIST and not aside

    # -- the cursor ----------------------------------------------------------------------------------------------

    @on(DescendantFocus)
    def reached(self, event: DescendantFocus) -> None:
        """Beside the calendar is told what the cursor of the pane in focus stands on; to read it changes nothing."""
        if event.widget.id in ("board", "waiting"):
            self.tell_day()

    @on(Board.Moved)
    def moved(self) -> None:
        self.tell_head()
        self.tell_day()

    @on(Board.YearAsked)
    async def year_asked(self, event: Board.YearAsked) -> None:
        await self.to_day(event.day)

    async def to_day(self, day: int) -> None:
        """The cursor on a day, in another year if need be."""
        if self.model is not None and self.model.first <= day <= self.model.last:
            self.board.move(day)
            return
        self.number = date.fromordinal(day).year
        self.board.day = day
        await self.fill()
