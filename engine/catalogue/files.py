"""The files of a catalogue: which there are, what they say as a whole, and their documents by kind."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from anwei.engine.documents.diagnostics import AnweiError, Diagnostics, nearest
from anwei.engine.documents.nodes import Node, parse_documents

KINDS = ("laws", "facts", "parameters", "ruleset", "checklists", "overlay", "waivers", "controls", "tests")


@dataclass
class Sources:
    """The documents of all files, sorted by kind."""

    documents: dict[str, list[Node]] = field(default_factory=lambda: {k: [] for k in KINDS})


def yaml_files(roots: Iterable[Path]) -> list[Path]:
    """The YAML files under the roots, in a stable order."""
    return [p for root in roots for p in (sorted(root.rglob("*.yaml")) if root.is_dir() else [root])]


def digest_of(files: Iterable[Path]) -> str:
    """A digest of names and contents."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def read_sources(files: Iterable[Path], diagnostics: Diagnostics, base: Path | None = None) -> Sources:
    """Read and sort the documents of files; problems of all files are collected."""
    sources = Sources()
    for path in files:
        shown = str(path.relative_to(base)) if base is not None and path.is_relative_to(base) else str(path)
        try:
            documents = parse_documents(path.read_bytes(), shown)
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
