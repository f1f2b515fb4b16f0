"""Keys in their turn: what a key leads to is there before the next key is handed out, so that nothing typed gets lost.

Enter in a list opens a form only after messages have gone from widget to widget; what is typed meanwhile belongs to
the form. So keys are *held*: behind each that does something a mark is sent the same way as its messages, and the next
key is handed out when the mark has come through; when a screen that was pushed is there; and when a dialog's answer has
been taken up.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, cast

from textual.dom import DOMNode
from textual.events import Event, Key, Paste
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widgets import Input, TextArea

if TYPE_CHECKING:
    from anwei.tui.app import AnweiApp

LONGEST_S = 3.0  # of a hold, whatever became of what it waits for
_AT_ONCE = frozenset({"ctrl+q"})
#: Keys that only move a cursor: nothing opens behind them, and they are to be quick.
_MOVES = frozenset({"up", "down", "left", "right", "pageup", "pagedown", "home", "end"})
Release = Callable[[], None]


class Passed(Message, bubble=True):
    """The mark: whatever was sent before it from the same widget has been dealt with when it reaches the app."""

    def __init__(self, release: Release) -> None:
        super().__init__()
        self.release = release


class InTurn:
    """Mixin of the app: keys and pastes are handed out one by one, and none while something holds them."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._holds: dict[object, Screen[Any] | None] = {}
        self._typed: deque[Key | Paste] = deque()

    @property
    def _turning(self) -> AnweiApp:
        return cast("AnweiApp", self)

    @property
    def held(self) -> bool:
        """Whether a key is still on its way, or another waits for it."""
        return bool(self._holds or self._typed)

    # -- handing out ---------------------------------------------------------------------------------------------

    async def on_event(self, event: Event) -> None:
        """Typed keys wait for their turn; everything else goes its way."""
        if isinstance(event, (Key, Paste)) and not event.is_forwarded:
            if isinstance(event, Key) and event.key in _AT_ONCE:
                await self._hand(event)
            else:
                self._typed.append(event)
                await self._hand_out()
        elif isinstance(event, Key) and not event.is_printable:
            await self._marked(super().on_event(event))  # type: ignore[misc]
        else:
            await super().on_event(event)  # type: ignore[misc]

    async def _hand_out(self) -> None:
        while self._typed and not self._holds:
            await self._hand(self._typed.popleft())

    async def _hand(self, event: Key | Paste) -> None:
        """A key does what it does at once; in a field it goes its way behind the letters that still wait there."""
        if isinstance(event, Paste):
            await super().on_event(event)  # type: ignore[misc]
        elif isinstance(self._turning.focused, (Input, TextArea)):
            going = super().on_event(event)  # type: ignore[misc]
            await (going if event.is_printable else self._marked(going))
        else:
            await (self._acted(event) if event.key in _MOVES else self._marked(self._acted(event)))

    async def _acted(self, event: Key) -> None:
        if not await self._turning._check_bindings(event.key):
            await super().on_event(event)  # type: ignore[misc]

    # -- holding -------------------------------------------------------------------------------------------------

    def hold(self, screen: Screen[Any] | None = None) -> Release:
        """Let keys wait until what this returns is called, or ``screen`` is gone; at the latest for ``LONGEST_S``."""
        hold = object()
        self._holds[hold] = screen

        def release() -> None:
            timer.stop()
            self._let_go(hold)

        timer = self._turning.set_timer(LONGEST_S, release)
        return release

    def _let_go(self, hold: object) -> None:
        if hold in self._holds:
            del self._holds[hold]
            self._turning.call_next(self._hand_out)

    async def _marked(self, doing: Awaitable[object]) -> None:
        """Do something and send the mark behind whatever it sends."""
        node: DOMNode = self._turning.focused or self._turning.screen
        screen = self._turning.screen
        await doing
        if node.is_attached and screen in self._turning.screen_stack:
            release = self.hold(screen)
            if not cast(MessagePump, node).call_later(node.post_message, Passed(release)):
                release()

    def on_passed(self, event: Passed) -> None:
        event.release()

    def pop_screen(self) -> Any:
        """Marks that are on their way through a screen that goes will not come."""
        gone = self._turning.screen
        for hold in [h for h, screen in self._holds.items() if screen is gone]:
            self._let_go(hold)
        return super().pop_screen()  # type: ignore[misc]

    def push_screen(self, screen: Screen[Any], callback: Callable[[Any], Any] | None = None, **options: Any) -> Any:
        """Keys wait until the screen is there, and from its answer until that has been taken up."""
        from anwei.tui.dialogs.base import Dialog

        if callback is not None and isinstance(screen, Dialog):
            callback = screen.answering(callback)
        release = self.hold()
        there = super().push_screen(screen, callback, **options)  # type: ignore[misc]
        screen.call_later(release)  # its messages are dealt with once it is composed and mounted
        return there
