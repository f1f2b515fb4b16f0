"""Calendar arithmetic as whole numbers: equal to NumPy's, and to Python's dates, on every engine."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from anwei.engine.fleet import arithmetic
from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.sql.civil import Calendar
from anwei.engine.fleet.sql.dialects import column, named
from anwei.engine.fleet.sql.expressions import name_of
from anwei.engine.fleet.sql.schedule import schedule
from anwei.engine.fleet.sql.selects import Selects
from anwei.engine.fleet.sql.terms import Term, Terms
from tests.fleet.sql.conftest import Opened

GRAIN = Grain("day", "day")
LEAP_YEARS = (1900, 1904, 2000, 2023, 2024, 2100)
EDGES = [date(y, m, d).toordinal() for y in LEAP_YEARS for m in range(1, 13) for d in (1, 28)]
EDGES = sorted({n + k for n in EDGES for k in (-1, 0, 1, 2, 3)} | {1, 2, 365, 3652059, 366, -400, 10**9})


def made() -> tuple[Term, Term, Term, Term]:
    """A day and a number, the day so many months later, and the complete years from the day to the number as a day."""
    terms = Terms()
    day, number = (terms.make("column", (), (n, "value"), GRAIN, size=1 << 31) for n in ("a", "b"))
    calendar = Calendar(terms)
    return day, number, calendar.months_later(day, number), calendar.years_between(day, number)


def value(term: Term, known: dict[Term, int]) -> int:
    """A term in Python's own numbers."""
    if term in known:
        return known[term]
    if term.constant:
        return int(term.data)
    args = [value(a, known) for a in term.args]
    match term.op:
        case "plus":
            found = args[0] + args[1]
        case "minus":
            found = args[0] - args[1]
        case "times":
            found = args[0] * args[1]
        case "quotient":
            assert args[0] >= 0 < args[1], "no engine is asked to divide what is negative"
            found = args[0] // args[1]
        case "remainder":
            assert args[0] >= 0 < args[1]
            found = args[0] % args[1]
        case "min":
            found = min(args)
        case "gt":
            found = args[0] > args[1]
        case "eq":
            found = args[0] == args[1]
        case "and":
            found = args[0] and args[1]
        case "or":
            found = args[0] or args[1]
        case "select":
            found = args[1] if args[0] else args[2]
        case _:
            raise AssertionError(term.op)
    assert abs(found) < 1 << 63, "it passes 64 bits on the way"
    known[term] = found
    return found


@given(st.integers(-(10**6), 4 * 10**6), st.integers(-5000, 5000), st.integers(-(10**6), 4 * 10**6))
def test_any_day(start: int, months: int, end: int) -> None:
    day, number, later, years = made()
    a, n, e = (np.array([v]) for v in (start, months, end))
    assert value(later, {day: start, number: months}) == arithmetic.months_later(a, n)[0]
    assert value(years, {day: start, number: end}) == arithmetic.years_between(a, e)[0]


class Days:
    """A table of days, read as it is."""

    def __init__(self, schema: str) -> None:
        self.schema = schema

    def select(self, grain: Grain, terms: list[Term], keys: list[str]) -> exp.Select:
        columns = [named(column(k, "r"), k) for k in keys]
        columns += [named(column(t.data[0], "r"), name_of(t)) for t in terms]
        table = exp.table_("day", db=self.schema or None, quoted=True, alias=exp.to_identifier("r", quoted=True))
        return exp.select(*columns).from_(table)


def test_month_ends_and_leap_days(engine: Opened) -> None:
    """As SQL: every edge of a month in leap years, century years and others, by many numbers of months."""
    pairs = [(d, m) for d in EDGES for m in (-12, -1, 0, 1, 6, 11, 12, 13, 48, 1200)]
    ids, starts = range(len(pairs)), [d for d, _ in pairs]
    table = pa.table({"id": ids, "a": starts, "b": [m for _, m in pairs], "e": [d + 30 * m for d, m in pairs]})
    opened = engine({"day": table})
    _, _, later, _ = made()
    terms = Terms()
    first, end = (terms.make("column", (), (n, "value"), GRAIN, size=1 << 31) for n in ("a", "e"))
    found: dict[int, list[int]] = {i: [] for i in ids}
    for term in (later, Calendar(terms).years_between(first, end)):
        selects = Selects(schedule([term], GRAIN, {}), Days(opened.schema), opened.dialect, {})  # type: ignore[arg-type]
        *inner, (name, last) = selects.all()
        select = exp.select(column("id", "s"), selects.expressions.write(term, "s"))
        select = select.from_(exp.table_(name, quoted=True, alias=exp.to_identifier("s", quoted=True)))
        for below, one in [*inner, (name, last)]:
            select.with_(exp.to_identifier(below, quoted=True), as_=one, copy=False)
        for batch in opened.query(opened.dialect.write(select)):
            for id_, got in zip(*(c.to_pylist() for c in batch.columns), strict=True):
                found[id_].append(got)
    a, b = np.array(starts), np.array([m for _, m in pairs])
    wanted = zip(arithmetic.months_later(a, b), arithmetic.years_between(a, a + 30 * b), strict=True)
    assert found == {i: [int(x), int(y)] for i, (x, y) in enumerate(wanted)}
