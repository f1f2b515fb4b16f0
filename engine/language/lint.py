"""Lint: what loads but is wrong. Each check yields warnings that name the rule or parameter and the place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import msgspec

from anwei.engine.documents.diagnostics import Diagnostic, Place
from anwei.engine.facts.values import show_date
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.parameters import FOREVER, Citation, Parameter, Value
from anwei.engine.ir.rules import Rule
from anwei.engine.ir.walk import parameters_of, walk
from anwei.engine.language.leaves import Leaf, leaves, unknown_in

if TYPE_CHECKING:
    from anwei.engine.catalogue.model import Catalogue
    from anwei.engine.catalogue.testing import Trial


class Shown(msgspec.Struct, frozen=True):
    """What the cases of a rule show: the verdicts they expect, and the facts that are unknown in one of them."""

    verdicts: frozenset[str]
    unknown: frozenset[Leaf]


def lint(catalogue: Catalogue, trials: Mapping[str, Sequence[Trial]]) -> Iterator[Diagnostic]:
    """Every finding of every check. ``trials`` are the cases of each rule, ready to be judged."""
    return findings(catalogue, {id_: [shown_by(catalogue.rules[id_], own)] for id_, own in trials.items()})


def shown_by(rule: Rule, trials: Sequence[Trial]) -> Shown:
    """What some of the cases of a rule show."""
    return Shown(
        frozenset(t.expected.value for t in trials), frozenset(unknown_in(leaves(rule), [t.subjects for t in trials]))
    )


def findings(catalogue: Catalogue, shown: Mapping[str, Sequence[Shown]]) -> Iterator[Diagnostic]:
    """Every finding of every check, parameters first; ``shown`` says what the cases of each rule show, by parts."""
    for parameter in catalogue.parameters.values():
        yield from _parameter(parameter, catalogue)
    for rule in catalogue.rules.values():
        yield from _rule(rule, catalogue)
    for rule in catalogue.rules.values():
        yield from _untested(rule, shown.get(rule.id, ()))
    reads = {rule.id: parameters_of(rule) for rule in catalogue.rules.values()}
    yield from _unused(catalogue, reads)
    yield from _clauses(catalogue, reads)


def _warn(code: str, place: Place, rule: str = "", **params: object) -> Diagnostic:
    return Diagnostic(code, place, params, "warning", rule)


# -- parameters -----------------------------------------------------------------------------------------------------


def _parameter(parameter: Parameter, catalogue: Catalogue) -> Iterator[Diagnostic]:
    place = Place(parameter.file, parameter.line, 1)
    for value in parameter.values:
        yield from _ascending(parameter, value, place)
        if value.end < value.start:
            yield _warn(
                "LNT-003", place, name=parameter.name, start=show_date(value.start or 1), end=show_date(value.end)
            )
        yield from _citation_dates(value.cites, value.start, catalogue, place, parameter.name)
    yield from _gaps(parameter, place)


def _ascending(parameter: Parameter, value: Value, place: Place) -> Iterator[Diagnostic]:
    """Tiers start higher and higher, brackets end higher and higher; a step that nothing reaches is unreachable."""
    starts = [s.start for s in value.tiers]
    bounds = [s.up_to for s in value.slices]
    if any(b is None for b in starts[1:]) or any(
        a is not None and b is not None and b <= a for a, b in pairwise(starts)
    ):
        yield _warn("LNT-001", place, name=parameter.name)
    if any(b is None for b in bounds[:-1]) or any(
        a is not None and b is not None and b <= a for a, b in pairwise(bounds)
    ):
        yield _warn("LNT-002", place, name=parameter.name)


def _gaps(parameter: Parameter, place: Place) -> Iterator[Diagnostic]:
    """Between the first and the last value of a division there is no day without one, and no day with two."""
    divisions: dict[str, list[Value]] = {}
    for value in parameter.values:
        divisions.setdefault(value.division, []).append(value)
    for values in divisions.values():
        ordered = sorted(values, key=lambda v: v.start)
        for earlier, later in pairwise(ordered):
            if earlier.end != FOREVER and earlier.end + 1 < later.start:
                yield _warn(
                    "LNT-004",
                    place,
                    name=parameter.name,
                    start=show_date(earlier.end + 1),
                    end=show_date(later.start - 1),
                )
            if earlier.start == later.start:
                yield _warn("LNT-005", place, name=parameter.name, start=show_date(later.start or 1))


def _citation_dates(
    cites: tuple[Citation, ...], start: int, catalogue: Catalogue, place: Place, name: str
) -> Iterator[Diagnostic]:
    """On its first day a number rests on at least one instrument that is in force, and on none that is repealed."""
    laws = [law for c in cites if (law := catalogue.laws.get(c.law)) is not None]
    if not start or not laws:
        return
    earliest = min(laws, key=lambda law: law.in_force)
    if earliest.in_force > start:
        yield _warn(
            "LNT-006", place, name=name, law=earliest.id, start=show_date(start), in_force=show_date(earliest.in_force)
        )
    if all(start >= law.repealed for law in laws):
        yield _warn("LNT-007", place, name=name, law=laws[0].id, repealed=show_date(laws[0].repealed))


# -- rules ----------------------------------------------------------------------------------------------------------


def _rule(rule: Rule, catalogue: Catalogue) -> Iterator[Diagnostic]:
    place = Place(rule.file, rule.line, 1)
    if not rule.cites and not rule.broken:
        yield _warn("LNT-008", place, rule.id, name=rule.id)
    yield from _citation_dates(rule.cites, rule.start, catalogue, place, rule.id)
    parts = list(walk(rule))
    for node in parts:
        if _constant(node):
            yield _warn("LNT-009", place, rule.id, name=rule.id)
    used = {n.name for n in parts if isinstance(n, ir.Measured)}
    spoken = rule.remedy.text.zh + rule.remedy.text.en if rule.remedy is not None else ""
    extras = {n.name for e in rule.extras for n in walk(e) if isinstance(n, ir.Measured)}
    for measure in rule.measures:
        if measure.name not in used | extras and f"{{{measure.name}}}" not in spoken:
            yield _warn("LNT-010", place, rule.id, name=measure.name)


def _constant(node: ir.Node) -> bool:
    """A comparison whose outcome no fact, day or parameter can change."""
    match node:
        case ir.Compare():
            parts = chain(walk(node.left), walk(node.right))
            return all(isinstance(p, (ir.Constant, ir.Rescale, ir.Add, ir.Subtract, ir.Multiply)) for p in parts)
        case ir.AnyOf():
            return not node.terms
    return False


def _untested(rule: Rule, shown: Sequence[Shown]) -> Iterator[Diagnostic]:
    """Each rule has tests that show pass, fail and unknown, and every fact it reads is unknown in one of them."""
    place = Place(rule.file, rule.line, 1)
    seen = {v for s in shown for v in s.verdicts}
    wanted = {"pass", "fail", "unknown"} - seen
    lacking = sorted(wanted if not wanted - {"unknown"} or _decidable(rule) else wanted & {"unknown"})
    if lacking and not rule.broken:
        yield _warn("LNT-011", place, rule.id, name=rule.id, verdicts=", ".join(lacking))
    if shown:
        unknown = {leaf for s in shown for leaf in s.unknown}
        known = [leaf.path for leaf in leaves(rule) if leaf not in unknown]
        if known:
            yield _warn("LNT-012", place, rule.id, name=rule.id, facts=", ".join(known))


def _decidable(rule: Rule) -> bool:
    """A rule that rests on something undefined, on a parameter or on other rules need not show every verdict."""
    return (
        not any(isinstance(n, (ir.Undefined, ir.RuleHolds, ir.Checklist)) for n in walk(rule.require))
        and not parameters_of(rule.require)
        and not any(parameters_of(m.node) for m in rule.measures)
    )


def _unused(catalogue: Catalogue, reads: Mapping[str, set[str]]) -> Iterator[Diagnostic]:
    """A parameter that no rule reads is a number nobody checks."""
    used = {name for names in reads.values() for name in names}
    for parameter in catalogue.parameters.values():
        if parameter.name not in used:
            yield _warn("LNT-013", Place(parameter.file, parameter.line, 1), name=parameter.name)


def _clauses(catalogue: Catalogue, reads: Mapping[str, set[str]]) -> Iterator[Diagnostic]:
    """A clause is not checked by rules that all lack a number, and lacks none where its rules have them all."""
    unset = {p.name for p in catalogue.parameters.values() if any(v.kind == "unset" for v in p.values)}
    never = {n for n in unset if all(v.kind == "unset" for v in catalogue.parameters[n].values)}
    for controls in catalogue.controls.values():
        for clause in controls.clauses:
            place = Place(clause.file, clause.line, 1)
            rules = [r for r in clause.rules if r in reads]
            lacking = [sorted(reads[r] & never) for r in rules]
            if clause.status == "automated" and rules and all(lacking):
                yield _warn("LNT-016", place, name=clause.id, parameters=", ".join(sorted({*chain(*lacking)})))
            if clause.status == "parameter_unset" and not any(_open(r, catalogue, reads, unset) for r in rules):
                yield _warn("LNT-017", place, name=clause.id, rules=", ".join(clause.rules))


def _open(rule: str, catalogue: Catalogue, reads: Mapping[str, set[str]], unset: set[str], deep: bool = True) -> bool:
    """Whether a rule, or one that it rests on, lacks a number or a definition."""
    parts = list(walk(catalogue.rules[rule]))
    if reads[rule] & unset or any(isinstance(n, ir.Undefined) for n in parts):
        return True
    others = {n.rule for n in parts if isinstance(n, ir.RuleHolds)} if deep else set()
    return any(_open(o, catalogue, reads, unset, deep=False) for o in others & reads.keys())
