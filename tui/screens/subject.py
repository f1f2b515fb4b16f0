"""Subjects: a list to search in, and one subject with every verdict and where it comes from."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.widgets import Input

from anwei.tui.actions import Action
from anwei.tui.index.query import Facets, SubjectLine
from anwei.tui.screens.page import Page
from anwei.tui.widgets.form import Typed
from anwei.tui.widgets.grid import Grid
from anwei.tui.widgets.vtable import Column, Row, VTable
from anwei.tui.words import say


class Subjects(Page):
    """All subjects, worst first; typing in the line on top narrows."""

    NAME = "subject"
    ACTIONS: ClassVar[tuple[Action, ...]] = (Action("subject.search", ("f3", "slash")),)

    def body(self) -> ComposeResult:
        yield Typed(id="wanted", compact=True)
        yield VTable(id="list")

    def memory(self) -> dict[str, Any]:
        return {"text": self.query_one("#wanted", Input).value}

    def recall(self, kept: dict[str, Any]) -> None:
        self.query_one("#wanted", Input).value = str(kept.get("text", ""))

    async def fill(self) -> None:
        wanted = self.query_one("#wanted", Input)
        wanted.placeholder = say("subject.search.hint")
        self.show_found(wanted.value.strip())
        if self.focused is None:
            self.query_one(VTable).focus()

    def show_found(self, wanted: str) -> None:
        """Show the subjects that a text finds."""
        index, table = self.office.index, self.query_one(VTable)
        columns = (
            Column(say("head.subject")),
            Column(say("head.kind"), 14),
            Column(say("head.place"), 16),
            Column(say("head.gaps"), 6, right=True),
            Column(say("head.unknowns"), 6, right=True),
        )
        if index is None:
            table.show_rows(columns, [], say("loading"))
            return

        def line(s: SubjectLine) -> Row:
            kind, place = index.name("kind", s.kind), index.name("place", s.place)
            return Row(s.no, (s.name, kind, place, str(s.gaps), str(s.unknowns)), value=(s.kind, s.id))

        def fetch(numbers: Any) -> list[Row]:
            found = index.page(numbers)
            return [line(found[n]) for n in numbers]

        table.show(columns, index.ids(Facets(text=wanted)), fetch, say("empty.subject"))

    def on_input_changed(self, event: Input.Changed) -> None:
        self.show_found(event.value.strip())

    def on_input_submitted(self) -> None:
        self.query_one(VTable).focus()

    def act_search(self) -> None:
        self.query_one("#wanted", Input).focus()

    async def on_grid_opened(self, event: Grid.Opened) -> None:
        row = event.grid.current if isinstance(event.grid, VTable) else None
        if row is not None:
            self.remember()
            await self.office.open_page("subject_page:SubjectPage", *row.value)
