"""From a cell to the node that the vocabulary types: what a person meant, or an error at the cell.

Everything ambiguous is refused rather than guessed: formulas, error values, long numbers that Excel has rounded,
numbers of papers that Excel took for dates, dates of which Excel shows the month alone.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from datetime import date, timedelta
from decimal import Decimal

from anwei.engine.documents.diagnostics import Diagnostics, Place
from anwei.engine.documents.nodes import Node
from anwei.engine.facts.values import UNKNOWN_MARKS
from anwei.engine.facts.vocabulary import FieldSpec, Vocabulary, folded
from anwei.engine.forms.codes import CodeWords
from anwei.engine.forms.show import EXACT_DIGITS, Known, split_set
from anwei.engine.forms.workbook import Cell

#: Day numbers that can be meant as a date (1927 to 2173): smaller ones are years or counts typed by mistake.
SERIAL_FIRST, SERIAL_LAST = 10_000, 99_999
_SERIAL_ZERO = date(1899, 12, 30)

Keys = Callable[[str], Set[str]]


class CellReader:
    """Reads cells as fields. ``keys`` gives the keys on file in a table: they may contain separators themselves."""

    def __init__(self, vocabulary: Vocabulary, diagnostics: Diagnostics, keys: Keys) -> None:
        self.codes = CodeWords(vocabulary)
        self.diagnostics = diagnostics
        self.keys = keys

    def node(self, cell: Cell | None, spec: FieldSpec, place: Place) -> Node | None:
        """The raw value of a cell; None where it is empty or has been reported."""
        if cell is None:
            return None
        if cell.kind == "formula":
            self.diagnostics.error("XLS-011", place)
            return None
        if cell.kind == "error":
            self.diagnostics.error("XLS-012", place, text=cell.value)
            return None
        value = cell.value
        if isinstance(value, bool):
            word = str(value).upper()  # as Excel shows it
            return Node(value if spec.type == "boolean" else word, place, word)
        if cell.kind == "month":
            self.diagnostics.error("XLS-026", place, text=day_text(cell.value)[:7])
            return None
        if cell.kind in ("date", "time"):
            return self.moment(cell, spec, place)
        if isinstance(value, Decimal):
            return self.number(value, cell.kind == "percent", spec, place)
        return self.text(value, spec, place)

    def moment(self, cell: Cell, spec: FieldSpec, place: Place) -> Node | None:
        """A cell shown as a date or time. In a text column it is a number of a paper that Excel has changed."""
        text = day_text(cell.value) if cell.kind == "date" else f"{cell.value} (time)"
        if spec.type in ("date", "boolean") or spec.numeric:
            return Node(text, place, text)
        self.diagnostics.error("XLS-017", place, text=text)
        return None

    def number(self, value: Decimal, percent: bool, spec: FieldSpec, place: Place) -> Node | None:
        """A number cell. In a text column it is an identifier, which must not have lost digits."""
        if spec.numeric:
            if percent:
                text = f"{value * 100:f} %"
                return Node(text, place, text)
            return Node(value, place, f"{value:f}")
        whole = value == value.to_integral_value()
        text = f"{value.to_integral_value() if whole else value:f}"
        if spec.type == "date":
            return Node(day_text(value), place, day_text(value))
        if len(text.lstrip("-").replace(".", "").strip("0")) > EXACT_DIGITS or abs(value) >= 10**EXACT_DIGITS:
            self.diagnostics.error("XLS-016", place, text=text)
            return None
        return self.text(text, spec, place)

    def text(self, text: str, spec: FieldSpec, place: Place) -> Node:
        unknown = folded(text) in UNKNOWN_MARKS
        if unknown or spec.type not in ("code", "codes", "refs"):
            return Node(text, place, text)
        if spec.type == "code":
            return self.code(text, spec, place)
        parts = split_set(text, self.known(spec))
        nodes = [self.code(p, spec, place) if spec.type == "codes" else Node(p, place, p) for p in parts]
        return Node(nodes, place, text)

    def known(self, spec: FieldSpec) -> Known:
        """Which words are codes of the field's list, or keys of its table."""
        if spec.type == "codes":
            return lambda word: self.codes.find(spec.codes, word) is not None
        return self.keys(spec.to).__contains__

    def code(self, text: str, spec: FieldSpec, place: Place) -> Node:
        """A code by its name; a word that is none is left for the vocabulary to refuse."""
        name = self.codes.find(spec.codes, text) or text
        return Node(name, place, name)


def day_text(value: str | Decimal | bool) -> str:
    """A day number of Excel as a date; a number that can hardly be meant as one is left as typed (2026, 20260305)."""
    if isinstance(value, Decimal) and SERIAL_FIRST <= value <= SERIAL_LAST:
        return (_SERIAL_ZERO + timedelta(days=int(value))).isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
