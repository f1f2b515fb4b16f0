"""From ``facts`` documents to the vocabulary. Later documents add; none may change what another declares."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import cast, get_args

from anwei.engine.documents.diagnostics import NO_HINT, Diagnostics, Place, nearest
from anwei.engine.documents.nodes import Node
from anwei.engine.documents.shape import Key, Reader, Shape, bilingual
from anwei.engine.facts.units import UNITS, convert
from anwei.engine.facts.values import BadValue, to_amount
from anwei.engine.facts.vocabulary import (
    NUMERIC,
    Code,
    CodeList,
    FieldSpec,
    FieldType,
    SubjectSpec,
    TableSpec,
    ViewSpec,
    Vocabulary,
    folded,
)
from anwei.engine.messages import Text

FACTS_SHAPE: Shape = {
    "facts": Key("name", True),
    "extends": Key("names"),
    "note": Key("bilingual"),
    "codes": Key("map"),
    "shapes": Key("map"),
    "subjects": Key("map"),
}
SUBJECT_SHAPE: Shape = {
    "label": Key("bilingual"),
    "like": Key("names"),
    "fields": Key("map"),
    "tables": Key("map"),
    "views": Key("map"),
}
TABLE_SHAPE: Shape = {
    "label": Key("bilingual"),
    "key": Key("name"),
    "parent": Key("name"),
    "fields": Key("map"),
}
VIEW_SHAPE: Shape = {"of": Key("name", True), "where": Key("condition", True), "label": Key("bilingual", True)}
FIELD_SHAPE: Shape = {
    "type": Key("choice", True, get_args(FieldType)),
    "label": Key("bilingual", True),
    "help": Key("bilingual"),
    "unit": Key("name"),
    "scale": Key("integer"),
    "min": Key("value"),
    "max": Key("value"),
    "of": Key("name"),
    "to": Key("name"),
    "blank": Key("choice", False, ("not_yet", "unknown")),
    "personal": Key("boolean"),
}
CODE_SHAPE: Shape = {
    "zh": Key("text", True),
    "en": Key("text", True),
    "broader": Key("name"),
    "aliases": Key("names"),
}

_BUILTIN = Place("(built in)")


def _builtin_field(name: str, type_: FieldType, zh: str, en: str, *, personal: bool = False) -> FieldSpec:
    return FieldSpec(name, type_, Text(zh, en), personal=personal, place=_BUILTIN)


def builtin_fields() -> dict[str, FieldSpec]:
    """The fields that every subject has."""
    return {
        "id": _builtin_field("id", "text", "编号", "Id"),
        "name": _builtin_field("name", "text", "名称", "Name"),
        "division": _builtin_field("division", "division", "行政区划代码", "Division code"),
    }


def attestation_table() -> TableSpec:
    """What was seen on site: by whom, when, and until when it counts."""
    fields = [
        _builtin_field("item", "text", "核实事项", "Item"),
        _builtin_field("holds", "boolean", "是否属实", "Holds"),
        _builtin_field("seen_on", "date", "核实日期", "Seen on"),
        _builtin_field("valid_until", "date", "有效至", "Valid until"),
        _builtin_field("by", "text", "核实人", "Seen by", personal=True),
    ]
    return TableSpec(
        "attestations",
        Text("现场核实", "Attestations"),
        fields={f.name: f for f in fields},
        always_complete=True,
        place=_BUILTIN,
    )


def declare(documents: list[Node], diagnostics: Diagnostics) -> Vocabulary:
    """The vocabulary of all ``facts`` documents together; problems go to ``diagnostics``."""
    builder = _Builder(diagnostics)
    names = {d.get("facts").text for d in documents if d.get("facts") is not None}  # type: ignore[union-attr]
    readers = [Reader(d, FACTS_SHAPE, diagnostics) for d in documents]
    for reader in readers:
        builder.check_extends(reader, names)
        builder.codes(reader)
    for reader in readers:
        builder.shapes.update(dict(reader.entries("shapes")))
    for reader in readers:
        builder.subjects(reader)
    builder.check_references()
    return builder.vocabulary


class _Builder:
    def __init__(self, diagnostics: Diagnostics) -> None:
        self.diagnostics = diagnostics
        self.vocabulary = Vocabulary()
        self.shapes: dict[str, Node] = {}
        self.broader: dict[tuple[str, str], Place] = {}  # of a code list and a code: where its broader code is named
        self.bases: dict[tuple[str, str], Place] = {}  # of a subject and a view: where its table is named
        self.words: dict[str, dict[str, str]] = {}  # of each code list: what input may write -> the code it means

    def check_extends(self, reader: Reader, names: Collection[str]) -> None:
        for name in reader.names("extends"):
            if name not in names:
                hint = nearest(name, names) or NO_HINT
                self.diagnostics.error("FCT-008", reader.place("extends"), name=name, hint=hint)

    def codes(self, reader: Reader) -> None:
        for list_name, entries in reader.entries("codes"):
            target = self.vocabulary.codes.setdefault(list_name, CodeList(list_name))
            if not entries.is_map:
                self.diagnostics.error("SHP-001", entries.place, expected="mapping")
                continue
            for name, node in entries.items():
                code = Reader(node, CODE_SHAPE, self.diagnostics)
                if name in target.codes:
                    self.diagnostics.error("FCT-001", entries.key_place(name), name=name, where=list_name)
                elif code.ok:
                    target.codes[name] = Code(name, bilingual(node), code.text("broader"), code.names("aliases"))
                    self.broader[list_name, name] = code.place("broader")
                    self._check_words(target.codes[name], list_name, node)

    def _check_words(self, code: Code, list_name: str, node: Node) -> None:
        """A word that input may write means one code: the first would be taken for the other without a sign."""
        known = self.words.setdefault(list_name, {})
        for word in (code.name, code.label.zh, code.label.en, *code.aliases):
            first = known.setdefault(folded(word), code.name)
            if first != code.name:
                self.diagnostics.error("FCT-007", node.place, text=word, list=list_name, first=first, code=code.name)

    def subjects(self, reader: Reader) -> None:
        for name, node in reader.entries("subjects"):
            subject = self.vocabulary.subjects.get(name)
            shape = Reader(node, SUBJECT_SHAPE, self.diagnostics)
            if subject is None:
                label = shape.bilingual("label")
                if not label.zh:
                    self.diagnostics.error("SHP-003", node.place, key="label")
                subject = SubjectSpec(
                    name, label, builtin_fields(), {"attestations": attestation_table()}, place=node.place
                )
                self.vocabulary.subjects[name] = subject
            for like in shape.names("like"):
                if like not in self.shapes:
                    hint = nearest(like, self.shapes)
                    self.diagnostics.error("FCT-002", shape.place("like"), name=like, hint=hint)
                    continue
                self._add(subject, Reader(self.shapes[like], SUBJECT_SHAPE, self.diagnostics), shared=True)
            self._add(subject, shape)

    def _add(self, subject: SubjectSpec, shape: Reader, shared: bool = False) -> None:
        self._fields(shape, subject.fields, subject.name, shared)
        for name, node in shape.entries("tables"):
            self._table(subject, name, Reader(node, TABLE_SHAPE, self.diagnostics), shared)
        for name, node in shape.entries("views"):
            view = Reader(node, VIEW_SHAPE, self.diagnostics)
            if name in subject.views or name in subject.tables:
                if not shared:
                    self.diagnostics.error("FCT-001", node.place, name=name, where=subject.name)
            elif view.ok:
                where = view.node_of("where")
                assert where is not None
                subject.views[name] = ViewSpec(name, view.text("of"), where, view.bilingual("label"))
                self.bases[subject.name, name] = view.place("of")

    def _table(self, subject: SubjectSpec, name: str, shape: Reader, shared: bool) -> None:
        table = subject.tables.get(name)
        if table is None:
            label = shape.bilingual("label")
            if not label.zh:
                self.diagnostics.error("SHP-003", shape.node.place, key="label")
            table = TableSpec(name, label, shape.text("key"), shape.text("parent"), place=shape.node.place)
            subject.tables[name] = table
        elif not shared and (shape.has("key") and shape.text("key") != table.key):
            self.diagnostics.error("FCT-001", shape.place("key"), name=f"{name}.key", where=subject.name)
        self._fields(shape, table.fields, f"{subject.name}.{name}", shared)

    def _fields(self, shape: Reader, into: dict[str, FieldSpec], where: str, shared: bool) -> None:
        for name, node in shape.entries("fields"):
            spec = self.field(name, node)
            if spec is None:
                continue
            if name in into:
                if not shared or into[name].place != spec.place:
                    self.diagnostics.error("FCT-001", node.place, name=name, where=where)
                continue
            into[name] = spec

    def field(self, name: str, node: Node) -> FieldSpec | None:
        shape = Reader(node, FIELD_SHAPE, self.diagnostics)
        if not shape.ok:
            return None
        type_ = cast(FieldType, shape.text("type"))
        unit, scale = shape.text("unit"), {"money": 2, "decimal": 2}.get(type_, 0)
        if type_ == "money":
            unit = "CNY"
        if unit and unit not in UNITS:
            self.diagnostics.error("FCT-003", shape.place("unit"), unit=unit, hint=nearest(unit, UNITS) or "-")
        if shape.has("scale"):
            scale = shape.integer("scale")
        elif unit in ("%", "‰"):
            scale = 4 if unit == "%" else 5
        help_ = shape.bilingual("help") if shape.has("help") else None
        spec = FieldSpec(
            name,
            type_,
            shape.bilingual("label"),
            scale,
            unit,
            codes=shape.text("of") if "code" in type_ else "",
            to=shape.text("to"),
            not_yet=shape.text("blank") == "not_yet",
            personal=shape.boolean("personal"),
            help=help_,
            place=node.place,
        )
        return replace(spec, minimum=self._bound(shape, "min", spec), maximum=self._bound(shape, "max", spec))

    def _bound(self, shape: Reader, key: str, spec: FieldSpec) -> int | None:
        node = shape.node_of(key)
        if node is None:
            return None
        if spec.type not in NUMERIC:
            self.diagnostics.error("SHP-002", node.place, key=key, hint="type")
            return None
        try:
            return int(to_amount(node.text or node.value, spec.unit).scaleb(spec.scale))
        except BadValue as bad:
            self.diagnostics.error(bad.code, node.place, rule="", **bad.params)
            return None

    def check_references(self) -> None:
        for subject in self.vocabulary.subjects.values():
            for table in subject.tables.values():
                if table.parent and table.parent not in subject.tables:
                    self.diagnostics.error("FCT-004", table.place, name=table.parent, where=subject.name)
                if table.key and table.key not in table.fields:
                    self.diagnostics.error("FCT-004", table.place, name=table.key, where=f"{subject.name}.{table.name}")
                for spec in table.fields.values():
                    self._check_field(spec, subject)
            for spec in subject.fields.values():
                self._check_field(spec, subject)
            for view in subject.views.values():
                if view.of not in subject.tables:
                    place = self.bases[subject.name, view.name]
                    self.diagnostics.error("FCT-004", place, name=view.of, where=subject.name)
        for codes in self.vocabulary.codes.values():
            self._check_broader(codes)

    def _check_broader(self, codes: CodeList) -> None:
        """Each broader code is there, and none is, by way of others, broader than itself."""
        done: set[str] = set()
        for start in codes.codes.values():
            chain: list[str] = []
            code: Code | None = start
            while code is not None and code.name not in done:
                done.add(code.name)
                chain.append(code.name)
                if code.broader and code.broader not in codes.codes:
                    place = self.broader[codes.name, code.name]
                    self.diagnostics.error("FCT-004", place, name=code.broader, where=codes.name)
                code = codes.codes.get(code.broader)
            if code is not None and code.name in chain:
                circle = [*chain[chain.index(code.name) :], code.name]
                place = self.broader[codes.name, circle[-2]]
                self.diagnostics.error("FCT-006", place, list=codes.name, chain=" -> ".join(circle))

    def _check_field(self, spec: FieldSpec, subject: SubjectSpec) -> None:
        if spec.type in ("code", "codes") and spec.codes not in self.vocabulary.codes:
            hint = nearest(spec.codes, self.vocabulary.codes) or "-"
            self.diagnostics.error("FCT-005", spec.place, list=spec.codes or "-", hint=hint)
        if spec.type in ("ref", "refs") and spec.to not in subject.tables:
            self.diagnostics.error("FCT-004", spec.place, name=spec.to or "to", where=subject.name)


__all__ = ["FACTS_SHAPE", "FIELD_SHAPE", "SUBJECT_SHAPE", "TABLE_SHAPE", "VIEW_SHAPE", "convert", "declare"]
