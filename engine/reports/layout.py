"""Laying out text in terminal cells: a CJK character takes two."""

from __future__ import annotations

from wcwidth import wcswidth, wcwidth


def cells(text: str) -> int:
    """How many terminal cells a text takes."""
    return max(0, wcswidth(text))


def wrapped(head: str, text: str, *, indent: int, width: int, head_width: int = 10) -> list[str]:
    """``head`` and ``text`` in two columns, wrapped at ``width`` cells."""
    start = " " * indent + head + " " * max(1, head_width - cells(head))
    room = max(20, width - indent - max(head_width, cells(head) + 1))
    lines = split(text, room)
    return [start + lines[0], *(" " * cells(start) + line for line in lines[1:])]


def split(text: str, room: int) -> list[str]:
    """A text in lines of at most ``room`` cells; broken between CJK characters, otherwise at spaces where possible."""
    lines: list[str] = []
    line, size, space = "", 0, -1
    for char in text.replace("\n", " "):
        step = max(0, wcwidth(char))
        if size + step > room:
            cut = space if space > len(line) // 2 and char != " " and step == 1 else len(line)
            lines.append(line[:cut].rstrip())
            line = line[cut:].lstrip()
            size, space = cells(line), line.rfind(" ")
        line += char
        size += step
        if char == " ":
            space = len(line)
    return [*lines, line.rstrip()] if line.strip() or not lines else lines
