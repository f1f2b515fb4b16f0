"""Whole rules: their verdict, due date, next change and bounds for every subject; mirrors ``record.judge``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from anwei.engine.facts.subject import within
from anwei.engine.fleet.bounds import FleetBounds, FleetTruth
from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.graph import NO_LEAST, NO_MOST, Expr
from anwei.engine.fleet.lowering.dispatch import condition, number
from anwei.engine.fleet.lowering.scope import Lowering, Scope, tested
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.parameters import FOREVER
from anwei.engine.ir.rules import Rule
from anwei.engine.record.context import PluginFailure
from anwei.engine.record.standing import parts_in_force, scope_and_requirement

#: The verdict codes of every fleet result.
PASS, FAIL, UNKNOWN, NOT_APPLICABLE, WAIVED, ERROR = range(6)
NO_DAY = 0  # no due date


@dataclass(frozen=True, slots=True)
class Lowered:
    """A rule as columns. ``verdict`` is a code; ``recheck_on`` the first day on which it may change by itself.

    ``due_by`` is ``NO_DAY`` where nothing is due; ``bounds`` holds low, high and blank of each measure and of what the
    requirement compares (``@observed``, ``@required``).
    """

    rule: Rule
    verdict: Expr
    recheck_on: Expr | None = None
    due_by: Expr | None = None
    bounds: dict[str, FleetBounds] = field(default_factory=dict)


def lower_rule(rule: Rule, plan: Lowering, *, due: bool, bounds: bool) -> Lowered:
    """One rule for all subjects of its kind; an error where a plugin's measure fails."""
    if not rule.broken:
        try:
            return _lowered(rule, plan, due=due, bounds=bounds)
        except PluginFailure:
            pass  # one by one the finding tells the reason
    return Lowered(rule, plan.graph.number(ERROR), plan.algebra.forever, plan.graph.number(NO_DAY))


