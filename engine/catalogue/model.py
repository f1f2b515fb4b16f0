"""The compiled catalogue."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping

import msgspec

from anwei.engine.catalogue.kept import KeptRules, Parts
from anwei.engine.facts.subject import within
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.ir.parameters import Law, Parameter
from anwei.engine.ir.rules import Controls, Rule, RulesetInfo, Waiver


class Catalogue(msgspec.Struct):
    """Everything that has been loaded: vocabulary, law register, parameters, rules, controls and waivers."""

    vocabulary: Vocabulary
    laws: dict[str, Law]
    parameters: dict[str, Parameter]
    rules: MutableMapping[str, Rule]
    rulesets: dict[str, RulesetInfo]
    controls: dict[str, Controls] = {}
    waivers: tuple[Waiver, ...] = ()
    digest: str = ""

    def rules_for(self, kind: str, division: str = "") -> list[Rule]:
        """The rules for a kind of subject in a division: national ones and those of the divisions around it."""
        of_kind = self.rules.of(kind) if isinstance(self.rules, KeptRules) else self.rules
        return [r for r in of_kind.values() if r.subject == kind and (not r.division or within(division, r.division))]

    def select(self, names: Iterable[str]) -> list[Rule]:
        """The rules whose id or ruleset is one of ``names`` (a trailing ``*`` matches any rest); all without names."""
        wanted = list(names)
        if not wanted:
            return list(self.rules.values())
        return [r for r in self.rules.values() if any(matches(r.id, w) or matches(r.ruleset, w) for w in wanted)]


class Kept(msgspec.Struct):
    """A catalogue as it is kept: its rules apart, decoded kind by kind when they are asked for."""

    rest: Catalogue
    rules: Parts

    @classmethod
    def of(cls, catalogue: Catalogue) -> Kept:
        return cls(msgspec.structs.replace(catalogue, rules={}), Parts.of(catalogue.rules))

    def catalogue(self) -> Catalogue:
        self.rest.rules = KeptRules(self.rules.kinds, self.rules.encoded)
        return self.rest


def matches(name: str, pattern: str) -> bool:
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern
