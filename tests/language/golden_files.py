"""Golden files: compared as a whole, rewritten when ANWEI_UPDATE_GOLDEN=1 is set."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"
UPDATE = "ANWEI_UPDATE_GOLDEN"


def check(name: str, text: str) -> None:
    """Compare ``text`` with the golden file, or write it there; a difference shows its first lines."""
    path = GOLDEN / name
    if os.environ.get(UPDATE) == "1":
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    kept = path.read_text(encoding="utf-8")
    if kept == text:
        return
    changes = difflib.unified_diff(kept.splitlines(), text.splitlines(), "golden", "now", n=0, lineterm="")
    shown = [line[:400] for line, _ in zip(changes, range(40), strict=False)]
    raise AssertionError(f"{name} differs; if that is meant, run with {UPDATE}=1\n" + "\n".join(shown))
