"""What the tests of forms share: a difficult vocabulary, subjects drawn from any vocabulary, and comparing them."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import strategies as st

from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.documents.nodes import parse_documents
from anwei.engine.facts.declare import declare
from anwei.engine.facts.read import read_subject
from anwei.engine.facts.subject import Coverage, Record, Subject
from anwei.engine.facts.values import BLANK, INT64_MAX, UNKNOWN_MARKS, Value, key_text
from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, TableSpec, Vocabulary
from anwei.engine.forms.read import read_workbook_bytes
from anwei.engine.forms.write import FormOptions, write_subject
from anwei.engine.messages import Lang

HERE = Path(__file__).resolve().parent
LAST_DAY = date.max.toordinal()
AWKWARD = (
    "=1+1",
    "#5",
    "#",
    "a、b",
    "a/b",
    "[1]",
    '["a"]',
    "2026-03-05",
    "00123",
    "1e5",
    "_x000D_",
    "_x005F_",
    "x005F_",
    "无",
    "none",
    "true",
    "是",
    "'引号",
    "a\r\nb",
    "a\tb",
    "１２",
    "㎡",
    "@owner",
    "x\u000by",
    "𠮷田",
    "\ufffe",
    "+86",
)


@cache
def small_vocabulary() -> Vocabulary:
    diagnostics = Diagnostics()
    path = HERE / "vocabulary.yaml"
    vocabulary = declare(parse_documents(path.read_bytes(), path.name), diagnostics)
    assert not diagnostics.items, [d.line("en") for d in diagnostics.items]
    return vocabulary


def subject_of(text: str, vocabulary: Vocabulary) -> Subject:
    """A subject from YAML text that must be right."""
    diagnostics = Diagnostics()
    found = read_subject(parse_documents(text.encode(), "test.yaml")[0], vocabulary, diagnostics)
    assert found is not None and not diagnostics.errors, [d.line("en") for d in diagnostics.errors]
    return found


def plain(record: Record, fields: dict[str, FieldSpec], spec: SubjectSpec) -> object:
    """A record for comparing: without places, and with "not on file" left out wherever a blank means just that."""
    values = {n: v for n, v in record.values.items() if v is not None or fields[n].not_yet}
    children = {n: [plain(r, spec.tables[n].fields, spec) for r in rows] for n, rows in record.children.items() if rows}
    return record.path, record.key, values, children


def facts_of(subject: Subject, spec: SubjectSpec) -> object:
    """Everything a subject says, for comparing."""
    return subject.kind, plain(subject, spec.fields, spec), subject.coverage


def round_trip(subject: Subject, vocabulary: Vocabulary, lang: Lang = "zh") -> Subject:
    """The subject written to a workbook and read back, without any problem."""
    data = write_subject(subject, vocabulary, options=FormOptions(lang))
    diagnostics = Diagnostics()
    found = read_workbook_bytes(data, "form.xlsx", vocabulary, diagnostics)
    assert [d.line("en") for d in diagnostics.errors] == []
    assert len(found) == 1
    return found[0]


def edited(data: bytes, change: Callable[[Any], object]) -> bytes:
    """A workbook after ``change`` has been made to it in openpyxl, as in Excel."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def column(sheet: Any, name: str) -> int:
    """The column of a table's sheet that holds a field."""
    return next(c.column for c in sheet[3] if c.value == name)


def fact_row(sheet: Any, name: str) -> int:
    """The row of the sheet of basic facts that holds a field."""
    return next(c.row for c in sheet["A"] if c.value == name)


# -- drawing subjects from a vocabulary --------------------------------------------------------------------------------


def texts() -> st.SearchStrategy[str]:
    drawn = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(str.strip)
    return st.one_of(drawn, st.sampled_from(AWKWARD)).filter(lambda t: t and t.casefold() not in UNKNOWN_MARKS)


def value_of(spec: FieldSpec, vocabulary: Vocabulary) -> st.SearchStrategy[Value]:
    """Any value that a field can hold."""
    match spec.type:
        case "integer" | "decimal" | "money":
            low = -INT64_MAX if spec.minimum is None else spec.minimum
            high = INT64_MAX if spec.maximum is None else spec.maximum
            return st.one_of(st.integers(low, high), st.integers(low, min(high, max(low, 10**6))))
        case "boolean":
            return st.booleans()
        case "date":
            return st.one_of(st.integers(1, LAST_DAY), st.integers(738000, 740000))
        case "code":
            return st.sampled_from(sorted(vocabulary.codes[spec.codes].codes))
        case "codes":
            return st.frozensets(st.sampled_from(sorted(vocabulary.codes[spec.codes].codes)), max_size=4)
        case "refs":
            anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=3)
            return st.frozensets(st.one_of(texts(), anything), max_size=3)
        case "text":
            return texts()
        case "division":
            return st.from_regex(r"[0-9]{6}([0-9]{3})?", fullmatch=True)
        case _:  # a ref is held in its compatibility form
            return (
                texts()
                .map(lambda t: unicodedata.normalize("NFKC", t).strip())
                .filter(lambda t: t and t.casefold() not in UNKNOWN_MARKS)
            )


@st.composite
def values_of(draw: st.DrawFn, fields: dict[str, FieldSpec], vocabulary: Vocabulary) -> dict[str, Value]:
    values: dict[str, Value] = {n: BLANK for n, f in fields.items() if f.not_yet}
    names = draw(st.lists(st.sampled_from(sorted(fields)), unique=True, max_size=8))
    for name in names:
        unknown = draw(st.integers(0, 9)) == 0
        values[name] = None if unknown else draw(value_of(fields[name], vocabulary))
    return values


@st.composite
def records_of(
    draw: st.DrawFn, table: TableSpec, spec: SubjectSpec, vocabulary: Vocabulary, parent: str = ""
) -> list[Record]:
    rows: list[Record] = []
    keys: set[str] = set()
    for index in range(draw(st.integers(0, 3))):
        values = draw(values_of(table.fields, vocabulary))
        key = key_text(values.get(table.key), table.fields.get(table.key)) if table.key else ""
        if key in keys:
            values[table.key], key = None, ""
        keys |= {key} - {""}
        path = f"{parent}{table.name}[{key or index}]"
        children = {t.name: draw(records_of(t, spec, vocabulary, f"{path}.")) for t in spec.children(table.name)}
        rows.append(Record(path, key, values, children))
    return rows


@st.composite
def subjects(draw: st.DrawFn, vocabulary: Vocabulary) -> Subject:
    """Any subject of any kind of a vocabulary, with facts in a few of its tables."""
    spec = vocabulary.subjects[draw(st.sampled_from(sorted(vocabulary.subjects)))]
    values = draw(values_of(spec.fields, vocabulary))
    values["id"] = draw(texts())
    names = [t.name for t in spec.children("")]
    tables = draw(st.lists(st.sampled_from(names), unique=True, max_size=4))
    children = {n: draw(records_of(spec.tables[n], spec, vocabulary)) for n in tables}
    stated = draw(st.lists(st.sampled_from([*spec.tables, *vocabulary.subjects]), unique=True, max_size=4))
    coverage = {n: draw(st.sampled_from(list(Coverage))) for n in stated}
    return Subject("", str(values["id"]), values, children, kind=spec.name, coverage=coverage)
