"""The files of a catalogue: which there are, what they say as a whole, and their documents by kind."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from anwei.engine.documents import cache
from anwei.engine.documents.diagnostics import AnweiError, Diagnostics, nearest
from anwei.engine.documents.nodes import Node, parse_documents, read_bytes

KINDS = ("laws", "facts", "parameters", "ruleset", "checklists", "overlay", "waivers", "controls", "tests")
TESTS = ".tests.yaml"
SETTLED_NS = 2_000_000_000  # longer than a file system's clock takes to go on
_LINE = re.compile(rb"\n([^ \n#][^\n]*)")  # what begins a line: only that can begin a document or name its kind


@dataclass
class Sources:
    """The documents of all files, sorted by kind."""

    documents: dict[str, list[Node]] = field(default_factory=lambda: {k: [] for k in KINDS})


def yaml_files(roots: Iterable[Path]) -> list[Path]:
    """The YAML files under the roots, in a stable order."""
    return [p for root in roots for p in (_under(root) if root.is_dir() else [root])]


def _under(folder: Path) -> list[Path]:
    """As ``sorted(folder.rglob("*.yaml"))``, in half the time: every command begins with it."""
    found = [f"{at}{os.sep}{n}" for at, _, names in os.walk(folder) for n in names if n.endswith(".yaml")]
    return [Path(p) for p in sorted(found, key=lambda p: p.split(os.sep))]  # noqa: PTH206


def law_files(files: Iterable[Path]) -> list[Path]:
    """The files without those that are surely nothing but tests: tests say nothing about the law. Raises AnweiError."""
    return [f for f in files if not (f.name.endswith(TESTS) and _only_tests(read_bytes(f, str(f))))]


def _only_tests(data: bytes) -> bool:
    """Whether each document begins as one of tests and no line begins another; if in doubt, not."""
    fresh = True
    for line in _LINE.findall(b"\n" + data):
        allowed = b"tests:" if fresh else (b"cases:", b"unreachable:", b"note:", b"- ")
        fresh = not fresh and line.rstrip() == b"---"
        if not fresh and not line.startswith(allowed):
            return False
    return not fresh


def holds_tests(file: Path) -> bool:
    """Whether a file may hold tests. Raises AnweiError."""
    return file.name.endswith(TESTS) or b"tests" in read_bytes(file, str(file))


def digest_of(files: Iterable[Path]) -> str:
    """A digest of names and contents. Raises AnweiError."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + read_bytes(path, str(path)) + b"\0")
    return digest.hexdigest()[:16]


def law_digest(files: Sequence[Path], *, remember: bool = True) -> str:
    """The digest of those of the files that say something about the law. Raises AnweiError.

    It is remembered under the places, sizes and times of all of them, unless one was changed just now: then another
    change might leave the time as it is.
    """
    now = time.time_ns()
    stamps = _stamps(files) if remember else None
    if stamps is None or now - stamps.newest < SETTLED_NS:
        return digest_of(law_files(files))
    known = cache.read(stamps.name, str)
    if known is None:
        known = digest_of(law_files(files))
        cache.write(stamps.name, known)
    return known


class _Stamps(NamedTuple):
    name: str  # stands for all of them
    newest: int  # nanoseconds since 1970


def _stamps(files: Iterable[Path]) -> _Stamps | None:
    """What tells a changed file without reading it; None where one cannot be asked."""
    try:
        found = [(str(p), os.stat(p)) for p in files]  # noqa: PTH116
    except OSError:
        return None
    told = [(p, s.st_dev, s.st_ino, s.st_size, s.st_mtime_ns, s.st_ctime_ns) for p, s in found]
    newest = max((max(mtime, ctime) for *_, mtime, ctime in told), default=0)
    return _Stamps(f"{hashlib.sha256(repr(told).encode()).hexdigest()[:24]}.digest", newest)


def read_sources(files: Iterable[Path], diagnostics: Diagnostics, base: Path | None = None) -> Sources:
    """Read and sort the documents of files; problems of all files are collected."""
    sources = Sources()
    for path in files:
        shown = str(path.relative_to(base)) if base is not None and path.is_relative_to(base) else str(path)
        try:
            documents = parse_documents(read_bytes(path, shown), shown)
        except AnweiError as error:
            diagnostics.items.extend(error.diagnostics)
            continue
        for document in documents:
            kind = next((k for k, _ in document.items()), "") if document.is_map else ""
            if kind not in KINDS:
                hint = nearest(kind, KINDS) or ", ".join(KINDS)
                diagnostics.error("SHP-005", document.place, hint=hint)
                continue
            sources.documents[kind].append(document)
    return sources
