"""CEL in Rust (common-expression-language): one program that yields a list, on the parsed JSON text.

CEL has no sum, and its macros reach any enclosing variable; ``total`` is a function of the host.
"""

from __future__ import annotations

import json

import cel
import recordwise
from logic import Node, rules

ROWS = "xyz"


def show(node: Node, depth: int = 0) -> str:
    """A node in CEL. The record is ``s``; the row at each depth has a letter of its own."""
    if isinstance(node, bool):
        return "true" if node else "false"
    if not isinstance(node, tuple):
        return json.dumps(node)
    op, *parts = node
    scope, row = (ROWS[depth - 1] if depth else "s"), ROWS[depth]
    match op:
        case "name":
            return f"{scope}.{parts[0]}"
        case "or_else":
            return f"(has({scope}.{parts[0]}) ? {scope}.{parts[0]} : {parts[1]})"
        case "root":
            return f"(has(s.{parts[0]}) ? s.{parts[0]} : {parts[1]})"
        case "has":
            return f"has({scope}.{parts[0]})"
        case "known" | "maybe":
            return _compare(op == "known", *parts, depth)
        case "and" | "or":
            sign = {"and": " && ", "or": " || "}[op]
            return "(" + sign.join(show(p, depth) for p in parts) + ")"
        case "not":
            return f"!({show(parts[0], depth)})"
        case "if":
            chain = "".join(f"{show(c, depth)} ? {show(v, depth)} : " for c, v in parts[0])
            return f"({chain}{show(parts[1], depth)})"
        case "some":
            return f"{scope}.{parts[0]}.exists({row}, {show(parts[1], depth + 1)})"
        case "count":
            return f"{scope}.{parts[0]}.filter({row}, {show(parts[1], depth + 1)}).size()"
        case "sum":
            table, condition, field, default = parts
            found = f"{scope}.{table}.filter({row}, {show(condition, depth + 1)})"
            return f"total({found}.map({row}, has({row}.{field}) ? {row}.{field} : {default}))"
        case "floor_div":
            return f"({show(parts[0], depth)} / {parts[1]})"
        case "whole":
            return f'(has(s.coverage.{parts[0]}) && s.coverage.{parts[0]} == "complete")'
        case "any_in":
            return f"(has(s.{parts[0]}) && s.{parts[0]}.exists({row}, {row} in {json.dumps(parts[1])}))"
        case "starts":
            starts = " || ".join(f's.{parts[0]}.startsWith("{p}")' for p in parts[1])
            return f"(has(s.{parts[0]}) && ({starts}))"
        case "min" | "max":
            a, b = (show(p, depth) for p in parts)
            return f"({a} {'<' if op == 'min' else '>'} {b} ? {a} : {b})"
    return "(" + f" {op} ".join(show(p, depth) for p in parts) + ")"


def _compare(known: bool, op: str, field: str, value: Node, depth: int) -> str:
    name = f"{ROWS[depth - 1] if depth else 's'}.{field}"
    plain = f"{name} {op} {show(value, depth)}"
    return f"(has({name}) && {plain})" if known else f"(!has({name}) || {plain})"


def make() -> recordwise.Judge:
    program = cel.compile("[" + ", ".join(show(rule) for rule in rules()) + "]")
    context = cel.Context(functions={"total": sum})

    def judge(line: str) -> list[float]:
        context.add_variable("s", json.loads(line))
        found: list[float] = program.execute(context)
        return found

    return judge


if __name__ == "__main__":
    recordwise.run(__doc__, make)
