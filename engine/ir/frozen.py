"""The law as it stood on a day, held to for good: what differs from it on a later day is what a change of law does."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from anwei.engine.ir.parameters import FOREVER, Parameter
from anwei.engine.ir.rules import Rule


def frozen_rules(rules: Mapping[str, Rule], day: int) -> dict[str, Rule]:
    """Rules in force on the day never end; those that begin later never come, but stay known."""
    replace = msgspec.structs.replace
    held = {i: replace(r, end=FOREVER) if r.end >= day else r for i, r in rules.items()}
    return {i: replace(r, start=FOREVER, end=FOREVER) if r.start > day else r for i, r in held.items()}


def frozen_parameters(parameters: Mapping[str, Parameter], day: int) -> dict[str, Parameter]:
    """Values in force on the day stay so; those that begin later never come."""
    return {n: _held(p, day) for n, p in parameters.items()}


def _held(parameter: Parameter, day: int) -> Parameter:
    values = tuple(
        msgspec.structs.replace(v, end=FOREVER) if v.end >= day else v for v in parameter.values if v.start <= day
    )
    return msgspec.structs.replace(parameter, values=values)


def begins_or_ends(rule: Rule, before: int, after: int) -> bool:
    """Whether a rule is in force on one of two days alone."""
    return (rule.start <= before <= rule.end) != (rule.start <= after <= rule.end)


def changes_value(parameter: Parameter, division: str, before: int, after: int) -> bool:
    """Whether another value holds, for the division or (as rules may ask about them) for one within it."""
    areas = {division, *(v.division for v in parameter.values if v.division.startswith(division))}
    return any(parameter.in_force(a, before) != parameter.in_force(a, after) for a in areas)
