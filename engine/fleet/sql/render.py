"""A plan as SQL: a statement for each kind of subject, or for some of its rules where an engine's columns run out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlglot import exp

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place
from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.graph import Expr
from anwei.engine.fleet.lowering.rules import Lowered
from anwei.engine.fleet.plan import Plan
from anwei.engine.fleet.sql.dialects import Dialect, kept, named
from anwei.engine.fleet.sql.layout import Layout, result_name
from anwei.engine.fleet.sql.pages import DayRange
from anwei.engine.fleet.sql.recorded import Recorded
from anwei.engine.fleet.sql.schedule import schedule
from anwei.engine.fleet.sql.selects import Selects, widest
from anwei.engine.fleet.sql.steps import in_steps
from anwei.engine.fleet.sql.terms import Term
from anwei.engine.fleet.sql.translate import Sizes, Translation, table_of
from anwei.engine.ir.rules import Rule

OUTSIDE = "@outside"  # where a day was asked for that the statement has no calendar of


@dataclass(frozen=True, slots=True)
class Statement:
    """One select: ``id``, ``division``, the ``columns`` (by rule and column) in order, ``@outside``.

    ``before`` are statements that make the tables it reads, ``after`` those that drop them; empty where it has a WITH.
    """

    kind: str
    select: exp.Select
    columns: tuple[tuple[str, str], ...]
    before: Sequence[exp.Expr] = ()
    after: Sequence[exp.Expr] = ()


Result = tuple[Rule, str, Expr]  # a rule, a name of its columns, and what stands there


def columns_of(rule: Lowered) -> Iterator[tuple[str, Expr]]:
    """The names of a rule's result columns with their expressions."""
    found = {"verdict": rule.verdict, "recheck_on": rule.recheck_on, "due_by": rule.due_by}
    for name, bounds in rule.bounds.items():
        found |= {f"{name}.low": bounds.low, f"{name}.high": bounds.high, f"{name}.blank": bounds.blank}
    return ((name, expr) for name, expr in found.items() if expr is not None)


def _middle(results: Sequence[Result]) -> int:
    """Where results are cut in two: between two rules, within one where it is alone."""
    starts = [n for n in range(1, len(results)) if results[n][0] is not results[n - 1][0]]
    return min(starts, key=lambda n: abs(n - len(results) // 2)) if starts else len(results) // 2


class Renderer:
    """Writes a plan for one dialect and one layout of tables."""

    def __init__(
        self,
        plan: Plan,
        dialect: Dialect,
        layout: Layout,
        *,
        schema: str = "",
        days: DayRange | None = None,
        sizes: Sizes | None = None,
    ) -> None:
        self.plan = plan
        self.dialect = dialect
        self.layout = layout
        self.schema = schema
        self.translation = Translation(plan, layout, days or DayRange(), sizes)
        self.translation.read()
        self.pairs = self.translation.pairs()

    def statements(self) -> Iterator[Statement]:
        by_family: dict[Grain, list[Lowered]] = {}
        for one in self.plan.passes:
            by_family.setdefault(one.family, []).extend(one.outputs)
        for family, rules in by_family.items():
            if rules and table_of(family) in self.layout.tables:
                yield from self._statements(family, [(r.rule, *c) for r in rules for c in columns_of(r)])

    def _statements(self, family: Grain, results: Sequence[Result]) -> Iterator[Statement]:
        """All results in one statement, or in as many as the engine's limit of columns asks for."""
        found = self._statement(family, results)
        count, most = widest([found.select]), self.dialect.most_columns
        if count <= most:
            yield found
        elif len(results) == 1:
            rule, engine = results[0][0], self.dialect.name
            params = {"rule_id": rule.id, "count": count, "engine": engine, "most": most}
            raise AnweiError([Diagnostic("FLT-043", Place(rule.file, rule.line, 1), params, rule=rule.id)])
        else:
            middle = _middle(results)
            yield from self._statements(family, results[:middle])
            yield from self._statements(family, results[middle:])

    def _statement(self, family: Grain, results: Sequence[Result]) -> Statement:
        translation = self.translation
        named_terms = [((rule.id, name), translation.term(expr)) for rule, name, expr in results]
        division, outside = translation.division(family), translation.outside_of(family)
        outputs = [division, *(t for _, t in named_terms), outside]
        plan = schedule(outputs, family, self.pairs)
        recorded = Recorded(translation, self.dialect, self.schema)
        recorded.owners = {g.parent for g in plan.stations if g.base is None and g.parent is not None}
        selects = Selects(plan, recorded, self.dialect, self.pairs)
        written = list(selects.all())
        select = exp.select(kept("id", "s"))
        write = selects.expressions.write
        select.select(named(write(division, "s"), "division"), copy=False)
        for (rule, name), term in named_terms:
            select.select(named(self._result(term, name, write(term, "s")), result_name(rule, name)), copy=False)
        select.select(named(write(outside, "s"), OUTSIDE), copy=False)
        table = exp.table_(selects.name(plan.final), quoted=True, alias=exp.to_identifier("s", quoted=True))
        select.from_(table, copy=False)
        columns = tuple(key for key, _ in named_terms)
        if self.dialect.steps:
            return Statement(family.kind, select, columns, *in_steps(written, select))
        for name, inner in written:
            select.with_(exp.to_identifier(name, quoted=True), as_=inner, copy=False)
        return Statement(family.kind, select, columns)

    def _result(self, term: Term, name: str, value: exp.Expr) -> exp.Expr:
        """A verdict as a small number; what may pass 64 bits as digits, which every engine hands on alike."""
        if term.wide:
            return self.dialect.text(value)
        return self.dialect.small(value) if name == "verdict" else value
