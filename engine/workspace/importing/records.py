"""Which record each row of a table describes: by key, else by equal facts or its only name, else it is a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from anwei.engine.facts.subject import Record, Subject
from anwei.engine.facts.values import BLANK, Value, key_text
from anwei.engine.facts.vocabulary import TableSpec
from anwei.engine.forms.layout import OWNER
from anwei.engine.workspace.changes import NEXT, record_id, split_id
from anwei.engine.workspace.importing.differ import Ids, Said, equal, records_of
from anwei.engine.workspace.importing.problems import Kind, Level, Problem
from anwei.engine.workspace.importing.rows import Statement


@dataclass(slots=True)
class TableIndex:
    """The records of one table of one subject by everything they can be found by."""

    on_file: dict[Ids, Record] = field(default_factory=dict)
    by_key: dict[str, list[Ids]] = field(default_factory=dict)
    by_name: dict[str, list[Ids]] = field(default_factory=dict)
    by_fact: dict[tuple[str, Value], list[Ids]] = field(default_factory=dict)
    taken: set[Ids] = field(default_factory=set)

    def add(self, ids: Ids, values: Mapping[str, Value]) -> None:
        key = split_id(ids[-1])[0] if ids[-1] != NEXT else ""
        for index, word in ((self.by_key, key), (self.by_name, str(values.get("name") or ""))):
            if word and ids not in (found := index.setdefault(word, [])):
                found.append(ids)

    def saying(self, values: Mapping[str, Value], owner: Ids, *, exactly: bool = False) -> Ids | None:
        """A record on file that says the same as far as ``values`` go, and nothing more if ``exactly``.

        Each is used once.
        """
        if not self.on_file or not (values or exactly):
            return None
        if not self.by_fact:
            for ids, record in self.on_file.items():
                for fact in record.values.items():
                    self.by_fact.setdefault(fact, []).append(ids)
        known = [fact for fact in values.items() if fact[1] is not None and fact[1] is not BLANK]
        rarest = min((self.by_fact.get(fact, []) for fact in known), key=len, default=list(self.on_file))
        for ids in rarest:
            record = self.on_file[ids]
            if ids[:-1] != owner or ids in self.taken or not covers(record, values):
                continue
            if exactly and any(n not in values and v is not None and v is not BLANK for n, v in record.values.items()):
                continue
            self.taken.add(ids)
            return ids
        return None


class RecordFinder:
    """Puts the rows of one subject's tables under the records they describe."""

    def __init__(self, said: Said, current: Subject | None, accepted: frozenset[Kind]) -> None:
        self.said = said
        self.current = current
        self.accepted = accepted
        self.problems: list[Problem] = []
        self._indexes: dict[str, TableIndex] = {}

    def index(self, table: TableSpec) -> TableIndex:
        if table.name not in self._indexes:
            index = TableIndex(records_of(self.said.kind, table, self.current))
            for ids, record in index.on_file.items():
                index.add(ids, record.values)
            self._indexes[table.name] = index
        return self._indexes[table.name]

    def add(self, table: TableSpec, row: Statement) -> bool:
        """Put a row under the record it describes. False where its owner or key is open: reported and left out."""
        owner = self.owner(table, row) if table.parent else ()
        ids = self.record(table, row, owner) if owner is not None else None
        if ids is None:
            return False
        self.said.records.setdefault(table.name, []).append((ids, row))
        self.index(table).add(ids, row.values)
        return True

    def owner(self, table: TableSpec, row: Statement) -> Ids | None:
        """The record that a nested record belongs to: by its key, or by its name where only one has it."""
        parent = self.said.kind.tables[table.parent]
        text = str(row.links.get(OWNER) or "").strip()
        index = self.index(parent)
        found = (index.by_key.get(text) or index.by_name.get(text, [])) if text else []
        if len(found) == 1 and found[0][-1] != NEXT:
            return found[0]
        params = {"text": text, "table": parent.label, "id": self.said.id}
        self.problems.append(row.problem(Kind.NO_OWNER, Level.BAD, "IMP-041", OWNER, **params))
        return None

    def record(self, table: TableSpec, row: Statement, owner: Ids) -> Ids | None:
        """The ids of the record that a row describes; a new one gets its key or the next position."""
        index = self.index(table)
        if table.key:
            key = key_text(row.values.get(table.key), table.fields[table.key])
            if key:
                return (*owner, record_id(key, 0))
            if table.key in row.doubtful:
                return None  # the open cell has been reported
        same = index.saying(row.values, owner, exactly=True) or index.saying(row.values, owner)
        if same is not None:
            return same
        name = str(row.values.get("name") or "") if table.key else ""
        named = [i for i in index.by_name.get(name, ()) if i[:-1] == owner and i in index.on_file] if name else []
        if len(named) == 1:
            return named[0]
        if table.key:
            self.problems.append(row.problem(Kind.NO_KEY, Level.FIX, "IMP-042", table.key, table=table.label))
            if Kind.NO_KEY not in self.accepted:
                return None
        return (*owner, NEXT)


def covers(record: Record, values: Mapping[str, Value]) -> bool:
    """Whether a record says everything that ``values`` say."""
    return all(equal(record.values.get(n), v) for n, v in values.items())
