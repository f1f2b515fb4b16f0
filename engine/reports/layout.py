"""Laying out text in terminal cells: a CJK character takes two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wcwidth import wcswidth, wcwidth


def cells(text: str) -> int:
    """How many terminal cells a text takes."""
    return max(0, int(wcswidth(text)))


def wrapped(head: str, text: str, *, indent: int, width: int, head_width: int = 10) -> list[str]:
    """``head`` and ``text`` in two columns, wrapped at ``width`` cells."""
    start = " " * indent + head + " " * max(1, head_width - cells(head))
    room = max(20, width - indent - max(head_width, cells(head) + 1))
    lines = split(text, room)
    return [start + lines[0], *(" " * cells(start) + line for line in lines[1:])]


#: No line ends with these, and none begins with the next ones.
OPENING = frozenset("（「『《【〔〈([")
CLOSING = frozenset("，。；：、？！）」』》】〕〉…％,.;:?!)]%")


def split(text: str, room: int) -> list[str]:
    """A text in lines of at most ``room`` cells; broken between CJK characters, otherwise at spaces where possible."""
    lines: list[str] = []
    line, size, space = "", 0, -1
    for char in text.replace("\n", " "):
        step = max(0, wcwidth(char))
        if size + step > room:
            whole = space > len(line) // 2 and char != " " and step == 1 and (line + char)[space] not in CLOSING
            cut = space if whole else _cut(line, char)
            lines.append(line[:cut].rstrip())
            line = line[cut:].lstrip()
            size, space = cells(line), line.rfind(" ")
        if char == " " and not line and lines:
            continue  # no line begins with the space it was broken at
        line += char
        size += step
        if char == " " or (step == 2 and char not in OPENING):  # the name or number that follows stays whole
            space = len(line)
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _cut(line: str, following: str) -> int:
    """Where to break a full line: not before closing punctuation, not after opening punctuation."""
    cut = len(line)
    while cut > max(1, len(line) - 4) and (following in CLOSING or line[cut - 1] in OPENING):
        cut -= 1
        following = line[cut]
    return cut if following not in CLOSING else len(line)


_HIDDEN = {"\n": " ", "\r": " ", "\t": " "}


def visible(text: str) -> str:
    """Text as it may stand on a terminal: no control characters and nothing that turns the direction of writing."""
    if text.isprintable():
        return text
    return "".join(_HIDDEN.get(c) or (c if not _steers(c) else "\ufffd") for c in text)


def _steers(char: str) -> bool:
    """Whether a character steers the terminal or the order of characters instead of being shown."""
    code = ord(char)
    return (
        code < 0x20
        or 0x7F <= code < 0xA0
        or code in (0x2028, 0x2029)
        or 0x202A <= code <= 0x202E
        or (0x2066 <= code <= 0x2069)
    )


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[int] = (), widest: int = 44) -> str:
    """A table in terminal cells; the columns in ``right`` are aligned to the right.

    Nothing is cut off: a cell wider than ``widest`` goes on in the next line, but an identifier stays whole.
    """
    from tabulate import tabulate  # slow to import: it asks the installation for its own version

    to_right = set(right)
    shown = [[_cell(visible(c), widest) for c in row] for row in rows]
    align = ["right" if i in to_right else "left" for i in range(len(header))]
    return tabulate(shown, headers=list(header), tablefmt="simple", disable_numparse=True, colalign=align)


def _cell(text: str, widest: int) -> str:
    whole = text.isascii() and " " not in text
    return text if whole else "\n".join(split(text, widest))
