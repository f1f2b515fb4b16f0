"""Reading the index: ids in view order, pages, cells, counts. Cheap enough for the process that draws."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anwei.tui.index.schema import ERROR, FAIL, NAMES, NEAR, NOT_JUDGED, UNKNOWN, VERSION, WAIVED, WORST
from anwei.tui.index.terms import asked, cell_terms, fits, on_subjects, subject_terms
from anwei.tui.words import lang

if TYPE_CHECKING:
    from anwei.tui.index.cube import Cube

LARGE = 5000  # subjects


@dataclass(frozen=True)
class Facets:
    """What a view is narrowed to; every part is optional. ``within`` is a number of days in which something lapses."""

    text: str = ""
    kind: str = ""
    place: str = ""
    sector: str = ""
    family: str = ""
    severity: int = -1
    pillar: str = ""
    verdict: int = -1
    within: int = 0
    scale: str = ""
    who: str = ""

    @property
    def on_cells(self) -> bool:
        """Whether it asks about single verdicts, not only about subjects."""
        return self.verdict >= 0 or self.within > 0 or self.severity >= 0 or bool(self.family or self.pillar)

    def but(self, **changes: object) -> Facets:
        """The same with some parts set to others."""
        return Facets.of({**self.__dict__, **changes})

    def plain(self) -> dict[str, Any]:
        """As plain values, for the state file; only what narrows."""
        return {n: v for n, v in self.__dict__.items() if v != getattr(NOTHING, n)}

    @classmethod
    def of(cls, plain: object) -> Facets:
        """From plain values; what is not understood is left out."""
        if not isinstance(plain, dict):
            return NOTHING
        known = {n: type(v) for n, v in NOTHING.__dict__.items()}
        return cls(**{n: plain[n] for n, t in known.items() if isinstance(plain.get(n), t)})


@dataclass(frozen=True, slots=True)
class Planned:
    """A drill for a requirement: its day (ordinal), whether it was held (and does not count yet), its id."""

    day: int
    held: bool
    drill: str


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One requirement: a column of the matrix."""

    no: int
    kind: str
    pos: int
    id: str
    zh: str
    en: str
    family: str
    severity: int
    pillar: str
    strength: str

    @property
    def title(self) -> str:
        return self.zh if lang() == "zh" else self.en


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """One subject: a row of lists and of the matrix. ``codes`` is one byte a rule of its kind."""

    no: int
    kind: str
    id: str
    name: str
    credit: str
    place: str
    sector: str
    codes: bytes
    dates: dict[int, tuple[int, int, int, str]] = field(default_factory=dict)
    gaps: int = 0
    unknowns: int = 0
    lapses: int = 0
    due: int = 0

    def code(self, rule: RuleLine) -> int:
        """The code of a rule; ``NOT_JUDGED`` where it does not concern this subject."""
        if rule.kind != self.kind or rule.pos >= len(self.codes):
            return NOT_JUDGED
        return self.codes[rule.pos]


_LINE = "s.no, s.kind, s.id, s.name, s.credit, s.place, s.sector, b.codes, b.dates, s.gaps, s.unknowns, s.lapses, s.due"
_FROM = "subject s JOIN body b ON b.no = s.no"
#: What subjects are sorted by and named after, and its column.
_SORTS = {"place": "place", "sector": "sector", "kind": "kind", "scale": "scale", "who": "who"}
#: Orders of a list of subjects, by name.
ORDERS = {
    "worst": "+s.score DESC, +s.no",
    "name": "s.name, s.no",
    "place": "s.place, s.score DESC, s.no",
    "due": "(s.due = 0), s.due, s.no",
    "lapses": "(s.lapses = 0), s.lapses, s.no",
    "gaps": "s.gaps DESC, s.no",
}


