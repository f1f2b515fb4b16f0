"""CSV as rows of cells that know their line and column; UTF-8 (with or without mark) or GBK, never a mixture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place

_CJK = re.compile("[\u3400-\u9fff]")
_PLAIN = re.compile(r'[^,"\r\n]*')
_QUOTED = re.compile(r'"((?:[^"]|"")*+)"')  # possessive: linear time
_BREAK = re.compile(r"\r\n|\n|\r")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class CsvCell:
    """The text of a cell and where it starts (line and column from 1)."""

    text: str
    line: int
    col: int


def read_rows(data: bytes, name: str) -> list[list[CsvCell]]:
    """The rows that hold anything. Raises AnweiError for an unknown encoding, two encodings or unbalanced quotes."""
    text = decode(data, name)
    return [row for row in _rows(text, name) if any(c.text.strip() for c in row)]


def decode(data: bytes, name: str) -> str:
    """The text of UTF-8 or GBK bytes. Raises AnweiError."""
    if data.startswith(_UTF16) or b"\0" in data:
        guess = ", UTF-16?" if data.startswith(_UTF16) else ""
        raise _refused("CSV-001", Place(name, 1, 1), guess=guess)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _decode_gbk(data, name, error.start)


def _decode_gbk(data: bytes, name: str, first_bad: int) -> str:
    """GBK, unless some lines plainly are UTF-8: read as GBK those would turn into other characters unnoticed."""
    first = ""
    for number, line in enumerate(data.split(b"\n"), 1):
        this = _encoding(line)
        if this and first and this != first:
            raise _refused("CSV-002", Place(name, number, 1), this=this, first=first)
        first = first or this
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        bad = max(first_bad, error.start)
        number = data.count(b"\n", 0, bad) + 1
        raise _refused("CSV-001", Place(name, number, bad - data.rfind(b"\n", 0, bad)), guess="") from error


def _encoding(line: bytes) -> str:
    """The encoding of one line where it can be told: three-byte Chinese characters are not found in GBK by chance."""
    if line.isascii():
        return ""
    try:
        return "UTF-8" if _CJK.search(line.decode("utf-8-sig")) else ""
    except UnicodeDecodeError:
        return "GBK"


def _refused(code: str, place: Place, **params: object) -> AnweiError:
    return AnweiError([Diagnostic(code, place, params)])


def _rows(text: str, name: str) -> Iterator[list[CsvCell]]:
    row: list[CsvCell] = []
    at, line, start = 0, 1, 0  # start: where the current line begins
    while at <= len(text):
        first, col = at, at - start + 1
        cell, at = _cell(text, at, Place(name, line, col))
        row.append(CsvCell(cell, line, col))
        if text.startswith('"', first):  # a quoted cell may go over several lines
            breaks = [m.end() for m in _BREAK.finditer(text, first, at)]
            line, start = line + len(breaks), breaks[-1] if breaks else start
        if text.startswith(",", at):
            at += 1
            continue
        end = _BREAK.match(text, at)
        if end is None and at < len(text):
            raise _refused("CSV-003", Place(name, line, at - start + 1))
        yield row
        row = []
        if end is None:
            return
        at, line, start = end.end(), line + 1, end.end()


def _cell(text: str, at: int, place: Place) -> tuple[str, int]:
    """A cell's text and where it ends."""
    if text.startswith('"', at):
        found = _QUOTED.match(text, at)
        if found is None:
            raise _refused("CSV-003", place)
        return found[1].replace('""', '"'), found.end()
    found = _PLAIN.match(text, at)
    assert found is not None
    return found[0], found.end()
