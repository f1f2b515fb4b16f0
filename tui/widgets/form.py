"""A form that loses nothing: what is typed is kept as a draft at once, on disk, until it is sent or thrown away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
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


class Form(Acting, VerticalScroll, can_focus=False):
    """Fields below one another. Enter goes on to the next, F8 sends; ``Form.Sent`` has the values by name.

    ``draft`` names the draft: the same name brings back what was typed before. ``drop`` forgets it.
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
        self._kept: dict[str, str] = dict(state.get(DRAFTS, draft, {}))

    def compose(self) -> ComposeResult:
        if self._kept:
            yield Static(text(say("form.draft")), classes="hint")
        for field in self.fields:
            star = " *" if field.required else ""
            yield Vertical(
                Static(text(field.label + star), classes="label"),
                Input(value=self._kept.get(field.name, field.value), id=f"field-{field.name}", compact=True),
                Static(text(field.hint), id=f"said-{field.name}", classes="hint"),
                classes="field",
            )

    def on_mount(self) -> None:
        if self.fields:
            self.query_one(f"#field-{self.fields[0].name}", Input).focus()

    @property
    def values(self) -> dict[str, str]:
        """What is typed, by name."""
        return {f.name: self.query_one(f"#field-{f.name}", Input).value.strip() for f in self.fields}

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        typed = {f.name: self.query_one(f"#field-{f.name}", Input).value for f in self.fields}
        changed = {f.name: typed[f.name] for f in self.fields if typed[f.name] != f.value}
        self.state.put(DRAFTS, self.draft, changed or None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on: it may only have ended a composition of the input method."""
        event.stop()
        names = [f"field-{f.name}" for f in self.fields]
        place = names.index(event.input.id or "")
        if place + 1 < len(names):
            self.query_one(f"#{names[place + 1]}", Input).focus()
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

    def drop(self) -> None:
        """Forget the draft: it was sent."""
        self.state.put(DRAFTS, self.draft, None)

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
