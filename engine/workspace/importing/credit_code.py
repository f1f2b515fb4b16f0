"""Unified social credit codes: 18 characters whose last one checks the others.

Source: GB 32100-2015, clause 5 and annex (character set without I, O, S, V, Z; weights 3^(i-1) mod 31; modulus 31).
"""

from __future__ import annotations

import re

CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_NUMBER = {c: i for i, c in enumerate(CHARACTERS)}
_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_SHAPE = re.compile(r"[0-9A-HJ-NP-RTUWXY]{2}[0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}\Z")
#: Letters that the code never uses, and the digit that was probably meant.
_LOOK_ALIKE = str.maketrans({"O": "0", "I": "1", "Z": "2", "S": "5", "V": "U"})


def check_character(body: str) -> str:
    """The last character for the first 17: ``check_character("91350100M000100Y4") == "3"``.

    Raises KeyError for a character outside the set.
    """
    total = sum(_NUMBER[c] * w for c, w in zip(body, _WEIGHTS, strict=True))
    return CHARACTERS[(31 - total % 31) % 31]


def is_credit_code(text: str) -> bool:
    """Whether ``text`` has the shape of a code and its last character is right."""
    return bool(_SHAPE.match(text)) and check_character(text[:17]) == text[17]


def repaired(text: str) -> str:
    """The code probably meant where only look-alike letters or separators are wrong; empty if there is none."""
    plain = re.sub(r"[\s\-_.·]", "", text).upper()
    for candidate in (plain, plain.translate(_LOOK_ALIKE)):
        if is_credit_code(candidate):
            return candidate
    return ""
