"""Which plugins are installed: the entry points of this environment, kept as long as nothing installed changes.

Asking the installation itself means reading the metadata of every package in it, a good part of the time that a short
command takes. What it said is kept under a digest of the metadata files' places, sizes and times.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from anwei.engine.documents import cache

GROUP = "anwei.plugins"
_METADATA = (".dist-info", ".egg-info")


class Installed(msgspec.Struct, frozen=True):
    """A plugin as its distribution declares it: ``target`` is the module to import."""

    name: str
    target: str
    distribution: str = ""
    version: str = ""


def installed() -> list[Installed]:
    """Every plugin declared in this environment."""
    name = f"{_environment()}.plugins"
    known = cache.read(name, list[Installed])
    if known is None:
        known = _asked()
        cache.write(name, known)
    return known


def _asked() -> list[Installed]:
    from importlib.metadata import entry_points  # slow: it brings the parsers of mail

    return [
        Installed(p.name, p.value, p.dist.name if p.dist else "", p.dist.version if p.dist else "")
        for p in entry_points(group=GROUP)
    ]


def _environment() -> str:
    """A digest of all that says what is installed on the import path."""
    stamps = [sys.version, *(stamp for folder in sys.path for stamp in sorted(_stamps(Path(folder))))]
    return hashlib.sha256("\0".join(stamps).encode()).hexdigest()[:24]


def _stamps(folder: Path) -> Iterator[str]:
    """The metadata of the distributions in a folder; the file itself where it is an archive."""
    if not folder.is_dir():
        yield _stamp(folder)
        return
    for path in folder.iterdir():
        if path.suffix in _METADATA:
            yield _stamp(path)
            yield _stamp(path / "entry_points.txt")


def _stamp(path: Path) -> str:
    try:
        stat = path.stat()
    except OSError:
        return str(path)
    return f"{path} {stat.st_size} {stat.st_mtime_ns}"
