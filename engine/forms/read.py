"""Reading collection forms: every cell typed like YAML input, every problem at its cell, all of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

from anwei.engine.documents.diagnostics import NOWHERE, Diagnostics, Place, nearest
from anwei.engine.documents.nodes import Node, read_bytes
from anwei.engine.facts.read import Filler
from anwei.engine.facts.schema import digest
from anwei.engine.facts.subject import Coverage, Subject
from anwei.engine.facts.values import BadValue, key_text, parse_value
from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, TableSpec, Vocabulary, folded
from anwei.engine.forms import layout as at
from anwei.engine.forms.archive import MAX_FILE, refuse
from anwei.engine.forms.asides import aside
from anwei.engine.forms.cells import CellReader
from anwei.engine.forms.layout import cell_name
from anwei.engine.forms.manifest import FACTS, Manifest, read_manifest
from anwei.engine.forms.workbook import Cells, read_cells
from anwei.engine.messages.form_labels import FORM_LABELS

UNKNOWN = "?"
COVERAGE_WORDS = {folded(t): str(c) for c in Coverage for t in (c, *FORM_LABELS[f"form.coverage.{c}"])}


def read_workbook(path: Path, vocabulary: Vocabulary, diagnostics: Diagnostics) -> list[Subject]:
    """The subject of a filled form. Raises AnweiError where the workbook itself cannot be read."""
    return read_workbook_bytes(read_bytes(path, str(path), MAX_FILE), str(path), vocabulary, diagnostics)


def read_workbook_bytes(data: bytes, name: str, vocabulary: Vocabulary, diagnostics: Diagnostics) -> list[Subject]:
    """The same from bytes; ``name`` is what messages call the file."""
    sheets = read_cells(data, name)
    manifest = read_manifest(sheets, name)
    spec = vocabulary.subjects.get(manifest.kind)
    if spec is None:
        hint = nearest(manifest.kind, vocabulary.subjects) or ", ".join(vocabulary.subjects)
        raise refuse("RUL-022", name, name=manifest.kind, hint=hint)
    current = digest(vocabulary, spec.name)
    if manifest.digest != current:
        diagnostics.warning("XLS-021", Place(name), found=manifest.digest, current=current)
    return [_Form(name, sheets, manifest, spec, vocabulary, diagnostics).subject()]


@dataclass(slots=True)
class _Row:
    """One record as read: its raw values, its key, and the records that belong to it."""

    place: Place
    values: dict[str, Node]
    places: dict[str, Place]
    children: dict[str, list[_Row]] = field(default_factory=dict)

    def node(self) -> Node:
        nested = {n: Node([r.node() for r in rows], self.place) for n, rows in self.children.items()}
        return Node({**self.values, **nested}, self.place, key_places=self.places)


@dataclass(slots=True)
class _Table:
    """The rows of one sheet by their row numbers, and by key."""

    rows: dict[int, _Row] = field(default_factory=dict)
    by_key: dict[str, list[_Row]] = field(default_factory=dict)


class _Form:
    """One workbook being read."""

    def __init__(
        self,
        file: str,
        sheets: dict[str, Cells],
        manifest: Manifest,
        spec: SubjectSpec,
        vocabulary: Vocabulary,
        diagnostics: Diagnostics,
    ) -> None:
        self.file = file
        self.sheets = sheets
        self.manifest = manifest
        self.spec = spec
        self.vocabulary = vocabulary
        self.diagnostics = diagnostics
        self.tables: dict[str, _Table] = {}
        self.key_texts: dict[str, Set[str]] = {}
        self.cells = CellReader(vocabulary, diagnostics, lambda table: self.key_texts.get(table, frozenset()))

    def subject(self) -> Subject:
        self.check_sheets()
        coverage: dict[str, Node] = {}
        present = [(s, self.sheets[t]) for s, t in self.declared_tables() if t in self.sheets]
        columns = {table.name: self.columns(table, cells) for table, cells in present}
        for table, cells in present:  # keys first: cells that name several of them are split by what is on file
            self.key_texts[table.name] = self.read_keys(table, cells, columns[table.name])
        present = [(t, c) for t, c in present if columns[t.name]]
        for table, cells in self.parents_first(present):
            self.tables[table.name] = self.table(table, cells, columns[table.name])
            self.coverage_cell(cells, table, coverage)
        fields = self.facts(coverage)
        tops = {n: self.listed(n) for n in self.tables if not self.spec.tables[n].parent}
        filler = Filler(self.spec, self.vocabulary, self.diagnostics)
        subject = filler.subject(fields, tops, coverage, Place(self.file))
        if not subject.id and (id_place := fields.key_place("id")).cell:
            self.diagnostics.error("XLS-024", id_place)
        return subject

    def listed(self, table: str) -> Node:
        place = Place(self.file, sheet=self.title_of(table))
        return Node([r.node() for r in self.tables[table].rows.values()], place)

    def title_of(self, table: str) -> str:
        return next(t for t, (name, _) in self.manifest.sheets.items() if name == table)

    def place(self, cells: Cells, row: int, column: int) -> Place:
        return Place(self.file, sheet=cells.title, cell=cell_name(row, column))

    # -- sheets --------------------------------------------------------------------------------------------------

    def check_sheets(self) -> None:
        """Every sheet of the form is there, and no other sheet holds anything."""
        for title in self.manifest.sheets:
            if title not in self.sheets:
                self.diagnostics.error("XLS-008", Place(self.file, sheet=title), sheet=title)
        for title, cells in self.sheets.items():
            if title not in self.manifest.sheets and title not in self.manifest.aside and cells.rows:
                hint = nearest(title, self.manifest.sheets) or "、".join(self.manifest.sheets)
                self.diagnostics.error("XLS-009", Place(self.file, sheet=title), sheet=title, hint=hint)

    def declared_tables(self) -> Iterator[tuple[TableSpec, str]]:
        for title, (name, _) in self.manifest.sheets.items():
            if name == FACTS:
                continue
            table = self.spec.tables.get(name)
            if table is None:
                hint = nearest(name, self.spec.tables) or ", ".join(self.spec.tables)
                self.diagnostics.error("INP-020", Place(self.file, sheet=title), name=name, hint=hint)
            else:
                yield table, title

    def parents_first(self, tables: list[tuple[TableSpec, Cells]]) -> list[tuple[TableSpec, Cells]]:
        def depth(table: TableSpec) -> int:
            return 1 + depth(self.spec.tables[table.parent]) if table.parent else 0

        return sorted(tables, key=lambda pair: depth(pair[0]))

    def merged(self, cells: Cells, first_row: int, last_column: int) -> None:
        """Merged cells are an error where data stands; titles and notes beside it may be merged."""
        for top, left, bottom, right in cells.merged:
            if bottom >= first_row and left <= last_column:
                range_ = f"{cell_name(top, left)}:{cell_name(bottom, right)}"
                self.diagnostics.error("XLS-010", self.place(cells, top, left), range=range_)

    # -- the subject's own facts ---------------------------------------------------------------------------------

    def facts(self, coverage: dict[str, Node]) -> Node:
        values: dict[str, Node] = {}
        places: dict[str, Place] = {}
        title, declared = self.manifest.facts
        cells = self.sheets.get(title)
        if cells is None:
            return Node(values, Place(self.file), key_places=places)
        self.merged(cells, at.FACTS_FIRST, at.FACT_VALUE)
        for row in sorted(r for r in cells.rows if r >= at.FACTS_FIRST):
            name = self.fact_name(cells, row)
            place = self.place(cells, row, at.FACT_VALUE)
            if name in places:
                self.diagnostics.error("XLS-013", place, name=name)
            elif name.startswith(at.COVERAGE):
                self.coverage_value(cells, row, at.FACT_VALUE, name.removeprefix(at.COVERAGE), coverage)
            elif name:
                self.fact(cells, row, name, values)
            elif cells.at(row, at.FACT_VALUE) is not None:
                self.diagnostics.error("XLS-015", place)
            if name:
                places[name] = place
        for name in [n for n in declared if n not in places]:
            self.diagnostics.error("XLS-014", Place(self.file, sheet=title), name=name)
        self.absent(values, self.spec.fields, places, Place(self.file, sheet=title))
        return Node(values, Place(self.file, sheet=title), key_places=places)

    def fact_name(self, cells: Cells, row: int) -> str:
        """The field of a row: its hidden name, or failing that its label."""
        name = cells.text(row, at.FACT_NAME)
        if name:
            return name
        labels = {folded(t): f.name for f in self.spec.fields.values() for t in f.label}
        words = [folded(cells.text(row, c)) for c in (at.FACT_LABEL, at.FACT_ENGLISH)]
        return next((labels[w] for w in words if w in labels), "")

    def fact(self, cells: Cells, row: int, name: str, values: dict[str, Node]) -> None:
        spec = self.spec.fields.get(name)
        place = self.place(cells, row, at.FACT_VALUE)
        if spec is None:
            hint = nearest(name, self.spec.fields) or ", ".join(list(self.spec.fields)[:10])
            self.diagnostics.error("INP-023", place, name=name, where=self.spec.name, hint=hint)
            return
        node = self.cells.node(cells.at(row, at.FACT_VALUE), spec, place)
        if node is not None:
            values[name] = node

    def absent(
        self, values: dict[str, Node], specs: dict[str, FieldSpec], present: dict[str, Place], place: Place
    ) -> None:
        """A form that does not ask for an event says nothing about it: unknown, never "has not happened"."""
        for name, spec in specs.items():
            if spec.not_yet and name not in present:
                values[name] = Node(UNKNOWN, place, UNKNOWN)

    # -- tables --------------------------------------------------------------------------------------------------

    def columns(self, table: TableSpec, cells: Cells) -> dict[int, FieldSpec]:
        """The fields of a sheet's columns, from its row of names or, failing that, its labels."""
        known = {**{c.name: c for c in at.owner_column(table, self.spec)}, **table.fields}
        words = {folded(t): c.name for c in known.values() for t in (c.name, *c.label)}
        found: dict[int, FieldSpec] = {}
        if not self.header_stands(cells, words, known):
            place = Place(self.file, sheet=cells.title, cell=cell_name(at.NAMES_ROW, 1))
            self.diagnostics.error("XLS-023", place, row=at.NAMES_ROW)
            return found
        for column in sorted({*cells.rows.get(at.NAMES_ROW, {}), *cells.rows.get(at.LABELS_ROW, {})}):
            place = self.place(cells, at.LABELS_ROW, column)
            header = cells.text(at.NAMES_ROW, column) or cells.text(at.LABELS_ROW, column)
            name = meant(header, words)
            if not header:
                continue
            if not name:
                hint = nearest(header, [*known, *(c.label.zh for c in known.values())]) or ", ".join(list(known)[:10])
                self.diagnostics.error("INP-023", place, name=header, where=table.name, hint=hint)
            elif any(s.name == name for s in found.values()):
                self.diagnostics.error("XLS-013", place, name=header)
            else:
                found[column] = known[name]
        self.check_columns(cells, table, found)
        return found

    def header_stands(self, cells: Cells, words: dict[str, str], known: dict[str, FieldSpec]) -> bool:
        """Whether both header rows are where they belong: otherwise a record would be taken for a header and lost."""
        named = [c for c in cells.rows.get(at.NAMES_ROW, {}) if cells.text(at.NAMES_ROW, c) in known]
        labelled = [c for c in cells.rows.get(at.LABELS_ROW, {}) if meant(cells.text(at.LABELS_ROW, c), words)]
        return bool(labelled) and (bool(named) or not cells.rows.get(at.NAMES_ROW))

    def check_columns(self, cells: Cells, table: TableSpec, found: dict[int, FieldSpec]) -> None:
        here = {s.name for s in found.values()}
        declared = self.manifest.sheets[cells.title][1]
        for name in (n for n in declared if n not in here and (n in table.fields or n == at.OWNER)):
            self.diagnostics.error("XLS-014", Place(self.file, sheet=cells.title), name=name)

    def record_rows(self, cells: Cells) -> list[int]:
        return sorted(r for r, filled in cells.rows.items() if r >= at.RECORDS_FIRST and filled)

    def key_column(self, table: TableSpec, columns: dict[int, FieldSpec]) -> int | None:
        return next((c for c, s in columns.items() if table.key and s.name == table.key), None)

    def read_keys(self, table: TableSpec, cells: Cells, columns: dict[int, FieldSpec]) -> Set[str]:
        column = self.key_column(table, columns)
        if column is None:
            return frozenset()
        quiet = CellReader(self.vocabulary, Diagnostics(), self.cells.keys)  # problems are reported when rows are read
        spec = columns[column]
        nodes = [quiet.node(cells.at(row, column), spec, NOWHERE) for row in self.record_rows(cells)]
        return {self.key(n, spec) for n in nodes if n is not None} - {""}

    def key(self, node: Node, spec: FieldSpec) -> str:
        """A key as it is compared; empty where the cell does not hold one."""
        try:
            return key_text(parse_value(node.plain(), spec, self.vocabulary), spec)
        except BadValue:
            return ""

    def table(self, table: TableSpec, cells: Cells, columns: dict[int, FieldSpec]) -> _Table:
        found = _Table()
        self.merged(cells, at.NAMES_ROW, max(columns, default=0))
        places = {s.name: self.place(cells, at.LABELS_ROW, c) for c, s in columns.items()}
        for number in self.record_rows(cells):
            if self.is_aside(table, cells, number, columns):
                continue
            row, owner = self.row(cells, number, columns, places)
            if row is None:
                continue
            self.absent(row.values, table.fields, places, row.place)
            found.rows[number] = row
            if table.key in row.values:
                key = self.key(row.values[table.key], table.fields[table.key])
                if key:
                    found.by_key.setdefault(key, []).append(row)
            if table.parent:
                self.attach(row, table, owner, places)
        return found

    def is_aside(self, table: TableSpec, cells: Cells, number: int, columns: dict[int, FieldSpec]) -> bool:
        """Whether a row is a total or a note, which is told. A record of which there is only the key is told too."""
        filled = [(c, cell) for c, cell in sorted(cells.rows[number].items(), key=itemgetter(0)) if c in columns]
        if not filled:
            return False
        column, first = filled[0]
        place = self.place(cells, number, column)
        if aside([cell for _, cell in filled]):
            self.diagnostics.warning("XLS-027", place, text=str(first.value).strip()[:40])
            return True
        if len(filled) == 1 and columns[column].name == table.key and len(columns) > 1 and first.kind == "text":
            self.diagnostics.warning("XLS-028", place, text=str(first.value).strip()[:40])
        return False

    def row(
        self, cells: Cells, number: int, columns: dict[int, FieldSpec], places: dict[str, Place]
    ) -> tuple[_Row | None, Node | None]:
        """One row, and the cell that names its owner. None where nothing stands under the form's columns."""
        filled = cells.rows[number]
        values: dict[str, Node] = {}
        owner: Node | None = None
        for column, cell in filled.items():
            spec = columns.get(column)
            place = self.place(cells, number, column)
            if spec is None:
                if not cells.text(at.LABELS_ROW, column) and not cells.text(at.NAMES_ROW, column):
                    self.diagnostics.error("XLS-015", place)
                continue
            node = self.cells.node(cell, spec, place)
            if spec.name == at.OWNER:
                owner = node
            elif node is not None:
                values[spec.name] = node
        if not any(c in columns for c in filled):
            return None, None
        return _Row(self.place(cells, number, 1), values, places), owner

    def attach(self, row: _Row, table: TableSpec, owner: Node | None, places: dict[str, Place]) -> None:
        """Put a record under the one it belongs to."""
        parent = self.tables.get(table.parent)
        if at.OWNER not in places or parent is None:
            return  # the missing column or sheet has been reported
        text = owner.text.strip() if owner is not None else ""
        found = self.owners(parent, self.spec.tables[table.parent], text)
        if len(found) == 1:
            found[0].children.setdefault(table.name, []).append(row)
            return
        place = owner.place if owner is not None else row.place
        code = "XLS-019" if found else "XLS-018"
        self.diagnostics.error(code, place, parent=self.title_of(table.parent), key=text)

    def owners(self, parent: _Table, table: TableSpec, text: str) -> list[_Row]:
        if text.startswith("#") and text[1:].isascii() and text[1:].isdigit():
            row = parent.rows.get(int(text[1:8]))
            return [row] if row is not None else []
        if not text or not table.key:
            return []
        return parent.by_key.get(self.key(Node(text, NOWHERE, text), table.fields[table.key]), [])

    # -- coverage ------------------------------------------------------------------------------------------------

    def coverage_cell(self, cells: Cells, table: TableSpec, into: dict[str, Node]) -> None:
        if not table.always_complete:
            self.coverage_value(cells, at.COVERAGE_ROW, at.COVERAGE_COLUMN, table.name, into)

    def coverage_value(self, cells: Cells, row: int, column: int, name: str, into: dict[str, Node]) -> None:
        """A coverage cell: one of three words in either language; blank says nothing."""
        place = self.place(cells, row, column)
        node = self.cells.node(cells.at(row, column), _TEXT, place)
        if node is not None:
            word = COVERAGE_WORDS.get(folded(node.text), node.text)
            into[name] = Node(word, place, word)


def meant(header: str, words: dict[str, str]) -> str:
    """The field that a header means; empty where it means none."""
    return next((words[w] for h in at.header_names(header) if (w := folded(h)) in words), "")


_TEXT = FieldSpec("coverage", "text", FORM_LABELS["form.coverage"])
