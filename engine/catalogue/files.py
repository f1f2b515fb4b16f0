"""The files of a catalogue: which there are, what they say as a whole, and their documents by kind."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from anwei.engine.documents.diagnostics import AnweiError, Diagnostics, nearest
from anwei.engine.documents.nodes import Node, parse_documents, read_bytes

KINDS = ("laws", "facts", "parameters", "ruleset", "checklists", "overlay", "waivers", "controls", "tests")
TESTS = ".tests.yaml"
_LINE = re.compile(rb"\n([^ \n#][^\n]*)")  # what begins a line: only that can begin a document or name its kind


@dataclass
class Sources:
    """The documents of all files, sorted by kind."""

    documents: dict[str, list[Node]] = field(default_factory=lambda: {k: [] for k in KINDS})


def yaml_files(roots: Iterable[Path]) -> list[Path]:
    """The YAML files under the roots, in a stable order."""
    return [p for root in roots for p in (sorted(root.rglob("*.yaml")) if root.is_dir() else [root])]


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
