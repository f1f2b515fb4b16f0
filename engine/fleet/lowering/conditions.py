"""One lowering for each condition node: what is surely so and what may be so; mirrors ``record.conditions``."""

from __future__ import annotations

from anwei.engine.facts.subject import within
from anwei.engine.fleet.bounds import FleetBounds, FleetTruth
from anwei.engine.fleet.graph import NO_LEAST, Expr
from anwei.engine.fleet.lowering import facts, lookups, records
from anwei.engine.fleet.lowering.dispatch import CONDITIONS, condition, number
from anwei.engine.fleet.lowering.scope import NOWHERE, Scope, tested
from anwei.engine.ir import nodes as ir

# -- comparisons ----------------------------------------------------------------------------------------------------


def _compare(node: ir.Compare, scope: Scope) -> FleetTruth:
    algebra = scope.algebra
    left, right = number(node.left, scope), number(node.right, scope)
    match node.op:
        case "at_least" | "above":
            return _ordered(left, right, node.op == "above", node.right, scope)
        case "at_most" | "below":
            return _ordered(right, left, node.op == "below", node.right, scope)
    same = algebra.all_of((algebra.at_least(left, right), algebra.at_least(right, left)))
    if node.op == "equals":
        return same
    happened = scope.graph.all(scope.graph.no(left.blank), scope.graph.no(right.blank))
    return algebra.chosen(happened, algebra.negate(same), algebra.false)


def _ordered(left: FleetBounds, right: FleetBounds, strict: bool, limit: ir.Number, scope: Scope) -> FleetTruth:
    """``left >= right``; strict where the parameter of the limit says so (below 8 means never 8 itself)."""
    algebra = scope.algebra
    if strict:
        return algebra.at_least(left, right, strict=True)
    plain = algebra.at_least(left, right)
    found = _strictness(limit, scope)
    if found is None:
        return plain
    strictly = algebra.at_least(left, right, strict=True)
    both = FleetTruth(
        scope.graph.all(plain.sure, strictly.sure),
        scope.graph.any(plain.may, strictly.may),
        algebra.earliest(plain.until, strictly.until),
    )
    surely, maybe = found
    return algebra.chosen(surely, strictly, algebra.chosen(maybe, both, plain))


def _strictness(node: ir.Number, scope: Scope) -> tuple[Expr, Expr] | None:
    """Whether a limit is surely, and may be, strict by its parameter; None where no value of it is."""
    while isinstance(node, ir.Rescale):
        node = node.of
    if isinstance(node, ir.Measured):
        return _strictness(scope.measures[node.name].node, scope)
    if not isinstance(node, ir.Param) or not any(v.strict for v in scope.law.parameters[node.name].values):
        return None
    graph, algebra = scope.graph, scope.algebra

    def strict(values: lookups.Values, until: Expr) -> FleetBounds:
        kinds = {int(v.strict) for v in values} or {0}
        return algebra.between(graph.number(min(kinds)), graph.number(max(kinds)), until=until)

    found = lookups.by_value(node.name, node.at, scope, strict)
    one = graph.number(1)
    return graph.ge(found.low, one), graph.ge(found.high, one)


# -- facts ----------------------------------------------------------------------------------------------------------


def _decided(fact: facts.Fact, holds: Expr, scope: Scope) -> FleetTruth:
    return scope.algebra.decided(holds, fact.known, blank=fact.blank)


def _flag(node: ir.Flag, scope: Scope) -> FleetTruth:
    fact = facts.field(node.field, scope, truth=True)
    return _decided(fact, fact.value if node.expected else scope.graph.no(fact.value), scope)


def _code_is(node: ir.CodeIs, scope: Scope) -> FleetTruth:
    fact = facts.field(node.field, scope, "code")
    codes = _item_codes(node, scope) if node.item else node.codes
    found = scope.graph.table(fact.value, dict.fromkeys(codes, True), otherwise=False)
    return _decided(fact, scope.graph.no(found) if node.negated else found, scope)


def _item_codes(node: ir.CodeIs | ir.CodesHave, scope: Scope) -> tuple[str, ...]:
    """The current item's code with everything below it."""
    code = str((scope.item or {}).get(node.item))
    return node.item_groups.get(code, (code,))


def _codes_have(node: ir.CodesHave, scope: Scope) -> FleetTruth:
    graph, grain = scope.graph, scope.rows[node.field.depth]
    fact = facts.field(node.field, scope, "value")
    groups = (_item_codes(node, scope),) if node.item else node.groups
    found = [graph.at(graph.has(grain.base or grain, node.field.name, g), grain) for g in groups]
    holds = graph.all(*found) if node.mode == "all" else graph.any(*found)
    return _decided(fact, graph.no(holds) if node.mode == "none" else holds, scope)


