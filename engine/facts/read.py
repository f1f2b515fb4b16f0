"""Subjects from YAML and JSON files: every value typed against the vocabulary, every problem with its place."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from pathlib import Path
from typing import Any

from anwei.engine.documents.diagnostics import NO_HINT, Diagnostics, Place, nearest
from anwei.engine.documents.nodes import Node, read_documents
from anwei.engine.documents.shape import Key, Reader, Shape
from anwei.engine.facts.subject import Coverage, Record, Subject
from anwei.engine.facts.values import BLANK, BadValue, Value, key_text, parse_value
from anwei.engine.facts.vocabulary import (
    ATTESTATIONS,
    ITEM,
    SECTOR_CODES,
    FieldSpec,
    SubjectSpec,
    TableSpec,
    Vocabulary,
)
from anwei.engine.messages import Text

SUBJECT_FILE_SHAPE: Shape = {
    "subject": Key("name", True),
    "id": Key("text", True),
    "name": Key("text"),
    "division": Key("text"),
    "facts": Key("map"),
    "tables": Key("map"),
    "coverage": Key("map"),
    "note": Key("value"),
    "example": Key("boolean"),
}
SUFFIXES = (".yaml", ".yml", ".json")


def read_subjects(path: Path, vocabulary: Vocabulary, diagnostics: Diagnostics) -> list[Subject]:
    """The subjects of a YAML or JSON file. Raises AnweiError where the file itself cannot be read."""
    subjects: list[Subject] = []
    for document in read_documents(path):
        listed = document.get("subjects")
        for node in listed.elements() if listed is not None and listed.is_list else [document]:
            subject = read_subject(node, vocabulary, diagnostics)
            if subject is not None:
                subjects.append(subject)
    return subjects


def read_subject(node: Node, vocabulary: Vocabulary, diagnostics: Diagnostics) -> Subject | None:
    """One subject mapping, or None after reporting what makes it unusable."""
    reader = Reader(node, SUBJECT_FILE_SHAPE, diagnostics)
    if not node.is_map:
        return None
    kind = reader.text("subject")
    spec = vocabulary.subjects.get(kind)
    if spec is None:
        if kind:
            hint = nearest(kind, vocabulary.subjects) or ", ".join(vocabulary.subjects)
            diagnostics.error("RUL-022", reader.place("subject"), name=kind, hint=hint)
        return None
    head = {k: v for k in ("id", "name", "division") if (v := node.get(k)) is not None}
    entries = {**head, **dict(reader.entries("facts"))}
    places = {k: node.key_place(k) for k in head}
    facts = node.get("facts")
    places |= (facts.key_places or {}) if facts is not None else {}
    return Filler(spec, vocabulary, diagnostics).subject(
        Node(dict(entries), node.place, key_places=places),
        dict(reader.entries("tables")),
        dict(reader.entries("coverage")),
        node.place,
    )


class Filler:
    """Types the raw facts of one subject."""

    def __init__(self, spec: SubjectSpec, vocabulary: Vocabulary, diagnostics: Diagnostics) -> None:
        self.spec = spec
        self.vocabulary = vocabulary
        self.diagnostics = diagnostics
        self.references: list[tuple[FieldSpec, Node, Value]] = []  # to records of the subject's own tables

    def subject(self, fields: Node, tables: dict[str, Node], coverage: dict[str, Node], place: Place) -> Subject:
        self.references.clear()
        values = self.values(fields, self.spec.fields, self.spec.name)
        if not values.get("division"):
            self.nowhere(str(values.get("name") or values.get("id") or "?"), place)
        self.broad_sectors(values, fields)
        subject = Subject("", str(values.get("id") or ""), values, {}, place, self.spec.name)
        for name, node in tables.items():
            table = self.spec.tables.get(name)
            if table is None or table.parent:
                top = [t.name for t in self.spec.children("")]
                self.diagnostics.error("INP-020", node.place, name=name, hint=nearest(name, top) or ", ".join(top))
                continue
            subject.children[name] = self.rows(table, node, "")
        subject.coverage = self.coverage(coverage)
        self.check_references(subject)
        return subject

    def check_references(self, subject: Subject) -> None:
        """Tell of references to records that are not there. A table of which nothing is known may have them."""
        if not self.references:
            return
        keys = dict[str, set[str]]()
        collect_keys(subject, keys)
        for spec, node, value in self.references:
            there = keys.get(spec.to, set())
            if not there and subject.coverage.get(spec.to) is not Coverage.COMPLETE:
                continue
            for text in sorted(value if isinstance(value, frozenset) else {str(value)}):
                if text not in there:
                    table = self.spec.tables[spec.to].label
                    hint = nearest(text, there) or "、".join(sorted(there)[:6]) or NO_HINT
                    params: dict[str, Any] = {"field": spec.label, "text": text[:40], "table": table, "hint": hint}
                    self.diagnostics.warning("INP-031", node.place, **params)

    def nowhere(self, name: str, place: Place) -> None:
        """Tell that a subject has no division."""
        self.diagnostics.warning("INP-027", place, name=name)

    def broad_sectors(self, values: dict[str, Value], fields: Node) -> None:
        """Tell of sectors given too broadly: a rule for one of the finer ones does not apply to them."""
        for spec in self.spec.fields.values():
            given = values.get(spec.name)
            if spec.codes != SECTOR_CODES or not isinstance(given, frozenset):
                continue
            codes = self.vocabulary.codes[SECTOR_CODES]
            for code in codes.broad(given):
                node = fields.get(spec.name)
                labels = [c.label for c in codes.finer(code)]
                finer = Text("、".join(t.zh for t in labels), ", ".join(t.en for t in labels))
                params: dict[str, Any] = {"field": spec.label, "text": codes.codes[code].label, "finer": finer}
                self.diagnostics.warning("INP-030", node.place if node is not None else fields.place, **params)

    def coverage(self, entries: dict[str, Node]) -> dict[str, Coverage]:
        found: dict[str, Coverage] = {}
        for name, node in entries.items():
            if name not in self.spec.tables and name not in self.vocabulary.subjects:
                hint = nearest(name, [*self.spec.tables, *self.vocabulary.subjects]) or "-"
                self.diagnostics.error("INP-020", node.place, name=name, hint=hint)
            elif node.text not in tuple(Coverage):
                self.diagnostics.error("INP-021", node.place, text=node.text)
            else:
                found[name] = Coverage(node.text)
        return found

    def rows(self, table: TableSpec, node: Node, parent: str) -> list[Record]:
        if not node.is_list:
            self.diagnostics.error("SHP-004", node.place, key=table.name, expected="list of records")
            return []
        rows: list[Record] = []
        keys: set[str] = set()
        for index, row in enumerate(node.elements()):
            if not row.is_map:
                self.diagnostics.error("SHP-001", row.place, expected="record")
                continue
            record = self.row(table, row, parent, index)
            if record.key and record.key in keys:
                self.diagnostics.error("INP-022", row.place, key=record.key, table=table.name)
            keys.add(record.key)
            rows.append(record)
        return rows

    def row(self, table: TableSpec, node: Node, parent: str, index: int) -> Record:
        nested = self.nested(table.name)
        own = {k: v for k, v in node.items() if k not in nested}
        values = self.values(Node(dict(own), node.place, key_places=node.key_places), table.fields, table.name)
        if table.name == ATTESTATIONS:
            self.seen_item(values, node)
        key = key_text(values.get(table.key), table.fields.get(table.key)) if table.key else ""
        path = f"{parent}{table.name}[{key or index}]"
        children = {
            name: self.rows(spec, child, f"{path}.")
            for name, spec in nested.items()
            if (child := node.get(name)) is not None
        }
        return Record(path, key, values, children, node.place)

    def seen_item(self, values: dict[str, Value], node: Node) -> None:
        """Name what was seen on site as rules do; what none of them asks is told, as it decides nothing."""
        text, asked = values.get(ITEM), self.vocabulary.attested.get(self.spec.name, {})
        if not isinstance(text, str) or not asked:
            return
        name = self.vocabulary.item(self.spec.name, text)
        if name:
            values[ITEM] = name
            return
        labels = {word: label for label in asked.values() for word in label}
        near = nearest(text, [*asked, *labels])
        cell = node.get(ITEM)
        hint = labels.get(near, asked.get(near, Text(NO_HINT, NO_HINT)))
        params: dict[str, Any] = {"text": text[:40], "hint": hint if near else NO_HINT}
        self.diagnostics.warning("INP-032", cell.place if cell is not None else node.place, **params)

    def nested(self, table: str) -> dict[str, TableSpec]:
        """The tables below a table."""
        return {t.name: t for t in self.spec.children(table)}

    def values(self, node: Node, specs: dict[str, FieldSpec], where: str) -> dict[str, Value]:
        values = self.blanks(specs)
        for name, entry in node.items():
            spec = specs.get(name)
            if spec is None:
                hint = nearest(name, specs) or ", ".join(list(specs)[:10])
                self.diagnostics.error("INP-023", node.key_place(name), name=name, where=where, hint=hint)
                continue
            try:
                values[name] = value = self.value(entry, spec)
                if spec.to in self.spec.tables and value not in (None, BLANK, ""):
                    self.references.append((spec, entry, value))
            except BadValue as bad:
                self.diagnostics.error(
                    "INP-024", entry.place, field=spec.label, name=name, problem=Problem(bad.code, bad.params)
                )
        return values

    def blanks(self, specs: dict[str, FieldSpec]) -> dict[str, Value]:
        """What has not happened as long as nobody says so."""
        return {n: BLANK for n, s in specs.items() if s.not_yet}

    def value(self, node: Node, spec: FieldSpec) -> Value:
        """One fact. Raises BadValue."""
        return parse_value(raw(node, spec), spec, self.vocabulary)


def collect_keys(record: Record, into: dict[str, set[str]]) -> None:
    """The keys of all records below one, by table."""
    for name, rows in record.children.items():
        for row in rows:
            into.setdefault(name, set()).add(unicodedata.normalize("NFKC", row.key))
            into[name].add(row.key)
            collect_keys(row, into)


class Problem:
    """A nested problem, worded in the language of the message that holds it."""

    def __init__(self, code: str, params: dict[str, object]) -> None:
        self.code = code
        self.params = params

    def __format__(self, spec: str) -> str:
        from anwei.engine.messages import error_text

        texts = error_text(self.code)
        return (texts.what.en if spec == "en" else texts.what.zh).format(**self.params)


def raw(node: Node, spec: FieldSpec) -> object:
    """A node's value as plain input; a scalar keeps its text where a number would lose it (``+8613...``, ``1.50``)."""
    if node.is_list:
        return [raw(n, spec) for n in node.elements()]
    if not spec.numeric and spec.type != "boolean" and node.text and isinstance(node.value, (int, Decimal)):
        return node.text
    return node.plain()
