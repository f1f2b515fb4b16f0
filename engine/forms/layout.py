"""The layout of a collection form: its sheets, rows and columns. Writer and reader agree by this module alone.

The hidden sheet ``MANIFEST`` says what the form holds, so that a sheet or column deleted by hand is noticed instead of
being read as "nothing on file".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from anwei.engine.facts.vocabulary import ATTESTATIONS, FieldSpec, SubjectSpec, TableSpec, Vocabulary
from anwei.engine.forms.needs import Needs
from anwei.engine.messages import Lang, Text, label
from anwei.engine.messages.form_labels import FORM_LABELS

LAYOUT = "1"
MANIFEST = "_anwei"
MAGIC = "anwei-form"

#: Rows and columns, counted from 1 as people see them.
FACTS_FIRST = 4
FACT_NAME, FACT_LABEL, FACT_ENGLISH, FACT_VALUE, FACT_UNIT, FACT_HELP = range(1, 7)
COVERAGE_ROW, COVERAGE_COLUMN = 2, 2
NAMES_ROW, LABELS_ROW, RECORDS_FIRST = 3, 4, 5

OWNER = "@owner"  # the column of a nested table that names the record it belongs to
COVERAGE = "coverage:"  # rows of the first sheet that state the coverage of other subjects

_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\']")
_MAX_TITLE = 31


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table on one sheet. ``columns`` starts with the owner's key where records belong to another table's."""

    title: str
    table: TableSpec
    columns: tuple[FieldSpec, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)


@dataclass(frozen=True, slots=True)
class Layout:
    """A form for one kind of subject."""

    kind: SubjectSpec
    facts_title: str
    fields: tuple[FieldSpec, ...]
    coverage: tuple[tuple[str, Text], ...]  # further coverage asked for: other subjects, and what it is called
    sheets: tuple[Sheet, ...]
    items: tuple[str, ...] = ()  # what the rules ask to have been seen on site

    @property
    def fact_names(self) -> tuple[str, ...]:
        return (*(f.name for f in self.fields), *(f"{COVERAGE}{name}" for name, _ in self.coverage))


def plan(
    spec: SubjectSpec, vocabulary: Vocabulary, needs: Needs, lang: Lang, *, attestation_coverage: bool = False
) -> Layout:
    """The layout of a form that asks for ``needs``, in the order in which the vocabulary declares."""
    reserved = [label(f"form.sheet.{s}", lang) for s in ("guide", "facts", "codes")]
    titles = Titles([*reserved, MANIFEST])
    sheets = tuple(
        Sheet(titles.unique(t.label.lang(lang)), t, columns_of(t, spec, needs.tables[t.name]))
        for t in spec.tables.values()
        if t.name in needs.tables
    )
    coverage = [(k, vocabulary.subjects[k].label) for k in vocabulary.subjects if k in needs.others]
    if attestation_coverage:
        coverage += [(t.name, t.label) for t in spec.tables.values() if t.always_complete]
    fields = tuple(f for f in spec.fields.values() if f.name in needs.fields)
    asked = vocabulary.attested.get(spec.name, {})
    items = tuple(n for n in asked if n in needs.items or not needs.items) if ATTESTATIONS in needs.tables else ()
    return Layout(spec, reserved[1], fields, tuple(coverage), sheets, items)


def columns_of(table: TableSpec, spec: SubjectSpec, chosen: Iterable[str]) -> tuple[FieldSpec, ...]:
    """The columns of a sheet: owner, key, then the chosen fields as declared."""
    names = set(chosen)
    fields = [f for f in table.fields.values() if f.name in names]
    fields.sort(key=lambda f: f.name != table.key)
    return (*owner_column(table, spec), *fields)


def owner_column(table: TableSpec, spec: SubjectSpec) -> Iterator[FieldSpec]:
    """The column that says which record of the parent table a record belongs to; none for a subject's own tables."""
    if table.parent:
        parent = spec.tables[table.parent].label
        words = FORM_LABELS["form.owner"]
        yield FieldSpec(OWNER, "text", Text(words.zh.format(table=parent.zh), words.en.format(table=parent.en)))


class Titles:
    """Sheet titles as Excel allows them: short, without its special characters, unique without regard to case."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken = {t.casefold() for t in taken}

    def unique(self, wanted: str) -> str:
        base = _NOT_IN_TITLES.sub(" ", wanted).strip()[:_MAX_TITLE] or "-"
        title, number = base, 1
        while title.casefold() in self.taken:
            number += 1
            tail = f" {number}"
            title = base[: _MAX_TITLE - len(tail)] + tail
        self.taken.add(title.casefold())
        return title


def cell_name(row: int, column: int) -> str:
    """``cell_name(18, 4) == "D18"``."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def unit_text(unit: str) -> Text:
    """A unit for people, in both languages."""
    return FORM_LABELS.get(f"form.unit.{unit}", Text(unit, unit))


def header_text(spec: FieldSpec) -> str:
    """A column's header: both labels and the unit, once where it is what the label says."""
    unit = unit_text(spec.unit)
    zh = f"{spec.label.zh}（{unit.zh}）" if unit.zh not in ("", spec.label.zh) else spec.label.zh
    en = f"{spec.label.en} ({unit.en})" if unit.en not in ("", spec.label.en) else spec.label.en
    return f"{zh}\n{en}"


def header_names(header: str) -> Iterator[str]:
    """What a header written by hand may mean: the whole, each line, each without its unit."""
    for part in (header, *header.splitlines()):
        yield part.strip()
        yield re.sub(r"\s*[（(][^（()）]*[）)]\s*\Z", "", part).strip()
