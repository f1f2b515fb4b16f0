"""What has been worked out from files before, kept as msgpack data, never as code.

Every name is a digest of all that the content depends on, our own code included: a file here can always be deleted,
is never out of date, and is made again without a word where it is damaged.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

SUFFIXES = (".catalogue", ".shown", ".plugins", ".digest")
KEPT = 40  # files; each change of a rule leaves one or two behind
T = TypeVar("T")


def cache_folder() -> Path:
    """Where it is kept: ``$XDG_CACHE_HOME/anwei`` or ``~/.cache/anwei``."""
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "anwei"


def read(name: str, type_: type[T]) -> T | None:
    """What is kept under a name, None if nothing is or if it is damaged."""
    path = cache_folder() / name
    try:
        found = msgspec.msgpack.decode(path.read_bytes(), type=type_)
    except (OSError, msgspec.DecodeError):
        return None
    with suppress(OSError):
        os.utime(path)  # used today: not among the first to go
    return found


def write(name: str, content: object) -> None:
    """Keep something, atomically; a folder that cannot be written only costs the next start."""
    folder = cache_folder()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        temporary = folder / f"{name}.{os.getpid()}.part"
        temporary.write_bytes(msgspec.msgpack.encode(content))
        temporary.replace(folder / name)
        _tidy(folder)


def _tidy(folder: Path) -> None:
    """Remove what has not been used for longest, beyond what is kept."""
    dated = sorted(((p.stat().st_mtime_ns, p) for s in SUFFIXES for p in folder.glob(f"*{s}*")), reverse=True)
    for _, path in dated[KEPT:]:
        path.unlink(missing_ok=True)
