"""A form that loses nothing: what is typed is kept as a draft at once, on disk, until it is sent or thrown away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.events import DescendantFocus, Key
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from anwei.tui.actions import Acting, Action
from anwei.tui.state import State
from anwei.tui.words import say, text

DRAFTS = "draft"


@dataclass(frozen=True)
class Field:
    """One line to fill: its name, label, first value and hint; ``check`` is ``day``, ``number`` or empty."""

    name: str
    label: str
    value: str = ""
    required: bool = False
    check: str = ""
    hint: str = ""


class Typed(Input):
    """A field whose editing keys act in their turn: else a letter typed at once after Backspace would be taken out."""

    async def _on_key(self, event: Key) -> None:
        if not event.is_printable:
            for binding in self._bindings.key_to_bindings.get(event.key, ()):
                if not binding.priority and await self.app.run_action(binding.action, self):
                    event.stop()
                    event.prevent_default()
                    return
        await super()._on_key(event)


class Line(Typed):
    """One field of a form. Enter goes on before the next key is handed out, so that what follows never lands here."""

    BINDINGS: ClassVar[list[Any]] = [Binding("enter", "go_on", show=False, priority=True)]

    def action_go_on(self) -> None:
        """Enter may only have ended a composition of the input method: it never sends."""
        form = next(node for node in self.ancestors if isinstance(node, Form))
        form.go_on(self)


class Form(Acting, VerticalScroll, can_focus=False):
    """Fields below one another. Enter goes on to the next, F8 sends; ``Form.Sent`` has the values by name.

    ``draft`` names the draft: the same name brings back what was typed before, also where a job refused it.
    """

    ACTIONS: ClassVar[tuple[Action, ...]] = (
        Action("form.send", ("f8",)),
        Action("form.clear", ("ctrl+delete", "ctrl+x"), bar=False),
    )

    class Sent(Message):
        """The form was sent and every field is well formed."""

        def __init__(self, form: Form, values: Mapping[str, str]) -> None:
            super().__init__()
            self.form = form
            self.values = dict(values)

    def __init__(self, fields: Sequence[Field], state: State, draft: str, id: str | None = None) -> None:
        super().__init__(id=id)
        self.fields = tuple(fields)
        self.state = state
        self.draft = draft
        state.settle(DRAFTS, draft)
        self._kept: dict[str, str] = dict(state.get(DRAFTS, draft, {}))

    def compose(self) -> ComposeResult:
        if self._kept:
            yield Static(text(say("form.draft")), classes="hint")
        for field in self.fields:
            star = " *" if field.required else ""
            yield Vertical(
                Static(text(field.label + star), classes="label"),
                Line(value=self._kept.get(field.name, field.value), id=f"field-{field.name}", compact=True),
                Static(text(field.hint), id=f"said-{field.name}", classes="hint"),
                classes="field",
            )

    def on_mount(self) -> None:
        if self.fields:
            self.screen.set_focus(self.query_one(f"#field-{self.fields[0].name}", Line), scroll_visible=False)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """A field is seen with its label and what is said below it."""
        parent = event.widget.parent
        if isinstance(parent, Widget) and parent.has_class("field"):
            self.call_after_refresh(parent.scroll_visible, animate=False)

    @property
    def values(self) -> dict[str, str]:
        """What is typed, by name."""
        return {f.name: self.query_one(f"#field-{f.name}", Input).value.strip() for f in self.fields}

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        typed = {f.name: self.query_one(f"#field-{f.name}", Input).value for f in self.fields}
        changed = {f.name: typed[f.name] for f in self.fields if typed[f.name] != f.value}
        self.state.put(DRAFTS, self.draft, changed or None)

    def go_on(self, line: Line) -> None:
        """Go on to the field after a line; the last one rings."""
        names = [f"field-{f.name}" for f in self.fields]
        place = names.index(line.id or "")
        if place + 1 < len(names):
            following = self.query_one(f"#{names[place + 1]}", Line)
            self.screen.set_focus(following, scroll_visible=False)  # at once: ``focus`` would wait
        else:
            self.app.bell()

    def act_send(self) -> None:
        values = self.values
        wrong = [f for f in self.fields if not self._well(f, values[f.name])]
        if wrong:
            self.query_one(f"#field-{wrong[0].name}", Input).focus()
        else:
            self.post_message(self.Sent(self, values))

    def act_clear(self) -> None:
        """Throw the draft away: every field gets its first value."""
        for field in self.fields:
            self.query_one(f"#field-{field.name}", Input).value = field.value

    def refuse(self, name: str, reason: str) -> None:
        """Say below a field why it is not accepted."""
        self.query_one(f"#said-{name}", Static).update(text(reason))
        self.query_one(f"#field-{name}", Input).focus()

    def sent(self) -> None:
        """The draft was sent: it is forgotten once what it was sent to has taken it, and kept where it is refused."""
        self.state.send(DRAFTS, self.draft)

    def _well(self, field: Field, value: str) -> bool:
        reason = _reason(field, value)
        self.query_one(f"#said-{field.name}", Static).update(text(reason or field.hint))
        return not reason


def _reason(field: Field, value: str) -> str:
    """Why a value is not accepted; empty where it is."""
    if not value:
        return say("form.required") if field.required else ""
    if field.check == "day":
        from anwei.engine.services import BadValue, parse_date

        try:
            parse_date(value)
        except BadValue:
            return say("form.day", text=value)
    if field.check == "number" and not value.replace(".", "", 1).isdigit():
        return say("form.number", text=value)
    return ""
