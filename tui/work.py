"""Work outside the process that draws: a desk that answers questions at once, and tasks with progress and cancel.

Judging, importing and solving would hold up every key, so they run in processes of their own. A job is named
``module:function``; it is called with an ``Office`` and the arguments, and what it returns must be plain data. The
desk is one process that stays and keeps the catalogue; a task is one process that reports progress and can be ended at
any time (a write is whole or not at all).
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from anwei.tui.words import lang

_SPAWN = multiprocessing.get_context("spawn")
Progress = Callable[[int, int, str], None]


@dataclass(eq=False)
class Trouble(Exception):
    """What went wrong in a job: lines for people (what, why, what to do), and the code of the first problem."""

    lines: tuple[str, ...]
    code: str = ""
    report: str = ""  # a file with details, for errors of our own

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def __reduce__(self) -> tuple[Any, ...]:
        return Trouble, (self.lines, self.code, self.report)


@dataclass(frozen=True)
class Setup:
    """What a process needs to know to open the office: where it lies, which day is today, who works."""

    place: str
    day: int | None = None
    who: str = ""


class Desk:
    """The process that answers. ``ask`` may be called many times at once; answers come in the order of questions."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._next = 0

    def start(self) -> None:
        """Start the process, so that its first answer comes sooner."""
        if self._process is not None and self._process.is_alive():
            return
        from anwei.tui.jobs.loop import serve

        pipe, other = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=serve, args=(other, self.setup), daemon=True)
        _start(self._process)
        other.close()
        self._pipe = pipe
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._listen, args=(pipe, loop), daemon=True).start()

    async def ask(self, job: str, *args: object, limit: float | None = None) -> Any:
        """The answer of a job. Raises Trouble for what the job raised, a process that died, and a limit (s) passed."""
        self.start()
        assert self._pipe is not None
        self._next += 1
        number = self._next
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        try:
            self._pipe.send((number, lang(), job, args))
            return await asyncio.wait_for(future, limit)
        except TimeoutError as late:
            self.stop()
            raise _trouble("late", seconds=int(limit or 0)) from late
        except OSError as gone:
            raise _trouble("died") from gone
        finally:
            self._waiting.pop(number, None)

    def stop(self) -> None:
        """End the process; open questions fail."""
        if self._process is not None:
            self._process.terminate()
            self._process = None

    def _listen(self, pipe: Connection, loop: asyncio.AbstractEventLoop) -> None:
        while True:
            try:
                number, good, value = pipe.recv()
            except (EOFError, OSError):
                break
            if not _call(loop, self._answer, number, good, value):
                return
        _call(loop, self._gone, pipe)

    def _answer(self, number: int, good: bool, value: Any) -> None:
        future = self._waiting.get(number)
        if future is None or future.done():
            return  # nobody waits any more
        if good:
            future.set_result(value)
        else:
            future.set_exception(value)

    def _gone(self, pipe: Connection) -> None:
        if pipe is not self._pipe:
            return
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(_trouble("died"))
        self._process = None


def _call(loop: asyncio.AbstractEventLoop, function: Callable[..., None], *args: object) -> bool:
    try:
        loop.call_soon_threadsafe(function, *args)
    except RuntimeError:  # the app has ended meanwhile
        return False
    return True


def _start(process: SpawnProcess) -> None:
    """Start a process with the real standard error: the app's stand-in for it has no file."""
    with contextlib.redirect_stderr(sys.__stderr__):
        process.start()


def _trouble(key: str, **slots: object) -> Trouble:
    from anwei.tui.words import say

    return Trouble((say(f"work.{key}", **slots),), key)


class Task:
    """One long job in a process of its own. ``progress`` hears of done, of how many (0: not known), and words."""

    def __init__(self, setup: Setup, job: str, args: tuple[object, ...], progress: Progress | None = None) -> None:
        self.setup = setup
        self.job = job
        self.args = args
        self.progress = progress
        self.cancelled = False
        self._process: SpawnProcess | None = None

    async def run(self) -> Any:
        """What the job returns. Raises Trouble, also (code ``cancelled``) where it was cancelled."""
        from anwei.tui.jobs.loop import perform

        pipe, other = _SPAWN.Pipe()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self._process = _SPAWN.Process(
            target=perform, args=(other, self.setup, lang(), self.job, self.args), daemon=True
        )
        _start(self._process)
        other.close()
        threading.Thread(target=self._listen, args=(pipe, loop, future), daemon=True).start()
        try:
            return await future
        finally:
            self.end()

    def cancel(self) -> None:
        """End it; what it was writing is not kept."""
        self.cancelled = True
        self.end()

    def end(self) -> None:
        """End the process if it still runs."""
        if self._process is not None:
            self._process.terminate()
            self._process = None

    def _listen(self, pipe: Connection, loop: asyncio.AbstractEventLoop, future: asyncio.Future[Any]) -> None:
        while True:
            try:
                kind, value = pipe.recv()
            except (EOFError, OSError):
                kind, value = "failed", _trouble("cancelled" if self.cancelled else "died")
            if not _call(loop, self._hear, future, kind, value) or kind != "progress":
                return

    def _hear(self, future: asyncio.Future[Any], kind: str, value: Any) -> None:
        if future.done():
            return
        if kind == "progress":
            if self.progress is not None:
                self.progress(*value)
        elif kind == "done":
            future.set_result(value)
        else:
            future.set_exception(value)
