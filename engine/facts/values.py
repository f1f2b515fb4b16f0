"""Typing raw input: from what a person wrote to exact values, or a diagnostic code saying why not.

Held values: numbers as integers at the field's scale (money in fen), dates as day ordinals, codes as names, codes and
refs as frozensets, ``None`` for *not known* and ``BLANK`` for *has not happened*.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final

from anwei.engine.documents.diagnostics import nearest
from anwei.engine.facts.units import RATIO_SIGNS, convert, parse_quantity
from anwei.engine.facts.vocabulary import CodeList, FieldSpec, Vocabulary
from anwei.engine.messages import Text


class Blank:
    """The value of a ``not_yet`` field that has not happened."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "BLANK"

    def __reduce__(self) -> str:
        return "BLANK"  # copies and other processes get the one there is


BLANK: Final = Blank()
Value = int | bool | str | frozenset[str] | Blank | None

UNKNOWN_MARKS: frozenset[str] = frozenset({"?", "？", "unknown", "不详", "未知"})
INT64_MAX = 2**63 - 1

_GROUPED_FROM = 10_000
_TRUE = {"true", "yes", "y", "是", "有", "√", "✓", "1", "对"}
_FALSE = {"false", "no", "n", "否", "无", "×", "✗", "0", "没有"}
_DATE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?\Z")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_NO_YEAR = re.compile(r"\d{1,2}\s*[-./月]\s*\d{1,2}\s*日?\Z")
#: GB/T 2260 codes of provinces, cities and counties, and the longer ones of townships and villages.
_DIVISION = re.compile(r"\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?\Z")
_SEPARATORS = re.compile(r"[、,，;；/\n]+")


class BadValue(Exception):
    """A raw value that does not fit its field: a diagnostic code and its parameters."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def parse_value(raw: object, spec: FieldSpec, vocabulary: Vocabulary) -> Value:
    """The held value of ``raw`` for the field. Raises BadValue."""
    if isinstance(raw, str):
        raw = unicodedata.normalize("NFKC", raw).strip() if spec.type != "text" else raw.strip()
    if raw is None or raw == "":
        return BLANK if spec.not_yet else None
    if isinstance(raw, str) and raw.casefold() in UNKNOWN_MARKS:
        return None
    if spec.numeric:
        return parse_number(raw, spec)
    if spec.type == "boolean":
        return _boolean(raw)
    if spec.type == "date":
        return parse_date(raw)
    if spec.type == "code":
        return _code(raw, spec, vocabulary)
    if spec.type == "codes":
        return frozenset(_code(part, spec, vocabulary) for part in _parts(raw))
    if spec.type == "refs":
        return frozenset(str(part) for part in _parts(raw))
    if isinstance(raw, (list, dict)):
        raise BadValue("INP-011", expected=spec.type)
    if spec.type == "division" and not is_division(str(raw)):
        raise BadValue("INP-017", text=str(raw)[:40])
    return str(raw)


def is_division(text: str) -> bool:
    """Whether a text can be a division code by the number of its digits."""
    return _DIVISION.match(text) is not None


def parse_number(raw: object, spec: FieldSpec) -> int:
    """A number at the field's scale, within its range. Raises BadValue."""
    amount = to_amount(raw, spec.unit, spec.type)
    scaled = amount.scaleb(spec.scale)
    if scaled != scaled.to_integral_value():
        if spec.scale == 0:
            raise BadValue("INP-007", text=raw)
        raise BadValue("INP-008", text=raw, digits=spec.scale)
    value = int(scaled)
    if abs(value) > INT64_MAX:
        raise BadValue("INP-009", text=raw)
    low, high = spec.minimum, spec.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        raise BadValue("INP-010", text=raw, low=_end(low, spec), high=_end(high, spec))
    return value


def out_of_range(value: int, spec: FieldSpec) -> BadValue:
    """The problem of a number, at the field's scale, that lies outside the field's range."""
    shown = show_number(value, spec.scale, spec.unit)
    return BadValue("INP-010", text=shown, low=_end(spec.minimum, spec), high=_end(spec.maximum, spec))


