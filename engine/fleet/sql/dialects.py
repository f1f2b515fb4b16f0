"""What SQL dialects say differently, and how DuckDB says it; ``other_dialects`` has the others.

Everything is a sqlglot node; functions are named as the engine names them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from sqlglot import exp

from anwei.engine.fleet.graph import NO_LEAST, NO_MOST
from anwei.engine.fleet.sql.layout import Stored

DialectName = Literal["duckdb", "postgres", "clickhouse", "spark"]
DIALECTS: tuple[DialectName, ...] = get_args(DialectName)
EPOCH = 719163  # the ordinal of 1970-01-01
AHEAD = 8 * 3600  # seconds by which the time of China is ahead of UTC


def function(name: str, *args: exp.Expr | str) -> exp.Expr:
    """A call by the name that the engine knows; texts are written as literals."""
    written = [exp.Literal.string(a) if isinstance(a, str) else a for a in args]
    return exp.Anonymous(this=name, expressions=written)


def wrapped(node: exp.Expr) -> exp.Expr:
    """In parentheses where another operator could take part of it."""
    loose = (exp.Binary, exp.Connector, exp.Not, exp.In, exp.Neg, exp.Is)
    return exp.Paren(this=node) if isinstance(node, loose) else node


def column(name: str, table: str) -> exp.Column:
    return exp.column(name, table=table, quoted=True)


def named(node: exp.Expr, name: str) -> exp.Expr:
    return exp.alias_(node, name, quoted=True)


def kept(name: str, table: str) -> exp.Expr:
    """A column under the name that it has: ClickHouse forgets a name that is not said again."""
    return named(column(name, table), name)


class Dialect:
    """DuckDB's, and what the others have in common with it."""

    name: DialectName = "duckdb"
    steps = False  # whether the parts of a statement must be made into tables one after the other
    fence = False  # an inner select must be kept from being written into the outer one
    most_columns = 100_000
    null_lists = True  # whether a list can be null
    wide_type = "HUGEINT"
    wide_most = 99 * 10**36  # stands for no bound among wide numbers
    floats: tuple[str, ...] = ("FLOAT", "DOUBLE")  # what ``type_of`` says of them
    dates: tuple[str, ...] = ("DATE",)
    endless_days = True  # a date may be infinity
    compares = True  # numbers of any two types; else they are brought to one scale, which may overflow
    #: What must be set before: here an optimizer that writes columns out again wherever they are read.
    settings: tuple[str, ...] = ("SET disabled_optimizers = 'partial_aggregate_pushdown'",)

    # -- types ------------------------------------------------------------------------------------------------------

    def cast(self, node: exp.Expr, kind: str) -> exp.Expr:
        return exp.Cast(this=node, to=exp.DataType.build(kind, dialect=self.name))

    def integer(self, node: exp.Expr) -> exp.Expr:
        return self.cast(node, "BIGINT")

    def small(self, node: exp.Expr) -> exp.Expr:
        return self.cast(node, "SMALLINT")

    def text(self, node: exp.Expr) -> exp.Expr:
        return self.cast(node, "TEXT")

    def number(self, value: int) -> exp.Expr:
        return self.integer(exp.Literal.number(value))

    def double(self, node: exp.Expr) -> exp.Expr:
        return self.cast(node, "DOUBLE")

    def type_of(self, node: exp.Expr) -> exp.Expr:
        """The name of the type of a value, as text."""
        return function("TYPEOF", node)

    def wide(self, node: exp.Expr) -> exp.Expr:
        return self.cast(node, self.wide_type)

    def wide_number(self, value: int) -> exp.Expr:
        """A number in the wide type; no bound is as large a number as that type has."""
        ends = {NO_MOST: self.wide_most, NO_LEAST: -self.wide_most}
        return self.wide(exp.Literal.number(ends.get(value, value)))

    def narrow(self, node: exp.Expr) -> exp.Expr:
        """64 bits of a wider number; an error where it does not fit."""
        return self.integer(node)

    # -- numbers ----------------------------------------------------------------------------------------------------

    def quotient(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return exp.IntDiv(this=wrapped(left), expression=wrapped(right))

    def wide_quotient(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return self.quotient(left, right)

    def remainder(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return exp.Mod(this=wrapped(left), expression=wrapped(right))

    def least(self, nodes: Sequence[exp.Expr]) -> exp.Expr:
        return function("LEAST", *nodes)

    def greatest(self, nodes: Sequence[exp.Expr]) -> exp.Expr:
        return function("GREATEST", *nodes)

    def total(self, node: exp.Expr, *, wide: bool) -> exp.Expr:
        """A sum; ``wide``: it may pass 64 bits."""
        found = exp.Sum(this=self.wide(node) if wide else node)
        return self.wide(found) if wide else self.integer(found)

    def count(self, test: exp.Expr) -> exp.Expr:
        return self.integer(function("COUNT_IF", test))

    # -- days -------------------------------------------------------------------------------------------------------

    def ordinal(self, day: exp.Expr) -> exp.Expr:
        """Days since 0001-01-01 of a date."""
        epoch = self.cast(exp.Literal.string("1970-01-01"), "DATE")
        days = self.integer(exp.Sub(this=day, expression=epoch))
        return exp.Add(this=days, expression=exp.Literal.number(EPOCH))

    def date(self, node: exp.Expr) -> exp.Expr:
        """The day of a time without zone."""
        return self.cast(node, "DATE")

    def day_here(self, instant: exp.Expr) -> exp.Expr:
        """The day in China of a time with zone, whatever zone the session has."""
        ahead = exp.Add(this=function("EPOCH_US", instant), expression=exp.Literal.number(AHEAD * 10**6))
        return self.date(function("MAKE_TIMESTAMP", ahead))

    def scaled(self, node: exp.Expr, stored: Stored, factor: int) -> exp.Expr:
        """A decimal or float (or a number of any type, if the type is not sure) times a power of ten, as a whole
        number."""
        if stored.kind == "float":
            return self.integer(function("ROUND", self.magnified(node, factor)))
        kind = f"DECIMAL(38, {stored.scale})"
        return self.integer(exp.Mul(this=self.cast(node, kind), expression=exp.Literal.number(factor)))

    def magnified(self, node: exp.Expr, factor: int) -> exp.Expr:
        """A float times a power of ten."""
        return exp.Mul(this=self.double(node), expression=exp.Literal.number(f"{factor}.0"))

    def too_fine(self, node: exp.Expr, scale: int) -> exp.Expr:
        """Whether a number that is no float has more digits than ``scale``."""
        return exp.NEQ(this=node, expression=function("ROUND", node.copy(), exp.Literal.number(scale)))

    # -- texts and lists --------------------------------------------------------------------------------------------

    def words(self, node: exp.Expr, stored: Stored) -> exp.Expr:
        """What is stored as text, or is text once it is cast."""
        if stored.kind == "text" and stored.sure:
            return node
        return self.text(self.integer(node) if stored.kind == "decimal" else node)

    def matches(self, node: exp.Expr, pattern: str) -> exp.Expr:
        """Whether a text fits a regular expression that every engine knows."""
        return exp.RegexpLike(this=node, expression=exp.Literal.string(pattern))

    def strange(self, items: exp.Expr, texts: Sequence[str]) -> exp.Expr:
        """Whether a list has anything but some texts, nulls aside; null where it is null."""
        return exp.Not(this=function("LIST_HAS_ALL", self.array(texts), items))

    def starts(self, node: exp.Expr, prefix: exp.Expr | str) -> exp.Expr:
        return function("STARTS_WITH", node, prefix)

    def array(self, texts: Iterable[str]) -> exp.Expr:
        return exp.Array(expressions=[exp.Literal.string(t) for t in texts])

    def overlaps(self, items: exp.Expr, texts: Iterable[str]) -> exp.Expr:
        """Whether a list has any of some texts; null where it is null."""
        return function("LIST_HAS_ANY", items, self.array(texts))

    def some(self, items: exp.Expr) -> exp.Expr:
        """Whether a list has any item; null where it is null."""
        return exp.GT(this=function("LEN", items), expression=exp.Literal.number(0))

    def items(self, node: exp.Expr) -> exp.Expr:
        """A list, empty where it is null."""
        return exp.Coalesce(this=node, expressions=[self.cast(self.array(()), "TEXT[]")])

    def contains(self, items: exp.Expr, key: exp.Expr) -> exp.Expr:
        """Whether a list has a text."""
        return exp.Coalesce(this=function("LIST_CONTAINS", items, key), expressions=[exp.false()])

    def digits(self, text: exp.Expr) -> exp.Expr:
        """The number that a text of digits is; -1 for an empty one."""
        empty = exp.EQ(this=text, expression=exp.Literal.string(""))
        return exp.Case(ifs=[exp.If(this=empty, true=self.number(-1))], default=self.integer(text.copy()))

    # -- selects ----------------------------------------------------------------------------------------------------

    def rows(self, rows: Sequence[tuple[int, str]], names: Sequence[str], alias: str) -> exp.Expr:
        """A table of literals."""
        tuples = [
            exp.Tuple(expressions=[exp.Literal.number(number), exp.Literal.string(text)]) for number, text in rows
        ]
        columns = [exp.to_identifier(n, quoted=True) for n in names]
        found = exp.TableAlias(this=exp.to_identifier(alias, quoted=True), columns=columns)
        return exp.Values(expressions=tuples, alias=found)

    def write(self, node: exp.Expr, *, pretty: bool = False) -> str:
        return node.sql(dialect=self.name, identify=True, pretty=pretty, comments=False)
