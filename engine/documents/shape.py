"""Shapes: which keys a mapping may have and what each holds.

A shape is the one declaration from which both the loader's own messages and the published JSON Schemas are made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
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


@dataclass(frozen=True)
class Key:
    """One key of a shape: the kind of its value, whether it must be there, and the words a choice allows."""

    kind: Kind
    required: bool = False
    choices: tuple[str, ...] = ()
    doc: str = ""

    @cached_property
    def fits(self) -> Callable[[Node], bool]:
        """Whether a value is one of this kind."""
        if self.kind == "choice":
            return lambda node: _scalar(node) and node.text in self.choices
        return _FITS.get(self.kind, _anything)

    @property
    def expected(self) -> str:
        """What fits, for messages."""
        return " | ".join(self.choices) if self.kind == "choice" else self.kind


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
        held = self.node.value
        assert isinstance(held, dict)
        for key, value in held.items():
            spec = self.shape.get(key)
            if spec is None:
                hint = nearest(key, self.shape) or ", ".join(self.shape)
                self.error("SHP-002", self.node.key_place(key), key=key, hint=hint)
            elif not spec.fits(value):
                self.error("SHP-004", value.place, key=key, expected=spec.expected)
        for key, spec in self.shape.items():
            if spec.required and key not in held:
                self.error("SHP-003", self.node.place, key=key)
        return len(self.diagnostics.items) == before

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


def _anything(_: Node) -> bool:
    return True


def _scalar(node: Node) -> bool:
    return not isinstance(node.value, (list, dict))


def _something(node: Node) -> bool:
    return _scalar(node) and node.value is not None


def _map(node: Node) -> bool:
    return isinstance(node.value, dict)


def _list(node: Node) -> bool:
    return isinstance(node.value, list)


def _names(node: Node) -> bool:
    return all(map(_scalar, node.value)) if isinstance(node.value, list) else _something(node)


def _duration(node: Node) -> bool:
    return _something(node) or node.get("param") is not None


def _bilingual(node: Node) -> bool:
    """Both languages and nothing else: a third key is a sentence cut at an unquoted comma."""
    held = node.value
    return isinstance(held, dict) and {"zh", "en"} == held.keys() and all(_scalar(v) and v.text for v in held.values())


def _integer(node: Node) -> bool:
    return isinstance(node.value, int) and not isinstance(node.value, bool)


def _number(node: Node) -> bool:
    return _integer(node) or isinstance(node.value, Decimal)


#: Which values fit a kind; of the kinds that are not here, any value does.
_FITS: dict[Kind, Callable[[Node], bool]] = {
    **dict.fromkeys(("text", "name", "date"), _something),
    **dict.fromkeys(("map", "condition", "measures", "measure"), _map),
    **dict.fromkeys(("texts", "conditions", "operands", "list", "cites", "monthdays"), _list),
    "names": _names,
    "duration": _duration,
    "bilingual": _bilingual,
    "integer": _integer,
    "number": _number,
    "boolean": lambda node: isinstance(node.value, bool),
}
