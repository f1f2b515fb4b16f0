"""Terms: a plan's expressions taken apart into operations that every SQL engine computes alike.

Calendar arithmetic, sums that may lack a bound and divisions with their signs are spelled out here once, so that no
engine's own notion of an interval, a null or a rounding is ever asked. Each term is made once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.graph import NO_LEAST, NO_MOST

LIMIT = NO_MOST  # what 64 bits do not hold beside no bound
MANY, MORE = 1 << 20, 1 << 33  # records of one subject, and subjects of a country, for estimates of sums
LATEST = 1 << 40  # beyond every day
LEAVES = frozenset({"column", "page"})
AGGREGATES = frozenset({"sum", "least", "most", "any"})


@dataclass(eq=False, slots=True)
class Term:
    """One operation. ``size`` bounds its amount (no bound aside).

    ``wide``: it may pass 64 bits and is held wider, with another number for no bound.
    """

    op: str
    args: tuple[Term, ...]
    data: Any
    grain: Grain | None
    truth: bool
    size: int
    wide: bool
    index: int

    @property
    def constant(self) -> bool:
        return self.op == "constant"


class Terms:
    """Makes terms, each once, and leaves out what is known beforehand."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], Term] = {}
        self.count = 0
        self.true = self.make("constant", (), True, truth=True)
        self.false = self.make("constant", (), False, truth=True)

    def make(
        self,
        op: str,
        args: tuple[Term, ...] = (),
        data: Any = None,
        grain: Grain | None = None,
        *,
        truth: bool = False,
        size: int = 1,
        wide: bool = False,
    ) -> Term:
        grain = grain or next((a.grain for a in args if a.grain is not None), None)
        key = (op, truth, grain, data, *(a.index for a in args))
        if key not in self._known:
            self._known[key] = Term(op, args, data, grain, truth, size, wide, self.count)
            self.count += 1
        return self._known[key]

    # -- truths -----------------------------------------------------------------------------------------------------

    def truth(self, value: bool) -> Term:
        return self.true if value else self.false

    def both(self, left: Term, right: Term) -> Term:
        return self._junction("and", left, right, self.true, self.false)

    def either(self, left: Term, right: Term) -> Term:
        return self._junction("or", left, right, self.false, self.true)

    def _junction(self, op: str, left: Term, right: Term, neutral: Term, decisive: Term) -> Term:
        if decisive in (left, right):
            return decisive
        if left is neutral or left is right:
            return right
        return left if right is neutral else self.make(op, (left, right), truth=True)

    def no(self, term: Term) -> Term:
        if term.constant:
            return self.truth(not term.data)
        return term.args[0] if term.op == "not" else self.make("not", (term,), truth=True)

    def compare(self, op: str, left: Term, right: Term) -> Term:
        if left.constant and right.constant:
            a, b = left.data, right.data
            return self.truth({"ge": a >= b, "gt": a > b, "eq": a == b}[op])
        return self.make(op, self.alike(left, right), truth=True)

    def is_number(self, term: Term, value: int) -> Term:
        return self.compare("eq", term, self.number(value))

    def choose(self, test: Term, yes: Term, no: Term) -> Term:
        if test.constant:
            return yes if test.data else no
        if yes is no:
            return yes
        yes, no = self.alike(yes, no)
        size = max(yes.size, no.size)
        return self.make("select", (test, yes, no), truth=yes.truth, size=size, wide=yes.wide)

    # -- numbers ----------------------------------------------------------------------------------------------------

    def number(self, value: int) -> Term:
        size = 0 if abs(value) == NO_MOST else abs(value)
        return self.make("constant", (), int(value), size=size, wide=size >= LIMIT)

    def widen(self, term: Term) -> Term:
        return term if term.wide else self.make("widen", (term,), size=term.size, wide=True)

    def alike(self, left: Term, right: Term) -> tuple[Term, Term]:
        """Both wide if either is."""
        return (self.widen(left), self.widen(right)) if left.wide or right.wide else (left, right)

    def plus(self, left: Term, right: Term) -> Term:
        return self.summed(left, right, 1)

    def minus(self, left: Term, right: Term) -> Term:
        return self.summed(left, right, -1)

    def summed(self, left: Term, right: Term, sign: int) -> Term:
        """A sum, or with ``sign`` -1 a difference."""
        if right.constant and right.data == 0:
            return left
        if left.constant and left.data == 0 and sign > 0:
            return right
        return self._sized("plus" if sign > 0 else "minus", left, right, left.size + right.size)

    def times(self, left: Term, right: Term) -> Term:
        for side, other in ((left, right), (right, left)):
            if side.constant and side.data == 1:
                return other
        return self._sized("times", left, right, left.size * right.size)

    def _sized(self, op: str, left: Term, right: Term, size: int) -> Term:
        if left.constant and right.constant:
            a, b = left.data, right.data
            return self.number({"plus": a + b, "minus": a - b, "times": a * b}[op])
        if size >= LIMIT:
            left, right = self.widen(left), self.widen(right)
        left, right = self.alike(left, right)
        return self.make(op, (left, right), size=size, wide=left.wide)

    def quotient(self, left: Term, right: Term) -> Term:
        """Of two numbers that are not negative, the second not 0: the whole part."""
        if left.constant and right.constant:
            return self.number(left.data // right.data)
        size = left.size // right.data if right.constant else left.size
        return self.make("quotient", self.alike(left, right), size=size, wide=left.wide or right.wide)

    def remainder(self, left: Term, right: Term) -> Term:
        if left.constant and right.constant:
            return self.number(left.data % right.data)
        return self.make("remainder", self.alike(left, right), size=right.size, wide=left.wide or right.wide)

    def narrow(self, term: Term) -> Term:
        """Back to 64 bits, of a number that fits them; one that does not is an error of the engine."""
        return self.make("narrow", (term,), size=min(term.size, LIMIT - 1)) if term.wide else term

    def fitting(self, term: Term) -> Term:
        """In 64 bits if it surely fits them."""
        return self.narrow(term) if term.size < LIMIT else term

    def beyond(self, term: Term) -> Term:
        """Whether a number is no day, and no bound either way above all."""
        if not term.wide:
            return self.endless(term)
        late, early = self.number(LATEST), self.number(-LATEST)
        return self.either(self.compare("gt", term, late), self.compare("gt", early, term))

    def extreme(self, op: str, left: Term, right: Term) -> Term:
        if left is right:
            return left
        if left.constant and right.constant:
            return self.number((min if op == "min" else max)(left.data, right.data))
        left, right = self.alike(left, right)
        return self.make(op, (left, right), size=max(left.size, right.size), wide=left.wide)

    def absolute(self, term: Term) -> Term:
        return self.extreme("max", term, self.minus(self.number(0), term))

    def endless(self, term: Term) -> Term:
        """Whether a number is no bound, either way."""
        return self.either(self.is_number(term, NO_LEAST), self.is_number(term, NO_MOST))

    # -- between grains ---------------------------------------------------------------------------------------------

    def at(self, term: Term, grain: Grain) -> Term:
        """A term of an ancestor's row, for each row of ``grain``."""
        if term.grain is None or term.grain is grain:
            return term
        return self.make("map", (term,), None, grain, truth=term.truth, size=term.size, wide=term.wide)

    def aggregate(self, op: str, args: tuple[Term, ...], rows: Grain, target: Grain) -> Term:
        """Over rows of other subjects ``args`` also names their division and the one that holds them."""
        rows_of_one = MORE if of_others(rows) else MANY
        size = args[0].size * (rows_of_one if op == "sum" else 1)
        return self.make(op, args, rows, target, truth=op == "any", size=size, wide=args[0].wide or size >= LIMIT)


def of_others(rows: Grain) -> bool:
    """Whether rows are subjects that another asks about: added up by division, not by owner."""
    return rows.base is None and not rows.table
