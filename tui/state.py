"""What is remembered between starts: last place, filters, saved views, choices, and drafts of everything typed.

One JSON file a workspace in the user's state folder, replaced as a whole at each change, so that neither a crash nor
``kill -9`` costs what was typed. A file that cannot be read is put aside, and everything starts afresh.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

VERSION = 1
_OWN = 0o600


def state_folder() -> Path:
    """Where states lie: ``ANWEI_STATE``, else ``XDG_STATE_HOME``/anwei, else ``~/.local/state/anwei``."""
    chosen = os.environ.get("ANWEI_STATE", "")
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_STATE_HOME", "")
    return (Path(base) if base else Path.home() / ".local" / "state") / "anwei"


class State:
    """A remembered dictionary of plain JSON values in sections. ``path`` is None where nothing is to be kept."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.problem = ""
        self._sent: dict[tuple[str, str], None] = {}
        self._kept: dict[str, dict[str, Any]] = self._read()

    @classmethod
    def of(cls, workspace_id: str) -> State:
        """The state of a workspace (of the app as a whole for ``app``)."""
        return cls(state_folder() / f"{workspace_id}.json")

    def get(self, section: str, key: str, default: Any = None) -> Any:
        """A remembered value."""
        return self._kept.get(section, {}).get(key, default)

    def section(self, section: str) -> dict[str, Any]:
        """All remembered values of a section."""
        return dict(self._kept.get(section, {}))

    def put(self, section: str, key: str, value: Any) -> None:
        """Remember a value (None forgets it), at once and on disk."""
        held = self._kept.setdefault(section, {})
        if held.get(key) == value:
            return
        if value is None:
            held.pop(key, None)
        else:
            held[key] = value
        self._write()

    def send(self, section: str, key: str) -> None:
        """A value was handed over: it stays until ``settle`` forgets it, or ``refused`` keeps it for good."""
        self._sent[section, key] = None

    def settle(self, section: str = "", key: str = "") -> None:
        """Forget what was handed over (one value, or all), since nobody refused it."""
        for one in [k for k in self._sent if not section or k == (section, key)]:
            del self._sent[one]
            self.put(*one, None)

    def refused(self) -> None:
        """What was handed over was not taken: it is kept."""
        self._sent.clear()

    def _read(self) -> dict[str, dict[str, Any]]:
        if self.path is None or not self.path.exists():
            return {}
        try:
            plain = json.loads(self.path.read_text(encoding="utf-8"))
            kept = plain["kept"] if plain["version"] == VERSION else {}
            return {str(k): dict(v) for k, v in kept.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            self.problem = f"{self.path}: {type(error).__name__}"
            with contextlib.suppress(OSError):
                self.path.replace(self.path.with_suffix(".broken"))
            return {}

    def _write(self) -> None:
        if self.path is None:
            return
        part = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps({"version": VERSION, "kept": self._kept}, ensure_ascii=False), encoding="utf-8")
            part.chmod(_OWN)
            part.replace(self.path)
            self.problem = ""
        except OSError as error:  # a full or protected disk must not stop the work; settings shows the problem
            self.problem = f"{self.path}: {error.strerror}"
