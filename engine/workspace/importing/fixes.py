"""What a person probably meant by a text that does not fit its field. Guesses are proposed, never used silently."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anwei.engine.facts.values import BadValue, parse_date
from anwei.engine.workspace.importing.problems import Kind
from anwei.engine.workspace.importing.words import known_unit

#: Strokes that clerks write into cells that have nothing to say, in any column.
STROKES = frozenset(
    ["-", "--", "---", "—", "——", "–", "/", "//", "\\", "·", ".", "*", "N/A", "n/a", "#N/A", "NULL", "null"]
)
#: And words that say nothing where no free text is asked for.
PLACEHOLDERS = STROKES | frozenset(
    ["无", "暂无", "待定", "待补", "待填", "空", "略", "NA", "none", "不适用", "不涉及", "未填", "未填报"]
)
#: What stands for the cell above.
DITTO = frozenset({"同上", "〃", "″", "“", "”", '"'})

_NUMBER_UNIT = re.compile(r"([-+]?\d[\d,]*(?:\.\d+)?)\s*([^\d\s.,]{0,6})\Z")
_WORDS = "万元|亿元|千元|万|亿|元|人|名|吨|公斤|千克|学时|小时"
_ONE_NUMBER = re.compile(rf"\A\D*?([-+]?\d[\d,]*(?:\.\d+)?)\s*({_WORDS})?\D*\Z")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?\Z")
_SHORT_YEAR = re.compile(r"['’]?(\d{2})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?\Z")
_LONG = re.compile(r"(\d{4})\s*[-./年,，、\s]\s*(\d{1,2})\s*[-./月,，、\s]\s*(\d{1,2})\s*[日号]?[.。,，;；]?\Z")
_WITH_TIME = re.compile(r"(\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?)[ T]+\d{1,2}[:：]\d{2}([:：]\d{2}(\.\d+)?)?\Z")
_COMMON_YES = ("是", "有", "已", "正常", "具备", "符合", "合格", "在", "√", "✔", "☑", "●")
_COMMON_NO = ("否", "无", "未", "不", "没", "停", "×", "✘", "☒", "○")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and the unit written behind it (empty if none)."""

    amount: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Day:
    """A date as its ordinal; ``guessed`` if part of it was not written."""

    day: int
    kind: Kind
    guessed: bool


def money_words(text: str) -> Amount | None:
    """``3,200万元``, ``120人``: a number and a known unit; None for anything else."""
    match = _NUMBER_UNIT.match(text)
    if match is None:
        return None
    unit = known_unit(match[2]) if match[2] else ""
    return Amount(Decimal(match[1].replace(",", "")), unit) if unit or not match[2] else None


def number_fix(text: str) -> Amount | None:
    """The only number among words: ``约120人``, ``共 35 余``; None where there is none or more than one."""
    match = _ONE_NUMBER.match(text)
    if match is None:
        return None
    return Amount(Decimal(match[1].replace(",", "")), known_unit(match[2] or ""))


def date_fix(text: str, year: int) -> Day | None:
    """A date written in another way; one without its year is taken to be in ``year`` (0: not known)."""
    match = _LONG.match(text)
    if match:
        return _day(int(match[1]), int(match[2]), int(match[3]), Kind.DATE_FORM, guessed=False)
    match = _WITH_TIME.match(text)
    if match:
        try:
            return Day(parse_date(match[1]), Kind.DATE_FORM, guessed=False)
        except BadValue:
            return None
    match = _SHORT_YEAR.match(text)
    if match:
        return _day(2000 + int(match[1]), int(match[2]), int(match[3]), Kind.DATE_YEAR, guessed=True)
    match = _MONTH_DAY.match(text)
    if match and year:
        return _day(year, int(match[1]), int(match[2]), Kind.DATE_YEAR, guessed=True)
    return None


def _day(year: int, month: int, day: int, kind: Kind, *, guessed: bool) -> Day | None:
    try:
        return Day(date(year, month, day).toordinal(), kind, guessed)
    except ValueError:
        return None


def yes_no_fix(text: str) -> bool | None:
    """What a longer answer says: 已设置 is yes, 未设置 is no; None where it says neither."""
    plain = text.strip()
    if plain.startswith(_COMMON_NO):
        return False
    return True if plain.startswith(_COMMON_YES) else None
