"""What is on file at one point of the journal: subjects read when they are needed, and digests over their facts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from operator import attrgetter

import msgspec
from sqlalchemy import and_, select

from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.facts.subject import Record, Subject
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.ir.rules import Waiver
from anwei.engine.workspace.encoding import canonical, to_stored
from anwei.engine.workspace.papers import waivers
from anwei.engine.workspace.read import Reader, Selection
from anwei.engine.workspace.rows import batches
from anwei.engine.workspace.store import Workspace
from anwei.engine.workspace.tables import subjects, touched

Key = tuple[str, str]  # kind, id
HELD = 1000  # subjects of a kind up to which they stay in memory once read
_IDS = 1000


class Evidence:
    """The facts on file after command ``head``, through a vocabulary."""

    def __init__(self, workspace: Workspace, vocabulary: Vocabulary, head: int | None = None) -> None:
        self.workspace = workspace
        self.vocabulary = vocabulary
        self.head = workspace.head if head is None else head
        self._reader = Reader(workspace, vocabulary)
        self._held: dict[str, dict[str, Subject]] = {}
        self._digests: dict[Key, str] = {}
        self.heard: Callable[[int], None] | None = None  # hears how many subjects have been read so far

    @property
    def diagnostics(self) -> Diagnostics:
        """What could not be read through the vocabulary."""
        return self._reader.diagnostics

    @cached_property
    def waivers(self) -> tuple[Waiver, ...]:
        """The waivers on file that were not revoked."""
        return waivers(self.workspace, self.head)

    def of_kind(self, kind: str) -> Iterator[Subject]:
        """The subjects of a kind, in the order in which they were first named. Digests are taken on the way."""
        if kind in self._held:
            yield from self._held[kind].values()
            return
        held: dict[str, Subject] | None = {}
        for subject in self._reader.subjects(Selection(kind), self.head):
            self._note(subject)
            if held is not None:
                held[subject.id] = subject
                held = held if len(held) <= HELD else None
            yield subject
        if held is not None:
            self._held[kind] = held

    def some(self, kind: str, ids: Iterable[str]) -> Iterator[Subject]:
        """Those of the named subjects that are on file."""
        if kind in self._held:
            yield from (self._held[kind][i] for i in ids if i in self._held[kind])
            return
        for batch in batches(ids, _IDS):
            for subject in self._reader.subjects(Selection(kind, ids=tuple(batch)), self.head):
                self._note(subject)
                yield subject

    def parts(self, kind: str, tables: frozenset[str]) -> Iterator[Subject]:
        """All subjects of a kind with the records of some tables only: for those that others ask about."""
        if kind in self._held:
            return iter(self._held[kind].values())
        return self._reader.subjects(Selection(kind, tables=tables), self.head)

    def listed(self, tables: Iterable[str] = ()) -> Iterator[Subject]:
        """Every subject with its own facts, and the records of some tables only: for lists and counts."""
        return self._reader.subjects(Selection(tables=frozenset(tables)), self.head)

    def subject(self, kind: str, id_: str) -> Subject | None:
        """One subject, or None where it is not on file."""
        return next(self.some(kind, (id_,)), None)

    @property
    def read(self) -> int:
        """How many subjects have been read whole so far."""
        return len(self._digests)

    def digest(self, kind: str, id_: str) -> str:
        """The digest of a subject's facts (32 hex digits); it must have been read before."""
        return self._digests[kind, id_]

    def _note(self, subject: Subject) -> None:
        key = (subject.kind, subject.id)
        if key not in self._digests:
            self._digests[key] = digest_of(subject)
            if self.heard is not None:
                self.heard(len(self._digests))

    def changed_since(self, head: int) -> set[Key]:
        """The subjects that commands after ``head`` touched, those taken out included."""
        query = (
            select(subjects.c.kind, subjects.c.id)
            .join(touched, touched.c.subject == subjects.c.no)
            .where(and_(touched.c.seq > head, touched.c.seq <= self.head))
            .distinct()
        )
        with self.workspace.database.read() as connection:
            return {(kind, id_) for kind, id_ in connection.execute(query)}

    def kinds(self) -> list[str]:
        """The kinds that were ever named and that the vocabulary knows."""
        with self.workspace.database.read() as connection:
            named = {row.kind for row in connection.execute(select(subjects.c.kind).distinct())}
        return sorted(named & self.vocabulary.subjects.keys())


def digest_of(subject: Subject) -> str:
    """A digest of everything that is on file about a subject (32 hex digits): the same on every system."""
    whole = _encoder.encode([subject.kind, _plain(subject), subject.coverage])
    return hashlib.sha256(whole).hexdigest()[:32]


def _plain(record: Record) -> list[object]:
    children = {
        name: [_plain(r) for r in (sorted(rows, key=_path) if len(rows) > 1 else rows)]
        for name, rows in record.children.items()
        if rows
    }
    return [record.path, record.values, children]


_path = attrgetter("path")
#: Held values as they are: sets come sorted, *has not happened* as it is stored.
_encoder = msgspec.json.Encoder(order="sorted", enc_hook=to_stored)


def whole_digest(digests: Mapping[Key, str]) -> str:
    """The digest over the facts of all subjects."""
    return _sha(canonical(sorted([k, i, d] for (k, i), d in digests.items())))


def waivers_digest(given: Iterable[Waiver]) -> str:
    """The digest over waivers, whatever their order and numbers."""
    plain = sorted([w.rule, w.subject, w.reason, w.approved_by, w.start, w.end] for w in given)
    return _sha(canonical(plain))[:32]


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
