"""Which characters a PDF can show: those of the encoding ``UniGB-UCS2-H`` by which it names them."""

from __future__ import annotations

MISSING = "〓"  # what Chinese printers set where they have no type
_DOTS = str.maketrans("·•‧", "・・・")  # the encoding has but one middle dot
_NOT_THERE = frozenset("ńňɑɡ凉秊裏隣兀︱︳︴︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄")


def settable(text: str) -> str:
    """The text with 〓 for every character that the encoding lacks (emoji, the rarest ideographs).

    >>> settable("阿·木 🔥")
    '阿・木 〓'
    """
    dotted = text.translate(_DOTS)
    return dotted if dotted.isascii() else "".join(c if _known(c) else MISSING for c in dotted)


def _known(char: str) -> bool:
    code = ord(char)
    if 0x4E00 <= code <= 0x9FA5 or 0x3400 <= code <= 0x4DB5 or code < 0x7F or char == "・":
        return True
    try:
        char.encode("gbk")
    except UnicodeEncodeError:
        return False
    return char not in _NOT_THERE
