"""Keys in their turn: what a key leads to is there before the next key is handed out, so that nothing typed gets lost.

Enter in a list opens a form only after messages have gone from widget to widget; what is typed meanwhile belongs to
the form. So keys are *held*: behind each that does something a mark goes the same way as its messages, and the next
key is handed out when the mark has come through; when a screen that was pushed is there; and when a dialog's answer has
been taken up. What a hold waits for may go away meanwhile: that is looked for, so that no key waits for nothing.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

from textual.app import App
from textual.dom import DOMNode
from textual.events import Event, Key, Paste
from textual.screen import Screen
from textual.widgets import Input, TextArea

from anwei.tui import rest

if TYPE_CHECKING:
    from anwei.tui.app import AnweiApp

LONGEST_S = 3.0  # of a hold, if what it waits for is still going on
LOOK_S = 0.05  # between two looks at whether it is
REST_S = 0.5  # without a key: nobody types
_AT_ONCE = frozenset({"ctrl+q"})
#: Keys that only move a cursor: nothing opens behind them, and they are to be quick.
_MOVES = frozenset({"up", "down", "left", "right", "pageup", "pagedown", "home", "end"})
Release = Callable[[], None]


class Mark:
    """Goes from a widget up to the app, at each behind the messages that wait there."""

    def __init__(self, way: Iterable[DOMNode]) -> None:
        self._way = deque(way)
        self._at: DOMNode | None = None

    def go(self, come: Release, left: DOMNode | None = None) -> None:
        """On to the next that still hears, and at the end ``come``; ``left`` is where the mark was."""
        if left is not self._at:
            return  # it had gone on from there already
        while self._way:
            self._at = self._way.popleft()
            if self._at.call_later(self.go, come, self._at):
                return
        self._at = None
        come()

    def lost(self) -> bool:
        """Whether it waits in a widget that is gone, whose messages nobody reads."""
        return self._at is not None and not (self._at.is_attached or isinstance(self._at, App))


class InTurn:
    """Mixin of the app: keys and pastes are handed out one by one, and none while something holds them."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._holds: dict[object, Screen[Any] | None] = {}  # each with the screen without which it ends
        self._typed: deque[Key | Paste] = deque()
        self._last = monotonic()  # when something was typed

    @property
    def _turning(self) -> AnweiApp:
        return cast("AnweiApp", self)

    @property
    def held(self) -> bool:
        """Whether a key is still on its way, or another waits for it."""
        return bool(self._holds or self._typed)

    @property
    def resting(self) -> bool:
        """Whether nobody types: no key is on its way, and there was none for some time."""
        return not self.held and monotonic() - self._last > REST_S

    # -- handing out ---------------------------------------------------------------------------------------------

    async def on_event(self, event: Event) -> None:
        """Typed keys wait for their turn; everything else goes its way."""
        if isinstance(event, (Key, Paste)) and not event.is_forwarded:
            self._last = monotonic()
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
        app = self._turning
        bound = app.screen.active_bindings.get(event.key)
        if bound is None or not await app.run_action(bound.binding.action, bound.node):
            await super().on_event(event)  # type: ignore[misc]

    # -- holding -------------------------------------------------------------------------------------------------

    def hold(self, screen: Screen[Any] | None = None, lost: Callable[[], bool] | None = None) -> Release:
        """Let keys wait until what this returns is called; until ``screen`` is gone, or ``lost`` says so.

        However long that takes, after ``LONGEST_S`` they are handed out.
        """
        hold = object()
        self._holds[hold] = screen
        loop, end = asyncio.get_running_loop(), monotonic() + LONGEST_S

        def look() -> None:
            if hold in self._holds:
                if monotonic() >= end or (lost is not None and lost()):
                    self._let_go(hold)
                else:
                    loop.call_later(LOOK_S, look)

        loop.call_later(min(LOOK_S, LONGEST_S), look)
        return lambda: self._let_go(hold)

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
            mark = Mark(node.ancestors_with_self)
            mark.go(self.hold(screen, mark.lost))

    def pop_screen(self) -> Any:
        """Marks that are on their way through a screen that goes will not come."""
        gone = self._turning.screen
        for hold in [h for h, screen in self._holds.items() if screen is gone]:
            self._let_go(hold)
        rest.let_go()
        return super().pop_screen()  # type: ignore[misc]

    def push_screen(self, screen: Screen[Any], callback: Callable[[Any], Any] | None = None, **options: Any) -> Any:
        """Keys wait until the screen is there, and from its answer until that has been taken up."""
        from anwei.tui.dialogs.base import Dialog

        if callback is not None and isinstance(screen, Dialog):
            callback = screen.answering(callback)
        release = self.hold(screen)
        there = super().push_screen(screen, callback, **options)  # type: ignore[misc]
        screen.call_later(release)  # its messages are dealt with once it is composed and mounted
        return there
