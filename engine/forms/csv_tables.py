"""Subjects from a folder of CSV files: ``<kind>.csv`` for the subjects, ``<table>.csv`` for their records.

Rows of a table name their subject in a column ``@subject`` (所属对象编号), rows of a nested table also their record in
``@owner`` (所属记录编号). ``coverage.csv`` states coverage: subject, table, coverage. Columns go by name or label.
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
from anwei.engine.forms.cells import CellReader
from anwei.engine.forms.csv_text import CsvCell, read_rows
from anwei.engine.forms.layout import OWNER, header_names
from anwei.engine.forms.read import COVERAGE_WORDS, UNKNOWN
from anwei.engine.forms.workbook import Cell
from anwei.engine.messages import Text
from anwei.engine.messages.form_labels import FORM_LABELS

MAX_FILE = 16 * 1024 * 1024
COVERAGE_FILE = "coverage"
SUBJECT = "@subject"
_SUBJECT_COLUMN = FieldSpec(SUBJECT, "text", FORM_LABELS["form.csv.subject"])
_OWNER_COLUMN = FieldSpec(OWNER, "text", FORM_LABELS["form.csv.owner"])
_FURTHER_NAMES = {SUBJECT: ("subject_id", "对象编号"), OWNER: ("owner",)}
_COVERAGE_COLUMNS = {
    SUBJECT: _SUBJECT_COLUMN,
    "table": FieldSpec("table", "text", FORM_LABELS["form.csv.table"]),
    "coverage": FieldSpec("coverage", "text", FORM_LABELS["form.coverage"]),
}


@dataclass(slots=True)
class _File:
    """A file under its header: which field each column holds, and the lines below it."""

    name: str
    specs: dict[str, FieldSpec]
    columns: dict[int, FieldSpec]
    places: dict[str, Place]
    width: int
    lines: list[list[CsvCell]]

    def place(self, cell: CsvCell) -> Place:
        return Place(self.name, cell.line, cell.col)

    def texts(self, column: str) -> Iterator[str]:
        """What stands in a column."""
        for index in (i for i, s in self.columns.items() if s.name == column):
            yield from (line[index].text.strip() for line in self.lines if index < len(line))


@dataclass(slots=True)
class _Row:
    """A row: raw values by field, the places of the columns, and the records that belong to it."""

    place: Place
    values: dict[str, Node]
    places: dict[str, Place]
    children: dict[str, list[_Row]] = field(default_factory=dict)

    def node(self) -> Node:
        own = {k: v for k, v in self.values.items() if k not in (SUBJECT, OWNER)}
        return Node({**own, **self.nested()}, self.place, key_places=self.places)

    def nested(self) -> dict[str, Node]:
        return {n: Node([r.node() for r in rows], self.place) for n, rows in self.children.items()}

    def text(self, name: str) -> str:
        node = self.values.get(name)
        return node.text.strip() if node is not None else ""

    def place_of(self, name: str) -> Place:
        node = self.values.get(name)
        return node.place if node is not None else self.place


@dataclass(slots=True)
class _Entry:
    """A subject being put together. ``by_key`` finds the records of a table by key once all are there."""

    spec: SubjectSpec
    row: _Row
    coverage: dict[str, Node] = field(default_factory=dict)
    by_key: dict[str, dict[str, list[_Row]]] = field(default_factory=dict)


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
        kinds = {p: self.vocabulary.subjects[p.stem] for p in paths if p.stem in self.vocabulary.subjects}
        present = list(kinds.values()) or list(self.vocabulary.subjects.values())
        tables = {
            p: t
            for p in paths
            if p not in kinds and p.stem != COVERAGE_FILE and (t := self.table_spec(p, present)) is not None
        }
        subject_files = [(s, f) for p, s in kinds.items() if (f := self.load(p, s.fields, ("id",))) is not None]
        table_files = [(t, f) for p, t in tables.items() if (f := self.load_table(p, t)) is not None]
        for table, file in table_files:  # keys first: cells that name several of them are split by what is on file
            self.keys[table.name] = {t for t in file.texts(table.key) if t}
        for spec, file in subject_files:
            self.subjects(spec, file)
        for table, file in sorted(table_files, key=lambda t: depth(t[0], present)):
            for row in self.rows(file):
                self.attach(table, row)
        for path in paths:
            if path.stem == COVERAGE_FILE and (found := self.load(path, _COVERAGE_COLUMNS, tuple(_COVERAGE_COLUMNS))):
                self.coverage(found)
        return [self.filled(e) for entries in self.entries.values() for e in entries]

    def filled(self, entry: _Entry) -> Subject:
        own = Node(entry.row.values, entry.row.place, key_places=entry.row.places)
        filler = Filler(entry.spec, self.vocabulary, self.diagnostics)
        return filler.subject(own, entry.row.nested(), entry.coverage, entry.row.place)

    # -- files ---------------------------------------------------------------------------------------------------

    def table_spec(self, path: Path, kinds: list[SubjectSpec]) -> TableSpec | None:
        """The table that a file is named after, with the fields that any kind of the folder gives it."""
        specs = [s.tables[path.stem] for s in kinds if path.stem in s.tables]
        if specs:
            fields = {n: f for s in specs for n, f in s.fields.items()}
            first = specs[0]
            return TableSpec(first.name, first.label, first.key, first.parent, fields, first.always_complete)
        known = [*self.vocabulary.subjects, *(t for s in kinds for t in s.tables), COVERAGE_FILE]
        hint = nearest(path.stem, known) or ", ".join(list(self.vocabulary.subjects)[:10])
        self.diagnostics.error("CSV-009", Place(str(path)), name=path.stem[:60], hint=hint)
        return None

    def load_table(self, path: Path, table: TableSpec) -> _File | None:
        heads = {SUBJECT: _SUBJECT_COLUMN, **({OWNER: _OWNER_COLUMN} if table.parent else {})}
        return self.load(path, {**heads, **table.fields}, tuple(heads))

    def load(self, path: Path, specs: dict[str, FieldSpec], needed: tuple[str, ...]) -> _File | None:
        """A file under its header. What makes it unusable is reported."""
        name = str(path)
        try:
            lines = read_rows(read_bytes(path, name, MAX_FILE), name)
        except AnweiError as error:
            self.diagnostics.items.extend(error.diagnostics)
            return None
        if not lines:
            self.diagnostics.error("CSV-010", Place(name, 1, 1))
            return None
        header, *body = lines
        columns = self.header(name, header, specs)
        places = {s.name: Place(name, header[i].line, header[i].col) for i, s in columns.items()}
        missing = [n for n in needed if n not in places]
        for column in missing:
            self.diagnostics.error("CSV-006", Place(name, header[0].line, 1), name=specs[column].label)
        return None if missing else _File(name, specs, columns, places, len(header), body)

    def header(self, name: str, header: list[CsvCell], specs: dict[str, FieldSpec]) -> dict[int, FieldSpec]:
        words = {folded(w): n for n, s in specs.items() for w in (n, *s.label, *_FURTHER_NAMES.get(n, ()))}
        found: dict[int, FieldSpec] = {}
        for index, cell in enumerate(header):
            place = Place(name, cell.line, cell.col)
            field_name = next((words[w] for h in header_names(cell.text) if (w := folded(h)) in words), "")
            if not field_name:
                labels = [s.label.zh for s in specs.values()]
                hint = nearest(cell.text, [*specs, *labels]) or ", ".join(list(specs)[:10])
                self.diagnostics.error("CSV-011", place, name=cell.text[:40], hint=hint)
            elif any(s.name == field_name for s in found.values()):
                self.diagnostics.error("CSV-005", place, name=cell.text[:40])
            else:
                found[index] = specs[field_name]
        return found

    def rows(self, file: _File) -> Iterator[_Row]:
        """The rows of a file. A column left out says nothing, so an event it would report is unknown."""
        absent = [n for n, s in file.specs.items() if s.not_yet and n not in file.places]
        for line in file.lines:
            place = file.place(line[0])
            extra = next((c for c in line[file.width :] if c.text.strip()), None)
            if extra is not None:
                self.diagnostics.error("CSV-004", file.place(extra), found=len(line), wanted=file.width)
            values = {n: Node(UNKNOWN, place, UNKNOWN) for n in absent}
            for index, cell in enumerate(line):
                spec = file.columns.get(index)
                if spec is None or not cell.text.strip():
                    continue
                node = self.cells.node(Cell("text", cell.text), spec, file.place(cell))
                if node is not None:
                    values[spec.name] = node
            yield _Row(place, values, file.places)

    # -- subjects and their records ------------------------------------------------------------------------------

    def subjects(self, spec: SubjectSpec, file: _File) -> None:
        for row in self.rows(file):
            if row.text("id"):
                self.entries.setdefault(row.text("id"), []).append(_Entry(spec, row))
            else:
                self.diagnostics.error("XLS-024", row.place)

    def owner_entry(self, row: _Row, table: str = "") -> _Entry | None:
        """The subject that a row belongs to: among those of its id the one whose kind has the table."""
        key = row.text(SUBJECT)
        found = [e for e in self.entries.get(key, []) if not table or table in e.spec.tables]
        if len(found) == 1:
            return found[0]
        self.unclear(row, SUBJECT, key, len(found), FORM_LABELS["form.csv.what.subject"])
        return None

    def unclear(self, row: _Row, column: str, key: str, count: int, what: Text) -> None:
        code = "CSV-008" if count else "CSV-007"
        self.diagnostics.error(code, row.place_of(column), key=key[:60], what=what)

    def attach(self, table: TableSpec, row: _Row) -> None:
        """Put a record under its subject, or under the record it belongs to."""
        entry = self.owner_entry(row, table.name)
        if entry is None:
            return
        spec = entry.spec.tables[table.name]
        if not spec.parent:
            entry.row.children.setdefault(spec.name, []).append(row)
            return
        parent = entry.spec.tables[spec.parent]
        owner = row.values.get(OWNER)
        wanted = self.key(owner, parent) if owner is not None else ""
        found = self.by_key(entry, parent).get(wanted, []) if wanted else []
        if len(found) == 1:
            found[0].children.setdefault(spec.name, []).append(row)
            return
        words = FORM_LABELS["form.csv.what.record"]
        what = Text(words.zh.format(name=parent.label.zh), words.en.format(name=parent.label.en))
        self.unclear(row, OWNER, row.text(OWNER), len(found), what)

    def by_key(self, entry: _Entry, table: TableSpec) -> dict[str, list[_Row]]:
        """The records of a table by key; parents are complete before their nested tables are read."""
        if table.name not in entry.by_key:
            index: dict[str, list[_Row]] = {}
            for row in self.records(entry, table):
                node = row.values.get(table.key)
                if node is not None:
                    index.setdefault(self.key(node, table), []).append(row)
            entry.by_key[table.name] = index
        return entry.by_key[table.name]

    def records(self, entry: _Entry, table: TableSpec) -> list[_Row]:
        """The records of a table of a subject, wherever they hang."""
        if not table.parent:
            return entry.row.children.get(table.name, [])
        parents = self.records(entry, entry.spec.tables[table.parent])
        return [r for p in parents for r in p.children.get(table.name, [])]

    def key(self, node: Node, table: TableSpec) -> str:
        """A key as it is compared; empty where the cell does not hold one."""
        spec = table.fields.get(table.key)
        if spec is None:
            return ""
        try:
            return key_text(parse_value(node.plain(), spec, self.vocabulary), spec)
        except BadValue:
            return ""

    # -- coverage ------------------------------------------------------------------------------------------------

    def coverage(self, file: _File) -> None:
        for row in self.rows(file):
            entry = self.owner_entry(row)
            if entry is None:
                continue
            labels = {folded(w): n for n, s in self.vocabulary.subjects.items() for w in (n, *s.label)}
            labels |= {folded(w): n for n, t in entry.spec.tables.items() for w in (n, *t.label)}
            named, stated = row.text("table"), row.text("coverage")
            word = COVERAGE_WORDS.get(folded(stated), stated)
            place = row.place_of("coverage" if word == stated else "table")
            entry.coverage[labels.get(folded(named), named)] = Node(word, place, word)


def depth(table: TableSpec, kinds: list[SubjectSpec]) -> int:
    """How many tables lie above a table."""
    parents = {t.name: t.parent for s in kinds for t in s.tables.values()}
    count, above = 0, table.parent
    while above:
        count, above = count + 1, parents.get(above, "")
    return count
