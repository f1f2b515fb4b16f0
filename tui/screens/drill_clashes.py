"""Conflicts of the year: each drill that cannot stay where it is, why, and days that would put it right."""

from __future__ import annotations

from collections.abc import Sequence

from anwei.tui.calendar.clashes import Clash, clashes
from anwei.tui.calendar.model import Year
from anwei.tui.dialogs.choose import Choose, Fill
from anwei.tui.shelf.page import Item, Shelf
from anwei.tui.shelf.reader import Entry
from anwei.tui.widgets.form import Field
from anwei.tui.widgets.vtable import Column
from anwei.tui.words import day, say, weekday


class Clashes(Shelf):
    """The conflicts; Enter offers the two nearest good days, or the drill itself."""

    EMPTY = "clash.none"

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.PLACE = ("drill_clashes:Clashes", number)

    @property
    def name_words(self) -> str:
        return say("clash.title")

    def columns(self) -> Sequence[Column]:
        return (Column(say("drills.day"), 10), Column(say("drills.drill")), Column(say("clash.why"), 34))

    async def load(self) -> list[Item]:
        found: Year = await self.office.desk.ask("anwei.tui.jobs.drills:year", self.number)
        return [
            Item(
                c.drill.id, (day(c.drill.day), c.drill.title, c.words[0]), f"{c.drill.title} {c.words}".lower(), value=c
            )
            for c in clashes(found)
        ]

    async def about(self, item: Item) -> Sequence[Entry]:
        clash: Clash = item.value
        return [
            (say("drills.drill"), clash.drill.title),
            (say("drills.day"), f"{day(clash.drill.day)} {weekday(clash.drill.day)}"),
            *((say("clash.why"), w) for w in clash.words),
            *((say("clash.fix"), say("clash.move", day=day(d), weekday=weekday(d))) for d in clash.fixes),
        ]

    async def open_item(self, item: Item) -> None:
        clash: Clash = item.value
        choices = [(str(d), say("clash.move", day=day(d), weekday=weekday(d)), "") for d in clash.fixes]
        choices.append(("open", say("clash.open"), ""))

        def chosen(answer: str | None) -> None:
            if answer == "open":
                self.run_worker(self.office.open_page("drill_page:DrillPage", clash.drill.id))
            elif answer is not None:
                self._fix(clash, int(answer))

        await self.office.push_screen(Choose(clash.words[0], choices), chosen)

    def _fix(self, clash: Clash, to: int) -> None:
        if not clash.drill.fixed:
            self.run_worker(self._move(clash, to, ""))
            return

        def told(values: dict[str, str] | None) -> None:
            if values is not None:
                self.run_worker(self._move(clash, to, values["reason"]))

        fields = (Field("reason", say("drills.reason"), required=True),)
        title = say("drills.postpone", day=day(to))
        self.office.push_screen(Fill(title, fields, self.office.state, f"drill-move-{clash.drill.id}"), told)

    async def _move(self, clash: Clash, to: int, reason: str) -> None:
        done = await self.office.write("anwei.tui.jobs.drill_steps:move", clash.drill.id, to, reason)
        if done is not None:
            self.office.say(str(done))

    def count_words(self, shown: int, whole: int) -> str:
        return say("clash.count", shown=shown, whole=whole)
