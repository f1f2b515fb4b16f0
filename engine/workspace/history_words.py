"""A statement of a subject's history in words: the ledger, the field and its values by their labels."""

from __future__ import annotations

from collections.abc import Collection

from anwei.engine.facts.schema import in_unit
from anwei.engine.facts.values import show_date
from anwei.engine.facts.vocabulary import FieldSpec, TableSpec, Vocabulary
from anwei.engine.messages import Lang, label
from anwei.engine.workspace.lists import Said
from anwei.engine.workspace.rows import COVERAGE

_ON = "on"  # of a statement of coverage: the day of which it is said


def ledger_of(said: Said, kind: str, vocabulary: Vocabulary) -> TableSpec | None:
    """The ledger that a statement is about (its record, or how complete it is); None for the subject's own facts."""
    spec = vocabulary.subjects.get(kind)
    name = "".join(said.record) if said.table == COVERAGE else said.table
    return spec.tables.get(name) if spec is not None else None


def field_of(said: Said, kind: str, vocabulary: Vocabulary) -> FieldSpec | None:
    """The field that is stated; None for coverage and for fields that the vocabulary does not know."""
    spec = vocabulary.subjects.get(kind)
    if spec is None or said.table == COVERAGE:
        return None
    ledger = spec.tables.get(said.table)
    return (
        ledger.fields.get(said.field) if ledger is not None else spec.fields.get(said.field) if not said.table else None
    )


def record_words(said: Said, kind: str, vocabulary: Vocabulary, lang: Lang) -> str:
    """The ledger and record of a statement: ``演练台账[D2026-0001]``; of coverage the ledger alone; else empty."""
    ledger = ledger_of(said, kind, vocabulary)
    if said.table == COVERAGE:
        return ledger.label.lang(lang) if ledger is not None else ".".join(said.record)
    name = ledger.label.lang(lang) if ledger is not None else said.table
    return f"{name}[{'.'.join(said.record)}]" if said.table else ""


def field_words(said: Said, kind: str, vocabulary: Vocabulary, lang: Lang) -> str:
    """The field of a statement by its label."""
    if said.table == COVERAGE and said.field:
        return label("history.coverage.on" if said.field == _ON else "form.coverage", lang)
    spec = field_of(said, kind, vocabulary)
    return spec.label.lang(lang) if spec is not None else said.field


def value_words(said: Said, kind: str, vocabulary: Vocabulary, value: object, lang: Lang) -> str:
    """A stored value of a statement, which is there: days as dates, codes by their labels, numbers in their unit."""
    if said.table == COVERAGE:
        if isinstance(value, int):
            return show_date(value) if value else ""  # 0: of no certain day
        return label(f"form.coverage.{value}", lang)
    return stored_words(field_of(said, kind, vocabulary), vocabulary, value, lang)


def stored_words(spec: FieldSpec | None, vocabulary: Vocabulary, value: object, lang: Lang) -> str:
    """A stored value of a field in words."""
    if isinstance(value, bool):
        return label("form.yes" if value else "form.no", lang)
    if spec is not None and isinstance(value, int):
        if spec.type == "date":
            return show_date(value)
        return f"{in_unit(value, spec):f}" if spec.numeric else str(value)
    several: Collection[object] = value if isinstance(value, (list, set, frozenset)) else [value]
    if spec is not None and spec.codes:
        several = [vocabulary.code_label(spec.codes, str(n)).lang(lang) for n in several]
    return label("mark.list", lang).join(map(str, several))
