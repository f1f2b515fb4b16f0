"""Scope: what a name means at a place in a rule."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Protocol

from anwei.engine.documents.diagnostics import Diagnostics, Place, nearest
from anwei.engine.documents.nodes import Node
from anwei.engine.facts.units import RATIO_SIGNS, UNITS, dimension
from anwei.engine.facts.values import INT64_MAX, BadValue, parse_date, to_amount
from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, TableSpec, Vocabulary
from anwei.engine.ir.nodes import Constant, Field, Number, Rescale, type_of
from anwei.engine.ir.parameters import Parameter
from anwei.engine.ir.rules import Measure
from anwei.engine.ir.types import DATE, Length, Source, Type

_LENGTH = re.compile(
    r"(\d+)\s*(working[_ ]days?|个?工作日|days?|日|天|months?|个月|月|years?|年|hours?)\Z", re.IGNORECASE
)


class PluginMeasure(Protocol):
    """What the language must know of a plugin's measure."""

    @property
    def argument_scales(self) -> tuple[int, ...]: ...
    @property
    def scale(self) -> int: ...
    @property
    def unit(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Level:
    """One level of rows: a subject, or a record of one of its tables."""

    subject: SubjectSpec
    table: TableSpec | None = None

    @property
    def fields(self) -> dict[str, FieldSpec]:
        return self.table.fields if self.table else self.subject.fields


@dataclass(frozen=True)
class Scope:
    """Everything a form needs to resolve names and report problems."""

    vocabulary: Vocabulary
    levels: tuple[Level, ...]
    parameters: dict[str, Parameter]
    diagnostics: Diagnostics
    rule: str = ""
    measures: dict[str, Measure] = field(default_factory=dict)
    catalogue_parameter: Parameter | None = None  # the catalogue of the for_each around this place
    declared: dict[str, bool] = field(default_factory=dict)  # names under measures, and whether each was read already
    effective_from: int = 0
    rules: frozenset[str] = frozenset()
    checklists: dict[str, Node] = field(default_factory=dict)
    rules_by_pillar: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    functions: Mapping[str, PluginMeasure] = field(default_factory=dict)

    @property
    def depth(self) -> int:
        return len(self.levels) - 1

    @property
    def level(self) -> Level:
        return self.levels[-1]

    def error(self, code: str, place: Place, /, **params: object) -> None:
        self.diagnostics.error(code, place, rule=self.rule, **params)

    def deeper(self, level: Level) -> Scope:
        return replace(self, levels=(*self.levels, level))

    def inside_catalogue(self, parameter: Parameter) -> Scope:
        return replace(self, catalogue_parameter=parameter)

    @property
    def item_types(self) -> dict[str, Type] | None:
        return self.catalogue_parameter.item_types if self.catalogue_parameter is not None else None

    # -- names ----------------------------------------------------------------------------------------------------

    def field(self, name: str, place: Place) -> Field | None:
        """The fact a name means here: the record's field, its parent's, then the subject's."""
        if name.startswith("subject."):
            wanted, levels = name.removeprefix("subject."), [(0, self.levels[0])]
        else:
            wanted, levels = name, list(enumerate(self.levels))[::-1]
        for depth, level in levels:
            spec = level.fields.get(wanted)
            if spec is not None:
                return field_node(spec, depth, level.table.name if level.table else "")
        if not self.measure_reported(name, place):
            self.error("RUL-001", place, name=name, hint=self._fields_like(wanted, name))
        return None

    def measure_reported(self, name: str, place: Place) -> bool:
        """Whether a name is a measure that cannot be used here for a reason of its own, which is reported."""
        if name in self.measures or name not in self.declared:
            return False
        if not self.declared[name]:
            self.error("RUL-030", place, name=name)
            return True
        return bool(self.diagnostics.errors)  # it did not come about, and why was said at its own place

    def _fields_like(self, wanted: str, name: str) -> str:
        """The nearest fact; failing that, all there are if they are few."""
        if name in self.measures:
            return f"{{measure: {name}}}"
        near = nearest(wanted, [n for level in self.levels for n in level.fields])
        return near or few(self.level.fields)

    def spec(self, node: Field) -> FieldSpec:
        return self.levels[node.depth].fields[node.name]

    def source(self, node: Node) -> tuple[Source, Scope] | None:
        """The records a name means: a table or view of the subject or of the current record, or other subjects."""
        if node.is_map:
            kind = node.get("subjects")
            if kind is None or len(list(node.items())) != 1:
                self.error("RUL-002", node.place, name="subjects", hint="{subjects: KIND}")
                return None
            return self._subjects(kind.text, node.place)
        name = node.text
        subject = self.level.subject
        base = len(self.levels) - 1
        while base > 0 and self.levels[base].table is not None:
            base -= 1
        view = subject.views.get(name)
        table = subject.tables.get(view.of if view else name)
        if table is None:
            if view is not None:
                return None  # the vocabulary has said at the view's place that its table is not there
            hint = nearest(name, [*subject.tables, *subject.views]) or few(subject.tables)
            self.error("RUL-002", node.place, name=name, hint=hint)
            return None
        owner = base
        if table.parent:
            owner = next(
                (d for d in range(self.depth, base, -1) if (t := self.levels[d].table) and t.name == table.parent), -1
            )
            if owner < 0:
                self.error("RUL-003", node.place, name=name, parent=table.parent)
                return None
        source = Source(table.name, owner, view=name if view else "")
        return source, self.deeper(Level(subject, table))

    def _subjects(self, kind: str, place: Place) -> tuple[Source, Scope] | None:
        subject = self.vocabulary.subjects.get(kind)
        if subject is None:
            self.error("RUL-002", place, name=kind, hint=nearest(kind, self.vocabulary.subjects) or "-")
            return None
        base = self.depth
        while base > 0 and self.levels[base].table is not None:
            base -= 1
        return Source(kind, base, subjects=True), self.deeper(Level(subject))

    def parameter(self, name: str, place: Place) -> Parameter | None:
        found = self.parameters.get(name)
        if found is None:
            self.error("RUL-004", place, name=name, hint=nearest(name, self.parameters) or "-")
        return found

    # -- literals -------------------------------------------------------------------------------------------------

    def constant(self, node: Node, wanted: Type) -> Constant | None:
        """A literal read as ``wanted``: a date, or a number with an optional unit at the digits it was written with."""
        raw = node.text or node.value
        try:
            if wanted.kind == "date":
                return Constant(parse_date(raw), DATE)
            amount = to_amount(raw, wanted.unit)
        except BadValue as bad:
            self.error(bad.code, node.place, **bad.params)
            return None
        return exact_constant(amount, wanted.unit)

    def align(self, left: Number, right: Number, place: Place) -> tuple[Number, Number] | None:
        """Both sides at one scale. Reports kinds or units that do not compare."""
        a, b = type_of(left), type_of(right)
        if a.kind != b.kind:
            self.error("RUL-005", place, left=a.kind, right=b.kind)
            return None
        if not units_agree(a.unit, b.unit):
            self.error("RUL-006", place, left=a.unit, right=b.unit)
            return None
        scale = max(a.scale, b.scale)
        return rescale(left, scale), rescale(right, scale)


def few(names: Collection[str], most: int = 12) -> str:
    """Names to choose from, or a dash where there are too many to read."""
    return ", ".join(names) if names and len(names) <= most else "-"


def units_agree(a: str, b: str) -> bool:
    """Whether two units measure the same; a bare number agrees with any."""
    return not a or not b or dimension(a) == dimension(b) or "ratio" in (dimension(a), dimension(b))


def rescale(node: Number, scale: int) -> Number:
    """The node at ``scale`` decimal digits (never fewer than it has)."""
    type_ = type_of(node)
    digits = scale - type_.scale
    if digits <= 0 or type_.kind == "date":
        return node
    wider = Type(type_.kind, scale, type_.unit)
    if isinstance(node, Constant) and abs(node.amount) * 10**digits <= INT64_MAX:
        return Constant(node.amount * 10**digits, wider)
    return Rescale(node, digits, wider)


def exact_constant(amount: Decimal, unit: str) -> Constant:
    """An amount in the unit's base as a constant with just the digits it needs."""
    exponent = amount.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    scale = max(0, -exponent)
    return Constant(int(amount.scaleb(scale)), Type("number", scale, base_unit(unit)))


def base_unit(unit: str) -> str:
    """The unit in which values are held: the base of its dimension; % and ‰ keep their sign for display."""
    if unit in RATIO_SIGNS:
        return unit
    return UNITS[unit].base if unit in UNITS else unit


def field_node(spec: FieldSpec, depth: int, table: str) -> Field:
    """The ir node of a declared fact."""
    match spec.type:
        case "integer" | "decimal" | "money":
            type_ = Type("number", spec.scale, base_unit(spec.unit))
        case "boolean" | "date" | "code" | "codes" | "text" | "refs" | "division":
            type_ = Type(spec.type)
        case _:
            type_ = Type("text")
    return Field(
        spec.name,
        type_,
        depth,
        table,
        spec.minimum,
        spec.maximum,
        spec.not_yet,
        spec.codes or spec.to,
    )


def parse_length(text: str) -> Length | None:
    """``30 days``, ``20 working_days``, ``12 months``, ``3 years`` (also 30天, 20个工作日); None for anything else."""
    match = _LENGTH.match(text.strip())
    if not match:
        return None
    word = match[2].lower()
    if word.startswith("working") or word.endswith("工作日"):
        return Length(int(match[1]), "working_days")
    if word.startswith("m") or word.endswith("月"):
        return Length(int(match[1]), "months")
    if word.startswith("y") or word == "年":
        return Length(int(match[1]), "years")
    if word.startswith("h"):
        return None
    return Length(int(match[1]), "days")
