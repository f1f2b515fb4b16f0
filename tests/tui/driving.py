"""Driving the app in tests: jobs run in this process, and waiting is for a state, never for time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from anwei.tui import keeper
from anwei.tui.app import AnweiApp
from anwei.tui.glyphs import use_safe
from anwei.tui.index.query import Index
from anwei.tui.jobs.loop import _job, trouble
from anwei.tui.jobs.office import Office
from anwei.tui.shots import lines_of
from anwei.tui.state import State
from anwei.tui.turns import InTurn
from anwei.tui.work import Desk, Setup, Task, Trouble

WAIT_S = 60.0


class LocalDesk(Desk):
    """A desk that answers in this process. ``answers`` are ready answers by job; ``asked`` what was asked."""

    def __init__(self, setup: Setup, answers: dict[str, Any] | None = None) -> None:
        super().__init__(setup)
        self.answers = answers
        self.asked: list[str] = []
        self.office = Office(setup)

    async def ask(self, job: str, *args: object, limit: float | None = None) -> Any:
        if job == "anwei.tui.jobs.warm:ready":  # it only makes later answers quicker
            return None
        self.asked.append(job)
        await asyncio.sleep(0)
        if self.answers is not None:
            found = self.answers.get(job.rpartition(".")[2], Trouble((f"no answer to {job}",)))
            if isinstance(found, Exception):
                raise found
            return found(*args) if callable(found) else found
        try:
            return _job(job)(self.office, *args)
        except Exception as error:
            raise trouble(error) from error

    def stop(self) -> None:
        """There is no process."""


class LocalTask(Task):
    """A task that runs in this process."""

    async def run(self) -> Any:
        await asyncio.sleep(0)
        if self.cancelled:
            raise Trouble(("cancelled",), "cancelled")
        try:
            return _job(self.job)(Office(self.setup, self.progress or (lambda *_: None)), *self.args)
        except Exception as error:
            raise trouble(error) from error

    def end(self) -> None:
        """There is no process."""


@asynccontextmanager
async def running(
    place: str | None,
    *,
    size: tuple[int, int] = (120, 40),
    lang: str = "zh",
    theme: str = "dark",
    safe: bool = False,
    state: State | None = None,
    answers: dict[str, Any] | None = None,
    index: Path | None = None,
    shown: bool = False,
) -> AsyncIterator[tuple[AnweiApp, Pilot[None]]]:
    """The app on a workspace (or with a ready index and ready answers), drawn and settled; its notices too if shown."""
    setup = Setup(place) if place is not None else None
    app = AnweiApp(setup, lang=lang, theme=theme, state=state or State(None))  # type: ignore[arg-type]
    if index is not None:
        app.desk = LocalDesk(setup or Setup(""), {"writes:status": (9, 8, 739941), **(answers or {})})
        opened = Index(index)
        app.index_at = lambda _place: opened  # type: ignore[method-assign]
    elif setup is not None:
        app.desk = LocalDesk(setup)
    use_safe(safe)
    before, keeper.Task = keeper.Task, LocalTask  # type: ignore[misc]
    try:
        async with app.run_test(size=size, notifications=shown) as pilot:
            if setup is not None:
                await until(pilot, lambda: app.index is not None and not app.fresh_is_told and app.page is not None)
            await settled(pilot)
            yield app, pilot
    finally:
        keeper.Task = before  # type: ignore[misc]
        use_safe(False)


async def settled(pilot: Pilot[None]) -> None:
    """Wait until nothing is going on any more."""
    for _ in range(400):
        await pilot.pause()
        held = isinstance(pilot.app, InTurn) and pilot.app.held
        if not held and all(w.is_finished for w in pilot.app.workers):
            break
        await asyncio.sleep(0.01)
    await pilot.pause()


async def until(pilot: Pilot[None], true: Callable[[], bool]) -> None:
    """Wait until something is true; fail after a minute."""
    end = asyncio.get_running_loop().time() + WAIT_S
    while not true():
        assert asyncio.get_running_loop().time() < end, screen_text(pilot.app) + "\n" + notices(pilot.app)
        await pilot.pause(0.01)
    await pilot.pause()


async def press(pilot: Pilot[None], *keys: str) -> str:
    """Press keys one by one, each settled; what stands on the screen then."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)
    return screen_text(pilot.app)


async def type_in(pilot: Pilot[None], text: str) -> None:
    """Type a text, Chinese too."""
    for char in text:
        await pilot.press(char)
    await settled(pilot)


def notices(app: Any) -> str:
    """What was said so far."""
    return "\n".join(n.words for n in app.notices.kept)


def screen_text(app: Any) -> str:
    """What stands on the screen."""
    return "\n".join("".join(s.text for s in line).rstrip() for line in lines_of(app))
