"""Functions of a day that only a calendar knows (working days, periods counted from an anchor), as small tables.

Days are cut into pages of ``PAGE`` days; a row holds a page's values as digits of one width, so that a join on the page
and a substring find the value of a day. A day outside the pages has none, and that is reported, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from anwei.engine.fleet.graph import NO_LEAST, NO_MOST, DayMap
from anwei.engine.fleet.sql.terms import Term, Terms

PAGE = 64
EARLIEST = date(1000, 1, 1).toordinal()  # before it a number stands for no day at all


@dataclass(frozen=True, slots=True)
class DayRange:
    """The days that are tabulated, both included."""

    first: int = date(1950, 1, 1).toordinal()
    last: int = date(2100, 12, 31).toordinal()


@dataclass(frozen=True, slots=True)
class Pages:
    """A tabulated function: ``digits`` wide offsets from each day, moved by ``bias``; 0 is NO_LEAST, 1 is NO_MOST."""

    key: tuple[Any, ...]
    digits: int
    bias: int
    rows: tuple[tuple[int, str], ...]  # page and its digits


def tabulated(function: DayMap, days: DayRange) -> Pages:
    first, last = days.first // PAGE * PAGE, days.last // PAGE * PAGE + PAGE
    found = {d: function.function(d) for d in range(max(first, 1), last)}
    offsets = [v - d for d, v in found.items() if abs(v) != NO_MOST]
    bias = 2 - min(offsets, default=0)
    digits = len(str(max(offsets, default=0) + bias))

    def shown(day: int) -> str:
        value = found.get(day, NO_LEAST)
        code = {NO_LEAST: 0, NO_MOST: 1}.get(value, value - day + bias)
        return str(code).rjust(digits, "0")

    rows = tuple((p // PAGE, "".join(map(shown, range(p, p + PAGE)))) for p in range(first, last, PAGE))
    return Pages(function.key, digits, bias, rows)


def looked_up(terms: Terms, day: Term, pages: Pages) -> tuple[Term, Term]:
    """The value of the function, and whether the day is one that is not tabulated."""
    number = terms.number
    none = terms.compare("gt", number(EARLIEST), day)
    safe = terms.choose(none, number(0), day)
    # the page's row is joined by its number; -1 where there is none
    code = terms.make(
        "page", (terms.quotient(safe, number(PAGE)), terms.remainder(safe, number(PAGE))), pages, size=10**9
    )
    moved = terms.minus(terms.plus(day, code), number(pages.bias))
    low, high = terms.is_number(code, 0), terms.is_number(code, 1)
    value = terms.choose(low, number(NO_LEAST), terms.choose(high, number(NO_MOST), moved))
    return value, terms.both(terms.no(none), terms.is_number(code, -1))
