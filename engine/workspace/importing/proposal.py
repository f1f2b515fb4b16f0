"""The result of reading files: the changes that an import would make, and everything that was found on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from anwei.engine.facts.subject import Subject
from anwei.engine.facts.values import Value
from anwei.engine.workspace.changes import Change, Source, SourceFile, Write
from anwei.engine.workspace.importing.identity import Known
from anwei.engine.workspace.importing.problems import Kind, Problem, open_problems


class Present(Protocol):
    """What an import needs to know of what is on file."""

    def known(self) -> Iterable[Known]:
        """Every subject with what it can be recognised by."""
        ...

    def subjects(self, kind: str, ids: Sequence[str], /) -> Mapping[str, Subject]:
        """The subjects of a kind with all their records, by id; those not on file are left out."""
        ...

    def divisions(self) -> Iterable[tuple[str, str]]:
        """Names of divisions and their codes."""
        ...

    def changed_since(
        self, kind: str, id: str, table: str, record: tuple[str, ...], name: str, moment: str, /, *, by_import: bool
    ) -> bool:
        """Whether a field was changed after ``moment`` (UTC, ISO text); ``by_import``: imports count too."""
        ...


class Nothing:
    """An empty workspace."""

    def known(self) -> Iterable[Known]:
        return ()

    def subjects(self, _kind: str, _ids: Sequence[str]) -> Mapping[str, Subject]:
        return {}

    def divisions(self) -> Iterable[tuple[str, str]]:
        return ()

    def changed_since(self, *_what: object, by_import: bool) -> bool:  # noqa: ARG002
        return False


class Outcome(StrEnum):
    """What a row would do."""

    NEW = "new"  #: a subject or record that is not on file
    CHANGED = "changed"  #: some of its facts differ from those on file
    UNCHANGED = "unchanged"  #: everything it says is on file already
    REMOVED = "removed"  #: on file, but not in a table that is stated to be complete
    CONFLICT = "conflict"  #: rows that contradict each other, or the office's own later changes
    HELD = "held"  #: left out because of an open problem of the row itself


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the comparison. ``before`` holds the values on file of the fields that change."""

    outcome: Outcome
    kind: str
    subject: str
    table: str
    record: tuple[str, ...]
    values: Mapping[str, Value]
    before: Mapping[str, Value]
    file: int
    sheet: str
    row: int


@dataclass(slots=True)
class SheetReport:
    """What was found in one sheet: which target, its header rows, how its columns were understood."""

    file: int
    sheet: str
    kind: str
    table: str
    header_rows: tuple[int, int]
    rows: int
    columns: tuple[tuple[str, str, str, str], ...]  # column, header, field, how


@dataclass(slots=True)
class Proposal:
    """Everything an import would do. ``ready`` says whether nothing stands in the way of writing it."""

    files: list[SourceFile] = field(default_factory=list)
    sheets: list[SheetReport] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    accepted: frozenset[Kind] = frozenset()
    seen: int | None = None

    @property
    def open(self) -> list[Problem]:
        """The problems that stand in the way."""
        return open_problems(self.problems, self.accepted)

    @property
    def ready(self) -> bool:
        return not self.open

    def counts(self) -> Counter[Outcome]:
        """How many rows would do what."""
        return Counter(e.outcome for e in self.entries)

    def grouped(self) -> Iterator[tuple[Kind, list[Problem]]]:
        """Problems by kind, those in the way first."""
        order = {"bad": 0, "fix": 1, "note": 2}
        kinds: dict[Kind, list[Problem]] = {}
        for problem in sorted(self.problems, key=lambda p: order[p.level]):
            kinds.setdefault(problem.kind, []).append(problem)
        yield from kinds.items()

    def write(self, by: str, at: str, note: str = "") -> Write:
        """The one command that carries out the whole import. ``at`` is the moment in UTC as ISO text."""
        return Write(Source("import", by, at, tuple(self.files), note), tuple(self.changes), self.seen)


Progress = Callable[[int, int, str], None]  # files done, files in all, the next one's name; may raise to cancel
