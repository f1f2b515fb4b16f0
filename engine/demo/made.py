"""One subject in the making: facts and records as held values, each record with the day on which it came on file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from anwei.engine.facts.subject import Coverage
from anwei.engine.facts.values import Value
from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec
from anwei.engine.workspace.changes import Change, SetCoverage, SetRecord, record_id

ALWAYS = 0  # on file from the beginning
_PLAIN = (str, bool)


@dataclass(frozen=True, slots=True)
class Entry:
    """One record and the day (ordinal) on which it came on file."""

    table: str
    ids: tuple[str, ...]
    values: dict[str, Value]
    on: int


@dataclass
class Made:
    """A subject being made up. ``rng`` is its own, so that others do not depend on it."""

    spec: SubjectSpec
    id: str
    rng: Random
    facts: dict[str, Value] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    coverage: dict[str, Coverage] = field(default_factory=dict)
    _places: Counter[tuple[str, tuple[str, ...]]] = field(default_factory=Counter)

    @property
    def kind(self) -> str:
        return self.spec.name

    def fact(self, **values: Any) -> None:
        """Facts of the subject; amounts of money in yuan, numbers in their unit."""
        self.facts.update({n: held(v, self.spec.fields[n]) for n, v in values.items()})

    def add(self, table: str, on: int = ALWAYS, owner: tuple[str, ...] = (), **values: Any) -> tuple[str, ...]:
        """A record; its ids. Tables without a key number their records."""
        spec = self.spec.tables[table]
        plain = {n: v if type(v) in _PLAIN else held(v, spec.fields[n]) for n, v in values.items()}
        key = str(plain[spec.key]) if spec.key else ""
        place = self._places[table, owner] if not key else 0
        self._places[table, owner] += 1
        ids = (*owner, record_id(key, place))
        self.entries.append(Entry(table, ids, plain, on))
        return ids

    def drop(self, table: str, **values: Any) -> None:
        """Leave out the records that have these values."""
        fields = self.spec.tables[table].fields
        wanted = {n: held(v, fields[n]) for n, v in values.items()}
        self.entries = [
            e for e in self.entries if e.table != table or any(e.values.get(n) != v for n, v in wanted.items())
        ]

    def alter(self, table: str, which: dict[str, Any], **values: Any) -> None:
        """Give the records that match ``which`` other values; those that come of it are on file throughout."""
        fields = self.spec.tables[table].fields
        wanted = {n: held(v, fields[n]) for n, v in which.items()}
        for entry in self.entries:
            if entry.table == table and all(entry.values.get(n) == v for n, v in wanted.items()):
                entry.values.update({n: held(v, fields[n]) for n, v in values.items()})

    def lately(self, day: int) -> None:
        """Leave out what came on file up to a day where a later record of the same kind and owner is there."""
        latest: dict[tuple[str, tuple[str, ...], Value], int] = {}
        for entry in self.entries:
            group = (entry.table, entry.ids[:-1], entry.values.get("kind"))
            latest[group] = max(entry.on, latest.get(group, ALWAYS))
        self.entries = [
            e
            for e in self.entries
            if not ALWAYS < e.on <= day or e.on == latest[e.table, e.ids[:-1], e.values.get("kind")]
        ]

    def covered(self, *tables: str, how: Coverage = Coverage.COMPLETE) -> None:
        self.coverage.update(dict.fromkeys((t for t in tables if t in self.spec.tables), how))

    def changes(self, after: int, until: int) -> Iterator[Change]:
        """What came on file after one day and up to another; from the beginning where ``after`` is 0."""
        if not after:
            yield SetRecord(self.kind, self.id, {"id": self.id, **self.facts})
        for entry in self.entries:
            if entry.on <= until and (entry.on > after or not after):
                yield SetRecord(self.kind, self.id, entry.values, entry.table, entry.ids)
        if not after:
            for table, coverage in self.coverage.items():
                yield SetCoverage(self.kind, self.id, table, coverage, until)


def held(value: Any, spec: FieldSpec) -> Value:
    """A plain value as it is held."""
    kind = type(value)
    if kind is date:
        return int(value.toordinal())
    if kind in (list, tuple, set):
        return frozenset(value)
    result: Value = value
    if kind in (int, float) and spec.numeric:
        result = value * 10**spec.scale if kind is int else round(value * 10**spec.scale)
    return result
