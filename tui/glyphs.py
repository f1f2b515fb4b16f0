"""Characters drawn for verdicts, bars and frames, in two sets.

``safe`` holds ASCII twins for terminals that draw ambiguous characters two cells wide (the CP936 console); it is
switched on by the probe or by ``--safe-glyphs``. A verdict is one CJK character, two cells, or its twin filled up to
two.
"""

from __future__ import annotations

from anwei.tui.words import lang, say

#: Verdict codes as stored in a run, and ``near`` for what lapses soon.
VERDICTS = ("pass", "fail", "unknown", "not_applicable", "waived", "error")
_TWINS = {"pass": ".", "fail": "X", "unknown": "?", "not_applicable": "-", "waived": "w", "error": "E", "near": "!"}
_CHINESE = {
    "pass": "合",
    "fail": "缺",
    "unknown": "疑",
    "not_applicable": "免",
    "waived": "豁",
    "error": "错",
    "near": "近",
}
_GLYPHS = {
    "cut": ("…", "~"),
    "full": ("█", "#"),
    "empty": ("░", "-"),
    "path": (" › ", " > "),
    "mark": ("●", "*"),
    "cursor": ("▸", ">"),
    "up": ("↑", "^"),
    "down": ("↓", "v"),
    "rule": ("─", "-"),
    "dot": (" · ", " | "),
    "on": ("☑", "[x]"),
    "off": ("☐", "[ ]"),
}


class _Choice:
    safe = False


def use_safe(on: bool) -> None:
    """Draw ASCII twins from now on, or no longer."""
    _Choice.safe = on


def safe() -> bool:
    """Whether ASCII twins are drawn."""
    return _Choice.safe


def glyph(name: str) -> str:
    """A character by its name. Raises KeyError for an unknown one."""
    return _GLYPHS[name][_Choice.safe]


def verdict_mark(verdict: str) -> str:
    """Two cells for a verdict (or ``near``): its character in Chinese, its ASCII twin otherwise."""
    if _Choice.safe or lang() == "en":
        return _TWINS[verdict] + " "
    return _CHINESE[verdict]


def verdict_word(verdict: str) -> str:
    """A verdict (or ``near``) in words: ``存疑``, ``undecided``."""
    return say(f"verdict.{verdict}")


def bar(share: float, cells: int) -> str:
    """A bar of so many cells, ``share`` of it full: ``[####----]``, the same in both sets."""
    inner = max(1, cells - 2)
    full = min(inner, max(0, round(share * inner)))
    return "[" + "#" * full + "-" * (inner - full) + "]"
