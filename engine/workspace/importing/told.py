"""Whole subjects: collection forms, YAML and JSON. They say where each value stood and how complete each table is.

A form is read by its own reader; cells that it refuses are read again here, so that a fix can be proposed for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field

from anwei.engine.documents.diagnostics import Diagnostic, Diagnostics, Place
from anwei.engine.facts.subject import Coverage, Record, Subject
from anwei.engine.facts.values import BLANK, Value
from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, TableSpec, Vocabulary
from anwei.engine.forms import layout as at
from anwei.engine.forms.codes import CodeWords
from anwei.engine.forms.read import read_workbook_bytes
from anwei.engine.workspace.changes import record_id
from anwei.engine.workspace.importing.cells import MISSING, ColumnReader, Context, Marked, Missing, Odd
from anwei.engine.workspace.importing.columns import CREDIT_CODE
from anwei.engine.workspace.importing.differ import Ids, records_of
from anwei.engine.workspace.importing.grid import Book, Grid, Raw, text_of
from anwei.engine.workspace.importing.lost import loses, may_be_there, with_nested
from anwei.engine.workspace.importing.problems import Kind, Level, Problem
from anwei.engine.workspace.importing.records import TableIndex
from anwei.engine.workspace.importing.rows import Origin, Statement
from anwei.engine.workspace.masking import is_mask

SHEET_TITLES = ("问题清单", "Problems")  # the sheet that annotation adds
ANNOTATED = "anwei-problems"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


@dataclass(slots=True)
class Told:
    """A subject as one file tells it: its own statement, its records (nested), and the coverage it states.

    ``complete`` are the tables all of whose records were read, so that any other record on file is gone; ``partial``
    those stated to be complete of which records were lost to problems.
    """

    own: Statement
    subject: Subject
    layout: Layout
    coverage: dict[str, tuple[Coverage, str]] = field(default_factory=dict)  # table -> coverage and its cell
    complete: set[str] = field(default_factory=set)
    partial: set[str] = field(default_factory=set)

    def state(self, coverage: Mapping[str, tuple[Coverage, str]], lost: Set[str]) -> None:
        """Take over what the file states of its tables, of which ``lost`` lost records to problems."""
        spec = self.own.kind
        self.coverage = dict(coverage)
        stated = {t for t, (c, _) in coverage.items() if c is Coverage.COMPLETE}
        self.partial = stated & with_nested(lost, spec)
        self.complete = (stated & set(self.layout.asked)) - may_be_there(lost, self.subject, spec)
        for table in self.partial:
            self.coverage[table] = (Coverage.PARTIAL, coverage[table][1])

    def notes(self) -> Iterator[Problem]:
        """One note for each table that cannot count as complete though the file says so."""
        for table in sorted(self.partial):
            sheet, _, cell = self.coverage[table][1].rpartition("!")
            letters = cell.rstrip("0123456789")
            rows = (int(cell[len(letters) :]),) if sheet else ()
            params = {"table": self.own.kind.tables[table].label}
            place = (self.layout.origin.name, sheet, letters if sheet else "", rows)
            yield Problem(Kind.FORM, Level.NOTE, "IMP-044", *place, params=params)


@dataclass(slots=True)
class Layout:
    """Where the values of a file stand: by table (empty: the subject) the asked fields and their columns.

    ``cells`` are those of the subject's own facts; ``odd`` what was read again, by sheet and cell.
    """

    origin: Origin
    asked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    odd: dict[tuple[str, str], Odd | Value | Missing] = field(default_factory=dict)


def is_form(book: Book) -> bool:
    """Whether a workbook is a collection form made by this program."""
    return any(g.title == at.MANIFEST and g.rows and g.rows[0][0] == at.MAGIC for g in book.grids)


class FormReader:
    """Reads one form. Problems are collected in ``problems``."""

    def __init__(self, book: Book, data: bytes, vocabulary: Vocabulary, accepted: frozenset[Kind], file: int) -> None:
        self.book = book
        self.data = data
        self.vocabulary = vocabulary
        self.accepted = accepted
        self.codes = CodeWords(vocabulary)
        self.grids = {g.title: g for g in book.grids}
        self.layout = Layout(Origin(file, book.name, "", form=True, exported=self.exported()))
        self.problems: list[Problem] = []

    def read(self, context: Context) -> list[Told]:
        """The subject of the form. Raises AnweiError where it cannot be read at all."""
        diagnostics = Diagnostics()
        subjects = read_workbook_bytes(self.data, self.book.name, self.vocabulary, diagnostics)
        told: list[Told] = []
        for subject in subjects:
            spec = self.vocabulary.subjects[subject.kind]
            self.find_columns(spec)
            lost = {table for i in diagnostics.items if (table := self.lost_by(i, spec))}
            for item in diagnostics.items:
                self.reread(item, spec, context)
            told.append(self.told(subject, spec, lost))
            self.problems += told[-1].notes()
        return told

    def exported(self) -> str:
        """The moment when the form was handed out; empty where it does not say."""
        lines = ([text_of(w) for w in row] for row in self.grids[at.MANIFEST].rows)
        found = next((words[1] for words in lines if len(words) > 1 and words[0] == "exported"), "")
        return found if _MOMENT.fullmatch(found) else ""

    # -- where things stand ------------------------------------------------------------------------------------------

    def find_columns(self, spec: SubjectSpec) -> None:
        """The columns of each sheet by the names in its hidden row, and the rows of the subject's own facts."""
        for words in self.grids[at.MANIFEST].rows:
            texts = [text_of(w) for w in words]
            if texts[0] != "sheet":
                continue
            title, table = texts[1], texts[2]
            self.layout.sheets[table] = title
            if title not in self.grids:
                continue  # its reader has said so
            if not table:
                self.find_facts(self.grids[title], spec)
            elif table in spec.tables:
                names = _row(self.grids[title], at.NAMES_ROW)
                columns = {name: at.cell_name(1, c)[:-1] for c, name in names.items() if name}
                self.layout.columns[table] = columns
                self.layout.asked[table] = tuple(n for n in columns if n in spec.tables[table].fields)

    def find_facts(self, grid: Grid, spec: SubjectSpec) -> None:
        for row, number in zip(grid.rows, grid.numbers, strict=True):
            name = text_of(row[at.FACT_NAME - grid.left]) if grid.left <= at.FACT_NAME else ""
            if name and number >= at.FACTS_FIRST:
                self.layout.cells[name] = f"{grid.title}!{at.cell_name(number, at.FACT_VALUE)}"
        self.layout.asked[""] = tuple(n for n in self.layout.cells if n in spec.fields)

    def field_at(self, place: Place, spec: SubjectSpec) -> tuple[FieldSpec | None, str]:
        """The field that a cell belongs to, and its table."""
        where = f"{place.sheet}!{place.cell}"
        for name, cell in self.layout.cells.items():
            if cell == where:
                return spec.fields.get(name), ""
        table = next((t for t, s in self.layout.sheets.items() if s == place.sheet), "")
        letters = place.cell.rstrip("0123456789")
        name = next((n for n, c in self.layout.columns.get(table, {}).items() if c == letters), "")
        return (spec.tables[table].fields.get(name) if table in spec.tables else None), table

    def lost_by(self, item: Diagnostic, spec: SubjectSpec) -> str:
        """The table of which a problem may have lost a record; empty where it lost none."""
        found, _ = self.field_at(item.place, spec) if item.place.cell else (None, "")
        table = next((t for t, s in self.layout.sheets.items() if s == item.place.sheet), "")
        return table if table in spec.tables and loses(item, spec.tables[table], found) else ""

    # -- cells that the form's reader refuses ------------------------------------------------------------------------

    def reread(self, item: Diagnostic, spec: SubjectSpec, context: Context) -> None:
        """A cell that was refused, with the fix that may be proposed; any other problem as it stands."""
        place = item.place
        field_, _ = self.field_at(place, spec) if place.cell else (None, "")
        raw = self.raw(place) if field_ is not None else ""
        if item.severity == "warning" or field_ is None or raw == "":
            level = Level.NOTE if item.severity == "warning" else Level.BAD
            self.problems.append(_problem(item, level, Kind.FORM))
            return
        found = ColumnReader(field_, self.vocabulary, self.codes, context, "").read(raw)
        if isinstance(found, Odd) and found.level is not Level.BAD:
            self.problems.append(_problem(item, found.level, found.kind, found))
            used = found.level is Level.NOTE or found.kind in self.accepted
            self.layout.odd[place.sheet, place.cell] = found.value if used else found
        elif isinstance(found, Odd) or item.code != "INP-024":
            kind = found.kind if isinstance(found, Odd) else Kind.FORM
            self.problems.append(_problem(item, Level.BAD, kind))
            self.layout.odd[place.sheet, place.cell] = Odd(kind, Level.BAD, item.code, text_of_raw(raw))
        else:
            self.layout.odd[place.sheet, place.cell] = found

    def raw(self, place: Place) -> Raw | Marked:
        """What stands in a cell."""
        grid = self.grids.get(place.sheet)
        if grid is None:
            return ""
        letters = place.cell.rstrip("0123456789")
        number, column = int(place.cell[len(letters) :]), _column(letters)
        if number not in grid.numbers or not 0 <= column - grid.left < grid.width:
            return ""
        raw = grid.rows[grid.numbers.index(number)][column - grid.left]
        if (number, column) in grid.marks.formulas:
            return Marked(raw, "formula") if raw != "" else ""
        return str(raw).upper() if isinstance(raw, bool) else raw

    # -- the subject -------------------------------------------------------------------------------------------------

    def told(self, subject: Subject, spec: SubjectSpec, lost: Set[str]) -> Told:
        cells = self.layout.cells
        own = _statement(subject, spec, None, self.layout.asked.get("", ()), self.layout, cells, 0)
        told = Told(own, subject, self.layout)
        stated: dict[str, tuple[Coverage, str]] = {}
        for name, coverage in subject.coverage.items():
            cell = cells.get(f"{at.COVERAGE}{name}", "")
            if not cell and name in self.layout.sheets:
                cell = f"{self.layout.sheets[name]}!{at.cell_name(at.COVERAGE_ROW, at.COVERAGE_COLUMN)}"
            stated[name] = (coverage, cell)
        told.state(stated, lost)
        return told


