"""Writes a term as an expression over the columns of the select below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from sqlglot import exp

from anwei.engine.fleet.graph import NO_LEAST, NO_MOST
from anwei.engine.fleet.sql.dialects import Dialect, column, wrapped
from anwei.engine.fleet.sql.schedule import CHAINS, Schedule
from anwei.engine.fleet.sql.terms import Term

COMPARISONS = {"ge": exp.GTE, "gt": exp.GT, "eq": exp.EQ}
SUMS = {"plus": exp.Add, "minus": exp.Sub, "times": exp.Mul}


def name_of(term: Term) -> str:
    return f"t{term.index}"


class Expressions:
    """``placed`` writes whether all subjects of a kind say where they are."""

    def __init__(self, plan: Schedule, dialect: Dialect, placed: Callable[[Term], exp.Expr]) -> None:
        self.plan = plan
        self.dialect = dialect
        self.placed = placed

    def write(self, term: Term, alias: str) -> exp.Expr:
        """A term, by its column where it is one."""
        return column(name_of(term), alias) if term in self.plan.named else self.computed(term, alias)

    def computed(self, term: Term, alias: str) -> exp.Expr:
        """A term out of its arguments."""
        dialect = self.dialect
        match term.op:
            case "constant":
                return self.dialect.wide_number(term.data) if term.wide else self.constant(term.data)
            case "placed":
                return self.placed(term)
            case "table":
                return self._table(self.write(term.args[0], alias), *term.data)
            case "and" | "or" | "min" | "max":
                return self._chain(term, alias)
        args = [self.write(a, alias) for a in term.args]
        match term.op:
            case "not":
                return exp.Not(this=wrapped(args[0]))
            case "ge" | "gt" | "eq":
                return COMPARISONS[term.op](this=wrapped(args[0]), expression=wrapped(args[1]))
            case "select":
                return exp.Case(ifs=[exp.If(this=args[0], true=args[1])], default=args[2])
            case "plus" | "minus" | "times":
                return SUMS[term.op](this=wrapped(args[0]), expression=wrapped(args[1]))
            case "quotient":
                return (dialect.wide_quotient if term.wide else dialect.quotient)(args[0], args[1])
            case "remainder":
                return dialect.remainder(args[0], args[1])
            case "widen":
                return self._widened(term.args[0], args[0])
            case "narrow":
                return dialect.narrow(args[0])
            case "contains":
                return dialect.contains(args[0], args[1])
        raise AssertionError(term.op)

    def _widened(self, term: Term, node: exp.Expr) -> exp.Expr:
        """A number in a wider type, with the number that stands for no bound there."""
        if term.constant:
            return self.dialect.wide_number(term.data)
        ends = [
            (end, exp.EQ(this=wrapped(node.copy()), expression=self.dialect.number(end))) for end in (NO_LEAST, NO_MOST)
        ]
        ifs = [exp.If(this=test, true=self.dialect.wide_number(end)) for end, test in ends]
        return exp.Case(ifs=ifs, default=self.dialect.wide(node))

    def constant(self, value: bool | int | str) -> exp.Expr:
        if isinstance(value, bool):
            return exp.true() if value else exp.false()
        return exp.Literal.string(value) if isinstance(value, str) else self.dialect.number(value)

    def _chain(self, term: Term, alias: str) -> exp.Expr:
        """Terms joined by one operation, in one call."""
        assert term.op in CHAINS
        parts: list[Term] = []
        stack = [term]
        while stack:
            one = stack.pop()
            for arg in reversed(one.args):
                if arg.op == term.op and arg not in self.plan.named:
                    stack.append(arg)
                else:
                    parts.append(arg)
        written = [self.write(p, alias) for p in dict.fromkeys(parts)]
        if term.op in ("min", "max"):
            return self.dialect.least(written) if term.op == "min" else self.dialect.greatest(written)
        join = exp.and_ if term.op == "and" else exp.or_
        return join(*map(wrapped, written), wrap=False, copy=False)

    def _table(self, code: exp.Expr, entries: Any, otherwise: int | bool) -> exp.Expr:
        by_value: dict[int | bool, list[str]] = defaultdict(list)
        for key, value in entries:
            by_value[value].append(key)
        tests = [(self._among(code, keys), value) for value, keys in by_value.items()]
        if isinstance(otherwise, bool):
            return exp.Not(this=exp.Paren(this=tests[0][0])) if otherwise else tests[0][0]
        ifs = [exp.If(this=test, true=self.constant(value)) for test, value in tests]
        return exp.Case(ifs=ifs, default=self.constant(otherwise))

    def _among(self, code: exp.Expr, keys: list[str]) -> exp.Expr:
        texts = [exp.Literal.string(k) for k in keys]
        if len(texts) == 1:
            return exp.EQ(this=code.copy(), expression=texts[0])
        return exp.In(this=code.copy(), expressions=texts)

    def aggregate(self, term: Term, alias: str) -> exp.Expr:
        """Over the rows of a group."""
        of = term.args[0]
        counted = of.op == "select" and of not in self.plan.named and [a.data for a in of.args[1:]] == [1, 0]
        if term.op == "sum" and counted:
            return self.dialect.count(self.write(of.args[0], alias))
        return self.added(term, self.write(of, alias))

    def added(self, term: Term, value: exp.Expr) -> exp.Expr:
        match term.op:
            case "sum":
                return self.dialect.total(value, wide=term.wide)
            case "least":
                return exp.Min(this=value)
            case "most":
                return exp.Max(this=value)
        one = exp.Case(ifs=[exp.If(this=value, true=self.dialect.number(1))], default=self.dialect.number(0))
        return exp.Max(this=one)
