"""Subjects as YAML or JSON files that can be read again: for programs, for handing on, for leaving."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Literal

import yaml

from anwei.engine.documents.nodes import MAX_DIGITS
from anwei.engine.facts.subject import Record, Subject
from anwei.engine.facts.units import UNITS
from anwei.engine.facts.values import Blank, Value, show_date
from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, Vocabulary
from anwei.engine.workspace.errors import refuse
from anwei.engine.workspace.rows import batches

Format = Literal["yaml", "json"]
HEADS = ("id", "name", "division")
UNKNOWN = "?"
PER_FILE = 500  # subjects: a file stays below what the reader takes


class Number(str):
    """A number as it is to stand in a file: exact, unquoted."""

    __slots__ = ()


def plain_subject(subject: Subject, vocabulary: Vocabulary) -> dict[str, object]:
    """A subject as an input file holds it. What is not known is left out; *not known* where a blank would mean *has not
    happened* is written as ``?``."""
    spec = vocabulary.subjects[subject.kind]
    fields = _plain_values(subject.values, spec.fields)
    found: dict[str, object] = {"subject": subject.kind}
    found.update((n, fields.pop(n)) for n in HEADS if n in fields)
    if fields:
        found["facts"] = fields
    tables = {n: [_plain_record(r, n, spec) for r in rows] for n, rows in subject.children.items() if rows}
    if tables:
        found["tables"] = tables
    if subject.coverage:
        found["coverage"] = {n: str(c) for n, c in sorted(subject.coverage.items())}
    return found


def _plain_record(record: Record, table: str, spec: SubjectSpec) -> dict[str, object]:
    nested = {n: [_plain_record(r, n, spec) for r in rows] for n, rows in record.children.items() if rows}
    return {**_plain_values(record.values, spec.tables[table].fields), **nested}


def _plain_values(values: Mapping[str, Value], fields: Mapping[str, FieldSpec]) -> dict[str, object]:
    """Values in the order in which the vocabulary declares their fields."""
    order = {name: i for i, name in enumerate(fields)}
    found: dict[str, object] = {}
    for name in sorted(values, key=lambda n: order[n]):
        value, spec = values[name], fields[name]
        if value is None and spec.not_yet:
            found[name] = UNKNOWN
        elif value is not None and not isinstance(value, Blank):
            found[name] = plain_value(value, spec)
    return found


def plain_value(value: int | bool | str | frozenset[str], spec: FieldSpec) -> object:
    """A value as it is written: exact numbers in the field's unit, ISO dates, sorted lists."""
    if isinstance(value, frozenset):
        return sorted(value)
    if spec.numeric and isinstance(value, int):
        factor = UNITS[spec.unit].factor if spec.unit in UNITS else Decimal(1)  # always a power of ten: exact
        text = format(Decimal(value).scaleb(-spec.scale) / factor, "f")
        return Number(text) if sum(map(str.isdigit, text)) <= MAX_DIGITS else text
    if spec.type == "date" and isinstance(value, int):
        return show_date(value)
    return value


class _Dumper(yaml.SafeDumper):
    """Texts always quoted, numbers as written: nothing is left to guessing when it is read again."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


_Dumper.add_representer(str, lambda d, v: d.represent_scalar("tag:yaml.org,2002:str", v, style='"'))
_Dumper.add_representer(Number, lambda d, v: d.represent_scalar("tag:yaml.org,2002:float", v))


def as_yaml(subjects: Iterable[dict[str, object]]) -> Iterator[str]:
    """One YAML document a subject."""
    for subject in subjects:
        yield "---\n" + yaml.dump(subject, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000)


def as_json(subjects: Iterable[dict[str, object]]) -> Iterator[str]:
    """One JSON document with all subjects under ``subjects``."""
    yield '{"subjects": ['
    for index, subject in enumerate(subjects):
        yield (",\n" if index else "\n") + _json(subject)
    yield "\n]}\n"


def _json(value: object) -> str:
    """JSON with numbers as written: binary fractions never touch them."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k, ensure_ascii=False)}: {_json(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_json, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def text_of(subjects: Iterable[dict[str, object]], format_: Format) -> Iterator[str]:
    """The subjects in a format, piece by piece."""
    return as_yaml(subjects) if format_ == "yaml" else as_json(subjects)


def write_export(subjects: Iterable[dict[str, object]], target: Path, format_: Format) -> int:
    """Write the subjects to a file, or into a folder (a name without suffix) as files of at most 500
    (``subjects-001.yaml`` ...); how many subjects there were. Raises AnweiError (DOC-011) where that fails.
    """
    try:
        if target.suffix:
            return _write_file(target, subjects, format_)
        target.mkdir(parents=True, exist_ok=True)
        parts = enumerate(batches(subjects, PER_FILE), 1)
        return sum(_write_file(target / f"subjects-{n:03d}.{format_}", part, format_) for n, part in parts)
    except OSError as error:
        refuse("DOC-011", str(target), reason=error.strerror or type(error).__name__)


def _write_file(path: Path, subjects: Iterable[dict[str, object]], format_: Format) -> int:
    """Write one file whole or not at all."""
    total = 0

    def counted() -> Iterator[dict[str, object]]:
        nonlocal total
        for total, subject in enumerate(subjects, 1):  # noqa: B007 - the count is the result
            yield subject

    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(text_of(counted(), format_))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return total
