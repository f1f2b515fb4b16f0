"""What is known beforehand about files: the user's mapping file, and what earlier imports of a source have taught.

A source is recognised by its sheet's name (without numbers) and its headers, so next month's workbook of the same
township needs no second look.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from anwei.engine.documents.diagnostics import Diagnostics, nearest
from anwei.engine.documents.nodes import read_documents
from anwei.engine.documents.shape import Key, Reader, Shape
from anwei.engine.facts.vocabulary import FieldSpec, Vocabulary, folded
from anwei.engine.forms.layout import OWNER
from anwei.engine.workspace.changes import SetDocument
from anwei.engine.workspace.importing.columns import IGNORED, LINKS, SUBJECT_LINK, Mapped
from anwei.engine.workspace.importing.headers import Given, signature
from anwei.engine.workspace.importing.words import known_unit

COLLECTION = "import-mappings"

MAPPING_SHAPE: Shape = {
    "mapping": Key("text", True),
    "year": Key("integer"),
    "division": Key("text"),
    "sheets": Key("list"),
    "subjects": Key("map"),
    "different": Key("texts"),
}
SHEET_SHAPE: Shape = {
    "sheet": Key("text"),
    "file": Key("text"),
    "kind": Key("name"),
    "table": Key("name"),
    "header": Key("text"),
    "columns": Key("map"),
    "units": Key("map"),
    "subject": Key("text"),
    "ignore": Key("boolean"),
}


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """What is said about sheets whose name and file match the patterns (``*`` stands for anything)."""

    sheet: str = "*"
    file: str = "*"
    kind: str = ""
    table: str = ""
    given: Given = field(default_factory=Given)
    subject: str = ""
    ignore: bool = False

    def fits(self, file: str, sheet: str) -> bool:
        return fnmatchcase(sheet, self.sheet) and fnmatchcase(Path(file).name, self.file)


@dataclass(frozen=True, slots=True)
class FileMapping:
    """A mapping file: sheets, names that mean subjects on file, and new names that only look like others."""

    sheets: tuple[SheetMapping, ...] = ()
    same: Mapping[str, str] = field(default_factory=dict)
    different: tuple[str, ...] = ()
    year: int = 0
    division: str = ""

    def sheet(self, file: str, sheet: str) -> SheetMapping:
        """What is said about a sheet: the first entry that fits."""
        return next((s for s in self.sheets if s.fits(file, sheet)), SheetMapping())


def read_mapping(path: Path, vocabulary: Vocabulary) -> FileMapping:
    """The mapping file at ``path``. Raises AnweiError with every problem in it."""
    diagnostics = Diagnostics()
    documents = read_documents(path)
    found = FileMapping()
    for document in documents[:1]:
        reader = Reader(document, MAPPING_SHAPE, diagnostics)
        sheets = tuple(
            _sheet(Reader(n, SHEET_SHAPE, diagnostics), vocabulary, diagnostics) for n in reader.elements("sheets")
        )
        same = {name: node.text or str(node.value) for name, node in reader.entries("subjects")}
        year, division = reader.integer("year"), reader.text("division")
        found = FileMapping(sheets, same, reader.names("different"), year, division)
    diagnostics.raise_errors()
    return found


def _sheet(reader: Reader, vocabulary: Vocabulary, diagnostics: Diagnostics) -> SheetMapping:
    kind, table = reader.text("kind"), reader.text("table")
    if kind and kind not in vocabulary.subjects:
        hint = nearest(kind, vocabulary.subjects) or ", ".join(vocabulary.subjects)
        diagnostics.error("RUL-022", reader.place("kind"), name=kind, hint=hint)
        kind = ""
    tables = [t for k in _kinds(vocabulary, kind) for t in vocabulary.subjects[k].tables]
    if table and table not in tables:
        hint = nearest(table, tables) or ", ".join(dict.fromkeys(tables))
        diagnostics.error("INP-020", reader.place("table"), name=table, hint=hint)
        table = ""
    fields = _fields(vocabulary, kind, table)
    columns: dict[str, str] = {}
    for header, node in reader.entries("columns"):
        name = node.text or str(node.value)
        if name != IGNORED and name not in fields:
            hint = nearest(name, fields) or ", ".join(list(fields)[:10])
            where = table or kind or "-"
            diagnostics.error("INP-023", node.place, name=name, where=where, hint=hint)
        columns[header] = name
    units: dict[str, str] = {}
    for header, node in reader.entries("units"):
        if not known_unit(node.text):
            diagnostics.error("FCT-003", node.place, unit=node.text, hint="万元")
        units[header] = node.text
    first, last = _rows(reader, diagnostics)
    return SheetMapping(
        reader.text("sheet") or "*",
        reader.text("file") or "*",
        kind,
        table,
        Given(first, last, columns, units),
        reader.text("subject"),
        reader.boolean("ignore"),
    )


def _rows(reader: Reader, diagnostics: Diagnostics) -> tuple[int, int]:
    """The rows of the header: ``3`` or ``3-4``."""
    text = reader.text("header")
    first, _, last = text.partition("-")
    if not text:
        return 0, 0
    if not first.strip().isdigit() or (last and not last.strip().isdigit()):
        diagnostics.error("SHP-004", reader.place("header"), key="header", expected="3 | 3-4")
        return 0, 0
    return int(first), int(last or first)


def _kinds(vocabulary: Vocabulary, kind: str) -> Iterable[str]:
    return [kind] if kind else list(vocabulary.subjects)


def _fields(vocabulary: Vocabulary, kind: str, table: str) -> dict[str, FieldSpec | None]:
    """Names that columns may be mapped to."""
    found: dict[str, FieldSpec | None] = {}
    for name in _kinds(vocabulary, kind):
        spec = vocabulary.subjects[name]
        tables = [spec.tables[table]] if table in spec.tables else [] if table else list(spec.tables.values())
        found |= {} if table else dict(spec.fields)
        for each in tables:
            found |= dict(each.fields)
    return {**found, OWNER: None, **{f"{SUBJECT_LINK}.{n}": None for n in LINKS}}


class MappingBook:
    """What earlier imports have taught, by source: kept as documents of the workspace."""

    def __init__(self, documents: Mapping[str, Any] | None = None) -> None:
        self.documents = dict(documents or {})
        self.learned: dict[str, dict[str, object]] = {}

    def recall(self, headers: Iterable[str], sheet: str) -> tuple[str, str, Given]:
        """Kind, table and columns as used for this source before; empty where it is new."""
        body = self.documents.get(_key(headers, sheet))
        if not isinstance(body, dict):
            return "", "", Given()
        columns = {str(k): str(v) for k, v in dict(body.get("columns") or {}).items()}
        return str(body.get("kind", "")), str(body.get("table", "")), Given(columns=columns, how="learned")

    def learn(self, mapped: Mapped, headers: Iterable[str], sheet: str, *, guesses: bool) -> None:
        """Keep how a source was understood, if anything but the header's own words was needed."""
        used = [c for c in mapped.columns if c.field and (guesses or c.how != "guess")]
        if not any(c.how in ("given", "guess", "learned") for c in used):
            return
        target = mapped.target
        columns = {c.header: c.field for c in used if c.header}
        body = {"kind": target.kind.name, "table": target.table.name if target.table else "", "columns": columns}
        key = _key(headers, sheet)
        if self.documents.get(key) != body:
            self.learned[key] = dict(body)

    def changes(self) -> list[SetDocument]:
        """What was learned, for the same write as the import itself."""
        return [SetDocument(COLLECTION, key, body) for key, body in sorted(self.learned.items())]


def _key(headers: Iterable[str], sheet: str) -> str:
    return hashlib.sha256(folded(signature(tuple(headers), sheet)).encode()).hexdigest()[:24]
