"""From files to one proposal: open, find, map, type, identify, compare. Nothing is written on the way.

Cancelling (an exception from ``progress``, or Ctrl-C) therefore leaves nothing half imported.
"""

from __future__ import annotations

import gc
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Diagnostics, Place
from anwei.engine.documents.nodes import read_bytes, reason_of
from anwei.engine.facts.read import SUFFIXES, read_subjects
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.forms.archive import MAX_FILE
from anwei.engine.forms.codes import CodeWords
from anwei.engine.forms.paths import PASSED_OVER, files_below
from anwei.engine.workspace.changes import SourceFile
from anwei.engine.workspace.importing.assemble import Assembler
from anwei.engine.workspace.importing.books import WORKBOOKS, open_bytes
from anwei.engine.workspace.importing.cells import Context
from anwei.engine.workspace.importing.coverage_file import is_coverage, read_coverage
from anwei.engine.workspace.importing.grid import Book
from anwei.engine.workspace.importing.lost import lost_in_text
from anwei.engine.workspace.importing.mapping import FileMapping, MappingBook
from anwei.engine.workspace.importing.masks import mask_notes
from anwei.engine.workspace.importing.names import divisions_of
from anwei.engine.workspace.importing.problems import Kind, Level, Problem
from anwei.engine.workspace.importing.proposal import Nothing, Present, Progress, Proposal
from anwei.engine.workspace.importing.sheets import Sheets
from anwei.engine.workspace.importing.told import (
    FormReader,
    Told,
    check_credit_code,
    file_problems,
    is_form,
    told_by_text,
)

if TYPE_CHECKING:
    from anwei.engine.plugins.spec import Importer

CSV = frozenset({".csv", ".txt", ".tsv"})
_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*(?:年|[-_.]|\Z)")


@dataclass(frozen=True, slots=True)
class Options:
    """How to import: the kind and table of sheets that do not say, what is accepted, what is known beforehand.

    ``year`` is that of dates written without one (0: from the file's name or title); ``exported`` the moment (UTC, ISO
    text) when the files were handed out; ``on`` the day (ordinal) of which coverage is stated.
    """

    kind: str = ""
    table: str = ""
    accepted: frozenset[Kind] = frozenset()
    mapping: FileMapping = field(default_factory=FileMapping)
    division: str = ""
    year: int = 0
    exported: str = ""
    on: int = 0


def _silent(_done: int, _all: int, _name: str) -> None:
    """No progress is shown."""


def propose(
    paths: Iterable[Path],
    vocabulary: Vocabulary,
    present: Present | None = None,
    options: Options | None = None,
    book: MappingBook | None = None,
    importers: Sequence[Importer] = (),
    progress: Progress = _silent,
) -> Proposal:
    """What importing files and folders would do, with every problem found. Nothing is written.

    A file that cannot be read becomes a problem of the proposal; the others are still read.
    Raises KeyError where ``options`` name a kind or table that does not exist, and whatever ``progress`` raises.
    """
    run = Importing(vocabulary, present or Nothing(), options or Options(), book or MappingBook(), importers)
    files = list(run.files(paths))
    with _without_collection():
        for done, path in enumerate(files):
            progress(done, len(files), path.name)
            run.add(path)
        progress(len(files), len(files), "")
        return run.finish()


