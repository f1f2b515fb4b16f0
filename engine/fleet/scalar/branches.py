"""The order of questions about one record: what many totals ask is asked once, codes that exclude each other in turn.

A record adds to a total where all of some conditions hold. Written total by total, a record is asked for its role by
every rule on roles. Here the conditions become a tree: ``if role is worker ... elif role is officer ...``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from anwei.engine.fleet.graph import Expr, Graph
from anwei.engine.fleet.scalar.ideal import below


@dataclass(frozen=True, slots=True)
class Addend:
    """What a record adds to a total (``fold``) where all the ``tests`` hold."""

    fold: Expr
    value: Expr
    tests: tuple[Expr, ...] = ()

    def without(self, test: Expr) -> Addend:
        return Addend(self.fold, self.value, tuple(t for t in self.tests if t is not test))


@dataclass(frozen=True, slots=True)
class Branches:
    """First what is added in any case, then one choice after the other."""

    always: tuple[Addend, ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Conditions of which the first that holds is followed; several only where they exclude each other."""

    ways: tuple[tuple[Expr, Branches], ...]


def arranged(addends: Sequence[Addend]) -> Branches:
    """The tree for some addends."""
    open_ = [a for a in addends if a.tests]
    choices = []
    while open_:
        ways = []
        for test in _next(open_):
            members = [a for a in open_ if test in a.tests]
            open_ = [a for a in open_ if test not in a.tests]
            ways.append((test, arranged([a.without(test) for a in members])))
        choices.append(Choice(tuple(ways)))
    return Branches(tuple(a for a in addends if not a.tests), tuple(choices))


def _next(addends: Sequence[Addend]) -> list[Expr]:
    """The condition to ask next: one on a code with those that exclude it, else the one that most addends share."""
    asked: dict[Expr, int] = defaultdict(int)
    for addend in addends:
        for test in addend.tests:
            asked[test] += 1
    by_code: dict[Expr, list[Expr]] = defaultdict(list)
    for test in asked:
        if _is_one_code(test):
            by_code[test.args[0]].append(test)
    if by_code:
        return max(by_code.values(), key=lambda tests: sum(asked[t] for t in tests))
    return [max(asked, key=lambda t: (asked[t], -t.index))]


def _is_one_code(test: Expr) -> bool:
    """Whether a condition says that a code is a certain one."""
    if test.op != "table" or not test.truth:
        return False
    entries, otherwise = test.data
    return len(entries) == 1 and not otherwise


def conditions(graph: Graph, test: Expr) -> tuple[Expr, ...]:
    """The conditions that must all hold for one to hold; limits of one number stay together."""
    limits: dict[Expr | None, list[Expr]] = defaultdict(list)
    found = []
    for factor in factors(test):
        leaves = [n for n in below([factor]) if not n.args and not n.constant]
        if factor.op == "ge" and len(leaves) == 1:
            limits[leaves[0]].append(factor)
        else:
            found.append(factor)
    return (*found, *(graph.all(*tests) for tests in limits.values()))


def factors(test: Expr) -> Iterator[Expr]:
    """The conditions that must all hold for one to hold."""
    if test.op != "and":
        yield test
        return
    for part in test.args:
        yield from factors(part)
