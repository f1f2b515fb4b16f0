"""A long WITH in steps, one table for the while after the other.

ClickHouse writes each part of a WITH out again wherever it is read, level upon level: planning a long
rule so takes half an hour, and seconds in steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot import exp

Part = tuple[str, exp.Select]


def in_steps(parts: Sequence[Part], last: exp.Select) -> tuple[list[exp.Expr], list[exp.Expr]]:
    """Statements that make each part a table and drop it after its last reader; those that drop what ``last`` reads.

    ``parts`` come after those that they read.
    """
    names = {name for name, _ in parts}
    kept = sorted(_read(last, names))
    return list(_steps(parts, names, kept)), [_dropped(n) for n in kept]


def _steps(parts: Sequence[Part], names: set[str], kept: Sequence[str]) -> Iterator[exp.Expr]:
    needed = dict.fromkeys(kept, len(parts))
    for number, (_, select) in enumerate(parts):
        needed |= {name: max(number, needed.get(name, 0)) for name in _read(select, names)}
    for number, (name, select) in enumerate(parts):
        yield _made(name, select)
        yield from (_dropped(n) for n in sorted(_read(select, names)) if needed[n] == number)


def _read(select: exp.Select, names: set[str]) -> set[str]:
    """The parts that a select reads."""
    return {t.name for t in select.find_all(exp.Table) if t.name in names and not t.db}


def _made(name: str, select: exp.Select) -> exp.Create:
    """A table of this session alone, in memory."""
    kept = exp.Properties(expressions=[exp.TemporaryProperty(), exp.EngineProperty(this=exp.var("Memory"))])
    return exp.Create(this=_table(name), kind="TABLE", properties=kept, expression=select)


def _dropped(name: str) -> exp.Drop:
    return exp.Drop(tables=[_table(name)], kind="TABLE", temporary=True, exists=True)


def _table(name: str) -> exp.Table:
    return exp.table_(name, quoted=True)
