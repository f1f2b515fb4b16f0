"""zen-engine (Rust): all rules in one compiled expression that yields an array, evaluated on the JSON text."""

from __future__ import annotations

import json

import recordwise
import zen
from logic import Node, rules


def show(node: Node, scope: str = "") -> str:
    """A node in zen's expression language; ``#`` is the row of the innermost closure."""
    if isinstance(node, bool):
        return "true" if node else "false"
    if not isinstance(node, tuple):
        return json.dumps(node)
    op, *parts = node
    match op:
        case "name":
            return scope + parts[0]
        case "or_else":
            return f"({scope}{parts[0]} ?? {parts[1]})"
        case "root":
            return f"({parts[0]} ?? {parts[1]})"
        case "has":
            return f"({scope}{parts[0]} != null)"
        case "known" | "maybe":
            return _compare(op == "known", *parts, scope)
        case "and" | "or":
            return "(" + f" {op} ".join(show(p, scope) for p in parts) + ")"
        case "not":
            return f"(not {show(parts[0], scope)})"
        case "if":
            chain = "".join(f"{show(c, scope)} ? {show(v, scope)} : " for c, v in parts[0])
            return f"({chain}{show(parts[1], scope)})"
        case "some" | "count":
            return f"{op}({scope}{parts[0]}, {show(parts[1], '#.')})"
        case "sum":
            table, condition, field, default = parts
            return f"sum(map(filter({scope}{table}, {show(condition, '#.')}), (#.{field} ?? {default})))"
        case "floor_div":
            return f"floor({show(parts[0], scope)} / {parts[1]})"
        case "whole":
            return f'(coverage.{parts[0]} == "complete")'
        case "any_in":
            return f"some(({parts[0]} ?? []), # in {json.dumps(parts[1])})"
        case "starts":
            return "(" + " or ".join(f'startsWith({parts[0]} ?? "", "{p}")' for p in parts[1]) + ")"
        case "min" | "max":
            return f"{op}([{', '.join(show(p, scope) for p in parts)}])"
    return "(" + f" {op} ".join(show(p, scope) for p in parts) + ")"


def _compare(known: bool, op: str, field: str, value: Node, scope: str) -> str:
    name = scope + field
    plain = f"{name} {op} {show(value, scope)}"
    if op == "==" and known:
        return f"({plain})"  # null equals no value
    if op == "!=" and not known:
        return f"({plain})"
    return f"({name} != null and {plain})" if known else f"({name} == null or {plain})"


def make() -> recordwise.Judge:
    expression = zen.compile_expression("[" + ", ".join(show(rule) for rule in rules()) + "]")
    return expression.evaluate


if __name__ == "__main__":
    recordwise.run(__doc__, make)
