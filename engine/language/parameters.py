"""``laws`` and ``parameters`` documents."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from anwei.engine.documents.diagnostics import Diagnostics, Place, nearest
from anwei.engine.documents.nodes import Node
from anwei.engine.documents.shape import Key, Reader, Shape, bilingual
from anwei.engine.facts.units import RATIO_SIGNS, UNITS
from anwei.engine.facts.values import BadValue, is_division, parse_date, to_amount
from anwei.engine.ir.parameters import (
    FOREVER,
    Citation,
    ItemValue,
    Law,
    Parameter,
    ParameterKind,
    Slice,
    Step,
    Value,
)
from anwei.engine.ir.types import Kind, Type
from anwei.engine.language.held import month_day
from anwei.engine.language.scope import base_unit, parse_length
from anwei.engine.messages import Text

RANKS = ("law", "regulation", "ministry_rule", "notice", "standard", "local_regulation", "local_plan", "guide")
CONFIDENCE = ("seen", "memory", "conflicting")
LAWS_SHAPE: Shape = {"laws": Key("name", True), "instruments": Key("map", True), "note": Key("bilingual")}
LAW_SHAPE: Shape = {
    "title": Key("bilingual", True),
    "number": Key("text"),
    "in_force": Key("date"),
    "repealed": Key("date"),
    "rank": Key("choice", True, RANKS),
    "checked": Key("boolean"),
    "note": Key("bilingual"),
    "issuer": Key("bilingual"),
}
CITE_SHAPE: Shape = {
    "law": Key("name", True),
    "article": Key("text"),
    "section": Key("text"),
    "note": Key("text"),
    "in_force": Key("date"),
}
#: What an unset parameter would hold, so that rules can be written over it and a division can set it.
HOLDS = ("number", "date", "length", "tiers", "brackets", "table", "items", "season")
PARAMETER_SHAPE: Shape = {
    "label": Key("bilingual", True),
    "unit": Key("name"),
    "stricter": Key("choice", False, ("higher", "lower")),
    "may_relax": Key("boolean"),
    "holds": Key("choice", False, HOLDS),
    "scale": Key("integer"),
    "keys": Key("map"),
    "values": Key("list", True),
    "note": Key("bilingual"),
}
CONTENTS = ("value", "below", "above", "tiers", "brackets", "table", "items", "season", "unset")
VALUE_SHAPE: Shape = {
    "from": Key("date", True),
    "until": Key("date"),
    "division": Key("name"),
    "cites": Key("cites", True),
    "confidence": Key("choice", False, CONFIDENCE),
    "facts": Key("names"),
    "note": Key("bilingual"),
    "value": Key("value"),
    "below": Key("value"),
    "above": Key("value"),
    "tiers": Key("list"),
    "brackets": Key("list"),
    "table": Key("map"),
    "items": Key("list"),
    "season": Key("value"),
    "unset": Key("boolean"),
}
TIER_SHAPE: Shape = {"from": Key("value"), "above": Key("value"), "value": Key("value"), "rate": Key("value")}
SLICE_SHAPE: Shape = {"up_to": Key("value"), "rate": Key("value", True)}
SEASON_SHAPE: Shape = {"start": Key("text", True), "end": Key("text", True)}

_YEAR = re.compile(r"\d{4}\Z")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})\Z")


def partial_date(text: str) -> int:
    """A date, or a year or month completed to its first day. Raises BadValue."""
    if _YEAR.match(text):
        text += "-01-01"
    elif _MONTH.match(text):
        text += "-01"
    return parse_date(text)


def read_date(reader: Reader, key: str, default: int) -> int:
    """The day of a date key; reports what is not a date."""
    node = reader.node_of(key)
    if node is None:
        return default
    try:
        return partial_date(node.text)
    except BadValue as bad:
        reader.error(bad.code, node.place, **bad.params)
        return default


def check_division(reader: Reader) -> None:
    """Report a division that no code can be: nothing would ever lie in it."""
    if reader.has("division") and not is_division(reader.text("division")):
        reader.error("INP-017", reader.place("division"), text=reader.text("division"))


def read_laws(documents: list[Node], diagnostics: Diagnostics) -> dict[str, Law]:
    """The law register of all ``laws`` documents together."""
    laws: dict[str, Law] = {}
    for document in documents:
        for id_, node in Reader(document, LAWS_SHAPE, diagnostics).entries("instruments"):
            reader = Reader(node, LAW_SHAPE, diagnostics)
            if id_ in laws:
                diagnostics.error("FCT-001", node.place, name=id_, where="laws")
            elif reader.ok:
                laws[id_] = Law(
                    id_,
                    reader.bilingual("title"),
                    reader.text("number"),
                    read_date(reader, "in_force", 0),
                    read_date(reader, "repealed", FOREVER),
                    reader.text("rank"),
                    reader.boolean("checked"),
                )
    return laws


def read_cites(
    nodes: list[Node], laws: dict[str, Law], diagnostics: Diagnostics, rule: str = ""
) -> tuple[Citation, ...]:
    """The citations of a ``cites`` list, each to a registered instrument."""
    found: list[Citation] = []
    for node in nodes:
        reader = Reader(node, CITE_SHAPE, diagnostics, rule=rule)
        law = reader.text("law")
        if reader.ok and law not in laws:
            reader.error("RUL-021", reader.place("law"), name=law, hint=nearest(law, laws) or "-")
        elif reader.ok:
            found.append(Citation(law, reader.text("article"), reader.text("section"), reader.text("note")))
    return tuple(found)


def read_parameters(documents: list[Node], laws: dict[str, Law], diagnostics: Diagnostics) -> dict[str, Parameter]:
    """The parameters of all ``parameters`` documents together."""
    found: dict[str, Parameter] = {}
    for document in documents:
        for name, node in document.items():
            if name in ("parameters", "note"):
                continue
            if name in found:
                diagnostics.error("FCT-001", document.key_place(name), name=name, where="parameters")
                continue
            parameter = _Reading(name, node, laws, diagnostics).parameter()
            if parameter is not None:
                found[name] = parameter
    return found


class _Reading:
    """Reads one parameter: first its scale over all values, then each value at that scale."""

    def __init__(self, name: str, node: Node, laws: dict[str, Law], diagnostics: Diagnostics) -> None:
        self.name = name
        self.node = node
        self.laws = laws
        self.diagnostics = diagnostics
        self.reader = Reader(node, PARAMETER_SHAPE, diagnostics)
        self.unit = self.reader.text("unit")
        self.item_types: dict[str, Type] = {}

    def parameter(self) -> Parameter | None:
        if self.unit and self.unit not in UNITS:
            self.reader.error(
                "FCT-003", self.reader.place("unit"), unit=self.unit, hint=nearest(self.unit, UNITS) or "-"
            )
        if not self.reader.ok:
            return None
        nodes = self.reader.elements("values")
        for key, entry in self.reader.entries("keys"):
            self.item_types[key] = (
                Type("number", 4) if entry.text == "number" else Type("code" if entry.text == "code" else "text")
            )
        self.scale = self._scale(nodes)
        self.bound_scale = self._bound_scale(nodes)
        values = tuple(v for n in nodes if (v := self.value(n)) is not None)
        kinds = {v.kind for v in values} - {"unset"}
        if len(kinds) > 1:
            self.reader.error("PRM-002", self.node.place, name=self.name, kinds=", ".join(sorted(kinds)))
        holds = self.reader.text("holds") or next(iter(kinds), "number")
        if kinds and holds not in kinds:
            self.reader.error("PRM-002", self.node.place, name=self.name, kinds=", ".join(sorted({holds, *kinds})))
        kind: Kind = "date" if holds == "date" else "number"
        stricter = self.reader.choice("stricter")
        return Parameter(
            self.name,
            self.reader.bilingual("label"),
            Type(kind, self.scale, base_unit(self.unit)),
            values,
            stricter,
            self.reader.boolean("may_relax"),
            self.item_types,
            self.bound_scale,
            self.node.place.file,
            self.node.place.line,
        )

    def overlay_values(self, parameter: Parameter, nodes: list[Node], division: str) -> tuple[Value, ...]:
        """Further values for a division, at the scale of the parameter they extend."""
        self.scale, self.bound_scale, self.item_types = (
            parameter.type.scale,
            parameter.bound_scale,
            parameter.item_types,
        )
        self.unit = parameter.type.unit
        return tuple(v for n in nodes if (v := self.value(n, division)) is not None)

    def _scale(self, nodes: list[Node]) -> int:
        """Digits needed by every scalar, tier value, rate and table entry."""
        if self.reader.has("scale"):
            return self.reader.integer("scale")
        scale = (
            2
            if self.unit and base_unit(self.unit) == "CNY"
            else RATIO_SIGNS.get(self.unit, 0) + (self.unit in RATIO_SIGNS) * 2
        )
        for node in nodes:
            for key in ("value", "below", "above"):
                scale = max(scale, self._digits(node.get(key)))
            for entry in _listed(node.get("tiers")):
                scale = max(scale, self._digits(entry.get("value")))
            for entry in _listed(node.get("brackets")):
                scale = max(scale, self._digits(entry.get("rate"), "%"))
            table = node.get("table")
            for _, entry in table.items() if table is not None and table.is_map else ():
                scale = max(scale, self._digits(entry))
        return scale

    def _bound_scale(self, nodes: list[Node]) -> int:
        scale = 0
        for node in nodes:
            for entry in [*_listed(node.get("tiers")), *_listed(node.get("brackets"))]:
                for key in ("from", "above", "up_to"):
                    scale = max(scale, self._digits(entry.get(key)))
        return scale

    def _digits(self, node: Node | None, unit: str | None = None) -> int:
        if node is None or isinstance(node.value, (list, dict)) or parse_length(node.text):
            return 0
        try:
            exponent = to_amount(node.text, unit or self.unit).normalize().as_tuple().exponent
        except BadValue:
            return 0
        return max(0, -exponent) if isinstance(exponent, int) else 0

    def amount(self, node: Node, scale: int, unit: str | None = None) -> int:
        try:
            scaled = to_amount(node.text or node.value, self.unit if unit is None else unit).scaleb(scale)
        except BadValue as bad:
            self.reader.error(bad.code, node.place, **bad.params)
            return 0
        if scaled != scaled.to_integral_value():
            self.reader.error("INP-008", node.place, text=node.text, digits=scale)
        return int(scaled)

    def value(self, node: Node, division: str = "") -> Value | None:
        reader = Reader(node, VALUE_SHAPE, self.diagnostics)
        if not reader.ok:
            return None
        contents = [k for k in CONTENTS if reader.has(k)]
        if len(contents) != 1:
            reader.error("PRM-001", node.place, name=self.name, hint=", ".join(CONTENTS))
            return None
        check_division(reader)
        kind, body = self._content(contents[0], reader)
        cites = read_cites(reader.elements("cites"), self.laws, self.diagnostics)
        if not cites:
            reader.error("PRM-003", node.place, name=self.name)
        return Value(
            read_date(reader, "from", 0),
            cites,
            kind,
            read_date(reader, "until", FOREVER),
            reader.text("division") or division,
            confidence=reader.choice("confidence", "seen"),
            facts=reader.names("facts"),
            note=reader.bilingual("note") if reader.has("note") else None,
            **body,
        )

    def _content(self, key: str, reader: Reader) -> tuple[ParameterKind, dict[str, Any]]:
        node = reader.node_of(key)
        assert node is not None
        match key:
            case "unset":
                return "unset", {}
            case "tiers":
                return "tiers", {"tiers": tuple(self._step(n) for n in node.elements())}
            case "brackets":
                return "brackets", {"slices": tuple(self._slice(n) for n in node.elements())}
            case "table":
                return "table", {"table": {k: self.amount(n, self.scale) for k, n in node.items()}}
            case "items":
                return "items", {"items": tuple(self._item(n) for n in node.elements())}
            case "season":
                return "season", {"seasons": self._seasons(node)}
        return self._scalar(key, node)

    def _scalar(self, key: str, node: Node) -> tuple[ParameterKind, dict[str, Any]]:
        span = parse_length(node.text) if isinstance(node.value, str) else None
        if span is not None and not self.unit:
            return "length", {"length": span}
        if isinstance(node.value, str) and len(node.text) >= 8 and node.text[:4].isdigit():
            try:
                return "date", {"amount": parse_date(node.text)}
            except BadValue as bad:
                self.reader.error(bad.code, node.place, **bad.params)
        return "number", {"amount": self.amount(node, self.scale), "strict": key != "value"}

    def _step(self, node: Node) -> Step:
        reader = Reader(node, TIER_SHAPE, self.diagnostics)
        start: int | None = None
        from_, above, value, rate = (reader.node_of(k) for k in ("from", "above", "value", "rate"))
        if from_ is not None:
            start = self.amount(from_, self.bound_scale, "")
        elif above is not None:
            start = self.amount(above, self.bound_scale, "") + 1
        if rate is not None:
            scale = max(4, self._digits(rate, "%"))
            return Step(start, None, self.amount(rate, scale, "%"), scale, above is not None)
        if value is None:
            reader.error("SHP-003", node.place, key="value | rate")
            return Step(start, 0)
        return Step(start, self.amount(value, self.scale), above=above is not None)

    def _slice(self, node: Node) -> Slice:
        reader = Reader(node, SLICE_SHAPE, self.diagnostics)
        up_to, rate = reader.node_of("up_to"), reader.node_of("rate")
        bound = self.amount(up_to, self.bound_scale) if up_to is not None else None
        return Slice(bound, self.amount(rate, self.scale, "%") if rate is not None else 0)

    def _item(self, node: Node) -> dict[str, ItemValue]:
        if not node.is_map:
            self.reader.error("SHP-001", node.place, expected="mapping")
            return {}
        return {key: self._item_value(key, value) for key, value in node.items()}

    def _item_value(self, key: str, node: Node) -> ItemValue:
        if node.is_map:
            self.item_types.setdefault(key, Type("text"))
            return bilingual(node)
        if isinstance(node.value, (int, Decimal)) and not isinstance(node.value, bool):
            known = self.item_types.setdefault(key, Type("number", 4))
            return self.amount(node, known.scale, "")
        self.item_types.setdefault(key, Type("code"))
        return node.text

    def _seasons(self, node: Node) -> tuple[tuple[int, int], ...]:
        found: list[tuple[int, int]] = []
        for entry in node.elements() if node.is_list else [node]:
            reader = Reader(entry, SEASON_SHAPE, self.diagnostics)
            start, end = month_day(reader.text("start")), month_day(reader.text("end"))
            if start is None or end is None:
                reader.error("SHP-004", entry.place, key="season", expected="{start: MM-DD, end: MM-DD}")
                continue
            found.append((start, end))
        return tuple(found)


def overlay_values(
    parameter: Parameter, nodes: list[Node], division: str, laws: dict[str, Law], diagnostics: Diagnostics, at: Node
) -> tuple[Value, ...]:
    """The values an overlay sets for a parameter in its division."""
    reading = _Reading(parameter.name, Node({"label": at, "values": at}, at.place), laws, Diagnostics())
    reading.diagnostics = reading.reader.diagnostics = diagnostics
    return reading.overlay_values(parameter, nodes, division)


def _listed(node: Node | None) -> list[Node]:
    return [n for n in node.elements() if n.is_map] if node is not None and node.is_list else []


__all__ = ["Place", "Text", "overlay_values", "read_laws", "read_parameters"]
