"""The graph of expressions: exact whole numbers and truths without nulls, each node made once.

A number is an int64; ``NO_LEAST`` and ``NO_MOST`` stand for no bound below and above. A missing fact is not a null:
its column has a second one that says whether the value is known, and every expression that reads the first also reads
the second. So no back end's treatment of nulls can change a verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any, Literal

from anwei.engine.fleet import limits
from anwei.engine.fleet.days import DayMap
from anwei.engine.fleet.endless import NO_LEAST, NO_MOST, added, product, turned
from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.limits import TESTS, Comparison

__all__ = ["AGGREGATES", "NO_LEAST", "NO_MOST", "DayMap", "Expr", "Graph", "Op"]

Op = Literal[
    "constant",
    "column",
    "global",
    "table",
    "has",
    "refers",
    "map",
    "add",
    "subtract",
    "multiply",
    "divide",
    "min",
    "max",
    "select",
    "months",
    "years",
    "day_map",
    "ge",
    "gt",
    "eq",
    "and",
    "or",
    "not",
    "sum",
    "least",
    "most",
    "any",
]
AGGREGATES: frozenset[str] = frozenset({"sum", "least", "most", "any"})


class Expr:
    """One node. ``truth``: a condition rather than a number. ``data`` is what the operation needs besides ``args``."""

    __slots__ = ("args", "data", "grain", "index", "infinite", "op", "truth")

    def __init__(
        self, op: Op, args: tuple[Expr, ...], data: Any, grain: Grain | None, truth: bool, infinite: int, index: int
    ) -> None:
        self.op = op
        self.args = args
        self.data = data
        self.grain = grain
        self.truth = truth
        self.infinite = infinite
        self.index = index

    @property
    def constant(self) -> bool:
        return self.op == "constant"

    def __repr__(self) -> str:
        if self.constant:
            return str(self.data)
        return f"{self.op}({', '.join(map(repr, self.args))}{'' if self.data is None else f' {self.data}'})"


class Graph:
    """Makes expressions, each once, and simplifies what is known beforehand.

    ``here`` is the grain of the rows now being described: two expressions of unrelated grains meet there.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], Expr] = {}
        self.nodes: list[Expr] = []
        self.here: Grain | None = None
        self.true = self._make("constant", (), True, None, True)
        self.false = self._make("constant", (), False, None, True)

    # -- leaves -----------------------------------------------------------------------------------------------------

    def number(self, value: int | float) -> Expr:
        if value in (float("inf"), float("-inf")):
            return self._make("constant", (), NO_MOST if value > 0 else NO_LEAST, None, False, 2 if value > 0 else 1)
        whole = int(value)
        return self._make("constant", (), whole, None, False, {NO_MOST: 2, NO_LEAST: 1}.get(whole, 0))

    def truth(self, value: bool) -> Expr:
        return self.true if value else self.false

    def column(self, grain: Grain, name: str, part: str, *, truth: bool = False) -> Expr:
        """A recorded fact: its ``value``, whether it is ``known``, ``doubtful`` ..., as the data layout names them."""
        return self._make("column", (), (name, part), grain, truth)

    def has(self, grain: Grain, name: str, group: Iterable[str]) -> Expr:
        """Whether a set of codes contains any of a group."""
        return self._make("has", (), (name, frozenset(group)), grain, True)

    def refers(self, grain: Grain, field: str, row: Grain, target: Grain) -> Expr:
        """Whether the refs of a row of ``row`` name the key of the row of ``target`` (both reached from ``grain``)."""
        return self._make("refers", (), (field, row, target), grain, True)

    def table(self, code: Expr, entries: dict[Any, int] | dict[Any, bool], otherwise: int | bool) -> Expr:
        """A number (or truth) by code: the entry of a column's ``code`` or ``area``, else ``otherwise``."""
        truth = isinstance(otherwise, bool)
        known = tuple(sorted((k, v) for k, v in entries.items() if v != otherwise))
        if not known:
            return self.truth(bool(otherwise)) if truth else self.number(otherwise)
        values = [*dict(known).values(), otherwise]
        infinite = 0 if truth else (NO_LEAST in values) * 1 | (NO_MOST in values) * 2
        return self._make("table", (code,), (known, otherwise), code.grain, truth, infinite)

    def shared(self, name: str, kind: str) -> Expr:
        """A truth about all subjects of a kind, known when the run has read them."""
        return self._make("global", (), (name, kind), None, True)

    # -- grains -----------------------------------------------------------------------------------------------------

    def at(self, expr: Expr, grain: Grain) -> Expr:
        """An expression of an ancestor's row, for each row of ``grain``."""
        if expr.grain is grain or expr.grain is None:
            return expr
        assert expr.grain in grain.ancestors, f"{expr.grain} is not reached from {grain}"
        return self._make("map", (expr,), None, grain, expr.truth, expr.infinite)

    def _together(self, args: tuple[Expr, ...]) -> tuple[tuple[Expr, ...], Grain | None]:
        grain: Grain | None = None
        for arg in args:
            if arg.grain is None or arg.grain is grain:
                continue
            if grain is None or grain in arg.grain.ancestors:
                grain = arg.grain
            elif arg.grain not in grain.ancestors:
                grain = self.here
        if grain is None:
            return args, None
        return tuple(self.at(a, grain) if a.grain is not None else a for a in args), grain

    def aggregate(self, op: Literal["sum", "least", "most", "any"], of: Expr, rows: Grain, target: Grain) -> Expr:
        """Over the rows that belong to each row of ``target``: sum, least (NO_MOST over none), most, or any."""
        if of.constant:
            if op == "any" and not of.data:
                return self.false
            if op == "sum" and of.data in (0, False):
                return self.number(0)
            if (op == "least" and of.data == NO_MOST) or (op == "most" and of.data == NO_LEAST):
                return of
        elif of.grain is not rows:
            of = self.at(of, rows)
        infinite = {"sum": 0, "any": 0, "least": 2 | of.infinite, "most": 1 | of.infinite}[op]
        return self._make(op, (of,), rows, target, op == "any", infinite)

    # -- truths -----------------------------------------------------------------------------------------------------

    def all(self, *terms: Expr) -> Expr:
        return self._junction("and", terms, self.true, self.false)

    def any(self, *terms: Expr) -> Expr:
        return self._junction("or", self._asked_together(terms), self.false, self.true)

    def _asked_together(self, terms: tuple[Expr, ...]) -> tuple[Expr, ...]:
        """Questions about several codes of one set as one question."""
        asked: dict[tuple[Any, ...], set[str]] = {}
        for term in terms:
            if term.op == "has":
                asked.setdefault((term.grain, term.data[0]), set()).update(term.data[1])
        if not asked:
            return terms
        together = [self.has(grain, name, codes) for (grain, name), codes in asked.items()]
        return (*(t for t in terms if t.op != "has"), *together)

    def _junction(self, op: Literal["and", "or"], terms: tuple[Expr, ...], neutral: Expr, decisive: Expr) -> Expr:
        kept: list[Expr] = []
        for term in terms:
            if term is decisive:
                return decisive
            if term is neutral or term in kept:
                continue
            if (term.op == "not" and term.args[0] in kept) or any(k.op == "not" and k.args[0] is term for k in kept):
                return decisive
            kept.append(term)
        if not kept:
            return neutral
        # shallow terms first: what is the same for all rows of a subject is joined before it meets the rows
        kept.sort(key=lambda e: (len(e.grain.ancestors) if e.grain else 0, e.index))
        return reduce(lambda a, b: self._of(op, (a, b)), kept)

    def no(self, term: Expr) -> Expr:
        if term.constant:
            return self.truth(not term.data)
        return term.args[0] if term.op == "not" else self._make("not", (term,), None, term.grain, True)

    def ge(self, left: Expr, right: Expr) -> Expr:
        return self.compared("ge", left, right)

    def gt(self, left: Expr, right: Expr) -> Expr:
        return self.compared("gt", left, right)

    def eq(self, left: Expr, right: Expr) -> Expr:
        if left is right:
            return self.true
        return self.compared("eq", left, right)

    def compared(self, op: Comparison, left: Expr, right: Expr) -> Expr:
        """A comparison; a choice between numbers of which one is fixed becomes a choice between comparisons."""
        test = TESTS[op]
        if left.constant and right.constant:
            return self.truth(test(left.data, right.data))
        if left is right:
            return self.truth(op != "gt")
        moved = limits.moved(self, op, left, right)
        if moved is not None:
            return moved
        for side, other, swapped in ((left, right, False), (right, left, True)):
            if side.op == "select" and other.constant and any(a.constant or limits.shifted(a) for a in side.args[1:]):
                chosen = [self.compared(op, *((other, a) if swapped else (a, other))) for a in side.args[1:]]
                return self.choose(side.args[0], chosen[0], chosen[1])
            if side.op == "table" and other.constant:
                known, otherwise = side.data
                verdicts = {k: test(*((other.data, v) if swapped else (v, other.data))) for k, v in known}
                return self.table(
                    side.args[0], verdicts, test(*((other.data, otherwise) if swapped else (otherwise, other.data)))
                )
        beyond = limits.beyond(op, left, right)
        if beyond is not None:
            return self.truth(beyond)
        return self._of(op, (left, right))

    def choose(self, test: Expr, yes: Expr, no: Expr) -> Expr:
        """``yes`` where ``test`` holds, else ``no``: two numbers or two truths."""
        if test.constant:
            return yes if test.data else no
        if no.op == "select" and no.args[0] is test:
            no = no.args[2]
        if yes.op == "select" and yes.args[0] is test:
            yes = yes.args[1]
        if yes is no:
            return yes
        if yes.truth:
            if yes.constant and no.constant:
                return test if yes.data else self.no(test)
            if yes.constant:
                return self.any(test, no) if yes.data else self.all(self.no(test), no)
            if no.constant:
                return self.any(self.no(test), yes) if no.data else self.all(test, yes)
            return self.any(self.all(test, yes), self.all(self.no(test), no))
        if test.op == "not":
            test, yes, no = test.args[0], no, yes
        return self._of("select", (test, yes, no), infinite=yes.infinite | no.infinite)

    # -- numbers ----------------------------------------------------------------------------------------------------

    def add(self, left: Expr, right: Expr, doubt: int = NO_LEAST) -> Expr:
        """A sum; ``doubt`` is what no bound below plus no bound above gives."""
        if left.constant and right.constant:
            return self.number(added(left.data, right.data, doubt))
        if left.constant:
            left, right = right, left
        if right.constant and right.data == 0:
            return left
        infinite = left.infinite | right.infinite
        return self._of("add", (left, right), doubt if infinite else None, infinite)

    def subtract(self, left: Expr, right: Expr, doubt: int = NO_LEAST) -> Expr:
        if left.constant and right.constant:
            return self.number(added(left.data, -right.data, doubt))
        if right.constant and right.data == 0:
            return left
        infinite = left.infinite | turned(right.infinite)
        return self._of("subtract", (left, right), doubt if infinite else None, infinite)

    def minus(self, value: Expr) -> Expr:
        return self.subtract(self.number(0), value)

    def multiply(self, left: Expr, right: Expr) -> Expr:
        """A product; nothing times no bound is nothing."""
        if left.constant and right.constant:
            return self.number(product(left.data, right.data))
        for side, other in ((left, right), (right, left)):
            if side.constant and side.data == 1:
                return other
            if side.constant and side.data == 0:
                return side
        infinite = left.infinite | right.infinite
        infinite = 3 if infinite else 0
        return self._of("multiply", (left, right), bool(infinite) or None, infinite)

    def divide(self, left: Expr, right: Expr, factor: int, *, up: bool) -> Expr:
        """``left * factor / right`` towards zero, or away from it when ``up``; 0 where ``right`` is 0."""
        infinite = 3 if left.infinite else 0
        return self._of("divide", (left, right), (factor, up), infinite)

    def least(self, *terms: Expr) -> Expr:
        return self._extreme("min", terms, NO_MOST, min)

    def most(self, *terms: Expr) -> Expr:
        return self._extreme("max", terms, NO_LEAST, max)

    def _extreme(self, op: Literal["min", "max"], terms: tuple[Expr, ...], none: int, pick: Callable[..., int]) -> Expr:
        fixed = [t.data for t in terms if t.constant]
        moving = list(dict.fromkeys(t for t in terms if not t.constant))
        least = pick(fixed, default=none)
        parts = [*moving] if least == none and moving else [*moving, self.number(least)]
        parts.sort(key=lambda e: (len(e.grain.ancestors) if e.grain else 0, e.index))
        found = parts[0]
        for part in parts[1:]:
            both = (found, part)
            infinite = found.infinite | part.infinite
            if op == "min":  # no bound above only where neither has one
                infinite = (infinite & 1) | (found.infinite & part.infinite & 2)
            else:
                infinite = (infinite & 2) | (found.infinite & part.infinite & 1)
            found = self._of(op, both, infinite=infinite)
        return found

    def months_later(self, day: Expr, months: Expr) -> Expr:
        """The corresponding day so many months later; no bound stays no bound."""
        return self._of("months", (day, months), infinite=day.infinite)

    def years_between(self, start: Expr, end: Expr) -> Expr:
        """Complete years from one finite day to another."""
        return self._of("years", (start, end))

    def day_map(self, day: Expr, key: tuple[Any, ...], function: Callable[[int], int], infinite: int = 0) -> Expr:
        """A function of a day that only a calendar knows; ``key`` says which it is. No bound stays no bound."""
        return self._of("day_map", (day,), DayMap(key, function), day.infinite | infinite)

    def is_bounded(self, value: Expr) -> Expr:
        """Whether a number is one, rather than no bound."""
        if not value.infinite:
            return self.true
        parts = []
        if value.infinite & 1:
            parts.append(self.gt(value, self.number(NO_LEAST)))
        if value.infinite & 2:
            parts.append(self.gt(self.number(NO_MOST), value))
        return self.all(*parts)

    # -- making -----------------------------------------------------------------------------------------------------

    def _of(self, op: Op, args: tuple[Expr, ...], data: Any = None, infinite: int = 0) -> Expr:
        together, grain = self._together(args)
        return self._make(op, together, data, grain, op in ("and", "or", "ge", "gt", "eq"), infinite)

    def _make(
        self, op: Op, args: tuple[Expr, ...], data: Any, grain: Grain | None, truth: bool, infinite: int = 0
    ) -> Expr:
        # True and 1 are equal keys in Python: truths and numbers are told apart by ``truth``
        key = (op, truth, grain, data, *(a.index for a in args))
        found = self._known.get(key)
        if found is None:
            found = Expr(op, args, data, grain, truth, infinite, len(self.nodes))
            self._known[key] = found
            self.nodes.append(found)
        return found
