"""Drills: the calendar of a year with what is owed beside it; things are picked up, carried and put down."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from textual import on

from anwei.tui.actions import Action
from anwei.tui.calendar.board import VIEWS, Board
from anwei.tui.calendar.model import DrillLine, DutyLine, Year
from anwei.tui.calendar.page import LIST, CalendarPage, Waiting
from anwei.tui.calendar.reasons import Carried, good_days, reasons
from anwei.tui.dialogs.choose import Choose, Fill
from anwei.tui.shelf.background import in_background
from anwei.tui.widgets.form import Field
from anwei.tui.widgets.grid import Grid
from anwei.tui.widgets.keybar import KeyBar
from anwei.tui.widgets.vtable import VTable
from anwei.tui.words import day as shown
from anwei.tui.words import say

STEPS = "anwei.tui.jobs.drill_steps:"


class Drills(CalendarPage):
    """The calendar; what is carried is put down as one command."""

    NAME = "drills"
    AUTO_FOCUS = "#board"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("drills.auto", ("f8", "A")),
        Action("drills.view", ("f4", "v")),
        Action("drills.waiting", ("f3", "d")),
        Action("drills.clashes", ("f6", "c")),
        Action("drills.export", ("f7", "x")),
        Action("drills.to_date", ("ctrl+g", "g"), bar=False),
        Action("drills.today", ("ctrl+home", "t"), bar=False),
        Action("drills.year_back", ("left_square_bracket",), bar=False),
        Action("drills.year_on", ("right_square_bracket",), bar=False),
        Action("drills.year", ("alt+1", "y"), bar=False),
        Action("drills.month", ("alt+2", "m"), bar=False),
        Action("drills.week", ("alt+3", "w"), bar=False),
        Action("drills.list", ("alt+4", "l"), bar=False),
    )

    def __init__(self) -> None:
        super().__init__()
        self._soon: DutyLine | None = None

    @on(Board.Lifted)
    def lift_drill(self) -> None:
        """Pick up a drill of the day; of several, ask which."""
        if self.model is None or self.carried is not None:
            return
        drills = [d for d in self.model.by_day.get(self.board.day, ()) if d.movable]
        if not drills:
            self.office.say(say("drills.nothing_to_lift"))
        elif len(drills) == 1:
            self.take_up(Carried(drills[0].title, drill=drills[0]))
        else:
            self._which(drills, lambda d: self.take_up(Carried(d.title, drill=d)))

    def _which(self, drills: list[DrillLine], then: Any) -> None:
        by_id = {d.id: d for d in drills}
        choices = [(d.id, d.title, d.state_word) for d in drills]

        def chosen(id_: str | None) -> None:
            if id_ is not None:
                then(by_id[id_])

        self.office.push_screen(Choose(say("drills.which"), choices), chosen)

    @on(Waiting.Lifted)
    def lift_duty(self) -> None:
        """Pick up the duty of the cursor; the calendar's cursor goes to the first good day."""
        row = self.query_one("#waiting", Waiting).current
        if row is not None:
            self._lift(row.value)

    @on(Waiting.LetOff)
    async def let_duty_off(self) -> None:
        """Waive the duty of the cursor, or end it with its unit."""
        from anwei.tui.screens.drill_waiver import ask_let_off

        row = self.query_one("#waiting", Waiting).current
        if row is not None and self.model is not None:
            await ask_let_off(self, row.value, self.number, self.model.today)

    @on(Waiting.TakenBack)
    async def take_waiver_back(self) -> None:
        """The duty of the cursor is owed again."""
        from anwei.tui.screens.drill_waiver import ask_take_back

        row = self.query_one("#waiting", Waiting).current
        if row is not None:
            await ask_take_back(self, row.value, self.number)

    def carry_soon(self, duty: DutyLine, number: int) -> None:
        """Pick a duty up once its year is shown."""
        self.number, self._soon = number, duty
        in_background(self, self._load, "load")

    def show(self, found: Year) -> None:
        super().show(found)
        soon, self._soon = self._soon, None
        if soon is not None:
            self._lift(soon)

    def _lift(self, duty: DutyLine) -> None:
        if self.model is None:
            return
        if duty.id in self.model.let_off:
            self.office.say(say("let_off.nothing"))
            return
        carried = Carried(f"{duty.name} {duty.title}", duty=duty)
        days = good_days(self.model, carried, max(self.model.today, carried.window[0], self.model.first), 1)
        self._aside = False
        self.lay_out(self.size.width)
        self.take_up(carried)
        if days:
            self.board.move(days[0])

    def take_up(self, carried: Carried) -> None:
        """Carry something."""
        if self.view == LIST:
            self.set_view("month")
        self.carried = carried
        self.board.carry(carried)
        self.board.focus()
        self.tell_day()

    def put_back(self) -> None:
        """Carry nothing any more; the cursor goes where it came from."""
        carried, self.carried = self.carried, None
        self.board.carry(None)
        if carried is not None and carried.home:
            self.board.move(carried.home)
        self.tell_day()

    @on(Board.Opened)
    async def day_opened(self) -> None:
        """Put down what is carried, or open a drill of the day."""
        model = self.model
        if model is None:
            return
        if self.carried is not None:
            await self._put_down(model, self.carried, self.board.day)
            return
        drills = model.by_day.get(self.board.day, [])
        if len(drills) == 1:
            await self.open_drill(drills[0])
        elif drills:
            self._which(drills, lambda d: self.run_worker(self.open_drill(d)))
        else:
            self.office.say(say("drills.empty_day"))

    async def open_drill(self, drill: DrillLine) -> None:
        """The page of a drill."""
        self.remember()
        await self.office.open_page("drill_page:DrillPage", drill.id)

    async def _put_down(self, model: Year, carried: Carried, day: int) -> None:
        """Where nothing is against it, at once; else only after a second word; an approved one with a reason."""
        if day == carried.home:
            self.put_back()
            return
        against = [r.words for r in reasons(model, carried, day) if r.state == "fail"]
        if against:
            choices = [("no", say("drills.other_day"), ""), ("yes", say("drills.all_the_same"), "")]
            title = say("drills.against", day=shown(day), why=against[0])

            def answered(answer: str | None) -> None:
                if answer == "yes":
                    self._reasoned(carried, day)

            await self.office.push_screen(Choose(title, choices), answered)
        else:
            self._reasoned(carried, day)

    def _reasoned(self, carried: Carried, day: int) -> None:
        if carried.drill is None or not carried.drill.fixed:
            self.run_worker(self._write(carried, day, ""), group="write", exit_on_error=False)
            return

        def told(values: dict[str, str] | None) -> None:
            if values is not None:
                self.run_worker(self._write(carried, day, values["reason"]), group="write", exit_on_error=False)

        fields = (Field("reason", say("drills.reason"), required=True),)
        draft = f"drill-move-{carried.drill.id}"
        title = say("drills.postpone", day=shown(day))
        self.office.push_screen(Fill(title, fields, self.office.state, draft, say("why.approved")), told)

    async def _write(self, carried: Carried, day: int, reason: str) -> None:
        if carried.drill is not None:
            done = await self.office.write(STEPS + "move", carried.drill.id, day, reason)
        else:
            assert carried.duty is not None
            duty = carried.duty
            done = await self.office.write(STEPS + "place", duty.unit, duty.id, self.number, day)
        if done is not None:
            self.carried = None
            self.board.carry(None)
            self.tell_day()
            self.office.say(str(done))

    # -- keys ----------------------------------------------------------------------------------------------------

    def on_grid_moved(self, event: Grid.Moved) -> None:
        if event.grid.id == "waiting" and self.carried is None:
            self.tell_day()
            self.query_one(KeyBar).refresh()

    async def on_grid_opened(self, event: Grid.Opened) -> None:
        if event.grid.id == "waiting":
            self.lift_duty()
        elif event.grid.id == "list":
            row = self.query_one("#list", VTable).current
            if row is not None:
                await self.open_drill(row.value)

    async def act_back(self) -> None:
        """Put back what is carried; then the calendar again; then nothing is marked any more; then up."""
        if self.carried is not None:
            self.put_back()
        elif self._aside:
            self.act_waiting()
        elif self.board.span is not None:
            self.board.mark(None)
        else:
            await super().act_back()

    def act_waiting(self) -> None:
        """Go to what is owed, or back to the calendar."""
        waiting = self.query_one("#waiting", Waiting)
        here = waiting.has_focus
        self._aside = not here
        self.lay_out(self.size.width)
        if here:
            self.query_one("#list" if self.view == LIST else "#board").focus()
        else:
            waiting.focus()
        self.tell_day()

    def set_view(self, view: str) -> None:
        """Another picture."""
        self.view = view
        if view in VIEWS:
            self.board.set_view(view)
        self._aside = False
        self.lay_out(self.size.width)
        self.query_one("#list" if view == LIST else "#board").focus()
        self.tell_head()
        self.remember()

    def act_view(self) -> None:
        order = (*VIEWS, LIST)
        self.set_view(order[(order.index(self.view) + 1) % len(order)])

    def act_year(self) -> None:
        self.set_view("year")

    def act_month(self) -> None:
        self.set_view("month")

    def act_week(self) -> None:
        self.set_view("week")

    def act_list(self) -> None:
        self.set_view(LIST)

    async def act_today(self) -> None:
        if self.model is not None:
            await self.to_day(self.model.today)

    async def act_year_back(self) -> None:
        await self._years(-1)

    async def act_year_on(self) -> None:
        await self._years(1)

    async def _years(self, step: int) -> None:
        on = date.fromordinal(self.board.day or 1)
        if 2000 < on.year + step < 2150:
            await self.to_day(date(on.year + step, on.month, min(on.day, 28)).toordinal())

    async def act_to_date(self) -> None:
        """Ask for a day."""
        from anwei.engine.services import parse_date

        async def told(values: dict[str, str] | None) -> None:
            if values is not None:
                await self.to_day(parse_date(values["day"]))

        fields = (Field("day", say("drills.day"), shown(self.board.day), required=True, check="day"),)
        await self.office.push_screen(Fill(say("drills.go_to"), fields, self.office.state, "drills-day"), told)

    async def act_clashes(self) -> None:
        await self.office.open_page("drill_clashes:Clashes", self.number)

    def act_export(self) -> None:
        from anwei.tui.screens.drill_page import ask_export

        month, span = date.fromordinal(self.board.day).month if self.board.day else 1, self.board.span
        if span is not None:
            ask_export(self, ("calendar", "calendars", "list"), self.number, month, "", (span.first, span.last))
            return
        kinds = ("calendar", "calendars", "month.docx", "plan.docx", "filing.docx", "duties")
        ask_export(self, kinds, self.number, month, "")

    def act_auto(self) -> None:
        in_background(self, self._auto, "auto")

    async def _auto(self) -> None:
        found = await self.office.long(say("drills.solve"), "anwei.tui.jobs.drill_plan:propose", self.number)
        if found is not None:
            await self.office.open_page("drill_plan:PlanPage", found)