@contextmanager
def _without_collection() -> Iterator[None]:
    """No search for cycles meanwhile: there are none, and looking through millions of live values takes a fifth of the
    time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class Importing:
    """One import of any number of files."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        present: Present,
        options: Options,
        book: MappingBook,
        importers: Sequence[Importer] = (),
    ) -> None:
        self.vocabulary = vocabulary
        self.options = options
        self.book = book
        self.importers = {s: i for i in importers for s in i.suffixes}
        self.codes = CodeWords(vocabulary)
        self.proposal = Proposal(accepted=options.accepted)
        self.divisions = divisions_of(present.divisions())
        mapping = options.mapping
        self.assembler = Assembler(
            vocabulary, present, options.accepted, mapping, options.division or mapping.division, options.exported
        )
        self.sheets = Sheets(vocabulary, self.codes, options, book)
        self.seen: dict[str, str] = {}

    def files(self, paths: Iterable[Path]) -> Iterator[Path]:
        """Every file to read, in a stable order. What is left out of a folder is noted."""
        for path in paths:
            if not path.is_dir():
                yield path
                continue
            for found in files_below(path):
                suffix = found.suffix.lower()
                if suffix in WORKBOOKS or suffix in CSV - {".txt"} or suffix in SUFFIXES or suffix in self.importers:
                    yield found
                elif suffix not in PASSED_OVER:
                    params = {"suffix": suffix or found.name}
                    problem = Problem(Kind.FILE, Level.NOTE, "INP-029", str(found), text=found.name, params=params)
                    self.proposal.problems.append(problem)

    def add(self, path: Path) -> None:
        """Read one file. What cannot be read is reported."""
        name = str(path)
        try:
            data = read_bytes(path, name, MAX_FILE)
        except AnweiError as error:
            self.refuse(error.diagnostics)
            return
        digest = hashlib.sha256(data).hexdigest()
        if digest in self.seen:
            params = {"other": self.seen[digest]}
            self.proposal.problems.append(Problem(Kind.FILE, Level.NOTE, "IMP-043", name, params=params))
            return
        self.seen[digest] = name
        number = len(self.proposal.files)
        self.proposal.files.append(SourceFile(path.name, digest))
        try:
            self.read(path, data, number)
        except AnweiError as error:
            self.refuse(error.diagnostics)
        except OSError as error:
            self.refuse([Diagnostic("DOC-001", Place(name), {"reason": reason_of(error)})])

    def refuse(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.proposal.problems += file_problems(list(diagnostics))

    def read(self, path: Path, data: bytes, number: int) -> None:
        suffix = path.suffix.lower()
        if suffix in SUFFIXES or suffix in self.importers:
            self.text_file(path, number)
            return
        if suffix not in WORKBOOKS and suffix not in CSV:
            hint = " ".join(sorted({*WORKBOOKS, *CSV, *SUFFIXES, *self.importers}))
            raise AnweiError([Diagnostic("INP-028", Place(str(path)), {"suffix": suffix or path.name, "hint": hint})])
        book = open_bytes(data, str(path), suffix)
        if suffix in CSV and is_coverage(path.stem) and (stated := read_coverage(book, number)) is not None:
            if isinstance(stated, Problem):
                self.proposal.problems.append(stated)
            else:
                self.assembler.stated += stated
            return
        if is_form(book):
            self.form(book, data, number)
            return
        reading = self.sheets.read(book, number, lambda title: self.context(book, title))
        self.proposal.problems += reading.problems
        self.proposal.sheets += reading.reports
        for statements, default in reading.statements:
            self.assembler.add_rows(statements, default)

    def form(self, book: Book, data: bytes, number: int) -> None:
        reader = FormReader(book, data, self.vocabulary, self.options.accepted, number)
        read = reader.read(self.context(book, ""))
        for told in read:
            reader.problems += check_credit_code(told, self.codes, self.vocabulary, self.options.accepted)
            self.assembler.add_told(told)
        self.proposal.problems += [*reader.problems, *mask_notes(read)]

    def text_file(self, path: Path, number: int) -> None:
        diagnostics = Diagnostics()
        importer = self.importers.get(path.suffix.lower())
        if importer is not None:
            from anwei.engine.forms.paths import read_path

            subjects = read_path(path, self.vocabulary, diagnostics, [importer])
        else:
            subjects = read_subjects(path, self.vocabulary, diagnostics)
        self.proposal.problems += file_problems(diagnostics.items)
        read: list[Told] = []
        for subject, after in zip(subjects, [*subjects[1:], None], strict=False):
            spec = self.vocabulary.subjects[subject.kind]
            lost = lost_in_text(diagnostics.items, subject, after, spec) if diagnostics.items else set()
            told = told_by_text(subject, spec, number, str(path), lost)
            read.append(told)
            self.proposal.problems += told.notes()
            self.proposal.problems += check_credit_code(told, self.codes, self.vocabulary, self.options.accepted)
            self.assembler.add_told(told)
        self.proposal.problems += mask_notes(read)

    def context(self, book: Book, title: str) -> Context:
        """The year of dates without one: as said, else in the title, the sheet's or the file's name."""
        year = self.options.year or self.options.mapping.year
        if not year:
            found = next((m for t in (title, Path(book.name).stem) if (m := _YEAR.search(t))), None)
            year = int(found[1]) if found else 0
        return Context(year, self.divisions)

    def finish(self) -> Proposal:
        """Identify and compare everything that was read."""
        proposal = self.proposal
        result = self.assembler.finish(self.options.on)
        proposal.problems += result.problems
        proposal.entries = result.entries
        proposal.changes = [*result.changes, *self.book.changes()]
        if not proposal.entries and not self.assembler.stated and not proposal.open:
            where = proposal.files[0].name if proposal.files else "-"
            proposal.problems.append(Problem(Kind.FILE, Level.BAD, "IMP-005", where))
        return proposal
