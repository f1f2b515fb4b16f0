"""The compiled catalogue."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from anwei.engine.facts.subject import within
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.ir.parameters import Law, Parameter
from anwei.engine.ir.rules import Controls, Rule, RulesetInfo, Waiver


class Catalogue(msgspec.Struct):
    """Everything that has been loaded: vocabulary, law register, parameters, rules, controls and waivers."""

    vocabulary: Vocabulary
    laws: dict[str, Law]
    parameters: dict[str, Parameter]
    rules: dict[str, Rule]
    rulesets: dict[str, RulesetInfo]
    controls: dict[str, Controls] = {}
    waivers: tuple[Waiver, ...] = ()
    digest: str = ""

    def rules_for(self, kind: str, division: str = "") -> list[Rule]:
        """The rules for a kind of subject in a division: national ones and those of the divisions around it."""
        return [
            r for r in self.rules.values() if r.subject == kind and (not r.division or within(division, r.division))
        ]

    def select(self, names: Iterable[str]) -> list[Rule]:
        """The rules whose id or ruleset is one of ``names`` (a trailing ``*`` matches any rest); all without names."""
        wanted = list(names)
        if not wanted:
            return list(self.rules.values())
        return [r for r in self.rules.values() if any(matches(r.id, w) or matches(r.ruleset, w) for w in wanted)]


def matches(name: str, pattern: str) -> bool:
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern
