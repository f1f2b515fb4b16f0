"""Held values as people write them in a form: the inverse of ``facts.values.parse_value``, without loss.

Reading a shown value back gives the value again; the round-trip test holds this for every field of the vocabulary.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Container, Iterator, Mapping
from datetime import date
from decimal import Decimal

from anwei.engine.facts.schema import in_unit
from anwei.engine.facts.values import BLANK, UNKNOWN_MARKS, Value, show_date
from anwei.engine.facts.vocabulary import FieldSpec, folded
from anwei.engine.forms.codes import CodeWords
from anwei.engine.messages import Lang, label
from anwei.engine.messages.form_labels import FORM_LABELS

Shown = str | Decimal | date | None
Known = Callable[[str], bool]

EXACT_DIGITS = 15  # what a number cell of Excel keeps
FIRST_DATE_CELL = date(1927, 5, 18).toordinal()  # day 10,000 of Excel: earlier ones are written as text
LAST_DATE_CELL = date(2173, 10, 13).toordinal()  # day 99,999
SEPARATOR = "、"
_SEPARATORS = re.compile(r"[、,，;；/\n]+")
_NONE_WORDS = frozenset(folded(t) for t in FORM_LABELS["form.none"])
_LONGEST_RUN = 6  # parts that a single label may be made of


class Shower:
    """Shows values in one language. ``keys`` are the keys on file by table: a refs cell is split with them in mind."""

    def __init__(self, codes: CodeWords, lang: Lang, keys: Mapping[str, Container[str]]) -> None:
        self.codes = codes
        self.lang = lang
        self.keys = keys

    def cell(self, value: Value, spec: FieldSpec) -> Shown:
        """What a cell holds for a value; None for an empty cell."""
        if value is None:
            return label("form.unknown", self.lang) if spec.not_yet else None
        if value is BLANK:
            return None
        if spec.numeric and isinstance(value, int):
            return shown_number(value, spec)
        if spec.type == "boolean":
            return label("form.yes" if value else "form.no", self.lang)
        if spec.type == "date" and isinstance(value, int):
            return date.fromordinal(value) if FIRST_DATE_CELL <= value <= LAST_DATE_CELL else show_date(value)
        if spec.type == "code":
            return self.codes.shown(spec.codes, str(value), self.lang)
        if isinstance(value, frozenset):
            return self.several(value, spec)
        return str(value)

    def several(self, value: frozenset[str], spec: FieldSpec) -> str:
        """Several codes or keys, separated by 、; as a JSON list where they could not be told apart again."""
        parts, known = sorted(value), self.known(spec)
        if spec.type == "codes":
            order = list(self.codes.vocabulary.codes[spec.codes].codes)
            parts = [self.codes.shown(spec.codes, c, self.lang) for c in sorted(value, key=order.index)]
        text = SEPARATOR.join(parts) if parts else label("form.none", self.lang)
        same = split_set(text, known) == parts and folded(text) not in UNKNOWN_MARKS and text == text.strip()
        return text if same else json.dumps(parts, ensure_ascii=False)

    def known(self, spec: FieldSpec) -> Known:
        """Which words are codes of the field's list, or keys of its table."""
        if spec.type == "codes":
            return lambda word: self.codes.find(spec.codes, word) is not None
        keys = self.keys.get(spec.to, ())
        return lambda word: word in keys


def shown_number(value: int, spec: FieldSpec) -> Decimal | str:
    """A number in the field's own unit; as text where a number cell would not keep all its digits."""
    amount = in_unit(value, spec)
    digits = len(f"{abs(amount):f}".replace(".", "").strip("0"))
    return amount if digits <= EXACT_DIGITS else f"{amount:f}"


def split_set(text: str, known: Known) -> list[str]:
    """The parts of a cell that holds several values.

    Labels such as 目录、清单 contain the separator themselves, so the longest run of parts that is ``known`` is taken
    as one. 无 (none) is the empty set unless it is a known word; a JSON list is taken as it stands.
    """
    text = text.strip()
    listed = _json_list(text)
    if listed is not None:
        return listed
    if folded(text) in _NONE_WORDS and not known(text):
        return []
    cuts = [(m.start(), m.end()) for m in _SEPARATORS.finditer(text)]
    starts, ends = [0, *(e for _, e in cuts)], [*(s for s, _ in cuts), len(text)]
    return list(_longest(text, starts, ends, known))


def _longest(text: str, starts: list[int], ends: list[int], known: Known) -> Iterator[str]:
    at, count = 0, len(starts)
    while at < count:
        furthest = min(count, at + _LONGEST_RUN) - 1
        runs = (last for last in range(furthest, at, -1) if known(text[starts[at] : ends[last]].strip()))
        last = next(runs, at)
        part = text[starts[at] : ends[last]].strip()
        if part:
            yield part
        at = last + 1


def _json_list(text: str) -> list[str] | None:
    if not text.startswith("["):
        return None
    try:
        listed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return listed if isinstance(listed, list) and all(isinstance(i, str) for i in listed) else None
