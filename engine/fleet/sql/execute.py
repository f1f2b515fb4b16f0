"""Running a plan on an SQL engine, and writing it out for one that cannot be reached from here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from sqlglot import exp

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place
from anwei.engine.fleet.arithmetic import WIDE_MOST
from anwei.engine.fleet.arrays import Array
from anwei.engine.fleet.plan import Plan
from anwei.engine.fleet.run import Batch, Outcome, waive
from anwei.engine.fleet.sql.checks import Check, checks
from anwei.engine.fleet.sql.dialects import Dialect, DialectName
from anwei.engine.fleet.sql.fitting import fit
from anwei.engine.fleet.sql.layout import Layout, table_name
from anwei.engine.fleet.sql.other_dialects import dialect_of
from anwei.engine.fleet.sql.pages import DayRange
from anwei.engine.fleet.sql.recorded import Recorded
from anwei.engine.fleet.sql.render import OUTSIDE, Renderer, Statement
from anwei.engine.fleet.sql.translate import NUMBERS, Sizes, Translation
from anwei.engine.ir.rules import Waiver

if TYPE_CHECKING:
    import pyarrow as pa

EXTRA = 3  # id, division and what lies outside the calendar, beside the results


class Engine(Protocol):
    """A database with the tables of a fleet. ``schema`` is where they stand; empty: the current one."""

    dialect: Dialect
    schema: str

    def layout(self) -> Layout:
        """The tables there are, by their names in the columns layout."""
        ...

    def query(self, sql: str) -> Iterator[pa.RecordBatch]:
        """The rows of a select, some at a time; nothing of a statement that makes or drops a table."""
        ...

    def close(self) -> None:
        """Let go of the engine; it is not used again."""
        ...


def run(plan: Plan, engine: Engine, waivers: Sequence[Waiver] = (), days: DayRange | None = None) -> dict[str, Outcome]:
    """Every rule's columns for every subject, by kind; the same as ``fleet.run`` gives, in the engine's own order."""
    outcomes = {r.rule.subject: Outcome(r.rule.subject) for r in plan.rules}
    for batch in batches(plan, engine, waivers, days):
        outcomes[batch.kind].batches.append(batch)
    return outcomes


def batches(
    plan: Plan, engine: Engine, waivers: Sequence[Waiver] = (), days: DayRange | None = None
) -> Iterator[Batch]:
    """The same, some subjects (and where there are many columns, some rules) at a time.

    Raises what ``fitting.fit`` raises, FLT-041 and FLT-048 where a recorded value cannot be used, FLT-017 and FLT-018
    for ids, FLT-040 where a calendar is asked for a day it does not hold, FLT-049 for what the engine itself refuses.
    """
    layout = engine.layout()
    if not any(k in layout.tables for k in plan.kinds):
        raise AnweiError([Diagnostic("FLT-042", Place(engine.dialect.name), {"engine": engine.dialect.name})])
    fit(layout, plan.vocabulary)
    sizes = _sizes(plan, engine, layout)
    renderer = Renderer(plan, engine.dialect, layout, schema=engine.schema, days=days, sizes=sizes)
    for statement in renderer.statements():
        for rows in _rows(engine, statement):
            batch = _batch(statement, rows, renderer)
            waive(batch, waivers, plan.day)
            yield batch


def _rows(engine: Engine, statement: Statement) -> Iterator[pa.RecordBatch]:
    """What a statement gives; the tables made for it are gone afterwards, whatever happens."""
    write = engine.dialect.write
    try:
        for step in statement.before:
            list(engine.query(write(step)))
        yield from engine.query(write(statement.select))
    finally:
        for step in statement.after:
            list(engine.query(write(step)))


def _sizes(plan: Plan, engine: Engine, layout: Layout) -> Sizes:
    """How large the recorded numbers are, once every recorded value can be used."""
    translation = Translation(plan, layout, DayRange())
    found = list(checks(translation, engine.dialect, Recorded(translation, engine.dialect, engine.schema)))
    problems = [problem for check in found for problem in _problems(engine, check)]
    if problems:
        raise AnweiError(problems)
    sizes: dict[tuple[str, str], int] = {}
    for check in found:
        if check.range is not None:
            ends = [abs(n) for n in _row(engine, check.range)]
            sizes |= {(check.table, n): max(ends[2 * i], ends[2 * i + 1], 1) for i, n in enumerate(check.numbers)}
    return sizes


def _problems(engine: Engine, check: Check) -> Iterator[Diagnostic]:
    """What is wrong with the values of a table, with an example of each fault."""
    for fault, count in zip(check.faults, _row(engine, check.counts), strict=True):
        if count:
            some = [v for b in engine.query(engine.dialect.write(fault.some)) for v in b.column(0).to_pylist()]
            params: dict[str, object] = {"count": count, "field": fault.field, "example": some[0]}
            match fault.code:
                case "FLT-017":
                    params = {"count": count}
                case "FLT-018":
                    params = {"count": count, "ids": ", ".join(sorted(some))}
            yield Diagnostic(fault.code, Place(table_name(check.table)), params)


def _row(engine: Engine, select: exp.Select) -> list[int]:
    """The one row of a select."""
    rows = next(b for b in engine.query(engine.dialect.write(select)) if b.num_rows)
    return [int(c[0].as_py() or 0) for c in rows.columns]  # some engines count nothing as null


def _batch(statement: Statement, rows: pa.RecordBatch, renderer: Renderer) -> Batch:
    import pyarrow.compute as pc

    if pc.any(rows.column(rows.num_columns - 1).cast("bool")).as_py():
        days = renderer.translation.days
        params = {"first": date.fromordinal(days.first), "last": date.fromordinal(days.last)}
        raise AnweiError([Diagnostic("FLT-040", Place(table_name(statement.kind)), params)])
    columns = {}
    for number, (rule, name) in enumerate(statement.columns):
        column = rows.column(EXTRA - 1 + number)
        assert not column.null_count, (rule, name)
        columns[rule, name] = _array(column, name, renderer.dialect.wide_most)
    return Batch(statement.kind, rows.column(0), [d or "" for d in rows.column(1).to_pylist()], columns)


def _array(column: pa.Array, name: str, most: int) -> Array:
    """Results as a run has them: digits are numbers that may pass 64 bits, with their own sign for no bound."""
    import numpy as np
    import pyarrow as pa

    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        ends = {most: WIDE_MOST, -most: -WIDE_MOST}
        return np.array([ends.get(n, n) for n in map(int, column.to_pylist())], object)
    kind = np.uint8 if name == "verdict" else bool if name.endswith(".blank") else np.int64
    found: Array = column.to_numpy(zero_copy_only=False).astype(kind)
    return found


def emit(
    plan: Plan, dialect: DialectName, *, layout: Layout | None = None, schema: str = "", days: DayRange | None = None
) -> str:
    """A plan as a script of SQL: settings, checks (each must count 0 everywhere), then one select for each kind.

    Without a ``layout`` every column that the vocabulary declares is expected, by the names of ``layout.table_name``.
    """
    words = dialect_of(dialect)
    layout = layout or Layout.declared(plan.vocabulary, null_lists=words.null_lists)
    renderer = Renderer(plan, words, layout, schema=schema, days=days)
    recorded = Recorded(renderer.translation, words, schema)
    parts = [f"{s};" for s in words.settings]
    for check in checks(renderer.translation, words, recorded, NUMBERS):
        parts.append(f"-- {table_name(check.table)}: 0\n{words.write(check.counts, pretty=True)};")
    for statement in renderer.statements():
        steps = (*statement.before, statement.select, *statement.after)
        written = [f"{words.write(s, pretty=True)};" for s in steps]
        parts.append("\n".join([f"-- {statement.kind}; {OUTSIDE}: FALSE", *written]))
    return "\n\n".join(parts) + "\n"