def _end(limit: int | None, spec: FieldSpec) -> Text:
    """An end of a range in words."""
    if limit is None:
        return Text("不限", "no limit")
    shown = show_number(limit, spec.scale, spec.unit)
    return Text(shown, shown)


def to_amount(raw: object, unit: str, type_name: str = "number") -> Decimal:
    """A number, or a text with a unit, as an amount in the base unit. Raises BadValue."""
    if isinstance(raw, (bool, list, dict)):
        raise BadValue("INP-011", expected=type_name)
    if isinstance(raw, (int, Decimal)):
        parsed: tuple[Decimal, str] | None = (Decimal(raw), "")
    elif isinstance(raw, float):
        parsed = (Decimal(repr(raw)), "") if abs(raw) < 1e18 else None  # not for NaN either
    else:
        parsed = parse_quantity(str(raw))
    if parsed is None or len(parsed[0].as_tuple().digits) > 30:
        raise BadValue("INP-006", text=str(raw)[:40])
    amount = convert(parsed[0], parsed[1], unit)
    if amount is None:
        raise BadValue("INP-012", unit=parsed[1], wanted=unit or "-")
    return amount


def parse_date(raw: object) -> int:
    """A date as its day ordinal: 2026-03-05, 2026.3.5, 2026/3/5, 2026年3月5日, 20260305. Raises BadValue."""
    if isinstance(raw, datetime):
        return raw.date().toordinal()
    if isinstance(raw, date):
        return raw.toordinal()
    return _written_date(str(raw).strip())


@lru_cache(maxsize=1 << 14)
def _written_date(text: str) -> int:
    match = _DATE.match(text) or _COMPACT_DATE.match(text)
    if not match:
        raise BadValue("INP-014" if _NO_YEAR.match(text) else "INP-013", text=text[:40])
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).toordinal()
    except ValueError as error:
        raise BadValue("INP-013", text=text[:40]) from error


def _boolean(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    text = str(raw).casefold()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise BadValue("INP-015", text=text[:40])


def _code(raw: object, spec: FieldSpec, vocabulary: Vocabulary) -> str:
    codes = vocabulary.codes[spec.codes]
    text = str(raw).strip()
    found = codes.find(text)
    if found is None:
        raise BadValue("INP-016", text=text[:40], hint=_meant(text, codes))
    return found


def _meant(text: str, codes: CodeList) -> Text:
    """The code that a text is most like, as it was written: by its name or a label; else the first few."""
    labels = {word: c.label for c in codes.codes.values() for word in c.label}
    near = nearest(text, [*codes.codes, *labels])
    return labels.get(near, Text(near, near)) if near else some_labels(codes)


def some_labels(codes: CodeList) -> Text:
    """The first labels of a code list, in each language."""
    first = [c.label for c in codes.codes.values()][:6]
    return Text("、".join(t.zh for t in first), ", ".join(t.en for t in first))


def _parts(raw: object) -> list[object]:
    if isinstance(raw, (list, tuple, frozenset)):
        return list(raw)
    return [p.strip() for p in _SEPARATORS.split(str(raw)) if p.strip()]


def key_text(value: Value, spec: FieldSpec | None) -> str:
    """A record's key as people write it; empty where it is not known."""
    if value is None or isinstance(value, Blank):
        return ""
    if spec is not None and spec.type == "date" and isinstance(value, int):
        return show_date(value)
    if spec is not None and spec.numeric and isinstance(value, int):
        return key_number(value, spec.scale)
    return str(value)


def key_number(value: float, scale: int) -> str:
    """A number as it stands in a path: without groups of digits."""
    return show_number(value, scale).replace(",", "")


def show_number(value: float, scale: int, unit: str = "") -> str:
    """An exact number for people: ``show_number(4000000, 2) == "40,000.00"`` without trailing zeros."""
    shift = RATIO_SIGNS.get(unit, 0)
    return in_groups(Decimal(int(value)).scaleb(shift - scale))


def in_groups(amount: Decimal) -> str:
    """A number in groups of three digits from ten thousand on, so that a year stays as it is written: 2025, 12,000."""
    text = f"{amount:,f}" if abs(amount) >= _GROUPED_FROM else f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def show_date(ordinal: float) -> str:
    """A day ordinal as ISO text."""
    return date.fromordinal(int(ordinal)).isoformat()
