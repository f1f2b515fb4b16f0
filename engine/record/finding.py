"""The result of judging one rule for one subject: everything a screen or a report shows, computed once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from anwei.engine.facts.subject import Subject
from anwei.engine.ir.nodes import AnyOf, Condition, Number
from anwei.engine.ir.rules import Exclusion, Rule, Waiver
from anwei.engine.ir.types import Type
from anwei.engine.messages import Text
from anwei.engine.record.bounds import Bounds
from anwei.engine.record.context import UsedParameter


class Verdict(StrEnum):
    """What is said of a rule for a subject. ``error`` counts as unknown, never as pass."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Quantity:
    """Bounds of a number in whole units of its type's scale, or of a day."""

    low: float
    high: float
    type: Type

    @property
    def exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Step:
    """One named measure as it came out. ``value`` is None for what has not happened."""

    name: str
    label: Text | None
    node: Number
    value: Quantity | None


@dataclass(frozen=True, slots=True)
class Option:
    """Which alternative of a choice a gap belongs to: one of them is enough. ``record`` is the one that must choose."""

    choice: AnyOf
    record: str
    number: int  # of the alternative, from 1


@dataclass(frozen=True, slots=True)
class Gap:
    """A condition that does not hold (or cannot be decided), with both sides where it compares numbers.

    ``record`` names the record it concerns, ``item`` the catalogue item, ``shortfall`` the exact missing quantity.
    ``records`` are those because of which a number of records is too high, or a share of records too low.
    """

    node: Condition
    record: str = ""
    item: Mapping[str, object] | None = None
    observed: Quantity | None = None
    required: Quantity | None = None
    shortfall: Quantity | None = None
    records: tuple[str, ...] = ()
    option: Option | None = None


@dataclass(frozen=True, slots=True)
class Nearest:
    """The record that comes closest: how many of the conditions it meets, and those it does not."""

    record: str
    met: int
    total: int
    failed: tuple[Gap, ...]


MissingKind = Literal["fact", "coverage", "record", "several", "attestation", "parameter", "definition"]


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that would help to decide. ``path`` is stable; ``label`` is for people."""

    kind: MissingKind
    path: str
    label: Text | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule, one subject, one day."""

    rule: Rule
    subject: Subject
    as_of: int
    verdict: Verdict
    raw: Verdict
    possible: frozenset[Verdict]
    reason: str = ""  # why not applicable, unknown or error: a label key
    steps: tuple[Step, ...] = ()
    gaps: tuple[Gap, ...] = ()
    nearest: Nearest | None = None
    missing: tuple[Missing, ...] = ()
    parameters: tuple[UsedParameter, ...] = ()
    due_by: int | None = None
    lapses_on: int | None = None
    lapses_to: Verdict | None = None
    waiver: Waiver | None = None
    exclusion: Exclusion | None = None
    error: str = ""
    until: int = field(default=0, compare=False)

    @property
    def gap(self) -> Gap | None:
        """The first gap with an exact shortfall, else the first gap."""
        return next((g for g in self.gaps if g.shortfall), self.gaps[0] if self.gaps else None)

    @property
    def needs_review(self) -> bool:
        """Whether the rule, or a parameter value it used, still has to be compared with the official text."""
        return self.rule.confidence != "seen" or any(
            u.value is not None and u.value.confidence != "seen" for u in self.parameters
        )

    @property
    def is_gap(self) -> bool:
        return self.verdict is Verdict.FAIL

    def becomes_gap(self, days: int) -> bool:
        """Whether it turns into a gap within so many days if nothing new is recorded."""
        return self.lapses_to is Verdict.FAIL and self.as_of < (self.lapses_on or 0) <= self.as_of + days


def quantity(value: Bounds | None, type_: Type) -> Quantity | None:
    return Quantity(value.low, value.high, type_) if value is not None else None
