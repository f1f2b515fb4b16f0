"""Which record of the parent table a nested record belongs to."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place
from anwei.engine.fleet.arrays import Array, filled, plain
from anwei.engine.fleet.tables import OWNER, ROW

LOOSE = 8  # how many empty places there may be in the table of owners for each record


def parent_rows(
    names: tuple[str, str],
    table: pa.Table,
    subjects: Array,
    parents: pa.Table,
    parent_subjects: Array,
    key: str,
    ids: pa.Array,
) -> Array:
    """The row in ``parents`` of the owner of each row of ``table``; both know the place of their subject.

    Owners are named by the parent's ``row`` number where it has one, else by its key, unique within a subject.
    ``names`` of both tables and ``ids`` of the subjects: for what is told of an owner that is not there, or is twice.
    """
    if not table.num_rows:
        return np.zeros(0, np.int64)
    keys = parents.column(ROW if ROW in parents.schema.names else key)
    codes, owner_codes = _common(table.column(OWNER), keys)
    width = int(max(codes.max(initial=0), owner_codes.max(initial=0))) + 1
    found, twice = _found(subjects * width + codes, parent_subjects * width + owner_codes)
    if twice >= 0 and keys[twice].is_valid:
        owner, subject = keys[twice].as_py(), ids[int(parent_subjects[twice])].as_py()
        raise AnweiError([Diagnostic("FLT-020", Place(names[1]), {"owner": str(owner), "subject": str(subject)})])
    if found.min() < 0:
        place = int(np.argmin(found))
        owner, subject = table.column(OWNER)[place].as_py(), ids[int(subjects[place])].as_py()
        raise AnweiError([Diagnostic("FLT-004", Place(names[0]), {"owner": str(owner), "subject": str(subject)})])
    return found


def _found(wanted: Array, offered: Array) -> tuple[Array, int]:
    """The place of each wanted number among those offered, -1 where it is not there; and that of one that is offered
    twice, or -1."""
    size = int(max(wanted.max(initial=0), offered.max(initial=0))) + 1
    if size <= LOOSE * (len(offered) + len(wanted)) + 1024:
        places, rows = np.full(size, -1, np.int32), np.arange(len(offered), dtype=np.int32)
        places[offered] = rows
        covered = places[offered] != rows
        return places[wanted].astype(np.int64), int(np.argmax(covered)) if covered.any() else -1
    if not len(offered):
        return np.full(len(wanted), -1), -1
    order = np.argsort(offered, kind="stable")
    ordered = offered[order]
    at = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    same = np.flatnonzero(ordered[1:] == ordered[:-1])
    return np.where(ordered[at] == wanted, order[at], -1), int(order[same[0]]) if len(same) else -1


def _common(named: pa.ChunkedArray, keys: pa.ChunkedArray) -> tuple[Array, Array]:
    """Both columns as numbers of one dictionary."""
    if pa.types.is_integer(named.type) and pa.types.is_integer(keys.type):
        left, right = plain(named).astype(np.int64), plain(keys).astype(np.int64)
        least = int(min(left.min(initial=0), right.min(initial=0)))
        return left - least, right - least
    first, second = _encoded(named), _encoded(keys)
    place = pc.index_in(second.dictionary.cast(pa.string()), value_set=first.dictionary.cast(pa.string()))
    fresh = len(first.dictionary) + np.arange(len(second.dictionary))
    absent = filled(place, -1) < 0
    lut = np.where(absent, fresh, filled(place, 0))
    nobody = len(first.dictionary) + len(second.dictionary)
    return filled(first.indices, nobody).astype(np.int64), np.append(lut, nobody + 1)[filled(second.indices, len(lut))]


def _encoded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    if not pa.types.is_dictionary(column.type):
        column = column.cast(pa.string()).dictionary_encode()
    return column.unify_dictionaries().combine_chunks()