def _refers(node: ir.Refers, scope: Scope) -> FleetTruth:
    """A record whose key is not known may be any of those named."""
    graph, algebra = scope.graph, scope.algebra
    fact = facts.field(node.field, scope)
    target, row = scope.rows[node.depth], scope.rows[node.field.depth]
    keyed = scope.column(target, "", "keyed", truth=True)
    names_some = scope.column(row, node.field.name, "some", truth=True)
    named = graph.refers(scope.here, node.field.name, row.base or row, target.base or target)
    holds = graph.all(fact.known, keyed, named)
    unknown = graph.all(graph.no(fact.known), graph.no(fact.blank))
    open_ = graph.any(unknown, graph.all(fact.known, graph.no(keyed), names_some))
    return FleetTruth(holds, graph.any(holds, open_), algebra.forever)


def _blank(node: ir.Blank, scope: Scope) -> FleetTruth:
    graph, algebra = scope.graph, scope.algebra
    grain = scope.rows[node.field.depth]
    known = scope.column(grain, node.field.name, "known", truth=True)
    doubtful = scope.column(grain, node.field.name, "doubtful", truth=True)
    blank = graph.no(known)
    settled = algebra.known(blank if node.expected else known)
    return algebra.chosen(graph.all(blank, doubtful), algebra.unknown, settled)


def _within(node: ir.Within, scope: Scope) -> FleetTruth:
    graph, areas = scope.graph, scope.plan.areas
    area = scope.area(node.depth)
    inside = [a for a in areas.codes if any(within(a, wanted) for wanted in node.areas)]
    holds = graph.table(area, dict.fromkeys(inside, True), otherwise=False)
    known = graph.no(graph.table(area, {NOWHERE: True}, otherwise=False))
    return scope.algebra.decided(holds, known)


# -- records --------------------------------------------------------------------------------------------------------


def _every(node: ir.Every, scope: Scope) -> FleetTruth:
    graph, algebra = scope.graph, scope.algebra
    rows = records.rows_of(node.source, node.where, scope, node.satisfies)
    with rows.scope.meeting():
        holds = condition(node.satisfies, rows.scope)
        sure, may = rows.truth.sure, rows.truth.may
        broken = rows.over("any", graph.all(sure, graph.no(holds.may)))
        may_break = rows.over("any", graph.all(may, graph.no(holds.sure)))
        some = maybe = graph.true
        if node.if_none != "pass":  # where there being none also passes, whether there are any changes nothing
            some, maybe = rows.over("any", sure), rows.over("any", may)
        until = rows.until(holds.until)
    partial = graph.no(rows.opened.complete)
    met = FleetTruth(graph.no(graph.any(may_break, partial)), graph.no(broken), until)
    if node.if_none == "pass":
        return met
    if_none = algebra.false if node.if_none == "fail" else algebra.unknown
    either = FleetTruth(graph.all(met.sure, if_none.sure), graph.any(met.may, if_none.may), until)
    absent = FleetTruth(if_none.sure, if_none.may, until)
    found = algebra.chosen(some, met, either)
    return algebra.chosen(graph.any(maybe, partial), found, absent)


def _deadline(node: ir.Deadline, scope: Scope) -> FleetTruth:
    """Done within the term, or the term is still open; what has not begun owes nothing."""
    graph, algebra = scope.graph, scope.algebra
    start, done = number(node.start, scope), number(node.done, scope)
    limit = number(ir.Shift(node.start, node.within), scope)
    open_ = algebra.at_least(limit, algebra.exactly(scope.day, slope=1))
    met = algebra.any_of((open_, algebra.at_least(limit, done)))
    never = start.blank
    if start.high.infinite & 1:  # the latest of no records is never
        never = graph.any(never, graph.eq(start.high, graph.number(NO_LEAST)))
    return algebra.chosen(never, algebra.true, met)


def _recent(node: ir.Recent, scope: Scope) -> FleetTruth:
    algebra = scope.algebra
    event = number(node.date, scope)
    today = algebra.exactly(scope.day, slope=1)
    end = number(ir.Shift(node.date, node.within), scope)
    found = algebra.all_of((algebra.at_least(today, event), algebra.at_least(end, today)))
    return algebra.chosen(event.blank, algebra.false, found)


