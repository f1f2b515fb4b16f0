"""Walking nodes: everything inside a rule, and the parameters it reads."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from anwei.engine.ir.nodes import Param, Recurrence
from anwei.engine.ir.types import Length, Node


def walk(node: object) -> Iterator[Node]:
    """Every node inside a rule, a node or a tuple of them, itself included."""
    if isinstance(node, Node):
        yield node
    if isinstance(node, msgspec.Struct):
        for name in node.__struct_fields__:
            yield from walk(getattr(node, name))
    elif isinstance(node, tuple):
        for item in node:
            yield from walk(item)


def parameters_of(node: object) -> set[str]:
    """The names of the parameters that a rule or node reads."""
    found: set[str] = set()
    for part in walk(node):
        name = getattr(part, "param", "")
        lengths = (getattr(part, "by", None), getattr(part, "within", None))
        found |= {n for n in (name, part.name if isinstance(part, Param) else "") if n}
        found |= {length.param for length in lengths if isinstance(length, Length) and length.param}
        recurrence = getattr(part, "recurrence", None)
        if isinstance(recurrence, Recurrence):
            spans = (recurrence.length, recurrence.first)
            found |= {s.param for s in spans if s is not None and s.param} | ({recurrence.season} - {""})
    return found
