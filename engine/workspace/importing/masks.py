"""Masks that a file holds where personal data was left out: noted once for each field, never taken for a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from anwei.engine.facts.subject import Record
from anwei.engine.facts.vocabulary import TableSpec
from anwei.engine.workspace.importing.problems import Kind, Level, Problem
from anwei.engine.workspace.importing.rows import Statement
from anwei.engine.workspace.importing.told import Told, row_statement
from anwei.engine.workspace.masking import MASK, is_mask


def mask_notes(told: Iterable[Told]) -> list[Problem]:
    """One note for each field and column of a file that holds masks; the statements leave them out."""
    found: dict[tuple[str, str, str, str], Problem] = {}
    for each in told:
        for statement, name in _masked(each):
            spec = statement.fields[name]
            note = statement.problem(Kind.MASKED, Level.NOTE, "IMP-045", name, text=MASK, field=spec.label)
            key = (statement.table.name if statement.table is not None else "", name, note.sheet, note.column)
            first = found.get(key)
            found[key] = note if first is None else replace(first, rows=first.rows + note.rows)
    return list(found.values())


def _masked(told: Told) -> Iterator[tuple[Statement, str]]:
    """Every masked value of a subject: the statement it stands in, and its field."""
    yield from ((told.own, n) for n, v in told.subject.values.items() if is_mask(v))
    for table, record in _records(told, told.subject):
        masked = [n for n, v in record.values.items() if is_mask(v)]
        statement = row_statement(told, table, record) if masked else told.own
        yield from ((statement, n) for n in masked)


def _records(told: Told, owner: Record) -> Iterator[tuple[TableSpec, Record]]:
    for name, rows in owner.children.items():
        for row in rows:
            yield told.own.kind.tables[name], row
            yield from _records(told, row)
