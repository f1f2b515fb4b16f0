"""The keys of every action, which may be changed one by one; what clashes is listed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.events import Key
from textual.widgets import Static

from anwei.tui.actions import REGISTRY, Acting, Action, shown_key
from anwei.tui.dialogs.base import Dialog
from anwei.tui.shelf.background import in_background
from anwei.tui.shelf.page import Item, Shelf
from anwei.tui.shelf.reader import Entry
from anwei.tui.widgets.vtable import Column
from anwei.tui.words import say, text

if TYPE_CHECKING:
    from anwei.tui.app import AnweiApp

#: Keys that input methods, terminals or the system take, or that arrive as other keys.
TAKEN = frozenset({"ctrl+space", "ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+s", "ctrl+c", "f11", "ctrl+full_stop"})


def all_actions() -> dict[str, Action]:
    """Every action there is, by id: those of screens that were not opened yet too."""
    from anwei.tui.keytable import every_action

    return {a.id: a for a in sorted(every_action(), key=lambda a: a.id)}


def own_keys(office: AnweiApp) -> dict[str, str]:
    """The keys that were changed, by action."""
    return {k: str(v) for k, v in office.state.section("keys").items() if k in REGISTRY}


def keys_of(action: Action, own: dict[str, str]) -> tuple[str, ...]:
    """The keys of an action as they are now."""
    return tuple(own[action.id].split(",")) if action.id in own else action.keys


def clashes(office: AnweiApp) -> dict[str, list[str]]:
    """Changed actions whose key does something else where both work: action -> the others.

    Both work at once where one class has both, its own or inherited, or where one belongs to the app.
    """
    own, families = own_keys(office), _families(Acting)
    found: dict[str, list[str]] = {}
    for id_ in own:
        mine = REGISTRY[id_]
        for other in REGISTRY.values():
            together = "AnweiApp" in (other.owner, mine.owner) or any({mine.owner, other.owner} <= f for f in families)
            if other.id != id_ and together and set(keys_of(mine, own)) & set(keys_of(other, own)):
                found.setdefault(id_, []).append(other.id)
    return found


def _families(base: type[Acting]) -> list[set[str]]:
    """The names of each class that acts, with those it derives from."""
    found = [{c.__name__ for c in base.__mro__}]
    return found + [f for inner in base.__subclasses__() for f in _families(inner)]


def where_words(action: Action) -> str:
    """Where an action works, in words."""
    return say(f"keys.where.{action.id.partition('.')[0]}")


class PressKey(Dialog[str]):
    """Waits for one key and gives its name; Esc leaves it."""

    def body(self) -> ComposeResult:
        yield Static(text(say("keys.press")))
        yield Static(text(say("keys.letter")), classes="hint")

    def on_key(self, event: Key) -> None:
        event.stop()
        event.prevent_default()
        self.dismiss(None if event.key == "escape" else event.key)


class Keymap(Shelf):
    """Every action with its keys; Enter takes a new one."""

    PLACE = ("keymap:Keymap",)
    ACTIONS: ClassVar[tuple[Action, ...]] = (Action("keys.reset", ("delete", "ctrl+delete")),)

    @property
    def name_words(self) -> str:
        return say("settings.keys")

    def columns(self) -> Sequence[Column]:
        return (
            Column("", 1),
            Column(say("keys.head.action")),
            Column(say("keys.head.keys"), 24),
            Column(say("keys.head.id"), 22, drop=1),
        )

    async def load(self) -> list[Item]:
        own, wrong = own_keys(self.office), clashes(self.office)
        return [
            Item(
                a.id,
                (
                    "!" if a.id in wrong else "*" if a.id in own else "",
                    a.label,
                    " ".join(shown_key(k) for k in keys_of(a, own)),
                    a.id,
                ),
                f"{a.label} {a.id} {' '.join(keys_of(a, own))}".lower(),
                value=a,
            )
            for a in all_actions().values()
        ]

    async def about(self, item: Item) -> Sequence[Entry]:
        action: Action = item.value
        own = own_keys(self.office)
        others = (
            say("keys.clash.words", cap=shown_key(keys_of(action, own)[0]), other=REGISTRY[o].label)
            for o in clashes(self.office).get(action.id, ())
        )
        return [
            (say("keys.head.action"), action.label),
            (say("keys.head.where"), where_words(action)),
            (say("keys.now"), " ".join(shown_key(k) for k in keys_of(action, own))),
            (say("keys.usual"), " ".join(shown_key(k) for k in action.keys)),
            *((say("keys.clash"), o) for o in others),
        ]

    def count_words(self, shown: int, whole: int) -> str:
        changed, wrong = len(own_keys(self.office)), len(clashes(self.office))
        return say("keys.count", shown=shown, whole=whole, changed=changed, clashes=wrong)

    async def open_item(self, item: Item) -> None:
        def pressed(key: str | None) -> None:
            if key in TAKEN:
                self.office.say(say("keys.refused", cap=shown_key(key or "")), serious=True)
            elif key is not None:
                self._set(item.value, key)

        await self.office.push_screen(PressKey(say("keys.title", action=item.value.label)), pressed)

    def _set(self, action: Action, key: str | None) -> None:
        """Give an action a key (None: its usual ones), from now on."""
        self.office.state.put("keys", action.id, key)
        self.office.set_keys()
        shown = shown_key(key or action.keys[0])
        self.office.say(say("keys.set" if key else "keys.reset_done", action=action.label, cap=shown))
        in_background(self, self._load, "load")

    def act_reset(self) -> None:
        if self.item is not None:
            self._set(self.item.value, None)
