"""What the map, the list of gaps and a subject share: bulk actions and export; facets and saved views."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from textual.widgets import Static

from anwei.tui.actions import Action
from anwei.tui.dialogs.choose import Choose, Fill
from anwei.tui.index.query import NOTHING, Facets
from anwei.tui.screens.drill_offer import Key, Offering
from anwei.tui.screens.facets import FacetDialog, facet_words, save_view, saved_views, view_choices
from anwei.tui.widgets.form import Field
from anwei.tui.words import say, text

__all__ = ["Handling", "Key", "View"]
_SUBJECT = "anwei.tui.jobs.subject:"
_WAIVERS = "anwei.tui.jobs.waivers:"


class Handling(Offering):
    """A page whose subjects something can be done with: a call-up list, a waiver, somebody to see to them, a file."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("handling.bulk", ("f8",)),
        Action("handling.export", ("f7",), bar=False),
        Action("handling.letter", ("alt+x", "x"), bar=False),
        Action("handling.revoke", ("alt+w", "W")),
    )

    @property
    def waived(self) -> bool:
        """Whether the requirement of the cursor is waived for the subject of the cursor."""
        return False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a waiver that stands can be taken back."""
        return (parameters != ("handling.revoke",) or self.waived) and super().check_action(action, parameters)

    def export_rows(self) -> list[tuple[str, ...]]:
        """The view as rows of texts, heads first."""
        raise NotImplementedError

    @property
    def rule_words(self) -> str:
        """The requirement in words, for people; its id where there is no name for it."""
        lines = self.office.index.rules.values() if self.office.index is not None else ()
        return next((r.title for r in lines if r.id == self.rule), self.rule)

    async def act_bulk(self) -> None:
        """What to do with the marked subjects."""
        chosen = self.chosen
        if not chosen:
            self.office.say(say("bulk.nobody"))
            return
        offered = [("letter", say("bulk.letter"), ""), ("assign", say("bulk.assign"), "")]
        if self.rule:
            offered.insert(1, ("waive", say("bulk.waive"), self.rule_words))
        if self.waived:
            offered.insert(2, ("revoke", say("act.handling.revoke"), self.rule_words))
        if self.rule and len(chosen) == 1:
            offered += [(w, say(f"act.offer.{w}"), "") for w in ("plan", "record")]
        await self.app.push_screen(Choose(say("bulk.title", count=len(chosen)), offered), self._bulk)

    async def act_revoke(self) -> None:
        """Take a waiver back, with the reason."""
        keys, rule = tuple(self.chosen), self.rule
        fields = (Field("reason", say("revoke.reason"), required=True),)
        dialog = Fill(say("act.handling.revoke"), fields, self.office.state, "revoke", self.rule_words)
        await self.app.push_screen(dialog, lambda v: self._write(f"{_WAIVERS}revoke", (keys, rule), v))

    async def _bulk(self, what: str | None) -> None:
        keys, rule = tuple(self.chosen), self.rule
        if what == "letter":
            self.act_letter()
        elif what == "revoke":
            await self.act_revoke()
        elif what in ("plan", "record"):
            await self.office.press(f"offer.{what}")
        elif what == "assign":
            fields = (
                Field("who", say("assign.who"), required=True),
                Field("until", say("assign.until"), check="day"),
                Field("note", say("assign.what")),
            )
            dialog = Fill(say("bulk.assign"), fields, self.office.state, "assign")
            await self.app.push_screen(dialog, lambda v: self._write(f"{_SUBJECT}assign", (keys,), v))
        elif what == "waive":
            fields = (
                Field("reason", say("waive.reason"), required=True),
                Field("by", say("waive.by"), required=True),
                Field("until", say("waive.until"), required=True, check="day"),
            )
            dialog = Fill(say("bulk.waive"), fields, self.office.state, "waive", self.rule_words)
            await self.app.push_screen(dialog, lambda v: self._write(f"{_WAIVERS}waive", (keys, rule), v))

    def _write(self, job: str, args: tuple[object, ...], values: dict[str, str] | None) -> None:
        if values is not None:
            self.run_worker(self._written(job, (*args, values)))

    async def _written(self, job: str, args: tuple[object, ...]) -> None:
        told = await self.office.write(job, *args)
        if told is not None:
            self.office.say(say("done.undo", told=told))

    def act_letter(self) -> None:
        """Write the call-up list of the marked subjects."""
        if keys := tuple(self.chosen):
            self.run_worker(self._letter(keys))
        else:
            self.office.say(say("bulk.nobody"))

    async def _letter(self, keys: tuple[Key, ...]) -> None:
        told = await self.office.long(say("bulk.letter"), _SUBJECT + "letter", keys, str(Path.cwd()))
        if told is not None:
            self.office.say(str(told))

    def act_export(self) -> None:
        """Write the view as CSV into the current folder."""
        self.run_worker(self._exported())

    async def _exported(self) -> None:
        rows = self.export_rows()
        told = await self.office.write(_SUBJECT + "put_csv", rows, str(Path.cwd()), say("export.file"))
        if told is not None:
            self.office.say(str(told))


class View(Handling):
    """A page with facets. Subclasses show them in ``show_view``."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("view.facets", ("f3", "slash")),
        Action("view.views", ("f6",)),
    )

    def __init__(self) -> None:
        super().__init__()
        self.facets = NOTHING

    def show_view(self) -> None:
        """Show the view as it is narrowed now."""
        raise NotImplementedError

    def memory(self) -> dict[str, Any]:
        return {"facets": self.facets.plain()}

    def recall(self, kept: dict[str, Any]) -> None:
        self.facets = Facets.of(kept.get("facets"))

    async def fill(self) -> None:
        line = self.query_one("#facets", Static)
        line.update(text(" " + facet_words(self.office.index, self.facets)))
        self.show_view()

    # -- narrowing -----------------------------------------------------------------------------------------------

    async def act_facets(self) -> None:
        if self.office.index is not None:
            dialog = FacetDialog(self.office.index, self.facets, self.office.state)
            await self.app.push_screen(dialog, self.narrow)

    async def narrow(self, facets: Facets | None) -> None:
        """Show another view."""
        if facets is not None and facets != self.facets:
            self.facets = facets
            self.remember()
            await self.renew()

    async def act_views(self) -> None:
        if self.office.index is not None:
            offered = view_choices(self.office.state, self.office.index)
            await self.app.push_screen(Choose(say("views.title"), offered), self._viewed)

    async def _viewed(self, chosen: str | None) -> None:
        kind, _, name = (chosen or "").partition(":")
        if kind == "view":
            await self.narrow(saved_views(self.office.state)[name])
        elif kind == "drop":
            save_view(self.office.state, name, None)
        elif kind == "all":
            await self.narrow(NOTHING)
        elif kind == "save":
            fields = (Field("name", say("views.name"), required=True),)
            await self.app.push_screen(Fill(say("views.save"), fields, self.office.state, "view-name"), self._named)

    def _named(self, values: dict[str, str] | None) -> None:
        if values is not None:
            save_view(self.office.state, values["name"], self.facets)
            self.office.say(say("views.saved", name=values["name"]))
