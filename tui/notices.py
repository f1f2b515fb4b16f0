"""Notices: what the app said, kept for reading later; the last one is shown at once."""

from __future__ import annotations

from dataclasses import dataclass

MOST = 500


@dataclass(frozen=True)
class Notice:
    """One notice: when (``08:15:02``), what, and whether it is a problem."""

    at: str
    words: str
    serious: bool = False


class Notices:
    """The notices since the start, the latest last."""

    def __init__(self) -> None:
        self.kept: list[Notice] = []

    def add(self, at: str, words: str, *, serious: bool = False) -> Notice:
        """Keep a notice."""
        notice = Notice(at, words, serious)
        self.kept.append(notice)
        del self.kept[:-MOST]
        return notice
