"""The colours of themes: the four that are built in, and those of one's own.

The palette avoids pairs of red and green; colour only repeats what a character says. Contrasts are at least 7:1, those
of what does not apply 4.5:1 (a test computes them). Themes of one's own are read by ``look_files``; like the language,
they are those of the process.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from anwei.engine.services import Text
from anwei.tui.words import lang, say

NAMES = ("dark", "light", "contrast", "mono")
_COLOURS: dict[str, dict[str, str]] = {
    "dark": {
        "background": "#10141a",
        "surface": "#161c24",
        "panel": "#202a36",
        "foreground": "#e4e9ef",
        "primary": "#7fb4ff",
        "accent": "#ffd27d",
        "cursor": "#274368",
        "pass": "#9fc9ff",
        "fail": "#ff9d8f",
        "near": "#ffd27d",
        "unknown": "#dcc2ff",
        "waived": "#b9d6c8",
        "not_applicable": "#8b96a3",
        "error": "#ffb3ea",
    },
    "light": {
        "background": "#fbfbf8",
        "surface": "#f3f3ee",
        "panel": "#e4e6e0",
        "foreground": "#16191d",
        "primary": "#0b3d91",
        "accent": "#6b3f00",
        "cursor": "#c9dcf8",
        "pass": "#0b3d91",
        "fail": "#8c0d0d",
        "near": "#6b3f00",
        "unknown": "#5a1d86",
        "waived": "#0f4a3a",
        "not_applicable": "#62676d",
        "error": "#7d0d5c",
    },
    "contrast": {
        "background": "#000000",
        "surface": "#000000",
        "panel": "#1c1c1c",
        "foreground": "#ffffff",
        "primary": "#8ec8ff",
        "accent": "#ffff5f",
        "cursor": "#004a9f",
        "pass": "#8ec8ff",
        "fail": "#ffaf87",
        "near": "#ffff5f",
        "unknown": "#e5c8ff",
        "waived": "#afffd7",
        "not_applicable": "#bcbcbc",
        "error": "#ffafff",
    },
    "mono": {
        "background": "#000000",
        "surface": "#000000",
        "panel": "#303030",
        "foreground": "#ffffff",
        "primary": "#ffffff",
        "accent": "#ffffff",
        "cursor": "#ffffff",
    },
}
#: What a theme has a colour for; mono has none for verdicts.
USES = tuple(_COLOURS["dark"])


@dataclass(frozen=True)
class Look:
    """A theme of one's own: its name, what it is called, and a colour (``#rrggbb``) for each of ``USES``."""

    name: str
    label: Text
    colours: Mapping[str, str]
    weak: int = 0  # colours that are hard to read


class _Own:
    looks: dict[str, Look] = {}


def use_own(looks: Iterable[Look]) -> None:
    """Know these themes beside the four from now on, in place of those of one's own known before."""
    _Own.looks = {look.name: look for look in looks}


def own(name: str) -> Look | None:
    """A theme of one's own that is known."""
    return _Own.looks.get(name)


def names() -> tuple[str, ...]:
    """Every theme there is: the four, then one's own."""
    return (*NAMES, *_Own.looks)


def look_words(name: str) -> str:
    """What a theme is called, in the language that is switched on."""
    found = own(name)
    return found.label.lang(lang()) if found is not None else say(f"look.{name}")


def colours(theme: str) -> Mapping[str, str]:
    """The colours of a theme by use; those of dark for one that is not known."""
    found = own(theme)
    return found.colours if found is not None else _COLOURS.get(theme, _COLOURS["dark"])


def luminance(colour: str) -> float:
    """How light a colour is, from 0 to 1: the relative luminance of WCAG 2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21, as WCAG 2 defines it.

    >>> contrast("#000000", "#ffffff"), contrast("#777777", "#777777")
    (21.0, 1.0)
    """
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
