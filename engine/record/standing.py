"""How whole rules stand to a subject: what of them is in force, whether they concern it, and whether they hold."""

from __future__ import annotations

from typing import Any

import msgspec

from anwei.engine.facts.subject import Subject, within
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.rules import Extra, Measure, Rule
from anwei.engine.record.bounds import FALSE, TRUE, UNKNOWN, Truth, negate
from anwei.engine.record.conditions import any_of
from anwei.engine.record.context import Context
from anwei.engine.record.dispatch import CONDITIONS, condition
from anwei.engine.record.finding import Verdict

_NOT_APPLICABLE = frozenset({Verdict.NOT_APPLICABLE})


class Standing(msgspec.Struct, frozen=True):
    """Whether a rule concerns a subject, and whether what it requires holds; ``reason`` says why it surely does not."""

    scope: Truth
    duty: Truth = FALSE
    reason: str = ""

    @property
    def until(self) -> int:
        """The first day on which any of this can change without new evidence."""
        return min(self.scope.until, self.duty.until)

    @property
    def possible(self) -> frozenset[Verdict]:
        """What the verdict, before waivers, is or could still be."""
        if not self.scope.may:
            return _NOT_APPLICABLE
        found = set() if self.scope.sure else {Verdict.NOT_APPLICABLE}
        if self.duty.may:
            found.add(Verdict.PASS)
        if not self.duty.sure:
            found.add(Verdict.FAIL)
        return frozenset(found)

    @property
    def truth(self) -> Truth:
        """Whether the rule holds: it passes, is not in force, is excluded, or does not apply."""
        return any_of((negate(self.scope), self.duty))


def standing_of(context: Context) -> Standing:
    """How the context's rule stands to its subject on its day."""
    rule, day, division = context.rule, context.day, context.subject_at(0).division
    if day < rule.start:
        return Standing(Truth(False, False, rule.start), reason="reason.not_yet_in_force")
    if day > rule.end:
        return Standing(FALSE, reason="reason.no_longer_in_force")
    if rule.division and not within(division, rule.division):
        return Standing(FALSE, reason="reason.other_division")
    if any(within(division, e.division) for e in rule.exclusions):
        return Standing(FALSE, reason="reason.excluded")
    applies, require = scope_and_requirement(rule, division)
    scope = condition(applies, context) if applies is not None else TRUE
    if scope.until > rule.end:
        scope = Truth(scope.sure, scope.may, rule.end + 1)
    if not scope.may:
        return Standing(scope, reason="reason.out_of_scope")
    return Standing(scope, condition(require, context))


def parts_in_force(rule: Rule, division: str) -> tuple[tuple[Measure, ...], tuple[Extra, ...]]:
    """The measures of a rule and the overlay extras that count in a division."""
    if not rule.extras:
        return rule.measures, ()
    extras = tuple(e for e in rule.extras if within(division, e.division))
    return rule.measures + tuple(m for e in extras for m in e.measures), extras


def scope_and_requirement(rule: Rule, division: str) -> tuple[ir.Condition | None, ir.Condition]:
    """A rule's scope and requirement with what overlays add in the division."""
    if not rule.extras:
        return rule.applies, rule.require
    _, extras = parts_in_force(rule, division)
    wider = tuple(e.applies for e in extras if e.applies is not None)
    more = tuple(e.require for e in extras if e.require is not None)
    applies = ir.AnyOf((rule.applies, *wider)) if rule.applies is not None and wider else rule.applies
    return applies, (ir.All((rule.require, *more)) if more else rule.require)


def as_in_force(rule: Rule, division: str) -> Rule:
    """A rule as it stands in a division: with the scope, requirement, measures and citations that overlays add."""
    measures, extras = parts_in_force(rule, division)
    if not extras:
        return rule
    applies, require = scope_and_requirement(rule, division)
    cites = dict.fromkeys((*rule.cites, *(c for e in extras for c in e.cites)))
    return msgspec.structs.replace(rule, applies=applies, require=require, measures=measures, cites=tuple(cites))


def nested(rule: Rule, subject: Any, context: Context) -> Context:
    """The context of another rule, for the same day and population. Its parameters are its own findings' business."""
    measures, _ = parts_in_force(rule, subject.division)
    return Context(
        context.law,
        rule,
        context.day,
        [subject],
        context.population,
        context.said,
        {m.name: m for m in measures},
        brief=context.brief,
    )


def _rule_holds(node: ir.RuleHolds, context: Context) -> Truth:
    rule = context.law.rules[node.rule]
    subject: Subject = context.subject_at(node.depth)
    known = context.said.get(rule.id, subject, context.day)
    if known is None:
        known = UNKNOWN if rule.broken else standing_of(nested(rule, subject, context)).truth
        context.said.keep(rule.id, subject, context.day, known)
    return known


CONDITIONS[ir.RuleHolds] = _rule_holds
