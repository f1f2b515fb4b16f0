"""Subjects from a folder of CSV files: ``<kind>.csv`` for the subjects, ``<table>.csv`` for their records.

Rows of a table name their subject in a column ``@subject`` (or 所属对象编号), rows of a nested table also their record
in ``@owner`` (所属记录编号). ``coverage.csv`` states coverage: subject, table, coverage. Columns go by name or label.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from anwei.engine.documents.diagnostics import AnweiError, Diagnostics, Place, nearest
from anwei.engine.documents.nodes import Node, read_bytes
from anwei.engine.facts.read import Filler
from anwei.engine.facts.subject import Subject
from anwei.engine.facts.values import BadValue, key_text, parse_value
from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, TableSpec, Vocabulary, folded
from anwei.engine.forms.archive import Bilingual
from anwei.engine.forms.cells import CellReader
from anwei.engine.forms.csv_text import CsvCell, read_rows
from anwei.engine.forms.layout import OWNER, header_names
from anwei.engine.forms.read import COVERAGE_WORDS, UNKNOWN
from anwei.engine.forms.workbook import Cell
from anwei.engine.messages import Text
from anwei.engine.messages.form_labels import FORM_LABELS

SUBJECT = "@subject"
MAX_FILE = 64 * 1024 * 1024
COVERAGE_FILE = "coverage"
_WORDS = {
    SUBJECT: (SUBJECT, "subject_id", "对象编号", *FORM_LABELS["form.csv.subject"]),
    OWNER: (OWNER, "owner", *FORM_LABELS["form.csv.owner"]),
}
_SUBJECT_COLUMN = FieldSpec(SUBJECT, "text", FORM_LABELS["form.csv.subject"])
_OWNER_COLUMN = FieldSpec(OWNER, "text", FORM_LABELS["form.csv.owner"])


@dataclass(slots=True)
class _Row:
    """A row of a file: raw values by field, the places of the columns, and the records that belong to it."""

    place: Place
    values: dict[str, Node]
    places: dict[str, Place]
    children: dict[str, list[_Row]] = field(default_factory=dict)

    def node(self, without: tuple[str, ...] = (SUBJECT, OWNER)) -> Node:
        nested = {n: Node([r.node() for r in rows], self.place) for n, rows in self.children.items()}
        own = {k: v for k, v in self.values.items() if k not in without}
        return Node({**own, **nested}, self.place, key_places=self.places)

    def text(self, name: str) -> str:
        node = self.values.get(name)
        return node.text.strip() if node is not None else ""


@dataclass(slots=True)
class _Entry:
    """A subject being put together."""

    spec: SubjectSpec
    row: _Row
    coverage: dict[str, Node] = field(default_factory=dict)


def read_csv_files(paths: list[Path], vocabulary: Vocabulary, diagnostics: Diagnostics) -> list[Subject]:
    """The subjects of CSV files that belong together (all those of one folder). Problems go to ``diagnostics``."""
    return _Folder(vocabulary, diagnostics).read(paths)


class _Folder:
    """The CSV files of one folder being read."""

    def __init__(self, vocabulary: Vocabulary, diagnostics: Diagnostics) -> None:
        self.vocabulary = vocabulary
        self.diagnostics = diagnostics
        self.entries: dict[str, list[_Entry]] = {}
        self.keys: dict[str, set[str]] = {}
        self.cells = CellReader(vocabulary, diagnostics, lambda table: self.keys.get(table, set()))

    def read(self, paths: list[Path]) -> list[Subject]:
        kinds = [p for p in paths if p.stem in self.vocabulary.subjects]
        tables = [p for p in paths if p.stem not in self.vocabulary.subjects and p.stem != COVERAGE_FILE]
        for path in kinds:
            self.subjects(path)
        self.table_files(tables)
        for path in paths:
            if path.stem == COVERAGE_FILE and path not in kinds:
                self.coverage(path)
        return [self.filled(e) for entries in self.entries.values() for e in entries]

    def filled(self, entry: _Entry) -> Subject:
        values = entry.row.node()
        tops = {n: Node([r.node() for r in rows], entry.row.place) for n, rows in entry.row.children.items()}
        own = Node({k: v for k, v in entry.row.values.items()}, values.place, key_places=entry.row.places)
        filler = Filler(entry.spec, self.vocabulary, self.diagnostics)
        return filler.subject(own, tops, entry.coverage, entry.row.place)

    # -- files ---------------------------------------------------------------------------------------------------

    def rows(self, path: Path, specs: dict[str, FieldSpec], needed: tuple[str, ...]) -> Iterator[_Row]:
        """The rows of a file under its header. A file that cannot be read is reported."""
        try:
            lines = read_rows(read_bytes(path, str(path), MAX_FILE), str(path))
        except AnweiError as error:
            self.diagnostics.items.extend(error.diagnostics)
            return
        if not lines:
            self.diagnostics.error("CSV-010", Place(str(path), 1, 1))
            return
        header, *body = lines
        columns = self.header(header, specs)
        present = {s.name for s in columns.values()}
        places = {s.name: header[i].place for i, s in columns.items()}
        for name in (n for n in needed if n not in present):
            self.diagnostics.error("CSV-006", header[0].place, name=specs[name].label.zh)
        if not present >= set(needed):
            return
        absent = [n for n, s in specs.items() if s.not_yet and n not in present]
        for line in body:
            yield self.row(line, len(header), columns, places, absent)

    def header(self, header: list[CsvCell], specs: dict[str, FieldSpec]) -> dict[int, FieldSpec]:
        words = {folded(w): n for n, s in specs.items() for w in (n, *s.label, *_WORDS.get(n, ()))}
        found: dict[int, FieldSpec] = {}
        for index, cell in enumerate(header):
            name = next((words[w] for h in header_names(cell.text) if (w := folded(h)) in words), "")
            if not name:
                hint = nearest(cell.text, [*specs, *(s.label.zh for s in specs.values())]) or ", ".join(list(specs)[:10])
                self.diagnostics.error("CSV-011", cell.place, name=cell.text[:40], hint=hint)
            elif any(s.name == name for s in found.values()):
                self.diagnostics.error("CSV-005", cell.place, name=cell.text[:40])
            else:
                found[index] = specs[name]
        return found

    def row(
        self, line: list[CsvCell], width: int, columns: dict[int, FieldSpec], places: dict[str, Place], absent: list[str]
    ) -> _Row:
        place = line[0].place
        if len(line) > width and any(c.text.strip() for c in line[width:]):
            self.diagnostics.error("CSV-004", line[width].place, found=len(line), wanted=width)
        values = {n: Node(UNKNOWN, place, UNKNOWN) for n in absent}  # a column left out says nothing, not "not happened"
        for index, cell in enumerate(line[:width]):
            spec = columns.get(index)
            if spec is None or not cell.text.strip():
                continue
            node = self.cells.node(Cell("text", cell.text), spec, cell.place)
            if node is not None:
                values[spec.name] = node
        return _Row(place, values, places)

    # -- subjects ------------------------------------------------------------------------------------------------

    def subjects(self, path: Path) -> None:
        spec = self.vocabulary.subjects[path.stem]
        for row in self.rows(path, spec.fields, ("id",)):
            if not row.text("id"):
                self.diagnostics.error("XLS-024", row.place)
                continue
            self.entries.setdefault(row.text("id"), []).append(_Entry(spec, row))

    def owner_entry(self, row: _Row, table: str) -> _Entry | None:
        """The subject that a row belongs to: among those of its id the one whose kind has the table."""
        key = row.text(SUBJECT)
        found = [e for e in self.entries.get(key, []) if not table or table in e.spec.tables]
        if len(found) == 1:
            return found[0]
        self.unclear(row, SUBJECT, key, len(found), FORM_LABELS["form.csv.what.subject"])
        return None

    def unclear(self, row: _Row, column: str, key: str, count: int, what: Text) -> None:
        node = row.values.get(column)
        place = node.place if node is not None else row.place
        self.diagnostics.error("CSV-008" if count else "CSV-007", place, key=key, what=Bilingual(what))

    # -- tables --------------------------------------------------------------------------------------------------

    def table_files(self, paths: list[Path]) -> None:
        read: list[tuple[TableSpec, list[_Row]]] = []
        for path in paths:
            spec = self.table_spec(path)
            if spec is None:
                continue
            columns = {SUBJECT: _SUBJECT_COLUMN, **({OWNER: _OWNER_COLUMN} if spec.parent else {}), **spec.fields}
            read.append((spec, list(self.rows(path, columns, (SUBJECT, OWNER) if spec.parent else (SUBJECT,)))))
        for spec, rows in sorted(read, key=lambda r: self.depth(r[0])):
            for row in rows:
                self.attach(spec, row)

    def table_spec(self, path: Path) -> TableSpec | None:
        """The table that a file is named after, as the kinds of this folder declare it."""
        kinds = {id(e.spec): e.spec for es in self.entries.values() for e in es} or self.vocabulary.subjects
        specs = [s.tables[path.stem] for s in kinds.values() if path.stem in s.tables]
        if specs:
            fields = {n: f for s in specs for n, f in s.fields.items()}
            first = specs[0]
            return TableSpec(first.name, first.label, first.key, first.parent, fields, first.always_complete)
        known = [*self.vocabulary.subjects, *(t for s in kinds.values() for t in s.tables), COVERAGE_FILE]
        hint = nearest(path.stem, known) or ", ".join(list(self.vocabulary.subjects)[:10])
        self.diagnostics.error("CSV-009", Place(str(path)), name=path.stem, hint=hint)
        return None

    def depth(self, table: TableSpec) -> int:
        """How many tables lie above."""
        count, parent = 0, table.parent
        tables = {t.name: t for s in self.vocabulary.subjects.values() for t in s.tables.values()}
        while parent in tables:
            count, parent = count + 1, tables[parent].parent
        return count

    def attach(self, table: TableSpec, row: _Row) -> None:
        entry = self.owner_entry(row, table.name)
        if entry is None:
            return
        spec = entry.spec.tables[table.name]
        if not spec.parent:
            entry.row.children.setdefault(spec.name, []).append(row)
            return
        wanted = row.text(OWNER)
        parent = entry.spec.tables[spec.parent]
        found = [r for r in self.records(entry, parent) if wanted and self.key(r, parent) == wanted]
        if len(found) == 1:
            found[0].children.setdefault(spec.name, []).append(row)
            return
        words = FORM_LABELS["form.csv.what.record"]
        what = Text(words.zh.format(name=parent.label.zh), words.en.format(name=parent.label.en))
        self.unclear(row, OWNER, wanted, len(found), what)

    def records(self, entry: _Entry, table: TableSpec) -> list[_Row]:
        """The records of a table of a subject, wherever they hang."""
        if not table.parent:
            return entry.row.children.get(table.name, [])
        parents = self.records(entry, entry.spec.tables[table.parent])
        return [r for p in parents for r in p.children.get(table.name, [])]

    def key(self, row: _Row, table: TableSpec) -> str:
        node = row.values.get(table.key)
        if node is None or not table.key:
            return ""
        spec = table.fields[table.key]
        try:
            return key_text(parse_value(node.plain(), spec, self.vocabulary), spec)
        except BadValue:
            return ""

    # -- coverage ------------------------------------------------------------------------------------------------

    def coverage(self, path: Path) -> None:
        specs = {
            SUBJECT: _SUBJECT_COLUMN, "table": FieldSpec("table", "text", FORM_LABELS["form.csv.table"]),
            "coverage": FieldSpec("coverage", "text", FORM_LABELS["form.coverage"]),
        }
        for row in self.rows(path, specs, tuple(specs)):
            entry = self.owner_entry(row, "")
            if entry is None:
                continue
            named = row.text("table")
            labels = {folded(w): n for n, t in entry.spec.tables.items() for w in (n, *t.label)}
            labels |= {folded(w): n for n, s in self.vocabulary.subjects.items() for w in (n, *s.label)}
            place = row.values["coverage"].place if "coverage" in row.values else row.place
            word = COVERAGE_WORDS.get(folded(row.text("coverage")), row.text("coverage"))
            entry.coverage[labels.get(folded(named), named)] = Node(word, place, word)
