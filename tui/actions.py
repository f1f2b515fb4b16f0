"""The registry of actions: one place feeds key bar, help, palette and the key table of the docs.

A widget or screen derives from ``Acting`` and declares ``ACTIONS``. Each action has an id (``gaps.filter``), keys of
which the first is no letter (an input method swallows letters), and a method ``act_filter`` on its owner. Its label is
``tui.act.<id>``. Users remap keys by id.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar, cast

from textual.binding import Binding

from anwei.tui.words import say
from anwei.tui.work import Trouble

#: Twins of keys: what a Chinese input method sends while it is on, and what the library makes of Alt and a digit where
#: the terminal sends Esc before it (the characters that Option and the digit type on a Mac).
_TWINS = {
    "slash": ("fullwidth_solidus", "ideographic_comma"),
    "question_mark": ("fullwidth_question_mark",),
    "colon": ("fullwidth_colon",),
    "left_square_bracket": ("left_black_lenticular_bracket",),
    "right_square_bracket": ("right_black_lenticular_bracket",),
    **{str(n): (chr(0xFF10 + n),) for n in range(10)},
    "alt+1": ("inverted_exclamation_mark",),
    "alt+2": ("trade_mark_sign",),
    "alt+3": ("pound_sign",),
    "alt+4": ("cent_sign",),
}
#: The opt-in layer of letters that move: action -> keys.
VIM = {
    "grid.up": "up,k",
    "grid.down": "down,j",
    "grid.first": "home,g",
    "grid.last": "end,G",
    "matrix.left": "left,h",
    "matrix.right": "right,l",
    "board.up": "up,k",
    "board.down": "down,j",
    "board.left": "left,h",
    "board.right": "right,l",
}
#: How keys are written for people.
_SHOWN = {
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "slash": "/",
    "question_mark": "?",
    "colon": ":",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "left": "Left",
    "right": "Right",
    "up": "Up",
    "down": "Down",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "delete": "Del",
    "insert": "Ins",
    "backspace": "Backspace",
    "plus": "+",
    "minus": "-",
}


@dataclass(frozen=True)
class Action:
    """One thing a key does. ``bar`` says whether the key bar shows it; help and palette always do."""

    id: str
    keys: tuple[str, ...]
    bar: bool = True
    owner: str = ""

    @property
    def method(self) -> str:
        """The method of the owner that carries it out."""
        return "act_" + self.id.rpartition(".")[2]

    @property
    def label(self) -> str:
        """What it does, in the language that is switched on."""
        return say(f"act.{self.id}")

    @property
    def key(self) -> str:
        """Its first key as written for people."""
        return shown_key(self.keys[0])

    def with_keys(self, keys: str) -> Action:
        """The same with other keys, commas between them; with none as it is."""
        return replace(self, keys=tuple(keys.split(","))) if keys else self


def shown_key(key: str) -> str:
    """A key as written for people: ``F5``, ``Ctrl+P``, ``/``."""
    if key in _SHOWN:
        return _SHOWN[key]
    head, plus, rest = key.rpartition("+")
    name = rest.upper() if plus or (rest.startswith("f") and rest[1:].isdigit()) else rest
    return f"{head.capitalize()}+{_SHOWN.get(rest, name)}" if plus else name


#: Every action declared so far, by id.
REGISTRY: dict[str, Action] = {}


class Acting:
    """Mixin of screens, widgets and the app: declared actions become bindings and entries of the registry."""

    ACTIONS: ClassVar[tuple[Action, ...]] = ()

    def __init_subclass__(cls, **options: object) -> None:
        own = cls.__dict__.get("ACTIONS", ())
        for action in own:
            if not callable(getattr(cls, action.method, None)):
                raise TypeError(f"{cls.__name__} has no method {action.method} for {action.id}")
            REGISTRY[action.id] = Action(action.id, action.keys, action.bar, cls.__name__)
        bindings = [b for action in own for b in _bindings(action)]
        cls.BINDINGS = [*cls.__dict__.get("BINDINGS", ()), *bindings]  # type: ignore[attr-defined]
        super().__init_subclass__(**options)

    async def action_act(self, name: str) -> None:
        """Carry out an action of this object by its id; what goes wrong in a job is told as a notice."""
        method = cast(Callable[[], Awaitable[None] | None], getattr(self, REGISTRY[name].method))
        try:
            done = method()
            if inspect.isawaitable(done):
                await done
        except Trouble as trouble:
            cast(Any, self).app.say_trouble(trouble)

    @classmethod
    def actions(cls) -> tuple[Action, ...]:
        """Its own actions and those of the classes it derives from, nearest first."""
        found: dict[str, Action] = {}
        for base in cls.__mro__:
            for action in base.__dict__.get("ACTIONS", ()):
                found.setdefault(action.id, action)
        return tuple(found.values())


def _bindings(action: Action) -> list[Binding]:
    keys = [k for key in action.keys for k in (key, *_TWINS.get(key, ()))]
    return [Binding(",".join(keys), f"act('{action.id}')", action.id, show=False, id=action.id)]
