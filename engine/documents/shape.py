"""Shapes: which keys a mapping may have and what each holds.

A shape is the one declaration from which both the loader's own messages and the published JSON Schemas are made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from anwei.engine.documents.diagnostics import Diagnostics, Place, nearest
from anwei.engine.documents.nodes import Node
from anwei.engine.messages import Text

Kind = Literal[
    "text",
    "name",
    "names",
    "bilingual",
    "integer",
    "number",
    "boolean",
    "date",
    "value",
    "map",
    "list",
    "choice",
    "cites",
    "condition",
    "conditions",
    "operand",
    "operands",
    "measure",
    "measures",
    "source",
    "param",
    "duration",
    "recurrence",
    "monthdays",
    "texts",
]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a shape: the kind of its value, whether it must be there, and the words a choice allows."""

    kind: Kind
    required: bool = False
    choices: tuple[str, ...] = ()
    doc: str = ""


Shape = Mapping[str, Key]


class Reader:
    """Reads one mapping against its shape, reporting unknown, missing and ill-typed keys with their places."""

    def __init__(self, node: Node, shape: Shape, diagnostics: Diagnostics, *, rule: str = "") -> None:
        self.node = node
        self.shape = shape
        self.diagnostics = diagnostics
        self.rule = rule
        self.ok = self._check()

    def _check(self) -> bool:
        if not self.node.is_map:
            self.error("SHP-001", self.node.place, expected="mapping")
            return False
        before = len(self.diagnostics.items)
        for key, value in self.node.items():
            if key not in self.shape:
                hint = nearest(key, self.shape) or ", ".join(self.shape)
                self.error("SHP-002", self.node.key_place(key), key=key, hint=hint)
            else:
                self._check_kind(key, value)
        for key, spec in self.shape.items():
            if spec.required and self.node.get(key) is None:
                self.error("SHP-003", self.node.place, key=key)
        return len(self.diagnostics.items) == before

    def _check_kind(self, key: str, value: Node) -> None:
        spec = self.shape[key]
        expected = _misfit(spec, value)
        if expected:
            self.error("SHP-004", value.place, key=key, expected=expected)

    def error(self, code: str, place: Place, /, **params: object) -> None:
        self.diagnostics.error(code, place, rule=self.rule, **params)

    def has(self, key: str) -> bool:
        return self.node.get(key) is not None

    def node_of(self, key: str) -> Node | None:
        return self.node.get(key)

    def place(self, key: str) -> Place:
        found = self.node.get(key)
        return found.place if found else self.node.place

    def text(self, key: str, default: str = "") -> str:
        found = self.node.get(key)
        if found is None or found.value is None or isinstance(found.value, (list, dict)):
            return default
        return found.text or str(found.value)

    def choice(self, key: str, default: str = "") -> Any:
        """A word that the shape's choices have checked, for a parameter typed as those words."""
        return self.text(key, default)

    def integer(self, key: str, default: int = 0) -> int:
        found = self.node.get(key)
        return found.value if found and isinstance(found.value, int) else default

    def boolean(self, key: str, default: bool = False) -> bool:
        found = self.node.get(key)
        return found.value if found and isinstance(found.value, bool) else default

    def bilingual(self, key: str, default: Text | None = None) -> Text:
        found = self.node.get(key)
        if found is None or not found.is_map:
            return default or Text("", "")
        return bilingual(found)

    def names(self, key: str) -> tuple[str, ...]:
        found = self.node.get(key)
        if found is None:
            return ()
        items = found.elements() if found.is_list else [found]
        return tuple(i.text or str(i.value) for i in items if not isinstance(i.value, (list, dict)))

    def elements(self, key: str) -> list[Node]:
        found = self.node.get(key)
        return found.elements() if found is not None and found.is_list else []

    def entries(self, key: str) -> Iterator[tuple[str, Node]]:
        found = self.node.get(key)
        return found.items() if found is not None and found.is_map else iter(())


def bilingual(node: Node) -> Text:
    """``{zh: ..., en: ...}`` as a Text; a missing side is empty (the shape check has reported it)."""
    zh, en = node.get("zh"), node.get("en")
    return Text(zh.text if zh else "", en.text if en else "")


def _misfit(spec: Key, node: Node) -> str:
    """What was expected, if ``node`` does not fit; otherwise an empty string."""
    value = node.value
    scalar = not isinstance(value, (list, dict))
    fits: bool
    match spec.kind:
        case "text" | "name" | "date":
            fits = scalar and value is not None
        case "duration":
            fits = value is not None and (scalar or node.get("param") is not None)
        case "names":
            fits = (scalar and value is not None) or (
                isinstance(value, list) and all(not isinstance(i.value, (list, dict)) for i in value)
            )
        case "texts" | "conditions" | "operands" | "list" | "cites" | "monthdays":
            fits = isinstance(value, list)
        case "bilingual":
            fits = (
                isinstance(value, dict)
                and {"zh", "en"} == value.keys()  # a third key is a sentence cut at an unquoted comma
                and all(not isinstance(v.value, (list, dict)) and v.text for v in (value["zh"], value["en"]))
            )
        case "integer":
            fits = isinstance(value, int) and not isinstance(value, bool)
        case "number":
            fits = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
        case "boolean":
            fits = isinstance(value, bool)
        case "map" | "condition" | "measures" | "measure":
            fits = isinstance(value, dict)
        case "choice":
            fits = scalar and node.text in spec.choices
        case _:
            fits = True
    if fits:
        return ""
    return " | ".join(spec.choices) if spec.kind == "choice" else spec.kind
