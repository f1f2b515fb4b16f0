"""The base of every screen: the two bars, the body, and the habits that all share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.events import DescendantFocus, Key, Resize
from textual.screen import Screen
from textual.widgets import Input, Static, TextArea

from anwei.tui.actions import Acting, Action
from anwei.tui.glyphs import safe
from anwei.tui.widgets.compositing import Compositing
from anwei.tui.widgets.keybar import KeyBar, TopBar
from anwei.tui.words import block, say, text
from anwei.tui.work import Trouble

if TYPE_CHECKING:
    from anwei.tui.app import AnweiApp


class Page(Acting, Screen[None]):
    """One screen. Subclasses yield their widgets in ``body`` and show data and words in ``fill``.

    ``fill`` runs when the screen is opened, after every write and recompute, and when language or theme changes; it
    must set every text, so that the language can be switched at any time. ``name_words`` is its part of the path.
    """

    NAME: ClassVar[str] = ""
    PLACE: tuple[object, ...] = ()
    AUTO_FOCUS = "VTable, Matrix"
    _whole = False  # whether its widgets are there
    ACTIONS: ClassVar[tuple[Action, ...]] = (Action("page.back", ("escape",)),)

    def __init__(self) -> None:
        super().__init__()
        self._compositor = Compositing()

    def compose(self) -> ComposeResult:
        self.update_classes(dict.fromkeys(_room(self.app), True), update=False)  # else all is styled and laid out twice
        yield TopBar(id="top")
        with Vertical(id="body"):
            yield from self.body()
        yield Static("", id="trouble")
        yield Static(id="too-small")
        yield KeyBar(id="keys")

    @property
    def office(self) -> AnweiApp:
        """The app, typed."""
        return cast("AnweiApp", self.app)

    def body(self) -> ComposeResult:
        """The widgets of this screen, without words."""
        raise NotImplementedError

    async def fill(self) -> None:
        """Show data and words."""

    @property
    def name_words(self) -> str:
        """What the path calls this screen."""
        return say(f"mode.{self.NAME}")

    def memory(self) -> dict[str, Any]:
        """What to remember of this screen between starts: plain values."""
        return {}

    def recall(self, kept: dict[str, Any]) -> None:
        """Take up what was remembered; called before the first ``fill``."""

    # -- habits --------------------------------------------------------------------------------------------------

    async def on_mount(self) -> None:
        self._whole = True
        if self.NAME:
            self.recall(self.office.state.get("screen", self.NAME, {}))
        await self.renew()

    async def renew(self) -> None:
        """Fill anew; what goes wrong is shown as a card in place of the body, and the rest goes on."""
        if not self.is_attached or not self._whole:
            return  # gone, or without its widgets yet: it is filled once they are there
        self.set_class(safe(), "safe")
        try:
            await self.fill()
        except Trouble as trouble:
            self.show_trouble(trouble)
        else:
            self.remove_class("troubled")
        self.refresh_bars()

    def show_trouble(self, trouble: Trouble) -> None:
        """A card with what went wrong; F5 tries again."""
        lines = (say("trouble.title"), "", *trouble.lines, "", say("trouble.keys"))
        self.query_one("#trouble", Static).update(block(lines))
        self.add_class("troubled")

    def refresh_bars(self) -> None:
        """Draw both bars anew."""
        for bar in self.query("TopBar, KeyBar"):
            bar.refresh()

    def remember(self) -> None:
        """Keep what ``memory`` says, at once."""
        if self.NAME:
            self.office.state.put("screen", self.NAME, self.memory() or None)

    def on_descendant_focus(self, event: DescendantFocus) -> None:  # noqa: ARG002
        self.refresh_bars()

    @on(Resize)
    def tell_size(self, event: Resize) -> None:
        """Below 80 by 20 there is only the request to make the window larger; a stylesheet shows and hides it."""
        told = say("small", columns=event.size.width, lines=event.size.height)
        self.query_one("#too-small", Static).update(text(told), layout=False)

    def on_screen_resume(self) -> None:
        self.refresh_bars()

    def on_key(self, event: Key) -> None:
        """A Chinese character outside a field: the input method swallowed a shortcut."""
        char = event.character or ""
        if char and not char.isascii() and char.isprintable() and not isinstance(self.focused, (Input, TextArea)):
            self.office.hint_input_method()

    async def act_back(self) -> None:
        """Up one level; on the first screen of a mode nothing happens, so that Esc never quits."""
        self.remember()
        await self.office.back()


def _room(app: App[Any]) -> list[str]:
    """The classes that tell the stylesheet how much room there is, before a first resize tells it."""
    sides = ((app.size.width, app.HORIZONTAL_BREAKPOINTS), (app.size.height, app.VERTICAL_BREAKPOINTS))
    return [name for cells, steps in sides for name in [n for least, n in steps or () if cells >= least][-1:]]
