"""The page of a ledger. A job of the desk brings its data; meanwhile the page says so and keys stay alive."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize
from textual.widgets import Input, Static

from anwei.tui.actions import Action
from anwei.tui.dialogs.choose import Choose
from anwei.tui.ledger.sheet import Ledger, Line, View
from anwei.tui.screens.page import Page
from anwei.tui.shelf.background import in_background
from anwei.tui.shelf.reader import Entry, Reader
from anwei.tui.widgets.grid import Grid
from anwei.tui.widgets.vtable import Column, Row, VTable
from anwei.tui.words import block, say
from anwei.tui.work import Trouble


class LedgerPage(Page):
    """A list in several views (F6), narrowed by typing (F3), sorted (F4), exported (F7), and its lines told beside it.

    Subclasses ``bring`` the ledger. ``detail`` may ask for more than the line has at hand.
    """

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("ledger.find", ("f3", "slash")),
        Action("ledger.sort", ("f4",)),
        Action("ledger.view", ("f6",)),
        Action("ledger.export", ("f7",), bar=False),
        Action("ledger.across", ("tab",), bar=False),
    )
    TABLE: ClassVar[type[VTable]] = VTable

    def __init__(self) -> None:
        super().__init__()
        self.ledger: Ledger | None = None
        self.view_name = ""
        self.sort_name = ""
        self._stale = False

    def body(self) -> ComposeResult:
        yield Static(id="band")
        yield Input(id="wanted", compact=True)
        yield Horizontal(self.TABLE(id="list"), Reader(id="about", classes="detail narrow-hidden"), classes="row")

    async def bring(self) -> Ledger:
        """The ledger, from the desk. Raises Trouble."""
        raise NotImplementedError

    async def detail(self, line: Line) -> Sequence[Entry]:
        """What is told beside the list of the line of the cursor. Raises Trouble."""
        return line.detail

    async def open_line(self, line: Line) -> None:  # noqa: ARG002
        """Enter on a line: without a page of its own, what is told about it gets the focus or lies over everything."""
        reader = self.query_one("#about", Reader)
        if reader.display:
            reader.focus()
        else:
            await self.tell_whole()

    # -- habits --------------------------------------------------------------------------------------------------

    def memory(self) -> dict[str, Any]:
        return {"text": self.wanted, "view": self.view_name, "sort": self.sort_name}

    def recall(self, kept: dict[str, Any]) -> None:
        self.query_one("#wanted", Input).value = str(kept.get("text", ""))
        self.view_name, self.sort_name = str(kept.get("view", "")), str(kept.get("sort", ""))

    async def fill(self) -> None:
        table = self.query_one("#list", VTable)
        table.styles.width = "2fr"
        self.query_one("#wanted", Input).placeholder = say("ledger.hint")
        if self.ledger is None:
            table.show_rows((Column(""),), [], say("loading"))
        if self.focused is None:
            table.focus()
        if self.ledger is not None and not self.is_active:
            self._stale = True  # nobody looks: it is brought when somebody comes back
            return
        in_background(self, self._bring, "bring")

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self._stale:
            self._stale = False
            in_background(self, self._bring, "bring")

    async def _bring(self) -> None:
        try:
            self.ledger = await self.bring()
        except Trouble as trouble:
            self.show_trouble(trouble)
        else:
            self.show_ledger()
        self.refresh_bars()

    @property
    def wanted(self) -> str:
        """What is typed into the search."""
        return self.query_one("#wanted", Input).value.strip()

    @property
    def view(self) -> View | None:
        """The view that is shown."""
        views = self.ledger.views if self.ledger is not None else ()
        return next((v for v in views if v.name == self.view_name), views[0] if views else None)

    @property
    def line(self) -> Line | None:
        """The line of the cursor."""
        row = self.query_one("#list", VTable).current
        return row.value if row is not None else None

    def lines(self) -> list[Line]:
        """The lines of the view that the search finds, sorted."""
        view = self.view
        if view is None:
            return []
        words = self.wanted.lower().split()
        found = [x for x in view.lines if all(w in x.found_by for w in words)]
        if self.sort_name in dict(view.sorts[1:]):
            found.sort(key=lambda x: x.sorts.get(self.sort_name, ()))
        return found

    def show_ledger(self) -> None:
        """Show the view as it is narrowed and sorted now."""
        view = self.view
        if view is None or self.ledger is None:
            return
        lines = self.lines()
        columns = [Column(h.title, h.cells, h.right, h.verdict, h.drop) for h in view.heads]
        empty = say("ledger.none") if view.lines else view.empty
        rows = [Row(x.key, x.texts, quiet=x.quiet, value=x) for x in lines]
        self.query_one("#list", VTable).show_rows(columns, rows, empty)
        self.query_one("#band", Static).update(block((self._state(view, len(lines)), *self.ledger.band)))
        self._tell()

    def _state(self, view: View, shown: int) -> str:
        sorts = dict(view.sorts)
        parts = [say("ledger.view", name=view.title)]
        if sorts:
            parts.append(say("ledger.sort", name=sorts.get(self.sort_name, view.sorts[0][1])))
        parts.append(say("ledger.count", shown=shown, whole=len(view.lines) + view.more))
        return " " + "  ".join(parts)

    def _tell(self) -> None:
        in_background(self, self._told, "about")

    async def _told(self) -> None:
        line, reader = self.line, self.query_one("#about", Reader)
        if line is None:
            reader.read(())
            return
        reader.read(await self._detail(line))

    async def _detail(self, line: Line) -> Sequence[Entry]:
        try:
            return await self.detail(line)
        except Trouble as trouble:
            return [("", told) for told in trouble.lines]

    @on(Resize)
    def tell_again(self) -> None:
        """There may be room beside the list now."""
        if self.ledger is not None:
            self._tell()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.show_ledger()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one("#list", VTable).focus()

    def on_grid_moved(self, event: Grid.Moved) -> None:
        if event.grid.id == "list":
            self._tell()

    async def on_grid_opened(self, event: Grid.Opened) -> None:
        line = self.line
        if event.grid.id == "list" and line is not None:
            self.remember()
            await self.open_line(line)

    # -- actions -------------------------------------------------------------------------------------------------

    def act_find(self) -> None:
        """To the search."""
        self.query_one("#wanted", Input).focus()

    async def act_back(self) -> None:
        """Out of the search or the text beside the list first, then up."""
        if self.focused is not None and self.focused.id in ("wanted", "about"):
            self.query_one("#list", VTable).focus()
        else:
            await super().act_back()

    def act_across(self) -> None:
        """The next pane."""
        self.focus_next()

    async def act_sort(self) -> None:
        """Choose what the view is sorted by."""
        view = self.view
        if view is not None and view.sorts:
            choices = [(name, title, "") for name, title in view.sorts]
            now = self.sort_name or view.sorts[0][0]
            await self.app.push_screen(Choose(say("ledger.sorts"), choices, now), self._sorted)

    def _sorted(self, chosen: str | None) -> None:
        if chosen is not None:
            self.sort_name = chosen
            self.show_ledger()
            self.remember()

    async def act_view(self) -> None:
        """Choose a view."""
        if self.ledger is not None:
            choices = [(v.name, v.title, str(len(v.lines) + v.more)) for v in self.ledger.views]
            now = self.view.name if self.view is not None else ""
            await self.app.push_screen(Choose(say("ledger.views"), choices, now), self._viewed)

    def _viewed(self, chosen: str | None) -> None:
        if chosen is not None:
            self.view_name = chosen
            self.show_ledger()
            self.remember()

    def act_export(self) -> None:
        """Write the view as CSV into the current folder."""
        view = self.view
        if view is not None and self.ledger is not None:
            rows = [tuple(h.title for h in view.heads), *(x.texts for x in self.lines())]
            name = f"{self.ledger.title}-{view.title}".replace("/", "-")
            self.run_worker(self._exported(rows, name))

    async def _exported(self, rows: list[tuple[str, ...]], name: str) -> None:
        try:
            told = await self.office.desk.ask("anwei.tui.jobs.subject:put_csv", rows, str(Path.cwd()), name)
        except Trouble as trouble:
            self.office.say_trouble(trouble)
        else:
            self.office.say(str(told))

    async def tell_whole(self) -> None:
        """What is told about the line of the cursor, over everything: for screens without room beside the list."""
        from anwei.tui.ledger.told import Told

        line = self.line
        if line is not None:
            await self.app.push_screen(Told(self.name_words, await self._detail(line)))
