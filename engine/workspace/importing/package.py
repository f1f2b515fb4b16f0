"""Looking at the parts of an .xlsx package before a reader opens it: how far its cells reach, and what it says of them.

The fast reader allocates the whole rectangle between the first and the last cell, so two cells far apart would end
the process. It also keeps values alone; that a number is shown as a percentage, or made by a formula, is found here.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from xml.parsers import expat

from anwei.engine.forms.archive import NO_XML, check_archive, too_large
from anwei.engine.forms.workbook import MONTH_FORMATS, without_day
from anwei.engine.workspace.importing.grid import Marks

MAX_CELLS = 3_000_000  # of the rectangle, 30 columns x 100,000 rows
_BUILTIN_PERCENT = {"9", "10"}
_LETTERS = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]*)")
_DIGITS = re.compile(rb"\sr\s*=\s*[\"'][A-Za-z]*(\d+)")
_OPEN = re.compile(rb"<(?:\w+:)?c\s([^<>]*[^/<>])>\s*(<(?:\w+:)?f[\s/>])?")
_NAME = re.compile(rb"(?:\A|\s)r\s*=\s*[\"']([A-Za-z]+)(\d+)")
_STYLE = re.compile(rb"(?:\A|\s)s\s*=\s*[\"'](\d+)")
_ERROR = re.compile(rb"(?:\A|\s)t\s*=\s*[\"']e[\"']")
_PLAIN_ROWS = 99_999  # five digits
_NOT_PLAIN = (
    re.compile(rb"<c(?! r=\"[A-Za-z]{1,3}\d{1,5}\")[\s/>]"),
    re.compile(rb"<row(?! r=\"\d{1,5}\")[\s/>]"),
)
_PLAIN_LETTERS = re.compile(rb"<c r=\"([A-Za-z]{2,})")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_CHUNK = 1 << 20

Element = tuple[str, dict[str, str]]


class Package:
    """An .xlsx file whose archive has been checked. Raises AnweiError for what may not be opened."""

    def __init__(self, data: bytes, name: str) -> None:
        check_archive(data, name)
        self.name = name
        self.archive = zipfile.ZipFile(io.BytesIO(data))
        self.parts = {i.filename.lstrip("/").lower(): i.filename for i in self.archive.infolist()}
        self.sheets = self._sheets()

    def marks(self, title: str) -> Marks:
        """What the sheet says about single cells. Raises AnweiError where its cells reach too far."""
        data = self._part(self.sheets.get(title, ""))
        if not data:
            return Marks()
        self._check_extent(data)
        none: frozenset[str] = frozenset()
        percent, months = self._styles() if b" s=" in data else (none, none)
        if not percent and not months and b"<f" not in data and b":f" not in data and b'="e"' not in data:
            return Marks()
        return _marks(data, percent, months)

    def _sheets(self) -> dict[str, str]:
        """The part of each sheet by its title."""
        targets = {
            a.get("Id", ""): posixpath.normpath(posixpath.join("xl", a.get("Target", "")))
            if not a.get("Target", "").startswith("/")
            else a["Target"]
            for n, a in _elements(self._part("xl/_rels/workbook.xml.rels"))
            if n == "Relationship"
        }
        found: dict[str, str] = {}
        for name, attributes in _elements(self._part("xl/workbook.xml")):
            if name == "sheet":
                relation = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
                found[attributes.get("name", "")] = targets.get(relation, "")
        return found

    def _part(self, path: str) -> bytes:
        stored = self.parts.get(path.lstrip("/").lower())
        return self.archive.read(stored) if stored is not None else b""

    def _check_extent(self, data: bytes) -> None:
        """Refuse a rectangle that is too large. Styled empty cells may reach anywhere: they are told apart slowly."""
        if _surely_small(data):
            return
        letters = _LETTERS.findall(data)
        columns = max(map(_column, set(letters)), default=0)
        rows = max((int(r[:8]) for r in set(_DIGITS.findall(data))), default=0)
        unplaced = data.count(b"<c ") + data.count(b"<c>") + data.count(b"<row") > len(letters)
        odd = b"\0" in data or b":sheetData" in data or unplaced
        if odd or columns * rows > MAX_CELLS:
            rows, columns = _filled_extent(data)
        if columns * rows > MAX_CELLS:
            raise too_large("cells", columns * rows, MAX_CELLS, self.name)

    def _styles(self) -> tuple[frozenset[str], frozenset[str]]:
        """The styles that show a number as a percentage, and those that show a date without its day, by number."""
        custom: dict[str, str] = {}
        formats: list[str] = []
        inside = False
        for name, attributes in _elements(self._part("xl/styles.xml")):
            if name == "numFmt":
                custom[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            elif name in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
                inside = name == "cellXfs"
            elif name == "xf" and inside:
                formats.append(attributes.get("numFmtId", ""))
        percent = {n for n, code in custom.items() if "%" in _QUOTED.sub("", code)} | _BUILTIN_PERCENT
        months = {n for n, code in custom.items() if without_day(code)} | {str(n) for n in MONTH_FORMATS}
        numbered = [(str(i), n) for i, n in enumerate(formats)]
        return frozenset(i for i, n in numbered if n in percent), frozenset(i for i, n in numbered if n in months)


def _marks(data: bytes, percent: frozenset[str], months: frozenset[str]) -> Marks:
    """Cells by what their opening tag says. Tags without a reference are not marked."""
    ratios, dates = {p.encode() for p in percent}, {m.encode() for m in months}
    wanted = ratios | dates
    shown: set[tuple[int, int]] = set()
    dayless: set[tuple[int, int]] = set()
    formulas: set[tuple[int, int]] = set()
    errors: set[tuple[int, int]] = set()
    for attributes, formula in _OPEN.findall(data):
        style = _STYLE.search(attributes) if wanted else None
        is_error = _ERROR.search(attributes)
        if not formula and not is_error and (style is None or style[1] not in wanted):
            continue
        name = _NAME.search(attributes)
        if name is None:
            continue
        at = int(name[2]), _column(name[1])
        if formula:
            formulas.add(at)
        if is_error:
            errors.add(at)
        if style is not None and style[1] in ratios:
            shown.add(at)
        elif style is not None and style[1] in dates:
            dayless.add(at)
    return Marks(frozenset(shown), frozenset(formulas), frozenset(errors), frozenset(dayless))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:4].upper():
        number = number * 26 + letter - 64
    return number


def _elements(data: bytes) -> Iterator[Element]:
    """The start tags of a small part, without namespaces; what is no XML has none."""
    found: list[Element] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: found.append((name.rpartition(":")[2], attributes))
    with suppress(*NO_XML):
        parser.Parse(data, True)
    return iter(found)


def _surely_small(data: bytes) -> bool:
    """Whether a part whose rows and cells all say plainly where they are stays within the limit: a glance at what
    nearly every program writes, five times as fast as looking at each reference."""
    if b"<!" in data or b":sheetData" in data or any(p.search(data) for p in _NOT_PLAIN):
        return False
    columns = max(map(_column, set(_PLAIN_LETTERS.findall(data))), default=26)
    return columns * _PLAIN_ROWS <= MAX_CELLS


class _Extent:
    """Follows the cells of a sheet as the reader will place them: by reference, or after the one before."""

    def __init__(self) -> None:
        self.row = self.column = self.rows = self.columns = 0
        self.first: tuple[int, int] | None = None
        self.at = (0, 0)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "row":
                self.row = int(attributes["r"]) if attributes.get("r", "").isdigit() else self.row + 1
                self.column = 0
            case "c":
                reference = attributes.get("r", "")
                letters = reference.rstrip("0123456789")
                digits = reference[len(letters) :]
                self.column = _column(letters.encode("ascii", "replace")) if letters else self.column + 1
                self.at = (int(digits[:8]) if digits else self.row, self.column)
            case "v" | "is" | "f":
                self.rows = max(self.rows, self.at[0])
                self.columns = max(self.columns, self.at[1])


def _filled_extent(data: bytes) -> tuple[int, int]:
    """The last row and column of cells that hold anything."""
    extent = _Extent()
    parser = expat.ParserCreate()
    parser.StartElementHandler = extent.start
    with suppress(*NO_XML):
        for start in range(0, len(data), _CHUNK):
            parser.Parse(data[start : start + _CHUNK], False)
    return extent.rows, extent.columns
