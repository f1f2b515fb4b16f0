"""YAML and JSON as nodes that keep line and column.

Scalars are typed by a JSON-like resolver of our own: ``true false null``, whole numbers, decimals; everything else is
text. Dates therefore stay text until a declared type reads them, and ``no``, ``on`` or ``2021-09-01`` never change
meaning (YAML 1.1 would turn them into a boolean and a date).
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Diagnostics, Place
from anwei.engine.messages import Text

Scalar = str | int | Decimal | bool | None

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 40
MAX_ALIASES = 200
MAX_NODES = 1_000_000
MAX_EXPANDED = 20_000  # nodes that aliases may repeat, all together
MAX_DIGITS = 18  # values are held as int64

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_DECIMAL = re.compile(r"[-+]?[0-9]+\.[0-9]+\Z")
_UNPRINTABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DIVISION_LIKE = re.compile(r"0[0-9]+\Z")  # 010203 is a code, not a number
_KEYWORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None, "~": None, "": None}

_REASONS = {
    errno.ENOENT: Text("文件不存在", "there is no such file"),
    errno.EACCES: Text("没有权限", "permission denied"),
    errno.EISDIR: Text("这是文件夹", "it is a folder"),
    errno.ENAMETOOLONG: Text("文件名过长", "the name is too long"),
}

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(slots=True)
class Node:
    """A value of a document with its place. ``value`` is a scalar, a list of nodes, or a dict of nodes by key."""

    value: Scalar | list[Node] | dict[str, Node]
    place: Place
    text: str = ""
    key_places: dict[str, Place] | None = None

    @property
    def is_map(self) -> bool:
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        return isinstance(self.value, list)

    def items(self) -> Iterator[tuple[str, Node]]:
        assert isinstance(self.value, dict)
        return iter(self.value.items())

    def get(self, key: str) -> Node | None:
        return self.value.get(key) if isinstance(self.value, dict) else None

    def elements(self) -> list[Node]:
        assert isinstance(self.value, list)
        return self.value

    def key_place(self, key: str) -> Place:
        return (self.key_places or {}).get(key, self.place)

    def plain(self) -> object:
        """The same value as plain Python: dict, list, scalar."""
        if isinstance(self.value, dict):
            return {k: v.plain() for k, v in self.value.items()}
        if isinstance(self.value, list):
            return [v.plain() for v in self.value]
        return self.value


def read_documents(path: Path, shown: str | None = None) -> list[Node]:
    """All documents of a YAML or JSON file. Raises AnweiError with every problem found."""
    name = shown or str(path)
    data = read_bytes(path, name)
    if path.suffix.lower() == ".json":
        from anwei.engine.documents.json_text import parse_json

        return parse_json(_decode(data, name), name)
    return parse_documents(data, name)


def read_bytes(path: Path, name: str, limit: int = MAX_BYTES) -> bytes:
    """What a file holds, its size checked first. Raises AnweiError."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= limit else b""
    except OSError as error:
        raise AnweiError([Diagnostic("DOC-001", Place(name), {"reason": reason_of(error)})]) from error
    if size > limit:
        raise AnweiError([Diagnostic("DOC-002", Place(name), {"size": size, "limit": limit})])
    return data


def reason_of(error: OSError) -> Text:
    """Why the system refused a file, in words."""
    words = error.strerror or type(error).__name__
    return _REASONS.get(error.errno or 0, Text(words, words))


def parse_documents(data: bytes, name: str) -> list[Node]:
    """All documents of YAML (or JSON) text. Raises AnweiError with every problem found."""
    text = _decode(data, name)
    try:
        _scan(text, name)
        composed = list(yaml.compose_all(text, Loader=_Loader))
    except yaml.YAMLError as error:
        raise AnweiError([_yaml_problem(error, name, text)]) from error
    diagnostics = Diagnostics()
    walker = _Walker(name, diagnostics)
    nodes = [walker.node(root) for root in composed]
    diagnostics.raise_errors()
    return [n for n in nodes if n.value is not None]


