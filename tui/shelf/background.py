"""Work of a page that goes on while keys are heard."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, cast

from textual.dom import DOMNode


def in_background(page: DOMNode, work: Callable[[], Awaitable[None]], group: str) -> None:
    """Begin some work and end what is left of the same group; the work itself tells what goes wrong.

    The function is given, not what it returns: work that is replaced before it begins was then never made.
    """
    page.run_worker(cast(Any, work), group=group, exclusive=True, exit_on_error=False)
