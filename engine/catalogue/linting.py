"""Lint of a whole installation; what the tests of an unchanged file show, under unchanged law, is not read again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from anwei.engine.catalogue.files import read_sources
from anwei.engine.catalogue.open import CODE, ENGINE, Opened, code_digest, files_of_tests
from anwei.engine.catalogue.testing import prepare_all
from anwei.engine.documents import cache
from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Diagnostics
from anwei.engine.documents.nodes import collector_paused, read_bytes
from anwei.engine.language.lint import Shown, findings, shown_by

File = dict[str, Shown]  # what the tests of one file show of each rule


def lint_files(opened: Opened, extra: Sequence[Path] = (), *, base: bool = True) -> list[Diagnostic]:
    """Every finding about a catalogue and all tests beside it. Raises AnweiError with what is wrong in the tests.

    ``extra`` and ``base`` are what the catalogue was opened with.
    """
    name = f"{opened.key}.shown"
    kept = cache.read(name, dict[str, File]) if opened.key else None
    found: dict[str, File] = {}
    problems: list[Diagnostic] = []
    with collector_paused():
        for path in files_of_tests(extra, opened.plugins, base=base):
            digest = hashlib.sha256(f"{path}\0".encode() + read_bytes(path, str(path))).hexdigest()
            try:
                known = (kept or {}).get(digest)
                found[digest] = _file(path, opened) if known is None else known
            except AnweiError as error:
                problems += error.diagnostics
        if problems:
            raise AnweiError(problems)
        if opened.key and not opened.partial and found != kept and code_digest() == CODE:
            cache.write(name, found)
        shown: dict[str, list[Shown]] = {}
        for file in found.values():
            for rule, part in file.items():
                shown.setdefault(rule, []).append(part)
        return [*opened.warnings, *findings(opened.catalogue, shown)]


def _file(path: Path, opened: Opened) -> File:
    """What the tests of one file show. Raises AnweiError."""
    diagnostics = Diagnostics()
    documents = read_sources([path], diagnostics, ENGINE.parent).documents["tests"]
    diagnostics.raise_errors()
    trials = prepare_all(opened.catalogue, documents)
    return {rule: shown_by(opened.catalogue.rules[rule], own) for rule, own in trials.items()}
