"""How PostgreSQL, ClickHouse and Spark say what they say in another way than DuckDB."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlglot import exp

from anwei.engine.fleet.sql.dialects import AHEAD, EPOCH, Dialect, DialectName, function, named, wrapped
from anwei.engine.fleet.sql.layout import Stored


class Postgres(Dialect):
    name: DialectName = "postgres"
    fence = True
    most_columns = 1600
    wide_type = "DECIMAL(150, 0)"
    wide_most = 10**149
    floats = ("real", "double precision")
    dates = ("date",)
    settings = ("SET jit = off",)

    def type_of(self, node: exp.Expr) -> exp.Expr:
        return self.text(function("PG_TYPEOF", node))

    def wide_quotient(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return function("DIV", left, right)

    def quotient(self, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        # typed numbers on both sides: the division of whole numbers drops the rest
        return exp.Div(this=wrapped(left), expression=wrapped(right), typed=True, safe=False)

    def count(self, test: exp.Expr) -> exp.Expr:
        one = exp.Case(ifs=[exp.If(this=test, true=exp.Literal.number(1))], default=exp.Literal.number(0))
        return self.integer(exp.Sum(this=one))

    def day_here(self, instant: exp.Expr) -> exp.Expr:
        ahead = self.cast(exp.Literal.string(f"{AHEAD} seconds"), "INTERVAL")
        return self.date(function("TIMEZONE", ahead, instant))

    def scaled(self, node: exp.Expr, stored: Stored, factor: int) -> exp.Expr:
        if stored.kind == "float":  # a cast of it to a decimal would leave digits out
            return self.integer(self.magnified(node, factor))
        return self.integer(exp.Mul(this=node, expression=exp.Literal.number(factor)))

    def too_fine(self, node: exp.Expr, scale: int) -> exp.Expr:
        return super().too_fine(self.cast(node, "DECIMAL"), scale)  # there is no ROUND to digits of a float

    def array(self, texts: Iterable[str]) -> exp.Expr:
        return self.cast(super().array(texts), "TEXT[]")

    def strange(self, items: exp.Expr, texts: Sequence[str]) -> exp.Expr:
        held = function("ARRAY_REMOVE", self._texts(items), exp.null())
        return exp.Not(this=exp.Paren(this=exp.ArrayContainedBy(this=held, expression=self.array(texts))))

    def _texts(self, items: exp.Expr) -> exp.Expr:
        """A list of text: one of VARCHAR is another type."""
        return self.cast(items, "TEXT[]")

    def items(self, node: exp.Expr) -> exp.Expr:
        return super().items(self._texts(node))

    def overlaps(self, items: exp.Expr, texts: Iterable[str]) -> exp.Expr:
        return exp.ArrayOverlaps(this=self._texts(items), expression=self.array(texts))

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
    floats = ("Float32", "Float64", "Nullable(Float32)", "Nullable(Float64)")
    dates = ("Date", "Date32", "Nullable(Date)", "Nullable(Date32)")
    endless_days = False
    compares = False
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

    def double(self, node: exp.Expr) -> exp.Expr:
        return function("toFloat64", node)

    def type_of(self, node: exp.Expr) -> exp.Expr:
        return function("toTypeName", node)

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
        return function("toDate32", function("toTimeZone", node, "UTC"))  # in which it counts the hours of such a time

    def day_here(self, instant: exp.Expr) -> exp.Expr:
        return function("toDate32", function("toTimeZone", instant, "Etc/GMT-8"))  # which lies east of Greenwich

    def scaled(self, node: exp.Expr, stored: Stored, factor: int) -> exp.Expr:
        if stored.kind == "float":
            return self.integer(function("round", self.magnified(node, factor)))
        if not stored.sure:  # a decimal made of a float would be cut off
            whole = function("round", exp.Mul(this=node, expression=exp.Literal.number(factor)))
            return function("accurateCast", whole, "Nullable(Int64)")
        exact = function("toDecimal256", node, exp.Literal.number(stored.scale))
        return function("accurateCast", exp.Mul(this=exact, expression=exp.Literal.number(factor)), "Nullable(Int64)")

    def starts(self, node: exp.Expr, prefix: exp.Expr | str) -> exp.Expr:
        return function("startsWith", node, prefix)

    def strange(self, items: exp.Expr, texts: Sequence[str]) -> exp.Expr:
        known = exp.Array(expressions=[*(exp.Literal.string(t) for t in texts), exp.null()])
        return exp.Not(this=function("hasAll", known, items))

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
    floats = ("float", "double")
    dates = ("date",)
    endless_days = False
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

    def day_here(self, instant: exp.Expr) -> exp.Expr:
        seconds = exp.Add(this=function("UNIX_SECONDS", instant), expression=exp.Literal.number(AHEAD))
        since_1970 = function("FLOOR", exp.Div(this=wrapped(seconds), expression=exp.Literal.number(86400)))
        return function("DATE_FROM_UNIX_DATE", self.cast(since_1970, "INT"))

    def strange(self, items: exp.Expr, texts: Sequence[str]) -> exp.Expr:
        known = exp.Array(expressions=[*(exp.Literal.string(t) for t in texts), exp.null()])
        return exp.GT(this=function("SIZE", function("ARRAY_EXCEPT", items, known)), expression=exp.Literal.number(0))

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
