"""A compiled catalogue as it is kept: the rules of each kind of subject apart, read when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping

import msgspec

from anwei.engine.ir.rules import Rule


class KeptRules(MutableMapping[str, Rule]):
    """Rules by id, in their order. Those of a kind of subject are decoded when the first of them is asked for."""

    def __init__(self, kinds: Mapping[str, str], encoded: Mapping[str, bytes | msgspec.Raw]) -> None:
        self._kinds = dict(kinds)
        self._encoded = dict(encoded)
        self._decoded: dict[str, dict[str, Rule]] = {}

    def of(self, kind: str) -> dict[str, Rule]:
        """The rules for a kind of subject by id."""
        if kind not in self._decoded:
            rules = msgspec.msgpack.decode(self._encoded[kind], type=list[Rule]) if kind in self._encoded else []
            self._decoded[kind] = {r.id: r for r in rules}
        return self._decoded[kind]

    def __getitem__(self, name: str) -> Rule:
        return self.of(self._kinds[name])[name]

    def __contains__(self, name: object) -> bool:
        return name in self._kinds

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)

    def __setitem__(self, name: str, rule: Rule) -> None:
        if name in self:
            del self.of(self._kinds[name])[name]
        self._kinds[name] = rule.subject
        self.of(rule.subject)[name] = rule

    def __delitem__(self, name: str) -> None:
        del self.of(self._kinds.pop(name))[name]


class Parts(msgspec.Struct):
    """The rules of a catalogue in parts: the kind of subject of each id, and the encoded rules of each kind."""

    kinds: dict[str, str]
    encoded: dict[str, msgspec.Raw]

    @classmethod
    def of(cls, rules: Mapping[str, Rule]) -> Parts:
        by_kind: dict[str, list[Rule]] = {}
        for rule in rules.values():
            by_kind.setdefault(rule.subject, []).append(rule)
        encoded = {kind: msgspec.Raw(msgspec.msgpack.encode(found)) for kind, found in by_kind.items()}
        return cls({name: r.subject for name, r in rules.items()}, encoded)
