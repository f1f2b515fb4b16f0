"""What runs in the other processes: the loop of the desk, and a task. Failures become ``Trouble``, in words."""

from __future__ import annotations

import signal
import tempfile
import traceback
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any

from anwei.engine.services import AnweiError, Diagnostic, Lang
from anwei.tui import words
from anwei.tui.jobs.office import Office
from anwei.tui.work import Setup, Trouble


def serve(pipe: Connection, setup: Setup) -> None:
    """Answer questions until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C belongs to the screen
    office = Office(setup)
    while True:
        try:
            number, lang, job, args = pipe.recv()
        except (EOFError, OSError):
            return
        words.use(lang)
        try:
            good, value = True, _job(job)(office, *args)
        except Exception as error:
            good, value = False, trouble(error)
        pipe.send((number, good, value))


def perform(pipe: Connection, setup: Setup, lang: Lang, job: str, args: tuple[object, ...]) -> None:
    """Carry out one task and report."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    words.use(lang)
    office = Office(setup, lambda done, of, told: pipe.send(("progress", (done, of, told))))
    try:
        pipe.send(("done", _job(job)(office, *args)))
    except Exception as error:
        pipe.send(("failed", trouble(error)))


def _job(name: str) -> Any:
    module, _, function = name.partition(":")
    return getattr(import_module(module), function)


def _told(item: Diagnostic) -> tuple[str, str]:
    return words.without_id(item, item.line(words.lang())), "    " + item.help(words.lang())


def trouble(error: Exception) -> Trouble:
    """A failure in words: what was found wrong with its place and what to do, or where the details of ours lie."""
    if isinstance(error, Trouble):
        return error
    if isinstance(error, AnweiError):
        items = list(error.diagnostics)
        lines = [x for item in items[:20] for x in _told(item)]
        return Trouble(tuple(lines), items[0].code if items else "")
    trace = "".join(traceback.format_exception(error))
    with tempfile.NamedTemporaryFile("w", prefix="anwei-", suffix=".txt", delete=False, encoding="utf-8") as report:
        report.write(trace)
    told = words.say("work.internal", kind=type(error).__name__, path=report.name)
    return Trouble((told,), "internal", report.name)
