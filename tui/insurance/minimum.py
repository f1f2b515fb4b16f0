"""The least that rules ask of a policy: the other side of their comparisons of a limit of the policies in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from anwei.engine import services
from anwei.engine.services import ir

POLICIES = "policies"
TOPIC = "insurance"


@dataclass(frozen=True)
class Least:
    """What a rule asks of a field of a policy: at least ``due``, in units of the field's scale."""

    rule: services.Rule
    field: str
    due: int
    scale: int


@dataclass(frozen=True)
class Asking:
    """A rule that compares the lowest value of a field over policies with something."""

    rule: services.Rule
    over: ir.Aggregate
    field: str
    right: ir.Number


def asking(rules: Iterable[services.Rule]) -> list[Asking]:
    """The rules on insurance that state a least value of a field of each policy."""
    found: list[Asking] = []
    for rule in rules:
        if rule.topic != TOPIC or rule.broken:
            continue
        measures = {m.name: m.node for m in rule.measures}
        for node in services.walk(rule.require):
            if isinstance(node, ir.Compare) and node.op == "at_least":
                over = _lowest(node.left, measures)
                if over is not None and isinstance(over.of, ir.Field):
                    found.append(Asking(rule, over, over.of.name, node.right))
    return found


def _lowest(node: ir.Number, measures: dict[str, ir.Number]) -> ir.Aggregate | None:
    while isinstance(node, (ir.Rescale, ir.Measured)):
        node = node.of if isinstance(node, ir.Rescale) else measures[node.name]
    found = isinstance(node, ir.Aggregate) and node.op == "min" and node.source.table == POLICIES
    return node if found else None  # type: ignore[return-value]


def least(judge: services.Judge, asked: Iterable[Asking], subject: services.Subject, day: int) -> dict[str, Least]:
    """What is asked of each policy, by its path; nothing for policies that no rule surely looks at."""
    found: dict[str, Least] = {}
    for one in asked:
        rule = one.rule
        if rule.subject != subject.kind or not rule.start <= day <= rule.end:
            continue
        if rule.division and not services.within(subject.division, rule.division):
            continue
        context = judge.context(rule, subject, day)
        applies, _ = services.scope_and_requirement(rule, subject.division)
        if applies is not None and not services.condition_of(applies, context).sure:
            continue
        due = services.number_of(one.right, context)
        if due is None or not due.exact:
            continue
        for record, truth in services.matching(one.over.source, one.over.where, context):
            before = found.get(record.path)
            if truth.sure and (before is None or before.due < due.low):
                found[record.path] = Least(rule, one.field, int(due.low), ir.type_of(one.right).scale)
    return found