def told_by_text(subject: Subject, spec: SubjectSpec, file: int, name: str, lost: Set[str] = frozenset()) -> Told:
    """A subject from YAML, JSON or a plugin's reader: every field it names, at the line where its record begins.

    ``lost`` are the tables of which records could not be read.
    """
    tables = [*spec.tables.values()]
    asked = {t.name: tuple(t.fields) for t in tables} | {"": tuple(spec.fields)}
    layout = Layout(Origin(file, name, "", lines=True), asked)
    cell = _text_cell(subject.place)
    cells = dict.fromkeys(subject.values, cell) if cell else {}
    own = _statement(subject, spec, None, (), layout, cells, subject.place.line)
    told = Told(own, subject, layout)
    told.state({t: (c, cell) for t, c in subject.coverage.items()}, lost)
    return told


def place_records(told: Told, spec: SubjectSpec, current: Subject | None) -> Iterator[tuple[TableSpec, Ids, Statement]]:
    """Every record of the file with the ids under which it is kept, owners first.

    Records without a key are those on file that say the same; the rest take the places left where the table is
    stated to be complete, and new ones otherwise.
    """
    for table in spec.children(""):
        yield from _placed(told, spec, table, told.subject, (), current)


def _placed(
    told: Told, spec: SubjectSpec, table: TableSpec, owner: Record, above: Ids, current: Subject | None
) -> Iterator[tuple[TableSpec, Ids, Statement]]:
    rows = owner.children.get(table.name, [])
    if not rows:
        return
    on_file = {i: r for i, r in records_of(spec, table, current).items() if i[:-1] == above}
    statements = [row_statement(told, table, r) for r in rows]
    for row, statement, ids in zip(rows, statements, _ids(told, table, statements, above, on_file), strict=True):
        yield table, ids, statement
        for nested in spec.children(table.name):
            yield from _placed(told, spec, nested, row, ids, current)


