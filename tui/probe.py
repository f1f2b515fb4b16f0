"""Looking at the terminal before the app starts: how wide it really draws characters, and what it is.

Some consoles draw ambiguous characters (frames, arrows, dots) two cells wide, and every line with one would break. The
probe writes one, asks where the cursor stands, and wipes the line. Without an answer within the time nothing is
assumed.
"""

from __future__ import annotations

import locale
import os
import re
import select
import sys
import time
from dataclasses import dataclass, field

SAMPLES = ("中", "─", "●", "…", "合")
_AMBIGUOUS = ("─", "●", "…")
_ANSWER = re.compile(rb"\x1b\[(\d+);(\d+)R")
_WAIT_S = 0.3


@dataclass(frozen=True)
class Seen:
    """What the probe found. ``widths`` is empty where the terminal did not answer; ``millis`` is one round trip."""

    widths: dict[str, int] = field(default_factory=dict)
    millis: float = 0.0

    @property
    def safe(self) -> bool:
        """Whether ASCII twins must be drawn."""
        return any(self.widths.get(c, 1) > 1 for c in _AMBIGUOUS) or _code_page() == 936

    @property
    def good(self) -> bool:
        """Whether Chinese takes two cells, as everything here expects."""
        return self.widths.get("中", 2) == 2


def spoken() -> str:
    """The locale of the characters as the environment names it, else as the system has it.

    Not what the library makes of the name: it takes ``C.UTF-8`` for ``en_US.UTF-8``.
    """
    named = (os.environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    return next((n for n in named if n), "") or locale.setlocale(locale.LC_CTYPE)


def prepare(*, slow: bool = False) -> None:
    """Settings that must stand before the library is imported."""
    if os.environ.get("TERM_PROGRAM") == "iTerm.app":  # drops input-method text under the kitty protocol
        os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
    if slow:
        os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
        os.environ.setdefault("TEXTUAL_FPS", "15")
        os.environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")


def probe() -> Seen:
    """Measure. Where there is no terminal, or not one that can be switched to raw, nothing is found."""
    try:
        import termios
        import tty
    except ImportError:  # Windows: the code page decides
        return Seen()
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return Seen()
    handle = sys.stdin.fileno()
    before = termios.tcgetattr(handle)
    try:
        tty.setcbreak(handle)
        return _measure(handle)
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)


def _measure(handle: int) -> Seen:
    widths: dict[str, int] = {}
    began = time.monotonic()
    for sample in SAMPLES:
        sys.stdout.write(f"\r{sample}\x1b[6n")
        sys.stdout.flush()
        column = _column(handle)
        sys.stdout.write("\r\x1b[K")
        if column is None:
            break
        widths[sample] = column - 1
    sys.stdout.flush()
    return Seen(widths, (time.monotonic() - began) * 1000 / max(1, len(widths)))


def _column(handle: int) -> int | None:
    """The column that the terminal answers (from 1), or None."""
    heard = b""
    until = time.monotonic() + _WAIT_S
    while time.monotonic() < until:
        ready, _, _ = select.select([handle], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            return None
        heard += os.read(handle, 64)
        found = _ANSWER.search(heard)
        if found is not None:
            return int(found[2])
    return None


def _code_page() -> int:
    """The output code page of a Windows console; 0 elsewhere."""
    if sys.platform != "win32":
        return 0
    import ctypes

    return int(ctypes.windll.kernel32.GetConsoleOutputCP())
