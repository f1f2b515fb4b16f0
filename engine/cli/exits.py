"""Exit codes, published: scripts may rely on them."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What the exit code of ``anwei`` says."""

    OK = 0  #: checked, nothing at or above --fail-on
    GAPS = 1  #: gaps found
    USAGE = 2  #: bad usage or configuration
    INPUT = 3  #: input unreadable, invalid or empty
    UNDECIDED = 4  #: nothing failing but undecided items (only with --fail-on unknown)
    PARTIAL = 5  #: a plugin failed: the result is partial and says so
    INTERNAL = 70  #: internal error
    INTERRUPTED = 130  #: interrupted
