"""Whether the tables of a database can be read as the vocabulary asks: all that stands in the way, told at once.

What is stored in another way but means the same is turned into it when it is read (times of day into days,
enumerations into text); what means something else is refused, as it is where a run reads the data itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place
from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, TableSpec, Vocabulary
from anwei.engine.fleet.intake import KINDS
from anwei.engine.fleet.sql.layout import Layout, Stored, table_name
from anwei.engine.fleet.tables import COVERAGE, OWNER, ROW, SUBJECT, UNKNOWN
from anwei.engine.messages import Text

_NUMBERS = ("integer", "decimal", "float")
_WORDS = ("text", "word", "integer")
#: By what a column holds, how it may be stored; where nothing is said, as words.
_FITS: dict[str, tuple[str, ...]] = {
    "integer": _NUMBERS,
    "decimal": _NUMBERS,
    "money": _NUMBERS,
    "boolean": ("boolean",),
    "date": ("date", "timestamp", "instant"),
    "codes": ("list",),
    "refs": ("list",),
}
_TEXT = Text("文本", "text")


def fit(layout: Layout, vocabulary: Vocabulary) -> None:
    """Raises AnweiError for columns stored in a type that they cannot be (FLT-001), for columns that are missing
    (FLT-010), and for nested tables without the one above (FLT-016)."""
    found = [d for spec in vocabulary.subjects.values() if spec.name in layout.tables for d in _misfits(layout, spec)]
    if found:
        raise AnweiError(found)


def _misfits(layout: Layout, spec: SubjectSpec) -> Iterator[Diagnostic]:
    yield from _of_table(spec.name, layout.tables[spec.name], spec.fields, {"id": "id", "division": "division"}, ["id"])
    for name, table in spec.tables.items():
        full = f"{spec.name}.{name}"
        if full in layout.tables:
            must = [SUBJECT, *([OWNER] if table.parent else [])]
            keys = {SUBJECT: "id", OWNER: "id", ROW: "id"}
            yield from _of_table(full, layout.tables[full], table.fields, keys, must)
            if table.parent:
                yield from _owned(layout, spec, table)


def _of_table(
    name: str,
    columns: Mapping[str, Stored],
    fields: Mapping[str, FieldSpec],
    others: Mapping[str, str],
    must: list[str],
) -> Iterator[Diagnostic]:
    """What is wrong with one table. ``others`` are its columns that are no facts, ``must`` those that must be there."""
    place = Place(table_name(name))
    wanted = {**others, **{n: str(f.type) for n, f in fields.items()}}
    wanted |= {n + UNKNOWN: "boolean" for n, f in fields.items() if f.not_yet}
    wanted |= {n: "text" for n in columns if n.startswith(COVERAGE)}
    wanted |= dict.fromkeys(must, "id")
    yield from (Diagnostic("FLT-010", place, {"field": n}) for n in must if n not in columns)
    for column, kind in wanted.items():
        stored = columns.get(column)
        if stored is not None and not _fits(stored, kind):
            params = {"field": column, "type": KINDS.get(kind, _TEXT), "got": stored.shown}
            yield Diagnostic("FLT-001", place, params)


def _fits(stored: Stored, wanted: str) -> bool:
    if stored.kind == "decimal" and not stored.scale and wanted not in _FITS:
        return True  # a whole number by another name
    return stored.kind == "null" or stored.kind in _FITS.get(wanted, _WORDS)


def _owned(layout: Layout, spec: SubjectSpec, table: TableSpec) -> Iterator[Diagnostic]:
    """What keeps the records of a nested table from finding those that own them."""
    above = f"{spec.name}.{table.parent}"
    place = Place(table_name(f"{spec.name}.{table.name}"))
    key = spec.tables[table.parent].key
    if above not in layout.tables:
        yield Diagnostic("FLT-016", place, {"table": table_name(above)})
    elif not {ROW, key} & layout.tables[above].keys():
        yield Diagnostic("FLT-010", Place(table_name(above)), {"field": key or ROW})
