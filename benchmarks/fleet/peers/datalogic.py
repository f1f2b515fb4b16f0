"""datalogic-py (JSONLogic in Rust): all rules in one compiled expression, evaluated on the JSON text itself."""

from __future__ import annotations

import json
from typing import Any

import recordwise
from datalogic_py import Engine
from logic import Node, rules


def show(node: Node) -> Any:
    """A node as JSONLogic; null compares as 0, so ``>=`` and ``>`` need no guard against what is not known."""
    if not isinstance(node, tuple):
        return node
    op, *parts = node
    match op:
        case "name":
            return {"val": parts[0]}
        case "or_else":
            return {"??": [{"val": parts[0]}, parts[1]]}
        case "root":
            return {"??": [{"val": [[1], parts[0]]}, parts[1]]}
        case "has":
            return {"!==": [{"val": parts[0]}, None]}
        case "known" | "maybe":
            return _compare(op == "known", *parts)
        case "and" | "or":
            return {op: [show(p) for p in parts]}
        case "not":
            return {"!": [show(parts[0])]}
        case "if":
            return {"if": [*(show(p) for branch in parts[0] for p in branch), show(parts[1])]}
        case "some":
            return {"some": [{"val": parts[0]}, show(parts[1])]}
        case "count":
            return {"length": {"filter": [{"val": parts[0]}, show(parts[1])]}}
        case "sum":
            table, condition, field, default = parts
            found = {"filter": [{"val": table}, show(condition)]}
            return {"+": {"map": [found, {"??": [{"val": field}, default]}]}}
        case "floor_div":
            return {"floor": [{"/": [show(parts[0]), parts[1]]}]}
        case "whole":
            return {"===": [{"val": ["coverage", parts[0]]}, "complete"]}
        case "any_in":
            return {"some": [{"val": parts[0]}, {"in": [{"val": []}, parts[1]]}]}
        case "starts":
            return {"or": [{"starts_with": [{"??": [{"val": parts[0]}, ""]}, p]} for p in parts[1]]}
    return {{"==": "==="}.get(op, op): [show(p) for p in parts]}


def _compare(known: bool, op: str, field: str, value: Node) -> Any:
    name = {"val": field}
    plain = {{"==": "===", "!=": "!=="}.get(op, op): [name, show(value)]}
    as_null = {"==": False, "!=": True, "<": True, "<=": True, ">": False, ">=": False}[op]  # of codes and later days
    if known:
        return {"and": [{"!==": [name, None]}, plain]} if as_null else plain
    return plain if as_null else {"or": [{"===": [name, None]}, plain]}


def make() -> recordwise.Judge:
    text = json.dumps({"merge": [show(rule) for rule in rules()]})
    rule = Engine().compile(text)
    return lambda line: json.loads(rule.evaluate_str(line))


if __name__ == "__main__":
    recordwise.run(__doc__, make)
