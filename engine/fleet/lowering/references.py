"""Which rows of the stack a node looks at: what tells a plain aggregate from one over pairs of rows."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from anwei.engine.ir import nodes as ir
from anwei.engine.ir.types import Length


def depths(node: object, level: int, subject: int) -> Iterator[int]:
    """The depths that ``node`` refers to when its innermost row is ``level`` and its innermost subject ``subject``."""
    match node:
        case ir.Aggregate() | ir.Single() | ir.Share() | ir.Every():
            yield node.source.depth
            if node.source.subjects:
                subject = level + 1
            for name in ("where", "of", "satisfies"):
                yield from depths(getattr(node, name, None), level + 1, subject)
            return
        case ir.Held():
            yield from depths(node.body, level, subject)
            return
        case ir.Measured():
            yield 0
            yield level
            return
        case ir.Attested():
            yield 0
        case ir.Field() | ir.Refers() | ir.Within() | ir.RuleHolds():
            yield node.depth
        case ir.Param() | ir.Tier() | ir.Brackets() | ir.Lookup() | ir.ForEach() | ir.Edge():
            yield subject
        case Length() if node.param:
            yield subject
    if isinstance(node, msgspec.Struct):
        for name in node.__struct_fields__:
            yield from depths(getattr(node, name), level, subject)
    elif isinstance(node, tuple):
        for part in node:
            yield from depths(part, level, subject)
