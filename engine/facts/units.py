"""Units of measure: which convert into which, by exact factors."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple


class Unit(NamedTuple):
    """A unit: its dimension, the factor to the dimension's base unit, and the base unit's name."""

    dimension: str
    factor: Decimal
    base: str


def _units(dimension: str, base: str, **factors: str) -> dict[str, Unit]:
    return {name: Unit(dimension, Decimal(f), base) for name, f in {base: "1", **factors}.items()}


UNITS: dict[str, Unit] = {
    **_units("money", "CNY", 元="1", 万元="10000", 亿元="100000000"),
    **_units("time", "h", 小时="1", 时="1"),
    **_units("time", "class_hour", 学时="1", 课时="1"),  # counts as an hour and keeps its name
    **_units("minutes", "min", 分钟="1"),
    **_units("seconds", "s", 秒="1"),
    **_units("days", "day", days="1", 天="1", 日="1"),
    **_units("months", "month", months="1", 个月="1", 月="1"),
    **_units("years", "year", years="1", 年="1"),
    **_units("people", "person", people="1", 人="1", 万人="10000", 名="1"),
    **_units("households", "household", 户="1"),
    **_units("mass", "kg", t="1000", 吨="1000", 万吨="10000000", 千克="1"),
    **_units("length", "m", km="1000", 米="1", 公里="1000"),
    **_units("area", "m2", km2="1000000", 平方米="1", 平方公里="1000000", ha="10000"),
    **_units("volume", "m3", 立方米="1", 万立方米="10000"),
    **_units("pieces", "piece", 件="1", set="1", 套="1", 个="1", 台="1", 只="1"),
    **_units("ratio", "1", **{"%": "0.01", "‰": "0.001", "％": "0.01"}),
    **_units("cny_per_tonne", "CNY/t", **{"元/吨": "1"}),
}

#: Shown with its own sign: a ratio declared in % is displayed in %.
RATIO_SIGNS: dict[str, int] = {"%": 2, "‰": 3}

_QUANTITY = re.compile(r"\s*([-+]?[0-9][0-9,]*(?:\.[0-9]+)?)\s*(\S.*?)?\s*\Z")


def parse_quantity(text: str) -> tuple[Decimal, str] | None:
    """``"3,200 万元"`` -> (Decimal(3200), "万元"); None if the text is not a number with an optional unit."""
    match = _QUANTITY.match(text)
    if not match:
        return None
    return Decimal(match[1].replace(",", "")), match[2] or ""


def convert(amount: Decimal, unit: str, wanted: str) -> Decimal | None:
    """``amount`` of ``unit`` in the base unit of ``wanted``'s dimension; None if the units do not convert.

    An amount without a unit is already in ``wanted``.
    """
    if wanted not in UNITS:
        return (
            amount if unit in ("", wanted) else (amount * UNITS[unit].factor if unit in UNITS and not wanted else None)
        )
    source = UNITS.get(unit or wanted)
    if source is None or source.dimension != UNITS[wanted].dimension:
        return None
    return amount * source.factor


def dimension(unit: str) -> str:
    """The dimension of a unit; an undeclared unit is its own dimension, no unit is none."""
    return UNITS[unit].dimension if unit in UNITS else unit
