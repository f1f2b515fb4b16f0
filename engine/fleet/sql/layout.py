"""Which tables and columns there are, and how each is stored: what the derived columns are read from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from anwei.engine.facts.vocabulary import FieldSpec, Vocabulary
from anwei.engine.fleet.tables import COVERAGE, OWNER, SUBJECT, UNKNOWN

if TYPE_CHECKING:
    import pyarrow as pa

#: An "instant" is a time of day with its zone; "word" is what is text once it is cast (enumerations, padded text).
Storage = Literal[
    "integer", "decimal", "float", "boolean", "date", "timestamp", "instant", "text", "word", "list", "null", "other"
]
LONGEST = 63  # bytes of a name that PostgreSQL keeps


@dataclass(frozen=True, slots=True)
class Stored:
    """How a column is stored; ``digits`` and ``scale`` are those of a decimal or whole number.

    ``type`` is what the engine calls it. ``sure``: it has been seen; without it the vocabulary asks for it, and the
    data may be stored in another way.
    """

    kind: Storage
    digits: int = 0
    scale: int = 0
    type: str = ""
    sure: bool = True

    @property
    def shown(self) -> str:
        return self.type or self.kind


KNOWN = ".known"  # of a list: whether it is known, for engines that hold no null in its place
TEXT, TRUTH = Stored("text", sure=False), Stored("boolean")


@dataclass(frozen=True, slots=True)
class Layout:
    """The tables at hand by their names in the columns layout, each with its columns."""

    tables: Mapping[str, Mapping[str, Stored]]

    def column(self, table: str, name: str) -> Stored | None:
        """How a column is stored; None where there is no such column, or nothing in it."""
        found = self.tables.get(table, {}).get(name)
        return None if found is None or found.kind == "null" else found

    @classmethod
    def of(cls, schemas: Mapping[str, pa.Schema]) -> Layout:
        """The layout of data at hand."""
        return cls({t: {f.name: _stored(f.type) for f in schema} for t, schema in schemas.items()})

    @classmethod
    def declared(cls, vocabulary: Vocabulary, *, null_lists: bool = True) -> Layout:
        """The layout that a vocabulary asks for, with every column there; without null lists with one more for each."""
        tables: dict[str, dict[str, Stored]] = {}
        for kind, spec in vocabulary.subjects.items():
            coverage = {COVERAGE + n: TEXT for n in (*spec.tables, *vocabulary.subjects)}
            tables[kind] = {"id": TEXT, "division": TEXT, **_fields(spec.fields, null_lists), **coverage}
            for name, table in spec.tables.items():
                owner = {OWNER: TEXT} if table.parent else {}
                tables[f"{kind}.{name}"] = {SUBJECT: TEXT, **owner, **_fields(table.fields, null_lists)}
        return cls(tables)


def _fields(specs: Mapping[str, FieldSpec], null_lists: bool) -> dict[str, Stored]:
    found: dict[str, Stored] = {}
    for name, spec in specs.items():
        found[name] = _declared(spec)
        if spec.not_yet:
            found[name + UNKNOWN] = TRUTH
        if found[name].kind == "list" and not null_lists:
            found[name + KNOWN] = TRUTH
    return found


def _declared(spec: FieldSpec) -> Stored:
    match spec.type:
        case "integer":
            return Stored("integer", 19, sure=False)
        case "decimal" | "money":
            return Stored("decimal", 18, spec.scale, sure=False)
        case "boolean":
            return TRUTH
        case "date":
            return Stored("date", sure=False)
        case "codes" | "refs":
            return Stored("list")
    return TEXT


def _stored(kind: pa.DataType) -> Stored:
    import pyarrow.types as is_

    shown = str(kind)
    if is_.is_dictionary(kind):
        kind = kind.value_type
    if is_.is_decimal(kind):
        return Stored("decimal", kind.precision, kind.scale, shown)
    if is_.is_integer(kind):
        return Stored("integer", len(str(1 << kind.bit_width)), 0, shown)
    tests: tuple[tuple[Storage, bool], ...] = (
        ("float", is_.is_floating(kind)),
        ("boolean", is_.is_boolean(kind)),
        ("date", is_.is_date(kind)),
        ("instant", is_.is_timestamp(kind) and kind.tz is not None),
        ("timestamp", is_.is_timestamp(kind)),
        ("text", _is_text(kind)),
        ("list", (is_.is_list(kind) or is_.is_large_list(kind)) and _holds_text(kind.value_type)),
        ("null", is_.is_null(kind)),
    )
    return Stored(next((name for name, holds in tests if holds), "other"), type=shown)


def _is_text(kind: pa.DataType) -> bool:
    import pyarrow.types as is_

    return bool(is_.is_string(kind) or is_.is_large_string(kind) or is_.is_string_view(kind))


def _holds_text(kind: pa.DataType) -> bool:
    """Whether the items of a list are text, or there is none in it."""
    import pyarrow.types as is_

    return bool(is_.is_null(kind) or _is_text(kind.value_type if is_.is_dictionary(kind) else kind))


def table_name(name: str) -> str:
    """The name of a table of the layout in SQL: ``enterprise.people`` is ``enterprise__people``."""
    return name.replace(".", "__")


def layout_name(name: str) -> str:
    """The name in the layout of a table in SQL."""
    return name.replace("__", ".", 1)


def result_name(rule: str, column: str) -> str:
    """The name of a result column: the rule's for its verdict, else with the column's; short enough for all engines."""
    name = rule if column == "verdict" else f"{rule}.{column}"
    if len(name.encode()) <= LONGEST:
        return name
    tail = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name.encode()[: LONGEST - 9].decode(errors='ignore')}~{tail}"
