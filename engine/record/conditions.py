"""One evaluator for each condition node: what is surely so and what may be so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from anwei.engine.facts.subject import within
from anwei.engine.facts.values import Blank
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.parameters import FOREVER
from anwei.engine.record import lookups, numbers, records
from anwei.engine.record.bounds import (
    FALSE,
    INF,
    TRUE,
    UNKNOWN,
    Bounds,
    Truth,
    at_least,
    negate,
)
from anwei.engine.record.context import Context
from anwei.engine.record.dispatch import CONDITIONS, condition, number, once


def all_of(truths: Iterable[Truth]) -> Truth:
    """Whether all hold. It fails as long as any one of them does, whatever happens to the others."""
    sure, may, until, fails = True, True, FOREVER, 0
    for truth in truths:
        sure, may = sure and truth.sure, may and truth.may
        until = min(until, truth.until)
        if not truth.may:
            fails = max(fails, truth.until)
    return Truth(sure, may, fails or until)


def any_of(truths: Iterable[Truth]) -> Truth:
    """Whether any holds. It holds as long as any one of them does, whatever happens to the others."""
    sure, may, until, holds = False, False, FOREVER, 0
    for truth in truths:
        sure, may = sure or truth.sure, may or truth.may
        until = min(until, truth.until)
        if truth.sure:
            holds = max(holds, truth.until)
    return Truth(sure, may, holds or until)


def _all(terms: Iterable[ir.Condition], context: Context) -> Truth:
    """In brief the first term that fails settles it, while that lasts."""
    truths = []
    for term in terms:
        truth = condition(term, context)
        if context.brief and not truth.may:
            return truth
        truths.append(truth)
    return all_of(truths)


def _any(terms: Iterable[ir.Condition], context: Context) -> Truth:
    """In brief the first term that holds settles it, while that lasts."""
    truths = []
    for term in terms:
        truth = condition(term, context)
        if context.brief and truth.sure:
            return truth
        truths.append(truth)
    return any_of(truths)


# -- comparisons ----------------------------------------------------------------------------------------------------


def _compare(node: ir.Compare, context: Context) -> Truth:
    left, right = number(node.left, context), number(node.right, context)
    day, op = context.day, node.op
    if left is None or right is None:
        return FALSE
    if op in ("equals", "differs_from"):
        same = all_of((at_least(left, right, day), at_least(right, left, day)))
        return same if op == "equals" else negate(same)
    more, less = (left, right) if op in ("at_least", "above") else (right, left)
    kinds = _kinds(node, context)
    if len(kinds) == 1:
        return at_least(more, less, day, strict=True in kinds)
    return _either([at_least(more, less, day, strict=strict) for strict in kinds])


def _kinds(node: ir.Compare, context: Context) -> Collection[bool]:
    """Whether the order is strict; the parameter on the right may say so (below 8 means never 8 itself)."""
    return (True,) if node.op in ("above", "below") else lookups.strictness(node.right, context)


def _either(truths: Sequence[Truth]) -> Truth:
    """One of several truths, and it is open which."""
    return Truth(all(t.sure for t in truths), any(t.may for t in truths), min(t.until for t in truths))


# -- facts ----------------------------------------------------------------------------------------------------------


def _value(field: ir.Field, context: Context) -> Any:
    return context.rows[field.depth].values.get(field.name)


def _flag(node: ir.Flag, context: Context) -> Truth:
    value = _value(node.field, context)
    if value is None:
        return UNKNOWN
    return TRUE if value is node.expected else FALSE


def _code_is(node: ir.CodeIs, context: Context) -> Truth:
    value = _value(node.field, context)
    if value is None:
        return UNKNOWN
    if isinstance(value, Blank):
        return FALSE
    codes = node.codes if not node.item else _item_codes(node, context)
    return TRUE if (value in codes) != node.negated else FALSE


def _item_codes(node: ir.CodeIs | ir.CodesHave, context: Context) -> tuple[str, ...]:
    """The current item's code with everything below it."""
    code = str((context.item or {}).get(node.item))
    return node.item_groups.get(code, (code,))


def _codes_have(node: ir.CodesHave, context: Context) -> Truth:
    value = _value(node.field, context)
    if value is None:
        return UNKNOWN
    if isinstance(value, Blank):
        return FALSE
    groups = node.groups if not node.item else (_item_codes(node, context),)
    found = [not value.isdisjoint(group) for group in groups]
    holds = all(found) if node.mode == "all" else any(found)
    return TRUE if holds != (node.mode == "none") else FALSE


def _refers(node: ir.Refers, context: Context) -> Truth:
    value = _value(node.field, context)
    if value is None:
        return UNKNOWN
    if isinstance(value, Blank):
        return FALSE
    key = context.rows[node.depth].key
    if not key:
        return UNKNOWN if value else FALSE  # a record whose key is not known may be any of those named
    return TRUE if key in value else FALSE


