"""The palette (every action, and subjects by name, initials or credit code), the help, and the history of notices."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Input, Static

from anwei.tui.actions import Action, shown_key
from anwei.tui.dialogs.base import Dialog
from anwei.tui.glyphs import glyph
from anwei.tui.widgets.form import Typed
from anwei.tui.widgets.grid import Grid
from anwei.tui.widgets.keybar import here
from anwei.tui.widgets.vtable import Column, Row, VTable
from anwei.tui.words import say, text

SUBJECTS = 20


class Palette(Dialog[str]):
    """Typing narrows. Gives ``act:ID`` or ``subject:KIND:ID``."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("palette.up", ("up",), bar=False),
        Action("palette.down", ("down",), bar=False),
        Action("palette.take", ("enter",)),
    )
    WIDE = 76

    def __init__(self, actions: list[Action]) -> None:
        super().__init__(say("palette.title"))
        self.offered = [a for a in actions if not a.id.startswith("grid.")]  # the arrows are no commands

    def body(self) -> ComposeResult:
        yield Typed(placeholder=say("palette.hint"), id="wanted", compact=True)
        yield VTable(id="found")

    def on_mount(self) -> None:
        table = self.query_one(VTable)
        table.styles.height = 16
        table.can_focus, table.led = False, True
        self.query_one(Input).focus()
        self._find("")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._find(event.value.strip())

    def _find(self, wanted: str) -> None:
        low = wanted.lower()
        rows = [
            Row(f"act:{a.id}", (a.label, " ".join(shown_key(k) for k in a.keys[:3])))
            for a in self.offered
            if low in a.label.lower() or low in a.id
        ]
        index = self.office.index
        if low and index is not None:
            rows += [
                Row(f"subject:{s.kind}:{s.id}", (s.name, index.name("place", s.place)))
                for s in index.find(wanted, SUBJECTS)
            ]
        table = self.query_one(VTable)
        table.row = 0
        table.show_rows((Column(say("palette.what")), Column(say("palette.key"), 18)), rows, say("palette.none"))

    def act_up(self) -> None:
        self.query_one(VTable).act_up()

    def act_down(self) -> None:
        self.query_one(VTable).act_down()

    def act_take(self) -> None:
        row = self.query_one(VTable).current
        self.dismiss(str(row.key) if row is not None else None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.act_take()

    def on_grid_opened(self, event: Grid.Opened) -> None:  # noqa: ARG002
        self.act_take()


class Help(Dialog[str]):
    """Every key that works where the help was asked for, in words. Enter does it: gives ``act:ID``."""

    WIDE = 72

    def __init__(self, actions: list[Action]) -> None:
        super().__init__(say("help.title"))
        self.offered = actions

    def body(self) -> ComposeResult:
        yield VTable(id="found")

    def on_mount(self) -> None:
        table = self.query_one(VTable)
        table.styles.height = 17
        rows = [Row(f"act:{a.id}", (" ".join(shown_key(k) for k in a.keys), a.label)) for a in self.offered]
        table.show_rows((Column(say("palette.key"), 22), Column(say("palette.what"))), rows)
        table.focus()

    def on_grid_opened(self, event: Grid.Opened) -> None:  # noqa: ARG002
        row = self.query_one(VTable).current
        self.dismiss(str(row.key) if row is not None else None)


class Notices(Dialog[bool]):
    """What was said since the start, the latest first; below, the one of the cursor in full."""

    WIDE = 76

    def body(self) -> ComposeResult:
        yield VTable(id="found")
        yield Static(id="whole", classes="whole")

    def on_mount(self) -> None:
        table = self.query_one(VTable)
        table.styles.height = 12
        rows = [
            Row(i, (n.at, (glyph("mark") + " " if n.serious else "") + n.words))
            for i, n in enumerate(reversed(self.office.notices.kept))
        ]
        table.show_rows((Column(say("notices.at"), 8), Column(say("notices.what"))), rows, say("notices.none"))
        table.focus()
        self._tell()

    def on_grid_moved(self, event: Grid.Moved) -> None:  # noqa: ARG002
        self._tell()

    def _tell(self) -> None:
        row = self.query_one(VTable).current
        self.query_one("#whole", Static).update(text(row.texts[1] if row is not None else ""))

    def on_grid_opened(self, event: Grid.Opened) -> None:  # noqa: ARG002
        self.dismiss(True)


def offered(app: object) -> list[Action]:
    """The actions to offer where the focus is."""
    from anwei.tui.app import AnweiApp

    assert isinstance(app, AnweiApp)
    return here(app)