def _ids(told: Told, table: TableSpec, rows: list[Statement], above: Ids, on_file: Mapping[Ids, Record]) -> list[Ids]:
    from anwei.engine.facts.values import key_text

    keys = [key_text(r.values.get(table.key), table.fields.get(table.key)) if table.key else "" for r in rows]
    index = TableIndex(dict(on_file))
    found: list[Ids | None] = [
        (*above, record_id(k, 0)) if k else index.saying(r.values, above, exactly=True)
        for k, r in zip(keys, rows, strict=True)
    ]
    found = [i or index.saying(r.values, above) for i, r in zip(found, rows, strict=True)]
    used = {i for i in found if i is not None}
    free = [i for i in on_file if i not in used and i[-1].startswith("#") and not i[-1].startswith("##")]
    if table.name not in told.complete:
        free = []
    numbers = [int(i[-1][1:]) for i in on_file if i[-1][1:].isdigit() and i[-1].startswith("#")]
    position = max(numbers, default=-1) + 1
    ids: list[Ids] = []
    for each in found:
        if each is None and free:
            ids.append(free.pop(0))
        elif each is None:
            ids.append((*above, record_id("", position)))
            position += 1
        else:
            ids.append(each)
    return ids


def row_statement(told: Told, table: TableSpec, record: Record) -> Statement:
    layout = told.layout
    asked = layout.asked.get(table.name, ())
    cells: dict[str, str] = {}
    number = record.place.line
    if record.place.cell:
        letters = record.place.cell.rstrip("0123456789")
        number = int(record.place.cell[len(letters) :])
        columns = layout.columns.get(table.name, {})
        cells = {n: f"{record.place.sheet}!{c}{number}" for n, c in columns.items()}
    elif number:
        cells = dict.fromkeys(record.values, _text_cell(record.place))
    kind = told.own.kind
    return _statement(record, kind, table, asked if layout.columns else (), layout, cells, number)


