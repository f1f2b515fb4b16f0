"""Further rules of two kinds, to measure what one more costs: on plain attributes, and with an aggregate over a table.

Each rule exists as YAML for anwei and as columns for ``peers/enterprises.sql``; all of them differ in their numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from workload import AS_OF

KINDS = ("attribute", "child")


@dataclass(frozen=True)
class Extra:
    """One more rule: its YAML mapping, the aggregates it adds over hazards, and its verdict column in SQL."""

    rule: dict[str, object]
    aggregates: str
    verdict: str


def extras(kind: str, count: int) -> list[Extra]:
    """``count`` different rules of a kind. Raises KeyError for another kind."""
    make = {"attribute": attribute, "child": child}[kind]
    return [make(i) for i in range(count)]


def attribute(number: int) -> Extra:
    """From some size on, a committee, and a licence that holds for some more days."""
    size, days = 10 + 7 * number, 3 + 5 * number
    rule = _rule(f"extra.attribute-{number}") | {
        "applies": {"fact": "employees", "above": size},
        "require": {
            "all": [
                {"fact": "licence_until", "on_or_after": {"as_of": f"+{days} days"}},
                {"fact": "has_committee", "is": True},
            ]
        },
    }
    holds = f"(licence_until >= DATE '{AS_OF + timedelta(days)}' AND has_committee)"
    verdict = (
        f"CASE WHEN employees IS NULL THEN 2 WHEN employees <= {size} THEN 3 "
        f"WHEN {holds} THEN 0 WHEN NOT {holds} THEN 1 ELSE 2 END"
    )
    return Extra(rule, "", f", {verdict}::UTINYINT AS extra_{number}")


def child(number: int) -> Extra:
    """At most so many minor hazards found since some day."""
    since, most = AS_OF - timedelta(30 + 11 * number), number % 4
    rule = _rule(f"extra.child-{number}") | {
        "measures": {
            "found": {
                "count": "hazards",
                "where": {"all": [{"fact": "major", "is": False}, {"fact": "found_on", "on_or_after": str(since)}]},
            }
        },
        "require": {"measure": "found", "at_most": most},
    }
    minor = f"(NOT major AND found_on >= DATE '{since}')"
    aggregates = (
        f", count_if({minor})::UTINYINT AS n_extra_{number}"
        f", count_if({minor} IS NOT FALSE)::UTINYINT AS m_extra_{number}"
    )
    verdict = (
        f"CASE WHEN n_extra_{number} > {most} THEN 1 "
        f"WHEN hazards_whole AND coalesce(m_extra_{number}, 0) <= {most} THEN 0 ELSE 2 END"
    )
    return Extra(rule, aggregates, f", {verdict}::UTINYINT AS extra_{number}")


def _rule(identity: str) -> dict[str, object]:
    both = {"zh": identity, "en": identity}
    return {
        "id": identity,
        "title": both,
        "severity": "minor",
        "cites": [{"law": "bench-act", "article": "20"}],
        "evidence": both,
        "remedy": both,
    }
