"""The page of a shelf: what is typed on top narrows the table; what the cursor stands on is told beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize
from textual.widgets import Input, Static

from anwei.tui.actions import Action
from anwei.tui.screens.page import Page
from anwei.tui.shelf.background import in_background
from anwei.tui.shelf.reader import Entry, Reader
from anwei.tui.widgets.grid import Grid
from anwei.tui.widgets.vtable import Column, Row, VTable
from anwei.tui.words import say, text
from anwei.tui.work import Trouble

_PAUSE_S = 0.08  # between two keys that move the cursor nothing is asked for


@dataclass(frozen=True)
class Item:
    """One thing on a shelf: its key, its texts in the columns, and what a search finds it by (lower case)."""

    key: str
    texts: tuple[str, ...]
    found_by: str = ""
    quiet: bool = False
    value: Any = None


class Shelf(Page):
    """Subclasses say ``columns``, ``load`` the items, and tell ``about`` one; ``open_item`` goes deeper."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("shelf.search", ("f3", "slash")),
        Action("shelf.across", ("tab",), bar=False),
    )
    EMPTY = "shelf.empty"
    TABLE: ClassVar[type[VTable]] = VTable
    AUTO_FOCUS = "#list"

    def __init__(self) -> None:
        super().__init__()
        self.items: list[Item] | None = None

    def body(self) -> ComposeResult:
        yield Input(id="wanted", compact=True)
        yield Static(id="count", classes="line hint")
        yield Horizontal(self.TABLE(id="list"), Reader(id="about", classes="detail narrow-hidden"), classes="row")

    # -- what subclasses say -------------------------------------------------------------------------------------

    def columns(self) -> Sequence[Column]:
        """The columns of the table."""
        raise NotImplementedError

    async def load(self) -> list[Item]:
        """Everything there is. Raises Trouble."""
        raise NotImplementedError

    async def about(self, item: Item) -> Sequence[Entry]:
        """What is told of an item beside the table. Raises Trouble."""
        raise NotImplementedError

    async def open_item(self, item: Item) -> None:  # noqa: ARG002
        """Go deeper; without a page of its own the reader is gone to."""
        self.query_one("#about", Reader).focus()

    def count_words(self, shown: int, whole: int) -> str:
        """The line below the search."""
        return say("shelf.count", shown=shown, whole=whole)

    # -- habits --------------------------------------------------------------------------------------------------

    def memory(self) -> dict[str, Any]:
        current = self.query_one("#list", VTable).current
        return {"text": self.query_one("#wanted", Input).value, "row": current.key if current is not None else ""}

    def recall(self, kept: dict[str, Any]) -> None:
        self.query_one("#wanted", Input).value = str(kept.get("text", ""))

    async def fill(self) -> None:
        wanted = self.query_one("#wanted", Input)
        wanted.placeholder = say("shelf.hint")
        table = self.query_one("#list", VTable)
        table.styles.width = "3fr"
        self.query_one("#about", Reader).styles.width = "2fr"
        if self.items is None:
            table.show_rows(self.columns(), [], say("loading"))
        in_background(self, self._load, "load")

    async def _load(self) -> None:
        try:
            self.items = await self.load()
        except Trouble as trouble:
            self.show_trouble(trouble)
            return
        self.show_found()
        self.refresh_bars()

    def show_found(self) -> None:
        """Show the items that the search finds: those that hold each of its words."""
        items = self.items or []
        words = self.query_one("#wanted", Input).value.lower().split()
        found = [i for i in items if all(w in i.found_by for w in words)]
        by_key = {i.key: i for i in found}
        table = self.query_one("#list", VTable)

        def fetch(keys: Sequence[Any]) -> list[Row]:
            return [Row(k, by_key[k].texts, quiet=by_key[k].quiet, value=by_key[k]) for k in keys]

        table.show(self.columns(), list(by_key), fetch, say(self.EMPTY) if not items else say("shelf.none"))
        self.query_one("#count", Static).update(text(self.count_words(len(found), len(items))), layout=False)
        self.tell_about()

    @property
    def item(self) -> Item | None:
        """The item of the cursor."""
        row = self.query_one("#list", VTable).current
        return row.value if row is not None else None

    def tell_about(self) -> None:
        """Tell about the item of the cursor, when the cursor has come to rest."""
        in_background(self, self._tell, "about")

    async def _tell(self) -> None:
        await asyncio.sleep(_PAUSE_S)
        item, reader = self.item, self.query_one("#about", Reader)
        if item is None or not reader.display:
            reader.read(())
            return
        try:
            reader.read(await self.about(item))
        except Trouble as trouble:
            reader.read([("", line) for line in trouble.lines])

    @on(Resize)
    def tell_again(self) -> None:
        """There may be room beside the list now."""
        if self.items is not None:
            self.tell_about()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.items is not None:
            self.show_found()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one("#list", VTable).focus()

    def on_grid_moved(self, event: Grid.Moved) -> None:
        if event.grid.id == "list":
            self.tell_about()

    async def on_grid_opened(self, event: Grid.Opened) -> None:
        item = self.item
        if event.grid.id == "list" and item is not None:
            self.remember()
            await self.open_item(item)

    def act_search(self) -> None:
        self.query_one("#wanted", Input).focus()

    def act_across(self) -> None:
        """The next pane."""
        self.focus_next()


class Reading(Page):
    """A page to read. ``load`` gives what it says."""

    AUTO_FOCUS = "#text"

    def body(self) -> ComposeResult:
        yield Reader(id="text")

    async def load(self) -> Sequence[Entry]:
        """What it says. Raises Trouble."""
        raise NotImplementedError

    async def fill(self) -> None:
        reader = self.query_one(Reader)
        if not reader.entries:
            reader.read([("", say("loading"))])
        in_background(self, self._load, "load")

    async def _load(self) -> None:
        try:
            self.query_one(Reader).read(await self.load())
        except Trouble as trouble:
            self.show_trouble(trouble)
        self.refresh_bars()
