"""The jump: every pane bears a digit and a letter over its corner; one of the two, or a click, goes there."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from string import ascii_lowercase
from typing import ClassVar, cast

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.errors import NoWidget
from textual.events import Click, Key, Resize
from textual.geometry import Offset, Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from anwei.tui.actions import Action
from anwei.tui.dialogs.base import Dialog
from anwei.tui.theme import inks
from anwei.tui.widgets.keybar import KeyBar
from anwei.tui.words import fit, say, width

_LETTERS = {letter: number for number, letter in enumerate(ascii_lowercase)}


class Jump(Dialog[int], inherit_bindings=False):
    """Drawn over the screen it was asked for on; gives the number of the pane, None where any other key was pressed.

    No key does anything else meanwhile. Digits are there because an input method takes letters; what it sends in full
    width counts as what it is in ASCII.
    """

    AUTO_FOCUS = ""
    ACTIONS: ClassVar[tuple[Action, ...]] = ()

    def __init__(self, found: Sequence[Widget]) -> None:
        super().__init__(say("jump.title"))
        self.regions = tuple(seen(pane) for pane in found)
        self._size_at_start = found[0].app.size

    def compose(self) -> ComposeResult:
        taken: set[Offset] = set()
        for number, region in enumerate(self.regions):
            at = region.offset
            while at in taken:  # a pane that begins where another one does
                at += (0, 1)
            taken.add(at)
            yield Tag(number, at)
        yield JumpBar(id="keys")

    def on_key(self, event: Key) -> None:
        event.stop()
        event.prevent_default()
        number = meant(event.character or "")
        self.dismiss(number if number is not None and number < len(self.regions) else None)

    def on_click(self, event: Click) -> None:
        """A click on a pane goes there; of those inside one another, to the innermost."""
        under = [n for n, region in enumerate(self.regions) if region.contains(event.screen_x, event.screen_y)]
        self.dismiss(min(under, key=lambda n: self.regions[n].area, default=None))

    def on_resize(self, event: Resize) -> None:
        """Other panes stand elsewhere now."""
        if event.size != self._size_at_start:
            self.dismiss(None)


class Tag(Widget):
    """The label of a pane. Brackets mark it where there are no colours."""

    def __init__(self, number: int, at: Offset) -> None:
        super().__init__()
        self.number = number
        self.told = f"[{label(number)}]"
        self.styles.offset = (at.x, at.y)
        self.styles.width = width(self.told)

    def render_line(self, y: int) -> Strip:  # noqa: ARG002
        return Strip([Segment(self.told, inks(self.app.theme).head + Style(reverse=True, bold=True))])

    def on_click(self, event: Click) -> None:
        event.stop()
        cast(Jump, self.screen).dismiss(self.number)


class JumpBar(KeyBar):
    """In place of the keys, what may be pressed."""

    def parts(self, y: int, wide: int) -> list[tuple[str, Style, str]]:  # noqa: ARG002
        return [(fit(f" {say('jump.hint')}", wide), self.inks.head, "")]


def panes(screen: Screen[object]) -> list[Widget]:
    """What can take the focus and is seen, in the order of Tab; at most as many as there are letters."""
    return [w for w in screen.focus_chain if seen(w).area][: len(_LETTERS)]


def seen(pane: Widget) -> Region:
    """The part of a pane that is on the screen."""
    try:
        return pane.screen.find_widget(pane).visible_region
    except NoWidget:
        return Region()


def label(number: int) -> str:
    """What a pane bears: a digit as long as there is one, and a letter.

    >>> label(0), label(8), label(9)
    ('1 a', '9 i', 'j')
    """
    letter = ascii_lowercase[number]
    return f"{number + 1} {letter}" if number < 9 else letter


def meant(character: str) -> int | None:
    """The number of the pane that a character stands for.

    >>> meant("1"), meant("\uff11"), meant("B"), meant("\uff42"), meant("0"), meant("\u7532"), meant("")
    (0, 0, 1, 1, None, None, None)
    """
    plain = unicodedata.normalize("NFKC", character).lower()
    if len(plain) != 1 or not plain.isascii():
        return None
    return int(plain) - 1 if plain in "123456789" else _LETTERS.get(plain)
