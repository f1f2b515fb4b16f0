"""The catalogue in force, frozen: a rule that disappears, moves or changes its weight does so on purpose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from anwei.engine.catalogue.model import Catalogue
from anwei.engine.facts.values import show_date
from anwei.engine.ir.parameters import FOREVER
from anwei.engine.ir.rules import Rule
from tests.language.golden_files import check


def test_the_catalogue_is_the_one_kept(catalogue: Catalogue) -> None:
    rules = sorted(catalogue.rules.values(), key=lambda rule: rule.id)
    parts = [
        _counts("by ruleset", (rule.ruleset for rule in rules)),
        _counts("by pillar", (rule.pillar or "-" for rule in rules)),
        _counts("by subject", (rule.subject for rule in rules)),
        _counts("by strength", (rule.strength for rule in rules)),
        "\n".join(["rules", *map(_line, rules)]),
    ]
    check("catalogue.txt", "\n\n".join(parts) + "\n")


def _counts(title: str, values: Iterable[str]) -> str:
    return "\n".join([title, *(f"  {value} {count}" for value, count in sorted(Counter(values).items()))])


def _line(rule: Rule) -> str:
    until = "" if rule.end == FOREVER else f"..{show_date(rule.end)}"
    since = show_date(rule.start) if rule.start else "-"
    return f"  {rule.id} | {rule.subject} | {rule.pillar or '-'} | {rule.severity} | {rule.strength} | {since}{until}"
