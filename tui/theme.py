"""Themes as Textual takes them, and the inks with which widgets draw themselves, verdicts above all.

Mono uses no colour at all: bold, underline and reverse. See ``colours`` for the tables.
"""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from textual.theme import Theme

from anwei.tui.colours import NAMES, colours, luminance, names

__all__ = ["NAMES", "Inks", "colours", "inks", "themes"]
_DARK = 0.179  # luminance of the ground from which on black is read better than white
_VARIABLES = {"footer-background": "transparent", "scrollbar-corner-color": "transparent"}
_MONO = {
    "pass": Style(),
    "fail": Style(bold=True, reverse=True),
    "near": Style(bold=True, underline=True),
    "unknown": Style(bold=True),
    "waived": Style(italic=True),
    "not_applicable": Style(dim=True),
    "error": Style(bold=True, underline=True, reverse=True),
}
_OTHER = ("pass", "fail", "near", "unknown", "waived", "not_applicable", "error")


def themes() -> list[Theme]:
    """Every theme as Textual takes it."""
    return [_theme(name, colours(name)) for name in names()]


def _theme(name: str, c: Mapping[str, str]) -> Theme:
    return Theme(
        name=name,
        primary=c["primary"],
        secondary=c["primary"],
        accent=c["accent"],
        warning=c.get("near", c["accent"]),
        error=c.get("fail", c["accent"]),
        success=c.get("pass", c["accent"]),
        foreground=c["foreground"],
        background=c["background"],
        surface=c["surface"],
        panel=c["panel"],
        dark=luminance(c["background"]) < _DARK,
        variables={**_VARIABLES, "cursor": c["cursor"]},
    )


class Inks:
    """The styles with which widgets that draw lines themselves draw in one theme."""

    def __init__(self, theme: str) -> None:
        c = colours(theme)
        self.theme = theme
        ground = c["background"]
        self.plain = Style(color=c["foreground"], bgcolor=ground)
        self.dim = Style(color=c.get("not_applicable", c["foreground"]), bgcolor=ground)
        self.head = Style(color=c["primary"], bgcolor=c["panel"], bold=True)
        self.accent = Style(color=c["accent"], bgcolor=ground, bold=True)
        self.mark = Style(color=c["accent"], bgcolor=ground, bold=True)
        self.cursor = Style(reverse=True) if theme == "mono" else Style(bgcolor=c["cursor"], bold=True)
        self._verdicts = (
            {n: self.plain + s for n, s in _MONO.items()}
            if theme == "mono"
            else {n: Style(color=c[n], bgcolor=ground, bold=n in ("fail", "near")) for n in _OTHER}
        )

    def verdict(self, name: str) -> Style:
        """The ink of a verdict (or ``near``)."""
        return self._verdicts[name]


_MADE: dict[str, tuple[Mapping[str, str], Inks]] = {}


def inks(theme: str) -> Inks:
    """The inks of a theme, made once as long as its colours stay."""
    table = colours(theme)
    made = _MADE.get(theme)
    if made is None or made[0] is not table:
        made = _MADE[theme] = (table, Inks(theme))
    return made[1]
