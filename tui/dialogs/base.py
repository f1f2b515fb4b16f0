"""The frame of a dialog: a box in the middle with a title, and the keys that work in it."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from anwei.tui.actions import Acting, Action
from anwei.tui.glyphs import safe
from anwei.tui.turns import Release
from anwei.tui.widgets.compositing import Compositing
from anwei.tui.widgets.keybar import KeyBar
from anwei.tui.words import text

if TYPE_CHECKING:
    from anwei.tui.app import AnweiApp

Result = TypeVar("Result")


class Dialog(Acting, ModalScreen[Result | None], Generic[Result]):
    """A modal box. Subclasses yield their widgets in ``body``; ``dismiss(result)`` leaves it, Esc leaves with None."""

    ACTIONS: ClassVar[tuple[Action, ...]] = (Action("dialog.close", ("escape",)),)
    WIDE = 64

    def __init__(self, title: str) -> None:
        super().__init__()
        self._compositor = Compositing()
        self.heading = title
        self._release: Release | None = None
        self._awaited = False  # whether somebody waits for the answer
        self.set_class(safe(), "safe")

    @property
    def office(self) -> AnweiApp:
        """The app, typed."""
        return cast("AnweiApp", self.app)

    def compose(self) -> ComposeResult:
        with Vertical(classes="box") as box:
            box.styles.width = self.WIDE
            yield Static(text(self.heading), classes="title")
            yield from self.body()
        yield KeyBar(id="keys")

    def body(self) -> ComposeResult:
        """The widgets below the title."""
        raise NotImplementedError

    def answering(self, callback: Callable[[Any], Any]) -> Callable[[Any], Awaitable[None]]:
        """A callback that takes up the answer; keys wait from the answer until it has done so."""
        self._awaited = True

        async def taken(result: Result | None) -> None:
            try:
                done = callback(result)
                if inspect.isawaitable(done):
                    await done
            finally:
                if self._release is not None:
                    self._release()

        return taken

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        if self._awaited:
            self._release = self.office.hold()
        return super().dismiss(result)

    def on_descendant_focus(self) -> None:
        self.query_one(KeyBar).refresh()

    def act_close(self) -> None:
        self.dismiss(None)
