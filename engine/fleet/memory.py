"""Memory freed by one partition is kept for the next.

Partitions are of one size, so their arrays fit where those before them lay. By default large blocks go back to the
operating system when they are freed, and a third of the time of reading goes into getting them again, page by page.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress
from functools import cache

import pyarrow as pa

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # M_TRIM_THRESHOLD, M_MMAP_THRESHOLD of mallopt(3)
_LARGEST = 1 << 30  # bytes; far beyond any array of a partition


@cache
def keep_freed() -> None:
    """Sets it for this process, once, where its C library is glibc; elsewhere nothing changes."""
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        library.gnu_get_libc_version  # noqa: B018 - AttributeError elsewhere
        if library.mallopt(_MMAP_THRESHOLD, _LARGEST) and library.mallopt(_TRIM_THRESHOLD, _LARGEST):
            pa.set_memory_pool(pa.system_memory_pool())
