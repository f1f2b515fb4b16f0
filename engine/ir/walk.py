"""Walking nodes: everything inside a rule, and the parameters it reads."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec

from anwei.engine.ir.nodes import Param, Recurrence
from anwei.engine.ir.types import Length, Node


def walk(node: object) -> Iterator[Node]:
    """Every node inside a rule, a node or a tuple of them, itself included, each before what it holds."""
    todo = [node]
    while todo:
        item = todo.pop()
        if isinstance(item, tuple):
            todo += item[::-1]
        elif isinstance(item, msgspec.Struct):
            if isinstance(item, Node):
                yield item
            todo += [getattr(item, name) for name in reversed(inner_fields(type(item)))]


@cache
def inner_fields(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    """The fields of a structure that may hold further ones."""
    types = get_type_hints(kind)
    return tuple(name for name in kind.__struct_fields__ if _holds(types[name]))


def _holds(type_: object) -> bool:
    """Whether a value of this type may be a structure or hold one."""
    if isinstance(type_, type) and not get_args(type_):
        return issubclass(type_, (msgspec.Struct, tuple)) or type_ is object
    return type_ is Any or any(map(_holds, get_args(type_)))


def parameters_of(node: object) -> set[str]:
    """The names of the parameters that a rule or node reads."""
    return {name for part in walk(node) for name in _named(part) if name}


def _named(part: Node) -> Iterator[str]:
    if isinstance(part, Param):
        yield part.name
    for field in _naming(type(part)):
        value = getattr(part, field)
        if isinstance(value, str):
            yield value
        elif isinstance(value, Length):
            yield value.param
        elif isinstance(value, Recurrence):
            yield value.season
            yield from (span.param for span in (value.length, value.first) if span is not None)


@cache
def _naming(kind: type[Node]) -> tuple[str, ...]:
    """The fields by which a kind of node may name a parameter."""
    return tuple(f for f in ("param", "by", "within", "recurrence") if f in kind.__struct_fields__)
