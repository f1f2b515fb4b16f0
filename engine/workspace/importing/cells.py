"""Typing the cells of a column: each distinct raw value once, whatever the number of rows.

A clean cell costs one look-up. What is read with a doubt, or cannot be read, is an ``Odd`` with its kind, its message
and the fix that is proposed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal

from anwei.engine.documents.diagnostics import nearest
from anwei.engine.facts.read import Problem as Nested
from anwei.engine.facts.units import UNITS
from anwei.engine.facts.values import UNKNOWN_MARKS, BadValue, Value, parse_value, show_date, some_labels
from anwei.engine.facts.vocabulary import FieldSpec, Vocabulary, folded
from anwei.engine.forms.cells import SERIAL_FIRST, SERIAL_LAST, day_text
from anwei.engine.forms.codes import CodeWords
from anwei.engine.forms.show import EXACT_DIGITS, split_set
from anwei.engine.messages import Text
from anwei.engine.workspace.importing.columns import CREDIT_CODE
from anwei.engine.workspace.importing.credit_code import is_credit_code, repaired
from anwei.engine.workspace.importing.fixes import (
    DITTO,
    PLACEHOLDERS,
    STROKES,
    date_fix,
    money_words,
    number_fix,
    yes_no_fix,
)
from anwei.engine.workspace.importing.grid import Raw, number_text, text_of
from anwei.engine.workspace.importing.problems import Kind, Level
from anwei.engine.workspace.importing.words import in_known_unit
from anwei.engine.workspace.masking import is_mask


class Missing:
    """Nothing stands in the cell."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing()


@dataclass(frozen=True, slots=True)
class Odd:
    """A cell that is not clean. ``value`` is used if its level is NOTE, or FIX and accepted."""

    kind: Kind
    level: Level
    code: str
    text: str
    fix: str = ""
    value: Value | Missing = MISSING
    params: Mapping[str, object] = field(default_factory=dict)


Typed = Value | Missing | Odd


@dataclass(frozen=True, slots=True)
class Marked:
    """A raw value of which the file says more: made by a formula, an error, standing for several rows, or a date of
    which the cell shows only year and month."""

    raw: Raw
    mark: Literal["formula", "error", "merged", "ratio", "month"]


_ISO = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")
_IDENTIFIERS = frozenset({"id", CREDIT_CODE})
_MIDNIGHT = re.compile(r"(?<=\d)[ T]+0{1,2}:00(:00(\.0+)?)?\Z")


@dataclass(frozen=True, slots=True)
class Context:
    """What cells are read with: the year of dates without one (0: none) and divisions by their plain names."""

    year: int = 0
    divisions: Mapping[str, str] = field(default_factory=dict)


