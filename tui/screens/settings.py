"""Settings: language, theme, glyphs, keys; the workspace in figures; what the terminal can do."""

from __future__ import annotations

import os
import platform
import time
from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from anwei.tui.actions import Action
from anwei.tui.colours import look_words
from anwei.tui.dialogs.choose import Tell
from anwei.tui.glyphs import safe, use_safe
from anwei.tui.jobs.facts import Facts
from anwei.tui.probe import spoken
from anwei.tui.screens.page import Page
from anwei.tui.shelf.background import in_background
from anwei.tui.widgets.grid import Grid
from anwei.tui.widgets.vtable import Column, Row, VTable
from anwei.tui.words import clean, lang, place, say, text, word
from anwei.tui.work import Trouble

JOBS = "anwei.tui.jobs.facts:"
#: Rows that are told about below the table, and their short names.
_SHORT = {"app.language": "language", "app.look": "look", "settings.keys": "keys"}
_ABOUT = frozenset(f"tui.settings.about.{n}" for n in ("language", "look", "glyphs", "keys", "state"))


class Settings(Page):
    """Everything as one table; Enter changes what can be changed."""

    NAME = "settings"
    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("settings.keys", ("f4", "k")),
        Action("settings.verify", ("f8", "v")),
    )

    def __init__(self) -> None:
        super().__init__()
        self.facts: Facts | None = None
        self.problem: tuple[str, ...] = ()

    def body(self) -> ComposeResult:
        yield VTable(id="list")
        yield Static(id="below", classes="line hint")

    async def fill(self) -> None:
        self.show()
        in_background(self, self._load, "load")

    async def _load(self) -> None:
        try:
            self.facts = await self.office.desk.ask(JOBS + "facts")
            self.problem = ()
        except Trouble as trouble:
            self.problem = trouble.lines
        self.show()

    def show(self) -> None:
        """Draw the table."""
        rows = [*self._looks(), *self._workspace(), *self._machine()]
        columns = (Column(say("settings.what"), 22), Column(say("settings.now")))
        table = self.query_one(VTable)
        new = not table.rows
        table.show_rows(columns, rows)
        if new:
            table.row, table.offset_row = 1, 0  # the first line is a heading
            table.refresh()
        self._tell()

    def _tell(self) -> None:
        """Below, what the setting of the cursor means."""
        row = self.query_one(VTable).current
        about = f"tui.settings.about.{_SHORT.get(str(row.key), str(row.key))}" if row is not None else ""
        self.query_one("#below", Static).update(text(" " + word(about) if about in _ABOUT else ""))

    def on_grid_moved(self, event: Grid.Moved) -> None:  # noqa: ARG002
        self._tell()

    def _looks(self) -> list[Row]:
        from anwei.tui.screens.keymap import clashes, own_keys

        keys = say("settings.keys.now", changed=len(own_keys(self.office)), clashes=len(clashes(self.office)))
        glyphs = say("settings.safe" if safe() else "settings.full")
        return [
            _head("look"),
            _row("app.language", "language", say(f"language.{lang()}"), say("settings.change")),
            _row("app.look", "look", look_words(self.office.theme), say("settings.change")),
            _row("glyphs", "glyphs", glyphs, say("settings.change")),
            _row("settings.keys", "keys", keys, say("settings.change")),
        ]

    def _workspace(self) -> list[Row]:
        if self.problem:
            told = [Row(f"problem{n}", ("", clean(line))) for n, line in enumerate(self.problem)]
            return [_head("work"), *told]
        if self.facts is None:
            return [_head("work"), Row("reading", ("", say("settings.unknown")), quiet=True)]
        rows = [_row(f"fact.{name}", name, told) for name, told in self.facts.rows]
        return [_head("work"), *rows, _row("settings.verify", "verify", say("settings.verify.key"))]

    def _machine(self) -> list[Row]:
        """What doctor shows, as far as it can be seen from inside."""
        size = self.app.size
        true = os.environ.get("COLORTERM") in ("truecolor", "24bit")
        colours = say("doctor.true" if true else "doctor.256")
        kind = f"{os.environ.get('TERM', '?')} {os.environ.get('TERM_PROGRAM', '')}".strip()
        terminal = say("settings.terminal.now", kind=kind, columns=size.width, lines=size.height, colours=colours)
        state = self.office.state
        return [
            _head("machine"),
            _row("terminal", "terminal", terminal),
            _row("widths", "widths", say("settings.doctor")),
            _row("locale", "locale", f"{spoken()}  {' '.join(dict.fromkeys(time.tzname))}"),
            _row("machine", "machine", f"{platform.system()} {platform.release()}  Python {platform.python_version()}"),
            _row("state", "state", state.problem or place(state.path or "-")),
        ]

    async def on_grid_opened(self, event: Grid.Opened) -> None:
        row = event.grid.current if isinstance(event.grid, VTable) else None
        key = str(row.key) if row is not None else ""
        if key == "glyphs":
            use_safe(not safe())
            self.office.state.put("app", "safe", safe())
            await self.office.renew_pages()
        elif key == "settings.keys":
            await self.act_keys()
        elif key == "settings.verify":
            self.act_verify()
        elif key.startswith("app."):
            await self.office.press(key)

    async def act_keys(self) -> None:
        await self.office.open_page("keymap:Keymap")

    def act_verify(self) -> None:
        in_background(self, self._verify, "verify")

    async def _verify(self) -> None:
        found = await self.office.long(say("settings.verify.title"), JOBS + "verify")
        if found:
            await self.office.push_screen(Tell(say("settings.verify.title"), found))


def _head(group: str) -> Row:
    return Row(f"group.{group}", (say(f"settings.group.{group}"), ""), quiet=True)


def _row(key: str, label: str, told: str, hint: str = "") -> Row:
    return Row(key, ("  " + say(f"settings.{label}"), f"{told}   {hint}".rstrip()))
