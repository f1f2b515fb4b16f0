"""Checking changes against the vocabulary before anything is written."""

from __future__ import annotations

import re
from collections.abc import Iterable

from anwei.engine.documents.diagnostics import Diagnostic, Diagnostics, Place, nearest
from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, TableSpec, Vocabulary
from anwei.engine.workspace.changes import Change, RemoveRecord, RemoveSubject, SetCoverage, SetDocument, SetRecord

MAX_ID = 200
_UNKEEPABLE = re.compile("[\0\x1f\ud800-\udfff]")


class Checker:
    """Finds what a change says wrongly and the chain of tables of a record. Problems go to ``diagnostics``."""

    def __init__(self, vocabulary: Vocabulary, diagnostics: Diagnostics, files: tuple[str, ...]) -> None:
        self.vocabulary = vocabulary
        self.diagnostics = diagnostics
        self.files = files
        self._chains: dict[tuple[str, str], tuple[str, ...]] = {}
        self._below: dict[tuple[str, str], frozenset[str]] = {}

    def fits(self, change: Change) -> bool:
        """Whether a change can be written; otherwise its problem has been reported."""
        if isinstance(change, SetDocument):
            return self.named(change.id, change.collection, change)
        spec = self.vocabulary.subjects.get(change.kind)
        if spec is None:
            self.unknown("RUL-022", change, change.kind, self.vocabulary.subjects)
            return False
        if not self.named(change.subject, change.kind, change):
            return False
        if isinstance(change, RemoveSubject):
            return True
        if isinstance(change, SetCoverage):
            return self.coverage(change, spec)
        return self.record(change, spec)

    def coverage(self, change: SetCoverage, spec: SubjectSpec) -> bool:
        if change.table in spec.tables or change.table in self.vocabulary.subjects:
            return True
        self.unknown("INP-020", change, change.table, [*spec.tables, *self.vocabulary.subjects])
        return False

    def record(self, change: SetRecord | RemoveRecord, spec: SubjectSpec) -> bool:
        table = spec.tables.get(change.table)
        if change.table and table is None:
            self.unknown("INP-020", change, change.table, spec.tables)
            return False
        if len(change.record) != (len(self.chain(spec, change.table)) if change.table else 0):
            self.error("WSP-013", change, table=change.table, record=".".join(change.record))
            return False
        if not all(self.usable(part, change) for part in change.record):
            return False
        fields = table.fields if table is not None else spec.fields
        return not isinstance(change, SetRecord) or self.fields(change, fields)

    def fields(self, change: SetRecord, fields: dict[str, FieldSpec]) -> bool:
        unknown = [name for name in change.values if name not in fields]
        for name in unknown:
            hint = nearest(name, fields) or ", ".join(list(fields)[:10])
            self.error("INP-023", change, name=name, where=change.table or change.kind, hint=hint)
        if not change.table and change.values.get("id", change.subject) != change.subject:
            self.error("WSP-026", change, id=change.subject, other=change.values["id"])
            return False
        return not unknown

    def named(self, text: str, what: str, change: Change) -> bool:
        """Ids are short, visible text: they are parts of keys, paths and file names."""
        if text and len(text) <= MAX_ID and text.isprintable():
            return True
        self.error("WSP-027", change, id=ascii(text[:40]), what=what, limit=MAX_ID)
        return False

    def usable(self, key: str, change: SetRecord | RemoveRecord) -> bool:
        """Keys of records are what people write, line breaks and all; only what no database can hold is refused."""
        if key and len(key) <= MAX_ID and not _UNKEEPABLE.search(key):
            return True
        self.error("WSP-027", change, id=ascii(key[:40]), what=change.table, limit=MAX_ID)
        return False

    def error(self, code: str, change: Change, /, **params: object) -> None:
        """Report what is wrong with a change, at its place."""
        self.diagnostics.add(Diagnostic(code, self.place(change), params))

    def unknown(self, code: str, change: Change, name: str, allowed: Iterable[str]) -> None:
        names = list(allowed)
        self.error(code, change, name=name, hint=nearest(name, names) or ", ".join(names[:10]))

    def place(self, change: Change) -> Place:
        """The file and cell of a change, as far as it tells them."""
        if not isinstance(change, (SetRecord, SetCoverage)):
            return Place(getattr(change, "subject", "") or getattr(change, "collection", ""))
        cell = change.cell if isinstance(change, SetCoverage) else next(iter(change.cells.values()), "")
        file = self.files[change.file] if change.file < len(self.files) else change.subject
        sheet, _, name = cell.rpartition("!")
        return Place(file, sheet=sheet, cell=name) if sheet else Place(file)

    def chain(self, spec: SubjectSpec, table: str) -> tuple[str, ...]:
        """The tables from the outermost one to ``table``."""
        key = (spec.name, table)
        if key not in self._chains:
            found: list[str] = []
            current: TableSpec | None = spec.tables.get(table)
            while current is not None:
                found.append(current.name)
                current = spec.tables.get(current.parent)
            self._chains[key] = tuple(reversed(found))
        return self._chains[key]

    def below(self, kind: str, table: str) -> frozenset[str]:
        """The tables nested in ``table``, however deep."""
        key = (kind, table)
        if key not in self._below:
            spec = self.vocabulary.subjects[kind]
            self._below[key] = frozenset(t for t in spec.tables if t != table and table in self.chain(spec, t))
        return self._below[key]
