"""What an unknown fact could be: values over its declared range, close around every number and day the rule knows.

A verdict on unknown facts is derived here from verdicts on known ones, never from the engine's own bounds: each
completion is judged with everything known, and what all of them say is what may be said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import pairwise
from random import Random

from anwei.engine.catalogue.assess import Environment, judge_for
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.facts.subject import Coverage, Record, Subject
from anwei.engine.facts.values import BLANK, Value
from anwei.engine.facts.vocabulary import FieldSpec
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.rules import Rule
from anwei.engine.ir.walk import parameters_of, walk
from anwei.engine.language.leaves import Edit, Leaf, Spot, changed, leaves, spots, value_at
from anwei.engine.record.finding import Verdict
from anwei.engine.record.periods import add

DECIDED = frozenset({Verdict.PASS, Verdict.FAIL, Verdict.NOT_APPLICABLE})
SAMPLES = 6  # completions of the other unknown facts that are tried with each value
OTHERS = 3  # codes tried that the rule does not name
MANY = 90  # values tried of one number or date
FAR = (date(1990, 1, 1).toordinal(), date(2099, 12, 31).toordinal())
_DAYS = {"days": 1, "working_days": 1, "months": 30, "years": 365}


class Completions:
    """The values worth trying for the facts of one rule."""

    def __init__(self, rule: Rule, catalogue: Catalogue, environment: Environment) -> None:
        self.rule = rule
        self.catalogue = catalogue
        self.environment = environment
        self.spare = 0  # verdicts that a search may still ask for

    @cached_property
    def parts(self) -> tuple[Rule, ...]:
        """The rule and every rule it rests on."""
        found: dict[str, Rule] = {}
        waiting = [self.rule]
        while waiting:
            rule = waiting.pop()
            if rule.id not in found:
                found[rule.id] = rule
                waiting += [self.catalogue.rules[n.rule] for n in walk(rule) if isinstance(n, ir.RuleHolds)]
        return tuple(found.values())

    @cached_property
    def leaves(self) -> list[Leaf]:
        return sorted({leaf for rule in self.parts for leaf in leaves(rule)})

    @cached_property
    def tables(self) -> set[str]:
        """Every table, or kind of other subjects, whose records are counted."""
        return {n.table for n in walk(self.parts) if isinstance(n, ir.Source)}

    @cached_property
    def numbers(self) -> set[tuple[int, int]]:
        """Every number that the rule or its parameters hold, with its decimal digits."""
        found = {(n.amount, n.type.scale) for n in walk(self.parts) if isinstance(n, ir.Constant)}
        for name in parameters_of(self.parts):
            parameter = self.catalogue.parameters[name]
            scale, bounds = parameter.type.scale, parameter.bound_scale
            for value in parameter.values:
                found |= {(value.amount, scale)} | {(a, scale) for a in value.table.values()}
                found |= {(s.start, bounds) for s in value.tiers if s.start is not None}
                found |= {(s.up_to, bounds) for s in value.slices if s.up_to is not None}
                found |= {(s.value, scale) for s in value.tiers if s.value is not None}
                for item in value.items:
                    found |= {(a, parameter.item_types[k].scale) for k, a in item.items() if isinstance(a, int)}
        return found

    @cached_property
    def lengths(self) -> set[tuple[int, str]]:
        """Every length of time that the rule or its parameters hold."""
        found: set[tuple[int, str]] = {(n.count, n.unit) for n in self._lengths() if not n.param}
        for name in parameters_of(self.parts):
            for value in self.catalogue.parameters[name].values:
                if value.length is not None:
                    found.add((value.length.count, value.length.unit))
        return found

    def _lengths(self) -> Iterator[ir.Length]:
        for node in walk(self.parts):
            candidates = [getattr(node, k, None) for k in ("by", "within")]
            recurrence = getattr(node, "recurrence", None)
            candidates += [recurrence.length, recurrence.first] if isinstance(recurrence, ir.Recurrence) else []
            yield from (c for c in candidates if isinstance(c, ir.Length))

    # -- values of one fact -----------------------------------------------------------------------------------------

    def values(self, leaf: Leaf, subjects: Sequence[Subject], day: int) -> list[Value]:
        """Values to try for a fact on a day, in a stable order."""
        spec = leaf.spec(self.catalogue.vocabulary)
        found: list[Value] = [BLANK] if spec.not_yet else []
        if spec.numeric:
            return found + list(self._numbers(spec, subjects, day))
        if spec.type == "date":
            return found + list(self.days(subjects, day))
        if spec.type == "boolean":
            return [*found, True, False]
        if spec.type in ("code", "codes"):
            codes = self._codes(leaf, spec, subjects)
            if spec.type == "code":
                return [*found, *codes]
            return [*found, frozenset(), *(frozenset({c}) for c in codes), frozenset(codes)]
        if spec.type in ("ref", "refs"):
            keys = sorted({r.key for s in subjects for r in _records(s, spec.to)} - {""})
            return [*found, *keys] if spec.type == "ref" else [*found, frozenset(), *map(_one, keys), frozenset(keys)]
        return [*found, *sorted(self._texts(leaf, subjects))]

    def _codes(self, leaf: Leaf, spec: FieldSpec, subjects: Sequence[Subject]) -> list[str]:
        """The codes that the rule or the case speaks of, and a few of the others: those are all alike to the rule."""
        on_file = [value_at(s, subjects) for s in spots(leaf, subjects)]
        own = {v for v in on_file if isinstance(v, str)}
        own = own.union(*(v for v in on_file if isinstance(v, frozenset)))
        listed = sorted(self.catalogue.vocabulary.codes[spec.codes].codes)
        others = [c for c in listed if c not in self.words | own]
        return [c for c in listed if c in self.words | own] + others[:OTHERS]

    @cached_property
    def weight(self) -> int:
        """How many ordinary verdicts one of this rule takes: a catalogue is gone through item by item."""
        lists = [n.param for n in walk(self.parts) if isinstance(n, ir.ForEach)]
        return 1 + sum(len(v.items) for n in lists for v in self.catalogue.parameters[n].values) // 8

    @cached_property
    def words(self) -> set[str]:
        """Every code that the rule or its parameters name."""
        found: set[str] = set()
        for node in walk(self.parts):
            if isinstance(node, (ir.CodeIs, ir.CodesHave)):
                groups = node.groups if isinstance(node, ir.CodesHave) else (node.codes,)
                found = found.union(*groups, *node.item_groups.values(), node.item_groups)
        for name in parameters_of(self.parts):
            for value in self.catalogue.parameters[name].values:
                found |= set(value.table) | {v for item in value.items for v in item.values() if isinstance(v, str)}
        return found

    def _numbers(self, spec: FieldSpec, subjects: Sequence[Subject], day: int) -> list[int]:
        own = set(self._on_file(subjects, "number"))
        known = {_scaled(a, spec.scale - scale) for a, scale in self.numbers} | own
        known |= {date.fromordinal(day).year * 10**spec.scale} if spec.scale == 0 else set()
        low = spec.minimum if spec.minimum is not None else -(10**10)
        high = spec.maximum if spec.maximum is not None else 10**12
        near = {k + step for k in known | {0, 1} for step in (-1, 0, 1)} | {low, high}
        allowed = sorted(n for n in near if low <= n <= high)
        return allowed[:: 1 + len(allowed) // MANY] + allowed[-1:]

    def days(self, subjects: Sequence[Subject], day: int) -> list[int]:
        """Around the day, the dates on file and the law's dates, and each of its lengths of time away from them."""
        low, high = FAR
        on_file = {v for v in self._on_file(subjects, "date") if low <= v <= high}
        law = {d for r in self.parts for d in (r.start, r.end) if low <= d <= high}
        law |= {a for a, _ in self.numbers if low <= a <= high}
        moved = {
            add(d, sign * count, unit, self.environment.calendar)
            for d in on_file | {day}
            for count, unit in self.lengths
            if count * _DAYS[unit] < 36500
            for sign in (1, -1)
        }
        near = {d + step for d in on_file | law | moved | {day} for step in (-1, 0, 1)}
        days = sorted(d for d in near if low < d < high)
        return sorted({low, *days[:: 1 + len(days) // MANY], day - 400, day + 400, high})

    def _on_file(self, subjects: Sequence[Subject], kind: str) -> Iterator[int]:
        """The numbers, or the dates, that stand where the rule reads one."""
        for leaf in self.leaves:
            spec = leaf.spec(self.catalogue.vocabulary)
            if (spec.type == "date") if kind == "date" else spec.numeric:
                yield from (v for s in spots(leaf, subjects) if isinstance(v := value_at(s, subjects), int))

    def _texts(self, leaf: Leaf, subjects: Sequence[Subject]) -> set[str]:
        ruled = {c for n in walk(self.parts) if isinstance(n, ir.CodeIs) and n.field.name == leaf.name for c in n.codes}
        on_file = {value_at(s, subjects) for s in spots(leaf, subjects)}
        return ruled | {v for v in on_file if isinstance(v, str)} | {"其他"}

    # -- verdicts ---------------------------------------------------------------------------------------------------

    def verdict(self, subjects: Sequence[Subject], day: int, catalogue: Catalogue | None = None) -> Verdict:
        self.spare = max(0, self.spare - self.weight)
        law = catalogue or self.catalogue
        judge = judge_for(law, subjects, self.environment, ())
        return judge.verdict(law.rules[self.rule.id], subjects[0], day)[0]

    def known(
        self, subjects: Sequence[Subject], day: int, random: Random, besides: Spot | None = None
    ) -> list[Subject]:
        """A completion: every fact that the rule may read is filled in by chance, every table is complete."""
        edits: list[Edit] = [
            (spot, random.choice(self.values(leaf, subjects, day)))
            for leaf in self.leaves
            for spot in spots(leaf, subjects)
            if spot != besides and value_at(spot, subjects) is None
        ]
        return [_complete(s, self.tables) for s in changed(subjects, edits)]

    def settled(self, subjects: Sequence[Subject], day: int, besides: Spot | None = None) -> Verdict | None:
        """What every completion of the facts (``besides`` a given one) says; None where they differ."""
        said = {
            self.verdict(self.known(subjects, day, Random(i), besides), day)  # noqa: S311 - reproducible, nothing secret
            for i in range(SAMPLES)
        }
        return said.pop() if len(said) == 1 else None


def boundary(low: int, high: int, differs: Callable[[int], bool]) -> int:
    """A value after which ``differs`` turns from false to true, between ``low`` (false) and ``high`` (true)."""
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if differs(middle) else (middle, high)
    return high


def steps(values: Sequence[int], verdicts: Sequence[Verdict]) -> Iterator[tuple[int, int, Verdict]]:
    """Neighbouring values between which the verdict changes, and the verdict of the lower."""
    for (a, said), (b, other) in pairwise(zip(values, verdicts, strict=True)):
        if said is not other and {said, other} <= DECIDED:
            yield a, b, said


def _complete(subject: Subject, tables: set[str]) -> Subject:
    rest = dict.fromkeys(tables, Coverage.COMPLETE)
    copied = changed([subject], [(Spot(0, (), "id"), subject.values.get("id"))])[0]
    copied.coverage = {**subject.coverage, **rest}
    return copied


def _records(record: Record, table: str) -> Iterator[Record]:
    for name, rows in record.children.items():
        for row in rows:
            if name == table:
                yield row
            yield from _records(row, table)


def _one(key: str) -> frozenset[str]:
    return frozenset({key})


def _scaled(amount: int, digits: int) -> int:
    return amount * int(10**digits) if digits >= 0 else amount // int(10**-digits)
