"""Tables as data centres keep them, in the types of the columns layout.

Every column of the layout has a kind: whole numbers of any width, decimals, days, truths, words, sets of words. What is
stored in another way but means the same is turned into it when it is read (unsigned numbers, times of day, large
texts, parts of a table that differ); what means something else is refused, all of it at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Diagnostics, Place, nearest
from anwei.engine.facts.vocabulary import SubjectSpec, Vocabulary
from anwei.engine.fleet.pieces import SUFFIXES, Piece, pieces, places
from anwei.engine.fleet.tables import COVERAGE, OWNER, ROW, SUBJECT, UNKNOWN
from anwei.engine.messages import Text

_CHINA = 8 * 3600  # seconds ahead of UTC
_NUMBERS = frozenset({"integer", "decimal", "money"})
_SETS = frozenset({"codes", "refs"})
_ID = "id"  # whole numbers or words

#: The kinds of columns as people call them.
KINDS = {
    "integer": Text("整数", "whole numbers"),
    "decimal": Text("小数", "decimals"),
    "money": Text("金额", "amounts of money"),
    "boolean": Text("是否", "truths"),
    "date": Text("日期", "dates"),
    "codes": Text("代码列表", "lists of codes"),
    "refs": Text("编号列表", "lists of keys"),
    _ID: Text("编号（整数或文本）", "ids (whole numbers or text)"),
}
_WORDS = Text("文本", "text")


def taken(folder: Path, spec: SubjectSpec, table: str = "") -> list[Piece]:
    """The pieces of a table of a kind (or of its subjects) in the types of the layout; other columns are left out.

    Raises AnweiError with all that stands in the way: columns of another type (FLT-001), columns that are not there and
    must be (FLT-010) or are there twice (FLT-011), a table that is there twice (FLT-013) or a folder of none (FLT-014).
    """
    name = f"{spec.name}.{table}" if table else spec.name
    found, stands = pieces(folder, name), places(folder, name)
    diagnostics = Diagnostics()
    if len(stands) > 1:
        diagnostics.error("FLT-013", Place(name), files=", ".join(sorted(p.name for p in stands)))
    if stands and not found and stands[0].is_dir():
        diagnostics.error("FLT-014", Place(str(stands[0])))
    columns = _columns([p.schema for p in found], spec, table, name, diagnostics)
    diagnostics.raise_errors()
    return [_taken(piece, columns, name) for piece in found]


def checked(tables: Mapping[str, pa.Table], spec: SubjectSpec) -> dict[str, pa.Table]:
    """The tables of a kind in memory, in the types of the layout. Raises AnweiError like ``taken``."""
    diagnostics, found = Diagnostics(), {}
    for table in ("", *spec.tables):
        name = f"{spec.name}.{table}" if table else spec.name
        if name in tables:
            found[name] = _columns([tables[name].schema], spec, table, name, diagnostics)
    diagnostics.raise_errors()
    return {
        n: _cast(tables[n].select([c for c in tables[n].column_names if c in of]), of, n) for n, of in found.items()
    }


def strangers(folder: Path, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """What lies in a folder of tables and is none that the vocabulary knows: it is not read."""
    known = {n for k in vocabulary.subjects.values() for n in (k.name, *(f"{k.name}.{t}" for t in k.tables))}
    for entry in sorted(folder.iterdir()):
        name = entry.name.removesuffix(entry.suffix) if entry.suffix in (*SUFFIXES, ".csv") else entry.name
        if name not in known and entry.name[0] not in "._":
            hint = nearest(name, known) or "-"
            yield Diagnostic("FLT-015", Place(str(entry)), {"name": entry.name, "hint": hint}, "warning")


# -- which columns, in which types ----------------------------------------------------------------------------------


def _wanted(spec: SubjectSpec, table: str) -> dict[str, str]:
    """The columns of a table by name, with what they hold."""
    fields = spec.tables[table].fields if table else spec.fields
    found = {n: str(f.type) for n, f in fields.items()}
    found |= {n + UNKNOWN: "boolean" for n, f in fields.items() if f.not_yet}
    if table:
        return found | {SUBJECT: _ID, OWNER: _ID, ROW: _ID}
    return {"division": "division"} | found | {"id": _ID}


@dataclass(frozen=True, slots=True)
class _Column:
    """The type in which a column is read, whichever part it stands in. Texts may come as codes of a dictionary, unless
    its parts are of several types (``mixed``)."""

    type: pa.DataType
    mixed: bool


def _columns(
    schemas: Sequence[pa.Schema], spec: SubjectSpec, table: str, name: str, diagnostics: Diagnostics
) -> dict[str, _Column]:
    """How the columns of a table are read."""
    wanted = _wanted(spec, table)
    wanted |= {n: "text" for s in schemas for n in s.names if n.startswith(COVERAGE)}
    must = [SUBJECT, *([OWNER] if spec.tables[table].parent else [])] if table else ["id"]
    for column in must:
        if any(column not in s.names for s in schemas):
            diagnostics.error("FLT-010", Place(name), field=column)
    found: dict[str, _Column] = {}
    for column, kind in wanted.items():
        if any(s.names.count(column) > 1 for s in schemas):
            diagnostics.error("FLT-011", Place(name), field=column)
            continue
        stored = list(dict.fromkeys(s.field(column).type for s in schemas if column in s.names))
        wrong = [t for t in stored if not _fits(_plain(t), kind)]
        for one in wrong:
            diagnostics.error("FLT-001", Place(name), field=column, type=KINDS.get(kind, _WORDS), got=str(one))
        if stored and not wrong:
            found[column] = _Column(_common(list(dict.fromkeys(map(_plain, stored))), kind), len(stored) > 1)
    return found


def _plain(kind: pa.DataType) -> pa.DataType:
    """The type of what a dictionary holds."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _fits(kind: pa.DataType, wanted: str) -> bool:
    """Whether a stored type can hold what is wanted."""
    types = pa.types
    if types.is_null(kind):
        return True
    if wanted in _NUMBERS:
        return bool(types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind))
    if wanted in _SETS:
        sets = types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind)
        return bool(sets and _fits(_plain(kind.value_type), "text"))
    if wanted == "boolean":
        return bool(types.is_boolean(kind))
    if wanted == "date":
        return bool(types.is_date(kind) or types.is_timestamp(kind))
    whole = types.is_integer(kind) or (types.is_decimal(kind) and kind.scale == 0)
    return bool(whole or types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def _common(stored: Sequence[pa.DataType], wanted: str) -> pa.DataType:
    """The type of the layout that holds what all the parts have."""
    held = [t for t in stored if not pa.types.is_null(t)]
    if not held:
        return pa.null()
    if wanted in _SETS:
        return pa.list_(pa.string())
    if wanted in ("boolean", "date"):
        return pa.bool_() if wanted == "boolean" else pa.date32()
    if wanted in _NUMBERS:
        return _number(held)
    if wanted == _ID and all(pa.types.is_integer(t) or pa.types.is_decimal(t) for t in held):
        return pa.int64() if any(pa.types.is_decimal(t) for t in held) else _number(held)
    return pa.string()


def _number(stored: Sequence[pa.DataType]) -> pa.DataType:
    """Numbers stay as narrow as they are stored, for that is what reading them costs."""
    if any(pa.types.is_floating(t) for t in stored):
        return stored[0] if len(stored) == 1 else pa.float64()
    if any(pa.types.is_decimal(t) for t in stored):
        if len(stored) == 1 and stored[0].bit_width <= 128:
            return stored[0]
        return pa.decimal128(38, max(t.scale if pa.types.is_decimal(t) else 0 for t in stored))
    signed = {pa.uint8(): pa.int16(), pa.uint16(): pa.int32(), pa.uint32(): pa.int64(), pa.uint64(): pa.int64()}
    return max((signed.get(t, t) for t in stored), key=lambda t: int(t.bit_width))


# -- reading --------------------------------------------------------------------------------------------------------


def _taken(piece: Piece, columns: Mapping[str, _Column], name: str) -> Piece:
    schema = pa.schema([pa.field(n, columns[n].type) for n in piece.names if n in columns])
    return replace(piece, schema=schema, read=lambda names: _cast(piece.read(names), columns, name))


def _cast(table: pa.Table, columns: Mapping[str, _Column], name: str) -> pa.Table:
    for place, column in enumerate(table.column_names):
        data, wanted = table.column(place), columns[column]
        if data.type == wanted.type or (_is_coded(data.type) and wanted.type == pa.string() and not wanted.mixed):
            continue
        try:
            table = table.set_column(place, column, _turned(data, wanted.type))
        except pa.ArrowInvalid as error:
            raise AnweiError([Diagnostic("FLT-012", Place(name), {"field": column, "reason": str(error)})]) from error
    return table


def _is_coded(kind: pa.DataType) -> bool:
    """Whether a type is that of texts as codes of a dictionary."""
    return bool(pa.types.is_dictionary(kind) and pa.types.is_string(kind.value_type))


def _turned(data: pa.ChunkedArray, wanted: pa.DataType) -> pa.ChunkedArray:
    """A column in another type that holds the same. A time of day is that of China."""
    kind = data.type
    if pa.types.is_timestamp(kind):
        if kind.tz is not None:
            # made only here: a duration makes Arrow look for pandas, which takes longer than most of a small run
            ahead = pa.scalar(_CHINA, pa.duration("s")).cast(pa.duration(kind.unit))
            data = pc.add(data.cast(pa.timestamp(kind.unit)), ahead)
        return pc.floor_temporal(data, unit="day").cast(wanted)
    if pa.types.is_decimal(kind) and pa.types.is_string(wanted):
        return data.cast(pa.int64()).cast(wanted)
    return data.cast(wanted)
