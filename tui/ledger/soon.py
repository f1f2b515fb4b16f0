"""Work of a page in the background: one thing a group at a time; a later one takes the place of the one before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from anwei.tui.screens.page import Page


def soon(page: Page, work: Callable[[], Awaitable[None]], group: str) -> None:
    """Begin some work when the page gets to it. Not begun at all where another takes its place first."""

    async def begin() -> None:
        await work()

    made: Any = begin  # what run_worker declares leaves out plain coroutine functions
    page.run_worker(made, group=group, exclusive=True)
