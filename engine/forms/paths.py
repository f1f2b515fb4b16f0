"""Subjects from files and folders, whatever their format: the one way in for ``anwei check``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from anwei.engine.documents.diagnostics import AnweiError, Diagnostics, Place
from anwei.engine.documents.nodes import reason_of
from anwei.engine.facts.read import read_subjects
from anwei.engine.facts.subject import Subject
from anwei.engine.facts.vocabulary import Vocabulary

if TYPE_CHECKING:
    from anwei.engine.plugins.spec import Importer

Read = Callable[[Path, Vocabulary, Diagnostics], list[Subject]]

CSV = ".csv"
#: Found in folders of facts without being facts: notes and Python packages.
PASSED_OVER = frozenset({".md", ".txt", ".py", ".pyc"})


def _workbook(path: Path, vocabulary: Vocabulary, diagnostics: Diagnostics) -> list[Subject]:
    from anwei.engine.forms.read import read_workbook

    return read_workbook(path, vocabulary, diagnostics)


def _csv(path: Path, vocabulary: Vocabulary, diagnostics: Diagnostics) -> list[Subject]:
    from anwei.engine.forms.csv_tables import read_csv_files

    return read_csv_files([path], vocabulary, diagnostics)


READERS: dict[str, Read] = {
    ".yaml": read_subjects,
    ".yml": read_subjects,
    ".json": read_subjects,
    ".xlsx": _workbook,
    ".xlsm": _workbook,
    ".xls": _workbook,
    CSV: _csv,  # .xls only to say clearly why it cannot be read
}


def _contained(importer: Importer) -> Read:
    """A plugin's reader whose own failure becomes a problem of the file: it must not stop the rest."""

    def read(path: Path, vocabulary: Vocabulary, diagnostics: Diagnostics) -> list[Subject]:
        try:
            return importer.read(path, vocabulary, diagnostics)
        except (AnweiError, OSError):
            raise
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"[:160]
            diagnostics.error("PLG-002", Place(str(path)), name=importer.name, reason=reason)
            return []

    return read


def read_path(
    path: Path, vocabulary: Vocabulary, diagnostics: Diagnostics, importers: Sequence[Importer] = ()
) -> list[Subject]:
    """The subjects of a file, or of all files below a folder in a stable order. Problems go to ``diagnostics``."""
    return read_paths([path], vocabulary, diagnostics, importers)


def read_paths(
    paths: Iterable[Path], vocabulary: Vocabulary, diagnostics: Diagnostics, importers: Sequence[Importer] = ()
) -> list[Subject]:
    """The subjects of files and folders together; each id once for each kind. Problems go to ``diagnostics``."""
    readers = {**READERS, **{s: _contained(i) for i in importers for s in i.suffixes}}
    given = list(paths)
    subjects: list[Subject] = []
    for path in given:
        subjects += (
            _folder(path, readers, vocabulary, diagnostics)
            if path.is_dir()
            else _file(path, readers, vocabulary, diagnostics)
        )
    _refuse_doubles(subjects, diagnostics)
    if not subjects and not diagnostics.errors:
        diagnostics.error("INP-025", Place(", ".join(map(str, given))))
    return subjects


def _file(path: Path, readers: dict[str, Read], vocabulary: Vocabulary, diagnostics: Diagnostics) -> list[Subject]:
    """The subjects of one file; a file that cannot be read is reported and the next one still is."""
    read = readers.get(path.suffix.lower())
    try:
        path.stat()  # a missing file is reported as missing, whatever its suffix
        if read is not None:
            return read(path, vocabulary, diagnostics)
        hint = " ".join(sorted(readers.keys() - {".xls"}))
        diagnostics.error("INP-028", Place(str(path)), suffix=path.suffix or path.name, hint=hint)
    except AnweiError as error:
        diagnostics.items.extend(error.diagnostics)
    except OSError as error:
        diagnostics.error("DOC-001", Place(str(path)), reason=reason_of(error))
    return []


def _folder(path: Path, readers: dict[str, Read], vocabulary: Vocabulary, diagnostics: Diagnostics) -> list[Subject]:
    """Everything below a folder. The CSV files of one folder belong together."""
    subjects: list[Subject] = []
    together: dict[Path, list[Path]] = {}
    for found in files_below(path):
        if found.suffix.lower() == CSV and readers[CSV] is _csv:
            together.setdefault(found.parent, []).append(found)
        elif found.suffix.lower() in readers:
            subjects += _file(found, readers, vocabulary, diagnostics)
        elif found.suffix.lower() not in PASSED_OVER:
            diagnostics.warning("INP-029", Place(str(found)), suffix=found.suffix or found.name)
    for files in together.values():
        from anwei.engine.forms.csv_tables import read_csv_files

        subjects += read_csv_files(files, vocabulary, diagnostics)
    return subjects


def files_below(folder: Path) -> Iterator[Path]:
    """Files below a folder in a stable order, without hidden ones and Excel's lock files; links are not followed."""
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith((".", "__")))
        for name in sorted(files):
            if not name.startswith((".", "~$")):
                yield Path(root) / name


def _refuse_doubles(subjects: list[Subject], diagnostics: Diagnostics) -> None:
    seen: set[tuple[str, str]] = set()
    for subject in subjects:
        key = (subject.kind, subject.id)
        if key in seen and subject.id:
            diagnostics.error("INP-026", subject.place, id=subject.id, kind=subject.kind)
        seen.add(key)
