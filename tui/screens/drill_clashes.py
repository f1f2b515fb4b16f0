"""Conflicts of the year: each drill that cannot stay where it is, why, and days that would put it right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from anwei.tui.calendar.clashes import Clash, clashes
from anwei.tui.calendar.model import Year
from anwei.tui.calendar.told import Against
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
        self._days: dict[str, int] = {}  # of the drills of the year
        self.PLACE = ("drill_clashes:Clashes", number)

    @property
    def name_words(self) -> str:
        return say("clash.title")

    def columns(self) -> Sequence[Column]:
        return (Column(say("drills.day"), 10), Column(say("drills.drill")), Column(say("clash.why"), 34))

    async def load(self) -> list[Item]:
        """What the calendar sees of each drill, then what the planner's check finds besides."""
        found: Year = await self.office.desk.ask("anwei.tui.jobs.drills:year", self.number)
        checked: tuple[Against, ...] = await self.office.desk.ask("anwei.tui.jobs.drill_checks:against", self.number)
        told = merged(found, checked)
        self._days = {d.id: d.day for d in found.drills}
        others = [a for a in checked if not any(a.drill == c.drill.id for c in told)]
        return [*(_item(c) for c in told), *(self._other(n, a) for n, a in enumerate(others))]

    def _other(self, number: int, told: Against) -> Item:
        """Something that no other day would put right."""
        texts = (day(self._days.get(told.drill, 0)), told.about, told.why)
        return Item(f"against {number}", texts, f"{told.about} {told.why}".lower(), value=told)

    async def about(self, item: Item) -> Sequence[Entry]:
        if isinstance(item.value, Against):
            return [(say("clash.why"), item.value.why), ("", item.value.about)]
        clash: Clash = item.value
        return [
            (say("drills.drill"), clash.drill.title),
            (say("drills.day"), f"{day(clash.drill.day)} {weekday(clash.drill.day)}"),
            *((say("clash.why"), w) for w in clash.words),
            *((say("clash.fix"), say("clash.move", day=day(d), weekday=weekday(d))) for d in clash.fixes),
        ]

    async def open_item(self, item: Item) -> None:
        if isinstance(item.value, Against):
            if item.value.drill in self._days:
                await self.office.open_page("drill_page:DrillPage", item.value.drill)
            else:
                await super().open_item(item)
            return
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


def merged(year: Year, checked: Sequence[Against]) -> list[Clash]:
    """Each drill with everything that stands against it, by day: the calendar's reasons, then the planner's."""
    own = {c.drill.id: c for c in clashes(year)}
    for drill in year.drills:
        words = tuple(" ".join(filter(None, (a.why, a.about))) for a in checked if a.drill == drill.id)
        if words and drill.movable:
            before = own.get(drill.id, Clash(drill, (), year))
            own[drill.id] = replace(before, words=(*before.words, *words))
    return sorted(own.values(), key=lambda c: (c.drill.day, c.drill.id))


def _item(clash: Clash) -> Item:
    texts = (day(clash.drill.day), clash.drill.title, clash.words[0])
    return Item(clash.drill.id, texts, f"{clash.drill.title} {clash.words}".lower(), value=clash)
