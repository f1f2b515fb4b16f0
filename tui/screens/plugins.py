"""Plugins: how each loaded and what it brings, and the panels that they declare."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.widgets import Input, Static

from anwei.tui import keeper
from anwei.tui.actions import Action
from anwei.tui.dialogs.choose import Choose, Tell
from anwei.tui.jobs.plugins import PanelData, PluginLine
from anwei.tui.panels.card import Failure
from anwei.tui.panels.view import PanelView, row_texts
from anwei.tui.screens.page import Page
from anwei.tui.shelf.background import in_background
from anwei.tui.shelf.page import Item, Shelf
from anwei.tui.shelf.reader import Entry, Reader
from anwei.tui.state import state_folder
from anwei.tui.widgets.grid import Grid
from anwei.tui.widgets.vtable import Column
from anwei.tui.words import say, text, word
from anwei.tui.work import Trouble

JOBS = "anwei.tui.jobs.plugins:"
LIMIT_S = 60.0  # a panel that has nothing by then has failed
OFF, LAST = "panel_off", "panel_last"


class Plugins(Shelf):
    """All plugins, those that failed first; Enter opens a panel."""

    NAME = "plugins"
    EMPTY = "plugins.empty"
    ACTIONS: ClassVar[tuple[Action, ...]] = (Action("plugins.check", ("f8", "c")),)

    def columns(self) -> Sequence[Column]:
        return (
            Column(say("plugins.name")),
            Column(say("plugins.version"), 9, drop=1),
            Column(say("plugins.state"), 8),
            Column(say("plugins.rules"), 5, right=True),
            Column(say("plugins.panels"), 6, right=True),
        )

    async def load(self) -> list[Item]:
        found: list[PluginLine] = await self.office.desk.ask(JOBS + "plugins")
        return [
            Item(
                p.name,
                (p.name, p.version, word(f"plugin.state.{p.state}"), str(p.rules), str(len(p.panels))),
                f"{p.name} {p.distribution} {' '.join(x.title for x in p.panels)}".lower(),
                value=p,
            )
            for p in found
        ]

    async def about(self, item: Item) -> Sequence[Entry]:
        plugin: PluginLine = item.value
        off = self.office.state.section(OFF)
        panels = (p.title + (f"  [{say('plugins.off')}]" if p.id in off else "") for p in plugin.panels)
        return [
            (say("plugins.name"), f"{plugin.name} {plugin.version}"),
            (say("plugins.state"), word(f"plugin.state.{plugin.state}")),
            (say("plugins.error"), plugin.error),
            (say("plugins.todo"), plugin.advice),
            (say("plugins.from"), f"{plugin.distribution}  {plugin.target}"),
            (say("plugins.rules"), str(plugin.rules)),
            (say("plugins.facts"), str(plugin.facts)),
            (say("plugins.hooks"), ", ".join(plugin.hooks)),
            *((say("plugins.panel"), p) for p in panels),
        ]

    def count_words(self, shown: int, whole: int) -> str:  # noqa: ARG002
        states = [i.value.state for i in self.items or ()]
        return say("plugins.count", whole=whole, failed=states.count("failed"), off=states.count("disabled"))

    async def open_item(self, item: Item) -> None:
        panels = item.value.panels
        if not panels:
            self.office.say(say("plugins.none"))
        elif len(panels) == 1:
            await self.office.open_page("plugins:Panel", panels[0].id, panels[0].title)
        else:
            titles = {p.id: p.title for p in panels}
            choices = [(p.id, p.title, "") for p in panels]

            async def chosen(id_: str | None) -> None:
                if id_ is not None:
                    await self.office.open_page("plugins:Panel", id_, titles[id_])

            await self.office.push_screen(Choose(say("plugins.choose"), choices), chosen)

    def act_check(self) -> None:
        in_background(self, self._check, "check")

    async def _check(self) -> None:
        item = self.item
        if item is None:
            return
        found = await self.office.long(say("plugins.check"), JOBS + "check", item.key)
        if found:
            title = say("plugins.problems", name=item.key, count=len(found))
            await self.office.push_screen(Tell(title, found))
        elif found is not None:
            self.office.say(say("plugins.checked", name=item.key))


class Panel(Page):
    """One panel. Its data comes from a process with a limit of time; what fails becomes a card."""

    AUTO_FOCUS = ""
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("shelf.search", ("f3", "slash")),
        Action("panel.retry", ("f5", "r")),
        Action("panel.copy", ("f7", "y")),
        Action("panel.off", ("delete", "k")),
    )

    def __init__(self, id_: str, title: str) -> None:
        super().__init__()
        self.id_, self.title_ = id_, title
        self.data: PanelData | None = None
        self.failure: Failure | None = None
        self.PLACE = ("plugins:Panel", id_, title)

    @property
    def name_words(self) -> str:
        return self.data.title if self.data is not None else self.title_

    def body(self) -> ComposeResult:
        yield Input(id="wanted", compact=True)
        yield Static(id="count", classes="line hint")
        yield PanelView(id="panel")
        yield Reader(id="card")

    async def fill(self) -> None:
        self.query_one("#wanted", Input).placeholder = say("shelf.hint")
        self.query_one("#card", Reader).display = False
        if self.id_ in self.office.state.section(OFF):
            self._told(say("panel.is_off"))
            return
        if self.data is None:
            self._told(say("panel.loading"))
        in_background(self, self._load, "load")

    def _told(self, words: str) -> None:
        """Only a sentence, no data, and nothing to search in."""
        self.query_one("#wanted", Input).display = False
        self.set_focus(None)
        self.query_one("#panel", PanelView).display = False
        self.query_one("#count", Static).update(text(words))

    async def _load(self) -> None:
        assert self.office.setup is not None
        task = keeper.Task(self.office.setup, JOBS + "panel", (self.id_,))
        try:
            self.data = await asyncio.wait_for(task.run(), LIMIT_S)
        except TimeoutError:
            await self._fail((say("panel.late", seconds=int(LIMIT_S)),))
        except Trouble as trouble:
            await self._fail(trouble.lines)
        else:
            self.failure = None
            self.office.state.put(LAST, self.id_, datetime.now().strftime("%Y-%m-%d %H:%M"))  # noqa: DTZ005
            self.query_one("#card", Reader).display = False
            self.query_one("#panel", PanelView).display = True
            await self._show()
        finally:
            task.end()
        self.refresh_bars()

    async def _show(self) -> None:
        if self.data is None:
            return
        self.query_one("#wanted", Input).display = True
        wanted = self.query_one("#wanted", Input).value
        rows = await self.query_one("#panel", PanelView).show(self.data, wanted)
        told = (self.data.title, f"{self.data.plugin} {self.data.version}", say("panel.rows", rows=rows))
        self.query_one("#count", Static).update(text("  ".join(told)))

    async def _fail(self, cause: Sequence[str]) -> None:
        """Show the card in place of the data."""
        plugin, version = await self._owner()
        last = str(self.office.state.get(LAST, self.id_, ""))
        self.failure = Failure(self.id_, self.name_words, plugin, version, tuple(cause), last)
        self.query_one("#panel", PanelView).display = False
        self.query_one("#count", Static).update("")
        card = self.query_one("#card", Reader)
        card.display = True
        card.read(self.failure.card())
        card.focus()

    async def _owner(self) -> tuple[str, str]:
        """The plugin of the panel and its version, as far as they can be had."""
        try:
            found: list[PluginLine] = await self.office.desk.ask(JOBS + "plugins")
        except Trouble:
            return "", ""
        return next(((p.name, p.version) for p in found for x in p.panels if x.id == self.id_), ("", ""))

    async def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        await self._show()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        grid = self.query_one("#panel", PanelView).grid
        if grid is not None:
            grid.focus()

    async def on_grid_opened(self, event: Grid.Opened) -> None:
        """The subject that the row names; a row that names none, or several, is shown whole."""
        row = row_texts(event.grid)
        found = self.office.index.named(row) if row and self.office.index is not None else []
        if len(found) == 1:
            await self.office.open_page("subject_page:SubjectPage", *found[0])
        elif row and self.data is not None:
            heads = self.data.columns or tuple("" for _ in row)
            lines = [f"{h}  {told}".strip() for h, told in zip(heads, row, strict=False) if told]
            await self.office.push_screen(Tell(self.name_words, lines))

    def act_search(self) -> None:
        self.query_one("#wanted", Input).focus()

    async def act_retry(self) -> None:
        self.data = None
        await self.renew()

    async def act_off(self) -> None:
        """Switch the panel off, or on again; that is remembered."""
        off = self.id_ in self.office.state.section(OFF)
        self.office.state.put(OFF, self.id_, None if off else True)
        self.data = self.failure = None
        await self.renew()

    def act_copy(self) -> None:
        """Copy a report, and keep it as a file where the clipboard does not arrive."""
        if self.failure is None:
            return
        place = self.office.setup.place if self.office.setup is not None else ""
        report = self.failure.report(place, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        self.office.copy_to_clipboard(report)
        path = state_folder() / f"panel-{self.id_.replace('/', '-')}.txt"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(report, encoding="utf-8")
        except OSError as error:
            self.office.say(say("panel.copied_only", reason=error.strerror))
        else:
            self.office.say(say("panel.copied", path=path))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a report only of what failed, a search only where there are rows, no other try while it is off."""
        held = {
            "panel.copy": self.failure is not None,
            "panel.retry": self.id_ not in self.office.state.section(OFF),
            "shelf.search": self.failure is None and self.data is not None,
        }
        return next((held[str(p)] for p in parameters if p in held), True) and super().check_action(action, parameters)

    def memory(self) -> dict[str, Any]:
        return {}
