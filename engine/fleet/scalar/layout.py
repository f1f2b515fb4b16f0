"""The facts that the function asks for, in the order in which it takes them: nested tuples without names.

Looking a fact up by its name costs more than most of what is then asked of it. So this is done once for a subject,
which can be judged again and again from then on: on another day, under other parameters, by rules that ask the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.graph import AGGREGATES, Expr
from anwei.engine.fleet.plan import reach
from anwei.engine.fleet.scalar.texts import Texts, word


class Layout:
    """What the nodes that ``targets`` rest on ask of the subjects (``root``) and of their records."""

    def __init__(self, texts: Texts, targets: Iterable[Expr]) -> None:
        self._facts: dict[Grain, dict[str, str]] = defaultdict(dict)  # the name of each, and where it is found
        self._tables: dict[Grain, dict[str, Grain]] = defaultdict(dict)
        self.root: Grain | None = None  # none where nothing is asked
        for node in reach(targets):
            if node.grain is None:
                continue
            self.root = node.grain.family
            if node.op in ("column", "has") and (name := texts.name(node)):
                self._facts[node.grain][name] = texts.source(node)
            elif node.op in AGGREGATES:
                self._tables[node.grain][rows_of(node.data)] = node.data
        #: ``facts_of(subject)`` as text; the facts taken by one function serve every other of the same text.
        row = self._row(self.root) if self.root is not None else "()"
        self.text = f"def facts_of(row_0):\n    get_0 = row_0.values.get\n    return {row}\n"

    def names(self, grain: Grain) -> str:
        """The facts and the tables of a row, as its tuple is taken apart."""
        return _tuple([*sorted(self._facts[grain]), *sorted(self._tables[grain])])

    def _row(self, grain: Grain) -> str:
        facts, tables = self._facts[grain], self._tables[grain]
        return _tuple([*(facts[n] for n in sorted(facts)), *(self._rows(tables[n]) for n in sorted(tables))])

    def _rows(self, grain: Grain) -> str:
        level = len(grain.ancestors)
        rows = f"for row_{level} in row_{level - 1}.children.get({grain.table!r}, ())"
        return f"[{self._row(grain)} {rows} for get_{level} in (row_{level}.values.get,)]"


def rows_of(grain: Grain) -> str:
    """The name of the records of a table."""
    return f"rows_{word(grain.table)}"


def _tuple(items: list[str]) -> str:
    return f"({', '.join(items)},)" if items else "()"
