"""Writing the function: row scopes from the subject inwards, then verdict by verdict."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

from anwei.engine.facts.vocabulary import SubjectSpec
from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.graph import AGGREGATES, NO_LEAST, NO_MOST, Expr
from anwei.engine.fleet.plan import Plan, reach
from anwei.engine.fleet.scalar.branches import Addend, Branches, arranged, conditions, factors
from anwei.engine.fleet.scalar.ideal import Ideal, below, given
from anwei.engine.fleet.scalar.layout import Layout, rows_of
from anwei.engine.fleet.scalar.numbers import written
from anwei.engine.fleet.scalar.texts import Texts

MISSED = 6  # facts of a table for which there is a case in which just that one is not known
NESTED = 12  # how deep expressions stand within each other before one gets a name

_START = {"sum": "0", "least": "MOST", "most": "-MOST", "any": "False"}
_NOTHING = {"sum": 0, "least": NO_MOST, "most": NO_LEAST}


class Writer:
    """Writes ``judge(facts)``. What a branch computes has a name within it only."""

    def __init__(self, plan: Plan, spec: SubjectSpec, verdicts: Sequence[Expr]) -> None:
        self.verdicts = verdicts
        self.texts = Texts(plan, spec)
        self.layout = Layout(self.texts, verdicts)
        self.ideal = Ideal(plan.graph, self.texts.settled)
        self.plain = Ideal(plan.graph, self.texts.settled, own=True)
        self.lines: list[str] = []
        self._said: dict[int, tuple[str, int]] = {}  # what stands for a node where it is read, and how deep it is
        self._sure: frozenset[str] = frozenset()  # the facts that are known within this branch

    def function(self) -> str:
        verdicts, root = self.verdicts, self.layout.root
        for node in reach(verdicts):  # what no fact enters is known before any subject comes
            if node.grain is None and not node.constant:
                self._define(node, 0, {})
        self._put(0, "def judge(facts):")
        if root is not None:
            self._put(1, f"{self.layout.names(root)} = facts")
            self._row(root, verdicts, 1)
        for number, verdict in enumerate(verdicts):
            self._verdict(f"v{number}", verdict)
        self._put(1, f"return ({''.join(f'v{n}, ' for n in range(len(verdicts)))})")
        return "\n".join(self.lines) + "\n"

    def _put(self, depth: int, line: str) -> None:
        self.lines.append("    " * depth + line)

    @contextmanager
    def _within(self, sure: Iterable[str] = ()) -> Iterator[None]:
        """A block: what it names is forgotten at its end, ``sure`` are the facts that are known in it."""
        said, known = self._said, self._sure
        self._said, self._sure = dict(said), known | frozenset(sure)
        yield
        self._said, self._sure = said, known

    # -- rows -------------------------------------------------------------------------------------------------------

    def _row(self, grain: Grain, targets: Iterable[Expr], depth: int) -> None:
        """The facts of a row that the targets rest on, and what its records add up to."""
        nodes = reach(targets)
        mine = [n for n in nodes if n.grain is grain]
        self._need([n for n in mine if n.op == "column" and n.data[1] in ("complete", "area")], depth, named=True)
        rounds: dict[int, dict[Grain, list[Expr]]] = defaultdict(lambda: defaultdict(list))
        for node, level in _levels(mine, grain).items():
            if node.op in AGGREGATES:
                rounds[level][node.data].append(node)
        for level in sorted(rounds):
            for rows, folds in rounds[level].items():
                read = [n.args[0] for n in reach(folds) if n.op == "map" and n.args[0].grain is grain]
                self._need(read, depth, named=True)
                self._loop(rows, folds, depth)

    def _loop(self, rows: Grain, folds: list[Expr], depth: int) -> None:
        """One pass over the records of a table: what they add up to."""
        for fold in folds:
            self._put(depth, f"n{fold.index} = {_START[fold.op]}")
        self._put(depth, f"for {self.layout.names(rows)} in {rows_of(rows)}:")
        with self._within():
            self._row(rows, [f.args[0] for f in folds], depth + 1)
            cases = list(self._cases([f.args[0] for f in folds]))
            for place, (taken, form) in enumerate(cases):
                self._put(depth + 1, f"{'elif' if place else 'if'} {self._taken(taken)}:")
                with self._within(self._facts(taken)):
                    self._branches(self._arranged([(f, form(f.args[0])) for f in folds]), depth + 2)
            if cases:
                self._put(depth + 1, "else:")
            with self._within():
                self._with_care(folds, depth + 1 + bool(cases))
        for fold in folds:
            self._said[fold.index] = f"n{fold.index}", 0

    # -- a record of which all is known, or all but one fact --------------------------------------------------------

    def _cases(
        self, targets: Iterable[Expr], missed: Callable[[Expr], bool] = lambda _: True
    ) -> Iterator[tuple[list[Expr], Ideal]]:
        """What is taken for granted of a row, and the form that expressions have then: all that is asked of it, or all
        but one thing that may well be ``missed``."""
        asked = Counter(n for t in targets for n in self.plain.assumed(t))
        if asked:
            yield list(asked), self.plain
        for open_, _ in asked.most_common(MISSED) if len(asked) > 1 else ():
            rest = [n for n in asked if n is not open_]
            if missed(open_) and self._taken(rest):
                yield rest, Ideal(self.plain.graph, partial(self._settled_but, open_), own=True)

    def _settled_but(self, open_: Expr, column: Expr) -> bool | None:
        settled = self.texts.settled(column)
        return not settled if column is open_ else settled

    def _arranged(self, pairs: Iterable[tuple[Expr, Expr]]) -> Branches:
        """What a record adds to its totals, as a tree of conditions."""
        addends = []
        for fold, of in pairs:
            test, value = self._guarded(fold, of)
            if test is None or (test.constant and test.data):
                addends.append(Addend(fold, value))
            elif not test.constant:
                addends.append(Addend(fold, value, conditions(self.plain.graph, test)))
        return arranged(addends)

    def _branches(self, tree: Branches, depth: int) -> None:
        self._need([a.value for a in tree.always if a.fold.op != "any"], depth)
        for addend in tree.always:
            self._accumulate(f"n{addend.fold.index}", addend.fold.op, addend.value, depth)
        for choice in tree.choices:
            self._need([test for test, _ in choice.ways], depth)
            for at, (test, within) in enumerate(choice.ways):
                self._put(depth, f"{'elif' if at else 'if'} {self._read(test)}:")
                with self._within():
                    self._branches(within, depth + 1)
        if not tree.always and not tree.choices:
            self._put(depth, "pass")

    # -- a record of which something is not known -------------------------------------------------------------------

    def _with_care(self, folds: Iterable[Expr], depth: int) -> None:
        gates: dict[str, list[Expr]] = defaultdict(list)
        for fold in folds:
            gates[self._gate(fold)].append(fold)
        for gate, members in gates.items():
            if gate:
                self._put(depth, f"if {gate}:")
            self._record(members, depth + bool(gate))

    def _gate(self, fold: Expr) -> str:
        """A condition on one fact without which a record does not count, whatever else is known of it; else empty."""
        test, _ = self._guarded(fold, fold.args[0])
        limits: dict[str, list[Expr]] = defaultdict(list)
        columns: dict[str, Expr] = {}
        for part in [] if test is None else factors(test):
            leaves = [n for n in below([part]) if not n.args and not n.constant]
            found = self.ideal(part)
            if found.op in ("table", "and", "ge") and len(names := {n.data[0] for n in leaves}) == 1:
                column, name = leaves[0], names.pop()
                if self.texts.gates(column):
                    limits[name].append(found)
                    columns[name] = max(column, columns.get(name, column), key=_is_code)
        if not limits:
            return ""
        name = max(limits, key=lambda n: (_is_code(columns[n]), n))
        return self.texts.gate(columns[name], self._inline(self.ideal.graph.all(*limits[name]), columns[name]))

    def _inline(self, test: Expr, column: Expr) -> str:
        """A condition on a fact that is known, as one expression."""
        with self._within([self.texts.raw(column)]):
            self._need([test], 0, Counter({n.index: n is not test for n in below([test])}))
            return self._read(test)

    def _record(self, folds: list[Expr], depth: int) -> None:
        """One record: simply where all that is asked of it is known, with care elsewhere."""
        alike: dict[str, list[Expr]] = defaultdict(list)
        for fold in folds:
            alike[self._assumption(fold.args[0])].append(fold)
        for assumption, members in alike.items():
            if not assumption:
                self._add_up([(f, f.args[0]) for f in members], depth)
                continue
            self._put(depth, f"if {assumption}:")
            with self._within(self._facts(self.ideal.assumed(members[0].args[0]))):
                self._add_up([(f, self.ideal(f.args[0])) for f in members], depth + 1)
            self._put(depth, "else:")
            with self._within():
                self._add_up([(f, f.args[0]) for f in members], depth + 1)

    def _add_up(self, pairs: Iterable[tuple[Expr, Expr]], depth: int) -> None:
        """One record added to the aggregates: those under the same condition together."""
        under: dict[Expr | None, list[tuple[Expr, Expr]]] = defaultdict(list)
        for fold, of in pairs:
            test, value = self._guarded(fold, of)
            if test is None or not test.constant:
                under[test].append((fold, value))
            elif test.data:
                under[None].append((fold, value))
        self._need([t for t in under if t is not None], depth)
        for test, members in under.items():
            inner = depth
            if test is not None:
                self._put(depth, f"if {self._read(test)}:")
                inner += 1
            with self._within():
                self._need([v for f, v in members if f.op != "any"], inner)
                for fold, value in members:
                    self._accumulate(f"n{fold.index}", fold.op, value, inner)
        if not under:
            self._put(depth, "pass")

    def _guarded(self, fold: Expr, of: Expr) -> tuple[Expr | None, Expr]:
        """When a record counts, and what it adds. The condition is constant where it always or never counts."""
        if fold.op == "any":
            return of, of
        nothing = _NOTHING[fold.op]
        if of.constant and of.data == nothing:
            return self.ideal.graph.false, of
        if of.op == "select":
            test, yes, no = of.args
            if no.constant and no.data == nothing:
                return test, yes
            if yes.constant and yes.data == nothing:
                return self.ideal.graph.no(test), no
        return None, of

    def _accumulate(self, total: str, op: str, value: Expr, depth: int) -> None:
        match op:
            case "any":
                self._put(depth, f"{total} = True")
            case "sum":
                self._put(depth, f"{total} += {self._read(value)}")
            case _:
                found = self._read(value)
                if not found.isidentifier():
                    self._put(depth, f"found = {found}")
                    found = "found"
                self._put(depth, f"if {found} {'<' if op == 'least' else '>'} {total}: {total} = {found}")

    # -- verdicts ---------------------------------------------------------------------------------------------------

    def _verdict(self, name: str, verdict: Expr) -> None:
        cases: list[tuple[str, list[Expr], Ideal]] = []
        assumption, assumed = self._assumption(verdict), self.ideal.assumed(verdict)
        if assumption:
            cases = [(assumption, assumed, self.ideal)]
            for taken, form in self._cases([verdict], self._of_table):
                if all(self._taken(taken) != other for other, _, _ in cases):
                    cases.append((self._taken(taken), taken, form))
        for place, (condition, taken, form) in enumerate(cases):
            self._put(1, f"{'elif' if place else 'if'} {condition}:")
            with self._within(self._facts(taken)):
                self._assign(name, form(verdict), 2)
        if cases:
            self._put(1, "else:")
        with self._within():
            self._assign(name, verdict, 1 + bool(cases))

    @staticmethod
    def _of_table(column: Expr) -> bool:
        """Whether a question is whether a table is complete."""
        part: str = column.data[1]
        return part == "complete"

    def _assign(self, name: str, node: Expr, depth: int) -> None:
        """Computes a choice by branching: nothing is computed for the branch not taken."""
        if node.op != "select" or node.index in self._said:
            self._need([node], depth)
            self._put(depth, f"{name} = {self._read(node)}")
            return
        test, yes, no = node.args
        later = _uses(below([node], self._said))
        self._need([test], depth, later)
        for line, choice, holds in ((f"if {self._read(test)}:", yes, True), ("else:", no, False)):
            self._put(depth, line)
            with self._within():
                self._assign(name, given(self.ideal.graph, test, holds, choice), depth + 1)

    # -- assumptions ------------------------------------------------------------------------------------------------

    def _assumption(self, node: Expr) -> str:
        """The condition under which the ideal form of an expression stands for it; empty where it is no simpler."""
        best, assumed = self.ideal(node), self.ideal.assumed(node)
        read = [n for n in (*below([best]), *map(self.ideal, assumed)) if n.op in AGGREGATES]
        if best is node or any(n.index not in self._said for n in read):  # nothing won, or not yet added up
            return ""
        return self._taken(assumed)

    def _taken(self, assumed: Iterable[Expr]) -> str:
        """The condition under which what is taken for granted is so."""
        tests = []
        for one in assumed:
            other = self.ideal(one)
            if one.op == "column" and one.data[1] != "complete":
                tests.append(self.texts.assumption(one))
            elif other.constant and other.truth:
                tests.append(self._read(one) if other.data else f"not {self._read(one)}")
            else:
                tests.append(f"{self._read(one)} == {self._read(other)}")
        return " and ".join(dict.fromkeys(tests))

    def _facts(self, assumed: Iterable[Expr]) -> list[str]:
        """The facts among what is taken for granted that are known then."""
        return [self.texts.raw(n) for n in assumed if n.op == "column" and n.data[1] == "known"]

    # -- nodes ------------------------------------------------------------------------------------------------------

    def _need(
        self, targets: Iterable[Expr], depth: int, uses: Mapping[int, int] | None = None, *, named: bool = False
    ) -> None:
        """Writes what the targets are made of and is not written yet; ``named``: all of them get a name.

        ``uses`` counts how often a node will be read, if by more than the targets.
        """
        targets = list(targets)
        missing = below(targets, self._said)
        counted = Counter(uses or _uses(missing))
        counted.update(t.index for t in targets for _ in range(1 + named))
        for node in missing:
            if not node.constant:
                self._define(node, depth, counted)

    def _define(self, node: Expr, depth: int, uses: Mapping[int, int]) -> None:
        assert node.op not in AGGREGATES, "the records of a row are added up before the row is read"
        if node.op == "map":
            self._said[node.index] = self._said[node.args[0].index]
            return
        text = self._column(node) if node.op in ("column", "has") else self._operation(node)
        deep = 1 + max((self._said[a.index][1] for a in node.args if not a.constant), default=0)
        if text.isidentifier():
            self._said[node.index] = text, 0
        elif deep < NESTED and (node.op == "not" or uses.get(node.index) == 1):
            self._said[node.index] = f"({text})", deep
        else:
            self._put(depth, f"n{node.index} = {text}")
            self._said[node.index] = f"n{node.index}", 0

    def _operation(self, node: Expr) -> str:
        return self.texts.operation(node, [self._read(a) for a in node.args])

    def _column(self, node: Expr) -> str:
        return self.texts.fact(node, sure=self.texts.raw(node) in self._sure)

    def _read(self, node: Expr) -> str:
        while node.op == "map":
            node = node.args[0]
        return written(bool(node.data) if node.truth else node.data) if node.constant else self._said[node.index][0]


def _is_code(column: Expr) -> bool:
    part: str = column.data[1]
    return part == "code"


def _uses(nodes: Iterable[Expr]) -> Counter[int]:
    """How often each node is read by others."""
    return Counter(a.index for n in nodes if n.op != "map" for a in n.args)


def _levels(nodes: Sequence[Expr], grain: Grain) -> dict[Expr, int]:
    """In which round each node of a row is known: an aggregate after what its records read of the row itself."""
    levels: dict[int, int] = {}
    for node in nodes:
        if node.op in AGGREGATES:
            read = [n for n in reach(node.args) if n.grain is grain]
            levels[node.index] = 1 + max((levels[n.index] for n in read), default=0)
        else:
            levels[node.index] = max((levels[a.index] for a in node.args if a.index in levels), default=0)
    return {n: levels[n.index] for n in nodes}
