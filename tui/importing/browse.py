"""The folders of the first step: what can be read in one, and what of it is chosen."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

UP = ".."
_MOST = 5000  # entries of a folder that are shown


@dataclass(frozen=True)
class Entry:
    """One line of a folder. ``path`` is whole; ``size`` in bytes, ``changed`` local time."""

    path: str
    name: str
    folder: bool
    size: int = 0
    changed: str = ""


def listed(folder: str, suffixes: Sequence[str]) -> list[Entry]:
    """The folder above, the folders, then the files that can be read, by name. Raises OSError."""
    wanted = tuple(suffixes)
    folders: list[Entry] = []
    files: list[Entry] = []
    with os.scandir(folder) as found:
        for entry in found:
            if entry.name.startswith((".", "~$")):
                continue
            try:
                if entry.is_dir():
                    folders.append(Entry(entry.path, entry.name, folder=True))
                elif entry.name.lower().endswith(wanted):
                    stat = entry.stat()
                    at = datetime.fromtimestamp(stat.st_mtime).strftime("%Y-%m-%d %H:%M")  # noqa: DTZ006 - local
                    files.append(Entry(entry.path, entry.name, False, stat.st_size, at))
            except OSError:  # gone meanwhile, or not ours to look at
                continue
    above = Entry(str(Path(folder).parent), UP, folder=True)
    rest = sorted(folders, key=lambda e: e.name) + sorted(files, key=lambda e: e.name)
    return [above, *rest[:_MOST]]


def size_words(size: int) -> str:
    """A size in bytes, KB or MB, rounded up."""
    if size < 1024:
        return f"{size} B"
    return f"{-(-size // 1024)} KB" if size < 1024**2 else f"{-(-size * 10 // 1024**2) / 10:.1f} MB"