class Index:
    """An opened index. ``None`` of it changes; a new one replaces the file."""

    def __init__(self, path: Path) -> None:
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self.connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self.meta: dict[str, Any] = {n: json.loads(v) for n, v in self.connection.execute("SELECT * FROM meta")}
        self._cube: Cube | None = None

    @property
    def large(self) -> bool:
        """Whether narrowing it by SQL alone would be felt: ``warm`` is worth its time."""
        return int(self.meta.get("subjects", 0)) >= LARGE

    def empty(self, otherwise: str) -> str:
        """The label of an empty view: where there are no subjects at all, how to get some."""
        return "empty.bare" if self.meta.get("subjects") == 0 else otherwise

    def warm(self) -> None:
        """Read the arrays from which views are narrowed at once; some tenths of a second, for a thread."""
        from anwei.tui.index.cube import Cube

        self._cube = Cube(self.connection, self.rules, int(self.meta.get("as_of", 0)))

    def forget(self) -> None:
        """Forget what was asked last: for measuring."""
        if self._cube is not None:
            self._cube.forget()

    @classmethod
    def open(cls, path: Path) -> Index | None:
        """The index at ``path``, or None where there is none that can be used."""
        if not path.exists():
            return None
        try:
            index = cls(path)
        except (sqlite3.Error, ValueError):
            return None
        return index if index.meta.get("version") == VERSION else None

    def close(self) -> None:
        self.connection.close()

    # -- names ---------------------------------------------------------------------------------------------------

    @cached_property
    def _names(self) -> dict[tuple[str, str], tuple[str, str]]:
        return {(s, c): (zh, en) for s, c, zh, en in self.connection.execute("SELECT * FROM name")}

    def name(self, sort: str, code: str) -> str:
        """The name of a ``place``, ``sector`` or ``kind``; its code where it has none."""
        zh, en = self._names.get((sort, code), (code, code))
        return zh if lang() == "zh" else en

    def codes(self, sort: str) -> list[str]:
        """The codes of a sort that occur among the subjects."""
        column = _SORTS[sort]
        query = f"SELECT {column} FROM subject WHERE {column} != '' GROUP BY 1 ORDER BY 1"  # noqa: S608 - from a table
        return [row[0] for row in self.connection.execute(query)]

    @cached_property
    def planned(self) -> dict[tuple[int, int], Planned]:
        """The drill on the books for a gap, by subject and requirement; the nearest one of several."""
        rows = self.connection.execute("SELECT * FROM planned")
        return {(row[0], row[1]): Planned(row[2], bool(row[3]), row[4]) for row in rows}

    @cached_property
    def rules(self) -> dict[int, RuleLine]:
        """Every requirement of the run, by number."""
        return {row[0]: RuleLine(*row) for row in self.connection.execute("SELECT * FROM rule ORDER BY no")}

    # -- subjects ------------------------------------------------------------------------------------------------

    def ids(self, facets: Facets, order: str = "worst") -> list[int]:
        """The numbers of the subjects of a view, in its order."""
        if self._cube is not None:
            return self._cube.ids(facets, order, ORDERS[order])
        where, params = self._where(facets)
        query = f"SELECT s.no FROM subject s {where} ORDER BY {ORDERS[order]}"  # noqa: S608
        return [row[0] for row in self.connection.execute(query, params)]

    def page(self, numbers: Sequence[int]) -> dict[int, SubjectLine]:
        """The lines of some subjects, by number."""
        marks = ",".join("?" * len(numbers))
        query = f"SELECT {_LINE} FROM {_FROM} WHERE s.no IN ({marks})"  # noqa: S608
        return {row[0]: _line(row) for row in self.connection.execute(query, list(numbers))}

    def subject(self, kind: str, id_: str) -> SubjectLine | None:
        """One subject by kind and id."""
        query = f"SELECT {_LINE} FROM {_FROM} WHERE s.kind = ? AND s.id = ?"  # noqa: S608
        row = self.connection.execute(query, (kind, id_)).fetchone()
        return _line(row) if row is not None else None

    def find(self, text: str, limit: int = 30) -> list[SubjectLine]:
        """Subjects by part of name, initials, id or credit code."""
        where, params = self._where(Facets(text=text))
        query = f"SELECT {_LINE} FROM {_FROM} {where} ORDER BY +s.score DESC, +s.no LIMIT ?"  # noqa: S608
        return [_line(row) for row in self.connection.execute(query, [*params, limit])]

    # -- the map -------------------------------------------------------------------------------------------------

    def heads(self, by: str, facets: Facets) -> list[tuple[str, int]]:
        """The rows of the map (codes of places or sectors) with how many subjects each has."""
        if self._cube is not None and facets != NOTHING:
            return self._cube.heads(by, facets)
        column = f"s.{_SORTS[by]}"
        where, params = self._where(facets)
        query = f"SELECT {column}, count(*) FROM subject s {where} GROUP BY 1 ORDER BY 1"  # noqa: S608
        return [(row[0], row[1]) for row in self.connection.execute(query, params)]

    def summary(self, by: str, facets: Facets) -> dict[tuple[str, str], dict[int, int]]:
        """(row, family) -> code -> how many verdicts. Without facets it is read as it was summed up."""
        found: dict[tuple[str, str], dict[int, int]] = {}
        for head, family, code, number in self._summed(by, facets):
            found.setdefault((head, family), {})[code] = number
        return found

    def _summed(self, by: str, facets: Facets) -> Iterator[tuple[str, str, int, int]]:
        if facets == Facets(family=facets.family, verdict=facets.verdict, place=facets.place if by == "place" else ""):
            yield from (r for r in self._stored(by) if asked(r, facets))
            return
        if self._cube is not None:
            yield from self._cube.summed(by, facets)
            return
        column = f"s.{_SORTS[by]}"
        subjects, params = subject_terms(facets)
        cells, more = cell_terms(facets, int(self.meta.get("as_of", 0)))
        where = " AND ".join([*subjects, *cells]) or "1"
        query = (
            f"SELECT {column}, r.family, c.verdict, count(*) FROM cell c JOIN subject s ON s.no = c.subject "  # noqa: S608
            f"JOIN rule r ON r.no = c.rule WHERE {where} GROUP BY 1, 2, 3"
        )
        yield from self.connection.execute(query, [*params, *more])

    def _stored(self, by: str) -> list[tuple[str, str, int, int]]:
        query = "SELECT head, family, verdict, number FROM summary WHERE by = ?"
        return self.connection.execute(query, (by,)).fetchall()

    @cached_property
    def _busy(self) -> list[RuleLine]:
        """The requirements with something to see to anywhere, most gaps first."""
        query = "SELECT rule, sum(verdict = ?) FROM cell GROUP BY rule ORDER BY 2 DESC, 1"
        return [self.rules[row[0]] for row in self.connection.execute(query, (FAIL,))]

    def columns(self, facets: Facets, found: int, *, everything: bool = False) -> list[RuleLine]:
        """The requirements of a view that holds ``found`` subjects: those with something to see to, most gaps first; or
        all. Of a large view they are those of the whole county: counting would cost more than the view.
        """
        if everything:
            chosen = [r for r in self.rules.values() if fits(r, facets)]
            return sorted(chosen, key=lambda r: (r.family, r.kind, r.pos))
        if found > _COUNTED:
            return [r for r in self._busy if fits(r, facets)]
        if self._cube is not None:
            return [self.rules[n] for n in self._cube.columns(facets)]
        subjects, params = subject_terms(facets)
        cells, more = cell_terms(facets, int(self.meta.get("as_of", 0)))
        where = " AND ".join([*subjects, *cells]) or "1"
        query = (
            f"SELECT c.rule, sum(c.verdict = {FAIL}) FROM cell c JOIN subject s ON s.no = c.subject "  # noqa: S608
            f"JOIN rule r ON r.no = c.rule WHERE {where} GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        return [self.rules[row[0]] for row in self.connection.execute(query, [*params, *more])]

    # -- today ---------------------------------------------------------------------------------------------------

    def top(self, limit: int) -> list[tuple[SubjectLine, RuleLine, int, int, int]]:
        """What to see to first: subject, requirement, code, due day, day on which it lapses."""
        query = "SELECT subject, rule, verdict, due, lapses FROM top ORDER BY place LIMIT ?"
        rows = self.connection.execute(query, (limit,)).fetchall()
        lines = self.page([r[0] for r in rows])
        return [(lines[s], self.rules[r], code, due, lapses) for s, r, code, due, lapses in rows]

    def named(self, texts: Sequence[str]) -> list[tuple[str, str]]:
        """Kind and id of the subjects of which one of some texts is the name or the id."""
        marks = ",".join("?" * len(texts))
        query = f"SELECT kind, id FROM subject WHERE name IN ({marks}) OR id IN ({marks}) LIMIT 2"  # noqa: S608
        return list(self.connection.execute(query, [*texts, *texts]).fetchall())

    @cached_property
    def never(self) -> frozenset[tuple[int, int]]:
        """Of those, subject and requirement (numbers) of the gaps for which nothing was ever on file."""
        return frozenset(self.connection.execute("SELECT subject, rule FROM never").fetchall())

    def changed(self) -> tuple[int, int]:
        """Since the run before: new gaps and closed ones."""
        query = f"SELECT sum(after = {FAIL}), sum(before = {FAIL} AND after != {FAIL}) FROM change"  # noqa: S608
        new, closed = self.connection.execute(query).fetchone()
        return new or 0, closed or 0

    def count(self, code: int) -> int:
        """How many verdicts have a code; ``NEAR`` counts what lapses soon."""
        return int(self.connection.execute("SELECT count(*) FROM cell WHERE verdict = ?", (code,)).fetchone()[0])

    def _where(self, facets: Facets) -> tuple[str, list[object]]:
        terms, params = subject_terms(facets)
        quick = on_subjects(facets, int(self.meta.get("as_of", 0)))
        if quick:
            terms += quick
        elif facets.on_cells:
            cells, more = cell_terms(facets, int(self.meta.get("as_of", 0)))
            if not (facets.verdict >= 0 or facets.within):
                cells.append(f"c.verdict IN ({FAIL},{UNKNOWN},{ERROR},{NEAR},{WAIVED})")
            inner = f"SELECT c.subject FROM cell c JOIN rule r ON r.no = c.rule WHERE {' AND '.join(cells)}"  # noqa: S608
            terms.append(f"s.no IN ({inner})")
            params += more
        return ("WHERE " + " AND ".join(terms) if terms else ""), params


NOTHING = Facets()
_COUNTED = 2000  # subjects of a view up to which its requirements are counted


def _line(row: Sequence[Any]) -> SubjectLine:
    no, kind, id_, name, credit, place, sector, codes, dates, *counts = row
    told = {int(k): (v[0], v[1], v[2], v[3]) for k, v in json.loads(dates).items()} if dates != "{}" else {}
    return SubjectLine(no, kind, id_, name, credit, place, sector, codes, told, *counts)


def worst(codes: Iterable[int]) -> int:
    """The worst of some codes, in the order in which a cell shows them; ``NOT_JUDGED`` for none."""
    present = set(codes)
    return next((c for c in WORST if c in present), NOT_JUDGED)


def verdict_name(code: int) -> str:
    """The name of a code: ``fail``, ``near``; empty where there is no verdict."""
    return NAMES[code] if code < len(NAMES) else ""