def _decode(data: bytes, name: str) -> str:
    if len(data) > MAX_BYTES:
        raise AnweiError([Diagnostic("DOC-002", Place(name), {"size": len(data), "limit": MAX_BYTES})])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        col = error.start - data.rfind(b"\n", 0, error.start)
        guess = "GBK" if _is_gbk(data) else "?"
        raise AnweiError([Diagnostic("DOC-003", Place(name, line, col), {"guess": guess})]) from error
    return text


def _is_gbk(data: bytes) -> bool:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def _scan(text: str, name: str) -> None:
    """Refuse deep nesting and alias bombs on the event stream, before anything recursive sees the text."""
    depth = aliases = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise AnweiError([Diagnostic("DOC-005", _at(name, event.start_mark), {"limit": MAX_DEPTH})])
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            aliases += 1
            if aliases > MAX_ALIASES:
                raise AnweiError([Diagnostic("DOC-006", _at(name, event.start_mark), {"limit": MAX_ALIASES})])


def _at(name: str, mark: Any) -> Place:
    return Place(name, mark.line + 1, mark.column + 1) if mark is not None else Place(name)


def _yaml_problem(error: yaml.YAMLError, name: str, text: str) -> Diagnostic:
    mark = getattr(error, "problem_mark", None)
    place = _at(name, mark) if mark is not None else _unprintable(text, name)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    return Diagnostic("DOC-004", place, {"problem": str(problem).splitlines()[0]})


def _unprintable(text: str, name: str) -> Place:
    """Where the first character is that YAML does not allow: the library does not say."""
    found = _UNPRINTABLE.search(text)
    if found is None:
        return Place(name)
    return Place(name, text.count("\n", 0, found.start()) + 1, found.start() - text.rfind("\n", 0, found.start()))


class _Walker:
    """Turns composed YAML nodes into ours, bounding how far aliases may expand."""

    def __init__(self, name: str, diagnostics: Diagnostics) -> None:
        self.name = name
        self.diagnostics = diagnostics
        self.count = self.expanded = 0
        self.seen: set[int] = set()

    def place(self, node: yaml.Node) -> Place:
        return _at(self.name, node.start_mark)

    def node(self, node: yaml.Node, depth: int = 0) -> Node:
        place = self.place(node)
        self.count += 1
        self.expanded += id(node) in self.seen
        self.seen.add(id(node))
        if self.count > MAX_NODES or self.expanded > MAX_EXPANDED or depth > MAX_DEPTH:
            limit = MAX_NODES if self.count > MAX_NODES else MAX_EXPANDED
            raise AnweiError([Diagnostic("DOC-006", place, {"limit": limit})])
        if isinstance(node, yaml.MappingNode):
            return self._map(node, place, depth)
        if isinstance(node, yaml.SequenceNode):
            return Node([self.node(item, depth + 1) for item in node.value], place)
        assert isinstance(node, yaml.ScalarNode)
        return Node(self._scalar(node, place), place, node.value)

    def _map(self, node: yaml.MappingNode, place: Place, depth: int) -> Node:
        values: dict[str, Node] = {}
        places: dict[str, Place] = {}
        for key_node, value_node in node.value:
            key_place = self.place(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                self.diagnostics.error("DOC-008", key_place)
                continue
            key = key_node.value
            if key in values:
                self.diagnostics.error("DOC-007", key_place, key=key, first=places[key].line)
                continue
            places[key] = key_place
            values[key] = self.node(value_node, depth + 1)
        return Node(values, place, key_places=places)

    def _scalar(self, node: yaml.ScalarNode, place: Place) -> Scalar:
        text: str = node.value
        if node.style:  # quoted or block: text as written
            return text
        if text in _KEYWORDS:
            return _KEYWORDS[text]
        if _DIVISION_LIKE.match(text):
            return text
        if _INTEGER.match(text) or _DECIMAL.match(text):
            if len(text.lstrip("+-").replace(".", "")) > MAX_DIGITS:
                self.diagnostics.error("DOC-009", place, text=text[:24], limit=MAX_DIGITS)
                return 0
            return int(text) if "." not in text else Decimal(text)
        return text
