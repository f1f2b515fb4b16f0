"""The first run: no workspace yet. Three choices: look at the demo, import workbooks, begin empty."""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult
from textual.widgets import Static

from anwei.tui.dialogs.choose import Fill
from anwei.tui.screens.page import Page
from anwei.tui.widgets.form import Field
from anwei.tui.widgets.grid import Grid
from anwei.tui.widgets.vtable import Column, Row, VTable
from anwei.tui.words import block, say
from anwei.tui.work import Setup

CHOICES = ("demo", "import", "empty")


class First(Page):
    """What to begin with."""

    def body(self) -> ComposeResult:
        yield Static(id="welcome")
        yield VTable(id="choices")

    async def fill(self) -> None:
        self.query_one("#welcome", Static).update(block(("", " " + say("first.welcome"), "")))
        rows = [Row(c, (say(f"first.{c}"), say(f"first.{c}.what"))) for c in CHOICES]
        table = self.query_one(VTable)
        table.show_rows((Column(say("first.choose"), 24), Column("")), rows)
        table.focus()

    @property
    def name_words(self) -> str:
        return say("first.title")

    async def on_grid_opened(self, event: Grid.Opened) -> None:
        row = event.grid.current if isinstance(event.grid, VTable) else None
        if row is None:
            return
        if row.key == "demo":
            self.run_worker(self._demo(), exclusive=True)
        else:
            title = say(f"first.{row.key}")
            fields = (
                Field("name", say("first.name"), say("first.name.value"), required=True),
                Field("folder", say("first.folder"), str(Path.cwd()), required=True),
            )
            draft = f"first-{row.key}"
            await self.office.push_screen(
                Fill(title, fields, self.office.state, draft), lambda v: self._begin(str(row.key), v)
            )

    async def _demo(self) -> None:
        made = await self.office.long(say("first.demo"), "anwei.tui.jobs.first:demo", str(Path.cwd()))
        if made is not None:
            await self.office.enter(Setup(str(made)))

    def _begin(self, key: str, values: dict[str, str] | None) -> None:
        if values is not None:
            self.run_worker(self._make(key, values), exclusive=True)

    async def _make(self, key: str, values: dict[str, str]) -> None:
        job = "anwei.tui.jobs.first:empty"
        made = await self.office.long(say("first.empty"), job, values["folder"], values["name"])
        if made is None:
            return
        await self.office.enter(Setup(str(made)))
        if key == "import":
            await self.office.to_mode("importing")
