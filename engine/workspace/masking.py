"""Personal data left out of what is handed on: every field declared personal, and keys and references that hold it."""

from __future__ import annotations

from collections.abc import Mapping

from anwei.engine.facts.subject import Record, Subject
from anwei.engine.facts.values import Blank, Value
from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, Vocabulary

MASK = "＊＊＊"
_TYPED = frozenset({MASK, "***"})


def masked(subject: Subject, vocabulary: Vocabulary) -> Subject:
    """A copy of a subject without personal data. The original stays as it is.

    A personal text becomes ``＊＊＊``; any other personal value becomes *not known*, as no other value says nothing.
    Where a table's key is personal, its records are numbered instead (``people[1]``), and references to them follow.
    Free text that is not declared personal is left as it is.
    """
    spec = vocabulary.subjects[subject.kind]
    masker = _Masker(spec, {})
    masker.number(subject)
    values = masker.values(subject.values, spec.fields)
    children = {name: masker.records(name, records, "") for name, records in subject.children.items()}
    return Subject("", subject.key, values, children, subject.place, subject.kind, dict(subject.coverage))


def is_mask(value: object) -> bool:
    """Whether a value that was read is the mask (or typed like it): it says nothing of what it stands for."""
    return isinstance(value, str) and value.strip() in _TYPED


class _Masker:
    """Masks one subject. ``keys`` maps a table whose key is personal to its keys and what stands for them."""

    def __init__(self, spec: SubjectSpec, keys: dict[str, dict[str, str]]) -> None:
        self.spec = spec
        self.keys = keys

    def number(self, owner: Record) -> None:
        for name, records in owner.children.items():
            table = self.spec.tables[name]
            if table.key and table.fields[table.key].personal:
                known = self.keys.setdefault(name, {})
                for record in records:
                    known.setdefault(record.key, str(len(known) + 1))
            for record in records:
                self.number(record)

    def records(self, name: str, records: list[Record], parent: str) -> list[Record]:
        return [self.record(name, record, parent, index) for index, record in enumerate(records)]

    def record(self, name: str, record: Record, parent: str, index: int) -> Record:
        table = self.spec.tables[name]
        key = self.keys[name][record.key] if name in self.keys and record.key else record.key
        values = self.values(record.values, table.fields)
        if name in self.keys and record.key:
            values[table.key] = key
        shown = key or record.path.rpartition("[")[2].rstrip("]") or str(index)
        path = f"{parent}{name}[{shown}]"
        children = {n: self.records(n, rows, f"{path}.") for n, rows in record.children.items()}
        return Record(path, key, values, children, record.place)

    def values(self, values: Mapping[str, Value], fields: Mapping[str, FieldSpec]) -> dict[str, Value]:
        return {name: self.value(value, fields[name]) for name, value in values.items()}

    def value(self, value: Value, spec: FieldSpec) -> Value:
        known = self.keys.get(spec.to, {}) if spec.to else {}
        if known and isinstance(value, frozenset):
            return frozenset(known.get(v, MASK) for v in value)
        if known and isinstance(value, str):
            return known.get(value, MASK)
        if not spec.personal or value is None or isinstance(value, Blank):
            return value
        return MASK if isinstance(value, str) and spec.type == "text" else None