def _attested(node: ir.Attested, scope: Scope) -> FleetTruth:
    """The latest attestation valid on the day; among several of one day a negative one counts."""
    graph, algebra, day = scope.graph, scope.algebra, scope.day
    opened = scope.open(ir.Source("attestations"))
    rows = opened.rows

    def column(name: str, part: str = "value", *, truth: bool = False) -> Expr:
        return opened.scope.column(rows, name, part, truth=truth)

    item, named = column("item", "code"), column("item", "known", truth=True)
    mine = graph.all(named, graph.table(item, {node.item: True}, otherwise=False))
    known = graph.all(*(column(n, "known", truth=True) for n in ("seen_on", "valid_until", "holds")))
    seen, last, holds = column("seen_on"), column("valid_until"), column("holds", truth=True)
    today, two = graph.number(day), graph.number(2)
    valid = graph.all(mine, known, graph.ge(today, seen), graph.ge(last, today))
    # of one day the negative one is the greater
    rank = graph.add(graph.multiply(seen, two), graph.choose(holds, graph.number(0), graph.number(1)))
    none = graph.number(NO_LEAST)

    def latest(which: Expr, value: Expr) -> Expr:
        return graph.aggregate("most", graph.choose(which, value, none), rows, opened.target)

    found = latest(valid, rank)
    positive = latest(graph.all(valid, holds), rank)
    doubtful = graph.aggregate("any", graph.any(graph.no(named), graph.all(mine, graph.no(known))), rows, opened.target)
    unsettled = graph.any(doubtful, graph.eq(found, none))
    until = algebra.forever
    if algebra.dates:
        counted = graph.all(mine, known)
        ends = graph.add(last, graph.number(1))
        changes = [graph.choose(graph.all(counted, graph.gt(d, today)), d, algebra.forever) for d in (seen, ends)]
        until = algebra.earliest(graph.aggregate("least", algebra.earliest(*changes), rows, opened.target))
    return algebra.chosen(
        unsettled,
        FleetTruth(graph.false, graph.true, until),
        algebra.known(graph.eq(found, positive), until),
    )


# -- wholes ---------------------------------------------------------------------------------------------------------


def _rule_holds(node: ir.RuleHolds, scope: Scope) -> FleetTruth:
    from anwei.engine.fleet.lowering.rules import rule_truth

    subject = scope.subject_at(node.depth)
    row = subject.base or subject
    found = rule_truth(scope.law.rules[node.rule], row, scope.plan)
    at = scope.graph.at
    return FleetTruth(at(found.sure, subject), at(found.may, subject), at(found.until, subject))


def _for_each(node: ir.ForEach, scope: Scope) -> FleetTruth:
    algebra = scope.algebra
    parameter = scope.law.parameters[node.param]
    numbered = {id(v): i for i, v in enumerate(parameter.values)}
    until = algebra.known(scope.graph.true, scope.next_change(node.param))

    def index(division: str) -> int:
        value = parameter.in_force(division, scope.day)
        return -1 if value is None or value.kind == "unset" else numbered[id(value)]

    def every(found: int) -> FleetTruth:
        if found < 0:
            return FleetTruth(scope.graph.false, scope.graph.true, until.until)
        items = [scope.with_rows(*scope.rows, item=i) for i in parameter.values[found].items]
        return algebra.all_of([until, *(condition(node.satisfies, s) for s in items)])

    return tested([(test, every(found)) for test, found in scope.by_area(index)], algebra.chosen)


CONDITIONS |= {
    ir.Compare: _compare,
    ir.Flag: _flag,
    ir.CodeIs: _code_is,
    ir.CodesHave: _codes_have,
    ir.Refers: _refers,
    ir.Blank: _blank,
    ir.Within: _within,
    ir.All: lambda node, scope: scope.algebra.all_of([condition(t, scope) for t in node.terms]),
    ir.AnyOf: lambda node, scope: scope.algebra.any_of([condition(t, scope) for t in node.terms]),
    ir.Not: lambda node, scope: scope.algebra.negate(condition(node.term, scope)),
    ir.Every: _every,
    ir.Deadline: _deadline,
    ir.Recent: _recent,
    ir.Attested: _attested,
    ir.RuleHolds: _rule_holds,
    ir.Undefined: lambda _node, scope: scope.algebra.unknown,
    ir.Checklist: lambda node, scope: scope.algebra.all_of([condition(i.holds, scope) for i in node.items]),
    ir.ForEach: _for_each,
    ir.Held: lambda node, scope: condition(node.body, scope),
}
