"""Writing where it cannot be: ``python -m tests.workspace.limits full|readonly|hold PATH``. Prints the codes it met."""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.workspace import migrations
from anwei.engine.workspace.places import Location
from anwei.engine.workspace.store import Workspace
from tests.workspace.support import plant, put, read, source

NOBODY = 65534
assert migrations  # imported while all of Python can still be read


def told(act: Callable[[], object]) -> str:
    """The codes of what was refused, or what came out."""
    try:
        return f"ok {act()}"
    except AnweiError as error:
        return " ".join(d.code for d in error.diagnostics)


def full(path: Path) -> None:
    """No file may grow beyond a little more than the workspace has now, as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limit = path.stat().st_size + 20_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    with Workspace.open(path) as workspace:
        print(told(lambda: put(workspace, *(plant(f"P-{i}", note="x" * 500) for i in range(2000)))))
        print(told(lambda: sorted(read(workspace))))


def readonly(path: Path) -> None:
    """As a user who may read but not write."""
    if os.getuid() == 0:
        os.setegid(NOBODY)
        os.seteuid(NOBODY)
    with Workspace.open(path) as workspace:
        print(told(lambda: sorted(read(workspace))))
        print(told(lambda: put(workspace, plant("P-2"))))
    print(told(lambda: Workspace.create(Location(path.with_name("new.anwei")), source("system"))))


def hold(path: Path) -> None:
    """Hold the write lock until the input ends."""
    with Workspace.open(path) as workspace, workspace.database.write():
        print("held", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    {"full": full, "readonly": readonly, "hold": hold}[sys.argv[1]](Path(sys.argv[2]))
