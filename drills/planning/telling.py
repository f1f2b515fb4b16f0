"""A plan as data for programs, days as ISO dates (``2027-05-12``), and read back from there or from kept documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from anwei.drills.model import AnnualPlan, from_plain, to_plain
from anwei.engine.api import show_date
from anwei.engine.services import parse_date

#: The fields of a plan and of its parts that hold a day.
DAYS = frozenset({"day", "first", "last", "until", "made_on", "approved_on", "old_day", "new_day"})


def plain_plan(plan: AnnualPlan) -> object:
    """The fields of a plan as dicts, lists and scalars; a day that is not set is left out."""
    return with_dates(to_plain(plan))


def with_dates(value: object, days: frozenset[str] = DAYS) -> Any:
    """Plain data with the days in the named fields as ISO dates."""
    match value:
        case Mapping():
            return {
                k: show_date(v) if k in days and isinstance(v, int) and v else with_dates(v, days)
                for k, v in value.items()
            }
        case list() | tuple():
            return [with_dates(v, days) for v in value]
    return value


def read_plan(data: bytes | str) -> AnnualPlan:
    """The plan that ``drill plan --out`` wrote, with days as dates or, as earlier versions wrote them, as ordinals.

    Raises msgspec.ValidationError where the data is no plan, BadValue where a day is no date.
    """
    return from_plain(_with_ordinals(msgspec.json.decode(data)), AnnualPlan)


def _with_ordinals(value: object) -> object:
    match value:
        case dict():
            return {
                k: parse_date(v) if k in DAYS and isinstance(v, str) else _with_ordinals(v) for k, v in value.items()
            }
        case list():
            return [_with_ordinals(v) for v in value]
    return value
