"""The edge where the clock and the account come in: everything below is told who does something and when."""

from __future__ import annotations

import getpass
import os
from datetime import UTC, datetime
from datetime import time as day_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from anwei.engine.workspace.changes import Source, SourceFile, SourceKind


def now() -> str:
    """This moment in UTC as ISO text."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def local_time(at: str) -> str:
    """A moment of the journal (UTC, ISO text) as the office's own clock shows it: ``2026-11-21 16:30:05``."""
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def end_of_day(ordinal: int) -> str:
    """The last moment of a day of the office's own time zone, in UTC."""
    local = datetime.combine(datetime.fromordinal(ordinal).date(), day_time.max).astimezone()
    return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def account(given: str = "") -> str:
    """Who does it: as given, else ANWEI_USER, else the name of the account."""
    chosen = given or os.environ.get("ANWEI_USER", "")
    if chosen:
        return chosen
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name, as in some containers
        return f"uid {os.getuid()}"


def source(kind: SourceKind, by: str = "", files: tuple[SourceFile, ...] = (), note: str = "") -> Source:
    """A source with this moment and account."""
    from anwei.engine.workspace.changes import Source

    return Source(kind, account(by), now(), files, note)
