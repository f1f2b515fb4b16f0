"""Planning in a process of its own, so that a crash, a hang or a lack of memory there touches nothing here.

The only clock of planning is here, and it only decides when to ask the process to stop.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from anwei.drills.planning.job import JOB, Job, Told, read_result, write
from anwei.drills.planning.make import Made
from anwei.engine.api import AnweiError, Diagnostic, Place

GRACE = 30.0  # seconds after the request to stop before the process is ended
Hear = Callable[[Told], None]


class Running:
    """A planning process. ``stop`` may be called from another thread; ``wait`` gives the plan."""

    def __init__(self, job: Job, *, seconds: float = 0.0) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="anwei-plan-")
        self.folder = Path(self._folder.name)
        write(self.folder / JOB, job)
        self._ends = time.monotonic() + seconds if seconds else 0.0
        self.process = subprocess.Popen(
            [sys.executable, "-m", "anwei.drills.planning.child", str(self.folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def stop(self) -> None:
        """Ask the process to stop and keep what it has."""
        stream = self.process.stdin
        if stream is not None and not stream.closed:
            try:
                stream.write(b"stop\n")
                stream.close()
            except BrokenPipeError:
                return

    def wait(self, hear: Hear | None = None) -> Made:
        """The plan when the process is done, telling its progress on the way. Raises AnweiError (DRL-011)."""
        timers = [threading.Timer(max(0.0, self._ends - time.monotonic()), self.stop)] if self._ends else []
        if self._ends:
            timers.append(threading.Timer(max(0.0, self._ends - time.monotonic()) + GRACE, self.process.kill))
        for timer in timers:
            timer.daemon = True
            timer.start()
        errors: list[bytes] = []
        drain = threading.Thread(target=lambda: errors.append(_read(self.process)), daemon=True)
        drain.start()
        try:
            self._hear(hear)
            self.process.wait()
        finally:
            for timer in timers:
                timer.cancel()
            self._end()
            drain.join(1.0)
        return self._result(b"".join(errors))

    def _hear(self, hear: Hear | None) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if hear is not None:
                hear(msgspec.json.decode(line, type=Told))

    def _end(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()

    def _result(self, errors: bytes) -> Made:
        found, partial = read_result(self.folder)
        self._folder.cleanup()
        if found is None:
            last = errors.decode("utf-8", "replace").strip().splitlines()[-1:] or [str(self.process.returncode)]
            raise AnweiError([Diagnostic("DRL-011", Place("anwei drill plan"), {"reason": last[0][:300]})])
        made = found.made()
        if not partial:
            return made
        solver = msgspec.structs.replace(made.plan.solver, stopped=True)
        return Made(msgspec.structs.replace(made.plan, solver=solver), made.conflicts, made.fell_back)


def _read(process: subprocess.Popen[bytes]) -> bytes:
    return process.stderr.read() if process.stderr is not None else b""


def plan_apart(job: Job, hear: Hear | None = None, *, seconds: float = 0.0) -> Made:
    """A plan made in a process of its own. Interrupting keeps the best plan found. Raises AnweiError (DRL-011)."""
    running = Running(job, seconds=seconds)
    try:
        return running.wait(hear)
    except KeyboardInterrupt:
        running.stop()
        raise
