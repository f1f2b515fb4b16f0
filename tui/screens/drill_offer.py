"""Closing a gap by a drill, from wherever it shows: putting one on the calendar, or recording one that was held."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from anwei.tui.actions import Action
from anwei.tui.dialogs.choose import Choose, Fill
from anwei.tui.glyphs import verdict_mark
from anwei.tui.screens.page import Page
from anwei.tui.shelf.background import in_background, in_turn
from anwei.tui.widgets.form import Field
from anwei.tui.words import day, say, weekday
from anwei.tui.work import Trouble

if TYPE_CHECKING:  # jobs bring the database with them; the first paint must not wait for it
    from anwei.tui.calendar.told import Offer

Key = tuple[str, str]  # kind and id of a subject
JOBS = "anwei.tui.jobs.drill_offers:"


class Offering(Page):
    """A page whose cursor stands on a requirement of a subject."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("offer.plan", ("alt+p", "p"), bar=False),
        Action("offer.record", ("alt+a", "a"), bar=False),
    )

    @property
    def chosen(self) -> list[Key]:
        """The subjects that an action takes: those marked, else that of the cursor."""
        return []

    @property
    def rule(self) -> str:
        """The requirement of the cursor; empty where it names none."""
        return ""

    def act_plan(self) -> None:
        in_turn(self, partial(self._offered, self._plan), "offer")

    def act_record(self) -> None:
        in_turn(self, partial(self._offered, self._record), "offer")

    async def _offered(self, then: Callable[[Offer], Awaitable[None]]) -> None:
        """Which duty of the requirement, where there are several; then what is to be done with it."""
        if len(self.chosen) != 1 or not self.rule:
            self.office.say(say("offer.which"))
            return
        (kind, id_), rule = self.chosen[0], self.rule
        known = self._known(kind, id_, rule)
        if known:
            await self.office.open_page("drill_page:DrillPage", known)
            return
        try:
            found: list[Offer] = await self.office.desk.ask(JOBS + "offers", kind, id_, rule)
        except Trouble as trouble:
            self.office.say_trouble(trouble)
            return
        if not found:
            self.office.say(say("offer.none"))
        elif len(found) == 1:
            await then(found[0])
        else:
            by_id = {o.duty.id: o for o in found}
            choices = [(o.duty.id, o.duty.title, o.duty.record or day(o.duty.last)) for o in found]

            async def picked(chosen: str | None) -> None:
                if chosen is not None:
                    await then(by_id[chosen])

            await self.office.push_screen(Choose(say("offer.duty"), choices), picked)

    def _known(self, kind: str, id_: str, rule: str) -> str:
        """The drill that is on the books for a requirement already; empty for none."""
        index = self.office.index
        line = index.subject(kind, id_) if index is not None else None
        if index is None or line is None:
            return ""
        numbers = [r.no for r in index.rules.values() if (r.kind, r.id) == (kind, rule)]
        found = (index.planned.get((line.no, n)) for n in numbers)
        return next((p.drill for p in found if p is not None), "")

    async def _plan(self, offer: Offer) -> None:
        """Days that would do, and the calendar for any other."""
        choices = [(str(d), f"{verdict_mark(s)} {day(d)} {weekday(d)}", say(f"why.{s}")) for d, s in offer.days]
        choices.append(("calendar", say("offer.calendar"), ""))

        async def picked(chosen: str | None) -> None:
            if chosen == "calendar":
                await self._to_calendar(offer)
            elif chosen is not None:
                in_background(self, partial(self._place, offer, int(chosen)), "write")

        await self.office.push_screen(Choose(say("offer.day", duty=offer.duty.title), choices), picked)

    async def _to_calendar(self, offer: Offer) -> None:
        """Carry the duty over the calendar."""
        from anwei.tui.screens.drills import Drills

        await self.office.to_mode("drills")
        while len(self.office.pages) > 1:
            await self.office.back()
        page = self.office.page
        if isinstance(page, Drills):
            page.carry_soon(offer.duty, offer.year)

    async def _place(self, offer: Offer, on: int) -> None:
        job = "anwei.tui.jobs.drill_steps:place"
        told = await self.office.write(job, offer.duty.unit, offer.duty.id, offer.year, on)
        if told is not None:
            self.office.say(say("done.undo", told=told))

    async def _record(self, offer: Offer) -> None:
        """What is asked of a drill that was held already."""
        meta = self.office.index.meta if self.office.index is not None else {}
        fields = (
            Field("on", say("drill.held"), day(meta.get("today", 0)), required=True, check="day"),
            Field("heads0", f"{offer.duty.name}", required=True, check="number", hint=say("drill.heads.hint")),
            Field("by", say("drill.by"), required=True),
            Field("remarks", say("drill.remarks")),
        )

        def told(values: dict[str, str] | None) -> None:
            if values is not None:
                in_background(self, partial(self._keep, offer, values), "write")

        dialog = Fill(say("act.offer.record"), fields, self.office.state, f"held-{offer.duty.id}", offer.duty.title)
        await self.office.push_screen(dialog, told)

    async def _keep(self, offer: Offer, values: dict[str, str]) -> None:
        done = await self.office.write(JOBS + "record", offer.duty.unit, offer.duty.id, offer.year, values)
        if done is not None:
            told, drill = done
            self.office.say(told)
            await self.office.open_page("drill_page:DrillPage", drill)
