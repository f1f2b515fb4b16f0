"""Dialogs that ask: one of some choices, some values, or whether to go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.widgets import Static

from anwei.tui.dialogs.base import Dialog
from anwei.tui.state import State
from anwei.tui.widgets.form import Field, Form
from anwei.tui.widgets.grid import Grid
from anwei.tui.widgets.vtable import Column, Row, VTable
from anwei.tui.words import text


class Choose(Dialog[str]):
    """One of some choices: (key, text, note). Gives its key."""

    def __init__(self, title: str, choices: Sequence[tuple[str, str, str]], current: str = "") -> None:
        super().__init__(title)
        self.choices = tuple(choices)
        self.chosen = current

    def body(self) -> ComposeResult:
        yield VTable(id="choices")

    def on_mount(self) -> None:
        table = self.query_one(VTable)
        table.styles.height = min(len(self.choices), 16) + 1
        noted = any(note for _, _, note in self.choices)
        columns = (Column(""), Column("", 22, right=True)) if noted else (Column(""),)
        table.show_rows(columns, [Row(k, (t, n)) for k, t, n in self.choices])
        keys = [k for k, _, _ in self.choices]
        if self.chosen in keys:
            table.move(keys.index(self.chosen))
        table.focus()

    def on_grid_opened(self, event: Grid.Opened) -> None:
        row = event.grid.current if isinstance(event.grid, VTable) else None
        self.dismiss(str(row.key) if row is not None else None)


class Fill(Dialog[dict[str, str]]):
    """A form. ``send`` gets the values and says what is wrong as (field, reason), or None to accept them."""

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        state: State,
        draft: str,
        note: str = "",
        send: Callable[[dict[str, str]], tuple[str, str] | None] | None = None,
    ) -> None:
        super().__init__(title)
        self.fields, self.state, self.draft, self.note, self.send = tuple(fields), state, draft, note, send

    def body(self) -> ComposeResult:
        if self.note:
            yield Static(text(self.note), classes="note")
        yield Form(self.fields, self.state, self.draft)

    def on_form_sent(self, event: Form.Sent) -> None:
        wrong = self.send(event.values) if self.send is not None else None
        if wrong is not None:
            event.form.refuse(*wrong)
            return
        event.form.sent()
        self.dismiss(event.values)


class Tell(Dialog[bool]):
    """Some lines to read; Enter gives True."""

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        super().__init__(title)
        self.lines = tuple(lines)

    def body(self) -> ComposeResult:
        yield VTable(id="lines")

    def on_mount(self) -> None:
        table = self.query_one(VTable)
        table.styles.height = min(len(self.lines), 18) + 1
        table.show_rows((Column(""),), [Row(i, (t,)) for i, t in enumerate(self.lines)])
        table.focus()

    def on_grid_opened(self, event: Grid.Opened) -> None:  # noqa: ARG002
        self.dismiss(True)
