"""Work of a page that goes on while keys are heard."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, cast

from textual.dom import DOMNode
from textual.worker import Worker

if TYPE_CHECKING:
    from anwei.tui.app import AnweiApp


def in_background(page: DOMNode, work: Callable[[], Awaitable[None]], group: str) -> Worker[None]:
    """Begin some work and end what is left of the same group; the work itself tells what goes wrong.

    The function is given, not what it returns: work that is replaced before it begins was then never made.
    """

    async def begin() -> None:  # a worker takes nothing that merely returns something to wait for, as a lambda does
        await work()

    return page.run_worker(cast(Any, begin), group=group, exclusive=True, exit_on_error=False)


def in_turn(page: DOMNode, work: Callable[[], Awaitable[None]], group: str) -> None:
    """The same for work that asks something of the user: what is typed meanwhile waits for the question."""
    begun: list[Worker[None]] = []
    release = cast("AnweiApp", page.app).hold(lost=lambda: any(w.is_cancelled for w in begun))

    async def asking() -> None:
        try:
            await work()
        finally:
            release()

    begun.append(in_background(page, asking, group))
