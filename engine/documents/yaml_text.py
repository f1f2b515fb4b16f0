"""YAML as nodes that keep line and column, built straight from the parser's events.

One pass: depth, aliases and repeated keys are checked while the nodes are made, so nothing recursive ever sees a text
that nests too deeply, and the general resolver and constructor of the YAML library, most of its time, are not used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Diagnostics, Place
from anwei.engine.documents.nodes import MAX_DEPTH, MAX_DIGITS, MAX_NODES, Node, Scalar, packed, unpacked

MAX_ALIASES = 200
MAX_EXPANDED = 20_000  # nodes that aliases may repeat, all together

_NUMBER = re.compile(r"(?!0[0-9]+\Z)[-+]?[0-9]+(\.[0-9]+)?\Z")  # 010203 is the code of a division
_UNPRINTABLE = r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
_KEYWORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None, "~": None, "": None}
_TYPED = frozenset(["", *"tfn~+-0123456789"])  # how a plain scalar begins that may be more than text

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def parse_yaml(text: str, name: str) -> list[Node]:
    """All documents of a text that hold something. Raises AnweiError with every problem found."""
    try:
        reader = _Yaml(text, name)
        documents = reader.documents()
    except yaml.YAMLError as error:
        raise AnweiError([_problem(error, name, text)]) from error
    reader.diagnostics.raise_errors()
    return documents


@dataclass(slots=True)
class _Anchor:
    """A node that aliases may repeat: where it starts, the node once it is complete, and how many nodes it holds."""

    place: Place
    node: Node | None = None
    size: int = 0


class _Yaml:
    """A recursive reader of events; its depth and the number of nodes, repeated ones included, are bounded."""

    def __init__(self, text: str, name: str) -> None:
        self.event: Callable[[], Any] = _Loader(text).get_event
        self.name = name
        self.diagnostics = Diagnostics()
        self.count = self.aliases = self.expanded = 0
        self.anchors: dict[str, _Anchor] = {}

    def documents(self) -> list[Node]:
        found: list[Node] = []
        self.event()  # the start of the stream
        while type(self.event()) is not StreamEndEvent:  # else the start of a document
            self.anchors.clear()
            node = self.node(self.event(), 0)
            self.event()  # the end of the document
            if node.value is not None:
                found.append(node)
        return found

    def node(self, event: Any, depth: int, key_at: int = 0) -> Node:
        if type(event) is AliasEvent:
            return self.repeated(event, depth, key_at)
        self.count += 1
        if self.count > MAX_NODES:
            raise self.too_many(self.place(event), MAX_NODES)
        if event.anchor is not None:
            return self.anchored(event, depth, key_at)
        return self.content(event, depth, key_at)

    def content(self, event: Any, depth: int, key_at: int) -> Node:
        return self.leaf(event, key_at) if type(event) is ScalarEvent else self.collection(event, depth, key_at)

    def leaf(self, event: Any, key_at: int) -> Node:
        mark, text = event.start_mark, event.value
        at = mark.line + 1 << 32 | mark.column + 1  # packed, and this is where most of the time goes
        if event.style or text[:1] not in _TYPED:  # quoted or block: text as written
            return Node(text, at, text, None, self.name, key_at)
        return Node(self.scalar(text, at), at, text, None, self.name, key_at)

    def collection(self, event: Any, depth: int, key_at: int) -> Node:
        if depth >= MAX_DEPTH:
            raise AnweiError([Diagnostic("DOC-005", self.place(event), {"limit": MAX_DEPTH})])
        held = self.mapping(depth) if type(event) is MappingStartEvent else self.sequence(depth)
        return Node(held, _at(event), "", None, self.name, key_at)

    def sequence(self, depth: int) -> list[Node]:
        items: list[Node] = []
        while type(event := self.event()) is not SequenceEndEvent:
            items.append(self.node(event, depth + 1))
        return items

    def mapping(self, depth: int) -> dict[str, Node]:
        values: dict[str, Node] = {}
        while type(event := self.event()) is not MappingEndEvent:
            key, at = self.key(event, depth)
            value = self.node(self.event(), depth + 1, at)
            if key is None:
                self.diagnostics.error("DOC-008", unpacked(self.name, at))
            elif key in values:
                self.diagnostics.error("DOC-007", unpacked(self.name, at), key=key, first=values[key].key_at >> 32)
            else:
                values[key] = value
        return values

    def key(self, event: Any, depth: int) -> tuple[str | None, int]:
        """The text of a key, None where it is not a scalar, and where it stands."""
        if type(event) is ScalarEvent and event.anchor is None:
            return event.value, _at(event)
        node = self.node(event, depth + 1)
        assert isinstance(node.where, int)
        return (None if node.is_map or node.is_list else node.text), node.where

    def anchored(self, event: Any, depth: int, key_at: int) -> Node:
        if event.anchor in self.anchors:
            raise yaml.composer.ComposerError(None, None, "second occurrence", event.start_mark)
        anchor = self.anchors[event.anchor] = _Anchor(self.place(event))
        before = self.count
        anchor.node = self.content(event, depth, key_at)
        anchor.size = self.count - before + 1
        return anchor.node

    def repeated(self, event: Any, depth: int, key_at: int) -> Node:
        """The node that an alias stands for; what it would be if it were written out is bounded."""
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise self.too_many(self.place(event), MAX_ALIASES)
        anchor = self.anchors.get(event.anchor)
        if anchor is None:
            raise yaml.composer.ComposerError(None, None, "found undefined alias", event.start_mark)
        node = anchor.node
        if node is None:  # it holds itself
            raise self.too_many(anchor.place, MAX_EXPANDED)
        room = MAX_EXPANDED - self.expanded
        if anchor.size > room:
            raise self.too_many(next(islice(_all(node), room, None)).place, MAX_EXPANDED)
        if depth + _height(node) > MAX_DEPTH:
            raise self.too_many(anchor.place, MAX_EXPANDED)
        self.count += anchor.size
        self.expanded += anchor.size
        return Node(node.value, node.where, node.text, None, node.file, key_at)

    def place(self, event: Any) -> Place:
        return unpacked(self.name, _at(event))

    def too_many(self, place: Place, limit: int) -> AnweiError:
        return AnweiError([Diagnostic("DOC-006", place, {"limit": limit})])

    def scalar(self, text: str, at: int) -> Scalar:
        if text in _KEYWORDS:
            return _KEYWORDS[text]
        if _NUMBER.match(text):
            if len(text.lstrip("+-").replace(".", "")) > MAX_DIGITS:
                self.diagnostics.error("DOC-009", unpacked(self.name, at), text=text[:24], limit=MAX_DIGITS)
                return 0
            return int(text) if "." not in text else Decimal(text)
        return text


def _at(event: Any) -> int:
    """Where an event begins, as nodes keep it."""
    mark = event.start_mark
    return packed(mark.line + 1, mark.column + 1)


def _all(node: Node) -> Iterator[Node]:
    """A node and all below it, as they are written."""
    yield node
    below = node.value.values() if isinstance(node.value, dict) else node.value if isinstance(node.value, list) else ()
    for inner in below:
        yield from _all(inner)


def _height(node: Node) -> int:
    if isinstance(node.value, dict):
        return 1 + max((_height(n) for n in node.value.values()), default=0)
    if isinstance(node.value, list):
        return 1 + max(map(_height, node.value), default=0)
    return 0


def _problem(error: yaml.YAMLError, name: str, text: str) -> Diagnostic:
    mark = getattr(error, "problem_mark", None)
    place = Place(name, mark.line + 1, mark.column + 1) if mark is not None else _unprintable(text, name)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return Diagnostic("DOC-004", place, {"problem": str(problem).splitlines()[0]})


def _unprintable(text: str, name: str) -> Place:
    """Where the first character is that YAML does not allow: the library does not say."""
    found = re.search(_UNPRINTABLE, text)
    if found is None:
        return Place(name)
    return Place(name, text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start()))