class ColumnReader:
    """Reads the raw values of one column as one field. ``unit`` is the header's."""

    def __init__(self, spec: FieldSpec, vocabulary: Vocabulary, codes: CodeWords, context: Context, unit: str) -> None:
        self.spec = spec
        self.vocabulary = vocabulary
        self.codes = codes
        self.context = context
        self.unit = unit if spec.numeric else ""
        self.tidy = spec.name in _IDENTIFIERS or spec.type in ("ref", "division")

    def read(self, raw: Raw | Marked) -> Typed:
        """The typed value of a raw one."""
        if isinstance(raw, str):
            return self.text(raw)
        if isinstance(raw, Marked):
            return self.marked(raw)
        if isinstance(raw, bool):
            return self.text(str(raw).upper())
        if isinstance(raw, (int, float)):
            return self.number(float(raw))
        return self.moment(raw)

    def marked(self, cell: Marked) -> Typed:
        """A cell whose value is not simply what somebody typed."""
        if cell.mark == "error":
            return self.bad("IMP-012", text_of(cell.raw), text=text_of(cell.raw))
        if cell.mark == "month":
            return self.month(cell.raw)
        if cell.mark == "ratio":
            shown = text_of(cell.raw)
            return self.ratio(shown)
        found: Typed = self.read(cell.raw)
        if isinstance(found, Missing) or (isinstance(found, Odd) and found.level is Level.BAD):
            return found
        value = found.value if isinstance(found, Odd) else found
        shown = found.fix if isinstance(found, Odd) else self.shown(value)
        kind, code = (Kind.FORMULA, "IMP-013") if cell.mark == "formula" else (Kind.MERGED, "IMP-023")
        doubtful = cell.mark == "formula" or self.spec.numeric or (isinstance(found, Odd) and found.level is Level.FIX)
        level = Level.FIX if doubtful else Level.NOTE
        return Odd(kind, level, code, text_of(cell.raw), shown, value, {"text": text_of(cell.raw)[:40], "fix": shown})

    def month(self, raw: Raw) -> Typed:
        """A date of which the cell shows no day: the one that Excel keeps was typed by nobody."""
        day = day_text(Decimal(text_of(raw))) if isinstance(raw, (int, float)) else text_of(raw)
        return self.bad("XLS-026", day[:7], text=day[:7]) if self.spec.type == "date" else self.read(raw)

    def ratio(self, shown: str) -> Typed:
        """A number up to 1 of an old workbook, which does not say whether it is shown as a percentage."""
        fix = f"{Decimal(shown) * 100:f} %"
        found = self.parsed(fix, shown)
        if isinstance(found, Odd):
            return found
        return Odd(Kind.PERCENT, Level.FIX, "IMP-014", shown, fix, found, {"text": shown, "fix": fix})

    # -- what the file says is a number or a date ------------------------------------------------------------------

    def number(self, raw: float) -> Typed:
        """A number cell. In a text column it is an identifier, which must not have lost digits."""
        shown = number_text(raw)
        spec = self.spec
        if spec.numeric:
            return self.parsed(self.with_unit(shown), shown)
        if spec.type == "date":
            day = day_text(Decimal(shown)) if SERIAL_FIRST <= raw <= SERIAL_LAST else shown
            found = self.parsed(day, shown)
            if isinstance(found, (Odd, Missing)):
                return found
            return self.note(Kind.DATE_FORM, shown, found)
        if len(shown.lstrip("-").replace(".", "").strip("0")) > EXACT_DIGITS or abs(raw) >= 10**EXACT_DIGITS:
            return self.bad("XLS-016", shown, text=shown)
        return self.text(shown)

    def moment(self, raw: date | time | timedelta) -> Typed:
        """A cell shown as a date or time. In a text column it is a number of a paper that Excel has changed."""
        if isinstance(raw, (time, timedelta)):
            return self.bad("XLS-017", str(raw), text=str(raw))
        day = raw.date() if isinstance(raw, datetime) else raw
        if self.spec.type == "date":
            return day.toordinal()
        if self.spec.type == "boolean" or self.spec.numeric:
            return self.parsed(day.isoformat(), text_of(raw))
        return self.bad("XLS-017", day.isoformat(), text=day.isoformat())

    # -- what people typed -------------------------------------------------------------------------------------------

    def text(self, raw: str) -> Typed:
        """A text cell."""
        text = raw.strip()
        if not text:
            return MISSING
        spec = self.spec
        plain = unicodedata.normalize("NFKC", text).strip()
        if is_mask(text):
            return Odd(Kind.MASKED, Level.NOTE, "IMP-045", text, params={"text": text, "field": spec.label})
        if plain.casefold() in UNKNOWN_MARKS:
            return None
        if plain in DITTO:
            return self.bad("IMP-016", text, text=text)
        if plain in (STROKES if spec.type == "text" and not self.tidy else PLACEHOLDERS) and not self.meant(plain):
            return Odd(Kind.PLACEHOLDER, Level.FIX, "IMP-017", text, params={"text": text})
        if spec.type == "text" and not self.tidy:
            return self.name(raw, text) if spec.name == "name" else text
        if spec.name == CREDIT_CODE:
            return self.credit_code(text)
        if spec.type == "division":
            return self.division(text, plain)
        if self.tidy:
            tidied = re.sub(r"\s+", "", plain) if spec.name == "id" else plain
            return tidied if tidied == raw else self.note(Kind.SPACES, text, tidied)
        if spec.numeric:
            return self.amount(text, plain)
        if spec.type == "date":
            return self.day(text, plain)
        if spec.type in ("code", "codes"):
            return self.code(text)
        if spec.type == "refs":
            return frozenset(unicodedata.normalize("NFKC", p) for p in split_set(text, lambda _: False))
        return self.yes_no(text)

    def meant(self, plain: str) -> bool:
        """Whether a word such as 无 is a value of this field and no placeholder."""
        if self.spec.type == "boolean":
            return not isinstance(self.parsed(plain, plain), Odd)
        if self.spec.type in ("codes", "refs"):
            return plain in ("无", "none")
        return self.spec.type == "code" and self.codes.find(self.spec.codes, plain) is not None

    def name(self, raw: str, text: str) -> Typed:
        """A subject's or person's name: line breaks and doubled spaces in it come from narrow columns."""
        tidied = re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", " ".join(text.split()))
        return text if tidied == raw else self.note(Kind.SPACES, raw, tidied)

    def credit_code(self, text: str) -> Typed:
        if is_credit_code(text):
            return text
        fixed = repaired(unicodedata.normalize("NFKC", text))
        if fixed and fixed == re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper():
            return self.note(Kind.SPACES, text, fixed)
        level = Level.FIX if fixed else Level.BAD
        return Odd(Kind.CREDIT_CODE, level, "IMP-011", text, fixed, fixed or MISSING, {"text": text[:40]})

    def division(self, text: str, plain: str) -> Typed:
        found = self.parsed(re.sub(r"\s+", "", plain), text)
        if not isinstance(found, Odd):
            return found
        code = self.context.divisions.get(folded(text), "")
        if code:
            return self.note(Kind.DIVISION, text, code, code)
        return Odd(Kind.DIVISION, Level.BAD, "IMP-018", text, params={"text": text[:40]})

    def amount(self, text: str, plain: str) -> Typed:
        plain = re.sub(r"\s+", "", plain)
        if _PLAIN_NUMBER.match(plain):
            found = self.parsed(self.with_unit(plain), text)
            return found if plain == text else self.noted(Kind.NUMBER_FORM, text, found)
        sign = money_words(plain)
        amount, unit = (sign.amount, sign.unit) if sign is not None else (None, "")
        if amount is not None:
            found = self.parsed(self.with_unit(f"{amount:f}", unit), text)
            if not isinstance(found, Odd):
                return self.note(Kind.NUMBER_FORM, text, found)
            return found
        guess = number_fix(plain)
        if guess is not None:
            found = self.parsed(self.with_unit(f"{guess.amount:f}", guess.unit), text)
            if not isinstance(found, (Odd, Missing)):
                fix = f"{guess.amount:f}{guess.unit}"
                return Odd(Kind.NUMBER_WORDS, Level.FIX, "IMP-015", text, fix, found, {"text": text[:40]})
        return self.parsed(plain, text)

    def with_unit(self, number: str, unit: str = "") -> str:
        """A number with its own unit, or that of the header where the field has such a unit."""
        unit = unit or self.unit
        if not unit or not self.spec.unit:
            return number
        amount, known = in_known_unit(Decimal(number), unit)
        if known not in UNITS and known != self.spec.unit:
            return f"{number}{unit}"
        return f"{amount:f}{known}"

    def day(self, text: str, plain: str) -> Typed:
        plain = _MIDNIGHT.sub("", plain)
        found = self.parsed(re.sub(r"\s+", "", plain), text)
        if not isinstance(found, Odd):
            return found if _ISO.match(text) else self.noted(Kind.DATE_FORM, text, found)
        if _PLAIN_NUMBER.match(plain) and len(plain) == 5:
            return self.number(float(plain))
        fix = date_fix(plain, self.context.year)
        if fix is None:
            return found
        level = Level.FIX if fix.guessed else Level.NOTE
        shown = show_date(fix.day)
        return Odd(fix.kind, level, "IMP-010", text, shown, fix.day, {"text": text[:40], "fix": shown})

    def code(self, text: str) -> Typed:
        spec = self.spec
        words = [text]
        if spec.type == "codes":
            words = split_set(text, lambda w: self.codes.find(spec.codes, w) is not None)
        found = [self.codes.find(spec.codes, w) for w in words]
        if all(found):
            names = [f for f in found if f]
            return names[0] if spec.type == "code" else frozenset(names)
        return self.code_fix(text, words, found)

    def code_fix(self, text: str, words: list[str], found: list[str | None]) -> Odd:
        """The nearest codes for words that are none."""
        spec = self.spec
        codes = self.vocabulary.codes[spec.codes].codes
        labels = {w: c.name for c in codes.values() for w in (c.label.zh, c.label.en, *c.aliases)}
        fixed: list[str] = []
        for word, name in zip(words, found, strict=True):
            inside = [n for w, n in labels.items() if len(w) > 1 and (w in word or (len(word) > 1 and word in w))]
            near = name or (labels.get(nearest(word, labels), "") if len(set(inside)) != 1 else inside[0])
            fixed.append(near)
        unknown = "、".join(w for w, n in zip(words, found, strict=True) if n is None)
        known = [codes[n].label for n in fixed if n]
        shown = "、".join(t.zh for t in known)
        hint = Text(shown, ", ".join(t.en for t in known)) if known else some_labels(self.vocabulary.codes[spec.codes])
        params = {"text": unknown[:40], "hint": hint}
        if not all(fixed):
            return Odd(Kind.CODE_WORD, Level.BAD, "INP-016", text, params=params)
        value: Value = fixed[0] if spec.type == "code" else frozenset(fixed)
        return Odd(Kind.CODE_WORD, Level.FIX, "INP-016", text, shown, value, params)

    def yes_no(self, text: str) -> Typed:
        found = self.parsed(text, text)
        if not isinstance(found, Odd):
            return found
        meant = yes_no_fix(text)
        if meant is None:
            return Odd(Kind.YES_NO, Level.BAD, found.code, text, "", MISSING, found.params)
        return Odd(Kind.YES_NO, Level.FIX, "INP-015", text, "是" if meant else "否", meant, {"text": text[:40]})

    # -- results -----------------------------------------------------------------------------------------------------

    def parsed(self, text: str, shown: str) -> Value | Odd:
        """What the vocabulary makes of a text, or its problem."""
        try:
            return parse_value(text, self.spec, self.vocabulary)
        except BadValue as bad:
            return self.bad(bad.code, shown, **bad.params)

    def bad(self, code: str, shown: str, **params: object) -> Odd:
        nested = {"field": self.spec.label, "name": self.spec.name, "problem": Nested(code, dict(params))}
        return Odd(Kind.VALUE, Level.BAD, "INP-024", shown, "", MISSING, nested)

    def note(self, kind: Kind, text: str, value: Value, fix: str = "") -> Odd:
        """A value read without doubt from an unusual way of writing."""
        shown = fix or self.shown(value)
        return Odd(kind, Level.NOTE, "IMP-019", text, shown, value, {"text": text[:40], "fix": shown})

    def noted(self, kind: Kind, text: str, found: Value | Odd) -> Typed:
        return found if isinstance(found, Odd) else self.note(kind, text, found)

    def shown(self, value: Value | Missing) -> str:
        """A value as it is shown in a list of fixes."""
        from anwei.engine.facts.schema import in_unit

        if self.spec.type == "date" and isinstance(value, int):
            return show_date(value)
        if self.spec.numeric and isinstance(value, int):
            return f"{in_unit(value, self.spec).normalize():f}"
        return str(value)
