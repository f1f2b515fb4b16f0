"""The verdicts of a large index as arrays: views and maps of 100,000 subjects are narrowed in some milliseconds.

SQLite answers the same questions (``index.query``), in a second where a view holds everything; a test compares both.
Arrays are only made for large indices, in the background, after the first screen is drawn.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from anwei.tui.index.schema import ERROR, FAIL, NEAR, NOT_JUDGED, UNKNOWN, WAIVED
from anwei.tui.index.terms import fits

if TYPE_CHECKING:
    from anwei.tui.index.query import Facets, RuleLine

Array = Any
COLUMNS = ("place", "sector", "scale", "who", "kind")
_CELLS = (FAIL, UNKNOWN, WAIVED, ERROR, NEAR)  # what the table ``cell`` holds
_CODES = 16  # more than there are codes of verdicts


@dataclass(frozen=True)
class Part:
    """The subjects of a kind: their numbers, and one row of codes a requirement, in the order of ``rules``."""

    kind: str
    rules: tuple[RuleLine, ...]
    numbers: Array
    codes: Array  # requirements x subjects


class Cube:
    """The arrays of one index. Subjects are addressed by their numbers."""

    def __init__(self, connection: sqlite3.Connection, rules: Mapping[int, RuleLine], day: int) -> None:
        import numpy as np

        self._np = np
        self.connection = connection
        self.day = day
        self.most = int(connection.execute("SELECT max(no) FROM subject").fetchone()[0] or 0)
        self.numbers: Array = self._column("no", np.int64)
        self._of: dict[str, tuple[Array, dict[str, int]]] = {}
        self._orders: dict[str, Array] = {}
        self._last: tuple[object, Array] | None = None
        self._soon: tuple[int, dict[int, Array]] | None = None  # days, and codes by requirement
        by_kind: dict[str, list[RuleLine]] = {}
        for rule in rules.values():
            by_kind.setdefault(rule.kind, []).append(rule)
        self.parts = [self._part(k, sorted(rs, key=lambda r: r.pos)) for k, rs in by_kind.items()]

    def forget(self) -> None:
        """Forget what was asked last."""
        self._last = self._soon = None

    def _column(self, name: str, kind: Any) -> Array:
        rows = self.connection.execute(f"SELECT {name} FROM subject ORDER BY no")  # noqa: S608 - from a table
        return self._np.fromiter((r[0] for r in rows), kind)

    def _part(self, kind: str, rules: list[RuleLine]) -> Part:
        np, query = self._np, "SELECT s.no, b.codes FROM subject s JOIN body b ON b.no = s.no WHERE s.kind = ?"
        rows = self.connection.execute(query, (kind,)).fetchall()
        wide, blank = len(rules), bytes([NOT_JUDGED])
        joined = b"".join(codes[:wide].ljust(wide, blank) for _, codes in rows)
        codes = np.frombuffer(joined, np.uint8).reshape(len(rows), wide)
        numbers = np.fromiter((n for n, _ in rows), np.int64, len(rows))
        return Part(kind, tuple(rules), numbers, np.ascontiguousarray(codes.T))

    def _codes_of(self, sort: str) -> tuple[Array, dict[str, int]]:
        """The place (sector, ...) of each subject number as a small number, and the small number of each name."""
        if sort not in self._of:
            np, known = self._np, dict[str, int]()
            rows = self.connection.execute(f"SELECT no, {sort} FROM subject")  # noqa: S608 - from a table
            found = np.zeros(self.most + 1, np.int32)
            for number, name in rows:
                found[number] = known.setdefault(name, len(known))
            self._of[sort] = found, known
        return self._of[sort]

    # -- views ---------------------------------------------------------------------------------------------------

    def ids(self, facets: Facets, order: str, ordering: str) -> list[int]:
        """The numbers of the subjects of a view in an order, which ``ordering`` says as SQL."""
        if order not in self._orders:
            rows = self.connection.execute(f"SELECT s.no FROM subject s ORDER BY {ordering}")  # noqa: S608
            self._orders[order] = self._np.fromiter((r[0] for r in rows), self._np.int64)
        ordered = self._orders[order]
        found: list[int] = ordered[self._mask(facets)[ordered]].tolist()
        return found

    def heads(self, by: str, facets: Facets) -> list[tuple[str, int]]:
        """The rows of the map with how many subjects each has."""
        of, known = self._codes_of(by)
        counts = self._np.bincount(of[self.numbers[self._mask(facets)[self.numbers]]], minlength=len(known))
        return sorted((name, int(counts[n])) for name, n in known.items() if counts[n])

    def summed(self, by: str, facets: Facets) -> list[tuple[str, str, int, int]]:
        """(row, family, code, how many verdicts) of a narrowed map; verdicts in order are not counted."""
        np, (of, known) = self._np, self._codes_of(by)
        size, mask = len(known) * _CODES, self._mask_of_subjects(facets)
        found: dict[str, Array] = {}
        for part in self._asked(facets):
            chosen = mask[part.numbers]
            flat = of[part.numbers][chosen] * _CODES
            for row, rule in enumerate(part.rules):
                if fits(rule, facets):
                    codes = self._codes(part, row, rule, facets)[chosen]
                    counts = np.bincount(flat + codes, minlength=size)
                    found[rule.family] = found.get(rule.family, 0) + counts
        return [
            (name, family, code, int(counts[n * _CODES + code]))
            for family, counts in found.items()
            for name, n in known.items()
            for code in _wanted(facets)
            if counts[n * _CODES + code]
        ]

    def columns(self, facets: Facets) -> list[int]:
        """The numbers of the requirements that the subjects of a view have something to see to in, most gaps first."""
        np, mask = self._np, self._mask_of_subjects(facets)
        wanted, found = _wanted(facets), []
        for part in self._asked(facets):
            chosen = mask[part.numbers]
            for row, rule in enumerate(part.rules):
                if fits(rule, facets):
                    counts = np.bincount(self._codes(part, row, rule, facets)[chosen], minlength=_CODES)
                    if counts[list(wanted)].sum():
                        found.append((-int(counts[FAIL]) if FAIL in wanted else 0, rule.no))
        return [number for _, number in sorted(found)]

    # -- masks ---------------------------------------------------------------------------------------------------

    def _mask(self, facets: Facets) -> Array:
        """Whether a subject, by its number, belongs to a view."""
        mask = self._mask_of_subjects(facets)
        if not facets.on_cells:
            return mask
        with_cell = self._np.zeros(self.most + 1, bool)
        for part in self._asked(facets):
            held = self._np.zeros(len(part.numbers), bool)
            for row, rule in enumerate(part.rules):
                if fits(rule, facets):
                    held |= self._np.isin(self._codes(part, row, rule, facets), _wanted(facets))
            with_cell[part.numbers] = held
        return mask & with_cell

    def _mask_of_subjects(self, facets: Facets) -> Array:
        """Whether a subject, by its number, is one of those asked for; a view and its map ask the same."""
        asked = (facets.text, *(getattr(facets, c) for c in COLUMNS))
        if self._last is None or self._last[0] != asked:
            self._last = (asked, self._found(facets))
        return self._last[1]

    def _found(self, facets: Facets) -> Array:
        np = self._np
        mask = np.zeros(self.most + 1, bool)
        if facets.text:
            query = "SELECT no FROM subject WHERE instr(search, ?) > 0"
            rows = self.connection.execute(query, (facets.text.lower(),))
            mask[np.fromiter((r[0] for r in rows), np.int64)] = True
        else:
            mask[self.numbers] = True
        for sort in COLUMNS:
            value = getattr(facets, sort)
            if value and sort == "sector":
                mask &= self._in_sector(value)
            elif value:
                of, known = self._codes_of(sort)
                mask &= of == known.get(value, -1)
        return mask

    def _in_sector(self, sector: str) -> Array:
        """Subjects with a sector, be it the first or another of theirs."""
        query = "SELECT no FROM subject WHERE sectors LIKE ?"
        rows = self.connection.execute(query, (f"% {sector} %",))
        mask = self._np.zeros(self.most + 1, bool)
        mask[self._np.fromiter((r[0] for r in rows), self._np.int64)] = True
        return mask

    def _asked(self, facets: Facets) -> Sequence[Part]:
        return [p for p in self.parts if not facets.kind or p.kind == facets.kind]

    def _codes(self, part: Part, row: int, rule: RuleLine, facets: Facets) -> Array:
        """The codes of a requirement; where days are asked for, only of what lapses within them."""
        if not facets.within:
            return part.codes[row]
        if self._soon is None or self._soon[0] != facets.within:
            self._soon = (facets.within, {})
        known = self._soon[1]
        if rule.no not in known:
            soon = self._np.zeros(self.most + 1, bool)
            query = "SELECT subject FROM cell WHERE rule = ? AND verdict IN (?, ?) AND lapses > 0 AND lapses <= ?"
            rows = self.connection.execute(query, (rule.no, NEAR, WAIVED, self.day + facets.within))
            soon[self._np.fromiter((r[0] for r in rows), self._np.int64)] = True
            known[rule.no] = self._np.where(soon[part.numbers], part.codes[row], NOT_JUDGED).astype(self._np.uint8)
        return known[rule.no]


def _wanted(facets: Facets) -> tuple[int, ...]:
    """The codes that a view asks about."""
    if facets.verdict >= 0:
        return (facets.verdict,) if facets.verdict in _CELLS else ()
    return (NEAR, WAIVED) if facets.within else _CELLS
