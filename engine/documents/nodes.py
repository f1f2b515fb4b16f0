"""YAML and JSON as nodes that keep line and column.

Scalars are typed by a JSON-like resolver of our own: ``true false null``, whole numbers, decimals; everything else is
text. Dates therefore stay text until a declared type reads them, and ``no``, ``on`` or ``2021-09-01`` never change
meaning (YAML 1.1 would turn them into a boolean and a date).
"""

from __future__ import annotations

import errno
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import msgspec

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place
from anwei.engine.messages import Text

Scalar = str | int | Decimal | bool | None

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 40
MAX_NODES = 1_000_000
MAX_DIGITS = 18  # values are held as int64

_REASONS = {
    errno.ENOENT: Text("文件不存在", "there is no such file"),
    errno.EACCES: Text("没有权限", "permission denied"),
    errno.EISDIR: Text("这是文件夹", "it is a folder"),
    errno.ENAMETOOLONG: Text("文件名过长", "the name is too long"),
}


class Node(msgspec.Struct, gc=False):
    """A value of a document with its place. ``value`` is a scalar, a list of nodes, or a dict of nodes by key.

    A catalogue has hundreds of thousands of nodes, and few are ever asked for their place: what is read from a file
    keeps it as ``packed`` numbers (its own, and that of the key it stands under). Nodes are never cyclic, so that the
    garbage collector need not look at them.
    """

    value: Scalar | list[Node] | dict[str, Node]
    where: Place | int
    text: str = ""
    key_places: dict[str, Place] | None = None  # where they are not those that the nodes keep themselves
    file: str = ""
    key_at: int = 0

    @property
    def place(self) -> Place:
        return self.where if isinstance(self.where, Place) else unpacked(self.file, self.where)

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
        """Where a key stands; where that is not known, the mapping."""
        given = (self.key_places or {}).get(key)
        if given is not None:
            return given
        held = self.get(key)
        return unpacked(held.file, held.key_at) if held is not None and held.key_at else self.place

    def holding(self, value: Scalar | list[Node] | dict[str, Node]) -> Node:
        """The same node with another value."""
        return Node(value, self.where, "", self.key_places, self.file, self.key_at)

    def plain(self) -> object:
        """The same value as plain Python: dict, list, scalar."""
        if isinstance(self.value, dict):
            return {k: v.plain() for k, v in self.value.items()}
        if isinstance(self.value, list):
            return [v.plain() for v in self.value]
        return self.value


def packed(line: int, col: int) -> int:
    """A place in a file, counted from 1, as one number."""
    return line << 32 | col


def unpacked(file: str, at: int) -> Place:
    """The place that was packed."""
    return Place(file, at >> 32, at & 0xFFFF_FFFF)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the garbage collector from running while a great many objects are made that all stay: half of the time.

    What is there at the end is left out of later collections too: the first of them would look through all of it.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.freeze()
            gc.enable()


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
    from anwei.engine.documents.yaml_text import parse_yaml

    return parse_yaml(_decode(data, name), name)


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
