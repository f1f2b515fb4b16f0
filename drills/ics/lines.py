"""The lines of a calendar file (RFC 5545): texts escaped, lines folded.

Written here because a library object for each property takes twenty times as long; a test reads every line back with
that library and finds the same words.
"""

from __future__ import annotations

from collections.abc import Iterable

LIMIT = 75  # bytes of a line, its break not counted (3.1)
BREAK = b"\r\n"
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def escaped(text: str) -> str:
    """A text as a value (3.3.11).

    >>> escaped("罐区,南门;\\n甲")
    '罐区\\\\,南门\\\\;\\\\n甲'
    """
    return text.translate(_ESCAPES)


def folded(line: str) -> bytes:
    """A line in pieces of at most 75 bytes, each further one after a space; no character is cut."""
    data = line.encode()
    if len(data) <= LIMIT:
        return data
    pieces, start, room = [], 0, LIMIT
    while start < len(data):
        end = min(start + room, len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:  # inside a character
            end -= 1
        pieces.append(data[start:end])
        start, room = end, LIMIT - 1
    return (BREAK + b" ").join(pieces)


def block(name: str, lines: Iterable[tuple[str, str]], inside: Iterable[bytes] = ()) -> bytes:
    """A component with its properties, their values as they are to stand, and the components inside it."""
    own = BREAK.join(folded(f"{n}:{v}") for n, v in lines)
    begin, end = f"BEGIN:{name}".encode(), f"END:{name}".encode()
    return BREAK.join((begin, own, *(b.removesuffix(BREAK) for b in inside), end)) + BREAK
