"""Statements that look at recorded numbers before they are used: which cannot be, and how large the others are.

A number with more digits than declared, or too large, is an error, as it is where a run reads the data itself; the
results would otherwise rest on rounding. How large the others are says which results may pass 64 bits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp

from anwei.engine.facts.vocabulary import FieldSpec
from anwei.engine.fleet.sql.dialects import Dialect, column, function, named, wrapped
from anwei.engine.fleet.sql.layout import Stored
from anwei.engine.fleet.sql.leaves import scaled
from anwei.engine.fleet.sql.recorded import Recorded
from anwei.engine.fleet.sql.translate import Translation, table_of

LARGEST = 1 << 60  # of a recorded number at its scale
CLOSE, EXACT = "0.001", 10**15  # how near to a whole number a float must be, and up to where it is exact


@dataclass(frozen=True, slots=True)
class Check:
    """Two selects of one row. For each of ``fields`` of a table: how many rows hold what cannot be used (``bad``), and
    the least and the greatest number (``range``, to be asked only where none is bad)."""

    table: str
    fields: tuple[str, ...]
    bad: exp.Select
    range: exp.Select


def checks(translation: Translation, dialect: Dialect, recorded: Recorded, largest: int = LARGEST) -> Iterator[Check]:
    """For each table with numbers that the plan needs. ``largest``: what is too large."""
    for grain, needs in translation.plan.needs.items():
        table = table_of(grain)
        found: dict[str, tuple[FieldSpec, Stored]] = {}
        for name, need in needs.items():
            spec, stored = translation.field(grain, name), translation.layout.column(table, name)
            if spec is not None and stored is not None and spec.numeric and "value" in need.parts:
                found[name] = spec, stored
        if found:
            bad, ranges = exp.select(), exp.select()
            for name, (spec, stored) in found.items():
                test = exp.Coalesce(this=_test(column(name, "r"), spec, stored, largest), expressions=[exp.false()])
                bad.select(named(dialect.count(test), name), copy=False)
                value = exp.Coalesce(
                    this=scaled(dialect, column(name, "r"), stored, spec.scale), expressions=[dialect.number(0)]
                )
                for end, pick in (("least", exp.Min), ("most", exp.Max)):
                    amount = exp.Coalesce(this=pick(this=value.copy()), expressions=[dialect.number(0)])
                    ranges.select(named(amount, f"{name}.{end}"), copy=False)
            source = recorded.table(grain)
            yield Check(table, tuple(found), bad.from_(source, copy=False), ranges.from_(source.copy(), copy=False))


def _test(raw: exp.Expr, spec: FieldSpec, stored: Stored, largest: int) -> exp.Expr:
    """Whether a row's number cannot be used."""
    return (
        _inexact_float(raw, spec, largest) if stored.kind == "float" else _too_fine_or_large(raw, spec, stored, largest)
    )


def _inexact_float(raw: exp.Expr, spec: FieldSpec, largest: int) -> exp.Expr:
    scaled = exp.Mul(this=raw, expression=exp.Literal.number(f"{10**spec.scale}.0"))
    apart = function("ABS", exp.Sub(this=scaled, expression=function("ROUND", scaled.copy())))
    return exp.or_(
        exp.GTE(this=apart, expression=exp.Literal.number(CLOSE)),
        exp.GT(this=function("ABS", scaled.copy()), expression=exp.Literal.number(f"{min(EXACT, largest)}.0")),
        wrap=False,
    )


def _too_fine_or_large(raw: exp.Expr, spec: FieldSpec, stored: Stored, largest: int) -> exp.Expr:
    limit = largest // 10**spec.scale
    tests: list[exp.Expr] = [
        exp.GT(this=raw, expression=exp.Literal.number(limit)),
        exp.LT(this=raw.copy(), expression=exp.Literal.number(-limit)),
    ]
    if stored.scale > spec.scale:
        whole = function("ROUND", raw.copy(), exp.Literal.number(spec.scale))
        tests.append(exp.NEQ(this=raw.copy(), expression=whole))
    return exp.or_(*map(wrapped, tests), wrap=False)
