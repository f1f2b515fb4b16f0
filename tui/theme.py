"""Four themes: dark, light, high contrast and mono; and the inks of verdicts in each.

The palette avoids pairs of red and green; colour only repeats what a character says. Contrasts are at least 7:1, those
of what does not apply 4.5:1 (a test computes them). Mono uses no colour at all: bold, underline and reverse.
"""

from __future__ import annotations

from rich.style import Style
from textual.theme import Theme

NAMES = ("dark", "light", "contrast", "mono")
_VARIABLES = {"footer-background": "transparent", "scrollbar-corner-color": "transparent"}
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
    """The four themes as Textual takes them."""
    return [_theme(name, colours) for name, colours in _COLOURS.items()]


def _theme(name: str, c: dict[str, str]) -> Theme:
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
        dark=name != "light",
        variables={**_VARIABLES, "cursor": c["cursor"]},
    )


def colours(theme: str) -> dict[str, str]:
    """The colours of a theme by use, for tests of contrast."""
    return dict(_COLOURS[theme])


class Inks:
    """The styles with which widgets that draw lines themselves draw in one theme."""

    def __init__(self, theme: str) -> None:
        c = _COLOURS.get(theme, _COLOURS["dark"])
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
