"""What an expression comes to where all that is asked of a row is known.

A verdict reads every number twice, as it is at least and as it is at most. Where the facts are there, both are one:
put ``known`` in for the questions whether a fact is known, and the graph simplifies itself. Two aggregates that add up
the same under that assumption stand for each other wherever they came out equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from anwei.engine.fleet.graph import AGGREGATES, NO_LEAST, Expr, Graph


class Ideal:
    """The ideal form of expressions of one row. ``settled`` says of a question about a fact what is taken for granted,
    None where nothing is. ``own``: only the facts of the row itself are, not what its records add up to."""

    def __init__(self, graph: Graph, settled: Callable[[Expr], bool | None], *, own: bool = False) -> None:
        self.graph = graph
        self._settled = settled
        self._own = own
        self._found: dict[int, Expr] = {}
        self._alike: dict[tuple[object, ...], Expr] = {}

    def __call__(self, node: Expr) -> Expr:
        for one in below([node], self._found):
            self._found[one.index] = self._of(one)
        return self._found[node.index]

    def assumed(self, node: Expr) -> list[Expr]:
        """The questions and aggregates whose answers the ideal form of an expression takes for granted."""
        return [n for n in below([node]) if n.op in ("column", "map", *AGGREGATES) and self(n) is not n]

    def _of(self, node: Expr) -> Expr:
        if node.op == "column":
            settled = self._settled(node)
            return node if settled is None else self.graph.truth(settled)
        if self._own and (node.op == "map" or node.op in AGGREGATES):
            return node
        if node.op == "map":  # of the rows above only whether their tables are complete
            return self(node.args[0]) if _asks_of_tables(node.args[0]) else node
        if node.op in AGGREGATES:
            return self._aggregate(node)
        return rebuilt(self.graph, node, [self._found[a.index] for a in node.args])

    def _aggregate(self, node: Expr) -> Expr:
        of = self(node.args[0])
        made = self.graph.aggregate(node.op, of, node.data, node.grain)  # type: ignore[arg-type]
        return made if made.constant else self._alike.setdefault((node.op, node.data, node.grain, of), node)


def _asks_of_tables(node: Expr) -> bool:
    """Whether nothing but that decides a condition."""
    parts = below([node])
    asked = all(n.op == "column" and n.data[1] == "complete" for n in parts if not n.args)
    return asked and not any(n.op in ("map", *AGGREGATES) for n in parts)


def given(graph: Graph, test: Expr, holds: bool, node: Expr) -> Expr:
    """An expression where it is known whether a condition holds."""
    known = {one.index: graph.truth(truth) for one, truth in _parts(test, holds)}
    return _put_in(graph, node, known)


def _parts(test: Expr, holds: bool) -> Iterator[tuple[Expr, bool]]:
    """A condition and what follows from it for its parts."""
    yield test, holds
    if test.op == "not":
        yield from _parts(test.args[0], not holds)
    elif test.op == ("and" if holds else "or"):
        for part in test.args:
            yield from _parts(part, holds)


def _put_in(graph: Graph, node: Expr, known: Mapping[int, Expr]) -> Expr:
    found = dict(known)
    for one in below([node], known):
        args = [found[a.index] for a in one.args] if one.op != "map" and one.op not in AGGREGATES else []
        found[one.index] = one if args == list(one.args) or not args else rebuilt(graph, one, args)
    return found[node.index]


def rebuilt(graph: Graph, node: Expr, args: list[Expr]) -> Expr:
    """A node with other arguments, simplified."""
    if not args:
        return node
    match node.op:
        case "table":
            known, otherwise = node.data
            return graph.table(args[0], dict(known), otherwise)
        case "add" | "subtract":
            make = graph.add if node.op == "add" else graph.subtract
            return make(args[0], args[1], NO_LEAST if node.data is None else node.data)
        case "divide":
            return graph.divide(args[0], args[1], node.data[0], up=node.data[1])
        case "day_map":
            return graph.day_map(args[0], node.data.key, node.data.function, node.infinite)
    makers: dict[str, Callable[..., Expr]] = {
        "multiply": graph.multiply,
        "min": graph.least,
        "max": graph.most,
        "select": graph.choose,
        "months": graph.months_later,
        "years": graph.years_between,
        "ge": graph.ge,
        "gt": graph.gt,
        "eq": graph.eq,
        "and": graph.all,
        "or": graph.any,
        "not": graph.no,
    }
    return makers[node.op](*args)


def below(targets: Iterable[Expr], done: Mapping[int, object] | None = None) -> list[Expr]:
    """The targets and what they are made of, arguments first, down to what other rows say; ``done`` is left out."""
    done = done or {}
    seen: dict[int, Expr] = {}
    stack = [t for t in targets if t.index not in done]
    while stack:
        node = stack.pop()
        if node.index in seen:
            continue
        seen[node.index] = node
        if node.op != "map" and node.op not in AGGREGATES:
            stack += [a for a in node.args if a.index not in done]
    return sorted(seen.values(), key=lambda n: n.index)
