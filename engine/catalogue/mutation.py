"""Mutants of a rule: small wrong versions that its tests should catch. A survivor shows a boundary nobody tests.

A mutant moves a *number* by one (a literal, a length of time, a dated parameter value), a *few* by one (the none, one
or whole of a literal, which is seldom a number of law), a *day* by one, or changes the *form* of a condition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from anwei.engine.catalogue.assess import Environment
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.catalogue.testing import Trial
from anwei.engine.documents.diagnostics import Diagnostic, Place
from anwei.engine.facts.subject import significant, within
from anwei.engine.facts.units import RATIO_SIGNS
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.parameters import FOREVER, Parameter, Value
from anwei.engine.ir.rules import Rule
from anwei.engine.ir.walk import parameters_of, walk

OPPOSITE: dict[str, str] = {
    "at_least": "above",
    "above": "at_least",
    "at_most": "below",
    "below": "at_most",
    "equals": "differs_from",
    "differs_from": "equals",
}
#: What a mutation would not change: descriptions of a duty beside its body.
#: The day before every other: how the language writes "has never happened", no number of law.
NEVER = ir.Constant(1, ir.DATE)
INERT = {"Held": {"met", "due", "next_due", "where", "also", "covering", "at_least", "since", "trigger", "recurrence"}}


Kind = Literal["number", "few", "day", "form"]
Change = tuple[Kind, str, Any]  # what kind of change, in words, and the node as changed


@dataclass(frozen=True)
class Mutant:
    """A wrong version of a rule (or of a parameter it reads), and what was changed."""

    rule: Rule
    change: str
    kind: Kind = "form"
    parameter: Parameter | None = None
    value: Value | None = None  # the value of the parameter that was changed, as it was


def mutants(rule: Rule, parameters: dict[str, Parameter]) -> Iterator[Mutant]:
    """Every mutant of a rule, in a stable order."""
    replaced = msgspec.structs.replace
    if rule.applies is not None:
        for kind, change, node in _node(rule.applies):
            yield Mutant(replaced(rule, applies=node), f"applies: {change}", kind)
    for kind, change, node in _node(rule.require):
        yield Mutant(replaced(rule, require=node), f"require: {change}", kind)
    for i, measure in enumerate(rule.measures):
        for kind, change, node in _node(measure.node):
            changed = (*rule.measures[:i], replaced(measure, node=node), *rule.measures[i + 1 :])
            yield Mutant(replaced(rule, measures=changed), f"{measure.name}: {change}", kind)
    for name in ("start", "end"):
        day = getattr(rule, name)
        for step in (-1, 1) if 0 < day < FOREVER else ():
            yield Mutant(replaced(rule, **{name: day + step}), f"effective: {name} {step:+} day", "day")
    for name in sorted(parameters_of(rule)):
        yield from _parameter(rule, parameters[name])


def _node(node: Any) -> Iterator[Change]:
    """Each way to change one thing inside a node."""
    yield from _here(node)
    inert = INERT.get(type(node).__name__, set())
    for name in node.__struct_fields__:
        value = getattr(node, name)
        if name in inert:
            continue
        if isinstance(value, (ir.Node, ir.Length)):
            for kind, change, inner in _node(value):
                yield kind, change, msgspec.structs.replace(node, **{name: inner})
        elif isinstance(value, tuple) and value and isinstance(value[0], (ir.Node, ir.ChecklistItem)):
            for i, item in enumerate(value):
                for kind, change, inner in _node(item):
                    yield kind, change, msgspec.structs.replace(node, **{name: (*value[:i], inner, *value[i + 1 :])})


def _here(node: Any) -> Iterator[Change]:
    """Each way to change a node itself."""
    replaced = msgspec.structs.replace
    match node:
        case ir.Constant() if node != NEVER:
            few: Kind = "few" if node.amount in (0, 10**node.type.scale) else "number"
            kind: Kind = "day" if node.type.kind == "date" else few
            for step in (-1, 1):
                yield kind, f"{node.amount} -> {node.amount + step}", replaced(node, amount=node.amount + step)
        case ir.AsOf():
            for step in (-1, 1):
                yield "day", f"as_of {step:+} day", replaced(node, offset=node.offset + step)
        case ir.Length(param=""):
            for step in (-1, 1):
                change = f"{node.count} {node.unit} -> {node.count + step}"
                yield "number", change, replaced(node, count=node.count + step)
        case _:
            yield from (("form", change, changed) for change, changed in _form(node))


def _form(node: Any) -> Iterator[tuple[str, Any]]:
    """Each way to change the form of a condition."""
    replaced = msgspec.structs.replace
    match node:
        case ir.Compare():
            yield f"{node.op} -> {OPPOSITE[node.op]}", replaced(node, op=OPPOSITE[node.op])
        case ir.Flag() | ir.Blank():
            yield f"{node.field.name}: negated", replaced(node, expected=not node.expected)
        case ir.CodeIs():
            yield f"{node.field.name}: negated", replaced(node, negated=not node.negated)
        case ir.CodesHave():
            other = "any" if node.mode == "none" else "none"
            yield f"{node.field.name}: {node.mode} -> none", replaced(node, mode=other)
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
            wrong = msgspec.structs.replace(parameter, values=values)
            yield Mutant(rule, f"{parameter.name}: {change}", "number", wrong, value)


def _lengthened(length: ir.Length, step: int) -> ir.Length:
    return msgspec.structs.replace(length, count=length.count + step)


def thresholds(rule: Rule, parameters: dict[str, Parameter]) -> Iterator[Mutant]:
    """The mutants whose number differs by one, of values that count on a day and in a place where the rule does."""
    shares = any(isinstance(n, ir.Share) for n in walk(rule))
    for mutant in mutants(rule, parameters):
        # one unit of a share is one subject in ten thousand: more than a case can hold
        fine = shares and (mutant.parameter is None or mutant.parameter.type.unit in RATIO_SIGNS)
        if mutant.kind == "number" and not fine and (mutant.parameter is None or reachable(mutant, parameters)):
            yield mutant


def edges(rule: Rule, parameters: dict[str, Parameter]) -> Iterator[Mutant]:
    """Further mutants that move something by one: a day (of evaluation, of a literal, of the rule's time) or a few."""
    yield from (m for m in mutants(rule, parameters) if m.kind in ("day", "few"))


def reachable(mutant: Mutant, parameters: dict[str, Parameter]) -> bool:
    """Whether the changed value of a parameter is ever the one that the rule reads."""
    assert mutant.parameter is not None and mutant.value is not None
    return place_and_days(mutant.rule, parameters[mutant.parameter.name], mutant.value) is not None


def place_and_days(rule: Rule, parameter: Parameter, value: Value | None) -> tuple[str, list[int]] | None:
    """A division, and days of the rule's time, in which a value is in force; None if there are none."""
    assert value is not None
    elsewhere = any(
        getattr(n, "at", None) is not None and parameter.name in (getattr(n, "name", ""), getattr(n, "param", ""))
        for n in walk(rule)
    )
    first, last = (value.start, value.end) if elsewhere else (max(value.start, rule.start), min(value.end, rule.end))
    ends = {v.end + 1 for v in parameter.values} | {v.start - 1 for v in parameter.values} | {first, last}
    for area in _areas(rule):
        if not (within(area, value.division) or within(value.division, area) or "" in (area, value.division)):
            continue
        place = max(area, value.division, key=lambda d: len(significant(d)))
        days = [d for d in sorted(ends) if first <= d <= last and parameter.in_force(place, d) is value]
        if days:
            return place, days
    return None


def _areas(rule: Rule) -> list[str]:
    """The divisions that a rule is limited to; one empty name if it holds everywhere."""
    terms = rule.applies.terms if isinstance(rule.applies, ir.All) else (rule.applies,)
    named = [a for t in terms if isinstance(t, ir.Within) and t.depth == 0 for a in t.areas]
    return [a for a in named if not rule.division or within(a, rule.division)] or [rule.division]


def survivors(
    catalogue: Catalogue, chosen: Iterable[Mutant], trials: Sequence[Trial], environment: Environment
) -> tuple[int, list[Mutant]]:
    """How many mutants there are, and those that every case of their rule lets pass."""
    total, alive = 0, []
    for mutant in chosen:
        total += 1
        if not noticed(mutant, catalogue, trials, environment):
            alive.append(mutant)
    return total, alive


def unnoticed(
    catalogue: Catalogue, trials: Mapping[str, Sequence[Trial]], excused: set[tuple[str, str]], environment: Environment
) -> Iterator[Diagnostic]:
    """Warnings: numbers that no case of a rule stands upon (``excused`` are rule and change declared unreachable)."""
    for rule in catalogue.rules.values():
        own, place = trials.get(rule.id, ()), Place(rule.file, rule.line, 1)
        alive = survivors(catalogue, thresholds(rule, catalogue.parameters), own, environment)[1] if own else []
        left = {m.change for m in alive}
        declared = {change for name, change in excused if name == rule.id}
        for change in sorted(left - declared):
            yield Diagnostic("LNT-014", place, {"name": rule.id, "change": change}, "warning", rule.id)
        for change in sorted(declared - left):
            yield Diagnostic("LNT-015", place, {"name": rule.id, "change": change}, "warning", rule.id)


def noticed(mutant: Mutant, catalogue: Catalogue, trials: Sequence[Trial], environment: Environment) -> bool:
    """Whether a case of the rule comes out differently. Verdicts are tried first: they cost least."""
    wrong = mutated(catalogue, mutant)
    own = [t for t in trials if t.case.rule == mutant.rule.id]
    return any(t.verdict(wrong, environment) is not t.expected for t in own) or any(
        t.outcome(wrong, environment).problems for t in own if len(list(t.expect.node.items())) > 1
    )


def mutated(catalogue: Catalogue, mutant: Mutant) -> Catalogue:
    """A catalogue in which the mutant stands in place of its rule."""
    parameter = mutant.parameter
    return msgspec.structs.replace(
        catalogue,
        rules={**catalogue.rules, mutant.rule.id: mutant.rule},
        parameters={**catalogue.parameters, parameter.name: parameter} if parameter else catalogue.parameters,
    )
