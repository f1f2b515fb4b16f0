"""JSON as nodes that keep line and column.

JSON is read strictly, as its standard says, and not as a dialect of YAML: that would let trailing commas and ``NaN``
pass and refuse the escaped surrogate pairs in which many programs write rare Chinese characters.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from decimal import Decimal

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Diagnostics, Place
from anwei.engine.documents.nodes import MAX_DEPTH, MAX_DIGITS, MAX_NODES, Node, Scalar

_SPACE = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]++|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*+"')  # possessive: linear time
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?(?![0-9A-Za-z.+])")
_WORD = re.compile(r"(?:true|false|null)(?![0-9A-Za-z_])")
_WORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None}
_VALUE = '{ [ " 0-9 true false null'


def parse_json(text: str, name: str) -> list[Node]:
    """The one document of a JSON text (none if it is blank). Raises AnweiError with every problem found."""
    reader = _Json(text, name)
    reader.skip()
    if reader.at == len(text):
        return []
    node = reader.value(0)
    reader.skip()
    if reader.at != len(text):
        raise reader.bad("EOF")
    reader.diagnostics.raise_errors()
    return [node] if node.value is not None else []


class _Json:
    """A recursive reader; its depth and the number of nodes are bounded."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self.at = 0
        self.count = 0
        self.diagnostics = Diagnostics()
        self.starts = [0, *(m.end() for m in re.finditer("\n", text))]

    def place(self, at: int) -> Place:
        line = bisect_right(self.starts, at)
        return Place(self.name, line, at - self.starts[line - 1] + 1)

    def bad(self, expected: str) -> AnweiError:
        return AnweiError([Diagnostic("DOC-010", self.place(self.at), {"expected": expected})])

    def skip(self) -> None:
        found = _SPACE.match(self.text, self.at)
        assert found is not None
        self.at = found.end()

    def take(self, mark: str) -> bool:
        """Pass over ``mark`` and the space around it, if it is there."""
        self.skip()
        if not self.text.startswith(mark, self.at):
            return False
        self.at += len(mark)
        self.skip()
        return True

    def value(self, depth: int) -> Node:
        place = self.place(self.at)
        self.count += 1
        if depth > MAX_DEPTH:
            raise AnweiError([Diagnostic("DOC-005", place, {"limit": MAX_DEPTH})])
        if self.count > MAX_NODES:
            raise AnweiError([Diagnostic("DOC-006", place, {"limit": MAX_NODES})])
        if self.take("{"):
            return self.mapping(place, depth)
        if self.take("["):
            return self.sequence(place, depth)
        if self.text.startswith('"', self.at):
            text = self.string()
            return Node(text, place, text)
        word = _WORD.match(self.text, self.at)
        if word:
            self.at = word.end()
            return Node(_WORDS[word[0]], place, word[0])
        return self.number(place)

    def mapping(self, place: Place, depth: int) -> Node:
        values: dict[str, Node] = {}
        places: dict[str, Place] = {}
        if self.take("}"):
            return Node(values, place, key_places=places)
        while True:
            key_place = self.place(self.at)
            if not self.text.startswith('"', self.at):
                raise self.bad('"')
            key = self.string()
            if not self.take(":"):
                raise self.bad(":")
            value = self.value(depth + 1)
            if key in values:
                self.diagnostics.error("DOC-007", key_place, key=key, first=places[key].line)
            else:
                values[key], places[key] = value, key_place
            if self.take("}"):
                return Node(values, place, key_places=places)
            if not self.take(","):
                raise self.bad(", }")

    def sequence(self, place: Place, depth: int) -> Node:
        items: list[Node] = []
        if self.take("]"):
            return Node(items, place)
        while True:
            items.append(self.value(depth + 1))
            if self.take("]"):
                return Node(items, place)
            if not self.take(","):
                raise self.bad(", ]")

    def string(self) -> str:
        found = _STRING.match(self.text, self.at)
        if found is None:
            raise self.bad('"')
        text: str = json.loads(found[0])
        if any("\ud800" <= c <= "\udfff" for c in text):  # half a character cannot be written out again
            raise self.bad("\\uXXXX\\uXXXX")
        self.at = found.end()
        return text

    def number(self, place: Place) -> Node:
        found = _NUMBER.match(self.text, self.at)
        if found is None:
            raise self.bad(_VALUE)
        text = found[0]
        self.at = found.end()
        amount = Decimal(text)
        if len(f"{amount:f}".lstrip("-").replace(".", "")) > MAX_DIGITS:
            self.diagnostics.error("DOC-009", place, text=text[:24], limit=MAX_DIGITS)
            return Node(0, place, text)
        whole = found[1] is None and found[2] is None
        return Node(int(text) if whole else amount, place, text)