def _lowered(rule: Rule, plan: Lowering, *, due: bool, bounds: bool) -> Lowered:
    """One rule for all subjects of its kind; overlays are told apart by area."""
    root = plan.grains.subjects(rule.subject)
    outer = Scope(plan, rule, (root,), {})
    graph = plan.graph
    reasons = _parts(rule, plan.day)
    cases = [(test, _part(rule, part, outer, due=due, bounds=bounds)) for test, part in outer.by_area(reasons)]
    measured: dict[str, FleetBounds] = {}
    if bounds:
        for name in dict.fromkeys(n for _, p in cases for n in p.bounds):
            absent = plan.algebra.between(graph.number(NO_LEAST), graph.number(NO_MOST), blank=graph.true)
            parts = [(test, p.bounds.get(name, absent)) for test, p in cases]
            measured[name] = tested(parts, plan.algebra.either)
    return Lowered(
        rule,
        tested([(t, p.verdict) for t, p in cases], graph.choose),
        tested([(t, p.until) for t, p in cases], graph.choose),
        tested([(t, p.due) for t, p in cases], graph.choose),
        measured,
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """What a rule says in one area."""

    verdict: Expr
    until: Expr
    due: Expr
    bounds: dict[str, FleetBounds] = field(default_factory=dict)


#: Why a rule is not judged in a division (with the day on which that changes), or which overlays add to it.
_Reason = tuple[int | None, tuple[int, ...]]


def _parts(rule: Rule, day: int) -> Callable[[str], _Reason]:
    def reason(division: str) -> _Reason:
        if day < rule.start:
            return rule.start, ()
        elsewhere = bool(rule.division) and not within(division, rule.division)
        if day > rule.end or elsewhere or any(within(division, e.division) for e in rule.exclusions):
            return FOREVER, ()
        return None, tuple(i for i, e in enumerate(rule.extras) if within(division, e.division))

    return reason


def _division_of(rule: Rule, extras: tuple[int, ...], plan: Lowering) -> str:
    """A division in which just these overlays add to a rule."""
    for division in plan.areas.divisions.values():
        if tuple(i for i, e in enumerate(rule.extras) if within(division, e.division)) == extras:
            return division
    raise AssertionError("the overlays were found in a division")


def _scoped(
    rule: Rule, extras: tuple[int, ...], row: Grain, plan: Lowering
) -> tuple[Scope, ir.Condition | None, ir.Condition]:
    division = _division_of(rule, extras, plan)
    measures, _ = parts_in_force(rule, division)
    applies, require = scope_and_requirement(rule, division)
    return Scope(plan, rule, (row,), {m.name: m for m in measures}), applies, require


def _part(rule: Rule, reason: _Reason, outer: Scope, *, due: bool, bounds: bool) -> _Part:
    plan, graph, algebra = outer.plan, outer.graph, outer.algebra
    changes, extras = reason
    none = graph.number(NO_DAY)
    if changes is not None:
        return _Part(graph.number(NOT_APPLICABLE), algebra.at(changes), none)
    scope, applies, require = _scoped(rule, extras, outer.here, plan)
    with scope.meeting():
        within_scope = condition(applies, scope) if applies is not None else algebra.true
        holds = condition(require, scope)
        passes = graph.all(within_scope.sure, holds.sure)
        fails = graph.all(within_scope.sure, graph.no(holds.may))
        decided = graph.choose(fails, graph.number(FAIL), graph.number(UNKNOWN))
        verdict = graph.choose(
            within_scope.may, graph.choose(passes, graph.number(PASS), decided), graph.number(NOT_APPLICABLE)
        )
        ended = algebra.earliest(within_scope.until, algebra.at(rule.end + 1))
        until = graph.choose(within_scope.may, algebra.earliest(ended, holds.until), ended)
        day = _due_by(require, scope, within_scope, fails) if due else none
        found = dict(_bounds(require, scope)) if bounds else {}
    return _Part(verdict, until, day, found)


# -- due dates ------------------------------------------------------------------------------------------------------


def _due_by(require: ir.Condition, scope: Scope, applies: FleetTruth, fails: Expr) -> Expr:
    """A term already over says something only of a duty that was surely missed."""
    graph = scope.graph
    none = graph.number(NO_MOST)
    day = _due(require, scope)
    said = graph.all(applies.may, graph.gt(none, day), graph.any(fails, graph.ge(day, graph.number(scope.day))))
    return graph.choose(said, day, graph.number(NO_DAY))


def _due(node: ir.Condition, scope: Scope) -> Expr:
    """The earliest last day on which a duty in the requirement can still be met; NO_MOST where there is none."""
    graph = scope.graph
    none = graph.number(NO_MOST)
    match node:
        case ir.Held():
            met = condition(node.met, scope).sure
            ends = [_term(node, t, scope) if t is not None else none for t in (node.next_due, node.due)]
            return graph.choose(met, ends[0], ends[1])
        case ir.All() | ir.AnyOf():
            return graph.least(*(_due(t, scope) for t in node.terms))
        case ir.ForEach():
            return _due_of_items(node, scope)
    return none


def _term(node: ir.Held, term: ir.Number, scope: Scope) -> Expr:
    graph = scope.graph
    none = graph.number(NO_MOST)
    value = number(term, scope)
    said = graph.all(graph.no(value.blank), graph.is_bounded(value.low), graph.gt(graph.number(FOREVER), value.low))
    if node.covering is None:
        said = graph.all(said, _owed(node, term, scope))
    return graph.choose(said, value.low, none)


def _owed(node: ir.Held, term: ir.Number, scope: Scope) -> Expr:
    """Whether a period does not surely begin before the rule, or before what it is counted from."""
    graph = scope.graph
    since = number(node.since, scope) if node.since is not None else None
    happened = graph.no(since.blank) if since is not None else graph.true
    if not isinstance(term, ir.Edge):
        return happened
    start = number(ir.Edge(term.recurrence, term.period, "start"), scope)
    first = graph.number(scope.rule.start)
    if since is not None:
        first = graph.most(first, since.low)
    return graph.all(happened, graph.no(start.blank), graph.ge(start.low, first))


def _due_of_items(node: ir.ForEach, scope: Scope) -> Expr:
    graph, parameter = scope.graph, scope.law.parameters[node.param]
    numbered = {id(v): i for i, v in enumerate(parameter.values)}

    def index(division: str) -> int:
        value = parameter.in_force(division, scope.day)
        return -1 if value is None else numbered[id(value)]

    def earliest(found: int) -> Expr:
        items = parameter.values[found].items if found >= 0 else ()
        return graph.least(*(_due(node.satisfies, scope.with_rows(*scope.rows, item=i)) for i in items))

    return tested([(test, earliest(found)) for test, found in scope.by_area(index)], graph.choose)


# -- bounds ---------------------------------------------------------------------------------------------------------


def _bounds(require: ir.Condition, scope: Scope) -> Iterator[tuple[str, FleetBounds]]:
    for measure in scope.measures.values():
        if not measure.scope:
            yield measure.name, number(ir.Measured(measure.name, measure.type), scope)
    compared = first_comparison(require)
    if compared is not None:
        yield "@observed", number(compared.left, scope)
        yield "@required", number(compared.right, scope)


def first_comparison(node: ir.Condition) -> ir.Compare | None:
    """The comparison that a requirement rests on, if it is one of the subject's own numbers."""
    match node:
        case ir.Compare():
            return node
        case ir.All():
            return next((c for t in node.terms if (c := first_comparison(t)) is not None), None)
        case ir.Held():
            return first_comparison(node.body)
        case ir.AnyOf():
            return first_comparison(node.terms[-1])
    return None


# -- rules within rules ---------------------------------------------------------------------------------------------


def rule_truth(rule: Rule, row: Grain, plan: Lowering) -> FleetTruth:
    """Whether a rule holds: it passes, is not in force, is excluded, or does not apply."""
    key = (rule.id, row)
    if key not in plan.said:
        outer = Scope(plan, rule, (row,), {})
        cases = [(test, _truth(rule, part, outer)) for test, part in outer.by_area(_parts(rule, plan.day))]
        plan.said[key] = tested(cases, plan.algebra.chosen)
    return plan.said[key]


def _truth(rule: Rule, reason: _Reason, outer: Scope) -> FleetTruth:
    algebra = outer.algebra
    if rule.broken:
        return algebra.unknown
    changes, extras = reason
    if changes is not None:
        return algebra.known(outer.graph.true, algebra.at(changes))
    scope, applies, require = _scoped(rule, extras, outer.here, outer.plan)
    with scope.meeting():
        applied = condition(applies, scope) if applies is not None else algebra.true
        applied = replace(applied, until=algebra.earliest(applied.until, algebra.at(rule.end + 1)))
        outside = algebra.negate(applied)
        held = algebra.any_of((outside, condition(require, scope)))
    return algebra.chosen(applied.may, held, outside)
