"""What nodes are made of: types of values, lengths of time, sources of records, and the base of all nodes."""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal["number", "date", "boolean", "code", "codes", "text", "refs", "division"]


class Type(msgspec.Struct, frozen=True, omit_defaults=True):
    """The type of a value: its kind and, for numbers, decimal digits and unit."""

    kind: Kind = "number"
    scale: int = 0
    unit: str = ""


DATE = Type("date")
COUNT = Type("number")
DAYS = Type("number", 0, "day")


class Length(msgspec.Struct, frozen=True, omit_defaults=True):
    """A length of time: a count with its unit, or the parameter that holds it."""

    count: int = 0
    unit: Literal["days", "working_days", "months", "years"] = "days"
    param: str = ""


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where records come from: a table owned by the row at ``depth``, or other subjects within its division."""

    table: str
    depth: int = 0
    subjects: bool = False
    view: str = ""


class Node(msgspec.Struct, frozen=True, tag=True, tag_field="node", omit_defaults=True):
    """Base of all nodes; the tag is the class name."""
