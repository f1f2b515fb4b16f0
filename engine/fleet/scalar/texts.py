"""Nodes as Python expressions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import permutations
from typing import Any

from anwei.engine.facts.subject import Coverage
from anwei.engine.facts.values import BLANK, key_text
from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec
from anwei.engine.fleet.graph import Expr
from anwei.engine.fleet.plan import Plan
from anwei.engine.fleet.scalar import numbers

_BINARY = {"and": "and", "or": "or", "ge": ">=", "gt": ">", "eq": "=="}
_TEXTUAL = ("code", "text", "ref", "division")


class Texts:
    """Writes single nodes. ``names`` is what the written text refers to."""

    def __init__(self, plan: Plan, spec: SubjectSpec) -> None:
        self.spec = spec
        self.names: dict[str, Any] = {
            "BLANK": BLANK,
            "one": _One(),
            "MOST": numbers.MOST,
            "COMPLETE": Coverage.COMPLETE,
            "key_text": key_text,
            "area_of": lru_cache(maxsize=None)(plan.areas.of),  # as many as there are divisions
            "months": numbers.months_later,
            "years": numbers.years_between,
            "plus": numbers.plus,
            "times": numbers.times,
            "quotient": numbers.quotient,
        }

    def _named(self, prefix: str, value: object) -> str:
        name = f"{prefix}_{len(self.names)}"
        self.names[name] = value
        return name

    # -- operations -------------------------------------------------------------------------------------------------

    def operation(self, node: Expr, args: list[str]) -> str:
        """A node whose arguments have been written."""
        match node.op:
            case "and" if (between := _between(node.args, args)) is not None:
                return between
            case "and" | "or" | "ge" | "gt" | "eq":
                return f"{args[0]} {_BINARY[node.op]} {args[1]}"
            case "not":
                return f"not {args[0]}"
            case "select":
                return f"{args[1]} if {args[0]} else {args[2]}"
            case "min" | "max":
                sign = "<" if node.op == "min" else ">"
                if all("(" not in a for a in args):
                    return f"{args[0]} if {args[0]} {sign} {args[1]} else {args[1]}"
                return f"{node.op}({args[0]}, {args[1]})"
            case "table":
                return self._table(node, args[0])
            case "day_map":
                return f"{self._named('day', node.data.function)}({args[0]}) if -MOST < {args[0]} < MOST else {args[0]}"
        return self._arithmetic(node, args)

    def _table(self, node: Expr, code: str) -> str:
        entries, otherwise = node.data
        if node.truth:  # all entries are the opposite of what holds otherwise
            if len(entries) == 1:
                return f"{code} {'!=' if otherwise else '=='} {entries[0][0]!r}"
            sign = "not in" if otherwise else "in"
            return f"{code} {sign} {{{', '.join(repr(k) for k, _ in entries)}}}"
        table = self._named("table", numbers.sized_table(dict(entries)))
        return f"{table}.get({code}, {numbers.written(otherwise)})"

    @staticmethod
    def _arithmetic(node: Expr, args: list[str]) -> str:
        match node.op:
            case "add" | "subtract":
                sign = "-" if node.op == "subtract" else ""
                if node.data is None:
                    return f"{args[0]} {sign or '+'} {args[1]}"
                return f"plus({args[0]}, {sign}({args[1]}), {'MOST' if node.data > 0 else '-MOST'})"
            case "multiply":
                return f"times({args[0]}, {args[1]})" if node.data else f"{args[0]} * {args[1]}"
            case "divide":
                return _quotient(args[0], args[1], *node.data)
            case "months" | "years":
                return f"{node.op}({args[0]}, {args[1]})"
        raise AssertionError(node.op)

    # -- facts ------------------------------------------------------------------------------------------------------

    def _fields(self, node: Expr) -> tuple[dict[str, FieldSpec], str, int]:
        """The facts of the row that a node reads, the one that is its key, and how deep the row lies."""
        assert node.grain is not None
        table = self.spec.tables.get(node.grain.table)
        level = len(node.grain.ancestors)
        fields, key = (self.spec.fields, "id") if table is None else (table.fields, table.key)
        return dict(fields), key, level

    def raw(self, node: Expr) -> str:
        """The name that the recorded fact goes by; empty where a node reads no fact."""
        fields, _, level = self._fields(node)
        name = node.data[0]
        return f"raw_{level}_{word(name)}" if name in fields else ""

    def name(self, node: Expr) -> str:
        """The same, or the name of what else is said of a row: its tables are complete, it has a key."""
        _, _, level = self._fields(node)
        match node.data:
            case (table, "complete"):
                return "" if level else f"complete_{word(table)}"
            case (_, "keyed"):
                return f"keyed_{level}"
        return self.raw(node)

    def source(self, node: Expr) -> str:
        """Where that is found in a subject or a record. Days and codes come again and again: each is kept once."""
        fields, key, level = self._fields(node)
        name = node.data[0]
        match node.data:
            case (_, "complete"):
                return f"row_{level}.coverage.get({name!r}) is COMPLETE"
            case (_, "keyed"):
                kind = f"key_{word(node.grain.table if node.grain else '')}"
                self.names[kind] = fields.get(key)
                return f"key_text(get_{level}({key!r}), {kind}) != ''"
        spec = fields[name]
        found = f"get_{level}({name!r}{', BLANK' if spec.not_yet else ''})"  # that it is not known is said there
        return f"one[{found}]" if spec.type in ("date", "code") else found

    def settled(self, column: Expr) -> bool | None:
        """What the ideal takes for granted of a fact: that it is known, and whether it has happened at all."""
        fields, _, _ = self._fields(column)
        match column.data[1]:
            case "complete":
                return True
            case "doubtful":
                return False
            case "known" if not fields[column.data[0]].not_yet:
                return True
        return None

    def assumption(self, column: Expr) -> str:
        """The condition under which that is so."""
        raw = self.raw(column)
        spec = self._fields(column)[0][column.data[0]]
        if column.data[1] == "doubtful":
            return f"{raw} is not None" if spec.not_yet else "True"
        return raw if spec.type in _TEXTUAL else _known(raw, spec)

    def gates(self, node: Expr) -> bool:
        """Whether a node asks of a fact that is known wherever it is recorded."""
        spec = self._fields(node)[0].get(node.data[0]) if node.op == "column" else None
        return spec is not None and not spec.not_yet and node.data[1] in ("value", "code", "known")

    def gate(self, column: Expr, test: str) -> str:
        """That a fact is not known, or meets a condition; the likelier way to say no comes first."""
        fields, _, _ = self._fields(column)
        if fields[column.data[0]].type in _TEXTUAL:
            return f"{test} or not {self.raw(column)}"
        return f"{self.raw(column)} is None or {test}"

    def fact(self, node: Expr, *, sure: bool) -> str:
        """What a node asks of a fact; ``sure`` where the fact is known."""
        fields, _, _ = self._fields(node)
        name, part = node.data
        spec, raw = fields.get(name), self.raw(node)
        if node.op == "has":
            disjoint = f"{self._named('group', part)}.isdisjoint({raw})"
            return f"not {disjoint}" if sure else f"{_there(raw, spec)} and not {disjoint}"
        match part:
            case "complete" | "keyed":
                return self.name(node) or "False"
        assert spec is not None
        match part:
            case "value" if sure:
                return raw
            case "value" if spec.type == "boolean":
                return f"{raw} is True"
            case "value":
                return f"{raw} if {raw}.__class__ is int else 0"
            case "code":
                return raw
            case "area":
                return f"area_of({raw} or '')"
            case "known":
                return _known(raw, spec)
            case "doubtful":
                return f"{raw} is None" if spec.not_yet else "False"
            case "some":
                return f"len({raw}) > 0" if sure else f"{_there(raw, spec)} and len({raw}) > 0"
        raise AssertionError(part)


def word(name: str) -> str:
    """A name of the data as part of one of the function."""
    return "".join(c if c.isalnum() else "_" for c in name)


class _One(dict[Any, Any]):
    """Of equal values the first that was asked for."""

    def __missing__(self, value: Any) -> Any:
        self[value] = value
        return value


def _quotient(left: str, right: str, factor: int, up: bool) -> str:
    """A division; of what is plain to see, without a call."""
    called = f"quotient({left}, {right}, {factor}, {up})"
    if not (left.isidentifier() and right.isidentifier()):
        return called
    whole = f"-(-{left} * {factor} // {right})" if up else f"{left} * {factor} // {right}"
    return f"{whole} if 0 <= {left} < MOST and 0 < {right} < MOST else {called}"


def _between(nodes: Sequence[Expr], texts: Sequence[str]) -> str | None:
    """Two limits of one number as one comparison; None where they are none."""
    for (low, above), (high, below) in permutations(zip(nodes, texts, strict=True)):
        limits = low.op == high.op == "ge" and low.args[1].constant and high.args[0].constant
        if limits and low.args[0] is high.args[1] and above[0] == below[0] == "(":
            return f"{low.args[1].data} <= {below[1:-1].split(' >= ', 1)[1]} <= {high.args[0].data}"
    return None


def _there(raw: str, spec: FieldSpec | None) -> str:
    """That a fact is recorded, and has happened."""
    return f"{raw} is not None" + (f" and {raw} is not BLANK" if spec is None or spec.not_yet else "")


def _known(raw: str, spec: FieldSpec) -> str:
    return _there(raw, spec) + (f" and {raw} != ''" if spec.type in _TEXTUAL else "")
