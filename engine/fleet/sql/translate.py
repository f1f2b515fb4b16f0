"""From a plan's expressions to terms, for the columns that the data has: what has no column is known to be missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from anwei.engine.facts.vocabulary import FieldSpec
from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.graph import AGGREGATES, NO_LEAST, NO_MOST, Expr
from anwei.engine.fleet.lowering.scope import NOWHERE
from anwei.engine.fleet.plan import Plan
from anwei.engine.fleet.sql.civil import Calendar
from anwei.engine.fleet.sql.layout import Layout
from anwei.engine.fleet.sql.pages import DayRange, Pages, looked_up, tabulated
from anwei.engine.fleet.sql.terms import LIMIT, Term, Terms, of_others
from anwei.engine.fleet.tables import COVERAGE, UNKNOWN

NUMBERS = 10**15  # the greatest amount of a recorded number where none is known, as the checks hold it
Sizes = Mapping[tuple[str, str], int]  # by table and column, the greatest amount there is
DAYS = 1 << 23
CODES = ("code", "area", "text", "keys")  # parts that are text
NEUTRAL = {"sum": 0, "least": NO_MOST, "most": NO_LEAST, "any": False}


class Translation:
    """The terms of a plan. ``sizes``: how large recorded numbers are, so that none is held wider than it must be.

    ``outside``: for each calendar function, where it was asked of a day that is not tabulated.
    """

    def __init__(self, plan: Plan, layout: Layout, days: DayRange, sizes: Sizes | None = None) -> None:
        self.plan = plan
        self.layout = layout
        self.days = days
        self.sizes = sizes or {}
        self.terms = Terms()
        self.calendar = Calendar(self.terms)
        self.pages: dict[tuple[Any, ...], Pages] = {}
        self.outside: list[Term] = []
        self._known: dict[int, Term] = {}
        self._operations: dict[str, Callable[..., Term]] = {
            "add": self._add,
            "subtract": self._subtract,
            "multiply": self._multiply,
            "divide": self._divide,
            "months": self._months,
            "years": self._years,
            "day_map": self._day_map,
        }

    def term(self, expr: Expr) -> Term:
        """The term of an expression whose arguments are few calls deep; ``read`` passes over a plan in order."""
        if expr.index not in self._known:
            self._known[expr.index] = self._translated(expr)
        return self._known[expr.index]

    def read(self) -> None:
        for one in self.plan.passes:
            for node in one.nodes:
                self.term(node)

    def _translated(self, expr: Expr) -> Term:
        terms = self.terms
        if expr.op in AGGREGATES:
            return self._aggregate(expr)
        args = [self.term(a) for a in expr.args]
        match expr.op:
            case "constant":
                return terms.truth(expr.data) if expr.truth else terms.number(expr.data)
            case "column" | "has":
                return self._column(expr)
            case "global":
                return self._placed(expr.data[1])
            case "map":
                assert expr.grain is not None
                return self._at(args[0], expr.grain)
            case "refers":
                return self._refers(expr)
            case "table":
                return self._table(args[0], *expr.data)
            case "and":
                return terms.both(*args)
            case "or":
                return terms.either(*args)
            case "not":
                return terms.no(*args)
            case "ge" | "gt" | "eq":
                return terms.compare(expr.op, *args)
            case "select":
                return terms.choose(*args)
            case "min" | "max":
                return terms.extreme(expr.op, *args)
        return self._operations[expr.op](expr, *args)

    # -- leaves -----------------------------------------------------------------------------------------------------

    def there(self, grain: Grain) -> bool:
        """Whether there is any table behind the rows of a grain."""
        bases = {g for g in (grain, *grain.ancestors) if g.base is None}
        return all(table_of(b) in self.layout.tables for b in bases)

    def field(self, grain: Grain, name: str) -> FieldSpec | None:
        kind = self.plan.vocabulary.subjects[grain.kind]
        return (kind.tables[grain.table].fields if grain.table else kind.fields).get(name)

    def _column(self, expr: Expr) -> Term:
        assert expr.grain is not None
        name, part = expr.data
        return self.leaf(expr.grain, name, part, truth=expr.truth)

    def leaf(self, grain: Grain, name: str, part: str | frozenset[str], *, truth: bool = False) -> Term:
        """A part of a recorded column, or a group of codes in it; what holds of no value where there is no column."""
        terms, table, tables = self.terms, table_of(grain), self.layout.tables
        stored = self.layout.column(table, name if name else self.key(grain))
        match part:
            case "complete":
                absent = (
                    name in self.plan.vocabulary.subjects[grain.kind].tables and f"{grain.kind}.{name}" not in tables
                )
                stored = None if absent else self.layout.column(table, COVERAGE + name)
            case "doubtful":
                mark = self.layout.column(table, name + UNKNOWN)
                if mark is None:
                    return terms.truth(name not in tables.get(table, {}))
                stored = mark
        if stored is None:
            if part in CODES:
                return terms.make("constant", (), NOWHERE if part == "area" else "")
            return terms.false if truth else terms.number(0)
        spec = self.field(grain, name)
        size = DAYS if spec is not None and spec.type == "date" else self.sizes.get((table, name), NUMBERS)
        return terms.make("column", (), (name, part), grain, truth=truth, size=1 if truth else size)

    def key(self, grain: Grain) -> str:
        if not grain.table:
            return "id"
        return self.plan.vocabulary.subjects[grain.kind].tables[grain.table].key

    def division(self, grain: Grain) -> Term:
        """The division of the subject at the end of a grain's rows, for these rows."""
        return self._at(self.leaf(grain.base or grain, "division", "text"), grain)

    def _table(self, code: Term, entries: Any, otherwise: int | bool) -> Term:
        terms = self.terms
        if code.constant:
            found = dict(entries).get(code.data, otherwise)
            return terms.truth(found) if isinstance(otherwise, bool) else terms.number(found)
        amounts = [abs(v) for v in (*dict(entries).values(), otherwise) if abs(v) != NO_MOST]
        size = max(amounts, default=0)
        return terms.make("table", (code,), (entries, otherwise), truth=isinstance(otherwise, bool), size=size)

    def _refers(self, expr: Expr) -> Term:
        assert expr.grain is not None
        name, row, target = expr.data
        if not self.there(expr.grain) or self.layout.column(table_of(row), name) is None:
            return self.terms.false
        lists = self._at(self.leaf(row, name, "list"), expr.grain)
        key = self._at(self.leaf(target, "", "keys"), expr.grain)
        return self.terms.make("contains", (lists, key), grain=expr.grain, truth=True)

    # -- between grains ---------------------------------------------------------------------------------------------

    def _at(self, term: Term, grain: Grain) -> Term:
        """By way of the owner where a record's owner has an owner itself."""
        source = term.grain
        if source is None or source is grain:
            return term
        parent = grain.parent
        if grain.base is None and parent is not None and parent is not source and source.table:
            term = self._at(term, parent)
        return self.terms.at(term, grain)

    def _aggregate(self, expr: Expr) -> Term:
        rows, target = expr.data, expr.grain
        assert target is not None
        if not self.there(rows):
            none = NEUTRAL[expr.op]
            return self.terms.truth(none) if isinstance(none, bool) else self.terms.number(none)
        of = self.term(expr.args[0])
        if not of_others(rows):
            return self.terms.aggregate(expr.op, (of,), rows, target)
        return self.terms.aggregate(expr.op, (of, self.division(rows), self.division(target)), rows, target)

    def pairs(self) -> dict[Grain, tuple[Term, Term]]:
        """For pairs of a row with other subjects, the division that holds them and theirs."""
        grains = {g for p in self.plan.passes for n in p.nodes for g in _grains(n)}
        found = {}
        for grain in grains:
            if grain.base is not None and not grain.base.table and self.there(grain):
                assert grain.parent is not None
                assert grain.owner is not None
                owner = self.leaf(grain.owner.base or grain.owner, "division", "text")
                found[grain] = self._at(owner, grain.parent), self.leaf(grain.base, "division", "text")
        return found

    def _placed(self, kind: str) -> Term:
        """Whether every subject of a kind says where it is."""
        if kind not in self.layout.tables:
            return self.terms.true
        grain = next(g for p in self.plan.passes for n in p.nodes if (g := _subjects(n, kind)) is not None)
        return self.terms.make("placed", (), (grain, self.leaf(grain, "division", "text")), truth=True)

    # -- numbers ----------------------------------------------------------------------------------------------------

    def _add(self, expr: Expr, left: Term, right: Term) -> Term:
        return self._summed(expr, left, right, 1)

    def _subtract(self, expr: Expr, left: Term, right: Term) -> Term:
        return self._summed(expr, left, right, -1)

    def _summed(self, expr: Expr, left: Term, right: Term, sign: int) -> Term:
        """A sum or difference; what has no bound stays so, and the doubt wins."""
        terms, doubt = self.terms, expr.data
        if doubt is None:
            return terms.summed(left, right, sign)
        total = terms.summed(*self._safe(expr, left, right), sign)
        for end in (-doubt, doubt):
            there = terms.false
            for side, arg, turned in ((expr.args[0], left, 1), (expr.args[1], right, sign)):
                if side.infinite & (1 if end * turned == NO_LEAST else 2):
                    there = terms.either(there, terms.is_number(arg, end * turned))
            total = terms.choose(there, terms.number(end), total)
        return total

    def _safe(self, expr: Expr, left: Term, right: Term) -> tuple[Term, Term]:
        """What stands for no bound would not always fit when added to: 0 takes its place until the sum is there."""
        first, second = expr.args
        wide = left.wide or right.wide or left.size + right.size >= LIMIT
        zero, choose, endless = self.terms.number(0), self.terms.choose, self.terms.endless
        if first.infinite and (second.infinite or wide):
            left = choose(endless(left), zero, left)
        if second.infinite and wide:
            right = choose(endless(right), zero, right)
        return left, right

    def _multiply(self, expr: Expr, left: Term, right: Term) -> Term:
        terms, zero = self.terms, self.terms.number(0)
        if not expr.data:
            return terms.times(left, right)
        endless = terms.either(terms.endless(left), terms.endless(right))
        product = terms.times(terms.choose(endless, zero, left), terms.choose(endless, zero, right))
        nothing = terms.either(terms.is_number(left, 0), terms.is_number(right, 0))
        alike = self._alike(left, right)
        unbounded = terms.choose(alike, terms.number(NO_MOST), terms.number(NO_LEAST))
        return terms.choose(endless, terms.choose(nothing, zero, unbounded), product)

    def _alike(self, left: Term, right: Term) -> Term:
        """Whether two numbers are both negative or both not."""
        terms, zero = self.terms, self.terms.number(0)
        a, b = (terms.compare("gt", zero, t) for t in (left, right))
        return terms.choose(a, b, terms.no(b))

    def _divide(self, expr: Expr, left: Term, right: Term) -> Term:
        """Towards zero, or away from it; 0 over 0 or over no bound."""
        terms, zero, (factor, up) = self.terms, self.terms.number(0), expr.data
        if right.constant:
            nothing = terms.truth(right.data == 0 or abs(right.data) == NO_MOST)
            whole = terms.number(abs(right.data) or 1)
        else:
            nothing = terms.either(terms.is_number(right, 0), terms.endless(right))
            whole = terms.choose(nothing, terms.number(1), terms.absolute(right))
        endless = terms.endless(left) if expr.args[0].infinite else terms.false
        amount = terms.times(terms.absolute(terms.choose(endless, zero, left)), terms.number(factor))
        if up:
            amount = terms.plus(amount, terms.minus(whole, terms.number(1)))
        size = terms.fitting(terms.quotient(amount, whole))
        found = terms.choose(self._alike(left, right), size, terms.minus(zero, size))
        turned = terms.choose(terms.compare("gt", right, zero), left, terms.minus(zero, left))
        return terms.choose(nothing, zero, terms.choose(endless, turned, found))

    def outside_of(self, family: Grain) -> Term:
        """Whether any calendar function was asked of a day that is not tabulated, for each subject."""
        found = self.terms.false
        for term in dict.fromkeys(self.outside):
            grain = term.grain
            if grain is None or grain.family is not family:
                continue
            while grain is not family:
                assert grain.parent is not None
                term = self.terms.aggregate("any", (term,), grain, grain.parent)  # noqa: PLW2901
                grain = grain.parent
            found = self.terms.either(found, term)
        return found

    # -- days -------------------------------------------------------------------------------------------------------

    def _months(self, expr: Expr, day: Term, months: Term) -> Term:
        terms = self.terms
        beyond = terms.beyond(day) if expr.args[0].infinite or day.wide else terms.false
        if expr.args[1].infinite or months.wide:
            months = terms.narrow(terms.choose(terms.either(beyond, terms.beyond(months)), terms.number(0), months))
        safe = terms.narrow(terms.choose(beyond, terms.number(1), day))
        return terms.choose(beyond, day, self.calendar.months_later(safe, months))

    def _years(self, expr: Expr, start: Term, end: Term) -> Term:
        terms, one = self.terms, self.terms.number(1)
        beyond = terms.false
        for side, arg in zip(expr.args, (start, end), strict=True):
            beyond = terms.either(beyond, terms.beyond(arg) if side.infinite or arg.wide else terms.false)
        first, last = (terms.narrow(terms.choose(beyond, one, day)) for day in (start, end))
        return terms.choose(beyond, terms.number(0), self.calendar.years_between(first, last))

    def _day_map(self, expr: Expr, day: Term) -> Term:
        function = expr.data
        if day.grain is None:  # a fixed day, or one of several that rest on what is true of all subjects
            return self._fixed_days(day, function.function)
        if function.key not in self.pages:
            self.pages[function.key] = tabulated(function, self.days)
        terms, beyond = self.terms, self.terms.beyond(day)
        safe = terms.narrow(terms.choose(beyond, terms.number(0), day))
        value, outside = looked_up(terms, safe, self.pages[function.key])
        self.outside.append(outside)
        return terms.choose(beyond, day, value)

    def _fixed_days(self, day: Term, function: Callable[[int], int]) -> Term:
        if day.op == "select":
            yes, no = (self._fixed_days(a, function) for a in day.args[1:])
            return self.terms.choose(day.args[0], yes, no)
        assert day.constant, day
        return day if abs(day.data) == NO_MOST else self.terms.number(function(day.data))


def table_of(grain: Grain) -> str:
    """The table of the columns layout that a base grain is recorded in."""
    return f"{grain.kind}.{grain.table}" if grain.table else grain.kind


def _grains(node: Expr) -> Iterator[Grain]:
    """The grains that a node is about, and all that they are reached from."""
    for grain in (node.grain, node.data if isinstance(node.data, Grain) else None):
        if grain is not None:
            yield from (grain, *grain.ancestors)


def _subjects(node: Expr, kind: str) -> Grain | None:
    """The subjects of a kind, if a node is about them."""
    return next((g for g in _grains(node) if g.kind == kind and g.base is None and not g.table), None)
