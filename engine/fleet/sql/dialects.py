"""What the SQL dialects say differently. Everything is a sqlglot node; functions are named as the engine names them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from sqlglot import exp

from anwei.engine.fleet.graph import NO_LEAST, NO_MOST
from anwei.engine.fleet.sql.layout import Stored

DialectName = Literal["duckdb", "postgres", "clickhouse", "spark"]
DIALECTS: tuple[DialectName, ...] = get_args(DialectName)
EPOCH = 719163  # the ordinal of 1970-01-01


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
        return self.cast(node, "DATE")

    def scaled(self, node: exp.Expr, stored: Stored, factor: int) -> exp.Expr:
        """A decimal or float times a power of ten, as a whole number."""
        if stored.kind == "float":
            return self.integer(function("ROUND", exp.Mul(this=node, expression=exp.Literal.number(f"{factor}.0"))))
        kind = f"DECIMAL(38, {stored.scale})"
        return self.integer(exp.Mul(this=self.cast(node, kind), expression=exp.Literal.number(factor)))

    # -- texts and lists --------------------------------------------------------------------------------------------

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


class Postgres(Dialect):
    name: DialectName = "postgres"
    fence = True
    most_columns = 1600
    wide_type = "DECIMAL(150, 0)"
    wide_most = 10**149
    settings = ("SET jit = off",)

    def wide_quotient(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return function("DIV", left, right)

    def quotient(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        # typed numbers on both sides: the division of whole numbers drops the rest
        return exp.Div(this=wrapped(left), expression=wrapped(right), typed=True, safe=False)

    def count(self, test: exp.Expr) -> exp.Expr:
        one = exp.Case(ifs=[exp.If(this=test, true=exp.Literal.number(1))], default=exp.Literal.number(0))
        return self.integer(exp.Sum(this=one))

    def starts(self, node: exp.Expr, prefix: exp.Expr | str) -> exp.Expr:
        return function("STARTS_WITH", node, prefix)

    def scaled(self, node: exp.Expr, stored: Stored, factor: int) -> exp.Expr:
        exact = self.cast(node, "DECIMAL") if stored.kind == "float" else node
        return self.integer(exp.Mul(this=exact, expression=exp.Literal.number(factor)))

    def array(self, texts: Iterable[str]) -> exp.Expr:
        return self.cast(super().array(texts), "TEXT[]")

    def overlaps(self, items: exp.Expr, texts: Iterable[str]) -> exp.Expr:
        return exp.ArrayOverlaps(this=items, expression=self.array(texts))

    def some(self, items: exp.Expr) -> exp.Expr:
        return exp.GT(this=function("CARDINALITY", items), expression=exp.Literal.number(0))

    def contains(self, items: exp.Expr, key: exp.Expr) -> exp.Expr:
        any_of = exp.EQ(this=key, expression=exp.Any(this=exp.Paren(this=items)))
        return exp.Coalesce(this=any_of, expressions=[exp.false()])


class ClickHouse(Dialect):
    """Its whole numbers wrap silently and its dates saturate: sums are wide and cast back checked, dates are Date32."""

    name: DialectName = "clickhouse"
    null_lists = False
    steps = True
    wide_type = "Int256"
    wide_most = 10**76
    settings = (
        "SET max_query_size = 100000000",
        "SET max_parser_backtracks = 0",
        "SET max_subquery_depth = 10000",
        "SET max_ast_elements = 10000000",
        "SET max_expanded_ast_elements = 10000000",
    )

    def cast(self, node: exp.Expr, kind: str) -> exp.Expr:
        found = exp.DataType.build(kind, dialect=self.name)
        found.set("nullable", False)
        return exp.Cast(this=node, to=found)

    def integer(self, node: exp.Expr) -> exp.Expr:
        return function("toInt64", node)

    def small(self, node: exp.Expr) -> exp.Expr:
        return function("toInt16", node)

    def text(self, node: exp.Expr) -> exp.Expr:
        return function("toString", node)

    def wide(self, node: exp.Expr) -> exp.Expr:
        return function("toInt256", exp.Literal.string(str(node)) if isinstance(node, (exp.Literal, exp.Neg)) else node)

    def narrow(self, node: exp.Expr) -> exp.Expr:
        return function("accurateCast", node, "Int64")

    def quotient(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return function("intDiv", left, right)

    def least(self, nodes: Sequence[exp.Expr]) -> exp.Expr:
        return function("least", *nodes)

    def greatest(self, nodes: Sequence[exp.Expr]) -> exp.Expr:
        return function("greatest", *nodes)

    def total(self, node: exp.Expr, *, wide: bool) -> exp.Expr:
        return function("sum", self.wide(node) if wide else node)

    def count(self, test: exp.Expr) -> exp.Expr:
        return self.integer(function("countIf", test))

    def ordinal(self, day: exp.Expr) -> exp.Expr:
        return exp.Add(this=self.integer(function("toInt32", day)), expression=exp.Literal.number(EPOCH))

    def date(self, node: exp.Expr) -> exp.Expr:
        return function("toDate32", node)

    def scaled(self, node: exp.Expr, stored: Stored, factor: int) -> exp.Expr:
        if stored.kind == "float":
            return self.integer(function("round", exp.Mul(this=node, expression=exp.Literal.number(factor))))
        exact = function("toDecimal256", node, exp.Literal.number(stored.scale))
        return function("accurateCast", exp.Mul(this=exact, expression=exp.Literal.number(factor)), "Nullable(Int64)")

    def starts(self, node: exp.Expr, prefix: exp.Expr | str) -> exp.Expr:
        return function("startsWith", node, prefix)

    def overlaps(self, items: exp.Expr, texts: Iterable[str]) -> exp.Expr:
        return function("hasAny", items, self.array(texts))

    def some(self, items: exp.Expr) -> exp.Expr:
        return function("notEmpty", items)

    def items(self, node: exp.Expr) -> exp.Expr:
        return node  # a list is never null here

    def contains(self, items: exp.Expr, key: exp.Expr) -> exp.Expr:
        return function("has", items, key)

    def digits(self, text: exp.Expr) -> exp.Expr:
        empty = exp.EQ(this=text, expression=exp.Literal.string(""))
        number = function("toInt64OrZero", text.copy())
        return exp.Case(ifs=[exp.If(this=empty, true=self.number(-1))], default=number)

    def rows(self, rows: Sequence[tuple[int, str]], names: Sequence[str], alias: str) -> exp.Expr:
        structure = f"{names[0]} Int64, {names[1]} String"
        tuples = [
            exp.Tuple(expressions=[exp.Literal.number(number), exp.Literal.string(text)]) for number, text in rows
        ]
        return named(exp.Table(this=function("values", structure, *tuples)), alias)


class Spark(Dialect):
    name: DialectName = "spark"
    wide_type = "DECIMAL(38, 0)"
    wide_most = 99 * 10**36
    settings = (
        "SET spark.sql.ansi.enabled = true",
        # rows that lie by subject are not moved again to be joined by subject and row
        "SET spark.sql.requireAllClusterKeysForCoPartition = false",
    )

    def total(self, node: exp.Expr, *, wide: bool) -> exp.Expr:
        found = exp.Sum(this=self.wide(node) if wide else node)
        return self.wide(found) if wide else found

    def wide_quotient(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return self.wide(self.quotient(left, right))  # it gives 64 bits whatever it is given

    def ordinal(self, day: exp.Expr) -> exp.Expr:
        days = self.integer(function("UNIX_DATE", day))
        return exp.Add(this=days, expression=exp.Literal.number(EPOCH))

    def starts(self, node: exp.Expr, prefix: exp.Expr | str) -> exp.Expr:
        return function("STARTSWITH", node, prefix)

    def overlaps(self, items: exp.Expr, texts: Iterable[str]) -> exp.Expr:
        return function("ARRAYS_OVERLAP", items, self.array(texts))

    def some(self, items: exp.Expr) -> exp.Expr:
        return exp.GT(this=function("SIZE", items), expression=exp.Literal.number(0))

    def items(self, node: exp.Expr) -> exp.Expr:
        return exp.Coalesce(this=node, expressions=[self.cast(self.array(()), "ARRAY<STRING>")])

    def contains(self, items: exp.Expr, key: exp.Expr) -> exp.Expr:
        return exp.Coalesce(this=function("ARRAY_CONTAINS", items, key), expressions=[exp.false()])


def dialect_of(name: DialectName) -> Dialect:
    return {"duckdb": Dialect, "postgres": Postgres, "clickhouse": ClickHouse, "spark": Spark}[name]()
