"""The law of a run: its fingerprints, who asks about whom, and the law as it stood on a day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import msgspec

from anwei.engine.catalogue.model import Catalogue
from anwei.engine.catalogue.open import Opened
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.frozen import begins_or_ends, changes_value, frozen_parameters, frozen_rules
from anwei.engine.ir.parameters import Parameter
from anwei.engine.ir.rules import Rule
from anwei.engine.ir.walk import parameters_of, walk
from anwei.engine.record.context import Law as RecordLaw

_encoder = msgspec.msgpack.Encoder(order="deterministic")


@dataclass(frozen=True)
class LawBook:
    """Rules and parameters with what plugins bring, as an evaluation needs them."""

    opened: Opened
    rules: Mapping[str, Rule]
    parameters: Mapping[str, Parameter]

    @classmethod
    def of(cls, opened: Opened) -> LawBook:
        """The law of an opened catalogue."""
        return cls(opened, opened.catalogue.rules, opened.catalogue.parameters)

    @property
    def catalogue(self) -> Catalogue:
        return self.opened.catalogue

    @property
    def vocabulary(self) -> Vocabulary:
        return self.opened.catalogue.vocabulary

    @cached_property
    def for_records(self) -> RecordLaw:
        """The law as both evaluations take it."""
        environment = self.opened.environment
        return RecordLaw(self.parameters, self.rules, environment.calendar, environment.functions)

    @property
    def plugins(self) -> dict[str, str]:
        """Name of each plugin -> version and state: what their measures say is not part of the catalogue's digest."""
        return {s.name: f"{s.version} {s.state}" for s in self.opened.plugins.statuses}

    def of_kind(self, kind: str) -> tuple[Rule, ...]:
        """The rules for a kind of subject, wherever, in the order of the catalogue."""
        return self._by_kind.get(kind, ())

    @cached_property
    def _by_kind(self) -> dict[str, tuple[Rule, ...]]:
        found: dict[str, list[Rule]] = {}
        for rule in self.rules.values():
            found.setdefault(rule.subject, []).append(rule)
        return {k: tuple(v) for k, v in found.items()}

    def closure(self, rule: Rule) -> list[Rule]:
        """A rule and all those that it rests on."""
        found: dict[str, Rule] = {}
        waiting = [rule]
        while waiting:
            one = waiting.pop()
            if one.id not in found:
                found[one.id] = one
                waiting += [self.rules[n] for n in self._rests_on[one.id]]
        return list(found.values())

    @cached_property
    def _rests_on(self) -> dict[str, tuple[str, ...]]:
        return {r.id: tuple(n.rule for n in walk(r) if isinstance(n, ir.RuleHolds)) for r in self.rules.values()}

    def parameters_used(self, rule: Rule) -> list[str]:
        """The names of all parameters that a rule, or one that it rests on, reads."""
        return sorted({n for r in self.closure(rule) for n in parameters_of(r)})

    def asks(self, rule: Rule) -> frozenset[str]:
        """The kinds of other subjects that a rule looks at."""
        return self._asks.get(rule.id, frozenset())

    def asked_by(self, kind: str) -> frozenset[str]:
        """The kinds of other subjects that the rules of a kind look at."""
        return frozenset().union(*(self.asks(r) for r in self.of_kind(kind)))

    @cached_property
    def _asks(self) -> dict[str, frozenset[str]]:
        own = {r.id: frozenset(_asked(r)) for r in self.rules.values()}
        return {r.id: frozenset().union(*(own[n.id] for n in self.closure(r))) for r in self.rules.values()}

    @cached_property
    def fingerprints(self) -> dict[str, dict[str, str]]:
        """Of each rule and parameter a digest of what it says (not of where it is written)."""
        rules = {r.id: _digest(msgspec.structs.replace(r, file="", line=0)) for r in self.rules.values()}
        values = {p.name: _digest(msgspec.structs.replace(p, file="", line=0)) for p in self.parameters.values()}
        return {"rules": rules, "parameters": values}

    def by_record_alone(self, rule: Rule) -> bool:
        """Whether only the record evaluation can judge a rule: it calls a plugin's measure that has no other form."""
        return rule.id in self._alone

    @cached_property
    def _alone(self) -> frozenset[str]:
        other = self.opened.environment.lowerings.keys()
        calls = {
            r.id for r in self.rules.values() for n in walk(r) if isinstance(n, ir.Call) and n.function not in other
        }
        return frozenset(i for i, r in self.rules.items() if calls and any(n.id in calls for n in self.closure(r)))


def _asked(rule: Rule) -> Iterator[str]:
    for node in walk(rule):
        source = getattr(node, "source", None)
        if isinstance(source, ir.Source) and source.subjects:
            yield source.table


def _digest(value: object) -> str:
    return hashlib.sha256(_encoder.encode(_spelled_out(value))).hexdigest()[:12]


def _spelled_out(value: object) -> object:
    """A rule or parameter with every field of every node. Left to itself the encoder omits a default only where it is
    the very same object, which differs from one process to the next."""
    if isinstance(value, msgspec.Struct):
        return [type(value).__name__, *(_spelled_out(getattr(value, n)) for n in value.__struct_fields__)]
    if isinstance(value, (tuple, list)):
        return [_spelled_out(v) for v in value]
    if isinstance(value, Mapping):
        return {k: _spelled_out(v) for k, v in value.items()}
    return value


def frozen(law: LawBook, day: int) -> LawBook:
    """The law as it stood on a day, held to for good: later values and rules never come, those in force never end.

    Judged on a later day, what differs from the law itself is what the change of law does; the rest is time.
    """
    return LawBook(law.opened, frozen_rules(law.rules, day), frozen_parameters(law.parameters, day))


def changed_by_date(law: LawBook, rule: Rule, division: str, before: int, after: int) -> tuple[list[str], list[str]]:
    """Which rules (itself, or those it rests on) and which parameters change between two days for a division."""
    rules = [r.id for r in law.closure(rule) if begins_or_ends(r, before, after)]
    names = law.parameters_used(rule)
    parameters = [n for n in names if changes_value(law.parameters[n], division, before, after)]
    return sorted(rules), parameters


def changed_by_text(
    old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]], law: LawBook, rule: Rule
) -> tuple[list[str], list[str]]:
    """Which rules and parameters of a rule say something else than they did, by their fingerprints."""
    rules = _differ(old.get("rules", {}), new["rules"], (r.id for r in law.closure(rule)))
    return rules, _differ(old.get("parameters", {}), new["parameters"], law.parameters_used(rule))


def _differ(old: Mapping[str, str], new: Mapping[str, str], names: Iterable[str]) -> list[str]:
    return sorted(n for n in names if old.get(n) != new.get(n))


def rules_by_kind(law: LawBook, kinds: Iterable[str]) -> dict[str, Sequence[str]]:
    """Kind of subject -> its rule ids, for the kinds that have any."""
    return {k: tuple(r.id for r in law.of_kind(k)) for k in sorted(kinds) if law.of_kind(k)}
