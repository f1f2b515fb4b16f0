"""Finding the table in a sheet: its header among title rows, what it holds, where its rows end.

Headers are found by what they say: the rows (one to three, merged or not) whose words mean most fields of one target.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from anwei.engine.workspace.importing.columns import (
    CREDIT_CODE,
    IGNORED,
    SUBJECT_LINK,
    How,
    Mapped,
    Target,
    map_columns,
)
from anwei.engine.workspace.importing.grid import Grid, Raw, text_of
from anwei.engine.workspace.importing.words import known_unit, plain_word, similar_words, unit_in

SEARCHED = 40  # rows in which a header is looked for
MAX_HEADER_ROWS = 3
_ENTERPRISE = re.compile(r"企业|公司|厂商|enterprise|company", re.IGNORECASE)
_IDENTITY = ("id", "name", CREDIT_CODE)
_LONGEST_HEADER = 80


@dataclass(frozen=True, slots=True)
class Given:
    """What the user has said about a sheet: rows of its header (by number; 0 if not said) and meanings of columns."""

    header_first: int = 0
    header_last: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    how: How = "given"


@dataclass(slots=True)
class Block:
    """A table found in a sheet: the columns, the title above, and the indices of the rows below the header."""

    grid: Grid
    mapped: Mapped
    first: int  # index of the first header row
    last: int  # index of the last header row
    title: str
    rivals: tuple[str, ...] = ()  # kinds that the columns fit equally well
    rows: list[int] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def headers(self) -> tuple[str, ...]:
        return tuple(c.header for c in self.mapped.columns)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row below the header that is no record: a total, a note, a section heading, a repeated header."""

    row: int
    reason: str
    text: str


