"""Mutants of a rule: small wrong versions that its tests should catch. A survivor shows a boundary nobody tests.

Mutated are operators, literal thresholds, lengths of time, codes and flags, terms of ``all`` and ``any``, ``if_none``,
and the values of the parameters that the rule reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from anwei.engine.catalogue.assess import Environment
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.catalogue.testing import Case, run_case
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.parameters import Parameter
from anwei.engine.ir.rules import Rule
from anwei.engine.ir.walk import parameters_of

OPPOSITE: dict[str, str] = {
    "at_least": "above",
    "above": "at_least",
    "at_most": "below",
    "below": "at_most",
    "equals": "differs_from",
    "differs_from": "equals",
}
#: What a mutation would not change: descriptions of a duty beside its body.
INERT = {"Held": {"met", "due", "next_due", "where", "also", "covering", "at_least", "since", "trigger", "recurrence"}}


@dataclass(frozen=True)
class Mutant:
    """A wrong version of a rule (or of a parameter it reads), and what was changed."""

    rule: Rule
    change: str
    parameter: Parameter | None = None


def mutants(rule: Rule, parameters: dict[str, Parameter]) -> Iterator[Mutant]:
    """Every mutant of a rule, in a stable order."""
    if rule.applies is not None:
        for change, node in _node(rule.applies):
            yield Mutant(msgspec.structs.replace(rule, applies=node), f"applies: {change}")
    for change, node in _node(rule.require):
        yield Mutant(msgspec.structs.replace(rule, require=node), f"require: {change}")
    for i, measure in enumerate(rule.measures):
        for change, node in _node(measure.node):
            changed = (*rule.measures[:i], msgspec.structs.replace(measure, node=node), *rule.measures[i + 1 :])
            yield Mutant(msgspec.structs.replace(rule, measures=changed), f"{measure.name}: {change}")
    for name in sorted(parameters_of(rule)):
        yield from _parameter(rule, parameters[name])


def _node(node: Any) -> Iterator[tuple[str, Any]]:
    """Each way to change one thing inside a node."""
    yield from _here(node)
    inert = INERT.get(type(node).__name__, set())
    for name in node.__struct_fields__:
        value = getattr(node, name)
        if name in inert:
            continue
        if isinstance(value, (ir.Node, ir.Length)):
            for change, inner in _node(value):
                yield change, msgspec.structs.replace(node, **{name: inner})
        elif isinstance(value, tuple) and value and isinstance(value[0], (ir.Node, ir.ChecklistItem)):
            for i, item in enumerate(value):
                for change, inner in _node(item):
                    yield change, msgspec.structs.replace(node, **{name: (*value[:i], inner, *value[i + 1 :])})


def _here(node: Any) -> Iterator[tuple[str, Any]]:
    replaced = msgspec.structs.replace
    match node:
        case ir.Compare():
            yield f"{node.op} -> {OPPOSITE[node.op]}", replaced(node, op=OPPOSITE[node.op])
        case ir.Constant():
            for step in (-1, 1):
                yield f"{node.amount} -> {node.amount + step}", replaced(node, amount=node.amount + step)
        case ir.AsOf():
            yield "as_of + 1 day", replaced(node, offset=node.offset + 1)
        case ir.Length(param=""):
            for step in (-1, 1):
                yield f"{node.count} {node.unit} -> {node.count + step}", replaced(node, count=node.count + step)
        case ir.Flag() | ir.Blank():
            yield f"{node.field.name}: negated", replaced(node, expected=not node.expected)
        case ir.CodeIs():
            yield f"{node.field.name}: negated", replaced(node, negated=not node.negated)
        case ir.CodesHave():
            yield (
                f"{node.field.name}: {node.mode} -> none",
                replaced(node, mode="any" if node.mode == "none" else "none"),
            )
        case ir.All() | ir.AnyOf() if len(node.terms) > 1:
            for i in range(len(node.terms)):
                yield f"term {i + 1} dropped", replaced(node, terms=node.terms[:i] + node.terms[i + 1 :])
        case ir.Every():
            other = "fail" if node.if_none == "pass" else "pass"
            yield f"if_none: {node.if_none} -> {other}", replaced(node, if_none=other)


def _parameter(rule: Rule, parameter: Parameter) -> Iterator[Mutant]:
    for i, value in enumerate(parameter.values):
        changes: list[tuple[str, dict[str, Any]]] = []
        if value.kind == "number":
            changes = [(f"{value.amount} -> {value.amount + s}", {"amount": value.amount + s}) for s in (-1, 1)]
        elif value.kind == "length" and value.length is not None:
            length = value.length
            changes = [
                (f"{length.count} -> {length.count + s} {length.unit}", {"length": _lengthened(length, s)})
                for s in (-1, 1)
            ]
        for change, fields in changes:
            values = (*parameter.values[:i], msgspec.structs.replace(value, **fields), *parameter.values[i + 1 :])
            yield Mutant(rule, f"{parameter.name}: {change}", msgspec.structs.replace(parameter, values=values))


def _lengthened(length: ir.Length, step: int) -> ir.Length:
    return msgspec.structs.replace(length, count=length.count + step)


def survivors(
    catalogue: Catalogue, rule: Rule, cases: Sequence[Case], environment: Environment
) -> tuple[int, list[Mutant]]:
    """How many mutants a rule has, and those that every one of its cases lets pass."""
    own = [c for c in cases if c.rule == rule.id]
    total, alive = 0, []
    for mutant in mutants(rule, catalogue.parameters):
        total += 1
        wrong = Catalogue(
            catalogue.vocabulary,
            catalogue.laws,
            catalogue.parameters,
            {**catalogue.rules, rule.id: mutant.rule},
            catalogue.rulesets,
        )
        if mutant.parameter is not None:
            wrong.parameters = {**catalogue.parameters, mutant.parameter.name: mutant.parameter}
        if not any(run_case(c, wrong, environment).problems for c in own):
            alive.append(mutant)
    return total, alive


__all__ = ["Mutant", "mutants", "survivors"]