def _statement(
    record: Record,
    kind: SubjectSpec,
    table: TableSpec | None,
    asked: tuple[str, ...],
    layout: Layout,
    cells: Mapping[str, str],
    number: int,
) -> Statement:
    """What a record says. ``asked`` are the fields that the file has room for; without any, all that it names."""
    fields = table.fields if table is not None else kind.fields
    names = asked or tuple(n for n in record.values if n in fields)
    values = {n: record.values[n] for n in names if n in record.values and record.values[n] is not BLANK}
    doubtful = [n for n, v in values.items() if is_mask(v)]
    for name in doubtful:
        del values[name]
    for name in names if layout.odd else ():
        sheet, _, cell = cells.get(name, "").rpartition("!")
        if (sheet, cell) not in layout.odd:
            continue
        again = layout.odd[sheet, cell]
        values.pop(name, None)
        if isinstance(again, Odd):
            doubtful.append(name)
        elif not isinstance(again, Missing):
            values[name] = again
    blank = tuple(n for n in names if n not in values)
    return Statement(kind, table, values, layout.origin, number, {}, blank, tuple(doubtful), cells)


def check_credit_code(told: Told, codes: CodeWords, vocabulary: Vocabulary, accepted: frozenset[Kind]) -> list[Problem]:
    """The check digit of a form's credit code: a value that the vocabulary takes as any text."""
    own = told.own
    text = own.values.get(CREDIT_CODE)
    if not isinstance(text, str) or CREDIT_CODE not in own.kind.fields:
        return []
    found = ColumnReader(own.kind.fields[CREDIT_CODE], vocabulary, codes, Context(), "").read(text)
    if not isinstance(found, Odd):
        return []
    used = found.level is Level.NOTE or (found.level is Level.FIX and found.kind in accepted)
    if used and not isinstance(found.value, Missing):
        own.values[CREDIT_CODE] = found.value
    else:
        del own.values[CREDIT_CODE]
        own.doubtful = (*own.doubtful, CREDIT_CODE)
    params = {"text": found.text, "fix": found.fix}
    return [own.problem(found.kind, found.level, found.code, CREDIT_CODE, **{**found.params, **params})]


def _problem(item: Diagnostic, level: Level, kind: Kind, odd: Odd | None = None) -> Problem:
    place = item.place
    letters = place.cell.rstrip("0123456789")
    rows = (int(place.cell[len(letters) :]),) if place.cell else (place.line,) if place.line else ()
    column = letters or (str(place.col) if place.line else "")
    text, fix = (odd.text, odd.fix) if odd is not None else (f"{item.params.get('text', '')}", "")
    code, params = (odd.code, odd.params) if odd is not None else (item.code, item.params)
    where = (place.file, place.sheet, column, rows)
    return Problem(kind, level, code, *where, "", text, fix, params, lines=bool(place.line))


def file_problems(items: list[Diagnostic]) -> list[Problem]:
    """Diagnostics of a file that is read as a whole."""
    return [_problem(i, Level.NOTE if i.severity == "warning" else Level.BAD, Kind.FILE) for i in items]


def text_of_raw(raw: Raw | Marked) -> str:
    """A raw cell for messages, whatever is said of it."""
    return text_of(raw.raw if isinstance(raw, Marked) else raw)


def _row(grid: Grid, number: int) -> dict[int, str]:
    if number not in grid.numbers:
        return {}
    row = grid.rows[grid.numbers.index(number)]
    return {grid.left + i: text_of(c).strip() for i, c in enumerate(row)}


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _text_cell(place: Place) -> str:
    return f"{place.line}:{place.col}" if place.line else ""


__all__ = ["ANNOTATED", "MISSING", "SHEET_TITLES", "FormReader", "Told", "is_form", "place_records", "told_by_text"]
