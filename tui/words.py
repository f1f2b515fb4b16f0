"""Words of the screens: labels in the language that is switched on, and text from data made safe to draw.

Nothing from data is ever parsed as markup: ``text`` gives Content, which is drawn as it stands. ``clean`` takes out
what would break a line of cells: control characters, direction marks and joiners.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from anwei.engine.services import Lang, Text, label

if TYPE_CHECKING:
    from anwei.engine.services import Diagnostic

NEVER = 3652059  # the ordinal of 9999-12-31: a day that does not come
_MARK = "\ufffd"
_BLANKS = str.maketrans({"\t": " ", "\n": " ", "\r": " ", "\x0b": " ", "\x0c": " ", "\u2028": " ", "\u2029": " "})
_UNWANTED = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"))


class _Speech:
    """The language of the running app; one process shows one language at a time."""

    lang: Lang = "zh"


def use(lang: Lang) -> None:
    """Switch the language of every label asked for from now on."""
    _Speech.lang = lang


def lang() -> Lang:
    """The language that is switched on."""
    return _Speech.lang


def say(key: str, **slots: object) -> str:
    """The label ``tui.KEY`` in the language that is switched on. Raises KeyError for one that is not in the table."""
    return label(f"tui.{key}", _Speech.lang, **slots)


def shell(key: str, **slots: object) -> str:
    """The label ``tui.KEY`` in the language of the command line: for commands and options, before any screen."""
    from anwei.engine.api import cli_lang

    return label(f"tui.{key}", cli_lang(), **slots)


def word(key: str, **slots: object) -> str:
    """A label of the whole project (``verdict.fail``) in the language that is switched on."""
    return label(key, _Speech.lang, **slots)


def without_id(problem: Diagnostic, told: str) -> str:
    """What a diagnostic says, without the id that follows the label of a field.

    Whoever writes YAML, a mapping or a command line must type the id; on the screens a field is known by its label.
    """
    field, name = problem.params.get("field"), problem.params.get("name")
    if not isinstance(field, Text) or not name:
        return told
    words = field.lang(_Speech.lang)
    for behind in (words, f"{words}」", f"{words}'"):
        for shown in (f"（{name}）", f" ({name})"):
            told = told.replace(behind + shown, behind, 1)
    return told


@lru_cache(maxsize=8192)
def clean(value: str) -> str:
    """A value on one line, without characters that take no cell or turn the writing direction."""
    if value.isascii() and value.isprintable():
        return value
    spaced = value.translate(_BLANKS)
    return "".join(c if not _odd(c) else _MARK for c in spaced if c not in "\u200b\u200d\ufe0e\ufe0f")


def _odd(char: str) -> bool:
    return unicodedata.category(char) in _UNWANTED


def text(value: object, style: str = "") -> Content:
    """A value as it is drawn, never as markup."""
    made = Content(clean(str(value)))
    return made.stylize(style) if style else made


def block(lines: Iterable[str]) -> Content:
    """Several lines as they are drawn, each cleaned, never as markup."""
    return Content("\n".join(clean(line) for line in lines))


def width(value: str) -> int:
    """How many cells a cleaned value takes."""
    return cell_len(value)


def fit(value: str, cells: int, *, right: bool = False) -> str:
    """A value cut or filled up to exactly so many cells; what was cut ends in ``…`` (``~`` with safe glyphs)."""
    from anwei.tui.glyphs import glyph

    value = clean(value)
    size = cell_len(value)
    if size > cells:
        mark = glyph("cut")
        return set_cell_size(set_cell_size(value, max(0, cells - cell_len(mark))).rstrip() + mark, cells)
    return " " * (cells - size) + value if right else value + " " * (cells - size)


def place(path: object) -> str:
    """A path as it is shown: cleaned, and ``~`` for the home folder."""
    shown, home = clean(str(path)), str(Path("~").expanduser()).rstrip(os.sep)
    return "~" + shown[len(home) :] if home and (shown + os.sep).startswith(home + os.sep) else shown


def day(ordinal: int) -> str:
    """A day as ISO text; empty for none."""
    return date.fromordinal(ordinal).isoformat() if 0 < ordinal < NEVER else ""


def moment(at: str, *, seconds: bool = False) -> str:
    """A moment of the journal (UTC, ISO text) as the office's clock shows it: ``2026-11-21 08:30``.

    What is no moment stays as it stands.
    """
    try:
        local = datetime.fromisoformat(at).astimezone()
    except ValueError:
        return clean(at)
    return local.strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")


def moments(ats: Iterable[str]) -> list[str]:
    """The same of several moments: with seconds where one minute has more than one."""
    told = [(moment(at), moment(at, seconds=True)) for at in ats]
    seconds: dict[str, set[str]] = {}
    for minute, second in told:
        seconds.setdefault(minute, set()).add(second)
    return [second if len(seconds[minute]) > 1 else minute for minute, second in told]


def weekday(ordinal: int) -> str:
    """The name of the weekday of a day."""
    return say(f"weekday.{date.fromordinal(ordinal).isoweekday()}")