class Finder:
    """Finds tables by the words of many targets at once."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self.targets = targets
        self._found: dict[str, dict[int, tuple[str, float]]] = {}

    @cached_property
    def index(self) -> dict[str, list[tuple[int, str]]]:
        """Which field of which target a plain word means."""
        found: dict[str, list[tuple[int, str]]] = {}
        for number, target in enumerate(self.targets):
            for word, name in target.words.items():
                found.setdefault(word, []).append((number, name))
        return found

    def meanings(self, word: str) -> dict[int, tuple[str, float]]:
        """For each target that knows a plain word: the field and how sure that is."""
        if word not in self._found:
            found: dict[int, tuple[str, float]] = {}
            for weight, words in ((1.0, (word,)), (0.8, similar_words(word))):
                for each in words:
                    for number, name in self.index.get(each, ()):
                        found.setdefault(number, (name, weight))
            self._found[word] = found
        return self._found[word]

    def find(self, grid: Grid, hint: str, given: Given) -> Block | None:
        """The table that ``grid`` holds, or None. ``hint`` is what the file, its sheet and its title are called."""
        best: tuple[float, int, int] | None = None
        for first, last in self._spans(grid, given):
            scores = self._scores(header_texts(grid, first, last), hint, given)
            top = max(scores.values(), default=0.0) - 0.05 * (last - first)
            if best is None or top > best[0] + 1e-9:
                best = top, first, last
        if best is None or best[0] < self._least(grid, best[1], given):
            return None
        return self._block(grid, best[1], best[2], hint, given)

    def _spans(self, grid: Grid, given: Given) -> Iterator[tuple[int, int]]:
        if given.header_first:
            numbers = {n: i for i, n in enumerate(grid.numbers)}
            first, last = numbers.get(given.header_first), numbers.get(given.header_last or given.header_first)
            if first is not None and last is not None and first <= last:
                yield first, last
            return
        count = min(len(grid.rows), SEARCHED)
        for first in range(count):
            if any(isinstance(c, str) and c for c in grid.rows[first]):
                yield from ((first, last) for last in range(first, min(first + MAX_HEADER_ROWS, count)))

    def _least(self, grid: Grid, row: int, given: Given) -> float:
        """What a header must score: two fields, or one where the sheet has hardly more columns."""
        if given.header_first:
            return 0.5
        return 0.8 if sum(1 for c in grid.rows[row] if c != "") <= 2 else 1.6

    def _scores(self, headers: list[list[str]], hint: str, given: Given) -> dict[int, float]:
        """How well each target fits the headers."""
        fields: dict[int, dict[str, float]] = {}
        fixed = {plain_word(h): f for h, f in given.columns.items()}
        for words in headers:
            seen: set[int] = set()
            for word in map(plain_word, words):
                if word in fixed:
                    break
                for number, (name, weight) in self.meanings(word).items() if word else ():
                    if number not in seen:
                        seen.add(number)
                        known = fields.setdefault(number, {})
                        known[name] = max(known.get(name, 0.0), weight)
        for number, target in enumerate(self.targets):
            hits = [f for f in given.columns.values() if f in target.fields]
            if hits:
                fields.setdefault(number, {}).update(dict.fromkeys(hits, 1.0))
        enterprise = bool(_ENTERPRISE.search(hint + " ".join(h[0] for h in headers if h)))
        return {n: self._score(self.targets[n], known, hint, enterprise) for n, known in fields.items()}

    def _score(self, target: Target, known: dict[str, float], hint: str, enterprise: bool) -> float:
        score = sum(known.values())
        if target.table is None:
            score -= 0 if any(f in known for f in _IDENTITY) else 1.5
            score += 0.3 if target.kind.label.zh in hint or target.kind.name in hint.casefold() else 0
        else:
            own = sum(1 for f in known if not f.startswith("@"))
            score -= 0 if own else 10
            score -= 0 if any(f.startswith(SUBJECT_LINK) for f in known) else 0.4
            called = target.table.label.zh.removesuffix("台账").removesuffix("清单")
            score += 0.3 if called in hint or target.table.name in hint.casefold() else 0
        return score + (0.55 if enterprise and CREDIT_CODE in target.kind.fields else 0)

    def _block(self, grid: Grid, first: int, last: int, hint: str, given: Given) -> Block:
        headers = header_texts(grid, first, last)
        scores = self._scores(headers, hint, given)
        best = max(scores, key=lambda n: (round(scores[n], 6), -n))
        ties = [self.targets[n].kind.name for n, s in scores.items() if abs(s - scores[best]) < 1e-6]
        mapped = map_columns(self.targets[best], headers, given.columns, given.how)
        title = " ".join(t for i in range(first) for c in grid.rows[i] if (t := text_of(c).strip()))
        kinds = tuple(dict.fromkeys(ties))
        block = Block(grid, mapped, first, last, title[:300], kinds if len(kinds) > 1 else ())
        _units(block, given)
        return block


def header_texts(grid: Grid, first: int, last: int) -> list[list[str]]:
    """For each column what its header may be: the lowest text, the texts joined, then each text above."""
    levels = [_level(grid, row, above=row < last) for row in range(first, last + 1)]
    found: list[list[str]] = []
    for column in range(grid.width):
        texts = list(dict.fromkeys(t for level in levels if (t := level[column])))
        if len(texts) > 1:
            joined = "".join(texts)
            texts = [texts[-1], joined, *texts[-2::-1]] if plain_word(texts[-1]) else texts
        found.append(texts)
    return found


def _level(grid: Grid, row: int, *, above: bool) -> list[str]:
    """The texts of one header row; a merged header stands over all its columns."""
    texts = [" ".join(text_of(c).split()) if isinstance(c, str) else "" for c in grid.rows[row]]
    texts = [t if len(t) <= _LONGEST_HEADER else "" for t in texts]
    number = grid.numbers[row]
    for top, left, _bottom, right in grid.merged_at(number, number) if above else ():
        start = left - grid.left
        if top == number and 0 <= start < len(texts):
            for column in range(start, min(right - grid.left + 1, len(texts))):
                texts[column] = texts[start]
    return texts


def _units(block: Block, given: Given) -> None:
    """Units: said by the user, by the header, by a row of units below it, or by the title (单位：万元)."""
    below = block.last + 1
    if below < len(block.grid.rows) and _is_unit_row(block.grid.rows[below]):
        for column in block.mapped.columns:
            column.unit = column.unit or _unit_cell(block.grid.rows[below][column.index])
        block.last = below
    stated = re.search(r"(?:金额)?单位\s*[:：]\s*(\S{1,6})", block.title)
    money = known_unit(stated[1].strip("）)")) if stated else ""
    units = {plain_word(h): u for h, u in given.units.items()}
    for column in block.mapped.columns:
        spec = block.mapped.target.fields.get(column.field)
        if spec is not None and spec.type == "money" and not column.unit:
            column.unit = money
        column.unit = units.get(plain_word(column.header), column.unit)


def _is_unit_row(row: Sequence[Raw]) -> bool:
    texts = [t for c in row if (t := text_of(c).strip())]
    return bool(texts) and all(_unit_cell(t) for t in texts)


def _unit_cell(raw: Raw) -> str:
    text = text_of(raw).strip()
    return known_unit(text) or unit_in(text)


def signature(headers: Sequence[str], sheet: str) -> str:
    """What makes a source recognised again: its sheet's name without numbers, and its headers."""
    return "|".join([re.sub(r"[0-9０-９]+", "", plain_word(sheet)), *(plain_word(h) for h in headers)])


def unmapped(block: Block) -> list[int]:
    """The columns that mean nothing yet and are wanted or unknown."""
    return [c.index for c in block.mapped.columns if not c.field and c.field != IGNORED]
