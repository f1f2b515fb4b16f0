"""A long WITH in steps: what is read more than once becomes a table for the while.

ClickHouse writes each part of a WITH out again wherever it is read, level upon level, so that the plan of a long rule
grows without end. Parts with a single reader stay with it: nothing is kept that is read but once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from sqlglot import exp

Part = tuple[str, exp.Select]


def in_steps(parts: Sequence[Part], last: exp.Select) -> Iterator[Part]:
    """Selects to be made into tables under their names, in order. Each, and ``last`` too, gets its own parts as a WITH.

    ``parts`` come after those that they read.
    """
    names = {name for name, _ in parts}
    readers = Counter(n for _, select in parts for n in _read(select, names))
    readers.update(_read(last, names))
    waiting: dict[str, list[Part]] = {}

    def own(select: exp.Select) -> list[Part]:
        return [part for name in _read(select, names) for part in waiting.pop(name, ())]

    for name, select in parts:
        mine = own(select)
        if readers[name] > 1:
            yield name, with_parts(select, mine)
        else:
            waiting[name] = [*mine, (name, select)]
    with_parts(last, own(last))


def _read(select: exp.Select, names: set[str]) -> list[str]:
    """The parts that a select reads, as often as it does."""
    return [t.name for t in select.find_all(exp.Table) if t.name in names and not t.db]


def with_parts(select: exp.Select, parts: Sequence[Part]) -> exp.Select:
    """The select, with a WITH of these parts."""
    for name, part in parts:
        select.with_(exp.to_identifier(name, quoted=True), as_=part, copy=False)
    return select


def made(name: str, select: exp.Select) -> exp.Create:
    """A statement that keeps the rows of a select in memory, for this session."""
    kept = exp.Properties(expressions=[exp.TemporaryProperty(), exp.EngineProperty(this=exp.var("Memory"))])
    return exp.Create(this=_table(name), kind="TABLE", properties=kept, expression=select)


def dropped(name: str) -> exp.Drop:
    return exp.Drop(this=_table(name), kind="TABLE", temporary=True, exists=True)


def _table(name: str) -> exp.Table:
    return exp.table_(name, quoted=True)
