"""Comparing what files say with what is on file: new, changed, unchanged, in conflict; and the changes to write.

A blank never erases: it says nothing, except that a field whose blank means *has not happened* says so for a record
that is new or of which that was not known. 不详 (?) is the way to say that something is not known after all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from anwei.engine.facts.subject import Record, Subject
from anwei.engine.facts.values import BLANK, Value
from anwei.engine.facts.vocabulary import SubjectSpec, TableSpec
from anwei.engine.workspace.changes import NEXT, Change, RemoveRecord, SetRecord, record_id
from anwei.engine.workspace.importing.problems import Kind, Level, Problem
from anwei.engine.workspace.importing.proposal import Entry, Outcome, Present
from anwei.engine.workspace.importing.rows import Origin, Statement

Ids = tuple[str, ...]


@dataclass(slots=True)
class Said:
    """Everything that files say of one subject: its own rows, and those of its records by table and record."""

    kind: SubjectSpec
    id: str
    own: list[Statement] = field(default_factory=list)
    records: dict[str, list[tuple[Ids, Statement]]] = field(default_factory=dict)
    complete: set[str] = field(default_factory=set)  # tables whose records are all in the file


class Differ:
    """Makes changes and entries for one subject after the other."""

    def __init__(self, present: Present, accepted: frozenset[Kind], exported: str = "") -> None:
        self.present = present
        self.accepted = accepted
        self.exported = exported
        self.changes: list[Change] = []
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []
        self._events: dict[tuple[str, str], tuple[str, ...]] = {}
        self.removed: set[tuple[str, str, str, Ids]] = set()
        self.kept: dict[tuple[int, str, str], tuple[Statement, list[int]]] = {}

    def subject(self, said: Said, current: Subject | None) -> None:
        """Compare one subject with all its records."""
        self.compare(said, "", (), said.own, current)
        for table in _parents_first(said.kind) if said.records or said.complete else ():
            rows = said.records.get(table.name, [])
            on_file = records_of(said.kind, table, current)
            if rows:
                self.table(said, table, rows, on_file)
            if table.name in said.complete:
                self.remove_rest(said, table, rows, on_file)

    def table(
        self, said: Said, table: TableSpec, rows: Sequence[tuple[Ids, Statement]], on_file: dict[Ids, Record]
    ) -> None:
        """Compare the records of one table. Rows that name the same record are compared with each other too."""
        same: dict[Ids, list[Statement]] = {}
        for ids, row in rows:
            if ids and ids[-1] == NEXT:
                self.compare(said, table.name, ids, [row], None)
            else:
                same.setdefault(ids, []).append(row)
        for ids, statements in same.items():
            self.compare(said, table.name, ids, statements, on_file.get(ids))

    def remove_rest(
        self, said: Said, table: TableSpec, rows: Sequence[tuple[Ids, Statement]], on_file: dict[Ids, Record]
    ) -> None:
        """Records on file that a table stated to be complete does not hold any more."""
        named = {ids for ids, _ in rows}
        origin = rows[0][1].origin if rows else None
        for ids in [i for i in on_file if i not in named]:
            self.removed.add((said.kind.name, said.id, table.name, ids))
            if (said.kind.name, said.id, table.parent, ids[:-1]) in self.removed:
                continue  # goes with its owner
            self.changes.append(RemoveRecord(said.kind.name, said.id, table.name, ids))
            file, sheet = (origin.file, origin.sheet) if origin else (0, "")
            before = dict(on_file[ids].values)
            entry = Entry(Outcome.REMOVED, said.kind.name, said.id, table.name, ids, {}, before, file, sheet, 0)
            self.entries.append(entry)

    # -- one record --------------------------------------------------------------------------------------------------

    def compare(self, said: Said, table: str, ids: Ids, rows: Sequence[Statement], current: Record | None) -> None:
        """Compare the rows that describe one record with it, and note what they would do."""
        if not rows:
            return
        merged, disputed = self.merged(rows) if len(rows) > 1 else (dict(rows[0].values), set())
        if not table:
            merged["id"] = said.id
        first = rows[0]
        if current is None:
            values = self.fresh(merged, rows)
            before: dict[str, Value] = {}
            outcome = Outcome.NEW
        else:
            self.fill_blanks(merged, rows, current)
            on_file = current.values
            values = {f: v for f, v in merged.items() if not equal(on_file.get(f), v)}
            before = {f: on_file.get(f) for f in values}
            outcome = Outcome.CHANGED if values else Outcome.UNCHANGED
            if values and self.changed_since(said, table, ids, first, values):
                outcome, values = Outcome.CONFLICT, {}
        if disputed:
            outcome = Outcome.CONFLICT
        origin = first.origin
        what = (said.kind.name, said.id, table, ids)
        self.entries.append(Entry(outcome, *what, values, before, origin.file, origin.sheet, first.number))
        if values or outcome is Outcome.NEW:
            cells = self.cells(values, rows)
            self.changes.append(SetRecord(said.kind.name, said.id, values, table, ids, cells, origin.file))

    def merged(self, rows: Sequence[Statement]) -> tuple[dict[str, Value], set[str]]:
        """What several rows say together; fields of which they say different things are left out and reported."""
        merged: dict[str, Value] = {}
        said_by: dict[str, Statement] = {}
        disputed: set[str] = set()
        for row in rows:
            for name, value in row.values.items():
                if name not in merged:
                    merged[name], said_by[name] = value, row
                elif not equal(merged[name], value) and name not in disputed:
                    disputed.add(name)
                    self.disagree(name, said_by[name], row)
        return {n: v for n, v in merged.items() if n not in disputed}, disputed

    def disagree(self, name: str, one: Statement, other: Statement) -> None:
        where = f"{one.origin.name} {one.origin.cell(name, one.number)}"
        label = other.fields[name].label if name in other.fields else name
        problem = other.problem(Kind.ROWS_DISAGREE, Level.BAD, "IMP-038", name, field=label, where=where)
        self.problems.append(problem)

    def fresh(self, merged: Mapping[str, Value], rows: Sequence[Statement]) -> dict[str, Value]:
        """The values of a new record: an event that nobody was asked about, or whose cell is open, is not known."""
        events = self.events(rows[0])
        values = {n: v for n, v in merged.items() if v is not None or n in events}
        if events:
            asked = {n for r in rows for n in r.blank if n not in r.doubtful}
            values |= {n: None for n in events if n not in merged and n not in asked}
        return values

    def events(self, row: Statement) -> tuple[str, ...]:
        """The fields of a row's record whose blank means that it has not happened."""
        key = (row.kind.name, row.table.name if row.table else "")
        if key not in self._events:
            self._events[key] = tuple(n for n, s in row.fields.items() if s.not_yet)
        return self._events[key]

    def fill_blanks(self, merged: dict[str, Value], rows: Sequence[Statement], current: Record) -> None:
        """Blank cells of a record on file: an event of which nothing was known has not happened; the rest is kept."""
        for row in rows:
            fields = row.fields
            for name in row.blank:
                if name in merged or name in row.doubtful:
                    continue
                value = current.values.get(name)
                if fields[name].not_yet and value is None:
                    merged[name] = BLANK
                elif value is not None and value is not BLANK:
                    column = row.origin.columns.get(name, "")
                    self.kept.setdefault((row.origin.file, row.origin.sheet, column), (row, []))[1].append(row.number)

    def changed_since(self, said: Said, table: str, ids: Ids, row: Statement, values: Mapping[str, Value]) -> bool:
        """Whether the office has changed one of these fields after the file was handed out. Reported.

        A form says itself when that was. It may come back several times: what its earlier version brought is no change
        of the office's.
        """
        exported = self.exported or row.origin.exported
        if not exported:
            return False
        what = (said.kind.name, said.id, table, ids)
        told = bool(self.exported)
        late = [n for n in values if self.present.changed_since(*what, n, exported, by_import=told)]
        for name in late:
            params = {"field": row.fields[name].label, "moment": exported[:10], "id": said.id}
            self.problems.append(row.problem(Kind.CHANGED_SINCE, Level.FIX, "IMP-039", name, **params))
        return bool(late) and Kind.CHANGED_SINCE not in self.accepted

    def cells(self, values: Mapping[str, Value], rows: Sequence[Statement]) -> dict[str, str]:
        """Where the values stood."""
        if len(rows) == 1:
            return rows[0].cells_of([n for n in values if n in rows[0].values])
        found: dict[str, str] = {}
        for row in reversed(rows):
            if row.origin.file == rows[0].origin.file:
                found |= row.cells_of([n for n in values if n in row.values])
        return found

    def kept_notes(self) -> Iterable[Problem]:
        """One note for each column whose blanks stand where something is on file."""
        for (_, _, column), (row, numbers) in self.kept.items():
            origin: Origin = row.origin
            rows = tuple(n for n in numbers if n)
            place = (origin.name, origin.sheet, column, rows)
            params = {"text": "", "count": len(numbers)}
            yield Problem(Kind.BLANK_KEPT, Level.NOTE, "IMP-040", *place, params=params, lines=origin.lines)


def equal(one: Value, other: Value) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _parents_first(kind: SubjectSpec) -> list[TableSpec]:
    """The tables of a kind, outer ones before those nested in them."""

    def depth(table: TableSpec) -> int:
        return 1 + depth(kind.tables[table.parent]) if table.parent else 0

    return sorted(kind.tables.values(), key=depth)


def records_of(kind: SubjectSpec, table: TableSpec, subject: Subject | None) -> dict[Ids, Record]:
    """The records of a table on file by their ids."""
    if subject is None:
        return {}
    owners: dict[Ids, Record] = {(): subject}
    if table.parent:
        owners = records_of(kind, kind.tables[table.parent], subject)
    return {(*ids, id_of(r)): r for ids, owner in owners.items() for r in owner.children.get(table.name, ())}


def id_of(record: Record) -> str:
    """The id of a record on file, from its key or the position in its path."""
    if record.key:
        return record_id(record.key, 0)
    position = record.path.rpartition("[")[2].rstrip("]")
    return record_id("", int(position) if position.isdigit() else 0)