def _blank(node: ir.Blank, context: Context) -> Truth:
    values = context.rows[node.field.depth].values
    value = values.get(node.field.name)
    if value is None and node.field.name in values:
        return UNKNOWN
    blank = value is None or isinstance(value, Blank)
    return TRUE if blank == node.expected else FALSE


def _within(node: ir.Within, context: Context) -> Truth:
    division = context.subject_at(node.depth).division
    if not division:
        return UNKNOWN
    return TRUE if any(within(division, area) for area in node.areas) else FALSE


# -- records --------------------------------------------------------------------------------------------------------


def _every(node: ir.Every, context: Context) -> Truth:
    complete = records.complete(node.source, context)
    surely_some = maybe_some = surely_broken = maybe_broken = False
    until = FOREVER
    for _, truth in records.matching(node.source, node.where, context):
        until = min(until, truth.until)
        if not truth.may:
            continue
        holds = condition(node.satisfies, context)
        until = min(until, holds.until)
        maybe_some = True
        surely_some = surely_some or truth.sure
        surely_broken = surely_broken or (truth.sure and not holds.may)
        maybe_broken = maybe_broken or not holds.sure
    if not complete:
        maybe_some = maybe_broken = True
    if_none = {"pass": TRUE, "fail": FALSE, "unknown": UNKNOWN}[node.if_none]
    some = Truth(not maybe_broken, not surely_broken, until)
    if not maybe_some:
        return Truth(if_none.sure, if_none.may, until)
    if surely_some:
        return some
    return Truth(some.sure and if_none.sure, some.may or if_none.may, until)


def _deadline(node: ir.Deadline, context: Context) -> Truth:
    """Done within the term, or the term is still open. Recorded for a later day, it is not done yet."""
    start = number(node.start, context)
    if start is None:
        return TRUE
    limit = numbers.shifted(start, node.within, context)
    if start.high == -INF:  # the latest of no records is never
        return TRUE
    today = Bounds(context.day, context.day, 1)
    open_ = at_least(limit, today, context.day)
    return any_of((open_, at_least(limit, number(node.done, context), context.day)))


def _recent(node: ir.Recent, context: Context) -> Truth:
    event = number(node.date, context)
    if event is None:
        return FALSE
    today = Bounds(context.day, context.day, 1)
    end = numbers.shifted(event, node.within, context)
    return all_of((at_least(today, event, context.day), at_least(end, today, context.day)))


def _attested(node: ir.Attested, context: Context) -> Truth:
    """The latest attestation valid on the day; among several of one day a negative one counts."""
    day, until = context.day, FOREVER
    latest: tuple[int, bool] | None = None
    doubtful = False
    for row in context.subject_at(0).children.get(records.ATTESTATIONS, ()):
        values = row.values
        if values.get("item") != node.item:
            doubtful = doubtful or values.get("item") is None
            continue
        seen, last, holds = values.get("seen_on"), values.get("valid_until"), values.get("holds")
        if not isinstance(seen, int) or not isinstance(last, int) or not isinstance(holds, bool):
            doubtful = True
            continue
        until = min([until, *(d for d in (seen, last + 1) if d > day)])
        if seen <= day <= last:
            mine = (seen, not holds)
            latest = mine if latest is None else max(latest, mine)
    if latest is None or doubtful:
        return Truth(False, True, until)
    return Truth(not latest[1], not latest[1], until)


# -- wholes ---------------------------------------------------------------------------------------------------------


def _for_each(node: ir.ForEach, context: Context) -> Truth:
    value = context.parameter(node.param)
    until = context.next_change(node.param)
    if value is None or value.kind == "unset":
        return Truth(False, True, until)
    outer = context.item
    truths = [Truth(True, True, until)]
    try:
        for item in value.items:
            context.item = item
            truths.append(condition(node.satisfies, context))
    finally:
        context.item = outer
    return all_of(truths)


CONDITIONS |= {
    ir.Compare: _compare,
    ir.Flag: _flag,
    ir.CodeIs: _code_is,
    ir.CodesHave: _codes_have,
    ir.Refers: _refers,
    ir.Blank: _blank,
    ir.Within: _within,
    ir.All: lambda node, context: _all(node.terms, context),
    ir.AnyOf: lambda node, context: _any(node.terms, context),
    ir.Not: lambda node, context: negate(condition(node.term, context)),
    ir.Every: once(_every),
    ir.Deadline: _deadline,
    ir.Recent: _recent,
    ir.Attested: _attested,
    ir.Undefined: lambda _node, _context: UNKNOWN,
    ir.Checklist: lambda node, context: _all((i.holds for i in node.items), context),
    ir.ForEach: _for_each,
    ir.Held: lambda node, context: condition(node.body, context),
}
