"""The plan that the solver proposes, as a difference to accept whole, by week or one by one. Nothing is kept before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from anwei.tui.actions import Action
from anwei.tui.calendar.told import Item as Part
from anwei.tui.calendar.told import Proposal, week_of
from anwei.tui.shelf.page import Item, Shelf
from anwei.tui.shelf.reader import Entry
from anwei.tui.widgets.vtable import Column, MarkTable, VTable
from anwei.tui.words import day, say, weekday

_SHOWN = 40  # unmet duties told


class PlanPage(Shelf):
    """The differences by day; Space marks some."""

    EMPTY = "plan.none"
    TABLE = MarkTable
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("plan.all", ("f8", "A")),
        Action("plan.week", ("f6", "w")),
        Action("plan.some", ("f4", "i")),
    )

    def __init__(self, found: Proposal) -> None:
        super().__init__()
        self.found = found
        self.left = {p.id: p for p in found.items}
        self.head = found.head

    @property
    def name_words(self) -> str:
        return say("plan.title", year=self.found.year)

    def columns(self) -> Sequence[Column]:
        return (
            Column(say("plan.what"), 5),
            Column(say("plan.old"), 10),
            Column(say("plan.new"), 10),
            Column(say("drills.drill")),
            Column(say("drills.units"), 5, right=True),
        )

    async def load(self) -> list[Item]:
        return [
            Item(
                p.id,
                (say(f"plan.{p.what}"), day(p.old), day(p.new), p.title, str(p.units)),
                f"{p.title} {p.area} {day(p.new)}".lower(),
                quiet=p.what == "dropped",
                value=p,
            )
            for p in self.left.values()
        ]

    async def about(self, item: Item) -> Sequence[Entry]:
        part: Part = item.value
        found = self.found
        estimated = say("plan.estimated") if part.estimated else ""
        when = f"{day(part.new or part.old)} {weekday(part.new or part.old)} {estimated}"
        return [
            (say(f"plan.{part.what}"), part.title),
            (say("drills.day"), when),
            (say("plan.quality"), found.quality),
            (say("plan.days"), say("plan.days.estimated", count=found.estimated) if found.estimated else ""),
            *((say("plan.bottleneck"), b) for b in found.bottlenecks),
            (say("plan.unmet"), say("plan.unmet.count", count=len(found.unmet)) if found.unmet else ""),
            *((say("plan.unmet"), f"{u.unit}  {u.title}  {u.window}  {u.reason}") for u in found.unmet[:_SHOWN]),
            (say("drills.how"), say("plan.how")),
        ]

    def count_words(self, shown: int, whole: int) -> str:
        kinds = [p.what for p in self.left.values()]
        counts = {w: kinds.count(w) for w in ("added", "moved", "dropped")}
        return say("plan.count", shown=shown, whole=whole, unmet=len(self.found.unmet), **counts)

    async def open_item(self, item: Item) -> None:  # noqa: ARG002
        self.query_one("#about").focus()

    def act_all(self) -> None:
        self._take(list(self.left))

    def act_week(self) -> None:
        """Everything in the week of the cursor."""
        item = self.item
        if item is not None:
            week = week_of(item.value.new or item.value.old)
            self._take([i for i, p in self.left.items() if week_of(p.new or p.old) == week])

    def act_some(self) -> None:
        """What is marked, else the one under the cursor."""
        marked = [str(k) for k in self.query_one("#list", VTable).marked if k in self.left]
        item = self.item
        self._take(marked or ([item.key] if item is not None else []))

    def _take(self, ids: list[str]) -> None:
        if ids:
            self.run_worker(self._accept(ids), group="accept", exclusive=True, exit_on_error=False)

    async def _accept(self, ids: list[str]) -> None:
        done = await self.office.write("anwei.tui.jobs.drill_plan:accept", self.found.plan, ids, self.head)
        if done is None:
            return
        words, self.head = done
        for id_ in ids:
            self.left.pop(id_, None)
        self.query_one("#list", VTable).unmark()
        self.office.say(words)
        if self.left:
            await self.fill()
        else:
            await self.office.back()
