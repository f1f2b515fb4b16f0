"""Rules: a requirement with its scope, measures, citations, remedy and evidence."""

from __future__ import annotations

from typing import Literal

import msgspec

from anwei.engine.ir.nodes import Condition, Number
from anwei.engine.ir.parameters import FOREVER, Citation, Confidence
from anwei.engine.ir.types import Length, Type
from anwei.engine.messages import Text

Severity = Literal["minor", "major", "critical"]
Strength = Literal["mandatory", "expected", "encouraged"]
Pillar = Literal["responsibility", "management", "investment", "training", "rescue", ""]


class Measure(msgspec.Struct, frozen=True, omit_defaults=True):
    """A named step. ``scope`` is the table whose records it is computed for; empty for the subject."""

    name: str
    node: Number
    type: Type
    scope: str = ""
    label: Text | None = None


class Remedy(msgspec.Struct, frozen=True, omit_defaults=True):
    text: Text
    within: Length | None = None


class Exclusion(msgspec.Struct, frozen=True, omit_defaults=True):
    """A rule taken out for a division by an overlay; reported as not applicable, never hidden."""

    overlay: str
    division: str
    reason: Text
    cites: tuple[Citation, ...] = ()


class Extra(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an overlay adds to a rule in its division: a further requirement, or a wider scope."""

    overlay: str
    division: str
    cites: tuple[Citation, ...] = ()
    require: Condition | None = None
    applies: Condition | None = None
    measures: tuple[Measure, ...] = ()


class Rule(msgspec.Struct, frozen=True, omit_defaults=True):
    """One rule. ``start`` and ``end`` are the first and last day it is in force; ``division`` limits it (overlays)."""

    id: str
    ruleset: str
    subject: str
    title: Text
    require: Condition
    cites: tuple[Citation, ...]
    severity: Severity = "major"
    strength: Strength = "mandatory"
    pillar: Pillar = ""
    topic: str = ""
    start: int = 0
    end: int = FOREVER
    division: str = ""
    applies: Condition | None = None
    measures: tuple[Measure, ...] = ()
    remedy: Remedy | None = None
    evidence: Text | None = None
    confidence: Confidence = "seen"
    facts: tuple[str, ...] = ()
    extras: tuple[Extra, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    file: str = ""
    line: int = 0
    broken: str = ""  # why its plugin could not load it: every verdict is then `error`

    def measure(self, name: str) -> Measure | None:
        return next((m for m in self.measures if m.name == name), None)


class RulesetInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """A ruleset as a whole."""

    id: str
    title: Text
    version: str
    subject: str
    file: str = ""


class Waiver(msgspec.Struct, frozen=True, omit_defaults=True):
    """Permission not to comply for one subject and one rule; ``start`` and ``end`` are inclusive days."""

    rule: str
    subject: str
    reason: str
    approved_by: str
    start: int
    end: int
    file: str = ""
    line: int = 0


#: The fields of work by which the clauses of a plan are counted.
DOMAINS = (
    "indicator",
    "responsibility",
    "five_in_place",
    "hazard_rectification",
    "enforcement",
    "training",
    "insurance",
    "warehouse",
    "plan_management",
    "drill",
    "team",
    "shelter",
    "monitoring",
    "facility",
    "grassroots",
    "publicity",
    "other",
)


class Clause(msgspec.Struct, frozen=True, omit_defaults=True):
    """One clause of a source document and how far it is checked.

    ``printed`` says what is odd in the printed text, ``reading`` how the rules take it and why.
    """

    id: str
    section: str
    text: Text
    status: Literal["automated", "attested", "parameter_unset", "not_checkable", "pending"]
    strength: str = ""
    rules: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    reason: Text | None = None
    printed: Text | None = None
    reading: Text | None = None
    note: Text | None = None
    domain: str = ""
    file: str = ""
    line: int = 0

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


class Controls(msgspec.Struct, frozen=True, omit_defaults=True):
    """A source document mapped clause by clause to rules."""

    id: str
    source: str
    clauses: tuple[Clause, ...]
    title: Text | None = None
    file: str = ""
    line: int = 0

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"
