"""Held values as people write them in a form: the inverse of ``facts.values.parse_value``, without loss.

Reading ``shown(v)`` back gives ``v`` again; the round-trip test holds this for every field of the vocabulary.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from anwei.engine.facts.schema import in_unit
from anwei.engine.facts.values import BLANK, UNKNOWN_MARKS, BadValue, Value, parse_value, show_date
from anwei.engine.facts.vocabulary import CodeList, FieldSpec, Vocabulary, folded
from anwei.engine.messages import Lang, label
from anwei.engine.messages.form_labels import FORM_LABELS

Shown = str | Decimal | date | None

EXACT_DIGITS = 15  # what a number cell of Excel keeps
FIRST_EXCEL_DAY = date(1900, 3, 1).toordinal()  # Excel believes in 29 February 1900
SEPARATOR = "、"
_SEPARATORS = re.compile(r"[、,，;；/\n]+")
_NONE_WORDS = frozenset(folded(t) for t in FORM_LABELS["form.none"])


Known = Callable[[str], bool]


def never(_word: str) -> bool:
    """No word is known beforehand."""
    return False


def shown(value: Value, spec: FieldSpec, vocabulary: Vocabulary, lang: Lang, keys: Known = never) -> Shown:
    """What a cell holds for a value; None for an empty cell. ``keys`` knows the keys that a refs field may name."""
    if value is None:
        return label("form.unknown", lang) if spec.not_yet else None
    if value is BLANK:
        return None
    if spec.numeric and isinstance(value, int):
        return shown_number(value, spec)
    if spec.type == "boolean":
        return label("form.yes" if value else "form.no", lang)
    if spec.type == "date" and isinstance(value, int):
        return date.fromordinal(value) if value >= FIRST_EXCEL_DAY else show_date(value)
    if spec.type == "code":
        return shown_code(str(value), spec, vocabulary, lang)
    if isinstance(value, frozenset):
        return shown_set(value, spec, vocabulary, lang, keys)
    return str(value)


def shown_number(value: int, spec: FieldSpec) -> Decimal | str:
    """A number in the field's own unit; as text where a number cell would not keep all its digits."""
    amount = in_unit(value, spec)
    digits = len(f"{abs(amount):f}".replace(".", "").strip("0"))
    return amount if digits <= EXACT_DIGITS else f"{amount:f}"


def shown_code(code: str, spec: FieldSpec, vocabulary: Vocabulary, lang: Lang) -> str:
    """A code's label, or its name where the label could be read as something else."""
    text = vocabulary.code_label(spec.codes, code).lang(lang)
    try:
        return text if parse_value(text, spec, vocabulary) in (code, frozenset({code})) else code
    except BadValue:
        return code


def shown_set(
    value: frozenset[str], spec: FieldSpec, vocabulary: Vocabulary, lang: Lang, keys: Known = never
) -> str:
    """Several codes or keys, separated by 、; as a JSON list where they could not be told apart again."""
    if spec.type == "codes":
        order = list(vocabulary.codes[spec.codes].codes)
        parts = [shown_code(c, spec, vocabulary, lang) for c in sorted(value, key=order.index)]
        known = is_code(vocabulary.codes[spec.codes])
    else:
        parts, known = sorted(value), keys
    text = SEPARATOR.join(parts) if parts else label("form.none", lang)
    same = split_set(text, known) == parts and folded(text) not in UNKNOWN_MARKS and text == text.strip()
    return text if same else json.dumps(parts, ensure_ascii=False)


def is_code(codes: CodeList) -> Known:
    """Whether a word names a code of the list; remembers its answers, since looking one up reads the whole list."""
    answers: dict[str, bool] = {}

    def known(word: str) -> bool:
        if word not in answers:
            answers[word] = codes.find(word) is not None
        return answers[word]

    return known


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


def _longest(text: str, starts: list[int], ends: list[int], known: Known) -> Iterable[str]:
    at, count = 0, len(starts)
    while at < count:
        runs = (last for last in range(min(count, at + 6) - 1, at, -1) if known(text[starts[at] : ends[last]].strip()))
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
