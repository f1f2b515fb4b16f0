"""Which rows below a header are records. Totals, notes, headings and repeated headers are left out and said so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from anwei.engine.forms.asides import FEW, NOTE, TOTAL
from anwei.engine.workspace.importing.columns import IGNORED
from anwei.engine.workspace.importing.grid import Raw, text_of
from anwei.engine.workspace.importing.headers import Block, LeftOut

_NUMERAL = "[一二三四五六七八九十]+"
_SECTION = re.compile(rf"\s*(?:{_NUMERAL}\s*、|[（(]{_NUMERAL}[）)]|第{_NUMERAL}[类部])")
_TIANGAN = "甲乙丙丁戊己庚辛壬癸"


def find_rows(block: Block) -> None:
    """Fill in the block's rows and what is left out of them."""
    grid = block.grid
    start = block.last + 1
    if start < len(grid.rows) and _is_numbering(grid.rows[start]):
        block.left_out.append(LeftOut(start, "numbering", _shown(grid.rows[start])))
        start += 1
    close = set(_suspects(block, start))
    width = grid.width
    for row in range(start, len(grid.rows)):
        cells = grid.rows[row]
        empty = cells.count("")
        if empty == width:
            continue
        if width - empty <= FEW or row in close:
            reason = _reason(block, row)
            if reason == "blank":
                continue
            if reason:
                block.left_out.append(LeftOut(row, reason, _shown(cells)))
                continue
        block.rows.append(row)


def _suspects(block: Block, start: int) -> Iterator[int]:
    """Rows with a word in their first columns that a record does not have: distinct values are looked at once."""
    grid = block.grid
    header = grid.rows[block.last]
    names = {"name", "@subject.name"}
    looked_at = {*range(min(4, grid.width)), *(c.index for c in block.mapped.columns if c.field in names)}
    for column in looked_at:
        cells = [row[column] for row in grid.rows[start:]]
        words = {
            c for c in set(cells) if isinstance(c, str) and (TOTAL.match(c) or NOTE.match(c) or c == header[column])
        } - {""}
        if words:
            yield from (start + i for i, c in enumerate(cells) if c in words)


def _reason(block: Block, row: int) -> str:
    """Why a row is no record; empty if it is one, ``blank`` if nothing but white space stands in it."""
    cells = block.grid.rows[row]
    filled = [(i, t) for i, c in enumerate(cells) if (t := text_of(c).strip())]
    if not filled:
        return "blank"
    first = filled[0][1]
    if _repeats(block, row):
        return "header"
    mapped = {c.index for c in block.mapped.columns if c.field and c.field != IGNORED}
    texts = [t for i, t in filled if not _is_number(cells[i])]
    if TOTAL.match(first) or (len(filled) > 1 and _is_number(cells[filled[0][0]]) and TOTAL.match(filled[1][1])):
        return "total" if len(texts) <= FEW or len(texts) * 2 <= len(mapped) else ""
    if NOTE.match(first) and len(filled) <= max(FEW * 2, len(mapped) // 3):
        return "note"
    if len(filled) == 1 and isinstance(cells[filled[0][0]], str):
        number = block.grid.numbers[row]
        left = block.grid.left + filled[0][0]
        wide = any(r[0] == number and r[1] == left and r[3] - r[1] >= 2 for r in block.grid.merged_at(number, number))
        if wide or _SECTION.match(first):
            return "section"
    return ""


def _repeats(block: Block, row: int) -> bool:
    """Whether the header is printed again, as on a further page."""
    cells = block.grid.rows[row]
    for level in range(block.first, block.last + 1):
        header = block.grid.rows[level]
        pairs = [(h, c) for h, c in zip(header, cells, strict=True) if h != ""]
        if len(pairs) > 1 and sum(h == c for h, c in pairs) * 2 > len(pairs):
            return True
    return False


def _is_number(raw: Raw) -> bool:
    return isinstance(raw, (int, float)) or (isinstance(raw, str) and raw.strip().replace(".", "", 1).isdigit())


def _is_numbering(row: Sequence[Raw]) -> bool:
    """A row 甲 乙 1 2 3 below the header that only numbers the columns."""
    texts = [text_of(c).strip() for c in row if c != ""]
    digits = [int(t) for t in texts if t.isascii() and t.isdigit() and len(t) < 4]
    letters = [t for t in texts if len(t) == 1 and t in _TIANGAN]
    if len(digits) + len(letters) != len(texts) or len(digits) < 2:
        return False
    return digits[0] in (1, 2) and all(b - a == 1 for a, b in pairwise(digits))


def _shown(row: Sequence[Raw]) -> str:
    """The beginning of a row, for messages."""
    return " ".join(t for c in row if (t := " ".join(text_of(c).split())))[:60]
